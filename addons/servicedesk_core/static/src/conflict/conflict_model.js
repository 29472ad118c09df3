// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {markRaw} from "@odoo/owl";
import {WarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {patch} from "@web/core/utils/patch";
import {DynamicGroupList} from "@web/model/relational_model/dynamic_group_list";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {Record} from "@web/model/relational_model/record";

import {ConflictDialog} from "./conflict_dialog";

const TICKET = "servicedesk.ticket";
// Lists of records merge by their commands; these are compared by nobody.
const NOT_COMPARED = new Set(["one2many", "many2many", "binary", "json"]);
// Long texts are compared where they are written only.
const LONG = new Set(["html", "properties"]);

// Where nobody asks, as in a list, the refusal is shown in words, like any other.
const MODULE = "odoo.addons.servicedesk_core.models.conflict.ticket_conflict";
for (const name of ["TicketConflict", "TicketMoved"]) {
    registry.category("error_dialogs").add(`${MODULE}.${name}`, WarningDialog);
}

/** Return what a record is about to say of a save: what its user had read. */
export function getKnown(record, changes) {
    // On a board, the column says what the card need not say again.
    const known = {...record._servicedeskColumn};
    const seen = {};
    const derived = [];
    // A board or a list may be old as a whole: only a form tells what else is new.
    const isForm = record.model.config.isMonoRecord;
    for (const [name, value] of Object.entries(record._values)) {
        const field = record.fields[name];
        if (!field || name === "id" || field.relatedPropertyField) {
            continue;
        }
        if (NOT_COMPARED.has(field.type) || value === undefined) {
            continue;
        }
        const read = record._formatServerValue(field.type, value);
        if (name in changes) {
            known[name] = read;
            if (record._servicedeskTouched && !record._servicedeskTouched.has(name)) {
                derived.push(name);
            }
        } else if (isForm && field.store && !field.readonly && !LONG.has(field.type)) {
            seen[name] = read;
        }
    }
    return {
        servicedesk_known: known,
        servicedesk_seen: seen,
        ...(derived.length && {servicedesk_derived: derived}),
    };
}

/** Return the facts of a conflict, if that is why the server refused. */
export function getConflict(error) {
    return error?.data?.context?.servicedesk_conflict;
}

/**
 * Return what to send after a decision: {changes, context}. What is theirs is not
 * written any more; what is his own was decided in the knowledge of theirs.
 */
export function applyDecisions(facts, decisions, changes, context) {
    const decided = {...changes};
    const known = {...context.servicedesk_known};
    const setAnswer = (list, answer, value) =>
        (list || []).map((one) => (one.name === answer ? {...one, value} : one));
    for (const field of facts.fields) {
        const {choice, value} = decisions[field.name];
        const [name, answer] = field.name.split(".");
        if (answer) {
            known[name] = setAnswer(known[name], answer, field.theirs.value);
            if (choice === "theirs") {
                decided[name] = setAnswer(decided[name], answer, field.theirs.value);
            }
            continue;
        }
        known[name] = field.theirs.value;
        if (choice === "theirs") {
            delete decided[name];
        } else if (choice === "merged") {
            decided[name] = value;
        }
    }
    return {
        changes: decided,
        context: {...context, servicedesk_known: known, servicedesk_seen: {}},
    };
}

patch(RelationalModel.prototype, {
    setup(params) {
        super.setup(...arguments);
        if (params.config?.resModel === TICKET) {
            const {orm} = this;
            const guarded = Object.create(orm);
            guarded.webSave = (...args) => this._servicedeskSave(orm, ...args);
            this.orm = guarded;
        }
    },

    /** Return the loaded record of a save, of this form, board or list. */
    _servicedeskFind(resModel, ids) {
        if (resModel !== TICKET || ids?.length !== 1 || !this.root) {
            return;
        }
        const records = this.root.records || [this.root];
        return records.find(
            (record) => record.resId === ids[0] && record.resModel === TICKET
        );
    },

    /** Save as Odoo does, saying what was read; where that is outdated, ask. */
    async _servicedeskSave(orm, resModel, ids, changes, kwargs = {}) {
        const record = this._servicedeskFind(resModel, ids);
        if (!record) {
            return orm.webSave(resModel, ids, changes, kwargs);
        }
        let context = {...kwargs.context, ...getKnown(record, changes)};
        // Each round is decided by a person; somebody may change it in the meantime.
        for (;;) {
            try {
                const rows = await orm.webSave(resModel, ids, changes, {
                    ...kwargs,
                    context,
                });
                this._servicedeskTellOthers(rows?.[0]);
                return rows;
            } catch (error) {
                const facts = getConflict(error);
                if (!facts || this._urgentSave) {
                    throw error;
                }
                const decisions = await this._servicedeskAsk(facts);
                if (!decisions) {
                    error.servicedeskAsked = true;
                    throw error;
                }
                ({changes, context} = applyDecisions(
                    facts,
                    decisions,
                    changes,
                    context
                ));
            }
        }
    },

    async _servicedeskAsk(facts) {
        this.servicedeskIsAsking = true;
        const decisions = await new Promise((resolve) => {
            this.dialog.add(
                ConflictDialog,
                {facts, onDecide: resolve},
                {onClose: () => resolve(false)}
            );
        });
        this.servicedeskIsAsking = false;
        return decisions;
    },

    /** Say what others had changed besides, and take that from the answer. */
    _servicedeskTellOthers(row) {
        const others = row?.servicedesk_others;
        if (!others) {
            return;
        }
        delete row.servicedesk_others;
        const words = others.map(({label, text}) =>
            text ? _t("%(label)s: %(text)s", {label, text}) : label
        );
        this.notification.add(words.join("; "), {
            title: _t("Changed by others meanwhile"),
            type: "info",
            sticky: true,
        });
    },
});

patch(DynamicGroupList.prototype, {
    /** A card goes back when its ticket has left the column; then show where it is. */
    async moveRecord(recordId, groupId) {
        const group = this.groups.find(({id}) => id === groupId);
        const record = group?.list.records.find(({id}) => id === recordId);
        if (!record || record.resModel !== TICKET) {
            return super.moveRecord(...arguments);
        }
        record._servicedeskColumn = {[group.groupByField.name]: group.value};
        try {
            return await super.moveRecord(...arguments);
        } catch (error) {
            if (error.data?.context?.servicedesk_moved) {
                await this.model.load();
            }
            throw error;
        } finally {
            delete record._servicedeskColumn;
        }
    },
});

patch(Record.prototype, {
    _setData() {
        this._servicedeskTouched = markRaw(new Set());
        return super._setData(...arguments);
    },

    /** Tell what a person entered from what the rules filled in for it. */
    _applyChanges(changes) {
        for (const name in changes) {
            this._servicedeskTouched?.add(name);
        }
        return super._applyChanges(...arguments);
    },

    /** A page that goes away cannot ask: the server keeps what collides as a note. */
    get context() {
        const context = super.context;
        if (!this.model._urgentSave || this.resModel !== TICKET || !this.resId) {
            return context;
        }
        return {
            ...context,
            ...getKnown(this, this._changes),
            servicedesk_leaving: true,
        };
    },

    /** Turning to another tab saves; not while the question is open, though. */
    save() {
        if (this.model.servicedeskIsAsking) {
            return Promise.resolve(false);
        }
        return super.save(...arguments);
    },

    /** Who wants to think it over stays on the form, with all he has entered. */
    async _save(options = {}) {
        if (this.resModel !== TICKET || !this.resId) {
            return super._save(...arguments);
        }
        return super._save({
            ...options,
            onError: async (error, actions) => {
                if (error.servicedeskAsked) {
                    return false;
                }
                if (options.onError) {
                    return options.onError(error, actions);
                }
                if (!this.isInEdition) {
                    await this._load({});
                }
                throw error;
            },
        });
    },
});
