import {expect, test} from "@odoo/hoot";
import {isSplittable} from "@servicedesk_core/split/split_message";

const ticket = {
    model: "servicedesk.ticket",
    hasWriteAccess: true,
    eq: (other) => other === ticket,
};

/** Return a message of the ticket: somebody's words, unless told. */
function say(values = {}) {
    return {
        message_type: "comment",
        isBodyEmpty: false,
        attachment_ids: [],
        thread: {eq: (thread) => thread === ticket},
        ...values,
    };
}

test("what somebody said on a ticket may be split", () => {
    expect(isSplittable(say(), ticket)).toBe(true);
    expect(isSplittable(say({message_type: "email"}), ticket)).toBe(true);
});

test("files without words may be, deleted words may not", () => {
    const bare = {isBodyEmpty: true};
    expect(isSplittable(say({...bare, attachment_ids: [{}]}), ticket)).toBe(true);
    expect(isSplittable(say(bare), ticket)).toBe(false);
});

test("entries of the log may not", () => {
    for (const kind of ["notification", "user_notification", "auto_comment"]) {
        expect(isSplittable(say({message_type: kind}), ticket)).toBe(false);
    }
});

test("nothing of other records, nor for who only reads", () => {
    expect(isSplittable(say(), {...ticket, model: "res.partner"})).toBe(false);
    expect(isSplittable(say(), {...ticket, hasWriteAccess: false})).toBe(false);
    expect(isSplittable(say({thread: undefined}), ticket)).toBe(false);
    expect(isSplittable(say(), undefined)).toBe(false);
});
