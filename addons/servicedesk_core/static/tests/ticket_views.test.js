import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    models,
    mountView,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    number = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});
    partner_email = fields.Char();
    date_due = fields.Datetime();
    is_late = fields.Boolean();
    team = fields.Char();

    _records = [
        {
            id: 1,
            name: "No receipt",
            number: "SD-1",
            partner_id: 1,
            partner_email: "known@example.com",
            date_due: "2026-03-03 22:30:00",
        },
        {
            id: 2,
            name: "Nobody at the door",
            number: "SD-2",
            partner_email: "stranger@example.com",
            date_due: "2026-03-02 08:00:00",
            is_late: true,
        },
        {id: 3, name: "Disk full", number: "SD-3"},
    ];

    has_access() {
        return true;
    }
}

defineMailModels();
defineModels([ServicedeskTicket]);
preloadBundle("web.fullcalendar_lib");

beforeEach(() => mockDate("2026-03-03 09:00:00", 0));

test("a requester without a contact is shown by his address", async () => {
    await mountView({
        type: "list",
        resModel: "servicedesk.ticket",
        arch: `
            <list>
                <field name="name"/>
                <field name="partner_id" widget="servicedesk_requester" readonly="1"/>
            </list>`,
    });
    const [known, stranger, machine] = queryAllTexts("td[name=partner_id]");
    expect(known).not.toBe("");
    expect(known).not.toInclude("@example.com");
    expect(stranger).toBe("stranger@example.com");
    expect(machine).toBe("");
    expect("td[name=partner_id] a").toHaveCount(0);
});

test("a day of the calendar tells numbers, subjects and what is late", async () => {
    await mountView({
        type: "calendar",
        resModel: "servicedesk.ticket",
        arch: `
            <calendar js_class="servicedesk_ticket_calendar" date_start="date_due"
                      mode="month" hide_time="1">
                <field name="name" invisible="1"/>
                <field name="is_late" invisible="1"/>
                <field name="number"/>
            </calendar>`,
    });
    expect(queryAllTexts(".o_event_title")).toEqual([
        "Nobody at the door",
        "No receipt",
    ]);
    expect(".o_servicedesk_event_number:first").toHaveText(/^SD-2/);
    expect(".o_servicedesk_event .badge").toHaveCount(1);
});

test("what is due late at night does not cover the next day", async () => {
    ServicedeskTicket._records[0].date_due = "2026-03-03 23:30:00";
    await mountView({
        type: "calendar",
        resModel: "servicedesk.ticket",
        arch: `
            <calendar js_class="servicedesk_ticket_calendar" date_start="date_due"
                      mode="month" hide_time="1">
                <field name="name" invisible="1"/>
                <field name="number"/>
            </calendar>`,
    });
    const event = ".fc-event[data-event-id='1']";
    expect(`.fc-day[data-date='2026-03-03'] ${event}`).toHaveCount(1);
    expect(`${event}.fc-event-end`).toHaveCount(1);
    expect(event).toHaveCount(1);
});

test("the legend of the change calendar names what belongs to no team", async () => {
    ServicedeskTicket._records[1].team = "Field";
    await mountView({
        type: "calendar",
        resModel: "servicedesk.ticket",
        arch: `
            <calendar js_class="servicedesk_change_calendar" date_start="date_due"
                      color="team" mode="month">
                <field name="team" filters="1"/>
            </calendar>`,
    });
    const labels = queryAllTexts(".o_calendar_filter_item");
    expect(labels).toInclude("No Team");
    expect(labels).toInclude("Field");
    expect(labels).not.toInclude("Undefined");
});
