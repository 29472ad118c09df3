import {Component, onWillStart} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const QUICK_ACTION = "servicedesk_core.servicedesk_ticket_action_quick";

/** A button in the bar, and alt+shift+t everywhere: register a caller's ticket. */
export class QuickTicket extends Component {
    static template = "servicedesk_core.QuickTicket";
    static props = {};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.isAgent = await user.hasGroup(
                "servicedesk_core.group_servicedesk_agent"
            );
        });
    }

    get title() {
        return _t("Quick Ticket");
    }

    onClick() {
        return this.action.doAction(QUICK_ACTION);
    }
}

registry
    .category("systray")
    .add("servicedesk_core.quick_ticket", {Component: QuickTicket}, {sequence: 30});
