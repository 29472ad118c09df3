import {expect, test} from "@odoo/hoot";
import {drag} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const PAD = ".o_servicedesk_pad";

class ServicedeskWorkOrderSign extends models.Model {
    _name = "servicedesk.work.order.sign";

    name = fields.Char();
    signature = fields.Binary();

    _records = [{id: 1, name: "Ann Shopkeeper"}];
}

defineMailModels();
defineModels([ServicedeskWorkOrderSign]);

async function mountPad() {
    onRpc("has_group", () => true);
    onRpc("web_save", ({args}) =>
        expect.step((args[1].signature || "none").slice(0, 11))
    );
    await mountView({
        type: "form",
        resModel: "servicedesk.work.order.sign",
        resId: 1,
        arch: `<form><field name="name"/>
            <field name="signature" widget="servicedesk_signature_pad"/></form>`,
    });
    await animationFrame();
}

/** One stroke from left to right. */
async function draw() {
    const canvas = `${PAD} canvas`;
    const {drop} = await drag(canvas, {position: {x: 20, y: 20}, relative: true});
    await drop(canvas, {position: {x: 120, y: 30}, relative: true});
    await animationFrame();
}

test("a name alone signs nothing, and no picture can be loaded", async () => {
    await mountPad();
    expect(`${PAD} canvas`).toHaveCount(1);
    expect(PAD).toHaveText("Sign here, with finger or mouse");
    expect(`${PAD} input, .o_web_sign_auto_button`).toHaveCount(0);
    await contains("[name=name] input").edit("Bob");
    expect(PAD).toHaveText("Sign here, with finger or mouse");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["none"]);
});

test("what is drawn is kept as a picture", async () => {
    await mountPad();
    await draw();
    expect(`${PAD} button`).toHaveText("Clear");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["iVBORw0KGgo"]);
});

test("a slip of the hand is cleared, and is no signature any more", async () => {
    await mountPad();
    await draw();
    await contains(`${PAD} button`).click();
    expect(PAD).toHaveText("Sign here, with finger or mouse");
    await contains("[name=name] input").edit("Bob");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["none"]);
});
