import {Component, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {MODEL, nameSide, openAnswer, readOffers, tellDeadline} from "./offers";

const MINUTE = 60000;

/** The open offers of a ticket, each with what its reader can do about it. */
export class TicketOffers extends Component {
    static template = "servicedesk_core.TicketOffers";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({offers: [], isBusy: false, minute: 0});
        this.nameSide = nameSide;
        useRecordObserver((record) => this.load(record));
        this.timer = browser.setInterval(() => this.state.minute++, MINUTE);
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    /** A ticket without an offer costs no question. */
    async load(record) {
        // Who answers and when changes with the record: all of it is read anew.
        const {offer_count, team_id, user_id} = record.data;
        const ids = [team_id, user_id].map((value) => value && value.id);
        const seen = JSON.stringify([record.resId, offer_count, ...ids]);
        if (seen === this.seen) {
            return;
        }
        this.seen = seen;
        if (!record.resId || !offer_count) {
            this.state.offers = [];
            return;
        }
        await this.read(record);
    }

    async read(record) {
        this.state.offers = await this.keepLast.add(
            readOffers(this.orm, [
                ["ticket_id", "=", record.resId],
                ["state", "in", ["offered", "disputed"]],
            ])
        );
    }

    sentence(offer) {
        const names = {
            sender: nameSide(offer, "from"),
            receiver: nameSide(offer, "to"),
            part: offer.part || _t("a part"),
        };
        if (offer.state === "disputed") {
            return _t("In dispute between %(sender)s and %(receiver)s", names);
        }
        return offer.share === "part"
            ? _t("%(sender)s offers a part to %(receiver)s: %(part)s", names)
            : _t("%(sender)s offers this ticket to %(receiver)s", names);
    }

    deadline(offer) {
        return this.state.minute >= 0 && tellDeadline(offer);
    }

    async onAccept(offer) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            if (await this.props.record.save()) {
                await this.orm.call(MODEL, "action_accept", [[offer.id]]);
            }
        } finally {
            // Whoever was first: what is shown then is true.
            await this.reload();
            this.state.isBusy = false;
        }
    }

    async onAnswer(offer, deed) {
        if (await this.props.record.save()) {
            await openAnswer(this.action, offer, deed, () => this.reload());
        }
    }

    async reload() {
        const {record} = this.props;
        this.seen = false;
        await record.load();
        // The chatter reloads with its record.
        record.model.notify();
        if (!this.seen) {
            await this.load(record);
        }
    }
}

registry.category("view_widgets").add("servicedesk_offers", {
    component: TicketOffers,
    fieldDependencies: [{name: "offer_count", type: "integer"}],
});
