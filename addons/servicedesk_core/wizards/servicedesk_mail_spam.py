# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ..tools import arguments

SHOWN = 5


class ServicedeskMailSpam(models.TransientModel):
    """Asks whom to block when tickets are marked as spam; nobody, unless told."""

    _name = "servicedesk.mail.spam"
    _description = "Mark as Spam"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    ticket_count = fields.Integer(compute="_compute_senders")
    senders = fields.Char(compute="_compute_senders", help="Who sent the mails.")
    may_block = fields.Boolean(compute="_compute_may_block")
    block = fields.Selection(
        [
            ("nobody", "Nobody"),
            ("address", "This Address"),
            ("domain", "Everybody at Its Domain"),
        ],
        required=True,
        default="nobody",
        help="Later mails of who is blocked are parked in the mail intake.",
    )

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("ticket_ids")
    def _compute_senders(self):
        for wizard in self:
            # As the one who asks: a dialog tells of no ticket he does not read.
            tickets = wizard.ticket_ids._filtered_access("read")
            senders = [ticket._get_spam_sender() for ticket in tickets[:SHOWN]]
            wizard.ticket_count = len(wizard.ticket_ids)
            names = ", ".join(dict.fromkeys(filter(None, senders)))
            wizard.senders = f"{names}, …" if len(tickets) > SHOWN else names

    @api.depends("ticket_ids")
    def _compute_may_block(self):
        allowed = self.env["servicedesk.mail.sender"].has_access("create")
        for wizard in self:
            wizard.may_block = allowed

    def action_apply(self):
        """Mark the tickets; see ``servicedesk.ticket.action_mark_spam``."""
        self.ensure_one()
        self.ticket_ids.action_mark_spam("" if self.block == "nobody" else self.block)
        return {"type": "ir.actions.act_window_close"}
