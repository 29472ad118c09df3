# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import approval as steps
from .servicedesk_approval import OPEN_STATES


class ServicedeskApproval(models.Model):
    """Decisions, and what follows from them. All of it in superuser mode."""

    _inherit = "servicedesk.approval"

    def _lock_all(self):
        """Lock the tickets and all their approvals; see ``servicedesk.ticket._lock``.

        The second of two who decide at once waits, is repeated by Odoo, and finds
        what the first one did.
        """
        self.ticket_id._lock()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM servicedesk_approval WHERE ticket_id IN %s
                   ORDER BY id FOR NO KEY UPDATE""",
                tuple(self.ticket_id.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.env["servicedesk.approval"].invalidate_model()

    def _decide(self, decision, note, partner):
        """Write the decision of ``partner`` and go on with the tickets.

        :raise UserError: when there is no reason for a rejection, or when one of them
            is not pending any more; it says who decided and how.
        """
        note = (note or "").strip()
        if decision == steps.REJECTED and not note:
            raise UserError(self.env._("Please say why it is rejected."))
        self._lock_all()
        for approval in self:
            if approval.state != steps.PENDING:
                raise UserError(approval._say_state())
        self.write(
            {
                "state": decision,
                "decided_by_id": partner.id,
                "date_decided": fields.Datetime.now(),
                "note": note or False,
                "date_next": False,
            }
        )
        self._end_questions()
        for ticket, approvals in self.grouped("ticket_id").items():
            approvals._log_decision()
            ticket._settle_approvals(approvals[0].cycle, partner)

    def _say_state(self):
        """Return what is to be told to somebody whose decision comes too late."""
        self.ensure_one()
        words = {"approval": self.display_name, "who": self.decided_by_id.name}
        if self.state == steps.APPROVED:
            return self.env._("%(approval)s: already approved by %(who)s.", **words)
        if self.state == steps.REJECTED:
            return self.env._("%(approval)s: already rejected by %(who)s.", **words)
        decided = self._get_mates().filtered("decided_by_id")[:1]
        if self.state == steps.WITHDRAWN and decided:
            return decided._say_state()
        return self.env._("%(approval)s: nothing is to be decided (any more).", **words)

    def _get_mates(self):
        """Return all approvals of the same question."""
        self.ensure_one()
        return self.search(
            [("ticket_id", "=", self.ticket_id.id), ("cycle", "=", self.cycle)],
            order="date_decided desc, id",
        )

    def _log_decision(self):
        """Note on the ticket who decided what, and in whose place."""
        for approval in self:
            body = approval._word_decision(
                what=approval.name,
                who=approval.decided_by_id.name,
                whose=approval.partner_id.name,
                note=approval.note or "",
            )
            approval.ticket_id._message_log(
                body=body.strip(), author_id=approval.decided_by_id.id
            )

    def _word_decision(self, **words):
        env, approved = self.env, self.state == steps.APPROVED
        if self.is_stand_in and approved:
            return env._(
                "%(what)s: approved by %(who)s for %(whose)s. %(note)s", **words
            )
        if self.is_stand_in:
            return env._(
                "%(what)s: rejected by %(who)s for %(whose)s. %(note)s", **words
            )
        if approved:
            return env._("%(what)s: approved by %(who)s. %(note)s", **words)
        return env._("%(what)s: rejected by %(who)s. %(note)s", **words)

    def _withdraw(self):
        """Take back what is not decided: nobody need answer any more."""
        taken = self.filtered(lambda approval: approval.state in OPEN_STATES)
        if taken:
            taken.write({"state": steps.WITHDRAWN, "date_next": False})
            taken._end_questions()

    def _end_questions(self):
        """Close the mailed links and drop the activities."""
        # sudo: servicedesk.answer.link - links are kept by the system
        self.env["servicedesk.answer.link"].sudo()._revoke_for(self)
        self.activity_unlink(["servicedesk_core.mail_activity_type_approval"])
