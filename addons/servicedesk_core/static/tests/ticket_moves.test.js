import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const MOVES = [
    {id: 1, name: "Resolve", asks: "resolution", state: "resolved"},
    {id: 2, name: "Wait", asks: "waiting_reason", state: "waiting"},
    {id: 3, name: "Cancel", asks: "comment", state: "cancelled"},
];

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    number = fields.Char();
    moves = fields.Json();
    is_open = fields.Boolean();
    may_work = fields.Boolean();
    may_snooze = fields.Boolean();
    next_path_id = fields.Many2one({relation: "res.partner"});

    _records = [
        {id: 1, name: "No receipt", moves: MOVES, is_open: true},
        {id: 2, name: "Closed long ago", moves: []},
        {
            id: 3,
            name: "In my hands",
            number: "SD-3",
            moves: MOVES,
            is_open: true,
            may_work: true,
            may_snooze: true,
        },
    ];
}

defineMailModels();
defineModels([ServicedeskTicket]);

const ARCH = `
    <form>
        <header><widget name="servicedesk_ticket_moves"/></header>
        <sheet><field name="name"/></sheet>
    </form>`;

async function mountTicket(resId) {
    await mountView({type: "form", resModel: "servicedesk.ticket", resId, arch: ARCH});
}

test("the most likely moves are buttons, the others are behind More", async () => {
    await mountTicket(1);
    expect(queryAllTexts(".o_servicedesk_moves > button")).toEqual([
        "Resolve",
        "Wait",
        "More",
    ]);
    expect(".o_servicedesk_moves > button:first").toHaveClass("btn-primary");
    await click(".o_servicedesk_more");
    await animationFrame();
    expect(queryAllTexts(".o_servicedesk_move")).toEqual(["Cancel"]);
});

test("a ticket that may not be moved shows no button", async () => {
    await mountTicket(2);
    expect(".o_servicedesk_moves button").toHaveCount(0);
});

test("a press saves what was typed, then makes the move", async () => {
    onRpc("web_save", ({args}) => {
        expect.step(`save ${args[1].name}`);
    });
    onRpc("action_move", ({args}) => {
        expect.step(`move ${JSON.stringify(args)}`);
        return true;
    });
    await mountTicket(1);
    await click(".o_field_widget[name=name] input");
    const input = document.querySelector(".o_field_widget[name=name] input");
    input.value = "No receipts at all";
    input.dispatchEvent(new Event("input", {bubbles: true}));
    input.dispatchEvent(new Event("change", {bubbles: true}));
    await click(".o_servicedesk_moves > button[data-state=resolved]");
    await animationFrame();
    expect.verifySteps(["save No receipts at all", "move [[1],1]"]);
});

test("a move that asks opens its dialog", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    onRpc("action_move", () => ({
        type: "ir.actions.act_window",
        res_model: "servicedesk.ticket.move",
    }));
    await mountTicket(1);
    await click(".o_servicedesk_moves > button[data-state=waiting]");
    await animationFrame();
    expect.verifySteps(["servicedesk.ticket.move"]);
});

test("what else one may do is behind More, too, and opens its dialog", async () => {
    mockService("action", {
        doAction(action, options) {
            const {res_model, name} = action;
            expect.step(`${res_model} ${options.additionalContext.active_ids} ${name}`);
        },
    });
    await mountTicket(3);
    await click(".o_servicedesk_more");
    await animationFrame();
    expect(queryAllTexts(".o_servicedesk_deed")).toEqual([
        "Escalate",
        "Order Work",
        "Snooze",
    ]);
    await click(".o_servicedesk_deed[data-deed=escalate]");
    await animationFrame();
    expect.verifySteps(["servicedesk.ticket.escalate 3 Escalate SD-3"]);
});

test("who may not work on it is offered none of that", async () => {
    await mountTicket(1);
    await click(".o_servicedesk_more");
    await animationFrame();
    expect(".o_servicedesk_deed").toHaveCount(0);
});
