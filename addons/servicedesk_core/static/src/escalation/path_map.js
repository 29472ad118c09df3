import {Component, useState} from "@odoo/owl";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// Of the lines of one step: how far below its upper edge, in pixels.
const ONE = [22];
const THERE_AND_BACK = [16, 30];
const BACK = ["returned", "disputed"];

/**
 * Where the centre of a lane lies, in percent of the width.
 *
 * @param {number} lane
 * @param {number} count of lanes
 * @returns {number}
 */
export function place(lane, count) {
    return Math.round(((lane + 0.5) / count) * 1000) / 10;
}

/**
 * The lines of a step: there, and back again where the offer came back.
 *
 * @param {Object} step as the server tells it
 * @param {number} count of lanes
 * @returns {Object[]} `{key, from, to, y, css}`, from and to in percent
 */
export function findLines(step, count) {
    const {source, target, state} = step;
    if (source === false || source === target) {
        return [];
    }
    const from = place(source, count);
    const to = place(target, count);
    const isBack = BACK.includes(state);
    const [there, back] = isBack ? THERE_AND_BACK : ONE;
    const lines = [{key: "there", from, to, y: there, css: isBack ? "offered" : state}];
    if (isBack) {
        lines.push({key: "back", from: to, to: from, y: back, css: state});
    }
    return lines;
}

/** The way of a ticket from team to team, drawn in lanes, the first step on top. */
export class PathMap extends Component {
    static template = "servicedesk_core.PathMap";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({lanes: [], steps: []});
        this.keepLast = new KeepLast();
        this.seen = false;
        useRecordObserver((record) => this.load(record));
    }

    async load(record) {
        // What the way consists of: who has it, and what is offered and answered.
        const {team_id, offer_count, hand_over_count, write_date} = record.data;
        const seen = JSON.stringify([
            record.resId,
            team_id && team_id.id,
            offer_count,
            hand_over_count,
            write_date && write_date.toMillis(),
        ]);
        if (!record.resId || seen === this.seen) {
            return;
        }
        this.seen = seen;
        const map = await this.keepLast.add(
            this.orm.call("servicedesk.ticket", "get_servicedesk_path_map", [
                [record.resId],
            ])
        );
        Object.assign(this.state, map);
    }

    get width() {
        return this.state.lanes.length;
    }

    /** One lane needs no drawing: there was no way to go. */
    get isShown() {
        return this.state.lanes.length > 1 || this.state.steps.length > 1;
    }

    place(lane) {
        return place(lane, this.width);
    }

    lines(step) {
        return findLines(step, this.width);
    }

    /** Where the dot stands: at the end of the way, or with whom it stayed. */
    dot(step) {
        return step.source === false || step.source === step.target
            ? this.place(step.target)
            : false;
    }

    when(text) {
        return text ? toLocaleDateTimeString(deserializeDateTime(text)) : "";
    }
}

registry.category("view_widgets").add("servicedesk_path_map", {
    component: PathMap,
    fieldDependencies: [
        {name: "offer_count", type: "integer"},
        {name: "hand_over_count", type: "integer"},
        {name: "write_date", type: "datetime"},
    ],
});
