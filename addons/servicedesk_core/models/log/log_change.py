# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.tools import html2plaintext

from ...tools import log_words


def _by_model(path):
    """Return a filter for what belongs to a model of the suite."""

    def keep(records):
        return records.filtered(
            lambda record: any(
                (name or "").startswith("servicedesk.") for name in record.mapped(path)
            )
        )

    return keep


def _by_key(records):
    return records.filtered(
        lambda record: (record.key or "").startswith("servicedesk.")
    )


def _by_team(records):
    return records.filtered("servicedesk_team_id")


def _by_calendar(records):
    """Return those by which teams work and requesters are waited for."""
    own = records._name == "resource.calendar"
    calendars = records if own else records.calendar_id
    used = calendars.browse()
    for name in ("servicedesk.team", "servicedesk.ticket.type"):
        users = records.env[name].with_context(active_test=False)
        users = users.search([("resource_calendar_id", "in", calendars.ids)])
        used |= users.resource_calendar_id
    if own:
        return records & used
    return records.filtered(lambda record: record.calendar_id in used)


# What is configuration, and of other modules' models which records are the desk's.
CONFIGURATION = {
    "servicedesk.approval.rule": None,
    "servicedesk.category": None,
    "servicedesk.closure.code": None,
    "servicedesk.component.type": None,
    "servicedesk.contractor.rate": None,
    "servicedesk.escalation.rule": None,
    "servicedesk.freeze": None,
    "servicedesk.mail.sender": None,
    "servicedesk.notice.rule": None,
    "servicedesk.plan.step": None,
    "servicedesk.priority.rule": None,
    "servicedesk.remote.action": None,
    "servicedesk.remote.host": None,
    "servicedesk.schedule": None,
    "servicedesk.service": None,
    "servicedesk.service.path": None,
    "servicedesk.service.phase": None,
    "servicedesk.shift": None,
    "servicedesk.site": None,
    "servicedesk.skill": None,
    "servicedesk.stage": None,
    "servicedesk.tag": None,
    "servicedesk.team": None,
    "servicedesk.team.member": None,
    "servicedesk.ticket.template": None,
    "servicedesk.ticket.type": None,
    "servicedesk.time.activity": None,
    "servicedesk.time.rate": None,
    "servicedesk.time.role": None,
    "servicedesk.transition": None,
    "base.automation": _by_model("model_id.model"),
    "fetchmail.server": _by_team,
    "ir.config_parameter": _by_key,
    "ir.cron": _by_model("model_id.model"),
    "ir.model.access": _by_model("model_id.model"),
    "ir.rule": _by_model("model_id.model"),
    "mail.template": _by_model("model"),
    "resource.calendar": _by_calendar,
    "resource.calendar.attendance": _by_calendar,
    "resource.calendar.leaves": _by_calendar,
}


# By these a record of another module's model becomes the desk's.
JOINING = frozenset({"servicedesk_team_id", "model_id", "model", "key"})


class ServicedeskLog(models.Model):
    """Put changes into words, in the language of who made them."""

    _inherit = "servicedesk.log"

    @api.model
    def _filter_configuration(self, records):
        """Return those whose changes by the current user are written down."""
        if not records or not self._is_watching():
            return records.browse()
        # sudo: any model - what is there before and after, not what he may see of it
        records = records.sudo()
        keep = CONFIGURATION[records._name]
        return keep(records) if keep else records

    @api.model
    def _get_told_fields(self, records, names):
        """Return those fields of ``names`` that people fill in.

        What the system counts is read-only; lines are told of by themselves.
        """
        told = []
        for name in names:
            field = records._fields.get(name)
            if field is None or field.readonly or name in models.MAGIC_COLUMNS:
                continue
            if field.type == "one2many" and field.comodel_name in CONFIGURATION:
                continue
            if field.store or field.inherited:
                told.append(field)
        return told

    @api.model
    def _get_words(self, records, told):
        """Return {record id: {field: words}}; lists are sets of words."""
        return {
            record.id: {field: self._say(record, field) for field in told}
            for record in records
        }

    @api.model
    def _say(self, record, field):
        value = record[field.name]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.relational:
            # A line that is being made has no name yet.
            names = [name for name in value.mapped("display_name") if name]
            return ", ".join(names) if field.type == "many2one" else set(names)
        if field.type == "selection":
            return str(dict(field._description_selection(self.env)).get(value) or "")
        if field.type == "properties_definition":
            return log_words.questions(value)
        if field.type == "html":
            return html2plaintext(value) if value else ""
        if field.type == "reference":
            return value.display_name if value else ""
        return "" if value in (None, False) else str(value)

    @api.model
    def _is_secret(self, record, field):
        """Return whether only that it changed may be told.

        Whoever reads the log has not the groups of every field.
        """
        if field.groups or field.type in ("binary", "properties"):
            return True
        # What a parameter is called says what its value is.
        name = record.key if record._name == "ir.config_parameter" else field.name
        return field.name != "key" and log_words.names_a_secret(name)

    @api.model
    def _append_changes(self, records, deed, words=None, before=None):
        """Write a row for each record of which there is something to tell.

        :param deed: create, write or unlink.
        :param dict words: see ``_get_words``.
        :param dict before: the same, as it was before.
        """
        rows = []
        for record in records:
            lines = self._get_lines(record, (words or {}).get(record.id), before)
            if deed == "write" and not lines:
                continue
            company = record._fields.get("company_id") and record.company_id
            name = record.display_name
            rows.append(
                {
                    "what": "config",
                    "scope": deed,
                    "company_id": company and company.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_name": log_words.shorten(name or ""),
                    "details": "\n".join(lines),
                }
            )
        self._append(rows)

    @api.model
    def _append_line(self, records, line):
        self._append(
            [
                {
                    "what": "config",
                    "scope": "write",
                    "company_id": record._fields.get("company_id")
                    and record.company_id.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_name": log_words.shorten(record.display_name or ""),
                    "details": line,
                }
                for record in records
            ]
        )

    @api.model
    def _get_lines(self, record, words, before):
        """Return a line for each field of which the words are not what they were."""
        lines = []
        for field, now in (words or {}).items():
            empty = set() if isinstance(now, set) else ""
            past = before[record.id][field] if before else empty
            if past == now or (not before and now in (empty, self.env._("no"))):
                continue
            label = field._description_string(self.env) or field.name
            if self._is_secret(record, field):
                told = self.env._("changed")
            elif isinstance(now, set):
                told = log_words.tell_lists(past, now)
            else:
                told = log_words.tell(past, now) if before else log_words.shorten(now)
            lines.append(f"{label}: {told}")
        return lines


for configured in CONFIGURATION:

    class ServicedeskLogged(models.Model):
        """What is changed here is written down, in the same transaction."""

        _inherit = configured

        @api.model_create_multi
        def create(self, vals_list):
            records = super().create(vals_list)
            log = self.env["servicedesk.log"]
            watched = log._filter_configuration(records)
            if watched:
                names = dict.fromkeys(name for vals in vals_list for name in vals)
                told = log._get_told_fields(watched, names)
                log._append_changes(watched, "create", log._get_words(watched, told))
            return records

        def write(self, vals):
            log = self.env["servicedesk.log"]
            told = log._get_told_fields(self, vals)
            if not told:
                return super().write(vals)
            watched = log._filter_configuration(self)
            before = log._get_words(watched, told)
            result = super().write(vals)
            log._append_changes(watched, "write", log._get_words(watched, told), before)
            if JOINING & vals.keys() and CONFIGURATION[self._name]:
                joined = log._filter_configuration(self) - watched
                log._append_changes(joined, "write", log._get_words(joined, told))
            return result

        def _update_field_translations(self, field_name, translations, *args, **kwargs):
            result = super()._update_field_translations(
                field_name, translations, *args, **kwargs
            )
            log = self.env["servicedesk.log"]
            watched = log._filter_configuration(self)
            if watched and translations:
                label = self._fields[field_name]._description_string(self.env)
                line = self.env._(
                    "%(field)s: translation changed (%(languages)s)",
                    field=label,
                    languages=", ".join(sorted(translations)),
                )
                log._append_line(watched, line)
            return result

        def unlink(self):
            log = self.env["servicedesk.log"]
            log._append_changes(log._filter_configuration(self), "unlink")
            return super().unlink()
