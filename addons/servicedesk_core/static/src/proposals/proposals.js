import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * Return what is proposed for a field of a ticket, the likeliest first.
 *
 * @param {Object} record of the form
 * @param {String} name of the field
 * @returns {Array} entries of the record's `proposals`
 */
function getProposals(record, name) {
    const proposals = record.data.proposals || [];
    return proposals.filter((entry) => entry.field === name);
}

/**
 * Choose a value for a field; a saved ticket is saved with it, in one click.
 *
 * @param {Object} record of the form
 * @param {String} name of the field
 * @param {Object} value with its id and display name
 */
async function choose(record, name, value) {
    await record.update({[name]: value});
    if (record.resId) {
        await record.save();
    }
}

/** What a field of an unclassified ticket may be: a click each, and why. */
export class Proposals extends Component {
    static template = "servicedesk_core.Proposals";
    static props = {...standardWidgetProps, fieldName: String};

    setup() {
        this.state = useState({busy: false});
    }

    get entries() {
        return getProposals(this.props.record, this.props.fieldName);
    }

    /**
     * @param {Object} proposal one entry of the record's `proposals`
     */
    async onApply(proposal) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await choose(this.props.record, proposal.field, {
                id: proposal.id,
                display_name: proposal.name,
            });
        } finally {
            this.state.busy = false;
        }
    }
}

export const proposals = {
    component: Proposals,
    extractProps: ({options}) => ({fieldName: options.field}),
    fieldDependencies: [{name: "proposals", type: "json", readonly: true}],
};

registry.category("view_widgets").add("servicedesk_proposals", proposals);

/** All types at a glance: each proposed one says why, a clear one stands out. */
export class TypeBadges extends BadgeSelectionField {
    static template = "servicedesk_core.TypeBadges";

    setup() {
        super.setup();
        this.state = useState({busy: false});
    }

    /**
     * @returns {Array} the types in their order, each with why it is proposed
     */
    get types() {
        const proposed = getProposals(this.props.record, this.props.name);
        // Before they are loaded there are none.
        const options = Array.isArray(this.options) ? this.options : [];
        return options.map(([id, name]) => {
            const entry = proposed.find((one) => one.id === id);
            return {id, name, reason: entry?.reason, isLikely: entry?.is_likely};
        });
    }

    async onChoose(type) {
        if (this.state.busy || this.props.readonly) {
            return;
        }
        this.state.busy = true;
        try {
            const value = {id: type.id, display_name: type.name};
            await choose(this.props.record, this.props.name, value);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("fields").add("servicedesk_type_badges", {
    ...badgeSelectionField,
    component: TypeBadges,
    supportedTypes: ["many2one"],
    fieldDependencies: [{name: "proposals", type: "json", readonly: true}],
});
