import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * Beside a field that rules fill in: why it has its value, and, where somebody has set
 * it by hand, a hand that gives it back to the rules.
 */
export class ByHand extends Component {
    static template = "servicedesk_core.ByHand";
    static props = {...standardWidgetProps, fieldName: String};

    setup() {
        this.orm = useService("orm");
    }

    get isByHand() {
        const names = this.props.record.data.hand_set || "";
        return names.split(",").includes(this.props.fieldName);
    }

    get reason() {
        const reasons = this.props.record.data.classification_reasons || {};
        return reasons[this.props.fieldName] || "";
    }

    get tooltip() {
        return _t("Set by hand. Click to follow the rules again.");
    }

    /**
     * A saved ticket keeps what else was typed; an unsaved one asks the rules at once.
     */
    async onGiveBack() {
        const {record, fieldName} = this.props;
        if (!record.resId) {
            return record.update({[fieldName]: false});
        }
        if (!(await record.save())) {
            return;
        }
        await this.orm.call(record.resModel, "action_follow_rules", [
            [record.resId],
            [fieldName],
        ]);
        await record.load();
        record.model.notify();
    }
}

export const byHand = {
    component: ByHand,
    extractProps: ({options}) => ({fieldName: options.field}),
    fieldDependencies: [
        {name: "hand_set", type: "char", readonly: true},
        {name: "classification_reasons", type: "json", readonly: true},
    ],
};

registry.category("view_widgets").add("servicedesk_by_hand", byHand);
