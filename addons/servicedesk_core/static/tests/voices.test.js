import {
    click,
    contains,
    defineMailModels,
    insertText,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    getService,
    mockService,
    models,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {Thread} from "@mail/core/common/thread";
import {MailAttention} from "@servicedesk_core/mail_attention/mail_attention";

class Ticket extends models.ServerModel {
    _name = "servicedesk.ticket";
    _inherit = ["mail.thread"];
    name = fields.Char();
    internal_only = fields.Boolean();
}
defineMailModels();
defineModels({Ticket});

const ARCH = `<form><sheet><field name="name"/>
    <field name="internal_only" invisible="1"/></sheet><chatter/></form>`;
const AUDIENCE = {text: "Mailed to Ann <ann@example.com>.", internal_only: false};

/** Open a ticket whose conversation holds a public, a hidden and a logged message. */
async function show({audience = AUDIENCE, ...values} = {}) {
    patchWithCleanup(MailAttention.prototype, {count: () => Promise.resolve()});
    const pyEnv = await startServer();
    const ticketId = pyEnv["servicedesk.ticket"].create({name: "The till", ...values});
    const authorId = pyEnv["res.partner"].create({name: "Bob"});
    const common = {author_id: authorId, model: "servicedesk.ticket", res_id: ticketId};
    const kinds = [
        ["comment", 1, "We come today"],
        ["comment", 2, "He is always late"],
        ["notification", 2, "Moved"],
        ["auto_comment", 2, "We work on it"],
    ];
    for (const [type, subtype, body] of kinds) {
        const [subtypeId] = pyEnv["mail.message.subtype"].search([
            ["subtype_xmlid", "=", subtype === 1 ? "mail.mt_comment" : "mail.mt_note"],
        ]);
        pyEnv["mail.message"].create({
            ...common,
            body,
            message_type: type,
            subtype_id: subtypeId,
        });
    }
    await start();
    await openFormView("servicedesk.ticket", ticketId, {arch: ARCH});
    await contains(".o-mail-Message", {count: 4});
    const store = getService("mail.store");
    store.Thread.insert({
        model: "servicedesk.ticket",
        id: ticketId,
        servicedesk_audience: audience,
        hasWriteAccess: true,
    });
    return {ticketId, store};
}

test("the two buttons say what they do", async () => {
    await show();
    await contains(".o-mail-Chatter-sendMessage", {text: "Answer the requester"});
    await contains(".o-mail-Chatter-logNote", {text: "Hidden note"});
    await contains("button", {text: "Send message", count: 0});
    await contains("button", {text: "Log note", count: 0});
});

test("an answer names who gets it, before it is written", async () => {
    await show();
    await click(".o-mail-Chatter-sendMessage");
    await contains(".o_servicedesk_voice_public .fa-reply");
    await contains(".o_servicedesk_audience", {
        text: "Mailed to Ann <ann@example.com>.",
    });
    await contains("textarea[placeholder='Write to the requester…']");
    await contains(".o-mail-Composer-send", {text: "Send to the requester"});
});

test("a hidden note says that only the desk reads it", async () => {
    await show();
    await click(".o-mail-Chatter-logNote");
    await contains(".o_servicedesk_voice_hidden .fa-lock");
    await contains(".o_servicedesk_voice_hidden strong", {text: "Hidden"});
    await contains(".o_servicedesk_audience", {
        text: "Only the desk reads this. The requester is not told of it.",
    });
    await contains(".o-mail-Composer-send", {text: "Keep as a hidden note"});
});

test("what is written stays when the mode changes, and the mode is seen", async () => {
    await show();
    await click(".o-mail-Chatter-sendMessage");
    await insertText(".o-mail-Composer-input", "One moment");
    await click(".o-mail-Chatter-logNote");
    await contains(".o_servicedesk_voice_public", {count: 0});
    await contains(".o_servicedesk_voice_hidden");
    expect(document.querySelector(".o-mail-Composer-input").value).toBe("One moment");
});

test("messages say in words and by a mark who reads them", async () => {
    await show();
    await contains(".o-mail-Message.o_servicedesk_hidden", {count: 1});
    await contains(".o_servicedesk_hidden .o_servicedesk_side .fa-lock");
    await contains(".o_servicedesk_hidden .o_servicedesk_side strong", {
        text: "Hidden",
    });
    await contains(".o-mail-Message.o_servicedesk_asker", {count: 1});
    await contains(".o_servicedesk_asker .o_servicedesk_side .fa-user");
    await contains(".o_servicedesk_asker .o_servicedesk_side strong", {
        text: "From the requester's side",
    });
    const hidden = document.querySelector(".o-mail-Message.o_servicedesk_hidden");
    expect(hidden.getAttribute("aria-label")).toMatch(/read by the desk only/);
});

test("an answer of a colleague looks like an answer, not like the requester", async () => {
    const {store} = await show();
    await contains(".o_servicedesk_asker .o-mail-Message-bubble.o-blue");
    const message = Object.values(store["mail.message"].records).find(
        (one) => one.servicedeskSide === "asker"
    );
    message.servicedesk_from_desk = true;
    await contains(".o_servicedesk_answer .o-mail-Message-bubble.o-green");
    await contains(".o_servicedesk_answer .o_servicedesk_side .fa-reply");
    await contains(".o_servicedesk_answer .o_servicedesk_side strong", {
        text: "Public, to the requester",
    });
    await contains(".o_servicedesk_asker", {count: 0});
});

test("a mail of the program says that it went to the requester", async () => {
    await show();
    await contains(".o-mail-Message.o_servicedesk_automatic", {count: 1});
    await contains(".o_servicedesk_automatic .o_servicedesk_side strong", {
        text: "To the requester, automatic",
    });
});

test("a subject that the desk gave is not told again when the ticket is renamed", async () => {
    const {store} = await show();
    const [message] = Object.values(store["mail.message"].records).filter(
        (one) => one.servicedeskSide === "asker"
    );
    message.subject = "[SD-000045] The old name";
    await animationFrame();
    await contains("em", {text: "Subject: [SD-000045] The old name", count: 0});
    message.message_type = "email";
    message.subject = "Something else altogether";
    await contains("em", {text: "Subject: Something else altogether"});
});

test("who looks at the newest message sees the next one come", () => {
    const come = (scrollTop, model = "servicedesk.ticket") => {
        const list = {
            env: {},
            newestPersistentMessage: {id: 1},
            oldestPersistentMessage: {id: 1},
            props: {order: "desc"},
            scrollableRef: {el: {scrollHeight: 700}},
            setScroll: (value) => expect.step(value),
            snapshot: {scrollTop, scrollHeight: 600},
        };
        Thread.prototype.applyScrollContextually.call(list, {
            model,
            newestPersistentMessage: {id: 2},
            oldestPersistentMessage: {id: 1},
        });
    };
    come(0);
    expect.verifySteps([0]);
    // Who reads older ones keeps his place, and other records do as Odoo does.
    come(300);
    come(0, "res.partner");
    expect.verifySteps([400, 100]);
});

test("the server knows better: a mail kept hidden by the gate", async () => {
    const {store} = await show();
    const message = Object.values(store["mail.message"].records).find(
        (one) => one.servicedeskSide === "asker"
    );
    message.servicedesk_hidden = true;
    await contains(".o-mail-Message.o_servicedesk_hidden", {count: 2});
    await contains(".o-mail-Message.o_servicedesk_asker", {count: 0});
});

test("a ticket kept from its requester offers hidden notes only", async () => {
    await show({internal_only: true});
    await contains(".o-mail-Chatter-logNote", {text: "Hidden note"});
    await contains(".o-mail-Chatter-sendMessage", {count: 0});
});

test("other records keep Odoo's own composer", async () => {
    patchWithCleanup(MailAttention.prototype, {count: () => Promise.resolve()});
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({name: "Ann"});
    await start();
    await openFormView("res.partner", partnerId);
    await click(".o-mail-Chatter-sendMessage", {text: "Send message"});
    await contains(".o-mail-Composer");
    await contains(".o_servicedesk_voice", {count: 0});
    await contains(".o-mail-Chatter-logNote", {text: "Log note"});
});

test("a hidden comment offers to be shown; others do not", async () => {
    mockService("action", {
        doAction(action, options) {
            if (action === "servicedesk_core.servicedesk_message_publish_action") {
                expect.step(Object.keys(options.additionalContext).join());
                return options.onClose({published: true});
            }
            return super.doAction(...arguments);
        },
    });
    onRpc("mail.thread", "message_format", () => []);
    await show();
    await click(".o_servicedesk_hidden .o-mail-Message-body");
    const button = "button[name='servicedesk-publish']";
    await contains(`.o_servicedesk_public ${button}`, {count: 0});
    await click(`.o_servicedesk_hidden ${button}`);
    expect.verifySteps(["default_ticket_id,default_message_id"]);
    await contains(".o-mail-Message.o_servicedesk_asker", {count: 2});
});
