// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {Component, markup, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {Wysiwyg} from "@html_editor/wysiwyg";
import {useService} from "@web/core/utils/hooks";

const TEXTS = ["char", "text", "html"];

/**
 * Both changed a value: mine, theirs, or, of texts, one made of both. Nothing is
 * chosen for anybody: what is lost is lost by a decision.
 */
export class ConflictDialog extends Component {
    static template = "servicedesk_core.ConflictDialog";
    static components = {Dialog, Wysiwyg};
    static props = {
        facts: Object,
        onDecide: Function,
        close: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.editors = {};
        this.fields = this.props.facts.fields.map((field) => ({
            ...field,
            isText: TEXTS.includes(field.type),
            isHtml: field.type === "html",
        }));
        this.state = useState(
            Object.fromEntries(
                this.fields.map((field) => [
                    field.name,
                    {choice: "", merged: this.join(field)},
                ])
            )
        );
    }

    get title() {
        return _t("%s was changed meanwhile", this.props.facts.number);
    }

    get isDecided() {
        return this.fields.every((field) => this.state[field.name].choice);
    }

    /** What one made of both starts with: theirs, and then mine. */
    join({type, mine, theirs}) {
        if (type === "html") {
            return `${theirs.text || ""}${mine.text || ""}`;
        }
        return [theirs.text, mine.text]
            .filter(Boolean)
            .join(type === "text" ? "\n\n" : " ");
    }

    show(field, side) {
        const {text} = field[side];
        if (!text) {
            return _t("(empty)");
        }
        // Cleaned by the server.
        return field.isHtml ? markup(text) : text;
    }

    choose(field, choice) {
        this.state[field.name].choice = choice;
    }

    chooseAll(choice) {
        for (const field of this.fields) {
            this.choose(field, choice);
        }
    }

    getEditorConfig(field) {
        return {
            content: markup(this.state[field.name].merged),
            disableVideo: true,
        };
    }

    onEditorLoad(field, editor) {
        this.editors[field.name] = editor;
    }

    getMerged(field) {
        const editor = this.editors[field.name];
        return editor ? editor.getContent() : this.state[field.name].merged;
    }

    onSave() {
        if (!this.isDecided) {
            this.notification.add(_t("Choose for each field what shall stay."), {
                type: "warning",
            });
            return;
        }
        const decisions = {};
        for (const field of this.fields) {
            const {choice} = this.state[field.name];
            decisions[field.name] = {choice};
            if (choice === "merged") {
                decisions[field.name].value = this.getMerged(field);
            }
        }
        this.props.onDecide(decisions);
        this.props.close();
    }
}
