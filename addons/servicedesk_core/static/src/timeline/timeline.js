import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {ControlPanel} from "@web/search/control_panel/control_panel";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onWillStart, useRef, useState} from "@odoo/owl";

export const PAGE = 30;

/**
 * Put events under the months and days on which they happened, where the reader is.
 *
 * @param {Array} events the newest first, `date` in UTC as the server writes it
 * @returns {Array} `[{key, label, days: [{key, label, events}]}]`
 */
export function groupEvents(events) {
    const months = [];
    for (const event of events) {
        const at = deserializeDateTime(event.date);
        const monthKey = at.toFormat("yyyy-MM");
        const dayKey = at.toFormat("yyyy-MM-dd");
        let month = months.at(-1);
        if (!month || month.key !== monthKey) {
            const label = at.toLocaleString({month: "long", year: "numeric"});
            month = {key: monthKey, label, days: []};
            months.push(month);
        }
        let day = month.days.at(-1);
        if (!day || day.key !== dayKey) {
            const label = at.toFormat("ccc d");
            day = {key: dayKey, label, events: []};
            month.days.push(day);
        }
        day.events.push({
            ...event,
            time: at.toLocaleString({hour: "2-digit", minute: "2-digit"}),
            moment: toLocaleDateTimeString(at),
        });
    }
    return months;
}

/** All that happened with a customer, over all channels, the newest first. */
export class ServicedeskTimeline extends Component {
    static template = "servicedesk_core.Timeline";
    static components = {ControlPanel};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        const before = this.props.state || {};
        this.state = useState({
            events: before.events || [],
            kinds: before.kinds || [],
            hasMore: before.hasMore || false,
            isLoading: !before.events,
        });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({
                events: this.state.events,
                kinds: this.state.kinds,
                hasMore: this.state.hasMore,
            }),
        });
        onWillStart(() => this.start(Boolean(before.events)));
    }

    get partnerId() {
        const {params, context} = this.props.action;
        return (params && params.partner_id) || (context && context.active_id);
    }

    get months() {
        return groupEvents(this.state.events);
    }

    get wanted() {
        return this.state.kinds.filter((kind) => kind.on).map((kind) => kind.key);
    }

    get isAll() {
        return this.state.kinds.every((kind) => kind.on);
    }

    /**
     * @param {boolean} isBack whether the reader comes back to what he has seen
     */
    async start(isBack) {
        if (!this.partnerId) {
            this.state.isLoading = false;
            return;
        }
        const [[partner], kinds] = await Promise.all([
            this.orm.read("res.partner", [this.partnerId], ["display_name"]),
            isBack
                ? this.state.kinds
                : this.orm.call("res.partner", "get_servicedesk_timeline_kinds", [
                      [this.partnerId],
                  ]),
        ]);
        this.env.config.setDisplayName?.(_t("History: %s", partner.display_name));
        this.state.kinds = kinds;
        if (!isBack) {
            await this.load();
        }
    }

    /**
     * @param {boolean} isMore whether older events are added to those that are there
     */
    async load(isMore = false) {
        const last = isMore && this.state.events.at(-1);
        this.state.isLoading = true;
        if (!isMore) {
            this.state.events = [];
            this.state.hasMore = false;
        }
        if (!this.wanted.length) {
            this.state.isLoading = false;
            return;
        }
        let found;
        try {
            found = await this.keepLast.add(
                this.orm.call(
                    "res.partner",
                    "get_servicedesk_timeline",
                    [[this.partnerId]],
                    {before: last ? last.key : false, kinds: this.wanted, limit: PAGE}
                )
            );
        } catch (error) {
            this.state.isLoading = false;
            throw error;
        }
        this.state.events = [...(isMore ? this.state.events : []), ...found];
        this.state.hasMore = found.length === PAGE;
        this.state.isLoading = false;
    }

    onKind(kind) {
        kind.on = !kind.on;
        return this.load();
    }

    onAll() {
        for (const kind of this.state.kinds) {
            kind.on = true;
        }
        return this.load();
    }

    onMore() {
        return this.load(true);
    }

    stars(event) {
        return "★".repeat(event.rating) + "☆".repeat(5 - event.rating);
    }

    starsLabel(event) {
        return _t("Rated %s of 5", event.rating);
    }

    /** Open what the event is about; the way back leads here. */
    onOpen(event) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: event.res_model,
            res_id: event.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("servicedesk_timeline", ServicedeskTimeline);
