# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where approval leads to work; a solution or an end asks for other things.
APPROVED_TO = ("new", "assigned", "in_progress", "waiting")


class ServicedeskTransition(models.Model):
    """A move may ask for approval: the ticket waits until it is given."""

    _inherit = "servicedesk.transition"

    asks = fields.Selection(
        selection_add=[("approval", "An approval")],
        ondelete={"approval": "set default"},
    )
    approval_stage_id = fields.Many2one(
        "servicedesk.stage",
        string="Waits in",
        domain=[("state", "=", "waiting")],
        ondelete="set null",
        help="Where the ticket is until it is approved. Empty: the first stage of the"
        " life cycle in which tickets wait.",
    )

    def _is_gate(self):
        return self.asks == "approval" or super()._is_gate()

    @api.constrains("asks", "to_stage_id", "approval_stage_id")
    def _check_approval(self):
        """Approval is asked for before work goes on, and the ticket waits meanwhile.

        :raise ValidationError: for moves to a solution or an end.
        """
        for move in self.filtered(lambda move: move.asks == "approval"):
            if move.to_state not in APPROVED_TO:
                raise ValidationError(
                    self.env._(
                        "“%(move)s” ends the work: only a move that goes on with it"
                        " can ask for approval.",
                        move=move.name,
                    )
                )
            stage = move.approval_stage_id
            if stage and stage.state != "waiting":
                raise ValidationError(
                    self.env._(
                        "Tickets do not wait in stage “%(stage)s”.", stage=stage.name
                    )
                )
