import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component, useState} from "@odoo/owl";

/** Every move of a ticket in words; asked for when its page is opened. */
export class TicketPath extends Component {
    static template = "servicedesk_core.TicketPath";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({moves: []});
        this.seen = false;
        this.keepLast = new KeepLast();
        // The form keeps its record and its props: what changes in it is observed.
        useRecordObserver((record) => this.load(record));
    }

    /** @param {Object} record the ticket that is shown, or was saved anew */
    async load(record) {
        // Who has it, in which stage, and what is offered tells of a move.
        const {stage_id, team_id, user_id, waiting_reason} = record.data;
        const {offer_count, hand_over_count, write_date} = record.data;
        const seen = JSON.stringify([
            record.resId,
            ...[stage_id, team_id, user_id].map((value) => value && value.id),
            waiting_reason,
            offer_count,
            hand_over_count,
            write_date && write_date.toMillis(),
        ]);
        if (!record.resId || seen === this.seen) {
            return;
        }
        this.seen = seen;
        this.state.moves = await this.keepLast.add(
            this.orm.call("servicedesk.ticket", "get_servicedesk_moves", [
                [record.resId],
            ])
        );
    }

    when(text) {
        return text ? toLocaleDateTimeString(deserializeDateTime(text)) : "";
    }

    lasted(move) {
        if (move.hours === false) {
            // What happens at a moment, as an offer does, does not last.
            return "";
        }
        const minutes = Math.round(move.hours * 60);
        if (minutes < 60) {
            return _t("%s min", minutes);
        }
        const hours = Math.floor(minutes / 60);
        return hours < 48
            ? _t("%(hours)s h %(minutes)s min", {hours, minutes: minutes % 60})
            : _t("%s days", Math.floor(hours / 24));
    }

    taken(move) {
        return _t("Taken up by %(who)s, %(when)s", {
            who: move.taken.by || _t("nobody known"),
            when: this.when(move.taken.date),
        });
    }
}

registry.category("view_widgets").add("servicedesk_moves", {
    component: TicketPath,
    fieldDependencies: [
        {name: "offer_count", type: "integer"},
        {name: "hand_over_count", type: "integer"},
        {name: "write_date", type: "datetime"},
    ],
});
