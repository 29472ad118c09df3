# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicketSplit(models.TransientModel):
    """The dialog that makes a new ticket of one message."""

    _name = "servicedesk.ticket.split"
    _description = "Split into a New Ticket"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True, readonly=True)
    message_id = fields.Many2one("mail.message", required=True, readonly=True)
    name = fields.Char(
        string="Subject",
        required=True,
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    asker = fields.Char(string="Requester", compute="_compute_asker")

    @api.depends("ticket_id", "message_id")
    def _compute_name(self):
        """Begin with what the message says; of one nobody may split, with nothing."""
        for wizard in self:
            ticket, message = wizard._get_checked()
            wizard.name = message and ticket._get_split_name(message)

    @api.depends("ticket_id", "message_id")
    def _compute_asker(self):
        """Say whose ticket it will be."""
        for wizard in self:
            ticket, message = wizard._get_checked()
            wizard.asker = False
            if message:
                vals = ticket._get_split_requester(message)
                # sudo: res.partner - who wrote a message is told with it
                partner = self.env["res.partner"].sudo()
                if "partner_id" not in vals:
                    partner = ticket.sudo().partner_id
                else:
                    partner = partner.browse(vals["partner_id"] or [])
                wizard.asker = partner.display_name or (
                    vals.get("partner_email") or ticket.partner_email
                )

    def _get_checked(self):
        """Return ticket and message, the latter only if it may be split now."""
        ticket = self.ticket_id._origin
        if not ticket or not self.message_id:
            return ticket, self.env["mail.message"]
        ticket._check_work_access()
        return ticket, ticket._find_splittable(self.message_id._origin.id)

    def action_apply(self):
        """Split, and open the new ticket."""
        self.ensure_one()
        fresh = self.ticket_id.action_split(self.message_id.id, self.name)
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.ticket",
            "res_id": fresh,
            "views": [(False, "form")],
        }
