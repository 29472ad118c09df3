import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const SCHEMES = ["https", "rdp", "ssh", "vnc"];

/**
 * Hand an address to the program that opens such ones. Odoo's own action for addresses
 * takes anything but http for a path of the server.
 *
 * @param {Object} env of the web client
 * @param {Object} action with the address in its parameters
 * @returns {Object} what closes the dialog the action was called from
 */
export function openRemote(env, action) {
    const {url} = action.params;
    if (!SCHEMES.includes(url.split(":")[0])) {
        throw new Error("This address is not for remote actions");
    }
    let opened = null;
    try {
        opened = browser.open(url, "_blank");
    } catch {
        // The browser takes it for no address; the program may, by hand.
    }
    if (!opened) {
        env.services.notification.add(
            _t("If nothing opens, allow this page to open windows: %s", url),
            {type: "info"}
        );
    }
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("servicedesk_open_remote", openRemote);
