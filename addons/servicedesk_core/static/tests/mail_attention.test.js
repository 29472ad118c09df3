import {expect, test} from "@odoo/hoot";
import {click} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    MockServer,
    defineModels,
    fields,
    models,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {user} from "@web/core/user";
import {MailAttention, PAUSE} from "@servicedesk_core/mail_attention/mail_attention";

const NEWS = "servicedesk_core/mail_attention";
const BADGE = ".o_servicedesk_mail_attention .badge";

class MailIntake extends models.Model {
    _name = "servicedesk.mail.intake";

    state = fields.Selection({
        selection: [
            ["done", "Done"],
            ["parked", "Parked"],
            ["failed", "Failed"],
        ],
    });
    needs_attention = fields.Boolean();

    _records = [
        {id: 1, state: "parked", needs_attention: true},
        {id: 2, state: "parked", needs_attention: true},
        {id: 3, state: "parked", needs_attention: false},
        {id: 4, state: "done", needs_attention: false},
    ];
}

defineMailModels();
defineModels([MailIntake]);

async function mount(isDispatcher) {
    patchWithCleanup(user, {hasGroup: async () => isDispatcher});
    const heard = {};
    mockService("bus_service", {
        subscribe: (type, callback) => (heard[type] = callback),
        unsubscribe: () => {},
        addEventListener: () => {},
        addChannel: () => {},
        start: () => {},
    });
    onRpc("servicedesk.mail.intake", "formatted_read_group", () => {
        expect.step("count");
    });
    await mountWithCleanup(MailAttention);
    await animationFrame();
    return heard;
}

test("a dispatcher sees how many mails wait, and opens their list", async () => {
    mockService("action", {doAction: (action) => expect.step(action)});
    await mount(true);
    expect(BADGE).toHaveText("2");
    expect(BADGE).toHaveClass("text-bg-warning");
    await click(".o_servicedesk_mail_attention button");
    expect.verifySteps(["count", "servicedesk_core.servicedesk_mail_intake_action"]);
});

test("nobody else sees anything, nor is anything asked for him", async () => {
    const heard = await mount(false);
    expect(".o_servicedesk_mail_attention").toHaveCount(0);
    expect(heard[NEWS]).toBe(undefined);
    expect.verifySteps([]);
});

test("a storm of news is one question; a failure is red", async () => {
    const heard = await mount(true);
    MockServer.env["servicedesk.mail.intake"].write([1], {state: "failed"});
    for (let mail = 0; mail < 300; mail++) {
        heard[NEWS]({});
    }
    await advanceTime(PAUSE);
    await animationFrame();
    expect(BADGE).toHaveClass("text-bg-danger");
    expect(".o_servicedesk_mail_attention button").toHaveAttribute(
        "aria-label",
        "Mails to look at: 2, failed: 1"
    );
    expect.verifySteps(["count", "count"]);
});

test("where nothing waits there is no badge", async () => {
    const heard = await mount(true);
    MockServer.env["servicedesk.mail.intake"].write([1, 2], {needs_attention: false});
    heard[NEWS]({});
    await advanceTime(PAUSE);
    await animationFrame();
    expect(".o_servicedesk_mail_attention").toHaveCount(0);
    expect.verifySteps(["count", "count"]);
});

test("when the server does not answer, nobody is disturbed", async () => {
    patchWithCleanup(user, {hasGroup: async () => true});
    onRpc("servicedesk.mail.intake", "formatted_read_group", () => {
        expect.step("count");
        throw new Error("Off the line");
    });
    await mountWithCleanup(MailAttention);
    await animationFrame();
    expect(".o_servicedesk_mail_attention").toHaveCount(0);
    expect.verifySteps(["count"]);
});
