import {expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {formatClock} from "@servicedesk_core/timer/timer_widget";

const TIMER = ".o_servicedesk_timer";

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    worked_hours = fields.Float();

    _records = [{id: 1, name: "Till", worked_hours: 0}];
}

defineMailModels();
defineModels([ServicedeskTicket]);

/** What runs, as the server tells it; `server.timer` is changed by deeds and tests. */
async function mountTimer(server) {
    mockDate("2026-03-02 09:05:00", 0);
    onRpc("has_group", () => true);
    onRpc("servicedesk.time.entry", "get_timer", () => server.timer);
    onRpc("servicedesk.ticket", "action_start_timer", ({args}) => {
        expect.step(["start", ...args]);
        if (server.refusal) {
            throw makeServerError({message: server.refusal});
        }
        server.timer = on(1, "2026-03-02 09:05:00");
        return true;
    });
    onRpc("servicedesk.ticket", "action_stop_timer", ({args}) => {
        expect.step(["stop", ...args]);
        server.timer = {};
        return server.result || true;
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: `<form><header>
            <field name="worked_hours" widget="servicedesk_timer"/>
            </header><field name="name"/></form>`,
    });
    await animationFrame();
}

function on(resId, since) {
    return {
        id: 10 + resId,
        res_model: "servicedesk.ticket",
        res_id: resId,
        name: `SD-${resId}`,
        since,
        is_forgotten: false,
    };
}

test("a clock shows hours, minutes and seconds, and never less than none", () => {
    expect(formatClock(249)).toBe("0:04:09");
    expect(formatClock(36000.9)).toBe("10:00:00");
    expect(formatClock(-5)).toBe("0:00:00");
});

test("one tap starts it, it counts, another one stops it", async () => {
    await mountTimer({timer: {}});
    expect(TIMER).toHaveAttribute("aria-pressed", "false");
    await contains(TIMER).click();
    await animationFrame();
    expect.verifySteps([["start", [1]]]);
    expect(TIMER).toHaveAttribute("aria-pressed", "true");
    expect(TIMER).toHaveText(/0:00:0\d/);
    await advanceTime(61000);
    expect(TIMER).toHaveText(/0:01:0\d/);
    await contains(TIMER).click();
    await animationFrame();
    expect.verifySteps([["stop", [1]]]);
    expect(TIMER).toHaveAttribute("aria-pressed", "false");
});

test("one that runs elsewhere is named before it is stopped", async () => {
    await mountTimer({timer: on(7, "2026-03-02 08:00:00")});
    expect(TIMER).toHaveAttribute("aria-pressed", "false");
    expect(TIMER).toHaveAttribute("aria-label", /SD-7/);
    await contains(TIMER).click();
    await animationFrame();
    expect.verifySteps([["start", [1]]]);
    expect(TIMER).toHaveAttribute("aria-pressed", "true");
    // The server says so, in every window: no second time here.
    expect(".o_notification").toHaveCount(0);
});

test("what starts or stops elsewhere is shown once it is asked for anew", async () => {
    const server = {timer: {}};
    await mountTimer(server);
    const ask = async () => {
        await getService("servicedesk_timer").load();
        await animationFrame();
    };
    server.timer = on(1, "2026-03-02 08:35:00");
    await ask();
    expect(TIMER).toHaveText(/0:30:0\d/);
    server.timer = {};
    await ask();
    expect(TIMER).toHaveAttribute("aria-pressed", "false");
});

test("a refusal is shown, and the button tells what really runs", async () => {
    expect.errors(1);
    const server = {timer: {}, refusal: "SD-1 is over: no timer starts."};
    await mountTimer(server);
    server.timer = on(7, "2026-03-02 08:00:00");
    await contains(TIMER).click();
    await animationFrame();
    expect.verifySteps([["start", [1]]]);
    expect.verifyErrors([/SD-1 is over/]);
    expect(TIMER).toHaveAttribute("aria-pressed", "false");
    expect(TIMER).toHaveAttribute("aria-label", /SD-7/);
    expect(TIMER).toHaveProperty("disabled", false);
});
