import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {sprintf} from "@web/core/utils/strings";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Who asks, at a glance; his tickets and devices are a click away. */
export class RequesterCard extends Component {
    static template = "servicedesk_core.RequesterCard";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
    }

    get card() {
        return this.props.record.data.requester_card || false;
    }

    /** What he is and where he is, in one line. */
    get facts() {
        const {job, company, site, language} = this.card;
        return [job, company, site, language].filter(Boolean).join(" · ");
    }

    get isImportant() {
        return ["2", "3"].includes(this.card.priority);
    }

    get priorityLabel() {
        return sprintf(_t("Service priority: %s"), this.card.priority_label);
    }

    get ticketsLabel() {
        return sprintf(_t("%(open)s open, %(closed)s before"), {
            open: this.card.open_count,
            closed: this.card.closed_count,
        });
    }

    get moreDevices() {
        return this.card.device_count - this.card.devices.length;
    }

    get moreAnnouncements() {
        return this.card.announcement_count - this.card.announcements.length;
    }

    onAnnouncement(announcement) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "servicedesk.announcement",
            res_id: announcement.id,
            views: [[false, "form"]],
        });
    }

    onTickets() {
        return this.action.doAction("servicedesk_core.servicedesk_ticket_action", {
            additionalContext: {
                search_default_partner_id: this.card.id,
                search_default_open: 0,
            },
        });
    }

    onDevice(device) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "servicedesk.component",
            res_id: device.id,
            views: [[false, "form"]],
        });
    }
}

export const requesterCard = {
    component: RequesterCard,
    fieldDependencies: [{name: "requester_card", type: "json", readonly: true}],
};

registry.category("view_widgets").add("servicedesk_requester_card", requesterCard);
