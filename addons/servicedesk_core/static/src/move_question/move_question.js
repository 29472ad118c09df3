import {RedirectWarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/**
 * A drag that asks something is daily work: its dialog does not look like a fault,
 * and the board shows the ticket where it went once that is answered.
 */
patch(RedirectWarningDialog.prototype, {
    setup() {
        super.setup();
        this.isMoveQuestion = Boolean(this.additionalContext?.servicedesk_deed);
        if (this.isMoveQuestion) {
            this.title = _t("Not moved yet");
        }
    },

    async onClick() {
        if (!this.isMoveQuestion) {
            return super.onClick();
        }
        await this.actionService.doAction(this.actionId, {
            additionalContext: this.additionalContext,
            forceLeave: true,
            onClose: () => this.actionService.doAction("soft_reload"),
        });
        this.props.close();
    },
});
