# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Command

from ...tools import approval as steps


class ServicedeskApproval(models.Model):
    """Who is asked may leave, or become the requester: no question hangs for that.

    Others of the same step decide, or else one is asked in his place: his stand-in,
    his manager, or the owner of the service. Where there is nobody the question is
    taken back, and who has the ticket is told.
    """

    _inherit = "servicedesk.approval"

    @api.model
    def _find_awaiting(self, partners):
        """Return the approvals whose decision ``partners`` are asked for."""
        return self.search(
            [("state", "=", steps.PENDING), ("asked_ids", "in", partners.ids)]
        )

    def _replace_lost(self):
        """Turn to others where somebody who is asked cannot decide any more.

        Called in superuser mode.
        """
        lost = self.filtered(lambda approval: approval._has_lost())
        if not lost:
            return
        lost._lock_all()
        for approval in lost:
            # The one before may have ended the question of this one.
            if not approval._has_lost():
                continue
            able = approval._keep_possible(approval.asked_ids)
            approval._dismiss(approval.asked_ids - able)
            if able:
                approval._log_replaced(able)
            else:
                approval._turn_to_others()

    def _has_lost(self):
        """Return whether somebody is asked who cannot decide any more, or nobody is."""
        self.ensure_one()
        if self.state != steps.PENDING:
            return False
        able = self._keep_possible(self.asked_ids)
        return not able or able != self.asked_ids

    def _dismiss(self, partners):
        """Ask ``partners`` no more; their links are dead, as they may not decide."""
        self.ensure_one()
        self.asked_ids -= partners
        for user in partners.with_context(active_test=False).user_ids:
            self.activity_unlink(
                ["servicedesk_core.mail_activity_type_approval"], user_id=user.id
            )

    def _turn_to_others(self):
        """Leave it to the others of the step, ask a successor, or take it back."""
        self.ensure_one()
        mates = self._get_mates().filtered(
            lambda mate: mate.step == self.step and mate != self
        )
        pending = mates.filtered(lambda mate: mate.state == steps.PENDING)
        others = pending.filtered(lambda mate: mate._keep_possible(mate.asked_ids))
        successor = self._find_successor(others.asked_ids)
        counting = others | mates.filtered(lambda mate: mate.state == steps.APPROVED)
        if others and (self.enough == steps.ANY or not successor):
            self._withdraw()
            self._log_replaced(others.asked_ids)
        elif successor:
            self._ask_successor(successor)
        elif counting:
            self._withdraw()
            self._log_replaced(counting.decided_by_id)
            self.ticket_id._settle_approvals(self.cycle)
        else:
            self.ticket_id._give_up_approval(self)

    def _find_successor(self, already):
        """Return who is asked in place of the approver, and not ``already``."""
        self.ensure_one()
        partner = self.partner_id.with_context(active_test=False)
        stand_ins = (user._servicedesk_find_stand_in() for user in partner.user_ids)
        for candidate in (
            *(user.partner_id for user in stand_ins),
            partner.manager_id,
            self.ticket_id.service_id.owner_id.partner_id,
        ):
            possible = self._keep_possible(candidate) - already
            if possible:
                return possible
        return self.env["res.partner"]

    def _ask_successor(self, successor):
        now = fields.Datetime.now()
        self.write(
            {
                "asked_ids": [Command.link(partner.id) for partner in successor],
                "date_next": self._get_next_reminder(now),
                "reminder_count": 0,
                "date_escalated": False,
            }
        )
        self._log_replaced(successor)
        self._tell(successor)

    def _log_replaced(self, others):
        """Note on the ticket that somebody cannot decide, and who is asked."""
        self.ticket_id._message_log(
            body=self.env._(
                "%(what)s: %(approver)s cannot decide any more. Asked: %(others)s.",
                what=self.name,
                approver=self.partner_id.name,
                others=", ".join(others.mapped("name")),
            )
        )
