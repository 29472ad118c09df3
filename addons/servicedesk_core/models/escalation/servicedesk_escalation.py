# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

DIRECTIONS = [("horizontal", "Horizontal"), ("vertical", "Vertical")]
SHARES = [("whole", "The Whole"), ("part", "A Part")]
STATES = [
    ("offered", "Offered"),
    ("accepted", "Accepted"),
    ("returned", "Returned"),
    ("disputed", "Disputed"),
    ("settled", "Settled"),
    ("withdrawn", "Withdrawn"),
]


class ServicedeskEscalation(models.Model):
    """Responsibility offered by one team and accepted, or returned, by another.

    Until the receiver accepts, the sender stays responsible. Changed by deeds only.
    """

    _name = "servicedesk.escalation"
    _description = "Escalation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="horizontal")
    share = fields.Selection(SHARES, required=True, default="whole")
    reason = fields.Text(required=True)
    state = fields.Selection(STATES, required=True, default="offered", copy=False)
    from_team_id = fields.Many2one(
        "servicedesk.team", index="btree_not_null", ondelete="restrict"
    )
    from_user_id = fields.Many2one("res.users", ondelete="restrict")
    to_team_id = fields.Many2one(
        "servicedesk.team", index="btree_not_null", ondelete="restrict"
    )
    to_user_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict"
    )
    accept_by = fields.Datetime(help="Until when the receiver answers.")
    rule_id = fields.Many2one(
        "servicedesk.escalation.rule", index="btree_not_null", ondelete="set null"
    )
    raise_count = fields.Integer(
        string="Times Raised", help="How often it went one level up without an answer."
    )

    _open_whole_uniq = models.UniqueIndex(
        "(ticket_id) WHERE share = 'whole' AND state IN ('offered', 'disputed')",
        "The whole of this ticket is already offered to somebody.",
    )
    _accept_by_idx = models.Index("(accept_by) WHERE state = 'offered'")
