# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.tools import SQL

from ..lifecycle.servicedesk_stage import STATES
from .ticket_plan import RISKS


class ServicedeskChangeWindow(models.Model):
    """The change calendar: planned windows and freezes side by side.

    A view of the database; a window is as visible as its ticket.
    """

    _name = "servicedesk.change.window"
    _description = "Change Calendar"
    _auto = False
    _log_access = False
    _order = "date_from, id"

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [("change", "Planned Work"), ("freeze", "Freeze")], readonly=True
    )
    date_from = fields.Datetime(string="From", readonly=True)
    date_to = fields.Datetime(string="To", readonly=True)
    ticket_id = fields.Many2one("servicedesk.ticket", readonly=True)
    freeze_id = fields.Many2one("servicedesk.freeze", readonly=True)
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", string="Type", readonly=True
    )
    state = fields.Selection(STATES, readonly=True)
    risk = fields.Selection(RISKS, readonly=True)
    team_id = fields.Many2one("servicedesk.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        # Changes that are still in the cache count, too.
        self.env["servicedesk.ticket"].flush_model()
        self.env["servicedesk.freeze"].flush_model()
        return SQL(
            """SELECT id * 2 AS id, number || ' ' || name AS name, 'change' AS kind,
                      planned_start AS date_from, planned_end AS date_to,
                      id AS ticket_id, NULL::integer AS freeze_id, ticket_type_id,
                      state, risk, team_id, user_id, company_id
                 FROM servicedesk_ticket
                WHERE planned_start IS NOT NULL AND state != 'cancelled'
                UNION ALL
               SELECT id * 2 + 1, name, 'freeze', date_from, date_to, NULL, id, NULL,
                      NULL, NULL, NULL, NULL, company_id
                 FROM servicedesk_freeze
                WHERE active"""
        )

    def action_open(self):
        """Open the ticket, or the freeze, behind an entry of the calendar."""
        self.ensure_one()
        record = self.ticket_id or self.freeze_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
