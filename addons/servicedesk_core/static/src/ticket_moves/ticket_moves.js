import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component, useState} from "@odoo/owl";

// So many moves stand as buttons; the others are behind "More".
const BUTTONS = 2;
// What else may be done with a ticket, behind "More" as well, or the life cycle beside
// it has no room: {label, isVisible(data), action} with an action to open, or
// {…, run(widget)}.
const deeds = registry.category("servicedesk_ticket_deeds");

/**
 * The moves that the life cycle allows now, as buttons: which they are, and whether
 * the user may make them, is data, so the view cannot list them.
 */
export class TicketMoves extends Component {
    static template = "servicedesk_core.TicketMoves";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({busy: false});
    }

    get moves() {
        return this.props.record.data.moves || [];
    }

    get buttons() {
        return this.moves.slice(0, BUTTONS);
    }

    get others() {
        return this.moves.slice(BUTTONS);
    }

    get deeds() {
        const {data, resId} = this.props.record;
        const open = resId ? deeds.getAll() : [];
        return open.filter((deed) => deed.isVisible(data));
    }

    /**
     * Only a move that brings the ticket nearer to its end is offered in colour.
     *
     * @param {Object} move one entry of the record's `moves`
     * @returns {Boolean}
     */
    isForward(move) {
        const isOver = ["resolved", "closed", "cancelled"].includes(
            this.props.record.data.state
        );
        return move.state !== "cancelled" && (!isOver || move.state === "closed");
    }

    get moreLabel() {
        return _t("More");
    }

    /**
     * Save what was typed, then make the move; a move that asks opens its dialog.
     *
     * @param {Object} move one entry of the record's `moves`
     */
    async onMove(move) {
        const {record} = this.props;
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const result = await this.orm.call(record.resModel, "action_move", [
                [record.resId],
                move.id,
            ]);
            if (result && result.type) {
                await this.action.doAction(result, {onClose: () => this.reload()});
            } else {
                await this.reload();
            }
        } finally {
            this.state.busy = false;
        }
    }

    /**
     * Save what was typed, then open what the deed asks, or do it.
     *
     * @param {Object} deed one entry of the registry
     */
    async onDeed(deed) {
        const {record} = this.props;
        if (deed.run) {
            deed.run(this);
        } else if (await record.save()) {
            const {action} = deed;
            const asked = typeof action === "function" ? action(record.data) : action;
            await this.action.doAction(asked, {
                additionalContext: {
                    active_id: record.resId,
                    active_ids: [record.resId],
                    active_model: record.resModel,
                },
                onClose: () => this.reload(),
            });
        }
    }

    async reload() {
        await this.props.record.load();
        // The chatter reloads with its record.
        this.props.record.model.notify();
    }
}

export const ticketMoves = {
    component: TicketMoves,
    fieldDependencies: [
        {name: "moves", type: "json"},
        {name: "is_open", type: "boolean"},
        {name: "may_snooze", type: "boolean"},
        {name: "may_work", type: "boolean"},
        {name: "next_path_id", type: "many2one"},
        {name: "number", type: "char"},
    ],
};

registry.category("view_widgets").add("servicedesk_ticket_moves", ticketMoves);
