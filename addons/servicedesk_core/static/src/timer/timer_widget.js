import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/**
 * A span as a clock shows it.
 *
 * @param {number} seconds
 * @returns {string} such as 0:04:09
 */
export function formatClock(seconds) {
    const all = Math.max(0, Math.floor(seconds));
    const pad = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(all / 60);
    return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(all % 60)}`;
}

/**
 * Starts and stops one's working time on a record, with one tap.
 *
 * It stands on the hours that are worked: a field keeps its place in the header of a
 * form, while a widget there is put behind a menu on a phone.
 */
export class TimerField extends Component {
    static template = "servicedesk_core.Timer";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.timers = useService("servicedesk_timer");
        this.shared = useState(this.timers.state);
        this.clock = useState({now: DateTime.now(), isBusy: false});
        onWillStart(() => this.timers.show());
        onMounted(() => {
            this.ticking = setInterval(() => (this.clock.now = DateTime.now()), 1000);
        });
        onWillUnmount(() => clearInterval(this.ticking));
    }

    get record() {
        return this.props.record;
    }

    get isRunning() {
        return this.timers.isOn(this.record.resModel, this.record.resId);
    }

    get since() {
        const {timer} = this.shared;
        return timer && deserializeDateTime(timer.since);
    }

    get text() {
        return formatClock(this.clock.now.diff(this.since, "seconds").seconds);
    }

    get help() {
        const {timer} = this.shared;
        if (this.isRunning) {
            return _t(
                "Your timer runs since %s. Tap to stop.",
                formatDateTime(this.since)
            );
        }
        return timer
            ? _t("Start your timer here; the one on %s stops.", timer.name)
            : _t("Start your timer");
    }

    async onClick() {
        if (this.clock.isBusy) {
            return;
        }
        this.clock.isBusy = true;
        try {
            await this.turn();
        } finally {
            this.clock.isBusy = false;
            await this.timers.load();
        }
    }

    /** Of a timer elsewhere that stops by this the server tells every window. */
    async turn() {
        const {record, isRunning} = this;
        if (!(await record.save())) {
            return;
        }
        const method = isRunning ? "action_stop_timer" : "action_start_timer";
        const result = await this.orm.call(record.resModel, method, [[record.resId]]);
        if (result && result.type) {
            const onClose = () => record.load();
            await this.action.doAction(result, {onClose});
        }
        await record.load();
        record.model.notify();
    }
}

registry.category("fields").add("servicedesk_timer", {
    component: TimerField,
    supportedTypes: ["float"],
    label: false,
});
