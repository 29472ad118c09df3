# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError


class ServicedeskTicketAnswer(models.TransientModel):
    """What the requester said by phone about a proposed solution."""

    _name = "servicedesk.ticket.answer"
    _description = "Answer by Phone"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True, readonly=True)
    # With the rights of who opened the dialog: he may name any ticket to it.
    resolution = fields.Html(related="ticket_id.resolution", related_sudo=False)
    answer = fields.Selection(
        [("confirm", "It works"), ("refuse", "Not solved")], required=True
    )
    rating = fields.Selection(
        [
            ("5", "Great"),
            ("4", "Good"),
            ("3", "Fair"),
            ("2", "Poor"),
            ("1", "Bad"),
            ("declined", "Would not rate"),
        ],
        help="By phone a rating is asked; that he would not rate is recorded as that.",
    )
    rating_policy = fields.Char(compute="_compute_rating_policy")
    feedback = fields.Text(string="Requester's Words")

    @api.depends("ticket_id")
    def _compute_rating_policy(self):
        for dialog in self:
            ticket = dialog.ticket_id
            dialog.rating_policy = ticket._get_rating_policy() if ticket else "none"

    @api.constrains("ticket_id")
    def _check_ticket(self):
        """The dialog is about a ticket its user reads: its name stands in it."""
        # Odoo checks constraints in superuser mode.
        self.sudo(False).ticket_id.check_access("read")

    def action_apply(self):
        """Record the answer as told by phone; the ticket checks it.

        :return: an action that closes the dialog, with a notice when the answer
            came too late to count.
        :raise UserError: when a rating is to be asked for, and was not.
        """
        self.ensure_one()
        if self.answer == "confirm":
            if self.rating_policy == "required" and not self.rating:
                raise UserError(
                    self.env._("Please ask for a rating, or choose “Would not rate”.")
                )
            rating = False if self.rating == "declined" else int(self.rating or 0)
            counted = self.ticket_id.action_confirm(
                rating=rating, feedback=self.feedback, by_phone=True
            )
        else:
            counted = self.ticket_id.action_refuse(self.feedback, by_phone=True)
        close = {"type": "ir.actions.act_window_close"}
        if counted:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "The requester had answered before; this answer was only noted."
                ),
                "next": close,
            },
        }
