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
const BUBBLES = {answer: "green", asker: "blue"};
const MARKS = {
    hidden: () => ({
        icon: "fa-lock",
        label: _t("Hidden"),
        title: _t("Hidden note, read by the desk only"),
    }),
    answer: () => ({
        icon: "fa-reply",
        label: _t("Public, to the requester"),
        title: _t("Message that the requester reads"),
    }),
    asker: () => ({
        icon: "fa-user",
        label: _t("From the requester's side"),
        title: _t("Message from the requester's side"),
    }),
    automatic: () => ({
        icon: "fa-envelope",
        label: _t("To the requester, automatic"),
        title: _t("Mail that was sent to the requester automatically"),
    }),
};

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
        /** @type {Boolean|undefined} whether the desk wrote it; none: not told */
        this.servicedesk_from_desk = undefined;
    },
    /**
     * Who reads it, and from whose side it comes: hidden notes, answers of the desk
     * (whichever colleague wrote them), words of the requester's side, and mails that
     * the desk's program sent to the requester.
     *
     * @returns {"hidden"|"answer"|"asker"|"automatic"|undefined}
     */
    get servicedeskSide() {
        if (this.thread?.model !== TICKET) {
            return undefined;
        }
        if (this.message_type === "auto_comment") {
            return "automatic";
        }
        if (!PEOPLES.includes(this.message_type)) {
            return undefined;
        }
        if (this.servicedesk_hidden ?? this.isNote) {
            return "hidden";
        }
        if (!this.isDiscussion && this.servicedesk_hidden !== false) {
            return undefined;
        }
        return (this.servicedesk_from_desk ?? this.isSelfAuthored) ? "answer" : "asker";
    },
    /** @returns {{icon: String, label: String, title: String}|undefined} */
    get servicedeskMark() {
        return MARKS[this.servicedeskSide]?.();
    },
    /** One colour for a side, not for me and for others. */
    get bubbleColor() {
        const side = this.servicedeskSide;
        return side ? BUBBLES[side] : super.bubbleColor;
    },
    /**
     * The subject of what was written names the ticket, as it was called then. Only a
     * mail that names no ticket tells something by it.
     */
    get isSubjectDefault() {
        if (this.thread?.model !== TICKET) {
            return super.isSubjectDefault;
        }
        const number = this.thread.display_name?.split(" ")[0];
        return (
            this.message_type !== "email" ||
            super.isSubjectDefault ||
            Boolean(number && this.subject?.includes(number))
        );
    },
});

patch(Message.prototype, {
    get attClass() {
        const side = this.message.servicedeskSide;
        return {
            ...super.attClass,
            o_servicedesk_public: side && side !== "hidden",
            [`o_servicedesk_${side}`]: Boolean(side),
        };
    },
    get messageTypeText() {
        return this.message.servicedeskMark?.title ?? super.messageTypeText;
    },
});
