import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    is_hot = fields.Boolean();
    _records = [{id: 1, name: "Till", is_hot: true}];
}

defineMailModels();
defineModels([ServicedeskTicket]);

async function mountTicket(...banners) {
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: `<form>${banners.join("")}<widget name="servicedesk_banners"/>
            <sheet><field name="is_hot"/></sheet></form>`,
    });
    await animationFrame();
}

const SNOOZED = `<div class="alert alert-info">Snoozed</div>`;
const FROZEN = `<div class="alert alert-warning">Frozen</div>`;
const BURNING = `<div class="alert alert-danger" invisible="not is_hot">Burning</div>`;
const INTERNAL = `<div class="alert alert-dark">Internal</div>`;
const SHOWN = ".alert:not(.o_servicedesk_folded)";

test("two banners stand; nothing is folded", async () => {
    await mountTicket(SNOOZED, FROZEN);
    expect(queryAllTexts(SHOWN)).toEqual(["Snoozed", "Frozen"]);
    expect(".o_servicedesk_banners button").toHaveCount(0);
});

test("of three the most urgent one stands, and the others open by a tap", async () => {
    await mountTicket(SNOOZED, FROZEN, BURNING);
    expect(queryAllTexts(SHOWN)).toEqual(["Burning"]);
    expect(".o_servicedesk_banners button").toHaveText("More notices: 2");
    await click(".o_servicedesk_banners button");
    await animationFrame();
    expect(queryAllTexts(SHOWN)).toEqual(["Snoozed", "Frozen", "Burning"]);
    expect(".o_servicedesk_banners button").toHaveText("Fewer notices");
});

test("what goes away while the form is open leaves room for the others", async () => {
    await mountTicket(SNOOZED, FROZEN, BURNING);
    await click(".o_field_widget[name=is_hot] input");
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(SHOWN)).toEqual(["Snoozed", "Frozen"]);
});

test("that a ticket is internal is never folded", async () => {
    await mountTicket(INTERNAL, SNOOZED, FROZEN, BURNING);
    expect(queryAllTexts(SHOWN)).toEqual(["Internal", "Burning"]);
});
