import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {advanceTime, animationFrame, expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import {MailAttention} from "@servicedesk_core/mail_attention/mail_attention";

class Ticket extends models.Model {
    _name = "servicedesk.ticket";
    name = fields.Char({string: "Subject"});
    urgency = fields.Char({string: "Urgency"});
    _records = [
        {id: 1, name: "The till", urgency: "low"},
        {id: 2, name: "The lamp", urgency: "low"},
    ];
}
defineMailModels();
defineModels([Ticket]);

const BOB = {id: 77, name: "Bob", is_writing: false};

/** The tickets that were left; the last one is, when its test is over. */
const left = [];

async function show(others = [], resIds = [1]) {
    left.splice(0);
    patchWithCleanup(MailAttention.prototype, {count: () => Promise.resolve()});
    onRpc("action_be_present", ({args, kwargs}) => {
        expect.step(`here ${args[0][0]}${kwargs.is_writing ? " writing" : ""}`);
        return {others, beat: others.length ? 25 : 240, stale: 60};
    });
    onRpc("action_leave", ({args}) => {
        left.push(args[0][0]);
        return true;
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: resIds[0],
        resIds,
        arch: `<form><widget name="servicedesk_presence"/>
            <field name="name"/><field name="urgency"/></form>`,
    });
    await animationFrame();
}

/** Say what the server says when somebody has saved the ticket. */
function tell(payload) {
    getService("servicedesk_presence").bus.trigger("changed", {
        ticket_id: 1,
        user_id: BOB.id,
        user_name: BOB.name,
        write_date: "2026-03-02 09:00:00",
        ...payload,
    });
}

test("alone, nothing is shown and little is asked", async () => {
    await show();
    expect(".o_servicedesk_present").toHaveCount(0);
    expect.verifySteps(["here 1"]);
    await advanceTime(200000);
    expect.verifySteps([]);
    await advanceTime(50000);
    expect.verifySteps(["here 1"]);
});

test("who else is there is named, and heard of again in time", async () => {
    await show([BOB]);
    expect(".o_servicedesk_present").toHaveText("Also here: Bob");
    expect(".o_servicedesk_face").toHaveCount(1);
    expect.verifySteps(["here 1"]);
    await advanceTime(25000);
    expect.verifySteps(["here 1"]);
});

test("who writes is said to be writing", async () => {
    await show([{...BOB, is_writing: true}]);
    expect(".o_servicedesk_present").toHaveText("Bob: writing…");
    expect(".o_servicedesk_writing").toHaveCount(1);
    expect.verifySteps(["here 1"]);
});

test("others learn that we write, once, and that we stopped", async () => {
    await show([BOB]);
    expect.verifySteps(["here 1"]);
    await contains("[name=name] input").edit("The till is", {confirm: false});
    await contains("[name=name] input").edit("The till is stuck", {confirm: false});
    await animationFrame();
    expect.verifySteps(["here 1 writing"]);
    await advanceTime(20000);
    expect.verifySteps(["here 1"]);
});

test("alone, writing is nobody's business", async () => {
    await show();
    expect.verifySteps(["here 1"]);
    await contains("[name=name] input").edit("Other words", {confirm: false});
    await animationFrame();
    expect.verifySteps([]);
});

test("the next ticket is another place", async () => {
    await show([], [1, 2]);
    expect.verifySteps(["here 1"]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps(["here 2"]);
    expect(left).toEqual([1]);
});

test("who may not know is not asked again, and sees no error", async () => {
    patchWithCleanup(MailAttention.prototype, {count: () => Promise.resolve()});
    onRpc("action_be_present", () => {
        expect.step("asked");
        throw makeServerError({type: "AccessError"});
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: `<form><widget name="servicedesk_presence"/><field name="name"/></form>`,
    });
    await animationFrame();
    await advanceTime(300000);
    expect.verifySteps(["asked"]);
    expect(".o_error_dialog").toHaveCount(0);
});

test("a form without edits shows what others saved, with a quiet word", async () => {
    await show([BOB]);
    onRpc("servicedesk.ticket", "web_read", () => [
        {id: 1, name: "The till is open", urgency: "high"},
    ]);
    tell({fields: ["name", "urgency", "stage_id"]});
    await animationFrame();
    await animationFrame();
    expect("[name=name] input").toHaveValue("The till is open");
    expect(".o_notification").toHaveText(/Bob changed: Subject, Urgency\./);
    expect(".o_servicedesk_changed").toHaveCount(0);
    expect.verifySteps(["here 1"]);
});

test("what the desk keeps book of is shown without a word", async () => {
    await show([BOB]);
    onRpc("servicedesk.ticket", "web_read", () => [
        {id: 1, name: "As it is now", urgency: "high"},
    ]);
    tell({fields: []});
    await animationFrame();
    await animationFrame();
    expect("[name=name] input").toHaveValue("As it is now");
    expect(".o_notification").toHaveCount(0);
    expect.verifySteps(["here 1"]);
});

test("a form with edits keeps them, and says what others changed", async () => {
    await show([BOB]);
    await contains("[name=name] input").edit("My words");
    onRpc("servicedesk.ticket", "web_read", () => [
        {id: 1, name: "Their words", urgency: "high"},
    ]);
    tell({fields: ["urgency"]});
    tell({fields: ["name"], user_id: 78, user_name: "Eve"});
    await animationFrame();
    expect("[name=name] input").toHaveValue("My words");
    expect(".o_servicedesk_changed strong").toHaveText(
        "Bob, Eve changed: Urgency, Subject."
    );
    await contains(".o_servicedesk_changed button").click();
    await animationFrame();
    expect(".o_servicedesk_changed").toHaveCount(0);
    expect("[name=name] input").toHaveValue("Their words");
    expect.verifySteps(["here 1", "here 1 writing"]);
});

test("our own saves and other tickets are no news", async () => {
    await show([BOB]);
    tell({fields: ["name"], user_id: serverState.userId});
    tell({fields: ["name"], ticket_id: 2});
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
    expect.verifySteps(["here 1"]);
});
