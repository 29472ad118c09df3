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
    {name: "count", type: "integer", string: "How many"},
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
    expect(labels()).toEqual(["Urgent", "Where", "How many"]);
    expect(queryAllTexts(".o_servicedesk_question_hint")).toEqual(["Floor and room"]);
    await contains(".o_property_field[property-name=urgent] input").click();
    expect(labels()).toEqual(["Urgent", "Why *", "Where", "How many"]);
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
            ["count", null],
        ]),
    ]);
});

test("a number nobody has given is empty, and zero is a number", async () => {
    onRpc("servicedesk.ticket", "web_save", ({args}) => {
        const {value} = args[1].properties.find(({name}) => name === "count");
        expect.step(JSON.stringify(value));
    });
    await mountTicket();
    const count = ".o_property_field[property-name=count] input";
    expect(count).toHaveValue("");
    await contains(count).edit("0");
    expect(count).toHaveValue("0");
    await contains(".o_form_button_save").click();
    await contains(count).edit("");
    await contains(".o_form_button_save").click();
    expect(count).toHaveValue("");
    expect.verifySteps(["0", "false"]);
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

const question = (name) => `.o_property_field[property-name=${name}]`;

async function mountService() {
    onRpc("has_access", () => true);
    await mountView({
        type: "form",
        resModel: "servicedesk.service",
        resId: 1,
        arch: `
            <form>
                <field name="form_service_id"/>
                <field
                    name="form_sample"
                    widget="servicedesk_question_editor"
                    editMode="1"
                />
            </form>`,
    });
    await animationFrame();
}

test("a service's question can be required and asked only after an answer", async () => {
    onRpc("servicedesk.service", "web_save", ({args}) => {
        const {required, visible_if} = args[1].form_sample[2];
        expect.step(JSON.stringify([required, visible_if]));
    });
    await mountService();
    await contains(`${question("where")} .o_field_property_open_popover`).click();
    expect(".o_servicedesk_question_help input").toHaveValue("Floor and room");
    await contains(".o_servicedesk_question_required input").click();
    await contains(".o_servicedesk_question_condition select").select("urgent");
    expect(".o_servicedesk_question_condition select").toHaveCount(2);
    await contains(".o_form_button_save").click();
    expect.verifySteps([JSON.stringify([true, [["urgent", "=", true]]])]);
});

test("the trial follows the answers, and hides no question from its editor", async () => {
    await mountService();
    expect(labels()).toEqual(["Urgent", "Why *", "Where", "How many"]);
    expect(`${question("why")} input`).toHaveCount(0);
    expect(`${question("why")} .o_servicedesk_question_unasked`).toHaveCount(1);
    expect(`${question("why")} .o_field_property_open_popover`).toHaveCount(1);
    await contains(`${question("urgent")} input`).click();
    expect(`${question("why")} input`).toHaveCount(1);
    expect(".o_servicedesk_question_unasked").toHaveCount(0);
});

test("the first question says why it can depend on none", async () => {
    await mountService();
    await contains(`${question("urgent")} .o_field_property_open_popover`).click();
    expect(".o_servicedesk_question_no_condition").toHaveCount(1);
    expect(".o_servicedesk_question_condition select").toHaveCount(0);
});

test("a question is edited in words of its own", async () => {
    await mountService();
    await contains(`${question("where")} .o_field_property_open_popover`).click();
    const editor = ".o_field_property_definition";
    expect(`${editor} .o_field_property_definition_kanban`).toHaveCount(0);
    expect(editor).not.toHaveText(/Property|Field Type|Display in Cards/);
    await contains(`${editor} .o_field_property_dropdown`).click();
    const kinds = queryAllTexts(
        ".o_field_property_definition_type_menu .dropdown-item"
    );
    expect(kinds).toInclude("A Whole Number");
    expect(kinds.join()).not.toMatch(/Many2one|Monetary|Separator/);
});

test("a number gets no default that nobody chose", async () => {
    onRpc("servicedesk.service", "web_save", ({args}) => {
        const {type, default: proposed} = args[1].form_sample[2];
        expect.step(JSON.stringify([type, proposed]));
    });
    await mountService();
    await contains(`${question("where")} .o_field_property_open_popover`).click();
    await contains(".o_field_property_definition .o_field_property_dropdown").click();
    await contains(".dropdown-item:contains(A Whole Number)").click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([JSON.stringify(["integer", false])]);
});

test("a new question has no words, and no second one comes before it has", async () => {
    await mountService();
    const add = ".o_field_property_add button";
    expect(add).toHaveText("Add a Question");
    await contains(add).click();
    await animationFrame();
    expect(".o_field_property_definition_header").toHaveValue("");
    expect(labels()).toEqual([
        "Urgent",
        "Why *",
        "Where",
        "How many",
        "What does it ask?",
    ]);
    await contains(add).click();
    expect(".o_property_field").toHaveCount(5);
    expect(".o_notification").toHaveText("Say first what the new question asks.");
});

test("questions are added where there is little room, too", async () => {
    await mountService();
    expect(".o_field_property_add").not.toHaveClass("d-none");
});
