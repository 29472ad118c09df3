# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import suppress

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, html2plaintext, is_html_empty

from ...tools import arguments, conflict, form
from ..ticket.servicedesk_ticket import DEED

# Keys of the context. They speak of one save: nothing that follows from it sees them.
KNOWN = "servicedesk_known"  # {field: value as he had read it}, of what he writes
DERIVED = "servicedesk_derived"  # names that rules filled in at his form
SEEN = "servicedesk_seen"  # {field: value as he had read it}, of what he leaves
LEAVING = "servicedesk_leaving"  # his page is gone: nobody could answer a question
KEYS = (KNOWN, DERIVED, SEEN, LEAVING)


class TicketConflict(UserError):
    """Somebody else changed what is being written.

    ``context["servicedesk_conflict"]`` says it for programs: see
    :meth:`ServicedeskTicket._prepare_conflict`.
    """

    def __init__(self, message, facts):
        super().__init__(message)
        self.context = {"servicedesk_conflict": facts}


class TicketMoved(UserError):
    """The ticket has left the stage out of which it is moved."""

    def __init__(self, message):
        super().__init__(message)
        self.context = {"servicedesk_moved": True}


class ServicedeskTicket(models.Model):
    """A save over somebody's newer change is shown and merged field by field.

    Whoever saves may say what he had read (``servicedesk_known`` in the context).
    What nobody else changed is written; where both changed one value nothing is
    written at all, and he is told both values, by whom and when. Without that key
    everything is as ever in Odoo: the last one wins.
    """

    _inherit = "servicedesk.ticket"

    def web_save(self, vals, specification, next_id=None):
        """Save a form; with ``servicedesk_seen``, add what others had changed.

        :raise TicketConflict: see :meth:`_settle`.
        """
        if not self._says_known():
            return super().web_save(vals, specification, next_id)
        ticket, vals, others = self._settle(vals)
        rows = super(ServicedeskTicket, ticket).web_save(vals, specification, next_id)
        if others and rows:
            rows[0]["servicedesk_others"] = others
        return rows

    def write(self, vals):
        if not self._says_known():
            return super().write(vals)
        ticket, vals, _others = self._settle(vals)
        return super(ServicedeskTicket, ticket).write(vals)

    def _says_known(self):
        return bool(self.ids) and any(key in self.env.context for key in KEYS)

    # ------------------------------------------------------------------
    # Comparing
    # ------------------------------------------------------------------

    def _settle(self, vals):
        """Compare what is written with what is there, under a lock.

        :return: the ticket without the keys, the values to write, and what others
            changed besides.
        :raise TicketConflict: where both changed one value.
        :raise UserError: for keys that make no sense, and for a move out of a stage
            that the ticket has left.
        """
        context = self.env.context
        rest = {key: value for key, value in context.items() if key not in KEYS}
        ticket = self.with_env(self.env(context=rest))
        if context.get("servicedesk_deed") is DEED:
            return ticket, vals, []
        known = dict(arguments.mapping(self.env, context.get(KNOWN), KNOWN))
        seen = dict(arguments.mapping(self.env, context.get(SEEN), SEEN))
        derived = set(arguments.names(self.env, context.get(DERIVED), DERIVED))
        if len(self) != 1:
            raise UserError(
                self.env._("What you had read is said of one ticket at a time.")
            )
        known = ticket._keep_comparable(known, known.keys() & vals.keys())
        seen.pop("properties", None)
        seen = ticket._keep_comparable(seen, seen.keys() - vals.keys())
        if not (known or seen):
            return ticket, vals, []
        ticket._lock()
        # sudo: servicedesk.ticket - values are compared; telling them is checked
        ticket.sudo().fetch([*known, *seen])
        vals, clashes = ticket._sort_out(dict(vals), known, derived)
        if clashes:
            ticket._on_clash(clashes, vals, bool(context.get(LEAVING)))
        return ticket, vals, ticket._say_others(seen)

    def _keep_comparable(self, values, names):
        """Return those of ``values`` that have one stored value to compare with.

        Lists of records merge by their commands, each link for itself; what is
        computed is compared where it comes from. What the user may not read is left
        to the write, which refuses it.
        """
        return {
            name: values[name]
            for name in sorted(names)
            if (field := self._fields.get(name))
            and field.store
            and field.type not in ("one2many", "many2many", "binary", "json")
            and self._has_field_access(field, "read")
        }

    def _sort_out(self, vals, known, derived):
        """Return (the values to write, {field or property: (stored, wanted)})."""
        clashes = {}
        wanted = dict(vals)
        # What saving makes of a value is no change by somebody else.
        for given in (known, wanted):
            self._fold(given)
        for name, value in known.items():
            if name == "properties":
                vals[name], parts = self._compare_answers(vals[name], value)
                clashes |= parts
                continue
            field = self._fields[name]
            outcome = self._compare_value(field, value, wanted[name])
            if outcome == conflict.CLASH and name not in derived:
                clashes[name] = (self._get_stored(name), vals[name])
            elif outcome != conflict.FREE:
                # The rules that filled it in ask anew, on what is there now.
                del vals[name]
        return vals, clashes

    def _fold(self, given):
        """Bring a subject and an address into the form in which they are kept."""
        for name, normalize in (
            ("name", self._normalize_name),
            ("partner_email", self._normalize_email),
        ):
            if given.get(name):
                one = {name: given[name]}
                # What cannot be kept is refused by the write, not here.
                with suppress(UserError):
                    normalize(one)
                    given[name] = one[name]

    def _get_stored(self, name):
        # sudo: servicedesk.ticket - compared, and told to those who may read it
        return self.sudo()[name]

    def _compare_value(self, field, known, wanted):
        stored = self._get_stored(field.name)
        try:
            before, after = (
                self._make_comparable(field, value) for value in (known, wanted)
            )
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "“%(key)s” holds no value for %(field)s.",
                    key=KNOWN,
                    field=field.name,
                )
            ) from error
        return conflict.compare(before, self._make_comparable(field, stored), after)

    def _make_comparable(self, field, value):
        """Return ``value`` as the database would give it back."""
        if isinstance(value, models.BaseModel):
            return value.id or False
        if field.type == "html":
            value = field.convert_to_cache(value, self)
            return "" if is_html_empty(value) else conflict.plain(value)
        if field.type in ("char", "text"):
            return conflict.plain(value)
        if field.type == "many2one":
            # Odoo has three ways to read one: 7, [7, "Ann"] and {"id": 7, …}.
            if isinstance(value, dict):
                value = value.get("id")
            elif isinstance(value, list | tuple):
                value = value[0] if value else False
            return arguments.record_id(self.env, value, field.name)
        rounds = field.type in ("float", "monetary")
        return field.convert_to_cache(value, self, validate=rounds) or False

    def _compare_answers(self, wanted, known):
        """Compare the answers to a service's form one by one.

        :return: the answers to write, and what clashes by "properties.<name>".
        """
        stored = self._get_stored("properties")._values or {}
        try:
            now, before = conflict.answers(stored), conflict.answers(known)
            after = conflict.answers(wanted)
        except (AttributeError, TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(key)s” holds no value for %(field)s.",
                    key=KNOWN,
                    field="properties",
                )
            ) from error
        clashes = {}
        for name, answer in after.items():
            there = now.get(name, False)
            outcome = conflict.compare(before.get(name, False), there, answer)
            if outcome == conflict.KEPT:
                wanted = conflict.put_answer(wanted, name, stored.get(name, False))
            elif outcome == conflict.CLASH:
                clashes[f"properties.{name}"] = (stored.get(name, False), answer)
        return wanted, clashes

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _on_clash(self, clashes, vals, leaving):
        """Refuse the save in words; of who has left, keep the words as a note.

        :raise TicketConflict: with all that a dialog needs.
        :raise TicketMoved: for a move out of a stage that it has left.
        """
        self.check_access("write")
        if leaving:
            self._note_clash(clashes)
            for name, (stored, _wanted) in clashes.items():
                base, _dot, part = name.partition(".")
                if part:
                    vals[base] = conflict.put_answer(vals[base], part, stored)
                else:
                    del vals[base]
            return
        facts = self._prepare_conflict(clashes)
        if "stage_id" in clashes:
            stage = next(f for f in facts["fields"] if f["name"] == "stage_id")
            raise TicketMoved(
                self.env._(
                    "%(ticket)s is in stage “%(stage)s” by now: %(user)s moved it,"
                    " %(date)s. Look at it again before you move it.",
                    ticket=self.number,
                    stage=stage["theirs"]["text"],
                    user=stage["user"],
                    date=stage["date"],
                )
            )
        raise TicketConflict(
            self.env._(
                "%(ticket)s was changed while you worked on it; nothing was saved."
                " Changed by somebody else as well: %(fields)s.",
                ticket=self.number,
                fields=", ".join(
                    f"{one['label']} ({one['user']}, {one['date']})"
                    for one in facts["fields"]
                ),
            ),
            facts,
        )

    def _prepare_conflict(self, clashes):
        """Return what a client needs to ask for a decision.

        ``{"id", "number", "fields": [{"name", "label", "type", "mine", "theirs",
        "user", "date"}]}``; a value is ``{"value", "text"}``: as it is written, and
        in words (of formatted texts, safe HTML).
        """
        who = self._find_last_changes([name.partition(".")[0] for name in clashes])
        return {
            "id": self.id,
            "number": self.number,
            "fields": [
                {
                    "name": name,
                    **self._describe_clash(name, stored, wanted),
                    **who[name.partition(".")[0]],
                }
                for name, (stored, wanted) in clashes.items()
            ],
        }

    def _describe_clash(self, name, stored, wanted):
        base, _dot, part = name.partition(".")
        field = self._fields[base]
        if part:
            values, kind = (wanted, stored), "property"
            label, words = self._word_answers(part, values)
        else:
            values = (wanted, self._make_writable(field, stored))
            words = [self._word_value(field, value) for value in (wanted, stored)]
            label, kind = field._description_string(self.env), field.type
        mine, theirs = (
            {"value": value, "text": text}
            for value, text in zip(values, words, strict=True)
        )
        return {"label": label, "type": kind, "mine": mine, "theirs": theirs}

    def _make_writable(self, field, value):
        """Return a stored value as a program writes it."""
        if field.type in ("date", "datetime"):
            return field.to_string(value)
        return field.convert_to_write(value, self)

    def _word_answers(self, name, values):
        """Return (question, each of ``values`` in words, for who may read it)."""
        asked = self.env["servicedesk.service"]._get_form(
            # sudo: servicedesk.ticket - the form of the ticket that he writes to
            self.sudo().service_id.id
        )
        asked = form.translate(asked, self.env.lang)
        question = next((one for one in asked if one["name"] == name), None)
        if not question:
            return name, [str(value or "") for value in values]
        words = []
        for value in values:
            seen = self._drop_unread_records([question], {name: value}, self.env.user)
            text = ""
            if not form.is_empty(question, seen[name]):
                text = self._word_answer(question, seen[name], self.env.tz)
            words.append(html2plaintext(text) if isinstance(text, Markup) else text)
        return question.get("string") or name, words

    def _word_value(self, field, value):
        """Return a value as people read it, in the user's language and zone."""
        if field.type == "html":
            return field.convert_to_cache(value, self) or ""
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if not isinstance(value, models.BaseModel) and not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value) or str(value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "many2one":
            return self._word_record(field, value)
        return str(value)

    def _word_record(self, field, value):
        """Return a record's name; of the one stored here, to all who read this."""
        record = value
        if not isinstance(value, models.BaseModel):
            record = self.env[field.comodel_name].browse(value)
        # sudo: any model - the form of the ticket names it as well
        if record == self._get_stored(field.name).sudo(False):
            return record.sudo().display_name or ""
        readable = record.exists() and record.has_access("read")
        return record.display_name if readable else str(record.id)

    def _find_last_changes(self, names):
        """Return ``{field: {"user", "date"}}``: who changed it last, and when.

        The history says it where it watches the field, else the ticket's own stamp.
        """
        # sudo: mail.tracking.value - who works on a ticket reads its history
        tracked = self.env["mail.tracking.value"].sudo()
        tracked = tracked.search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "=", self.id),
                ("field_id.name", "in", names),
            ],
            order="id desc",
            limit=100,
        )
        # sudo: res.users - colleagues are named, whoever may read their accounts
        ticket = self.sudo()
        last = dict.fromkeys(names, (ticket.write_uid.name, ticket.write_date))
        for value in reversed(tracked):
            message = value.mail_message_id
            author = message.author_id.name or message.create_uid.name
            last[value.field_id.name] = (author, message.date)
        return {
            name: {"user": user or "", "date": format_datetime(self.env, date)}
            for name, (user, date) in last.items()
        }

    def _say_others(self, seen):
        """Return ``[{"label", "text"}]`` of what others changed besides."""
        told = []
        for name, value in seen.items():
            field = self._fields[name]
            stored = self._get_stored(name)
            if self._compare_value(field, value, value) == conflict.FREE:
                continue
            text = "" if field.type == "html" else self._word_value(field, stored)
            told.append({"label": field._description_string(self.env), "text": text})
        return told

    def _note_clash(self, clashes):
        """Keep what could not be saved any more, and could not be asked about."""
        lines = []
        for one in self._prepare_conflict(clashes)["fields"]:
            words = one["mine"]["text"] or self.env._("empty")
            lines.append(Markup("<li>%s: %s</li>") % (one["label"], words))
        headline = self.env._(
            "%(user)s left the page with changes that somebody else's newer ones"
            " contradict. They were not saved:",
            user=self.env.user.name,
        )
        self._message_log(
            body=Markup("<p>%s</p><ul>%s</ul>") % (headline, Markup().join(lines))
        )
