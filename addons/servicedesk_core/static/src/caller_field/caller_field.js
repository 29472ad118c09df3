import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {Many2One, computeM2OProps} from "@web/views/fields/many2one/many2one";
import {
    Many2OneField,
    buildM2OFieldDescription,
} from "@web/views/fields/many2one/many2one_field";
import {TabMany2XAutocomplete} from "../tab_autocomplete/tab_autocomplete";

const OF_THE_CALLER = ["site_id", "partner_email", "partner_phone", "speaker_name"];

export class CallerAutocomplete extends TabMany2XAutocomplete {
    buildCreateSuggestion(request) {
        return {
            ...super.buildCreateSuggestion(request),
            label: _t("Somebody new: “%s”", request),
        };
    }
}

/** What the server makes of the typed words stands below them. */
export class CallerMany2One extends Many2One {
    static components = {Many2XAutocomplete: CallerAutocomplete};
    static props = {...Many2One.props, hint: {type: String, optional: true}};

    get extraLines() {
        return this.props.hint ? [this.props.hint] : super.extraLines;
    }
}

/**
 * The requester: a contact, or the name, number or address of somebody new, who
 * becomes a contact when the ticket is saved, and not before.
 */
export class CallerField extends Component {
    static template = "web.Many2OneField";
    static components = {Many2One: CallerMany2One};
    static props = Many2OneField.props;

    get m2oProps() {
        const {name, record} = this.props;
        const {caller, caller_hint: hint} = record.data;
        const isNew = caller && !record.data[name];
        return {
            ...computeM2OProps(this.props),
            // Whoever may register a ticket may say who asks.
            canQuickCreate: true,
            ...(isNew && {
                cssClass: "o_servicedesk_new_caller",
                hint: hint || "",
                value: {id: false, display_name: caller},
            }),
            canOpen: this.props.canOpen && !isNew,
            update: (value, options = {}) => this.update(value, options),
        };
    }

    update(value, options) {
        const {name, record} = this.props;
        const isNew = value && !value.id;
        const known = record.data[name];
        // Where somebody else is, and how he is reached, says nothing of the next one.
        const theirs = isNew && known ? OF_THE_CALLER : [];
        const shown = theirs.filter((own) => own in record.activeFields);
        return record.update(
            {
                ...Object.fromEntries(shown.map((own) => [own, false])),
                [name]: isNew ? false : value,
                caller: isNew ? value.display_name : false,
            },
            options
        );
    }
}

registry.category("fields").add("servicedesk_caller", {
    ...buildM2OFieldDescription(CallerField),
    fieldDependencies: [
        {name: "caller", type: "char"},
        {name: "caller_hint", type: "char", readonly: true},
    ],
});
