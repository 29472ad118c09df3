import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * What an unclassified ticket may be, from its words and its requester's history: one
 * click takes a proposal over and saves it.
 */
export class Proposals extends Component {
    static template = "servicedesk_core.Proposals";
    static props = {...standardWidgetProps};

    setup() {
        this.state = useState({busy: false});
    }

    /**
     * @returns {Array} one entry a field: its label and its proposals
     */
    get groups() {
        const proposals = this.props.record.data.proposals || [];
        const labels = {
            ticket_type_id: _t("Type"),
            service_id: _t("Service"),
            category_id: _t("Category"),
        };
        return Object.entries(labels)
            .map(([name, label]) => ({
                name,
                label,
                entries: proposals.filter((entry) => entry.field === name),
            }))
            .filter((group) => group.entries.length);
    }

    get label() {
        return _t("Proposed");
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
            const {record} = this.props;
            await record.update({
                [proposal.field]: {id: proposal.id, display_name: proposal.name},
            });
            await record.save();
        } finally {
            this.state.busy = false;
        }
    }
}

export const proposals = {
    component: Proposals,
    fieldDependencies: [{name: "proposals", type: "json", readonly: true}],
};

registry.category("view_widgets").add("servicedesk_proposals", proposals);
