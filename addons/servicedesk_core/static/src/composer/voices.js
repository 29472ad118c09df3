import {Chatter} from "@mail/chatter/web_portal/chatter";
import {Composer} from "@mail/core/common/composer";
import {Message} from "@mail/core/common/message";
import {Message as MessageModel} from "@mail/core/common/message_model";
import {Thread} from "@mail/core/common/thread_model";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const TICKET = "servicedesk.ticket";
// What people write themselves. The rest is a program's word, and looks like one.
const PEOPLES = ["comment", "email", "email_outgoing"];

/**
 * Return who gets what is written in a mode, as one sentence.
 *
 * @param {"message"|"note"} mode
 * @param {Object} [audience] as the server tells it with the conversation
 * @returns {String}
 */
export function describeAudience(mode, audience) {
    if (mode === "note") {
        return _t("Only the desk reads this. The requester is not told of it.");
    }
    return audience?.text || _t("The requester and his side get this by mail.");
}

patch(Chatter.prototype, {
    get isServicedeskTicket() {
        return this.props.threadModel === TICKET;
    },
    /** Whether the requester is told nothing of this ticket, whatever is written. */
    get isServicedeskInside() {
        return Boolean(
            this.props.record?.data?.internal_only ||
            this.state.thread?.servicedesk_audience?.internal_only
        );
    },
    get servicedeskVoice() {
        return {
            isPublic: this.state.composerType === "message",
            audience: describeAudience(
                this.state.composerType,
                this.state.thread?.servicedesk_audience
            ),
        };
    },
    toggleComposer(mode = false, options = {}) {
        const inside = this.isServicedeskTicket && this.isServicedeskInside;
        return super.toggleComposer(
            inside && mode === "message" ? "note" : mode,
            options
        );
    },
});

patch(Composer.prototype, {
    get isServicedeskVoice() {
        return this.thread?.model === TICKET && !this.props.composer.message;
    },
    get placeholder() {
        if (!this.isServicedeskVoice || this.props.placeholder) {
            return super.placeholder;
        }
        return this.props.type === "message"
            ? _t("Write to the requester…")
            : _t("Write to your colleagues…");
    },
    get SEND_TEXT() {
        if (!this.isServicedeskVoice) {
            return super.SEND_TEXT;
        }
        return this.props.type === "note"
            ? _t("Keep as a hidden note")
            : _t("Send to the requester");
    },
});

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {Object|undefined} who outside the desk gets an answer */
        this.servicedesk_audience = undefined;
    },
});

patch(MessageModel.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {Boolean|undefined} whether only the desk reads it; none: not told */
        this.servicedesk_hidden = undefined;
    },
    /** @returns {"hidden"|"public"|undefined} who reads what somebody wrote */
    get servicedeskSide() {
        if (this.thread?.model !== TICKET || !PEOPLES.includes(this.message_type)) {
            return undefined;
        }
        const hidden = this.servicedesk_hidden ?? this.isNote;
        if (hidden) {
            return "hidden";
        }
        return this.isDiscussion || this.servicedesk_hidden === false
            ? "public"
            : undefined;
    },
});

patch(Message.prototype, {
    get attClass() {
        const side = this.message.servicedeskSide;
        return {
            ...super.attClass,
            o_servicedesk_hidden: side === "hidden",
            o_servicedesk_public: side === "public",
        };
    },
    get messageTypeText() {
        const side = this.message.servicedeskSide;
        if (side === "hidden") {
            return _t("Hidden note, read by the desk only");
        }
        if (side === "public") {
            return _t("Message that the requester reads");
        }
        return super.messageTypeText;
    },
});
