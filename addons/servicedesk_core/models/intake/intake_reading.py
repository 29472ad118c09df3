# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

from ...tools import mail_envelope, mail_preview

# More mails with one Message-Id nobody compares.
MOST_NAMESAKES = 80


class ServicedeskMailIntake(models.Model):
    """Who reads a mail, and what he is shown: plain words, never its HTML."""

    _inherit = "servicedesk.mail.intake"

    can_read = fields.Boolean(
        compute="_compute_can_read",
        compute_sudo=True,
        search="_search_can_read",
        help="Whether you read this mail as a dispatcher: its ticket, or what comes to"
        " its team as long as there is none.",
    )
    explanation = fields.Char(
        string="Why", compute="_compute_explanation", compute_sudo=True
    )
    mail_text = fields.Text(
        string="Text", compute="_compute_mail_text", compute_sudo=True
    )
    mail_head = fields.Text(
        string="Head", compute="_compute_mail_text", compute_sudo=True
    )
    mail_files = fields.Text(
        string="Files", compute="_compute_mail_text", compute_sudo=True
    )
    raw_name = fields.Char(string="File Name", compute="_compute_raw_name")
    ticket_count = fields.Integer(compute="_compute_ticket_count", compute_sudo=False)
    namesake_count = fields.Integer(
        string="Same Message-Id",
        compute="_compute_namesake_count",
        compute_sudo=False,
        help="Other mails here with the same Message-Id.",
    )

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    @api.model
    def _get_hidden_team_ids(self):
        """Return the ids of the confidential teams that the user does not sit in."""
        teams = self.env["servicedesk.team"]
        mine = self.env.user._servicedesk_team_ids()
        return teams._get_confidential_ids() - frozenset(mine)

    @api.depends("ticket_id", "team_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        """Who reads its ticket reads the mail; before, who reads mail of its team."""
        company_ids = {False, *self.env.companies.ids}
        hidden = self._get_hidden_team_ids()
        for mail in self:
            if mail.ticket_id:
                mail.can_read = mail.ticket_id.can_read
            else:
                mail.can_read = (
                    mail.company_id.id in company_ids and mail.team_id.id not in hidden
                )

    @api.model
    def _search_can_read(self, operator, value):
        """Find what :meth:`_compute_can_read` says: the ticket is looked up by its id.

        A sub-select of all readable tickets would cost more with each ticket there is.
        """
        if operator != "in":
            return NotImplemented
        company_ids = [False, *self.env.companies.ids]
        free = Domain("ticket_id", "=", False) & Domain("company_id", "in", company_ids)
        if hidden := self._get_hidden_team_ids():
            free &= Domain("team_id", "not in", list(hidden))

        def to_sql(model, alias, query):
            # sudo: servicedesk.ticket - its own rule is what is asked here
            tickets = model.env["servicedesk.ticket"].sudo()
            read = Query(
                model.env, "servicedesk_mail_ticket", SQL.identifier(tickets._table)
            )
            readable = Domain("can_read", "=", True).optimize_full(tickets)
            read.add_where(readable._to_sql(tickets, read.table, read))
            read.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(read.table, "id"),
                    SQL.identifier(alias, "ticket_id"),
                )
            )
            return SQL(
                "(%s OR EXISTS %s)",
                free.optimize_full(model)._to_sql(model, alias, query),
                read.subselect(),
            )

        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # What
    # ------------------------------------------------------------------

    @api.depends("state", "reason", "detail", "date_handled", "ticket_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for mail in self:
            mail.explanation = mail._explain()

    def _explain(self):
        """Return in words what became of the mail, and what one can do about it."""
        self.ensure_one()
        if self.state == "received":
            return self.env._(
                "This mail is stored and is worked off within the minute; until then"
                " nothing is lost."
            )
        if self.state == "done":
            return self.env._("This mail was taken in.")
        if self.state == "failed":
            what = self.env._(
                "Something went wrong while this mail was taken in. It is kept as it"
                " came: try again when the cause is mended, or make a ticket of it."
            )
        else:
            what = self._explain_parking()
        if self.date_handled:
            done = self.env._(
                "%(user)s decided that there is nothing to do.",
                user=self.handled_by_id.name or "–",
            )
            return f"{what} {done}"
        return what

    def _explain_parking(self):
        """Return in words why the mail is no ticket, and what one can do about it."""
        reasons = self._explain_programs() | self._explain_senders()
        why = reasons.get(self.reason)
        if not why:
            return self.env._("This mail was parked. You can make a ticket of it.")
        return self.env._("This mail was parked: %(why)s", why=why)

    def _explain_programs(self):
        """Return in words, by reason, what is parked since no person wrote it."""
        return {
            "bounce": self.env._(
                "a mail that the desk sent could not be delivered. See whom it was for,"
                " and reach him in another way."
            ),
            "report": self.env._(
                "a mail server reports on a mail that the desk sent. Mostly there is"
                " nothing to do."
            ),
            "receipt": self.env._(
                "a mail program says that somebody has opened a mail. There is nothing"
                " to do."
            ),
            "automatic": self.env._(
                "a program sent it, not a person. If the desk is to work on it, make a"
                " ticket of it."
            ),
            "vacation": self.env._(
                "it says that somebody is away. If a person wrote it after all, make a"
                " ticket of it."
            ),
            "list": self.env._(
                "it came by a mailing list. If the desk is to work on it, make a ticket"
                " of it."
            ),
            "loop": self.env._(
                "it has come round already. Look at who forwards mail to the desk."
            ),
            "own": self.env._(
                "the desk sent it itself. Look at who forwards mail back to the desk."
            ),
        }

    def _explain_senders(self):
        """Return in words, by reason, what is parked for who sent it, or how."""
        return {
            "flood": self.env._(
                "its sender writes too much in a short time. Make tickets of what the"
                " desk is to work on."
            ),
            "blocked": self.env._(
                "its sender is blocked. If he writes to the desk rightly, make a ticket"
                " of it and let him in again."
            ),
            "spam": self.env._("somebody said that it is spam."),
            "conflict": self.env._(
                "another mail with the same Message-Id and another text came before."
                " Compare them, and make a ticket of it if it says something new."
            ),
            "duplicate": self.env._(
                "its text is in the conversation already. There is nothing to do."
            ),
            "refused": self.env._(
                "its sender may not write to this address. If he may, make a ticket of"
                " it."
            ),
        }

    @api.depends_context("bin_size")
    def _compute_mail_text(self):
        """Read the mail anew: words, never HTML, and the names of its files."""
        for mail in self:
            # The raw mail, not its size, which forms ask for.
            preview = mail_preview.read(mail.with_context(bin_size=False)._get_raw())
            mail.mail_text = preview.text
            mail.mail_head = preview.head
            mail.mail_files = "\n".join(preview.files)

    @api.depends("subject")
    def _compute_raw_name(self):
        for mail in self:
            mail.raw_name = f"mail-{mail.id}.eml"

    @api.depends("ticket_id", "ticket_ids")
    def _compute_ticket_count(self):
        for mail in self:
            mail.ticket_count = len(mail._get_readable_tickets())

    def _get_readable_tickets(self):
        """Return the tickets of these mails that the user reads."""
        # sudo: servicedesk.mail.intake - a ticket he does not read is left out below
        mails = self.sudo()
        return (mails.ticket_id | mails.ticket_ids).sudo(False)._filtered_access("read")

    @api.depends("message_id")
    def _compute_namesake_count(self):
        """Count, of the other mails with a mail's Message-Id, those the user reads."""
        ids = set(filter(None, self.mapped("message_id")))
        counts = {}
        if ids:
            domain = [("message_id", "in", list(ids))]
            counts = dict(self._read_group(domain, ["message_id"], ["__count"]))
        for mail in self:
            mail.namesake_count = max(counts.get(mail.message_id, 0) - 1, 0)

    def action_view_namesakes(self):
        """Open the other mails with this mail's Message-Id, to compare them."""
        self.check_access("read")
        self.ensure_one()
        others = self.browse()
        if self.message_id:
            found = [("message_id", "=", self.message_id), ("id", "!=", self.id)]
            others = self.search(found, limit=MOST_NAMESAKES)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_mail_intake_action"
        )
        action["context"] = {}
        if len(others) == 1:
            return action | {"views": [(False, "form")], "res_id": others.id}
        return action | {"domain": [("id", "in", others.ids)]}

    def _read_format(self, fnames, load="_classic_read"):
        """Leave no nulls in JSON: XML-RPC could not say them."""
        rows = super()._read_format(fnames, load)
        for row in rows:
            if row.get("options"):
                row["options"] = mail_envelope.without_none(row["options"])
        return rows

    def action_view_tickets(self):
        """Open what the mails made or joined."""
        self.check_access("read")
        tickets = self._get_readable_tickets()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["context"] = {}
        if len(tickets) == 1:
            return action | {"views": [(False, "form")], "res_id": tickets.id}
        return action | {"domain": [("id", "in", tickets.ids)]}
