// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

// What cannot be taken back, or is told to requesters, is asked once more.
const QUESTIONS = {
    answer: (count) => _t("Send this answer to the requesters of %s tickets?", count),
    resolve: (count) => _t("Resolve %s tickets and tell their requesters?", count),
    close: (count) => _t("Close %s tickets?", count),
    cancel: (count) => _t("Cancel %s tickets and tell their requesters?", count),
    merge: (count) => _t("Merge %s tickets into one?", count),
};

/** One deed on many tickets: what is missing is said first, then it is asked. */
export class BulkFormController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        const saved = await super.beforeExecuteActionButton(clickParams);
        const {deed, ticket_count: count} = this.model.root.data;
        if (saved === false || clickParams.name !== "action_apply") {
            return saved;
        }
        return deed in QUESTIONS ? this.confirmDeed(QUESTIONS[deed](count)) : saved;
    }

    confirmDeed(question) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    body: question,
                    confirmLabel: _t("Do It on All"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)}
            );
        });
    }
}

registry.category("views").add("servicedesk_bulk_form", {
    ...formView,
    Controller: BulkFormController,
});
