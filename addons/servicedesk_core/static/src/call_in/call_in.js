import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Call in whom the service's escalation path names next.
 *
 * @param {Object} widget the component of the ticket's moves
 */
async function callIn(widget) {
    const {record} = widget.props;
    if (!(await record.save())) {
        return;
    }
    await widget.orm.call(record.resModel, "action_call_in_next", [[record.resId]]);
    await widget.reload();
}

/**
 * Calling somebody in rings at his side: who it is, is asked first.
 *
 * @param {Object} widget the component of the ticket's moves
 */
function askCallIn(widget) {
    const {display_name: name} = widget.props.record.data.next_path_id || {};
    widget.dialog.add(ConfirmationDialog, {
        title: _t("Call In Next"),
        body: _t("Call in %s? They are told at once.", name),
        confirmLabel: _t("Call In"),
        confirm: () => callIn(widget),
        cancel: () => true,
    });
}

registry.category("servicedesk_ticket_deeds").add(
    "call_in",
    {
        key: "call_in",
        label: _t("Call In Next"),
        help: _t("Call in whom the service's escalation path names next"),
        isVisible: (data) => data.next_path_id && data.may_work && data.is_open,
        run: askCallIn,
    },
    {sequence: 30}
);
