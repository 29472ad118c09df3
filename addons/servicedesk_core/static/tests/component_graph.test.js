import {expect, test} from "@odoo/hoot";
import {click, hover, press, queryFirst, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

/**
 * A drawing as the server makes them, far larger than any screen.
 *
 * @param {number} depth how many steps are drawn
 * @param {number} columns how many boxes stand side by side
 * @returns {string}
 */
function draw(depth, columns) {
    return `<svg class="o_servicedesk_graph" width="3000" height="3000"
            style="max-width: none; height: 3000px"
            data-depth="${depth}" data-reach="3" data-columns="${columns}">
        <style>.o_servicedesk_graph_scroll {
            overflow: auto; height: 300px; width: 400px; }</style>
        <g><path data-upper="1" data-lower="2"/><path data-upper="3" data-lower="1"/></g>
        <a href="/odoo/components/1" data-id="1" class="o_graph_node o_graph_center">
            <rect class="self" x="1500" y="1500" width="100" height="40"></rect></a>
        <a href="/odoo/components/2" data-id="2" class="o_graph_node">
            <rect class="other" x="1500" y="1600" width="100" height="40"></rect></a>
        <a href="/odoo/components/3" data-id="3" class="o_graph_node">
            <rect class="third" x="1500" y="1400" width="100" height="40"></rect></a>
    </svg>`;
}

class ServicedeskComponent extends models.Model {
    _name = "servicedesk.component";

    name = fields.Char();
    graph = fields.Html();

    _records = [
        {id: 1, name: "Till", graph: draw(1, 1)},
        {id: 2, name: "Lonely", graph: false},
        {id: 3, name: "Wide", graph: draw(1, 50)},
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
    await animationFrame();
}

/** Answer what the widget asks for beyond the form's own reading. */
function mockDrawing() {
    onRpc("servicedesk.component", "read", ({kwargs}) => {
        const {servicedesk_graph_depth: depth, servicedesk_graph_columns: columns} =
            kwargs.context;
        expect.step([depth, columns]);
        return [{id: 1, graph: draw(Math.min(depth, 3), columns)}];
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

test("the keyboard reaches the frame and each box", async () => {
    await mountComponent(1);
    queryOne(".o_graph_depth").focus();
    await press("Tab");
    expect(".o_servicedesk_graph_scroll").toBeFocused();
    await press("Tab");
    expect("a[data-id='1']").toBeFocused();
    expect(".o_servicedesk_graph_scroll").toHaveAttribute("aria-label");
});

test("the component itself stands in the middle of the frame", async () => {
    await mountComponent(1);
    const frame = queryOne(".o_servicedesk_graph_scroll").getBoundingClientRect();
    const box = queryOne("rect.self").getBoundingClientRect();
    const away = (a, b, side, size) =>
        Math.abs(a[side] + a[size] / 2 - b[side] - b[size] / 2);
    expect(away(frame, box, "left", "width")).toBeLessThan(3);
    expect(away(frame, box, "top", "height")).toBeLessThan(3);
});

test("a component without neighbours says so", async () => {
    await mountComponent(2);
    expect(".o_servicedesk_graph").toHaveCount(0);
    expect(".o_graph_legend").toHaveCount(0);
    expect(".o_field_servicedesk_graph").toHaveText(/rests on nothing/);
});

test("the legend tells signs and lines in words", async () => {
    await mountComponent(1);
    for (const words of [
        "◆ This",
        "▲ Impacted",
        "▼ It rests",
        "▲▼ Both",
        "as a part",
    ]) {
        expect(queryOne(".o_graph_legend").textContent.includes(words)).toBe(true);
    }
});

test("more steps are drawn by the server, in as many columns", async () => {
    mockDrawing();
    await mountComponent(1);
    expect(".o_graph_depth").toHaveValue("1");
    expect(".o_graph_depth option").toHaveCount(3);
    await contains(".o_graph_depth").select("2");
    expect(".o_servicedesk_graph").toHaveAttribute("data-depth", "2");
    expect(".o_graph_depth").toHaveValue("2");
    await contains(".o_graph_depth").select("3");
    expect(".o_graph_depth").toHaveValue("3");
    expect.verifySteps([
        [2, 1],
        [999, 1],
    ]);
});

test("what is wider than the screen is drawn anew, once", async () => {
    mockDrawing();
    await mountComponent(3);
    await animationFrame();
    const {columns} = queryOne(".o_servicedesk_graph").dataset;
    expect(Number(columns)).toBeLessThan(50);
    expect.verifySteps([[1, Number(columns)]]);
});

test("pointing at a box shows what it is connected with", async () => {
    await mountComponent(1);
    await hover("rect.other");
    expect(".o_graph_pointed").toHaveCount(1);
    expect("path.o_graph_on").toHaveCount(1);
    expect("a.o_graph_on").toHaveCount(2);
    expect("a[data-id='3']").not.toHaveClass("o_graph_on");
    await hover(".o_graph_legend");
    expect(".o_graph_pointed").toHaveCount(0);
});
