import {Component} from "@odoo/owl";
import {isAndroid, isIOS, isMacOS} from "@web/core/browser/feature_detection";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The link as this device opens it.
 *
 * A geo link (RFC 5870) belongs to whichever maps the phone has: Android opens it as it
 * is, Apple's devices have a scheme of their own, and elsewhere nothing answers to it.
 *
 * @param {String} url as the server gives it
 * @returns {String} "" where the device has no maps for it
 */
export function localMaps(url) {
    if (!url?.startsWith("geo:") || isAndroid()) {
        return url || "";
    }
    if (!isIOS() && !isMacOS()) {
        return "";
    }
    const [point, query = ""] = url.slice("geo:".length).split("?");
    const asked = query.split("&").find((part) => part.startsWith("q="));
    return `maps://?daddr=${asked ? asked.slice(2) : point.split(";")[0]}`;
}

/**
 * Where the link is opened: a web page beside this one, an app in its place.
 *
 * @param {String} url
 * @returns {String}
 */
export function mapsTarget(url) {
    return url.startsWith("http") ? "_blank" : "_self";
}

/** The way to an address, in the maps of the house or of the phone. */
export class DirectionsField extends Component {
    static template = "servicedesk_core.Directions";
    static props = {...standardFieldProps};

    get url() {
        return localMaps(this.props.record.data[this.props.name]);
    }

    get target() {
        return mapsTarget(this.url);
    }
}

registry.category("fields").add("servicedesk_directions", {
    component: DirectionsField,
    supportedTypes: ["char"],
});
