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
        // Stages that leave a life cycle: the form of its type shows them gone.
        const isCycleChange = this.additionalContext?.servicedesk_cycle_change;
        if (!this.isMoveQuestion && !isCycleChange) {
            return super.onClick();
        }
        await this.actionService.doAction(this.actionId, {
            additionalContext: this.additionalContext,
            forceLeave: true,
            onClose: (infos) => {
                if (this.isMoveQuestion || infos?.done) {
                    return this.actionService.doAction("soft_reload");
                }
            },
        });
        this.props.close();
    },
});
