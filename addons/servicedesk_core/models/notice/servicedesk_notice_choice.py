# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from .servicedesk_notice_rule import EVENTS


class ServicedeskNoticeChoice(models.Model):
    """What one person of the desk wants to hear of, and how: his line for an event."""

    _name = "servicedesk.notice.choice"
    _description = "Choice of Notices"
    _order = "user_id, id"
    _rec_name = "event"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    event = fields.Selection(EVENTS, required=True)
    channel = fields.Selection(
        [("inbox", "In Odoo"), ("mail", "E-mail"), ("none", "Not at All")],
        string="How",
        required=True,
        default="none",
    )

    _event_uniq = models.Constraint(
        "UNIQUE (user_id, event)", "There is a line for this already."
    )
