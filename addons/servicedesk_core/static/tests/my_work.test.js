import {beforeEach, expect, test} from "@odoo/hoot";
import {advanceTime, queryAllTexts} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot-mock";
import {
    allowTranslations,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {wordTimeLeft} from "@servicedesk_core/countdown/countdown_field";

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    date_due = fields.Datetime();
    has_unread_answer = fields.Boolean();

    _records = [
        {id: 1, name: "Soon", date_due: "2026-03-03 09:30:00", has_unread_answer: true},
        {id: 2, name: "Late", date_due: "2026-03-03 08:00:00"},
        {id: 3, name: "Far", date_due: "2026-03-06 09:00:00"},
        {id: 4, name: "Whenever"},
    ];

    has_access() {
        return true;
    }
}

const LIST = `
    <list>
        <field name="has_unread_answer" widget="servicedesk_unread"/>
        <field name="name"/>
        <field name="date_due" widget="servicedesk_countdown"/>
    </list>`;

test("the time left is said in words", () => {
    allowTranslations();
    const cases = [
        [0, "in 0 min"],
        [59, "in 59 min"],
        [60, "in 1 h 0 min"],
        [25 * 60 + 3, "in 25 h 3 min"],
        [48 * 60, "in 2 days"],
        [-1, "1 min late"],
        [-61, "1 h 1 min late"],
        [-72 * 60, "3 days late"],
    ];
    for (const [minutes, words] of cases) {
        expect(String(wordTimeLeft(minutes))).toBe(words);
    }
});

defineMailModels();
defineModels([ServicedeskTicket]);
beforeEach(() => mockDate("2026-03-03 08:59:30", 0));

test("what burns is told apart from what may wait", async () => {
    await mountView({type: "list", resModel: "servicedesk.ticket", arch: LIST});
    expect(queryAllTexts("td[name=date_due]")).toEqual([
        "in 30 min",
        "1 h 0 min late",
        "in 3 days",
        "",
    ]);
    expect("td[name=date_due] .text-danger").toHaveText("1 h 0 min late");
    expect("td[name=date_due] .text-warning").toHaveText("in 30 min");
});

test("the time runs while the list is open", async () => {
    await mountView({type: "list", resModel: "servicedesk.ticket", arch: LIST});
    await advanceTime(31 * 60 * 1000);
    expect(queryAllTexts("td[name=date_due]")[0]).toBe("1 min late");
});

test("an envelope stands where the requester waits for an answer", async () => {
    await mountView({type: "list", resModel: "servicedesk.ticket", arch: LIST});
    expect("td[name=has_unread_answer] .fa-envelope").toHaveCount(1);
    expect(".o_data_row:eq(0) .fa-envelope").toHaveAttribute(
        "aria-label",
        "The requester wrote last"
    );
});
