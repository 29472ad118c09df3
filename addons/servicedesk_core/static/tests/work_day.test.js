import {expect, test} from "@odoo/hoot";
import {click, edit, press, queryAllTexts, queryOne, waitFor} from "@odoo/hoot-dom";
import {animationFrame, mockDate, mockTimeZone, mockUserAgent} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {byPlace, moveTo} from "@servicedesk_core/day/day";
import {elapsed, preparePhoto} from "@servicedesk_core/day/day_order";
import {localMaps, mapsTarget} from "@servicedesk_core/directions/directions";

defineMailModels();

const {DateTime} = luxon;

function order(id, values = {}) {
    return {
        id,
        number: `WO-${id}`,
        name: `Work ${id}`,
        state: "accepted",
        state_name: "Accepted",
        start: `2026-03-02 0${7 + id}:00:00`,
        end: `2026-03-02 0${7 + id}:30:00`,
        minutes: 30,
        site_id: false,
        site_name: "",
        address: "",
        directions_url: "",
        contact_name: "",
        phone: "",
        hours: 0,
        timer_since: false,
        file_count: 0,
        can_accept: false,
        can_plan: true,
        can_work: true,
        can_finish: false,
        can_add: true,
        ...values,
    };
}

function day(values = {}) {
    return {
        day: "2026-03-02",
        today: "2026-03-02",
        orders: [],
        left: [],
        unplanned: [],
        over: [],
        next: false,
        timer: false,
        ...values,
    };
}

async function mountDay(...days) {
    mockDate("2026-03-02 09:05:00", 0);
    onRpc("servicedesk.work.order", "get_day", ({kwargs}) => {
        expect.step(`day ${kwargs.day}`);
        return days.length > 1 ? days.shift() : days[0];
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "servicedesk_work_day",
    });
    await animationFrame();
    expect.verifySteps(["day false"]);
}

test("orders of one place are brought together where the first of them stands", () => {
    const a = {id: 1, site_id: 5};
    const b = {id: 2, site_id: false, address: "Elsewhere 2"};
    const c = {id: 3, site_id: 5};
    const d = {id: 4, site_id: false, address: ""};
    const e = {id: 5, site_id: false, address: ""};
    expect(byPlace([a, b, d, c, e]).map((one) => one.id)).toEqual([1, 3, 2, 4, 5]);
    expect(byPlace([])).toEqual([]);
});

test("an order is moved to a place, and never beyond either end", () => {
    const orders = [{id: 1}, {id: 2}, {id: 3}];
    const ids = (list) => list.map((one) => one.id);
    expect(ids(moveTo(orders, 1, 2))).toEqual([2, 3, 1]);
    expect(ids(moveTo(orders, 3, 0))).toEqual([3, 1, 2]);
    expect(ids(moveTo(orders, 2, 9))).toEqual([1, 3, 2]);
    expect(ids(moveTo(orders, 2, -1))).toEqual([2, 1, 3]);
    expect(ids(orders)).toEqual([1, 2, 3]);
});

test("a timer counts hours and minutes, and never backwards", async () => {
    mockTimeZone("Asia/Shanghai");
    await makeMockEnv();
    const now = DateTime.fromISO("2026-03-02T09:05:30Z");
    expect(elapsed("2026-03-02 09:00:00", now)).toBe("0:05");
    expect(elapsed("2026-03-01 08:00:00", now)).toBe("25:05");
    expect(elapsed("2026-03-02 09:06:00", now)).toBe("0:00");
});

test("what no browser can draw is sent as it is", async () => {
    const file = new File(["abc"], "scan.heic", {type: "image/heic"});
    expect(await preparePhoto(file)).toEqual({name: "scan.heic", data: "YWJj"});
});

test("a stop says when, where and for whom, and leads there", async () => {
    await mountDay(
        day({
            orders: [
                order(1, {
                    site_id: 5,
                    site_name: "Main shop",
                    address: "Am Hof 1",
                    directions_url: "https://maps.example.com/?to=1",
                    contact_name: "Grace",
                    phone: "+49 30 123-4",
                    file_count: 2,
                    hours: 1.5,
                }),
            ],
        })
    );
    expect(".o_day_title").toHaveText(/Today/);
    expect(".o_day_order").toHaveText(/08:00–08:30/);
    expect(".o_day_order").toHaveText(/Main shop/);
    expect(".o_day_order").toHaveText(/1:30 worked/);
    expect(".o_day_directions").toHaveAttribute(
        "href",
        "https://maps.example.com/?to=1"
    );
    expect(".o_day_call").toHaveAttribute("href", "tel:+49301234");
    // A single one has no order to change.
    expect(".o_day_handle").toHaveCount(0);
    expect(".o_day_up").toHaveCount(0);
});

test("one tap starts, another one stops", async () => {
    onRpc("servicedesk.work.order", "action_start_work", ({args}) => {
        expect.step(["start", args[0]]);
        return true;
    });
    onRpc("servicedesk.work.order", "action_stop_timer", ({args}) => {
        expect.step(["stop", args[0]]);
        return true;
    });
    await mountDay(
        day({orders: [order(1)]}),
        day({
            orders: [
                order(1, {
                    state: "in_progress",
                    timer_since: "2026-03-02 08:53:00",
                    can_finish: true,
                }),
            ],
        })
    );
    await contains(".o_day_start").click();
    expect.verifySteps([["start", [1]], "day false"]);
    expect(".o_day_stop").toHaveText(/0:12/);
    expect(".o_day_done").toHaveCount(1);
    await contains(".o_day_stop").click();
    expect.verifySteps([["stop", [1]], "day false"]);
});

test("what is sent is started, accepted or declined; each button says what it does", async () => {
    onRpc("servicedesk.work.order", "action_start_work", ({args}) => {
        expect.step(["start", args[0]]);
        return true;
    });
    await mountDay(
        day({
            orders: [
                order(1, {
                    state: "sent",
                    can_accept: true,
                    address: "Am Hof 1",
                    directions_url: "https://maps.example.com/?to=1",
                    phone: "1",
                }),
            ],
        })
    );
    const said = {
        start: "Start",
        accept: "Accept",
        decline: "Decline",
        directions: "Directions",
        call: "Phone",
        photo: "Photo",
        write: "Note",
    };
    for (const [button, word] of Object.entries(said)) {
        expect(`.o_day_${button}`).toHaveText(word);
    }
    await contains(".o_day_start").click();
    expect.verifySteps([["start", [1]], "day false"]);
});

test("the way leads to the maps of the phone, unless the house has chosen others", () => {
    const web = "https://maps.example.com/?to=1";
    const geo = "geo:0,0?q=Am%20Hof%201";
    const opened = (userAgent) => {
        mockUserAgent(userAgent);
        return [geo, "geo:1.5,2.5", web, ""].map(localMaps);
    };
    expect(opened("android")).toEqual([geo, "geo:1.5,2.5", web, ""]);
    const apple = ["maps://?daddr=Am%20Hof%201", "maps://?daddr=1.5,2.5", web, ""];
    expect(opened("ios")).toEqual(apple);
    expect(opened("mac")).toEqual(apple);
    // Nothing answers to it: the address stands there alone.
    expect(opened("windows")).toEqual(["", "", web, ""]);
    expect([web, geo].map(mapsTarget)).toEqual(["_blank", "_self"]);
});

test("the keyboard walks through the day and carries an order along", async () => {
    onRpc("servicedesk.work.order", "action_sort_day", ({args, kwargs}) => {
        expect.step(["sort", args[0], kwargs.day]);
        return true;
    });
    await mountDay(
        day({orders: [order(1), order(2)]}),
        day({orders: [order(2), order(1)]})
    );
    queryOne(".o_day_order[data-id='1']").focus();
    await press("ArrowDown");
    expect(".o_day_order[data-id='2']").toBeFocused();
    await press(["alt", "ArrowUp"]);
    await animationFrame();
    expect.verifySteps([["sort", [2, 1], "2026-03-02"], "day false"]);
    await waitFor(".o_day_order[data-id='2']:focus");
    expect(queryAllTexts(".o_day_list .o_day_name")).toEqual(["Work 2", "Work 1"]);
});

test("arrows of a thumb's size do the same, and places are brought together", async () => {
    onRpc("servicedesk.work.order", "action_sort_day", ({args}) => {
        expect.step(["sort", args[0]]);
        return true;
    });
    const stops = [
        order(1, {site_id: 5}),
        order(2, {site_id: 6}),
        order(3, {site_id: 5}),
    ];
    await mountDay(day({orders: stops}));
    await contains("[data-id='1'] .o_day_down").click();
    expect.verifySteps([["sort", [2, 1, 3]], "day false"]);
    await contains(".o_day_by_place").click();
    expect.verifySteps([["sort", [1, 3, 2]], "day false"]);
    expect("[data-id='1'] .o_day_up").toHaveProperty("disabled", true);
});

test("an empty day says where there is work", async () => {
    await mountDay(
        day({next: {day: "2026-03-04", count: 3}}),
        day({day: "2026-03-04", orders: [order(1)]})
    );
    expect(".o_day_empty").toHaveText(/Nothing is planned/);
    await contains(".o_day_go").click();
    expect.verifySteps(["day 2026-03-04"]);
    expect(".o_day_order").toHaveCount(1);
    await contains(".o_day_previous").click();
    expect.verifySteps(["day 2026-03-03"]);
});

test("what has no day is taken into this one: at the next quarter of an hour", async () => {
    onRpc("servicedesk.work.order", "action_plan", ({args}) => {
        expect.step(args);
        return true;
    });
    await mountDay(day({unplanned: [order(1, {start: false, end: false})]}));
    await contains(".o_day_take").click();
    expect.verifySteps([
        [[1], "2026-03-02 09:15:00", "2026-03-02 09:45:00"],
        "day false",
    ]);
});

test("a note is written in place; without words it is not sent", async () => {
    onRpc("servicedesk.work.order", "action_add_note", ({args}) => {
        expect.step(args);
        return 7;
    });
    await mountDay(day({orders: [order(1)]}));
    await contains(".o_day_write").click();
    expect(".o_day_note_save").toHaveProperty("disabled", true);
    await click(".o_day_note");
    await edit("The key is at the gate");
    await animationFrame();
    await contains(".o_day_note_save").click();
    expect.verifySteps([[[1], "The key is at the gate"], "day false"]);
    expect(".o_day_note").toHaveCount(0);
});

test("a timer that runs elsewhere is stopped from here", async () => {
    onRpc("servicedesk.ticket", "action_stop_timer", ({args}) => {
        expect.step(args);
        return true;
    });
    await mountDay(
        day({
            timer: {
                res_model: "servicedesk.ticket",
                res_id: 4,
                name: "SD-4 Till",
                since: "2026-03-02 08:00:00",
            },
        })
    );
    expect(".o_day_timer").toHaveText(/1:05/);
    await contains(".o_day_timer button").click();
    expect.verifySteps([[[4]], "day false"]);
});
