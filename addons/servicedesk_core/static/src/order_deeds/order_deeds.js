import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component, useState} from "@odoo/owl";

const ANSWER = "servicedesk.work.order.answer";
const PRINTED = ["in_progress", "done", "verified"];
const may = (data, step) => (data.my_steps || []).includes(step);

// What else may be done with a work order than to answer it, behind "More":
// {label, isVisible(data), action} with an action to open and what the dialog does, or
// {…, method} that returns one.
const deeds = registry.category("servicedesk_work_order_deeds");

deeds.add(
    "plan",
    {
        key: "plan",
        label: _t("Plan"),
        help: _t("Say when it is done"),
        isVisible: (data) => may(data, "plan") && data.state !== "draft",
        action: ANSWER,
    },
    {sequence: 10}
);
deeds.add(
    "hand_over",
    {
        key: "hand_over",
        label: _t("Hand Over"),
        help: _t("Give it to a colleague, and say why"),
        isVisible: (data) => may(data, "hand_over") && Boolean(data.user_id),
        action: ANSWER,
    },
    {sequence: 20}
);
deeds.add(
    "sign",
    {
        key: "sign",
        label: _t("Have It Signed"),
        isVisible: (data) =>
            !data.signature && data.my_side && PRINTED.includes(data.state),
        method: "action_open_sign",
    },
    {sequence: 30}
);
deeds.add(
    "print",
    {
        key: "print",
        label: _t("Print the Act"),
        isVisible: (data) => PRINTED.includes(data.state),
        action: "servicedesk_core.servicedesk_work_order_report_act",
    },
    {sequence: 40}
);
deeds.add(
    "undecide",
    {
        key: "undecide",
        label: _t("Take Back the Decision"),
        help: _t("The payment is decided anew"),
        isVisible: (data) => data.can_undecide,
        method: "action_open_undecide",
    },
    {sequence: 50}
);
deeds.add(
    "cancel",
    {
        key: "cancel",
        label: _t("Cancel the Order"),
        isVisible: (data) => may(data, "cancel"),
        action: ANSWER,
    },
    {sequence: 90}
);

/**
 * The dialog of a deed that needs words; its title says which deed, of which order.
 *
 * @param {string} label of the deed
 * @param {string} number of the order
 * @returns {Object} an action
 */
export function askWords(label, number) {
    return {
        type: "ir.actions.act_window",
        name: [label, number].filter(Boolean).join(": "),
        res_model: ANSWER,
        views: [[false, "form"]],
        target: "new",
    };
}

/** The deeds of a work order that are seldom done; in a phone's menu one by one. */
export class OrderDeeds extends Component {
    static template = "servicedesk_core.OrderDeeds";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({busy: false});
    }

    get deeds() {
        const {data, resId} = this.props.record;
        return resId ? deeds.getAll().filter((deed) => deed.isVisible(data)) : [];
    }

    get moreLabel() {
        return _t("More");
    }

    /**
     * Save what was typed, then open what the deed asks.
     *
     * @param {Object} deed one entry of the registry
     */
    async onDeed(deed) {
        const {record} = this.props;
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const ids = [record.resId];
            const action = deed.method
                ? await this.orm.call(record.resModel, deed.method, [ids])
                : deed.action === ANSWER
                  ? askWords(deed.label, record.data.number)
                  : deed.action;
            await this.action.doAction(action, {
                additionalContext: {
                    active_id: record.resId,
                    active_ids: ids,
                    active_model: record.resModel,
                    ...(deed.action === ANSWER ? {default_deed: deed.key} : {}),
                },
                onClose: () => this.reload(),
            });
        } finally {
            this.state.busy = false;
        }
    }

    async reload() {
        await this.props.record.load();
        // The chatter reloads with its record.
        this.props.record.model.notify();
    }
}

registry.category("view_widgets").add("servicedesk_order_deeds", {
    component: OrderDeeds,
    fieldDependencies: [
        {name: "can_undecide", type: "boolean"},
        {name: "my_side", type: "selection", selection: []},
        {name: "my_steps", type: "json"},
        {name: "number", type: "char"},
        {name: "signature", type: "binary"},
        {name: "state", type: "selection", selection: []},
        {name: "user_id", type: "many2one", relation: "res.users"},
    ],
});
