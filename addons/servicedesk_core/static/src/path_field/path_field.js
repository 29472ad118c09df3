import {Component} from "@odoo/owl";
import {TabMany2XAutocomplete} from "../tab_autocomplete/tab_autocomplete";
import {registry} from "@web/core/registry";
import {Many2One, computeM2OProps} from "@web/views/fields/many2one/many2one";
import {
    Many2OneField,
    buildM2OFieldDescription,
} from "@web/views/fields/many2one/many2one_field";

const SEPARATOR = " / ";

/** What it is comes first, whole; what it is a part of stands below, small. */
export class PathMany2One extends Many2One {
    static components = {Many2XAutocomplete: TabMany2XAutocomplete};

    get path() {
        return super.displayName.split(SEPARATOR);
    }

    get displayName() {
        return this.path.at(-1);
    }

    get extraLines() {
        const above = this.path.slice(0, -1).join(SEPARATOR);
        return this.props.value && above && !this.state.isFloating ? [above] : [];
    }
}

/** A place in a tree: a service, a site. */
export class PathField extends Component {
    static template = "web.Many2OneField";
    static components = {Many2One: PathMany2One};
    static props = Many2OneField.props;

    get m2oProps() {
        return computeM2OProps(this.props);
    }
}

registry
    .category("fields")
    .add("servicedesk_path", buildM2OFieldDescription(PathField));
