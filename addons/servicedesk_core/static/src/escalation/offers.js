import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {wordTimeLeft} from "@servicedesk_core/countdown/countdown_field";

const {DateTime} = luxon;

export const MODEL = "servicedesk.escalation";
export const NEWS = "servicedesk_core/escalation";
const ANSWER = "servicedesk.escalation.answer";
// What a dialog is called, by what is done in it.
const TITLES = {
    return: (number) => _t("Return the escalation of %s", number),
    withdraw: (number) => _t("Withdraw the escalation of %s", number),
    settle: (number) => _t("Settle the dispute about %s", number),
};
const SHOWN = [
    "ticket_id",
    "ticket_number",
    "share",
    "part",
    "state",
    "direction",
    "reason",
    "return_reason",
    "from_team_id",
    "from_user_id",
    "to_team_id",
    "to_user_id",
    "accept_by",
    "raise_count",
    "can_accept",
    "can_return",
    "can_withdraw",
    "can_settle",
];

/**
 * Read offers as the user may read them, the oldest first.
 *
 * @param {Object} orm
 * @param {Array} domain
 * @param {number} [limit]
 * @returns {Promise<Object[]>}
 */
export function readOffers(orm, domain, limit) {
    return orm.searchRead(MODEL, domain, SHOWN, {order: "accept_by, id", limit});
}

/** The team on a side of an offer, and the person where one is named. */
export function nameSide(offer, side) {
    const names = [offer[`${side}_team_id`], offer[`${side}_user_id`]];
    return names
        .filter(Boolean)
        .map((name) => name[1])
        .join(", ");
}

/**
 * How long the receiver still has, in words; "" where nothing is awaited of him.
 *
 * @returns {{text: string, title: string, isLate: boolean}}
 */
export function tellDeadline({state, accept_by}) {
    if (state !== "offered" || !accept_by) {
        return {text: "", title: "", isLate: false};
    }
    const until = deserializeDateTime(accept_by);
    const minutes = Math.floor(until.diff(DateTime.now(), "minutes").minutes);
    return {
        text: wordTimeLeft(minutes),
        title: _t("Answer until %s", formatDateTime(until)),
        isLate: minutes < 0,
    };
}

/**
 * Open the dialog that asks for the words of an answer.
 *
 * @param {Object} action the action service
 * @param {Object} offer as read by readOffers
 * @param {"return"|"withdraw"|"settle"} deed
 * @param {Function} onClose
 */
export function openAnswer(action, offer, deed, onClose) {
    return action.doAction(
        {
            type: "ir.actions.act_window",
            name: TITLES[deed](offer.ticket_number || ""),
            res_model: ANSWER,
            views: [[false, "form"]],
            target: "new",
        },
        {
            additionalContext: {
                active_model: MODEL,
                active_ids: [offer.id],
                active_id: offer.id,
                default_deed: deed,
            },
            onClose,
        }
    );
}
