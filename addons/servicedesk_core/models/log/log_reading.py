# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL
from odoo.tools.misc import format_date, format_time

TICKET = "servicedesk.ticket"

# What everybody may know of a confidential ticket: reading it is nobody's secret.
OPEN_FIELDS = frozenset(
    {
        "id",
        "number",
        "team_id",
        "company_id",
        "state",
        "is_open",
        "is_confidential",
        "create_date",
        "write_date",
        "__last_update",
    }
)
# Fields of these types are what a ticket says; by others one knows what it is about.
SAYING_TYPES = frozenset({"html", "text", "binary", "properties"})
MESSAGE_WORDS = frozenset({"body", "preview", "subject", "record_name", "description"})
FILE_BYTES = frozenset({"raw", "datas", "db_datas", "index_content"})

# (scope, those that tell as much, hours within which it is not told again)
SUBJECT = ("subject", ("subject", "content", "export"), 24)
CONTENT = ("content", ("content",), 1)
FILE = ("file", ("file",), 1)

READERS = frozenset({"manager", "auditor"})


class ServicedeskLog(models.Model):
    """Write down who read which confidential ticket, once an hour."""

    _inherit = "servicedesk.log"

    @api.model
    def _append_reading(self, tickets, scope):
        """Write down that the current user read ``tickets``, unless it just was.

        :param servicedesk.ticket tickets: confidential ones.
        :param tuple scope: what of them; SUBJECT, CONTENT or FILE.
        """
        if not tickets or not self._is_watching():
            return
        name = scope[0]
        now = fields.Datetime.now()
        news = self._get_news_sql(tickets, scope, now)
        if self.env.cr.readonly:
            # A replica is asked first: mostly it is there already.
            self.env.cr.execute(
                SQL("SELECT ticket.id FROM servicedesk_ticket ticket WHERE %s", news)
            )
            if not self.env.cr.rowcount:
                return
        self._run(
            SQL(
                """INSERT INTO %(table)s (what, scope, at, user_id, user_name,
                       company_id, channel, res_model, res_id, res_name)
                   SELECT 'read', %(scope)s, %(now)s, %(user)s, %(user_name)s,
                          ticket.company_id, %(channel)s, %(model)s, ticket.id,
                          ticket.number
                     FROM servicedesk_ticket ticket
                    WHERE %(news)s""",
                table=SQL.identifier(self._table),
                scope=name,
                now=now,
                user=self.env.uid,
                # sudo: res.users - who he is, as he may be a visitor of a page
                user_name=self.env.user.sudo().name,
                channel=self._get_channel(),
                model=TICKET,
                news=news,
            )
        )

    @api.model
    def _get_news_sql(self, tickets, scope, now):
        """Return a condition: the user's reading of ``ticket`` is not logged yet."""
        _name, covering, hours = scope
        return SQL(
            """ticket.id = ANY(%(ids)s)
               AND NOT EXISTS (SELECT 1 FROM %(table)s log
                                WHERE log.res_model = %(model)s
                                  AND log.res_id = ticket.id
                                  AND log.user_id = %(user)s
                                  AND log.at > %(since)s
                                  AND log.what = 'read'
                                  AND log.scope = ANY(%(covering)s))""",
            ids=list(tickets.ids),
            table=SQL.identifier(self._table),
            model=TICKET,
            user=self.env.uid,
            since=now - timedelta(hours=hours),
            covering=list(covering),
        )


class ServicedeskTicket(models.Model):
    """Confidential tickets: who read them is written down, and shown to a few."""

    _inherit = "servicedesk.ticket"

    read_by = fields.Html(
        compute="_compute_read_by",
        sanitize=False,
        exportable=False,
        help="For who leads the team, and managers and auditors who read the ticket.",
    )

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Bring along whether a ticket is confidential: it costs no statement so."""
        found = super()._determine_fields_to_fetch(
            field_names, ignore_when_in_cache=ignore_when_in_cache
        )
        flag = self._fields["is_confidential"]
        # Lists of records are read by statements of their own, which it cannot join.
        if flag not in found and any(field.column_type for field in found):
            if self._has_field_access(flag, "read"):
                found.append(flag)
        return found

    def _read_format(self, fnames, load="_classic_read"):
        """Write down what people read by form, list and RPC; code reads otherwise."""
        result = super()._read_format(fnames, load=load)
        told = set(fnames) - OPEN_FIELDS
        if told and not self.env.su:
            types = {self._fields[name].type for name in told}
            says = types & SAYING_TYPES or "message_ids" in told
            self._log_reading(CONTENT if says else SUBJECT)
        return result

    def _log_reading(self, scope=CONTENT):
        """Write down that the current user read those of ``self`` that are secret."""
        # sudo: servicedesk.ticket - requesters do not read this field of what they read
        tickets = self.browse(self._origin.ids).sudo()
        try:
            secret = tickets.filtered("is_confidential")
        except MissingError:
            # Messages and files may be of a ticket that is gone.
            secret = tickets.exists().filtered("is_confidential")
        if secret:
            self.env["servicedesk.log"]._append_reading(secret, scope)

    # ------------------------------------------------------------------
    # Who sees who read
    # ------------------------------------------------------------------

    @api.depends("is_confidential")
    @api.depends_context("uid", "lang", "tz")
    def _compute_read_by(self):
        """Tell by person when he last read a confidential ticket, and how often."""
        self.read_by = False
        # sudo: servicedesk.ticket - only which are confidential
        secret = self.browse(self._origin.ids).sudo().filtered("is_confidential")
        told = secret.sudo(False)._filter_readers_told()
        if not told:
            return
        rows = defaultdict(list)
        # sudo: servicedesk.log - of these tickets he may see who read them
        groups = (
            self.env["servicedesk.log"]
            .sudo()
            ._read_group(
                [
                    ("what", "=", "read"),
                    ("res_model", "=", TICKET),
                    ("res_id", "in", told.ids),
                ],
                ["res_id", "user_name"],
                ["at:max", "__count"],
                order="at:max desc",
            )
        )
        for ticket_id, name, last, count in groups:
            rows[ticket_id].append((name, self._format_minute(last), count))
        for ticket in self:
            if ticket._origin.id in told._ids:
                ticket.read_by = self._format_readers(rows[ticket._origin.id])

    def _filter_readers_told(self):
        """Return those tickets whose readers the current user may be told.

        He reads the ticket himself, and leads its team, or is manager or auditor:
        dispatchers, who see its number, are not told who is concerned.
        """
        if not self or not self._is_desk_user():
            return self.browse()
        user = self.env.user
        groups = (f"servicedesk_core.group_servicedesk_{name}" for name in READERS)
        tickets = self._filtered_access("read")
        if any(user.has_group(group) for group in groups):
            return tickets
        # sudo: servicedesk.team - who leads it is no secret
        return tickets.filtered(lambda ticket: ticket.sudo().team_id.leader_id == user)

    @api.model
    def _format_minute(self, moment):
        """Return a time of day as people say it: the date in words, no seconds."""
        day = format_date(self.env, moment, date_format="medium")
        return f"{day}, {format_time(self.env, moment, time_format='short')}"

    @api.model
    def _format_readers(self, rows):
        cells = ("th", "th", "th")
        heads = (self.env._("Who"), self.env._("Last Read"), self.env._("Times"))
        lines = [Markup("").join(map(self._format_cell, cells, heads))]
        cells = ("td", "td", "td")
        lines += [Markup("").join(map(self._format_cell, cells, row)) for row in rows]
        body = Markup("").join(Markup("<tr>%s</tr>") % line for line in lines)
        return Markup('<table class="table table-sm">%s</table>') % body

    @api.model
    def _format_cell(self, tag, content):
        return Markup(f"<{tag}>%s</{tag}>") % content


class MailMessage(models.Model):
    """Whoever reads a confidential ticket's conversation reads the ticket."""

    _inherit = "mail.message"

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load=load)
        if self and not self.env.su and MESSAGE_WORDS.intersection(fnames):
            # sudo: mail.message - where a message belongs, nothing else
            ours = self.sudo().filtered(lambda message: message.model == TICKET)
            self.env[TICKET].browse(set(ours.mapped("res_id")))._log_reading()
        return result


class IrAttachment(models.Model):
    """Files of confidential tickets: who had them is written down, not their names."""

    _inherit = "ir.attachment"

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load=load)
        if self and not self.env.su and FILE_BYTES.intersection(fnames):
            self._log_servicedesk_reading()
        return result

    def _to_http_stream(self):
        """Write down each download, preview or picture; Odoo asks as superuser."""
        self._log_servicedesk_reading()
        return super()._to_http_stream()

    def _log_servicedesk_reading(self):
        # sudo: ir.attachment - where a file hangs, nothing else
        ours = self.sudo().filtered(lambda file: file.res_model == TICKET)
        if ours:
            self.env[TICKET].browse(set(ours.mapped("res_id")))._log_reading(FILE)
