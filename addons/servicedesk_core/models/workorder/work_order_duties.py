# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command


class ServicedeskWorkOrder(models.Model):
    """Separation of duties: who did the work neither verifies it nor decides its pay.

    Who did it: whoever has or had it in hand, accepted, began or finished it for the
    side that does it, is named on a line, or has written time on it; for good, whatever
    is handed over, returned or deleted later. Persons are compared, not their logins.
    With them stand all people of the contractor and, where that is a company of the
    house, all who may work there: which of his companies somebody has chosen as his
    own is up to himself.
    """

    _inherit = "servicedesk.work.order"

    def _note_doers(self, users):
        """Keep ``users`` among those whose own work these are; in superuser mode."""
        if not users:
            return
        # Who has left counts, too: he may have another login.
        for order in self.with_context(active_test=False):
            new = users - order.doer_ids
            if new:
                order.write({"doer_ids": [Command.link(user.id) for user in new]})

    def _note_step(self, partner):
        """Keep who has one order in hand, and ``partner`` if he made a step as doer.

        What a contractor says by phone is recorded by who ordered: that is no work.
        People from outside judge nothing anyhow.
        """
        self.ensure_one()
        mine = self.env.user
        users = mine if mine.partner_id == partner else partner.user_ids
        doers = users.filtered(lambda user: user._is_internal() and self._is_doer(user))
        self._note_doers(self.user_id | doers)

    def _check_separation(self):
        """Raise AccessError where the current user would decide about his own work."""
        for order in self:
            fault = order._find_entangled(self.env.user)
            if fault:
                raise AccessError(
                    self.env._(
                        "%(order)s: %(fault)s", order=order.display_name, fault=fault
                    )
                )

    def _find_entangled(self, user):
        """Return in words why ``user`` may not judge this work, or False."""
        self.ensure_one()
        # sudo: servicedesk.work.order, res.users - who did what is asked for everybody
        order = self.sudo().with_context(active_test=False)
        person = user.sudo()
        partner = person.partner_id
        doers = (order.user_id | order.doer_ids).partner_id | order.done_by_id
        firm = order.contractor_commercial_id
        is_of_firm = firm and firm in (
            partner.commercial_partner_id | person.company_ids.partner_id
        )
        if is_of_firm or partner in (doers | order.line_ids.partner_id):
            return self.env._(
                "Who did the work or reported it as done does not decide about its"
                " payment. Somebody else has to."
            )
        if partner in order.line_ids.claimed_by_id.partner_id:
            return self.env._(
                "Who claimed the costs does not decide about them. Somebody else has"
                " to."
            )
        return False
