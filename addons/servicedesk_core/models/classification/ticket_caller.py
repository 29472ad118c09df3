# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import caller, phone


class ServicedeskTicket(models.Model):
    """Somebody new who asks: typed into the form, made a contact when it is saved.

    A form that is given up leaves nobody behind. A number or an address becomes the
    requester's; whoever has it already is found again. Without a name the contact is
    made when the ticket is classified, as for any stranger.
    """

    _inherit = "servicedesk.ticket"

    caller = fields.Char(
        string="Somebody New",
        store=False,
        help="Name, number or e-mail address of a requester without a contact: he is"
        " found again, or becomes a contact, when the ticket is saved.",
    )
    caller_hint = fields.Char(compute="_compute_caller_hint")

    @api.depends("caller", "partner_id")
    def _compute_caller_hint(self):
        for ticket in self:
            ticket.caller_hint = False
            if not ticket.caller or ticket.partner_id:
                continue
            known = caller.parse(ticket.caller)
            company = ticket.company_id or self.env.company
            ticket.caller_hint = self._describe_caller(
                known, self._find_caller(known, company)
            )

    @api.model
    def _describe_caller(self, known, partner):
        """Return the sentence that says what saving makes of a typed caller."""
        if partner:
            return self.env._("Known: %(name)s", name=partner.display_name)
        if known.name:
            return self.env._(
                "New contact: “%(name)s”, made when the ticket is saved",
                name=known.name,
            )
        if known.email:
            return self.env._("A new address: a contact as soon as it is classified")
        if known.phone:
            return self.env._("A new number: a contact as soon as it is classified")
        return False

    @api.model
    def _prepare_create_vals(self, vals):
        return super()._prepare_create_vals(self._take_caller(vals))

    def write(self, vals):
        return super().write(self._take_caller(vals))

    def _take_caller(self, vals):
        """Return ``vals`` with what a typed caller means, and without the text.

        :raise UserError: for a mistyped address; it would become a name.
        """
        if "caller" not in vals:
            return vals
        vals = dict(vals)
        typed = vals.pop("caller")
        if not isinstance(typed, str) or vals.get("partner_id"):
            return vals
        known = caller.parse(typed)
        if "@" in known.name:
            raise UserError(
                self.env._("“%(email)s” is no e-mail address.", email=known.name)
            )
        company = self.company_id[:1] or self.env.company
        partner = self._claim_caller(known, company)
        if partner:
            vals["partner_id"] = partner.id
        if known.phone and not vals.get("partner_phone"):
            vals["partner_phone"] = known.phone
        if known.email and not vals.get("partner_email"):
            vals["partner_email"] = known.email
        return vals

    @api.model
    def _claim_caller(self, known, company):
        """Return the contact of a caller: found, or made where he gave his name."""
        claims = (known.email, phone.get_key(known.phone, self._get_country(company)))
        # sudo: servicedesk.contact.claim - claims are kept by the system
        self.env["servicedesk.contact.claim"].sudo()._claim(*claims)
        partner = self._find_caller(known, company)
        if partner or not known.name:
            return partner
        # With the rights of who registers: a name alone is his word.
        return self.env["res.partner"].create(
            {
                "name": known.name,
                "phone": known.phone or False,
                "email": known.email or False,
            }
        )

    @api.model
    def _find_caller(self, known, company):
        """Return the contact that an address, else a number, belongs to, or none.

        A number that is another's by name is shared: whoever calls is somebody else.
        """
        partners = self.env["res.partner"]
        if known.email:
            threads = self.env["mail.thread"].with_company(company)
            found = threads._partner_find_from_emails_single(
                [known.email], no_create=True
            )
            # The address of one who may not be read finds nobody.
            return found._filtered_access("read")
        if known.phone:
            found = partners.with_company(company)._find_by_phone(known.phone, company)
            if known.name:
                name = known.name.casefold()
                found = found.filtered(lambda one: (one.name or "").casefold() == name)
            return found if len(found) == 1 else partners
        return partners

    @api.model
    def _get_country(self, company):
        # sudo: res.company - its country is no secret
        return company.sudo().country_id.code
