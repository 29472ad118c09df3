# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.fields import Domain


class ServicedeskTicket(models.Model):
    """What comes of an internal ticket is internal, and nothing visible goes into it.

    Merging an internal ticket into a visible one copies hidden notes for the desk. If
    it is about somebody of the desk, he would read them: so these are not merged, and
    notes on other tickets do not name it.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Whom a note would tell of it
    # ------------------------------------------------------------------

    def _is_hidden_on(self, ticket):
        """Return whether notes on ``ticket`` may be read by whom this one is about."""
        self.ensure_one()
        # sudo: servicedesk.ticket - who it is about decides who hears of it
        mine, other = self.sudo(), ticket.sudo()
        if not mine.internal_only:
            return False
        whom = (mine.partner_id, mine.partner_email)
        if other.internal_only and whom == (other.partner_id, other.partner_email):
            return False
        domain = Domain("partner_id", "=", mine.partner_id.id)
        if mine.partner_email:
            domain |= Domain("partner_id.email_normalized", "=", mine.partner_email)
        # sudo: res.users - only whether there is one who reads notes
        users = self.env["res.users"].sudo()
        return bool(users.search_count(domain & Domain("share", "=", False), limit=1))

    def _get_number_on(self, ticket):
        """Return the number, or a word for it, as a note on ``ticket`` may say it."""
        if self._is_hidden_on(ticket):
            return self.env._("Internal ticket")
        # sudo: servicedesk.ticket - a number opens nothing
        return self.sudo().number

    def _get_link_on(self, ticket):
        """Return the number as a link, or a word for it, for a note on ``ticket``."""
        if self._is_hidden_on(ticket):
            return self.env._("Internal ticket")
        return self._get_number_link()

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _why_not_together(self, survivor):
        if survivor.internal_only and not self.internal_only:
            return self.env._(
                "%(other)s is internal, and the requester of %(ticket)s would be left"
                " without an answer. Merge them the other way round, or hide"
                " %(ticket)s from him first.",
                ticket=self.number,
                other=survivor.number,
            )
        if self._is_hidden_on(survivor) or survivor._is_hidden_on(self):
            return self.env._(
                "%(ticket)s and %(other)s are not for the same eyes: whom an internal"
                " ticket is about would read it on the other.",
                ticket=self.number,
                other=survivor.number,
            )
        return super()._why_not_together(survivor)

    def _shares_requester(self, survivor):
        """What was said inside is copied as notes, though the requester be the same."""
        if self.internal_only != survivor.internal_only:
            return False
        return super()._shares_requester(survivor)

    # ------------------------------------------------------------------
    # Tasks
    # ------------------------------------------------------------------

    def _shut_out(self):
        """Its tasks say no more what it is about; called in superuser mode."""
        result = super()._shut_out()
        # The old name would stand in the task's conversation.
        for task in self.child_ids.with_context(tracking_disable=True):
            step = task.plan_step_id
            if step and task.name == f"{step.name}: {self.name}":
                task.name = step.name
        return result

    def _prepare_task_vals(self, step):
        """The task of an internal ticket says what the step says, and no more."""
        vals = super()._prepare_task_vals(step)
        if self.internal_only:
            vals |= {"name": step.name, "internal_only": True}
        return vals

    def _choose_assignees(self):
        """No rule gives a ticket to whom it is about."""
        chosen = super()._choose_assignees()
        return {
            ticket: choice
            for ticket, choice in chosen.items()
            if not (
                ticket.internal_only
                and choice.id
                and ticket._is_subject(
                    self.env["res.users"].browse(choice.id).partner_id
                )
            )
        }
