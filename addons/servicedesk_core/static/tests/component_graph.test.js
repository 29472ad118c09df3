import {expect, test} from "@odoo/hoot";
import {click, queryFirst} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {browser} from "@web/core/browser/browser";
import {openRemote} from "@servicedesk_core/open_remote/open_remote";

const GRAPH = `<svg class="o_servicedesk_graph">
    <a href="/odoo/components/1" data-id="1"><rect class="self"></rect></a>
    <a href="/odoo/components/2" data-id="2"><rect class="other"></rect></a>
</svg>`;

class ServicedeskComponent extends models.Model {
    _name = "servicedesk.component";

    name = fields.Char();
    graph = fields.Html();

    _records = [
        {id: 1, name: "Till", graph: GRAPH},
        {id: 2, name: "Lonely", graph: false},
    ];
}

defineMailModels();
defineModels([ServicedeskComponent]);

const ARCH = `
    <form><field name="name"/><field name="graph" widget="servicedesk_graph"/></form>`;

async function mountComponent(resId) {
    await mountView({
        type: "form",
        resModel: "servicedesk.component",
        resId,
        arch: ARCH,
    });
}

test("a box of the drawing opens its component", async () => {
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.res_id]);
        },
    });
    await mountComponent(1);
    expect(".o_servicedesk_graph").toHaveCount(1);
    await click(queryFirst("rect.self"));
    await click(queryFirst("rect.other"));
    await animationFrame();
    expect.verifySteps([["servicedesk.component", 2]]);
});

test("a component without neighbours says so", async () => {
    await mountComponent(2);
    expect(".o_servicedesk_graph").toHaveCount(0);
    expect(".o_field_servicedesk_graph").toHaveText(/rests on nothing/);
});

test("only addresses of remote actions are opened", async () => {
    const env = {services: {notification: {add: () => expect.step("blocked")}}};
    patchWithCleanup(browser, {
        open: (url) => {
            expect.step(url);
            return url.startsWith("vnc") ? null : {};
        },
    });
    const open = (url) => openRemote(env, {params: {url}});
    expect(open("ssh://till1.example.com").type).toBe("ir.actions.act_window_close");
    open("vnc://till1.example.com");
    for (const url of [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil",
        "http://x",
    ]) {
        expect(() => open(url)).toThrow(/not for remote actions/);
    }
    expect.verifySteps([
        "ssh://till1.example.com",
        "vnc://till1.example.com",
        "blocked",
    ]);
});
