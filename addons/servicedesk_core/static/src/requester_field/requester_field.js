import {registry} from "@web/core/registry";
import {
    Many2OneField,
    buildM2OFieldDescription,
    extractM2OFieldProps,
} from "@web/views/fields/many2one/many2one_field";
import {Component} from "@odoo/owl";

/**
 * The requester's contact; the address he wrote from, while there is none.
 */
export class RequesterField extends Component {
    static template = "servicedesk_core.RequesterField";
    static components = {Many2OneField};
    static props = {...Many2OneField.props};

    get address() {
        const {name, readonly, record} = this.props;
        return readonly && !record.data[name] && record.data.partner_email;
    }
}

export const requesterField = {
    ...buildM2OFieldDescription(RequesterField),
    // A click in a list opens the ticket, not the contact.
    extractProps: (staticInfo, dynamicInfo) => ({
        ...extractM2OFieldProps(staticInfo, dynamicInfo),
        canOpen: staticInfo.viewType === "form",
    }),
    fieldDependencies: [{name: "partner_email", type: "char"}],
};

registry.category("fields").add("servicedesk_requester", requesterField);
