import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
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
import {askedNames} from "@servicedesk_core/service_form/service_form_field";

const QUESTIONS = [
    {name: "urgent", type: "boolean", string: "Urgent"},
    {
        name: "why",
        type: "char",
        string: "Why",
        required: true,
        visible_if: [["urgent", "=", true]],
    },
    {name: "where", type: "char", string: "Where", help: "Floor and room"},
];

class ServicedeskService extends models.Model {
    _name = "servicedesk.service";

    name = fields.Char();
    form_service_id = fields.Many2one({relation: "servicedesk.service"});
    ticket_properties_definition = fields.PropertiesDefinition();
    form_sample = fields.Properties({
        definition_record: "form_service_id",
        definition_record_field: "ticket_properties_definition",
    });

    _records = [
        {
            id: 1,
            name: "Tills",
            form_service_id: 1,
            ticket_properties_definition: QUESTIONS,
        },
    ];
}

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    service_id = fields.Many2one({relation: "servicedesk.service"});
    properties = fields.Properties({
        definition_record: "service_id",
        definition_record_field: "ticket_properties_definition",
    });

    _records = [{id: 1, name: "No receipt", service_id: 1, properties: {}}];
}

defineMailModels();
defineModels([ServicedeskService, ServicedeskTicket]);

async function mountTicket() {
    onRpc("has_access", () => true);
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: `
            <form>
                <field name="service_id"/>
                <field name="properties" widget="servicedesk_service_form"/>
            </form>`,
    });
}

const labels = () => queryAllTexts(".o_property_field .o_field_property_label");

test("a question comes with the answer it depends on", async () => {
    await mountTicket();
    expect(labels()).toEqual(["Urgent", "Where"]);
    expect(queryAllTexts(".o_servicedesk_question_hint")).toEqual(["Floor and room"]);
    await contains(".o_property_field[property-name=urgent] input").click();
    expect(labels()).toEqual(["Urgent", "Why *", "Where"]);
});

test("answers are saved for all questions of the form", async () => {
    onRpc("servicedesk.ticket", "web_save", ({args}) => {
        const values = args[1].properties.map(({name, value}) => [name, value]);
        expect.step(JSON.stringify(values));
    });
    await mountTicket();
    await contains(".o_property_field[property-name=urgent] input").click();
    await contains(".o_property_field[property-name=why] input").edit("Queue");
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        JSON.stringify([
            ["urgent", true],
            ["why", "Queue"],
            ["where", null],
        ]),
    ]);
});

test("questions cannot be changed where they are answered", async () => {
    await mountTicket();
    expect(".o_field_property_open_popover").toHaveCount(0);
    expect(".o_field_property_add button").toHaveCount(0);
});

test("an answer to a hidden question counts as none", () => {
    const questions = [
        {name: "a", type: "boolean", value: false},
        {name: "b", type: "boolean", value: true, visible_if: [["a", "=", true]]},
        {name: "c", type: "char", visible_if: [["b", "=", true]]},
        {name: "d", type: "char", visible_if: "['broken"},
    ];
    expect([...askedNames(questions)]).toEqual(["a", "d"]);
    questions[0].value = true;
    expect([...askedNames(questions)]).toEqual(["a", "b", "c", "d"]);
});

test("a service's question can be required and asked only after an answer", async () => {
    onRpc("has_access", () => true);
    onRpc("servicedesk.service", "web_save", ({args}) => {
        const question = args[1].form_sample[2];
        expect.step(JSON.stringify([question.required, question.visible_if]));
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.service",
        resId: 1,
        arch: `
            <form>
                <field name="form_service_id"/>
                <field name="form_sample" editMode="1"/>
            </form>`,
    });
    await animationFrame();
    const where = ".o_property_field[property-name=where]";
    await contains(`${where} .o_field_property_open_popover`).click();
    const help = ".o_servicedesk_question_help input";
    expect(help).toHaveValue("Floor and room");
    await contains(".o_servicedesk_question_required input").click();
    await contains(".o_servicedesk_question_condition select").select("urgent");
    expect(".o_servicedesk_question_condition select").toHaveCount(2);
    await contains(".o_form_button_save").click();
    expect.verifySteps([JSON.stringify([true, [["urgent", "=", true]]])]);
});
