import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const MODEL = "servicedesk.mail.intake";
const NEWS = "servicedesk_core/mail_attention";
const LIST = "servicedesk_core.servicedesk_mail_intake_action";
// However many mails come at once, the server is asked once in this time.
export const PAUSE = 2000;

/** How many mails wait for a dispatcher; in red when one of them failed. */
export class MailAttention extends Component {
    static template = "servicedesk_core.MailAttention";
    static props = {};

    setup() {
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.orm = useService("orm");
        this.state = useState({total: 0, failed: 0});
        this.onNews = this.onNews.bind(this);
        onWillStart(async () => {
            this.isDispatcher = await user.hasGroup(
                "servicedesk_core.group_servicedesk_dispatcher"
            );
        });
        onMounted(() => {
            if (this.isDispatcher) {
                this.bus.subscribe(NEWS, this.onNews);
                this.count();
            }
        });
        onWillUnmount(() => {
            browser.clearTimeout(this.timer);
            if (this.isDispatcher) {
                this.bus.unsubscribe(NEWS, this.onNews);
            }
        });
    }

    /** @returns {String} */
    get title() {
        return this.state.failed
            ? _t("Mails to look at: %(total)s, failed: %(failed)s", {
                  total: this.state.total,
                  failed: this.state.failed,
              })
            : _t("Mails to look at: %s", this.state.total);
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
            this.show(
                await this.orm.silent.formattedReadGroup(
                    MODEL,
                    [["needs_attention", "=", true]],
                    ["state"],
                    ["__count"]
                )
            );
        } catch {
            // Off the line for a moment: a badge is no reason to disturb anybody.
        }
    }

    /** @param {Object[]} groups how many mails of which state wait */
    show(groups) {
        const counts = Object.fromEntries(
            groups.map((group) => [group.state, group.__count])
        );
        this.state.failed = counts.failed || 0;
        this.state.total = this.state.failed + (counts.parked || 0);
    }

    onClick() {
        return this.action.doAction(LIST, {clearBreadcrumbs: true});
    }
}

registry
    .category("systray")
    .add("servicedesk_core.mail_attention", {Component: MailAttention}, {sequence: 28});
