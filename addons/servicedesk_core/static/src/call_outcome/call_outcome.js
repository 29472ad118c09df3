import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";

/** Ask what came of a call, in place of a bare "done". */
async function askOutcome(component, onClose) {
    const {env, props} = component;
    const action = await env.services.orm.call(
        "mail.activity",
        "action_servicedesk_outcome",
        [[props.activity.id]]
    );
    await env.services.action.doAction(action, {onClose});
}

patch(Activity.prototype, {
    onClickMarkAsDone(ev) {
        if (!this.props.activity.is_servicedesk_call) {
            return super.onClickMarkAsDone(ev);
        }
        const thread = this.thread;
        return askOutcome(this, () => {
            this.props.onActivityChanged(thread);
            return thread.fetchNewMessages();
        });
    },
});

patch(ActivityListPopoverItem.prototype, {
    onClickMarkAsDone() {
        if (!this.props.activity.is_servicedesk_call) {
            return super.onClickMarkAsDone();
        }
        return askOutcome(this, () => this.props.onActivityChanged?.());
    },
});
