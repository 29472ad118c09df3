import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const deeds = registry.category("servicedesk_ticket_deeds");
// A dialog whose title says what is done, and with which ticket.
const open = (res_model, name) => ({
    type: "ir.actions.act_window",
    name,
    res_model,
    views: [[false, "form"]],
    target: "new",
});
const isInWork = (data) => data.may_work && data.is_open && data.state !== "resolved";

deeds.add(
    "escalate",
    {
        key: "escalate",
        label: _t("Escalate"),
        help: _t("Offer it, or a part of it, to another team; or tell somebody of it"),
        isVisible: isInWork,
        action: ({number}) =>
            open("servicedesk.ticket.escalate", _t("Escalate %s", number || "")),
    },
    {sequence: 10}
);
deeds.add(
    "order_work",
    {
        key: "order_work",
        label: _t("Order Work"),
        help: _t("From an engineer of the house or a contractor; all is filled in"),
        isVisible: isInWork,
        action: ({number}) =>
            open("servicedesk.work.order.make", _t("Order Work for %s", number || "")),
    },
    {sequence: 20}
);
deeds.add(
    "snooze",
    {
        key: "snooze",
        label: _t("Snooze"),
        help: _t("Put the ticket aside until a date; it comes back by itself"),
        isVisible: (data) => data.may_snooze && data.may_work,
        action: "servicedesk_core.servicedesk_ticket_snooze_action",
    },
    {sequence: 40}
);
