# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .servicedesk_ticket import DEED

# What was asked, by whom, and as what it was taken: figures and agreements rest on
# these once the ticket is over.
LOCKED_FIELDS = frozenset(
    {
        "name",
        "description",
        "partner_id",
        "partner_email",
        "partner_phone",
        "channel",
        "ticket_type_id",
        "service_id",
        "service_ids",
        "category_id",
        "impact",
        "urgency",
        "priority",
        "is_confidential",
        "date_due",
    }
)


class ServicedeskTicket(models.Model):
    """A ticket that is over stays as it was, until somebody reopens it.

    Managers may still correct it. Its conversation goes on, and tags, which sort and
    say nothing about what happened, may be changed by whoever may write.
    """

    _inherit = "servicedesk.ticket"

    is_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_locked",
        help="Whether the ticket is over, and you may not change what was asked.",
    )

    @api.depends("is_open")
    @api.depends_context("uid")
    def _compute_is_locked(self):
        may_correct = self._may_correct()
        for ticket in self:
            ticket.is_locked = not (ticket.is_open or may_correct)

    @api.model
    def _may_correct(self):
        """Return whether the current user may change tickets that are over."""
        return self.env.su or self.env.user.has_group(
            "servicedesk_core.group_servicedesk_manager"
        )

    def write(self, vals):
        """Refuse to change what was asked of tickets that are over.

        :raise UserError: naming the fields, and the way out.
        """
        touched = LOCKED_FIELDS & vals.keys()
        if touched and self.env.context.get("servicedesk_deed") is not DEED:
            self._check_not_over(touched)
        return super().write(vals)

    def _check_not_over(self, names):
        if self._may_correct():
            return
        # sudo: servicedesk.ticket - reading as the user would cost a statement more
        over = self.sudo().filtered(lambda ticket: not ticket.is_open)
        if not over:
            return
        # Who may not write here at all is told that, and nothing of the ticket.
        self.check_access("write")
        labels = [self._fields[name]._description_string(self.env) for name in names]
        raise UserError(
            self.env._(
                "%(ticket)s is closed or cancelled; reopen it first to change:"
                " %(fields)s.",
                ticket=over[0].number,
                fields=", ".join(sorted(labels)),
            )
        )
