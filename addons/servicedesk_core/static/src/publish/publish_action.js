import {registerMessageAction} from "@mail/core/common/message_actions";
import {_t} from "@web/core/l10n/translation";

/**
 * A hidden comment that somebody wrote may be shown to the requester later. Who may,
 * and whether it can be, is for the server: it asks again.
 */
registerMessageAction("servicedesk-publish", {
    condition: ({message, thread}) =>
        thread?.model === "servicedesk.ticket" &&
        message.thread?.eq(thread) &&
        message.servicedeskSide === "hidden" &&
        ["comment", "email"].includes(message.message_type) &&
        thread.hasWriteAccess &&
        !thread.servicedesk_audience?.internal_only,
    icon: "fa fa-eye",
    name: _t("Show to the Requester…"),
    onSelected: ({message, store, thread}) =>
        store.env.services.action.doAction(
            "servicedesk_core.servicedesk_message_publish_action",
            {
                additionalContext: {
                    default_ticket_id: thread.id,
                    default_message_id: message.id,
                },
                onClose: (infos) => {
                    if (infos?.published) {
                        // Odoo fetches what is new only; this one has changed.
                        message.servicedesk_hidden = false;
                        message.subtype_id = store.mt_comment;
                        store.env.bus.trigger("MAIL:RELOAD-THREAD", {
                            model: thread.model,
                            id: thread.id,
                        });
                    }
                },
            }
        ),
    sequence: 25,
});
