# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicketRelated(models.TransientModel):
    """The dialog that links tickets, and takes links away."""

    _name = "servicedesk.ticket.related"
    _description = "Related Tickets"

    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        required=True,
        readonly=True,
        default=lambda self: self._default_ticket_id(),
    )
    related_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_related_dialog_rel",
        "wizard_id",
        "ticket_id",
        string="Related to",
        compute="_compute_related_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', '!=', ticket_id)]",
    )

    def _default_ticket_id(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        return self.env.context.get("active_id")

    @api.depends("ticket_id")
    def _compute_related_ids(self):
        """Begin with the links there are, as far as the user reads them."""
        for wizard in self:
            wizard.related_ids = wizard.ticket_id.shown_related_ids

    def action_apply(self):
        """Link what was added, and take away what was taken out."""
        self.ensure_one()
        ticket, wanted = self.ticket_id, self.related_ids
        known = ticket.shown_related_ids
        if gone := known - wanted:
            ticket.action_unlink_related(gone.ids)
        if fresh := wanted - known:
            ticket.action_link(fresh.ids)
        return {"type": "ir.actions.act_window_close"}
