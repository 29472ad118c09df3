# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """What comes of an internal ticket is internal, and nothing visible goes into it.

    Merging an internal ticket into a visible one copies hidden notes for the desk.
    """

    _inherit = "servicedesk.ticket"

    def _why_not_together(self, survivor):
        if survivor.internal_only and not self.internal_only:
            return self.env._(
                "%(other)s is internal, and the requester of %(ticket)s would be left"
                " without an answer. Merge them the other way round, or hide"
                " %(ticket)s from him first.",
                ticket=self.number,
                other=survivor.number,
            )
        return super()._why_not_together(survivor)

    def _shares_requester(self, survivor):
        """What was said inside is copied as notes, though the requester be the same."""
        if self.internal_only != survivor.internal_only:
            return False
        return super()._shares_requester(survivor)

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
