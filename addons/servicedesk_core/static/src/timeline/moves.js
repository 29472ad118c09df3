import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

/** Every move of a ticket in words; asked for when its page is opened. */
export class TicketPath extends Component {
    static template = "servicedesk_core.TicketPath";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({moves: []});
        this.seen = false;
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    /**
     * @param {Object} props
     * @param {Object} props.record the ticket that is shown, or was saved anew
     */
    async load({record}) {
        // The form keeps its record: who has it and in which stage tells of a move.
        const {stage_id, team_id, user_id, waiting_reason} = record.data;
        const ids = [stage_id, team_id, user_id].map((value) => value && value.id);
        const seen = JSON.stringify([record.resId, ...ids, waiting_reason]);
        if (!record.resId || seen === this.seen) {
            return;
        }
        this.seen = seen;
        this.state.moves = await this.orm.call(
            "servicedesk.ticket",
            "get_servicedesk_moves",
            [[record.resId]]
        );
    }

    when(text) {
        return text ? toLocaleDateTimeString(deserializeDateTime(text)) : "";
    }

    lasted(move) {
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

registry.category("view_widgets").add("servicedesk_moves", {component: TicketPath});
