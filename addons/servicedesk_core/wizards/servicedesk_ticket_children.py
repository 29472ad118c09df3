# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketChildren(models.TransientModel):
    """The dialog that puts other tickets below one: tasks, or affected ones."""

    _name = "servicedesk.ticket.children"
    _description = "Add Tasks"

    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        required=True,
        readonly=True,
        default=lambda self: self._default_ticket_id(),
    )
    role = fields.Selection(
        [("task", "Task"), ("affected", "Affected")], required=True, default="task"
    )
    child_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_children_rel",
        "wizard_id",
        "ticket_id",
        string="Tickets",
        domain="[('id', '!=', ticket_id), ('parent_id', '=', False),"
        " ('is_open', '=', True)]",
    )

    def _default_ticket_id(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        return self.env.context.get("active_id")

    def action_apply(self):
        """Add the chosen tickets; the ticket checks it."""
        self.ensure_one()
        self.ticket_id.action_add_children(self.child_ids.ids, role=self.role)
        return {"type": "ir.actions.act_window_close"}
