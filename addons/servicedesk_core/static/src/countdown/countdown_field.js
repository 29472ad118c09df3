import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * The time that is left in words, in the two biggest units.
 *
 * @param {number} minutes below zero when it is over
 * @returns {string}
 */
export function wordTimeLeft(minutes) {
    const left = Math.abs(minutes);
    const days = Math.floor(left / DAY);
    const hours = Math.floor((left % DAY) / HOUR);
    let span = _t("%(minutes)s min", {minutes: left});
    if (days > 1) {
        span = _t("%(days)s days", {days});
    } else if (left >= HOUR) {
        const total = days * 24 + hours;
        span = _t("%(hours)s h %(minutes)s min", {hours: total, minutes: left % HOUR});
    }
    return minutes < 0 ? _t("%(span)s late", {span}) : _t("in %(span)s", {span});
}

/** A promised time counting down, every minute, as long as it is shown. */
export class CountdownField extends Component {
    static template = "servicedesk_core.CountdownField";
    static props = {...standardFieldProps};

    setup() {
        this.clock = useState({now: DateTime.now()});
        onMounted(() => {
            this.timer = setInterval(() => (this.clock.now = DateTime.now()), 60000);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get due() {
        return this.props.record.data[this.props.name];
    }

    get minutes() {
        return Math.floor(this.due.diff(this.clock.now, "minutes").minutes);
    }

    get text() {
        return wordTimeLeft(this.minutes);
    }

    get title() {
        return formatDateTime(this.due);
    }

    get className() {
        if (this.minutes < 0) {
            return "text-danger fw-bold";
        }
        return this.minutes < HOUR ? "text-warning fw-bold" : "";
    }
}

registry.category("fields").add("servicedesk_countdown", {
    component: CountdownField,
    supportedTypes: ["datetime"],
    listViewWidth: 120,
});
