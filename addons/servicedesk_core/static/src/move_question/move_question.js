import {RedirectWarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/**
 * A drag that asks something is daily work: its dialog does not look like a fault.
 */
patch(RedirectWarningDialog.prototype, {
    setup() {
        super.setup();
        if (this.additionalContext?.servicedesk_deed) {
            this.title = _t("Not moved yet");
        }
    },
});
