# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    servicedesk_stand_in_id = fields.Many2one(
        "res.users",
        string="Stand-in for Approvals",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Asked for approvals in your place while you are out of office, or when"
        " you do not answer.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "servicedesk_stand_in_id"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "servicedesk_stand_in_id"]

    @api.constrains("servicedesk_stand_in_id")
    def _check_stand_in(self):
        """A colleague stands in: an employee, and somebody else.

        :raise ValidationError: for others.
        """
        for user in self:
            stand_in = user.servicedesk_stand_in_id
            if stand_in and (stand_in == user or not stand_in._is_internal()):
                raise ValidationError(
                    self.env._("A stand-in is another employee of the house.")
                )

    def write(self, vals):
        """Whoever leaves decides nothing any more: somebody else is asked."""
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # sudo: servicedesk.approval - who archives users need not read tickets
            approvals = self.env["servicedesk.approval"].sudo()
            partners = self.with_context(active_test=False).partner_id
            approvals._find_awaiting(partners)._replace_lost()
        return result

    def _servicedesk_find_stand_in(self):
        """Return who stands in: he who is named, or who stands in for him if absent.

        Empty when nobody is named, or all of them are absent.
        """
        seen, user = self, self.servicedesk_stand_in_id
        while user and user not in seen:
            if user.active and not user.is_out_of_office:
                return user
            seen |= user
            user = user.servicedesk_stand_in_id
        return self.browse()
