import {EventBus, reactive} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const TICKET = "servicedesk.ticket";
// Who has typed nothing for so long is not writing any more.
const PAUSE = 20000;
// Until the server has said how often it wants to hear of us.
const BEAT = 25;
// A network that is gone may come back.
const RETRY = 60;

/** One form of one ticket before the eyes of the user. */
export class Visit {
    constructor(orm, ticketId, onEnd) {
        this.orm = orm;
        this.ticketId = ticketId;
        this.onEnd = onEnd;
        this.state = reactive({others: []});
        this.isWriting = false;
        this.isOver = false;
        this.pace = BEAT;
        this.lastBeat = 0;
        this.onVisible = () => {
            browser.clearTimeout(this.timer);
            if (this.isInSight) {
                this.beat();
            }
        };
        this.onPageHide = () => this.leave({isPageGone: true});
        this.onPageShow = (ev) => ev.persisted && this.beat();
        document.addEventListener("visibilitychange", this.onVisible);
        browser.addEventListener("pagehide", this.onPageHide);
        browser.addEventListener("pageshow", this.onPageShow);
    }

    get isInSight() {
        return document.visibilityState !== "hidden";
    }

    /** Say that we are here, and learn who else is. Out of sight nothing is said. */
    async beat() {
        browser.clearTimeout(this.timer);
        if (this.isOver || !this.isInSight) {
            return;
        }
        this.lastBeat = Date.now();
        try {
            const answer = await this.orm.silent.call(
                TICKET,
                "action_be_present",
                [[this.ticketId]],
                {is_writing: this.isWriting}
            );
            if (this.isOver) {
                return;
            }
            this.pace = answer.beat;
            this.state.others = answer.others;
        } catch (error) {
            this.state.others = [];
            if (error instanceof RPCError) {
                // Not for us, or no such ticket any more: we do not ask again.
                return this.end();
            }
            this.pace = RETRY;
        }
        browser.clearTimeout(this.timer);
        if (!this.isOver) {
            this.timer = browser.setTimeout(() => this.beat(), this.pace * 1000);
        }
    }

    /** Somebody types: others learn it at once, and once. */
    write() {
        browser.clearTimeout(this.pause);
        this.pause = browser.setTimeout(() => this.setWriting(false), PAUSE);
        this.setWriting(true);
    }

    setWriting(isWriting) {
        if (this.isWriting === isWriting || this.isOver) {
            return;
        }
        this.isWriting = isWriting;
        if (!isWriting) {
            browser.clearTimeout(this.pause);
        }
        // Alone there is nobody to tell; who comes is told with the answer to him.
        if (this.state.others.length) {
            this.beat();
        }
    }

    /** Take in what the server tells of somebody on this ticket. */
    hear({user_id: id, name, is_here: isHere, is_writing: isWriting}) {
        if (id === user.userId) {
            // Another window of ours has left; this one has not.
            return isHere ? undefined : this.beat();
        }
        const others = this.state.others.filter((other) => other.id !== id);
        if (isHere) {
            others.push({id, name, is_writing: isWriting});
        }
        this.state.others = others;
        if (isHere && Date.now() - this.lastBeat > BEAT * 1000) {
            this.beat();
        }
    }

    leave({isPageGone = false} = {}) {
        browser.clearTimeout(this.timer);
        browser.clearTimeout(this.pause);
        this.isWriting = false;
        if (this.isOver || !this.lastBeat) {
            return;
        }
        if (isPageGone) {
            const params = {
                model: TICKET,
                method: "action_leave",
                args: [[this.ticketId]],
                kwargs: {},
            };
            const blob = new Blob(
                [JSON.stringify({jsonrpc: "2.0", method: "call", params})],
                {type: "application/json"}
            );
            browser.navigator.sendBeacon(
                `/web/dataset/call_kw/${TICKET}/action_leave`,
                blob
            );
        } else {
            this.orm.silent
                .call(TICKET, "action_leave", [[this.ticketId]])
                .catch(() => {});
        }
    }

    end() {
        this.isOver = true;
        browser.clearTimeout(this.timer);
        browser.clearTimeout(this.pause);
        document.removeEventListener("visibilitychange", this.onVisible);
        browser.removeEventListener("pagehide", this.onPageHide);
        browser.removeEventListener("pageshow", this.onPageShow);
        this.onEnd();
    }
}

/**
 * Who else is on a ticket, and what they change. Its ``bus`` triggers "changed" with
 * {ticket_id, user_id, user_name, fields, write_date} when somebody has saved a ticket
 * that is open here.
 */
export const presenceService = {
    dependencies: ["bus_service", "orm"],
    start(env, {bus_service: busService, orm}) {
        const bus = new EventBus();
        const visits = new Set();
        busService.subscribe("servicedesk_ticket/presence", (payload) => {
            for (const visit of visits) {
                if (visit.ticketId === payload.ticket_id) {
                    visit.hear(payload);
                }
            }
        });
        busService.subscribe("servicedesk_ticket/changed", (payload) =>
            bus.trigger("changed", payload)
        );
        return {
            bus,
            enter(ticketId) {
                const visit = new Visit(orm, ticketId, () => visits.delete(visit));
                visits.add(visit);
                visit.beat();
                return visit;
            },
        };
    },
};

registry.category("services").add("servicedesk_presence", presenceService);
