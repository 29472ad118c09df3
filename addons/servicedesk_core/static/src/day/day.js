import {_t} from "@web/core/l10n/translation";
import {deserializeDate, serializeDate, serializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSortable} from "@web/core/utils/sortable_owl";
import {useSetupAction} from "@web/search/action_hook";
import {ControlPanel} from "@web/search/control_panel/control_panel";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {
    Component,
    onWillStart,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {DayOrder, elapsed, preparePhoto} from "./day_order";

const {DateTime} = luxon;
const MODEL = "servicedesk.work.order";
const ANSWER = "servicedesk_core.servicedesk_work_order_answer_action";
const TICK = 15000;
// When a day begins that is not today.
const MORNING = 9;

/**
 * Bring orders of one place together, where the first of them stands.
 *
 * @param {Array} orders as they are gone to
 * @returns {Array} the same ones; those without a place stay by themselves
 */
export function byPlace(orders) {
    const places = new Map();
    for (const order of orders) {
        const key = order.site_id || order.address || `order ${order.id}`;
        places.set(key, [...(places.get(key) || []), order]);
    }
    return [...places.values()].flat();
}

/**
 * @param {Array} orders
 * @param {Number} id of the one that is moved
 * @param {Number} to its new index; beyond either end it stays at that end
 * @returns {Array} a new list
 */
export function moveTo(orders, id, to) {
    const moved = orders.find((order) => order.id === id);
    const others = orders.filter((order) => order.id !== id);
    const index = Math.max(0, Math.min(to, others.length));
    return [...others.slice(0, index), moved, ...others.slice(index)];
}

/** What a field engineer does today, for one thumb: where to go, when, and what next. */
export class WorkDay extends Component {
    static template = "servicedesk_core.WorkDay";
    static components = {ControlPanel, DayOrder};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.list = useRef("list");
        const before = this.props.state || {};
        this.state = useState({
            day: before.day || false,
            data: null,
            now: DateTime.now(),
            busy: false,
            said: "",
            focus: false,
        });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({day: this.state.day}),
        });
        onWillStart(() => this.load());
        useEffect(
            () => {
                const timer = setInterval(() => {
                    this.state.now = DateTime.now();
                }, TICK);
                return () => clearInterval(timer);
            },
            () => []
        );
        this.setupHands();
    }

    /** What the engineer's hands do: the phone, the thumb, the keyboard. */
    setupHands() {
        // The phone was in the pocket: what it shows is old.
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "visible" && !this.state.busy) {
                this.load();
            }
        });
        useSortable({
            ref: this.list,
            elements: ".o_day_order",
            handle: ".o_day_handle",
            enable: () => this.orders.length > 1,
            cursor: "grabbing",
            touchDelay: 150,
            onDrop: ({element, previous}) => this.onDrop(element, previous),
        });
        // Who moves an order by keyboard goes on with it.
        useEffect(
            (id) => {
                const moved = id && this.list.el?.querySelector(`[data-id="${id}"]`);
                if (moved) {
                    moved.focus();
                    this.state.focus = false;
                }
            },
            () => [this.state.focus]
        );
    }

    get orders() {
        return this.state.data ? this.state.data.orders : [];
    }

    get isToday() {
        const {day, today} = this.state.data;
        return day === today;
    }

    get title() {
        const {day, today} = this.state.data;
        const at = deserializeDate(day);
        const away = at.diff(deserializeDate(today), "days").days;
        const names = {[-1]: _t("Yesterday"), 0: _t("Today"), 1: _t("Tomorrow")};
        const date = at.toFormat("cccc d LLL");
        return names[away] ? `${names[away]}, ${at.toFormat("ccc d LLL")}` : date;
    }

    get nextTitle() {
        const {next} = this.state.data;
        return next && deserializeDate(next.day).toFormat("cccc d LLL");
    }

    get isEmpty() {
        const {left, unplanned, over} = this.state.data;
        return !this.orders.length && !left.length && !unplanned.length && !over.length;
    }

    /** Whether orders of one place lie apart. */
    get isScattered() {
        const sorted = byPlace(this.orders);
        return sorted.some((order, index) => order.id !== this.orders[index].id);
    }

    get takeLabel() {
        return this.isToday ? _t("Take It Today") : _t("Take It on This Day");
    }

    /** What is not among the stops: what waits for a day, and what is behind him. */
    get sections() {
        const {left, unplanned, over} = this.state.data;
        return [
            {key: "left", title: _t("Left from Earlier Days"), orders: left},
            {key: "unplanned", title: _t("Without a Day"), orders: unplanned},
            {key: "over", title: _t("Done"), orders: over},
        ];
    }

    /** What runs elsewhere; a timer of a stop is stopped there. */
    get timer() {
        const {timer} = this.state.data;
        const isShown = [...this.orders, ...this.state.data.over].some(
            (order) => order.timer_since
        );
        return isShown ? false : timer;
    }

    get timerText() {
        return elapsed(this.timer.since, this.state.now);
    }

    async load() {
        const data = await this.keepLast.add(
            this.orm.call(MODEL, "get_day", [], {day: this.state.day})
        );
        this.state.data = data;
        this.state.now = DateTime.now();
    }

    /**
     * Do one thing at a time, and show what came of it, refused or not.
     *
     * @param {Function} work
     * @returns {Boolean} whether it was done
     */
    async run(work) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            await work();
            return true;
        } finally {
            this.state.busy = false;
            await this.load();
        }
    }

    // ------------------------------------------------------------------
    // The day
    // ------------------------------------------------------------------

    /** @param {Number|String} to a number of days from the one shown, or a day */
    onDay(to) {
        if (typeof to === "number") {
            const day = deserializeDate(this.state.data.day).plus({days: to});
            this.state.day = serializeDate(day);
        } else {
            this.state.day = to;
        }
        return this.load();
    }

    onToday() {
        this.state.day = false;
        return this.load();
    }

    /** @param {Array} orders in the order in which they are gone to from now on */
    sort(orders) {
        const day = this.state.data.day;
        this.state.data.orders = orders;
        const ids = orders.map((order) => order.id);
        return this.run(() => this.orm.call(MODEL, "action_sort_day", [ids], {day}));
    }

    onByPlace() {
        return this.sort(byPlace(this.orders));
    }

    onMove(order, step) {
        const to = this.orders.findIndex((one) => one.id === order.id) + step;
        if (this.state.busy || to < 0 || to >= this.orders.length) {
            return;
        }
        this.state.said = _t("%(number)s is now stop %(place)s of %(places)s.", {
            number: order.number,
            place: to + 1,
            places: this.orders.length,
        });
        this.state.focus = order.id;
        return this.sort(moveTo(this.orders, order.id, to));
    }

    onDrop(element, previous) {
        const id = Number(element.dataset.id);
        const others = this.orders.filter((order) => order.id !== id);
        const before = previous ? Number(previous.dataset.id) : false;
        const to = others.findIndex((order) => order.id === before) + 1;
        return this.sort(moveTo(this.orders, id, to));
    }

    /** Up and down go through the orders, with Alt they carry one along. */
    onKeydown(event) {
        const stop = event.target;
        if (!stop.matches(".o_day_order")) {
            return;
        }
        const step = {ArrowUp: -1, ArrowDown: 1}[event.key];
        if (step && event.altKey) {
            const order = this.orders.find((one) => one.id === Number(stop.dataset.id));
            if (order) {
                this.onMove(order, step);
            }
        } else if (step) {
            const stops = [...this.root.el.querySelectorAll(".o_day_order")];
            stops[stops.indexOf(stop) + step]?.focus();
        } else if (event.key === "Enter") {
            this.onOpen(Number(stop.dataset.id));
        } else {
            return;
        }
        event.preventDefault();
    }

    // ------------------------------------------------------------------
    // An order
    // ------------------------------------------------------------------

    onOpen(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    onOpenTimer() {
        const {res_model, res_id} = this.timer;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }

    onDo(order, deed) {
        return this.run(() => this.call(MODEL, order.id, deed));
    }

    onStopTimer() {
        const {res_model, res_id} = this.timer;
        return this.run(() => this.call(res_model, res_id, "action_stop_timer"));
    }

    /** A timer that was forgotten overnight asks how long the work was. */
    async call(model, id, deed) {
        const answer = await this.orm.call(model, deed, [[id]]);
        if (answer && answer !== true) {
            await this.action.doAction(answer, {onClose: () => this.load()});
        }
    }

    /** Done, and what else needs words, is asked in the dialog. */
    onAnswer(order, deed) {
        const isDeclined = deed === "decline";
        return this.action.doAction(isDeclined ? `${ANSWER}_decline` : ANSWER, {
            additionalContext: {
                active_model: MODEL,
                active_id: order.id,
                active_ids: [order.id],
                default_deed: deed,
            },
            onClose: () => this.load(),
        });
    }

    onPhotos(order, files) {
        return this.run(async () => {
            for (const file of files) {
                const {name, data} = await preparePhoto(file);
                await this.orm.call(MODEL, "action_add_photo", [
                    [order.id],
                    name,
                    data,
                ]);
            }
            this.notification.add(_t("Added to %s.", order.number), {type: "success"});
        });
    }

    onNote(order, note) {
        return this.run(async () => {
            await this.orm.call(MODEL, "action_add_note", [[order.id], note]);
            this.notification.add(_t("Added to %s.", order.number), {type: "success"});
        });
    }

    /** @returns {Function|undefined} what plans an order that has no day */
    takes(section, order) {
        const waits = section.key !== "over" && order.can_plan && !order.can_accept;
        return waits ? () => this.onTake(order) : undefined;
    }

    /** Plan an order for the day that is shown: now, or in its morning. */
    onTake(order) {
        const now = DateTime.now();
        const quarter = Math.ceil((now.minute + 1) / 15) * 15;
        const start = this.isToday
            ? now.startOf("hour").plus({minutes: quarter})
            : deserializeDate(this.state.data.day).set({hour: MORNING});
        const length = order.minutes || 60;
        const plan = [start, start.plus({minutes: length})].map((at) =>
            serializeDateTime(at)
        );
        return this.run(() =>
            this.orm.call(MODEL, "action_plan", [[order.id], ...plan])
        );
    }
}

registry.category("actions").add("servicedesk_work_day", WorkDay);
