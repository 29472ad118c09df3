import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {MODEL, NEWS, nameSide, openAnswer, readOffers, tellDeadline} from "./offers";

const LIST = "servicedesk_core.servicedesk_escalation_action_to_me";
const TICKET = "servicedesk.ticket";
// However many offers come at once, the server is asked once in this time.
export const PAUSE = 1000;
// So many are shown; the list has them all.
export const SHOWN = 8;
const MINE = ["|", ["can_accept", "=", true], ["can_settle", "=", true]];

/** The offers that wait for the user, answered from wherever he is. */
export class EscalationMenu extends Component {
    static template = "servicedesk_core.EscalationMenu";
    static components = {Dropdown};
    static props = {};

    setup() {
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.dropdown = useDropdownState();
        this.state = useState({total: 0, offers: [], isBusy: false});
        this.nameSide = nameSide;
        this.deadline = tellDeadline;
        this.onNews = this.onNews.bind(this);
        onWillStart(async () => {
            this.isAgent = await user.hasGroup(
                "servicedesk_core.group_servicedesk_agent"
            );
        });
        onMounted(() => {
            if (this.isAgent) {
                this.bus.subscribe(NEWS, this.onNews);
                this.count();
            }
        });
        onWillUnmount(() => {
            browser.clearTimeout(this.timer);
            if (this.isAgent) {
                this.bus.unsubscribe(NEWS, this.onNews);
            }
        });
    }

    get title() {
        return _t("Offered to you: %s", this.state.total);
    }

    get hasMore() {
        return this.state.total > this.state.offers.length;
    }

    /** The news says nothing but that there is some: each counts what he may see. */
    onNews() {
        this.timer ??= browser.setTimeout(() => {
            this.timer = null;
            this.count();
        }, PAUSE);
    }

    async count() {
        try {
            this.state.total = await this.orm.silent.searchCount(MODEL, MINE);
            if (this.dropdown.isOpen) {
                await this.read();
            }
        } catch {
            // Off the line for a moment: a badge is no reason to disturb anybody.
        }
    }

    async read() {
        this.state.offers = await readOffers(this.orm, MINE, SHOWN);
        if (this.state.offers.length < SHOWN) {
            this.state.total = this.state.offers.length;
        }
    }

    openTicket(offer) {
        this.dropdown.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: TICKET,
            res_id: offer.ticket_id[0],
            views: [[false, "form"]],
        });
    }

    async onAccept(offer) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.call(MODEL, "action_accept", [[offer.id]]);
            this.notification.add(_t("%s is accepted.", offer.ticket_id[1]), {
                type: "success",
            });
            await this.openTicket(offer);
        } finally {
            this.state.isBusy = false;
            this.onNews();
        }
    }

    onAnswer(offer, deed) {
        this.dropdown.close();
        return openAnswer(this.action, offer, deed, () => this.count());
    }

    openList() {
        this.dropdown.close();
        return this.action.doAction(LIST, {clearBreadcrumbs: true});
    }
}

registry
    .category("systray")
    .add(
        "servicedesk_core.escalation_menu",
        {Component: EscalationMenu},
        {sequence: 27}
    );
