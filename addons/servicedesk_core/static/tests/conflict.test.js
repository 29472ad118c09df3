import {expect, test} from "@odoo/hoot";
import {click, edit, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {applyDecisions} from "@servicedesk_core/conflict/conflict_model";

class ServicedeskTicket extends models.Model {
    _name = "servicedesk.ticket";

    name = fields.Char();
    note = fields.Text();
    tag = fields.Char();
    derived = fields.Char();
    stage_id = fields.Many2one({relation: "servicedesk.stage"});

    _onChanges = {
        name(record) {
            record.derived = `from ${record.name}`;
        },
    };

    _records = [
        {id: 1, name: "Till", note: "Old", tag: "a", derived: "from Till", stage_id: 1},
        {id: 2, name: "Door", stage_id: 2},
    ];
}

class ServicedeskStage extends models.Model {
    _name = "servicedesk.stage";

    name = fields.Char();

    _records = [
        {id: 1, name: "In Progress"},
        {id: 2, name: "Resolved"},
    ];
}

defineMailModels();
defineModels([ServicedeskTicket, ServicedeskStage]);

const ARCH = `
    <form>
        <field name="name"/><field name="note"/><field name="tag"/>
        <field name="derived"/>
    </form>`;

const FACTS = {
    id: 1,
    number: "SD-1",
    fields: [
        {
            name: "name",
            label: "Subject",
            type: "char",
            mine: {value: "Mine", text: "Mine"},
            theirs: {value: "Theirs", text: "Theirs"},
            user: "Ann",
            date: "today",
        },
    ],
};

function conflict() {
    return makeServerError({
        message: "changed",
        context: {servicedesk_conflict: FACTS},
    });
}

/** Mount ticket 1, let the first save collide, and note what each save says. */
async function collide({collisions = 1} = {}) {
    let left = collisions;
    onRpc("web_save", ({args, kwargs}) => {
        expect.step(["save", args[1], kwargs.context.servicedesk_known]);
        if (left-- > 0) {
            throw conflict();
        }
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: ARCH,
    });
    await contains(".o_field_widget[name=name] input").edit("Mine");
    await contains(".o_form_button_save").click();
}

const FIRST = [
    "save",
    {name: "Mine", derived: "from Mine"},
    {name: "Till", derived: "from Till"},
];

test("a save says what was read, and what rules filled in", async () => {
    onRpc("web_save", ({kwargs}) => {
        const {context} = kwargs;
        expect(context.servicedesk_known).toEqual({name: "Till", derived: "from Till"});
        expect(context.servicedesk_derived).toEqual(["derived"]);
        expect(context.servicedesk_seen.tag).toBe("a");
        expect.step("saved");
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: ARCH,
    });
    await contains(".o_field_widget[name=name] input").edit("Mine");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["saved"]);
});

test("what the save before returned is what is known next", async () => {
    const known = [];
    onRpc("web_save", ({kwargs}) => {
        known.push(kwargs.context.servicedesk_known.tag);
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: ARCH,
    });
    for (const value of ["b", "c"]) {
        await contains(".o_field_widget[name=tag] input").edit(value);
        await contains(".o_form_button_save").click();
    }
    expect(known).toEqual(["a", "b"]);
});

test("a new ticket says nothing", async () => {
    onRpc("web_save", ({kwargs}) => {
        expect("servicedesk_known" in kwargs.context).toBe(false);
        expect.step("created");
    });
    await mountView({type: "form", resModel: "servicedesk.ticket", arch: ARCH});
    await contains(".o_field_widget[name=name] input").edit("New");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["created"]);
});

test("mine is saved in the knowledge of theirs", async () => {
    await collide();
    expect(queryAllTexts(".o_servicedesk_conflict_value")).toEqual(["Mine", "Theirs"]);
    await contains(".o_servicedesk_conflict input[value=mine]").click();
    await contains(".o_servicedesk_conflict_save").click();
    expect.verifySteps([
        FIRST,
        ["save", FIRST[1], {name: "Theirs", derived: "from Till"}],
    ]);
    expect(".o_servicedesk_conflict").toHaveCount(0);
});

test("theirs is not written", async () => {
    await collide();
    await contains(".o_servicedesk_conflict input[value=theirs]").click();
    await contains(".o_servicedesk_conflict_save").click();
    expect.verifySteps([
        FIRST,
        ["save", {derived: "from Mine"}, {name: "Theirs", derived: "from Till"}],
    ]);
});

test("one is made of both", async () => {
    await collide();
    await contains(".o_servicedesk_conflict input[value=merged]").click();
    await animationFrame();
    const input = ".o_servicedesk_conflict input[type=text]";
    expect(input).toHaveValue("Theirs Mine");
    await click(input);
    await edit("Both of us", {confirm: "blur"});
    await contains(".o_servicedesk_conflict_save").click();
    expect.verifySteps([
        FIRST,
        [
            "save",
            {...FIRST[1], name: "Both of us"},
            {name: "Theirs", derived: "from Till"},
        ],
    ]);
});

test("nothing is chosen for anybody", async () => {
    await collide();
    await contains(".o_servicedesk_conflict_save").click();
    expect(".o_servicedesk_conflict").toHaveCount(1);
    expect(".o_notification").toHaveCount(1);
    expect.verifySteps([FIRST]);
});

test("back to the form: all that was entered is still there", async () => {
    await collide();
    await contains(".o_servicedesk_conflict .btn-secondary").click();
    expect(".o_field_widget[name=name] input").toHaveValue("Mine");
    expect(".o_form_button_save").toBeVisible();
    expect(".o_error_dialog").toHaveCount(0);
    expect.verifySteps([FIRST]);
});

test("changed again while one was choosing: asked again", async () => {
    await collide({collisions: 2});
    for (let round = 0; round < 2; round++) {
        await contains(".o_servicedesk_conflict input[value=mine]").click();
        await contains(".o_servicedesk_conflict_save").click();
    }
    expect(".o_servicedesk_conflict").toHaveCount(0);
    expect.verifySteps([
        FIRST,
        ["save", FIRST[1], {name: "Theirs", derived: "from Till"}],
        ["save", FIRST[1], {name: "Theirs", derived: "from Till"}],
    ]);
});

test("what others changed besides is told", async () => {
    onRpc("web_save", ({parent}) => {
        const rows = parent();
        rows[0].servicedesk_others = [{label: "Phone", text: "123"}];
        return rows;
    });
    await mountView({
        type: "form",
        resModel: "servicedesk.ticket",
        resId: 1,
        arch: ARCH,
    });
    await contains(".o_field_widget[name=tag] input").edit("b");
    await contains(".o_form_button_save").click();
    expect(".o_notification:contains(Phone: 123)").toHaveCount(1);
});

test("answers of a service form are decided one by one", async () => {
    const read = [
        {name: "a", type: "char", value: "old"},
        {name: "b", type: "char", value: "old"},
    ];
    const wanted = read.map((one) => ({...one, value: "mine"}));
    const side = (value) => ({value, text: value});
    const facts = {
        fields: ["a", "b"].map((name) => ({
            name: `properties.${name}`,
            mine: side("mine"),
            theirs: side("theirs"),
        })),
    };
    const {changes, context} = applyDecisions(
        facts,
        {"properties.a": {choice: "mine"}, "properties.b": {choice: "theirs"}},
        {properties: wanted},
        {servicedesk_known: {properties: read}}
    );
    expect(changes.properties.map((one) => one.value)).toEqual(["mine", "theirs"]);
    expect(context.servicedesk_known.properties.map((one) => one.value)).toEqual([
        "theirs",
        "theirs",
    ]);
});

test("a drag says out of which column; refused, the board is read anew", async () => {
    expect.errors(1);
    onRpc("web_save", ({args, kwargs}) => {
        expect.step(["save", args[1], kwargs.context.servicedesk_known]);
        throw makeServerError({
            message: "It is resolved by now",
            context: {servicedesk_moved: true},
        });
    });
    await mountView({
        type: "kanban",
        resModel: "servicedesk.ticket",
        groupBy: ["stage_id"],
        arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
    });
    onRpc("web_read_group", () => {
        expect.step("read");
    });
    await contains(".o_kanban_record:contains(Till)").dragAndDrop(
        ".o_kanban_group:contains(Resolved)"
    );
    await animationFrame();
    expect.verifySteps([["save", {stage_id: 2}, {stage_id: 1}], "read"]);
    expect.verifyErrors(["It is resolved by now"]);
});
