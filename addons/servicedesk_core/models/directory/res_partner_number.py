# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import phone
from .res_partner import DESK, STAFF

# Numbers that name one person of a company.
NUMBERS = ("personnel_number", "badge_number")


def fold(number):
    """Return the one way a number is written: without spaces, in capitals.

    Wide letters and digits count as plain ones; what nobody sees is dropped.
    """
    text = unicodedata.normalize("NFKC", str(number or "")).upper()
    return "".join(char for char in text if not _is_unseen(char)) or False


def _is_unseen(char):
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


class ResPartner(models.Model):
    """The numbers a contact is found by: phone, personnel number, badge.

    Numbers of people are unique within the company they belong to (two customers may
    both have a number 1001), and among those without one within our own company. Who
    is archived gives his numbers free.
    """

    _inherit = "res.partner"

    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        groups=STAFF,
        help="The phone number in its one international form, by which it is found"
        " however it is written.",
    )
    personnel_number = fields.Char(index="btree_not_null", copy=False, groups=DESK)
    badge_number = fields.Char(
        index="btree_not_null",
        copy=False,
        groups=DESK,
        help="What the badge says to a reader at the door or the kiosk.",
    )
    personnel_key = fields.Char(
        compute="_compute_number_keys", store=True, groups=fields.NO_ACCESS
    )
    badge_key = fields.Char(
        compute="_compute_number_keys", store=True, groups=fields.NO_ACCESS
    )

    _personnel_key_uniq = models.UniqueIndex(
        "(personnel_key) WHERE personnel_key IS NOT NULL",
        "Another contact of this company has this personnel number.",
    )
    _badge_key_uniq = models.UniqueIndex(
        "(badge_key) WHERE badge_key IS NOT NULL",
        "Another contact of this company has this badge.",
    )

    # ------------------------------------------------------------------
    # Phone
    # ------------------------------------------------------------------

    @api.depends("phone", "country_id", "company_id")
    def _compute_phone_key(self):
        """Read national numbers by the contact's country, else by our company's."""
        default = self._get_phone_country()
        for partner in self:
            # sudo: res.company - its country is no secret
            country = partner.country_id or partner.company_id.sudo().country_id
            code = country.code or default
            partner.phone_key = phone.get_key(partner.phone, code)

    @api.model
    def _get_phone_country(self):
        # sudo: res.company - its country is no secret
        return self.env.company.sudo().country_id.code

    # ------------------------------------------------------------------
    # Personnel number and badge
    # ------------------------------------------------------------------

    @api.depends(*NUMBERS, "commercial_partner_id", "company_id", "active")
    def _compute_number_keys(self):
        for partner in self:
            scope = partner._get_number_scope() if partner.active else False
            for number, key in zip(
                NUMBERS, ("personnel_key", "badge_key"), strict=True
            ):
                value = scope and fold(partner[number])
                partner[key] = f"{scope}:{value}" if value else False

    def _get_number_scope(self):
        """Return within what a number of this contact is unique."""
        self.ensure_one()
        customer = self.commercial_partner_id
        if customer and customer != self:
            return f"customer-{customer.id}"
        return f"house-{self.company_id.id or 0}"

    @api.constrains(*NUMBERS, "parent_id", "company_id", "active")
    def _check_numbers(self):
        """Say whose number it is; the unique indexes see to it that nobody slips by."""
        for name in NUMBERS:
            self._check_number(name)

    def _check_number(self, name):
        # sudo: res.partner - a number is taken, whoever may read by whom
        mine = self.sudo().filtered(lambda partner: partner.active and partner[name])
        if not mine:
            return
        # Whoever is being merged away is about to leave his numbers to another.
        leaving = self.env.context.get("servicedesk_merged_ids") or []
        holders = {}
        for partner in mine.search(
            [(name, "in", mine.mapped(name)), ("id", "not in", leaving)]
        ):
            key = (partner._get_number_scope(), partner[name])
            other = holders.setdefault(key, partner)
            if other != partner:
                raise ValidationError(
                    self.env._(
                        "%(label)s %(number)s is given twice in one company: to"
                        " %(one)s and to %(two)s.",
                        label=self._fields[name]._description_string(self.env),
                        number=partner[name],
                        one=other.display_name,
                        two=partner.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._fold_numbers(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._fold_numbers(vals))

    @api.model
    def _fold_numbers(self, vals):
        given = {name: fold(vals[name]) for name in NUMBERS if vals.get(name)}
        return {**vals, **given} if given else vals

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _search_display_name(self, operator, value):
        """Find contacts by their numbers, too, where people type into a field."""
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or not isinstance(value, str):
            return domain
        return Domain.OR([domain, *self._get_number_domains(value)])

    @api.model
    def _get_number_domains(self, text):
        """Return the domains of contacts with a number of theirs in ``text``.

        Phone numbers are found in any spelling, and by their last digits.
        """
        if not any(char.isdigit() for char in text):
            return []
        key = phone.get_key(text, self._get_phone_country())
        tail = phone.get_tail(text)
        domains = []
        if self._may_read_number("phone_key"):
            domains += [Domain("phone_key", "=", key)] if key else []
            domains += [Domain("phone_key", "=like", f"%{tail}")] if tail else []
        domains += [
            Domain(name, "=", fold(text))
            for name in NUMBERS
            if self._may_read_number(name)
        ]
        return domains

    @api.model
    def _may_read_number(self, name):
        return self._has_field_access(self._fields[name], "read")

    @api.model
    def _find_by_phone(self, number, company):
        """Return the contacts with this phone number: one where it is clear who.

        Of several people behind one number the shared account, else the company, is
        meant. Of equals nobody can tell who called; a wrong one would read what is
        not his, so the caller leaves the choice to a person.

        :param company: contacts of our other companies are not looked at.
        """
        key = phone.get_key(number, company.country_id.code)
        if not key:
            return self.browse()
        return self._find_by_phone_keys({key}, company)[key]

    @api.model
    def _find_by_phone_keys(self, keys, company):
        """Return {key: contacts with this number}; see :meth:`_find_by_phone`."""
        partners = self.search(
            [
                ("phone_key", "in", list(keys)),
                ("company_id", "in", (False, company.id)),
            ],
            # Of one number nobody needs more to see that it is not clear.
            limit=20 if len(keys) == 1 else None,
        )
        result = partners.grouped("phone_key")
        for key, found in result.items():
            for wanted in ("is_shared_account", "is_company"):
                if len(found) > 1:
                    found = found.filtered(wanted) or found
            result[key] = found
        return {key: result.get(key, self.browse()) for key in keys}
