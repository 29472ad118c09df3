import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {useAutofocus} from "@web/core/utils/hooks";
import {Component, useRef, useState} from "@odoo/owl";
import {localMaps, mapsTarget} from "../directions/directions";

// Enough to read a type plate, and small enough for a weak signal.
const LONGEST_SIDE = 2000;
const QUALITY = 0.85;

/**
 * A picture as it is sent: smaller, and without what cameras write into it, such as
 * where it was taken. What no browser can draw is sent as it is.
 *
 * @param {File} file
 * @returns {Promise<{name: String, data: String}>} its content in base64
 */
export async function preparePhoto(file) {
    let url;
    let {name} = file;
    try {
        const picture = await createImageBitmap(file);
        const {width, height} = picture;
        const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(width * scale);
        canvas.height = Math.round(height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        url = canvas.toDataURL("image/jpeg", QUALITY);
        name = `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
    } catch {
        url = await getDataURLFromFile(file);
    }
    return {name, data: url.split(",")[1] || ""};
}

/**
 * How long a timer has been running.
 *
 * @param {String} since in UTC, as the server writes it
 * @param {DateTime} now
 * @returns {String} such as 1:07
 */
export function elapsed(since, now) {
    const start = deserializeDateTime(since);
    const minutes = Math.max(0, Math.floor(now.diff(start, "minutes").minutes));
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** One order of the day: where, when, for whom, and what is to be tapped next. */
export class DayOrder extends Component {
    static template = "servicedesk_core.DayOrder";
    static props = {
        order: Object,
        now: Object,
        isBusy: Boolean,
        place: {type: Number, optional: true},
        places: {type: Number, optional: true},
        takeLabel: {type: String, optional: true},
        onMove: {type: Function, optional: true},
        onTake: {type: Function, optional: true},
        onOpen: Function,
        onDo: Function,
        onAnswer: Function,
        onPhotos: Function,
        onNote: Function,
    };

    setup() {
        this.camera = useRef("camera");
        this.state = useState({isNoting: false, note: ""});
        useAutofocus({refName: "note", mobile: true});
    }

    get hours() {
        const {start, end} = this.props.order;
        if (!start) {
            return "";
        }
        const said = deserializeDateTime(start).toFormat("HH:mm");
        return end ? `${said}–${deserializeDateTime(end).toFormat("HH:mm")}` : said;
    }

    get day() {
        const {start} = this.props.order;
        return start ? deserializeDateTime(start).toFormat("ccc d LLL") : "";
    }

    get running() {
        const {order, now} = this.props;
        return order.timer_since ? elapsed(order.timer_since, now) : "";
    }

    get worked() {
        const minutes = Math.round(this.props.order.hours * 60);
        return minutes
            ? _t(
                  "%s worked",
                  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`
              )
            : "";
    }

    get directionsUrl() {
        return localMaps(this.props.order.directions_url);
    }

    get directionsTarget() {
        return mapsTarget(this.directionsUrl);
    }

    get directionsLabel() {
        const {address, site_name} = this.props.order;
        return _t("Directions to %s", site_name || address);
    }

    get phoneUrl() {
        return `tel:${this.props.order.phone.replace(/[^+\d]/g, "")}`;
    }

    get callLabel() {
        return _t("Call %s", this.props.order.contact_name || this.props.order.phone);
    }

    get isOver() {
        return ["done", "verified", "cancelled", "declined"].includes(
            this.props.order.state
        );
    }

    async onFiles(event) {
        const files = [...event.target.files];
        event.target.value = "";
        if (files.length) {
            await this.props.onPhotos(files);
        }
    }

    onCamera() {
        this.camera.el.click();
    }

    onToggleNote() {
        this.state.isNoting = !this.state.isNoting;
    }

    async onSaveNote() {
        if (this.state.note.trim() && (await this.props.onNote(this.state.note))) {
            this.state.note = "";
            this.state.isNoting = false;
        }
    }
}
