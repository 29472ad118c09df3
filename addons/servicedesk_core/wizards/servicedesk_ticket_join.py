# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ..tools import arguments


class ServicedeskTicketJoin(models.TransientModel):
    """The dialog that puts tickets below the major incident that affects them."""

    _name = "servicedesk.ticket.join"
    _description = "Join a Major Incident"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_join_rel",
        "wizard_id",
        "ticket_id",
        string="Tickets",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    only_major = fields.Boolean(
        string="Major Incidents Only",
        default=lambda self: self._default_only_major(),
        help="Else any ticket in work may become one.",
    )
    major_id = fields.Many2one(
        "servicedesk.ticket",
        string="Major Incident",
        domain="[('id', 'not in', ticket_ids), ('is_open', '=', True)]"
        " + ([('affected_count', '>', 0)] if only_major else [])",
    )

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    def _default_only_major(self):
        """Begin with major incidents where there is one."""
        major = [("affected_count", ">", 0), ("is_open", "=", True)]
        return bool(self.env["servicedesk.ticket"].search_count(major, limit=1))

    def action_apply(self):
        """Put them below it; the ticket checks it."""
        self.ensure_one()
        self.major_id.action_add_children(self.ticket_ids.ids, role="affected")
        return {"type": "ir.actions.act_window_close"}
