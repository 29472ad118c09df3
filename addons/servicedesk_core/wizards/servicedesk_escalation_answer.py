# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import arguments


class ServicedeskEscalationAnswer(models.TransientModel):
    """The dialog of answers that need words: to return, to withdraw, to settle."""

    _name = "servicedesk.escalation.answer"
    _description = "Answer Escalations"

    escalation_ids = fields.Many2many(
        "servicedesk.escalation",
        "servicedesk_escalation_answer_rel",
        "wizard_id",
        "escalation_id",
        required=True,
        default=lambda self: self._default_escalation_ids(),
    )
    escalation_count = fields.Integer(compute="_compute_escalations")
    company_id = fields.Many2one("res.company", compute="_compute_escalations")
    sides = fields.Char(compute="_compute_escalations")
    is_last_return = fields.Boolean(compute="_compute_escalations")
    deed = fields.Selection(
        [("return", "Return"), ("withdraw", "Withdraw"), ("settle", "Settle")],
        required=True,
        default="return",
        readonly=True,
    )
    reason = fields.Text()
    decision = fields.Selection(
        [
            ("receiver", "The receiver takes it"),
            ("sender", "It stays with the sender"),
            ("other", "Somebody else takes it"),
        ],
        default="receiver",
    )
    to_team_id = fields.Many2one("servicedesk.team")
    to_user_id = fields.Many2one(
        "res.users", string="To Person", domain=[("share", "=", False)]
    )

    def _default_escalation_ids(self):
        if self.env.context.get("active_model") != "servicedesk.escalation":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("escalation_ids", "deed")
    def _compute_escalations(self):
        """Say what is answered; a return that opens a dispute is announced."""
        for wizard in self:
            offers = wizard.escalation_ids
            wizard.escalation_count = len(offers)
            wizard.company_id = offers.company_id[:1]
            wizard.is_last_return = wizard.deed == "return" and any(
                offer._is_last_return() for offer in offers._origin
            )
            wizard.sides = ", ".join(
                self.env._(
                    "%(ticket)s: from %(sender)s to %(receiver)s",
                    ticket=offer.ticket_id.number,
                    sender=offer._name_side("from"),
                    receiver=offer._name_side("to"),
                )
                for offer in offers[:5]
            )

    def action_apply(self):
        """Answer all of them, or none; the escalations check it."""
        self.ensure_one()
        if not self.escalation_ids:
            raise UserError(self.env._("Choose at least one escalation."))
        offers, reason = self.escalation_ids, (self.reason or "").strip()
        if self.deed == "return":
            offers.action_return(reason)
        elif self.deed == "withdraw":
            offers.action_withdraw(reason)
        else:
            self._settle(offers, reason)
        return {"type": "ir.actions.act_window_close"}

    def _settle(self, offers, reason):
        """Hand on the decision, with what is said of it."""
        is_other = self.decision == "other"
        offers.with_context(servicedesk_decision_note=reason).action_settle(
            self.decision or "",
            to_team_id=is_other and self.to_team_id.id,
            to_user_id=is_other and self.to_user_id.id,
        )
