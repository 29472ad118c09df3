import {KeepLast} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component, markup, useEffect, useRef, useState} from "@odoo/owl";

// As in tools/svg.py: a box with the gap beside it. A drawing that is a little wider
// than the screen is made smaller.
const COLUMN = 176;
const SHRINK = 40;
// Beyond these steps there is nothing to choose but all.
const STEPS = 4;
const ALL = 999;

/**
 * A drawing made by the server, with a link on each box. Without a click handler the
 * links work, too: in a new tab, for instance.
 */
export class ComponentGraph extends Component {
    static template = "servicedesk_core.ComponentGraph";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.scroller = useRef("scroller");
        this.keepLast = new KeepLast();
        this.state = useState({drawing: null, depth: 0, reach: 0});
        // Another record, or the same one saved, comes with a drawing of its own.
        useEffect(
            () => {
                this.state.drawing = null;
            },
            () => [this.given.toString()]
        );
        useEffect(
            () => this.onDrawn(),
            () => [this.drawing.toString(), this.scroller.el]
        );
    }

    get given() {
        return this.props.record.data[this.props.name] || "";
    }

    get drawing() {
        return this.state.drawing || this.given;
    }

    get svg() {
        return this.scroller.el && this.scroller.el.querySelector("svg");
    }

    /** @returns {Array} the numbers of steps to choose from, the last one being all */
    get depths() {
        const {reach} = this.state;
        const depths = [];
        for (let steps = 1; steps < Math.min(reach, STEPS + 1); steps++) {
            depths.push(steps);
        }
        return [...depths, reach];
    }

    /** How many boxes stand side by side without a scroll bar. */
    get columns() {
        return Math.max(
            1,
            Math.floor((this.scroller.el.clientWidth + SHRINK) / COLUMN)
        );
    }

    onDrawn() {
        const {svg} = this;
        if (!svg) {
            return;
        }
        this.state.depth = Number(svg.dataset.depth);
        this.state.reach = Number(svg.dataset.reach);
        // Unseen, it has no width; what is wider than the screen is drawn anew.
        if (this.scroller.el.clientWidth && this.columns < svg.dataset.columns) {
            this.load({servicedesk_graph_columns: this.columns});
        }
        this.center();
    }

    /** Bring the component itself into the middle; only the frame is scrolled. */
    center() {
        const frame = this.scroller.el;
        const box = frame.querySelector(".o_graph_center rect");
        if (box) {
            const outer = frame.getBoundingClientRect();
            const inner = box.getBoundingClientRect();
            frame.scrollLeft +=
                inner.left + inner.width / 2 - outer.left - outer.width / 2;
            frame.scrollTop +=
                inner.top + inner.height / 2 - outer.top - outer.height / 2;
        }
    }

    /**
     * @param {Object} wanted what the server is asked for in the context
     */
    async load(wanted) {
        const {record, name} = this.props;
        const {columns, depth} = this.svg.dataset;
        const context = {
            ...record.context,
            servicedesk_graph_columns: Number(columns),
            servicedesk_graph_depth: Number(depth),
            ...wanted,
        };
        const [values] = await this.keepLast.add(
            this.orm.read(record.resModel, [record.resId], [name], {context})
        );
        this.state.drawing = values[name] && markup(values[name]);
    }

    onDepth(event) {
        const depth = Number(event.target.value);
        const all = depth === this.state.reach;
        this.state.depth = depth;
        return this.load({servicedesk_graph_depth: all ? ALL : depth});
    }

    /**
     * Show what a box is connected with, and leave all else in the background.
     *
     * @param {Event} event of the pointer or the focus, on a box or elsewhere
     */
    onPoint(event) {
        const {svg} = this;
        const link = event.target.closest("a[data-id]");
        if (!svg) {
            return;
        }
        const id = link && link.dataset.id;
        const near = new Set([id]);
        svg.classList.toggle("o_graph_pointed", Boolean(link));
        for (const line of svg.querySelectorAll("path[data-upper]")) {
            const {upper, lower} = line.dataset;
            const touches = upper === id || lower === id;
            line.classList.toggle("o_graph_on", touches);
            if (touches) {
                near.add(upper).add(lower);
            }
        }
        for (const node of svg.querySelectorAll("a[data-id]")) {
            node.classList.toggle("o_graph_on", near.has(node.dataset.id));
        }
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
