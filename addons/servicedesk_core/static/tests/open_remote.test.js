import {expect, test} from "@odoo/hoot";
import {makeMockEnv, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {openRemote} from "@servicedesk_core/open_remote/open_remote";

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

test("an address that the browser does not take is shown to copy", async () => {
    // Only with an environment are there words.
    await makeMockEnv();
    const env = {
        services: {notification: {add: (text) => expect.step(text.toString())}},
    };
    patchWithCleanup(browser, {
        open: () => {
            throw new SyntaxError("no address");
        },
    });
    openRemote(env, {params: {url: "rdp://full%20address=s:till1:3389"}});
    expect.verifySteps([
        "If nothing opens, allow this page to open windows:" +
            " rdp://full%20address=s:till1:3389",
    ]);
});
