import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class ServicedeskWorkOrder extends models.Model {
    _name = "servicedesk.work.order";

    name = fields.Char();
    number = fields.Char();
    state = fields.Char();
    my_side = fields.Char();
    my_steps = fields.Json();
    user_id = fields.Many2one({relation: "res.users"});
    signature = fields.Binary();
    can_undecide = fields.Boolean();
}

defineMailModels();
defineModels([ServicedeskWorkOrder]);

async function mountOrder(values) {
    ServicedeskWorkOrder._records = [{id: 1, name: "Till", number: "WO-1", ...values}];
    onRpc("has_group", () => true);
    mockService("action", {
        doAction(action, options) {
            const {active_ids, default_deed} = options.additionalContext;
            const {res_model, name} = action;
            expect.step([res_model || action, name, active_ids, default_deed]);
        },
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.work.order",
        resId: 1,
        arch: `<form><header><widget name="servicedesk_order_deeds"/></header>
            <field name="name"/><field name="user_id" invisible="1"/>
            <field name="signature" invisible="1"/></form>`,
    });
}

test("what is seldom done with an order is behind More, and opens its dialog", async () => {
    await mountOrder({
        state: "sent",
        my_side: "doer",
        my_steps: ["accept", "decline", "plan", "hand_over", "cancel"],
        user_id: serverState.userId,
    });
    await contains(".o_servicedesk_order_more").click();
    const deeds = ".o-dropdown--menu .o_servicedesk_order_deed";
    expect(queryAllTexts(deeds)).toEqual(["Plan", "Hand Over", "Cancel the Order"]);
    await contains(`${deeds}[data-deed=plan]`).click();
    await animationFrame();
    expect.verifySteps([["servicedesk.work.order.answer", "Plan: WO-1", [1], "plan"]]);
});

test("what is done is signed for and printed", async () => {
    onRpc("servicedesk.work.order", "action_open_sign", ({args}) => {
        expect.step(["sign", ...args]);
        return {type: "ir.actions.act_window"};
    });
    await mountOrder({state: "done", my_side: "orderer", my_steps: ["verify"]});
    await contains(".o_servicedesk_order_more").click();
    const deeds = ".o-dropdown--menu .o_servicedesk_order_deed";
    expect(queryAllTexts(deeds)).toEqual(["Have It Signed", "Print the Act"]);
    await contains(`${deeds}[data-deed=sign]`).click();
    await animationFrame();
    expect.verifySteps([
        ["sign", [1]],
        [{type: "ir.actions.act_window"}, undefined, [1], undefined],
    ]);
    await contains(".o_servicedesk_order_more").click();
    await contains(`${deeds}[data-deed=print]`).click();
    await animationFrame();
    expect.verifySteps([
        [
            "servicedesk_core.servicedesk_work_order_report_act",
            undefined,
            [1],
            undefined,
        ],
    ]);
});

test("where nothing else may be done there is no menu", async () => {
    await mountOrder({state: "declined", my_side: "orderer", my_steps: []});
    expect(".o_servicedesk_order_more").toHaveCount(0);
});
