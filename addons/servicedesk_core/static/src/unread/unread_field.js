import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** An envelope where the requester wrote last. */
export class UnreadField extends Component {
    static template = "servicedesk_core.UnreadField";
    static props = {...standardFieldProps};

    get title() {
        return _t("The requester wrote last");
    }
}

registry.category("fields").add("servicedesk_unread", {
    component: UnreadField,
    supportedTypes: ["boolean"],
    listViewWidth: 30,
    label: false,
});
