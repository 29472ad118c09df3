/* global SignaturePad */

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadJS} from "@web/core/assets";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const LIBRARY = "/web/static/lib/signature_pad/signature_pad.umd.js";
// On a phone as wide as the screen, and never so high that it hides the button below.
const RATIO = 3;
const HIGHEST = 220;

/**
 * A pad to sign on by hand, on the screen of who did the work.
 *
 * Odoo's own field proposes the name in a script letter and takes any picture, so that
 * whoever holds the telephone signs in another's name. Here one draws, or nothing is
 * signed.
 */
export class SignaturePadField extends Component {
    static template = "servicedesk_core.SignaturePad";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadJS(LIBRARY));
        useEffect(
            (canvas) => {
                if (!canvas || this.props.readonly) {
                    return;
                }
                canvas.width = canvas.clientWidth;
                canvas.height = Math.min(canvas.clientWidth / RATIO, HIGHEST);
                this.pad = new SignaturePad(canvas, {minWidth: 1, maxWidth: 2.5});
                this.pad.addEventListener("endStroke", () => this.keep());
                return () => this.pad.off();
            },
            () => [this.canvas.el]
        );
    }

    get isEmpty() {
        return !this.props.record.data[this.props.name];
    }

    /** Keep what is drawn so far; nobody knows which stroke is the last one. */
    keep() {
        const picture = this.pad.toDataURL("image/png").split(",")[1];
        return this.props.record.update({[this.props.name]: picture});
    }

    onClear() {
        this.pad.clear();
        return this.props.record.update({[this.props.name]: false});
    }
}

registry.category("fields").add("servicedesk_signature_pad", {
    component: SignaturePadField,
    supportedTypes: ["binary"],
});
