# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.api import NewId
from odoo.exceptions import AccessError, UserError

from ...tools import arguments
from ...tools import work_order as steps

# What people of the contractor may read of an order, in the portal and by RPC. Not the
# ticket, whose very subject is the customer's.
CONTRACTOR_READABLE_FIELDS = frozenset(
    {
        "id",
        "display_name",
        "number",
        "name",
        "description",
        "state",
        "company_id",
        "currency_id",
        "contractor_id",
        "contractor_commercial_id",
        "contact_id",
        "contract_id",
        "responsible_id",
        "site_id",
        "address",
        "planned_start",
        "planned_end",
        "date_sent",
        "date_accepted",
        "date_started",
        "date_done",
        "date_verified",
        "line_ids",
        "rate",
        "quota_amount",
        "payment_decision",
        "payment_amount",
        "report",
        "end_reason",
        "reopen_count",
        "my_side",
        "my_steps",
        "create_date",
        "write_date",
        "access_url",
        "message_is_follower",
        "message_needaction",
        "message_needaction_counter",
        "has_message",
    }
)
DESK = "servicedesk_core.group_servicedesk_agent"


class ServicedeskWorkOrder(models.Model):
    """Who orders, who does it, and what either reads.

    * The *orderer*: whoever works on the ticket, and who is responsible for the order.
    * The *doer*: the own engineer; every portal user of the contractor; the agents of
      another company of the house, where that is the contractor. Only once it is sent.
    """

    _inherit = "servicedesk.work.order"

    access_token = fields.Char(groups="base.group_system")
    my_side = fields.Selection(
        [(steps.DOER, "Does It"), (steps.ORDERER, "Ordered It")],
        compute="_compute_my_side",
        help="On which side you stand. Who does it himself is on that one.",
    )
    my_steps = fields.Json(
        compute="_compute_my_side", help="What you may do with the order now."
    )

    @api.depends(
        "state",
        "user_id",
        "contractor_id",
        "responsible_id",
        "ticket_id",
        "payment_decision",
        "done_by_id",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_my_side(self):
        for order in self:
            sides = order._origin._get_sides(self.env.user) if order._origin else set()
            order.my_side = order._choose_side(sides)
            # What is paid for is not returned: see ``_check_may_go_on``; nor claimed.
            is_paid = order.payment_decision != "none"
            refused = {"return", "claim"} if is_paid else set()
            # A contractor's work is not handed to a colleague.
            if order.contractor_id:
                refused.add("hand_over")
            # Nor does anybody verify his own work: see ``_do_verify``.
            if order.state == steps.DONE and order._origin:
                if order._origin._find_entangled(self.env.user):
                    refused.add("verify")
            order.my_steps = [
                step
                for step in steps.steps_from(order.state, sides)
                if step not in refused
            ]

    # ------------------------------------------------------------------
    # Sides
    # ------------------------------------------------------------------

    def _get_side(self, user):
        """Return "doer", "orderer" or False: on which side ``user`` stands."""
        return self._choose_side(self._get_sides(user))

    def _choose_side(self, sides):
        return next((side for side in steps.BOTH if side in sides), False)

    def _get_sides(self, user):
        """Return the sides that ``user`` stands on, as a set; empty for strangers."""
        self.ensure_one()
        sides = set()
        if not user.active or user._is_public():
            return sides
        # sudo: servicedesk.work.order - who stands where is asked for everybody
        if self.sudo()._is_doer(user):
            sides.add(steps.DOER)
        mine = self.with_user(user)
        if user != self.env.user:
            companies = user.company_ids.ids
            mine = mine.with_context(allowed_company_ids=companies)
        if user._is_internal() and mine.has_access("write"):
            sides.add(steps.ORDERER)
        return sides

    def _is_doer(self, user):
        """Return whether the work is ``user``'s; nobody's before it is sent."""
        if not self.date_sent:
            return False
        if self.user_id:
            return self.user_id == user and self.company_id in user.company_ids
        if not self.contractor_id:
            return False
        if user._is_internal():
            company = self.doer_company_id
            return company in user.company_ids and user.has_group(DESK)
        return self.contractor_commercial_id == user.partner_id.commercial_partner_id

    def _check_doer(self):
        """Raise unless the current user does, or speaks for, all of these.

        What a contractor says by phone is recorded by who ordered it.

        :raise AccessError: saying nothing of what it is about.
        """
        for order in self._get_known():
            sides = order._get_sides(self.env.user)
            by_phone = steps.ORDERER in sides and order.contractor_id
            if not (steps.DOER in sides or by_phone):
                raise AccessError(
                    self.env._("Only who does the work of this order can do this.")
                )

    def _check_orderer(self):
        """Raise unless the current user orders all of these.

        :raise AccessError: saying nothing of what it is about.
        """
        for order in self._get_known():
            if steps.ORDERER not in order._get_sides(self.env.user):
                raise AccessError(self.env._("Only who ordered the work can do this."))

    def _check_has_side(self):
        """Raise unless the current user stands on one of the sides of all of these."""
        for order in self._get_known():
            if not order._get_sides(self.env.user):
                raise AccessError(self.env._("This work order is not yours."))

    def _get_known(self):
        """Return the orders in superuser mode, all of them there.

        :raise UserError: without any, and for what RPC gave as an id and is none.
        :raise AccessError: where one is missing.
        """
        if not self:
            raise UserError(self.env._("Say which work orders are meant."))
        for order_id in self._ids:
            if not (isinstance(order_id, NewId) or arguments.is_id(order_id)):
                raise UserError(
                    self.env._(
                        "There is no work order with the id “%(id)s”.", id=order_id
                    )
                )
        # sudo: servicedesk.work.order - sides are asked for before anybody is let in
        known = self.sudo().exists()
        if len(known) != len(self):
            raise AccessError(self.env._("This work order is not yours."))
        return known

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    def _get_contractor_readable_fields(self):
        """Return the names of the fields that people of a contractor may read."""
        return CONTRACTOR_READABLE_FIELDS

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self.env.user._is_internal():
            return True
        return (
            operation == "read" and field.name in self._get_contractor_readable_fields()
        )
