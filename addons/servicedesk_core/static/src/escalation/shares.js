import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {MODEL} from "./offers";

/** Which part of a ticket each co-responsible answers for, as far as it was said. */
export class Shares extends Component {
    static template = "servicedesk_core.Shares";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({shares: []});
        useRecordObserver((record) => this.load(record));
    }

    /** A ticket with nobody beside its assignee costs no question. */
    async load(record) {
        const ids = record.data.co_responsible_ids?.currentIds || [];
        const seen = JSON.stringify([record.resId, ids]);
        if (seen === this.seen) {
            return;
        }
        this.seen = seen;
        if (!record.resId || !ids.length) {
            this.state.shares = [];
            return;
        }
        const found = await this.keepLast.add(
            this.orm.searchRead(
                MODEL,
                [
                    ["ticket_id", "=", record.resId],
                    ["share", "=", "part"],
                    ["state", "in", ["accepted", "settled"]],
                ],
                ["answered_by_id", "to_user_id", "part", "reason"],
                {order: "id"}
            )
        );
        this.state.shares = found.map((offer) => ({
            id: offer.id,
            name: (offer.to_user_id || offer.answered_by_id || [0, ""])[1],
            part: offer.part || offer.reason,
        }));
    }
}

registry.category("view_widgets").add("servicedesk_shares", {
    component: Shares,
    fieldDependencies: [{name: "co_responsible_ids", type: "many2many"}],
});
