import {expect, test} from "@odoo/hoot";
import {click, queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {user} from "@web/core/user";
import {EscalationMenu, PAUSE} from "@servicedesk_core/escalation/escalation_menu";
import {nameSide, tellDeadline} from "@servicedesk_core/escalation/offers";
import {findLines, place} from "@servicedesk_core/escalation/path_map";

const NEWS = "servicedesk_core/escalation";
const BADGE = ".o_servicedesk_escalation_menu .badge";

class ServicedeskTeam extends models.Model {
    _name = "servicedesk.team";

    name = fields.Char();

    _records = [
        {id: 1, name: "First Line"},
        {id: 2, name: "Second Line"},
    ];
}

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    team_id = fields.Many2one({relation: "servicedesk.team"});
    user_id = fields.Many2one({relation: "servicedesk.team"});
    co_responsible_ids = fields.Many2many({relation: "servicedesk.team"});
    offer_count = fields.Integer();
    hand_over_count = fields.Integer();

    _records = [
        {id: 1, name: "Till", team_id: 1, offer_count: 1, co_responsible_ids: [2]},
        {id: 2, name: "Scales", team_id: 1, offer_count: 0},
        {id: 3, name: "Oven", team_id: 1, offer_count: 1},
    ];
}

class ServicedeskEscalation extends models.Model {
    _name = "servicedesk.escalation";

    ticket_id = fields.Many2one({relation: "servicedesk.ticket"});
    ticket_number = fields.Char();
    share = fields.Char({default: "whole"});
    part = fields.Char();
    state = fields.Char({default: "offered"});
    direction = fields.Char();
    reason = fields.Text();
    return_reason = fields.Text();
    from_team_id = fields.Many2one({relation: "servicedesk.team"});
    from_user_id = fields.Many2one({relation: "servicedesk.team"});
    to_team_id = fields.Many2one({relation: "servicedesk.team"});
    to_user_id = fields.Many2one({relation: "servicedesk.team"});
    answered_by_id = fields.Many2one({relation: "servicedesk.team"});
    accept_by = fields.Datetime();
    raise_count = fields.Integer();
    can_accept = fields.Boolean();
    can_return = fields.Boolean();
    can_withdraw = fields.Boolean();
    can_settle = fields.Boolean();

    _records = [
        {
            id: 1,
            ticket_id: 1,
            ticket_number: "SD-1",
            from_team_id: 1,
            to_team_id: 2,
            reason: "Needs a router",
            accept_by: "2026-03-02 10:30:30",
            can_accept: true,
            can_return: true,
        },
        {
            id: 2,
            ticket_id: 3,
            state: "disputed",
            from_team_id: 1,
            to_team_id: 2,
            reason: "It is cold",
            return_reason: "Not ours",
            can_withdraw: true,
        },
        {
            id: 3,
            ticket_id: 1,
            share: "part",
            state: "accepted",
            part: "The cable",
            to_team_id: 2,
            answered_by_id: 2,
            reason: "Cut",
        },
    ];
}

defineMailModels();
defineModels([ServicedeskTeam, ServicedeskTicket, ServicedeskEscalation]);

const OFFERS = `
    <form>
        <field name="team_id" invisible="1"/>
        <field name="user_id" invisible="1"/>
        <field name="offer_count" invisible="1"/>
        <widget name="servicedesk_offers"/>
        <sheet><field name="name"/></sheet>
    </form>`;

async function mountTicket(resId, arch = OFFERS) {
    mockDate("2026-03-02 09:00:00", 0);
    await mountView({type: "form", resModel: "servicedesk.ticket", resId, arch});
    await animationFrame();
}

test("an offer says from whom, to whom, why, and how long there is", async () => {
    await mountTicket(1);
    expect(".o_servicedesk_offer strong").toHaveText(
        "First Line offers this ticket to Second Line"
    );
    expect(".o_servicedesk_offer .badge").toHaveText("in 1 h 30 min");
    expect(".o_servicedesk_offer_why").toHaveText("Needs a router");
    expect(queryAllTexts(".o_servicedesk_offer button")).toEqual(["Accept", "Return…"]);
});

test("a dispute shows what was returned, and what is left to do", async () => {
    await mountTicket(3);
    expect(".o_servicedesk_offer").toHaveClass("alert-danger");
    expect(".o_servicedesk_offer").toHaveText(/Not ours/);
    expect(".o_servicedesk_offer .badge").toHaveCount(0);
    expect(queryAllTexts(".o_servicedesk_offer button")).toEqual(["Withdraw…"]);
});

test("a ticket without an offer asks the server nothing", async () => {
    onRpc("servicedesk.escalation", "web_search_read", () => expect.step("asked"));
    onRpc("servicedesk.escalation", "search_read", () => expect.step("asked"));
    await mountTicket(2);
    expect(".o_servicedesk_offer").toHaveCount(0);
    expect.verifySteps([]);
});

test("accepting is one tap, and the ticket is read anew", async () => {
    onRpc("servicedesk.escalation", "action_accept", ({args}) => {
        expect.step(args[0]);
        MockServer.env["servicedesk.escalation"].write([1], {state: "accepted"});
        MockServer.env["servicedesk.ticket"].write([1], {offer_count: 0});
        return true;
    });
    await mountTicket(1);
    await click(".o_servicedesk_offer button[name=accept]");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(".o_servicedesk_offer").toHaveCount(0);
});

test("returning asks for words in a dialog", async () => {
    mockService("action", {
        doAction: (action, options) =>
            expect.step([
                action.res_model,
                action.name,
                options.additionalContext.default_deed,
            ]),
    });
    await mountTicket(1);
    await click(".o_servicedesk_offer button[name=return]");
    await animationFrame();
    expect.verifySteps([
        ["servicedesk.escalation.answer", "Return the escalation of SD-1", "return"],
    ]);
});

test("who answers for a part is named with it", async () => {
    await mountTicket(
        1,
        `<form>
            <field name="co_responsible_ids" invisible="1"/>
            <widget name="servicedesk_shares"/>
        </form>`
    );
    expect(queryAllTexts(".o_servicedesk_shares li")).toEqual([
        "Second Line: The cable",
    ]);
});

async function mountMenu(isAgent) {
    patchWithCleanup(user, {hasGroup: async () => isAgent});
    const heard = {};
    mockService("bus_service", {
        subscribe: (type, callback) => (heard[type] = callback),
        unsubscribe: () => {},
        addEventListener: () => {},
        addChannel: () => {},
        start: () => {},
    });
    onRpc("servicedesk.escalation", "search_count", () => {
        expect.step("count");
    });
    mockDate("2026-03-02 11:00:00", 0);
    await mountWithCleanup(EscalationMenu);
    await animationFrame();
    return heard;
}

test("what waits for me is counted, listed, and late in red", async () => {
    await mountMenu(true);
    expect(BADGE).toHaveText("1");
    await click(".o_servicedesk_escalation_menu button");
    await animationFrame();
    expect(".o_servicedesk_offer_menu .badge").toHaveText("30 min late");
    expect(".o_servicedesk_offer_menu .badge").toHaveClass("text-bg-danger");
    expect(".o_servicedesk_offer_reason").toHaveText("Needs a router");
    expect.verifySteps(["count"]);
});

test("a tap accepts, and opens the ticket", async () => {
    onRpc("servicedesk.escalation", "action_accept", ({args}) => {
        expect.step(["accept", args[0]]);
        return true;
    });
    mockService("action", {
        doAction: (action) => expect.step([action.res_model, action.res_id]),
    });
    await mountMenu(true);
    await click(".o_servicedesk_escalation_menu button");
    await animationFrame();
    await click(".o_servicedesk_offer_menu button[name=accept]");
    await animationFrame();
    expect.verifySteps(["count", ["accept", [1]], ["servicedesk.ticket", 1]]);
});

test("a storm of news is one question; none left, no badge", async () => {
    const heard = await mountMenu(true);
    MockServer.env["servicedesk.escalation"].write([1], {can_accept: false});
    for (let offer = 0; offer < 100; offer++) {
        heard[NEWS]({});
    }
    await advanceTime(PAUSE);
    await animationFrame();
    expect(BADGE).toHaveCount(0);
    expect.verifySteps(["count", "count"]);
});

test("who is no agent has no badge, and nothing is asked for him", async () => {
    const heard = await mountMenu(false);
    expect(BADGE).toHaveCount(0);
    expect(heard[NEWS]).toBe(undefined);
    expect.verifySteps([]);
});

test("lanes share the width evenly, in whole tenths", () => {
    expect([0, 1, 2].map((lane) => place(lane, 3))).toEqual([16.7, 50, 83.3]);
    expect(place(0, 1)).toBe(50);
});

test("what came back has two lines, what stayed has none", () => {
    const step = {source: 0, target: 1, state: "accepted"};
    expect(findLines(step, 2)).toEqual([
        {key: "there", from: 25, to: 75, y: 22, css: "accepted"},
    ]);
    expect(findLines({...step, state: "returned"}, 2)).toEqual([
        {key: "there", from: 25, to: 75, y: 16, css: "offered"},
        {key: "back", from: 75, to: 25, y: 30, css: "returned"},
    ]);
    expect(findLines({...step, source: false}, 2)).toEqual([]);
    expect(findLines({...step, target: 0}, 2)).toEqual([]);
});

test("sides and deadlines in words", async () => {
    await makeMockEnv();
    mockDate("2026-03-02 09:00:00", 0);
    const offer = {
        state: "offered",
        accept_by: "2026-03-02 09:20:30",
        to_team_id: [2, "Second Line"],
        to_user_id: [7, "Kenji"],
        from_team_id: false,
        from_user_id: [8, "Priya"],
    };
    expect(nameSide(offer, "to")).toBe("Second Line, Kenji");
    expect(nameSide(offer, "from")).toBe("Priya");
    expect(tellDeadline(offer).text.toString()).toBe("in 20 min");
    expect(tellDeadline({...offer, state: "disputed"}).text).toBe("");
    expect(tellDeadline({...offer, accept_by: false}).text).toBe("");
});

const MAP = {
    lanes: [
        {key: "team:1", name: "First Line", is_now: false},
        {key: "team:2", name: "Second Line", is_now: true},
    ],
    steps: [
        {
            key: 0,
            source: false,
            target: 0,
            before: false,
            holder: 0,
            state: "start",
            share: "whole",
            what: "Registered",
            label: "",
            date: "2026-03-02 08:00:00",
            by: "Priya",
            why: "",
            answer: "",
            answered: false,
        },
        {
            key: 1,
            source: 0,
            target: 1,
            before: 0,
            holder: 1,
            state: "accepted",
            share: "whole",
            what: "Offered to Second Line",
            label: "Accepted",
            date: "2026-03-02 08:10:00",
            by: "Priya",
            why: "Needs a router",
            answer: "Accepted by Kenji",
            answered: "2026-03-02 08:20:00",
        },
    ],
};

test("the path is drawn in lanes, and told in words", async () => {
    onRpc("servicedesk.ticket", "get_servicedesk_path_map", ({args}) => {
        expect.step(args[0]);
        return MAP;
    });
    await mountTicket(
        1,
        `<form>
            <field name="team_id" invisible="1"/>
            <field name="offer_count" invisible="1"/>
            <field name="hand_over_count" invisible="1"/>
            <widget name="servicedesk_path_map"/>
        </form>`
    );
    expect(queryAllTexts(".o_map_name")).toEqual(["First Line", "Second Line"]);
    expect(".o_map_name.o_map_now").toHaveText("Second Line");
    expect(queryAll("li.o_map_step")).toHaveLength(2);
    expect(".o_map_line.o_map_accepted").toHaveCount(1);
    expect(".o_map_dot").toHaveCount(1);
    expect("li.o_map_step:last").toHaveText(/Needs a router/);
    expect("li.o_map_step:last").toHaveText(/Accepted by Kenji/);
    expect.verifySteps([[1]]);
});

const MOVES = [
    {
        id: 1,
        date: "2026-03-02 08:00:00",
        until: false,
        hours: 1,
        what: "Registered",
        state: "New",
        team: "First Line",
        user: false,
        by: "Priya",
        why: "",
        handed: false,
        taken: false,
    },
];
const OFFERED = {
    ...MOVES[0],
    id: "offer:1",
    hours: false,
    what: "Offered to Second Line",
    why: "Needs a router",
};

test("moves are read anew when the ticket changes under an open tab", async () => {
    const told = [MOVES, [...MOVES, OFFERED]];
    onRpc("servicedesk.ticket", "get_servicedesk_moves", ({args}) => {
        expect.step(args[0]);
        return told.shift();
    });
    mockDate("2026-03-02 09:00:00", 0);
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 2,
        arch: `<form>
            <field name="team_id" invisible="1"/>
            <field name="user_id" invisible="1"/>
            <field name="offer_count"/>
            <widget name="servicedesk_moves"/>
        </form>`,
    });
    await animationFrame();
    expect(".o_servicedesk_ticket_path tbody tr").toHaveCount(1);
    await contains(".o_field_widget[name=offer_count] input").edit("1");
    await animationFrame();
    expect.verifySteps([[2], [2]]);
    expect(".o_servicedesk_ticket_path tbody tr").toHaveCount(2);
    // An offer is made at a moment: it has no length.
    expect(queryAllTexts(".o_servicedesk_ticket_path tbody td:last-child")).toEqual([
        "1 h 0 min",
        "",
    ]);
});
