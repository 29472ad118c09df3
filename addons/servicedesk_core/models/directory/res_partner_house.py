# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# By these a person is known at the kiosk, asked for approval, or reads tickets.
HOUSE_FIELDS = frozenset(
    {
        "personnel_number",
        "badge_number",
        "pin",
        "manager_id",
        "servicedesk_visibility",
    }
)
# These decide whose tickets somebody reads who reads more than his own.
VIEW_FIELDS = frozenset(
    {"servicedesk_visibility", "parent_id", "is_company", "site_id"}
)


class ResPartner(models.Model):
    """Employees are their own company's, also where their contact names none.

    Odoo lets everybody write contacts without a company, and all have employees read
    those of employees. Who may prove at a kiosk that he is one of them, who approves
    for him, and what he sees, is said by people of his own company alone.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self._decides_for_all():
            given = [
                partner.id
                for partner, vals in zip(partners, vals_list, strict=True)
                if any(vals.get(name) for name in HOUSE_FIELDS)
            ]
            self.browse(given)._check_house()
            # Hardly a contact starts with a view; without one there is nothing to ask.
            # sudo: res.partner - who may make contacts need not read their view
            seeing = partners.filtered(
                lambda one: one.sudo().servicedesk_visibility != "own"
            )
            if seeing:
                seeing._check_views({})
        return partners

    def write(self, vals):
        """Write what is the writer's to say.

        :raise AccessError: for who gives an employee of a company he does not work for
            a number, a PIN, a manager or a view of tickets, or himself a wider view.
        """
        if self._decides_for_all():
            return super().write(vals)
        if HOUSE_FIELDS & vals.keys():
            self._check_house()
        if not VIEW_FIELDS & vals.keys():
            return super().write(vals)
        before = self._get_views()
        result = super().write(vals)
        self._check_views(before)
        return result

    def action_remove_pin(self):
        """Take the PIN away.

        :raise AccessError: for who does not work for the employee's company.
        """
        if not self._decides_for_all():
            self._check_house()
        return super().action_remove_pin()

    @api.model
    def _decides_for_all(self):
        return self.env.su or self.env.user._is_system()

    def _get_house(self):
        """Return {contact: the companies whose employee he is}; empty for others."""
        # sudo: res.partner, res.company, res.users - only companies are compared
        people = self.sudo().with_context(active_test=False)
        owners = people._get_companies_by_contact()
        nobody = self.env["res.company"]
        houses = {}
        for person in people:
            staff = person.user_ids.filtered(lambda user: not user.share)
            owner = owners.get(person.commercial_partner_id.id, nobody)
            houses[person.id] = staff.company_ids or owner
        return houses

    def _get_companies_by_contact(self):
        """Return {id of its contact: company of ours} among those they belong to."""
        # sudo: res.company - which contact is which company's
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        found = companies.search([("partner_id", "in", self.commercial_partner_id.ids)])
        return {company.partner_id.id: company for company in found}

    def _check_house(self):
        """Raise unless the user works for the companies whose employees these are."""
        mine = self.env.user.company_ids
        for partner_id, companies in self._get_house().items():
            if companies and not companies & mine:
                # sudo: res.partner - the caller named this contact himself
                contact = self.browse(partner_id).sudo()
                raise AccessError(
                    self.env._(
                        "%(contact)s is an employee of %(company)s: numbers, PIN,"
                        " manager and what he sees are given there.",
                        contact=contact.display_name,
                        company=companies[0].name,
                    )
                )

    def _get_views(self):
        """Return {id: whose tickets, and where} of these and those below them."""
        # sudo: res.partner - all who come to see more count, whoever may be read
        people = self.sudo().with_context(active_test=False)
        seeing = people.search(
            Domain("id", "child_of", self.ids)
            & Domain("servicedesk_visibility", "!=", "own")
        )
        return {
            person.id: (
                person.servicedesk_visibility,
                person.commercial_partner_id,
                person.servicedesk_visibility == "site" and person.site_id,
            )
            for person in seeing
        }

    def _check_views(self, before):
        """Raise where the user widened his own view, or one of a company not his."""
        user = self.env.user
        changed = {
            partner_id: view
            for partner_id, view in self._get_views().items()
            if view != before.get(partner_id)
        }
        if user.partner_id.id in changed:
            raise AccessError(
                self.env._(
                    "Which tickets you see in the portal is said by a colleague, not by"
                    " yourself."
                )
            )
        # sudo: res.partner - their companies are compared
        owners = self.browse(changed).sudo()._get_companies_by_contact()
        foreign = [one for one in owners.values() if one not in user.company_ids]
        if foreign:
            raise AccessError(
                self.env._(
                    "Who sees the tickets of %(company)s is said by people who work"
                    " there.",
                    company=foreign[0].name,
                )
            )
