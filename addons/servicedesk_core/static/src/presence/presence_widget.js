import {Component, onWillUnmount, useExternalListener, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useBus, useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// The conversation is not part of the form: it is fetched by itself.
const CONVERSATION = "message_ids";

/** Shows who else has this ticket open, and what others have changed meanwhile. */
export class PresenceWidget extends Component {
    static template = "servicedesk_core.Presence";
    static props = {...standardWidgetProps};

    setup() {
        this.presence = useService("servicedesk_presence");
        this.notification = useService("notification");
        this.state = useState({visit: null, changed: null});
        useRecordObserver((record) => this.onRecord(record));
        useBus(this.presence.bus, "changed", ({detail}) => this.onChanged(detail));
        useExternalListener(document, "input", (ev) => this.onInput(ev), {
            capture: true,
        });
        onWillUnmount(() => this.leave());
    }

    get record() {
        return this.props.record;
    }

    get others() {
        return this.state.visit?.state.others || [];
    }

    get sentence() {
        const writing = this.others.filter((other) => other.is_writing);
        const names = (people) => people.map((other) => other.name).join(", ");
        if (writing.length) {
            return _t("%(names)s: writing…", {names: names(writing)});
        }
        return _t("Also here: %(names)s", {names: names(this.others)});
    }

    get changedSentence() {
        const {names, labels} = this.state.changed;
        const who = [...names].join(", ");
        return labels.size
            ? _t("%(name)s changed: %(fields)s.", {
                  name: who,
                  fields: [...labels].join(", "),
              })
            : _t("%(name)s changed this ticket.", {name: who});
    }

    onRecord(record) {
        const id = record.resId || false;
        if (id !== (this.state.visit?.ticketId || false)) {
            this.leave();
            this.state.changed = null;
            this.state.visit = id ? this.presence.enter(id) : null;
        }
        if (!record.dirty && this.state.changed) {
            // Saved or discarded: what others changed can be shown now.
            this.state.changed = null;
            record.load();
        }
    }

    leave() {
        this.state.visit?.leave();
        this.state.visit?.end();
    }

    onInput(ev) {
        if (ev.target.closest?.(".o_form_view, .o_mail_composer_form")) {
            this.state.visit?.write();
        }
    }

    async onChanged(payload) {
        const record = this.record;
        if (payload.ticket_id !== record.resId || payload.user_id === user.userId) {
            return;
        }
        const fields = payload.fields.filter((name) => name !== CONVERSATION);
        if (fields.length) {
            await this.takeIn(payload.user_name, fields);
        } else if (!payload.fields.length && !(await record.isDirty())) {
            // Dates that the desk keeps by itself: they are shown, nobody is told.
            await record.load();
        }
        this.env.bus.trigger("MAIL:RELOAD-THREAD", {
            model: record.resModel,
            id: payload.ticket_id,
        });
    }

    async takeIn(name, fields) {
        const record = this.record;
        const shown = fields.filter((field) => field in record.activeFields);
        const labels = shown.map((field) => record.fields[field].string);
        const isDirty = await record.isDirty();
        const before = this.state.changed;
        const changed = {
            names: new Set([...(before?.names || []), name]),
            labels: new Set([...(before?.labels || []), ...labels]),
        };
        if (isDirty) {
            this.state.changed = changed;
            return;
        }
        await record.load();
        const sentence = labels.length
            ? _t("%(name)s changed: %(fields)s.", {name, fields: labels.join(", ")})
            : _t("%(name)s changed this ticket.", {name});
        this.notification.add(sentence, {type: "info"});
    }

    async onTakeTheirs() {
        await this.record.discard();
    }
}

registry.category("view_widgets").add("servicedesk_presence", {
    component: PresenceWidget,
});
