import {expect, test} from "@odoo/hoot";
import {click, queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame, mockTimeZone} from "@odoo/hoot-mock";
import {
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {PAGE, groupEvents} from "@servicedesk_core/timeline/timeline";

defineMailModels();

const KINDS = [
    {key: "ticket", name: "Tickets", on: true},
    {key: "message", name: "Messages", on: true},
    {key: "note", name: "Hidden Notes", on: false},
];

function event(id, date, values = {}) {
    return {
        key: [date, "ticket", id],
        date,
        kind: "ticket",
        channel: "phone",
        icon: "fa-phone",
        title: `Event ${id}`,
        text: "",
        author: "",
        inward: false,
        rating: false,
        ticket_id: id,
        ticket_number: `SD-${id}`,
        ticket_name: "Till",
        res_model: "servicedesk.ticket",
        res_id: id,
        ...values,
    };
}

async function mountTimeline(pages) {
    onRpc("res.partner", "read", () => [{id: 7, display_name: "Grace"}]);
    onRpc("res.partner", "get_servicedesk_timeline_kinds", () =>
        KINDS.map((kind) => ({...kind}))
    );
    onRpc("res.partner", "get_servicedesk_timeline", ({args, kwargs}) => {
        expect.step([args[0], kwargs.before, kwargs.kinds]);
        return pages.shift();
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "servicedesk_timeline",
        params: {partner_id: 7},
    });
    await animationFrame();
}

test("events stand under the day on which they were where the reader is", async () => {
    mockTimeZone("Asia/Shanghai");
    await makeMockEnv();
    const months = groupEvents([
        event(3, "2026-03-31 20:00:00"),
        event(2, "2026-03-31 15:00:00"),
        event(1, "2026-03-31 01:00:00"),
    ]);
    expect(months.map((month) => month.key)).toEqual(["2026-04", "2026-03"]);
    expect(months[0].days.map((day) => day.key)).toEqual(["2026-04-01"]);
    expect(months[1].days[0].events.map((one) => one.ticket_id)).toEqual([2, 1]);
    expect(groupEvents([])).toEqual([]);
});

test("shows events with stars and words, and says when that is all", async () => {
    await mountTimeline([
        [
            event(2, "2026-03-02 09:00:00", {rating: 4, text: "Fine", inward: true}),
            event(1, "2026-03-01 09:00:00"),
        ],
    ]);
    expect.verifySteps([[[7], false, ["ticket", "message"]]]);
    expect(".o_servicedesk_timeline_event").toHaveCount(2);
    expect(".o_servicedesk_timeline_day").toHaveCount(2);
    expect(".o_servicedesk_timeline_month").toHaveCount(1);
    expect(".o_timeline_inward").toHaveText(/Event 2/);
    expect("[role=img].text-warning").toHaveText("★★★★☆");
    expect(".o_servicedesk_timeline_more").toHaveCount(0);
    expect(".o_servicedesk_timeline").toHaveText(/That is all/);
});

test("more is asked for from the last key, and added", async () => {
    const first = [];
    for (let id = PAGE; id > 0; id--) {
        first.push(event(100 + id, "2026-03-02 09:00:00"));
    }
    await mountTimeline([first, [event(1, "2026-02-01 09:00:00")]]);
    await click(".o_servicedesk_timeline_more");
    await animationFrame();
    expect.verifySteps([
        [[7], false, ["ticket", "message"]],
        [[7], ["2026-03-02 09:00:00", "ticket", 101], ["ticket", "message"]],
    ]);
    expect(".o_servicedesk_timeline_event").toHaveCount(PAGE + 1);
    expect(".o_servicedesk_timeline_more").toHaveCount(0);
});

test("chips choose what is shown; nothing found says what to do", async () => {
    await mountTimeline([[event(1, "2026-03-02 09:00:00")], [], []]);
    await click("[data-kind=message].btn");
    await animationFrame();
    expect(".o_nocontent_help").toHaveText(/Choose “All”/);
    await click("[data-kind=ticket].btn");
    await animationFrame();
    expect(".o_nocontent_help").toHaveCount(1);
    await click(".o_servicedesk_timeline_kinds .btn:first-child");
    await animationFrame();
    expect.verifySteps([
        [[7], false, ["ticket", "message"]],
        [[7], false, ["ticket"]],
        [[7], false, ["ticket", "message", "note"]],
    ]);
    expect(queryAll("[aria-pressed=true]")).toHaveLength(4);
    expect(".o_nocontent_help").toHaveText(/never heard of this contact/);
});

test("a ticket opens in the same stack", async () => {
    await mountTimeline([[event(5, "2026-03-02 09:00:00")]]);
    expect(queryAllTexts(".o_servicedesk_timeline_event a")).toEqual(["SD-5Till"]);
    patchWithCleanup(getService("action"), {
        doAction(request) {
            expect.step([request.res_model, request.res_id]);
        },
    });
    await click(".o_servicedesk_timeline_event a");
    expect.verifySteps([
        [[7], false, ["ticket", "message"]],
        ["servicedesk.ticket", 5],
    ]);
});
