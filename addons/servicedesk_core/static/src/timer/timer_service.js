import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {reactive} from "@odoo/owl";

const CHANGED = "servicedesk_core/timer";
const AGENT = "servicedesk_core.group_servicedesk_agent";

/**
 * What the user's timer runs on, in every tab alike.
 *
 * Asked for when the first widget shows it, and again when the server says that it
 * started or stopped, in whichever tab.
 */
export const timerService = {
    dependencies: ["orm", "bus_service"],
    start(env, {orm, bus_service: busService}) {
        const state = reactive({timer: null});
        let isAsked = false;

        async function load() {
            isAsked = true;
            const timer = await orm.silent.call(
                "servicedesk.time.entry",
                "get_timer",
                []
            );
            state.timer = timer.id ? timer : null;
        }

        busService.subscribe(CHANGED, () => isAsked && load());

        return {
            state,
            load,
            /** Load once, for the first who shows it. */
            async show() {
                if (!isAsked && (await user.hasGroup(AGENT))) {
                    await load();
                }
            },
            isOn(resModel, resId) {
                const {timer} = state;
                return Boolean(
                    timer && timer.res_model === resModel && timer.res_id === resId
                );
            },
        };
    },
};

registry.category("services").add("servicedesk_timer", timerService);
