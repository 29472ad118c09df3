import {Message} from "@mail/core/common/message_model";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

patch(Message.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {false|"unverified"|"unknown"} */
        this.servicedesk_unverified = false;
    },

    /** @returns {{label: String, title: String}|undefined} what is doubted, and why */
    get servicedeskDoubt() {
        if (this.servicedesk_unverified === "unverified") {
            return {
                label: _t("Sender not verified"),
                title: _t(
                    "Nothing in this mail proves who wrote it: anybody can put any" +
                        " sender into a mail. Ask back another way before you act on it."
                ),
            };
        }
        if (this.servicedesk_unverified === "unknown") {
            return {
                label: _t("Unknown sender"),
                title: _t(
                    "Whoever wrote this answers a mail about the ticket, but is neither" +
                        " its requester nor anybody who follows it. Perhaps the mail was" +
                        " forwarded to him."
                ),
            };
        }
        return undefined;
    },
});
