# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL

from ..lifecycle.servicedesk_stage import STATES


class ServicedeskConfidentialTicket(models.Model):
    """What dispatchers see of every confidential ticket: its number and its team.

    A view of the database that has no other columns: what is not in it cannot be
    searched, grouped, exported or read by any detour. An internal ticket about the
    dispatcher himself is not in it.
    """

    _name = "servicedesk.confidential.ticket"
    _description = "Confidential Ticket"
    _auto = False
    _log_access = False
    _rec_name = "number"
    _order = "id desc"

    number = fields.Char(readonly=True)
    team_id = fields.Many2one("servicedesk.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    is_open = fields.Boolean(readonly=True)
    date_registered = fields.Datetime(string="Registered", readonly=True)

    @property
    def _table_query(self):
        # Changes that are still in the cache count, too.
        self.env["servicedesk.ticket"].flush_model(
            [
                "number",
                "team_id",
                "company_id",
                "state",
                "is_open",
                "is_confidential",
                "internal_only",
                "partner_id",
                "partner_email",
            ]
        )
        # sudo: res.partner - his own address, whatever he may read of contacts
        me = self.env.user.sudo().partner_id
        return SQL(
            """SELECT id, number, team_id, company_id, state, is_open,
                      create_date AS date_registered
                 FROM servicedesk_ticket
                WHERE is_confidential IS TRUE
                  AND (internal_only IS NOT TRUE
                       OR partner_id IS DISTINCT FROM %s
                          AND partner_email IS DISTINCT FROM %s)""",
            me.id,
            me.email_normalized or "-",
        )

    def action_move(self, team_id, reason):
        """Send open confidential tickets, unread, to another team of their company.

        They lose their assignee and stay confidential, whatever the team; the reason
        stands in their conversation. Nobody sends them to a team of his own: he would
        open them by it. Nor does he get into that team afterwards; see
        ``servicedesk.team._check_may_give_seats``.

        :param int team_id: of a team of the same company.
        :raise AccessError: for who does not dispatch in that company.
        :raise UserError: without a reason, for a closed ticket, for one's own team, or
            one of another company.
        """
        self.check_access("read")
        if len(self.exists()) < len(set(self._ids)):
            raise MissingError(self.env._("There is no such ticket."))
        # sudo: servicedesk.team - companies are compared below
        team = self.env["servicedesk.team"].sudo().browse(team_id).exists()
        self._check_move(team, reason)
        # sudo: servicedesk.ticket - he moves what he may not read
        tickets = self.env["servicedesk.ticket"].sudo().browse(self.ids)
        for ticket in tickets:
            body = self.env._(
                "Moved unread from %(old)s to %(new)s: %(reason)s",
                old=ticket.team_id.name or self.env._("no team"),
                new=team.name,
                reason=reason.strip(),
            )
            ticket.write({"team_id": team.id, "user_id": False})
            ticket._message_log(body=body, author_id=self.env.user.partner_id.id)
        self.invalidate_model()
        return True

    def _check_move(self, team, reason):
        """Raise unless all of ``self`` may go to ``team``; nothing is written yet."""
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Please say why it goes to another team."))
        if not team or not team.active:
            raise UserError(self.env._("Choose the team it goes to."))
        if not self.env.su and team.id in self.env.user._servicedesk_team_ids():
            raise UserError(
                self.env._(
                    "“%(team)s” is your own team: you would open a confidential ticket"
                    " by moving it there. Ask somebody of its present team.",
                    team=team.name,
                )
            )
        for ticket in self:
            if not ticket.is_open:
                raise UserError(
                    self.env._("%(ticket)s is not open.", ticket=ticket.number)
                )
            if ticket.company_id != team.company_id:
                raise UserError(
                    self.env._(
                        "%(ticket)s belongs to %(company)s, and “%(team)s” does not.",
                        ticket=ticket.number,
                        company=ticket.company_id.name,
                        team=team.name,
                    )
                )
