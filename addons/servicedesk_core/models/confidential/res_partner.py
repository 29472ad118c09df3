# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_normalize


def _get_address(email):
    """Return where mail to ``email`` arrives: letter case and names do not count."""
    return (isinstance(email, str) and email_normalize(email)) or email or False


class ResPartner(models.Model):
    """Who gets hold of a contact's address becomes that contact.

    Answers are mailed there, and so is the link by which a login is made or its
    password changed: what the contact reads is read by who has his letter-box.
    """

    _inherit = "res.partner"

    def write(self, vals):
        """Keep the address of who reads confidential tickets from those who do not.

        :raise AccessError: see :meth:`_check_identity`.
        """
        if "email" in vals and not self.env.su:
            new = _get_address(vals["email"])
            self.filtered(lambda one: _get_address(one.email) != new)._check_identity()
        return super().write(vals)

    def _check_identity(self):
        """Raise unless the current user may say where mail for these contacts goes.

        The sentence is no more than that: it does not tell what they ask for.

        :raise AccessError: for all but administrators, when one of the contacts has a
            place on a confidential ticket that the user does not read.
        """
        user = self.env.user
        people = self - user.partner_id
        if not people or self.env.su or user._is_system():
            return
        secret = people._get_placed_tickets_domain() & Domain(
            "is_confidential", "=", True
        )
        if self.env["servicedesk.ticket"]._find_unread(secret):
            raise AccessError(
                self.env._(
                    "Where mail for %(contacts)s goes decides who reads tickets that"
                    " are not for everybody: please ask an administrator.",
                    contacts=", ".join(people.mapped("display_name")),
                )
            )

    def _get_placed_tickets_domain(self):
        """Return what selects the tickets that these contacts read by themselves.

        As requester or follower or, of those with a user, as assignee, opener or
        co-responsible.
        """
        domain = Domain("partner_id", "in", self.ids)
        domain |= Domain("message_partner_ids", "in", self.ids)
        # sudo: res.users - a login that is archived may come back
        users = self.sudo().with_context(active_test=False).user_ids
        if users:
            for name in ("user_id", "opener_id", "co_responsible_ids"):
                domain |= Domain(name, "in", users.ids)
        return domain
