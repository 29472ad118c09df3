# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskApprovalDecide(models.TransientModel):
    """The dialog that asks for the note with a decision, on one approval or many."""

    _name = "servicedesk.approval.decide"
    _description = "Decide Approvals"

    approval_ids = fields.Many2many(
        "servicedesk.approval", string="Approvals", required=True, readonly=True
    )
    decision = fields.Selection(
        [("approve", "Approve"), ("reject", "Reject")], required=True, readonly=True
    )
    note = fields.Text()

    def action_apply(self):
        """Decide all of them, or none; the approvals check it."""
        self.ensure_one()
        if self.decision == "approve":
            self.approval_ids.action_approve(self.note or "")
        else:
            self.approval_ids.action_reject(self.note or "")
        return {"type": "ir.actions.act_window_close"}
