import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component} from "@odoo/owl";

/** Calling somebody in rings at his side: who it is, is asked first. */
export class CallIn extends Component {
    static template = "servicedesk_core.CallIn";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
    }

    get help() {
        return _t("Call in whom the service's escalation path names next");
    }

    onClick() {
        const {display_name: name} = this.props.record.data.next_path_id || {};
        this.dialog.add(ConfirmationDialog, {
            title: _t("Call In Next"),
            body: _t("Call in %s? They are told at once.", name),
            confirmLabel: _t("Call In"),
            confirm: () => this.callIn(),
            cancel: () => true,
        });
    }

    async callIn() {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call(record.resModel, "action_call_in_next", [[record.resId]]);
        await record.load();
        record.model.notify();
    }
}

registry.category("view_widgets").add("servicedesk_call_in", {
    component: CallIn,
    fieldDependencies: [{name: "next_path_id", type: "many2one"}],
});
