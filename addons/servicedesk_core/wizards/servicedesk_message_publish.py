# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

# So many addresses are named; of more, how many there are.
SHOWN = 8


class ServicedeskMessagePublish(models.TransientModel):
    """Warns before a hidden comment is shown to the requester: it is for good."""

    _name = "servicedesk.message.publish"
    _description = "Show a Hidden Comment"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True)
    message_id = fields.Many2one(
        "mail.message",
        string="Comment",
        required=True,
        domain="[('model', '=', 'servicedesk.ticket'), ('res_id', '=', ticket_id)]",
    )
    author = fields.Char(string="Written by", compute="_compute_content")
    date = fields.Datetime(string="Written on", compute="_compute_content")
    body = fields.Html(string="Text", compute="_compute_content")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", compute="_compute_content"
    )
    recipients = fields.Text(
        string="Mailed to",
        compute="_compute_content",
        help="Besides, everybody reads it who sees the ticket in the portal.",
    )
    doubt = fields.Selection(
        [("unverified", "Not Verified"), ("unknown", "Unknown")],
        string="Sender",
        compute="_compute_content",
    )
    refusal = fields.Char(compute="_compute_content")

    @api.depends("ticket_id", "message_id")
    @api.depends_context("uid", "lang")
    def _compute_content(self):
        """Show what is shown; as the one who asks: nothing that he does not read."""
        for wizard in self:
            ticket = wizard.ticket_id._filtered_access("write")
            message = wizard.message_id._filtered_access("read")
            if ticket:
                message = ticket._find_own_message(message.id)
                wizard.refusal = ticket._why_not_publish(message)
            else:
                message = message.browse()
                wizard.refusal = self.env._("You do not work on this ticket.")
            wizard.author = message.author_id.name or message.email_from
            wizard.date = message.date
            wizard.body = message.body
            wizard.attachment_ids = message.attachment_ids.sudo(False)
            wizard.doubt = message.servicedesk_unverified
            named = ticket._get_publish_recipients(message) if message else []
            more = len(named) - SHOWN
            if more > 0:
                rest = self.env._("… and %(count)s more", count=more)
                named = [*named[:SHOWN], rest]
            wizard.recipients = "\n".join(named)

    def action_apply(self):
        """Show it; see ``servicedesk.ticket.action_publish_message``."""
        self.ensure_one()
        self.ticket_id.action_publish_message(self.message_id.id)
        return {"type": "ir.actions.act_window_close", "infos": {"published": True}}
