// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Shows the drawing of a life cycle that the server made of escaped text and numbers.
 */
export class CycleField extends Component {
    static template = "servicedesk_core.CycleField";
    static props = {...standardFieldProps};

    get drawing() {
        return this.props.record.data[this.props.name] || "";
    }
}

export const cycleField = {
    component: CycleField,
    displayName: _t("Life cycle"),
    supportedTypes: ["html"],
};

registry.category("fields").add("servicedesk_cycle", cycleField);
