import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component} from "@odoo/owl";

/**
 * A drawing made by the server, with a link on each box. Without a click handler the
 * links work, too: in a new tab, for instance.
 */
export class ComponentGraph extends Component {
    static template = "servicedesk_core.ComponentGraph";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get drawing() {
        const drawing = this.props.record.data[this.props.name];
        // Markup of nothing is an object, hence not falsy.
        return drawing && drawing.toString() ? drawing : false;
    }

    /**
     * Open the clicked component here, unless another tab was asked for.
     *
     * @param {MouseEvent} event a click somewhere in the drawing
     */
    async onClick(event) {
        const link = event.target.closest("a[data-id]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
            return;
        }
        event.preventDefault();
        const resId = parseInt(link.dataset.id, 10);
        const {record} = this.props;
        if (resId === record.resId || !(await record.save())) {
            return;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: record.resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

export const componentGraph = {
    component: ComponentGraph,
    supportedTypes: ["html"],
};

registry.category("fields").add("servicedesk_graph", componentGraph);
