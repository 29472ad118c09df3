# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments

# What a major incident in work affects waits there: nobody is to take it by turn.
HELD = SQL(
    """
    child_role = 'affected' AND parent_id IN (
        SELECT id FROM servicedesk_ticket
         WHERE state NOT IN ('resolved', 'closed', 'cancelled')
    )
    """
)


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    @api.model
    def action_take_next(self, team_id=False):
        """Take the unassigned ticket of your teams that burns most.

        Late ones first, then by priority, the customer's priority, the promised time
        and age. Two who press at once get different tickets.

        :param int team_id: one of your teams; all of them if not given.
        :return: the ticket's id, or False when nothing is waiting.
        :raise UserError: for a team that you are not of.
        """
        self.check_access("write")
        team_id = arguments.record_id(self.env, team_id, "team_id")
        team_ids = self.env.user._servicedesk_team_ids()
        if team_id and team_id not in team_ids:
            raise UserError(self.env._("You are not a member of this team."))
        ticket = self._lock_next([team_id] if team_id else team_ids)
        if not ticket:
            return False
        ticket.action_take()
        return ticket.id

    def action_open_next(self):
        """Take the next ticket, whichever are selected, and open it.

        Of the team whose list it is: its id comes in the context as
        ``servicedesk_take_next``. Elsewhere of all your teams.

        :return: the action that opens it, or one that says that nothing waits.
        :raise UserError: for a team that you are not of.
        """
        self._check_ids()
        self.check_access("read")
        team_id = self.env.context.get("servicedesk_take_next")
        team_id = team_id is not True and team_id
        return self._open_taken(self.browse().action_take_next(team_id), team_id)

    @api.model
    def _open_taken(self, ticket_id, team_id=False):
        """Open what was taken, or say where nothing is waiting."""
        if ticket_id:
            return self.browse(ticket_id).get_formview_action()
        said = self.env._("Nothing is waiting in your teams.")
        if not self.env.user._servicedesk_team_ids():
            said = self._get_teamless_words()
        elif team_id:
            said = self.env._("Nothing is waiting in this team.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": said,
            },
        }

    @api.model
    def _get_teamless_words(self):
        return self.env._("You are in no team. A manager can add you to one.")

    @api.model
    def get_empty_list_help(self, help_message):
        """Offer who is in no team nothing to take: say what is missing."""
        offers = self.env.context.get("servicedesk_take_next") is True
        if offers and not self.env.user._servicedesk_team_ids():
            words = Markup('<p class="o_view_nocontent_smiling_face">{}</p>')
            help_message = words.format(self._get_teamless_words())
        return super().get_empty_list_help(help_message)

    @api.model
    def _lock_next(self, team_ids):
        """Return the next unassigned ticket of the teams, locked, or none.

        Rows that somebody else is just taking are skipped, not waited for.
        """
        if not team_ids:
            return self.browse()
        self.flush_model()
        # Which companies the user works in now is his choice in the menu bar.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM servicedesk_ticket
                 WHERE is_open IS TRUE
                   AND user_id IS NULL
                   AND state NOT IN ('waiting', 'resolved')
                   AND (%(held)s) IS NOT TRUE
                   AND team_id IN %(teams)s
                   AND company_id IN %(companies)s
                 ORDER BY COALESCE(date_due < %(now)s, FALSE) DESC,
                          priority DESC, customer_priority DESC,
                          date_due ASC NULLS LAST, id
                 LIMIT 1
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                teams=tuple(team_ids),
                companies=tuple(self.env.companies.ids),
                now=fields.Datetime.now(),
                held=HELD,
            )
        )
        ticket = self.browse(row[0] for row in rows)
        ticket.invalidate_recordset()
        return ticket
