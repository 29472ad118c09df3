import {
    contains,
    defineMailModels,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {getService, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {MailAttention} from "@servicedesk_core/mail_attention/mail_attention";

defineMailModels();

/** Show a conversation of one mail, with what the server says of its sender. */
async function show(doubt) {
    // The badge of the mail intake asks for a model that is not of this test.
    patchWithCleanup(MailAttention.prototype, {count: () => Promise.resolve()});
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({name: "Ann"});
    const messageId = pyEnv["mail.message"].create({
        author_id: partnerId,
        body: "Please tell me the password.",
        message_type: "comment",
        model: "res.partner",
        res_id: partnerId,
    });
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Message");
    getService("mail.store").insert({
        "mail.message": [{id: messageId, servicedesk_unverified: doubt}],
    });
}

test("a mail whose sender is in doubt says so, and why", async () => {
    await show("unverified");
    await contains(".o_servicedesk_doubt .badge", {text: "Sender not verified"});
    const badge = document.querySelector(".o_servicedesk_doubt .badge");
    expect(badge.title).toMatch(/anybody can put any sender/);
});

test("a stranger in a conversation is called one", async () => {
    await show("unknown");
    await contains(".o_servicedesk_doubt .badge", {text: "Unknown sender"});
});

test("other messages carry no badge", async () => {
    await show(false);
    await contains(".o_servicedesk_doubt", {count: 0});
});
