import {registerMessageAction} from "@mail/core/common/message_actions";
import {_t} from "@web/core/l10n/translation";

const TICKET = "servicedesk.ticket";
// What people and their mail programs say; the rest is told by the system.
const SAID = ["comment", "email"];

/**
 * Whether a message may become a ticket of its own: the server asks again.
 *
 * @param {import("models").Message} message
 * @param {import("models").Thread} thread
 * @returns {Boolean}
 */
export function isSplittable(message, thread) {
    return Boolean(
        thread?.model === TICKET &&
        message.thread?.eq(thread) &&
        thread.hasWriteAccess &&
        SAID.includes(message.message_type) &&
        !(message.isBodyEmpty && !message.attachment_ids.length)
    );
}

registerMessageAction("servicedesk-split", {
    condition: ({message, thread, store}) =>
        store.self.main_user_id?.share === false && isSplittable(message, thread),
    icon: "fa fa-code-fork",
    name: _t("Split into a New Ticket"),
    onSelected: ({message, thread, store}) =>
        store.env.services.action.doAction(
            "servicedesk_core.servicedesk_ticket_split_action",
            {
                additionalContext: {
                    default_ticket_id: thread.id,
                    default_message_id: message.id,
                },
            }
        ),
    sequence: 90,
});
