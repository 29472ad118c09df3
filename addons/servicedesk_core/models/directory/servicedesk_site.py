# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What of a site's address is entered on the site, and kept by its contact.
ADDRESS_FIELDS = ("street", "city", "zip", "country_id", "phone", "tz")


class ServicedeskSite(models.Model):
    """A territory or a place: where requesters are and components stand.

    Address and time zone are those of a contact (``partner_id``), which is made when
    an address is entered: so letters, maps and imports work as everywhere in Odoo.
    """

    _name = "servicedesk.site"
    # Teams find their territory in the cached tree.
    _inherit = ["servicedesk.cached.mixin", "servicedesk.tree.mixin"]
    _description = "Site"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index="btree_not_null", help="A short name of your own.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("territory", "Territory"), ("place", "Place")],
        required=True,
        default="place",
        help="A territory is made of places; people and components are in places.",
    )
    parent_id = fields.Many2one(
        "servicedesk.site",
        string="Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("servicedesk.site", "parent_id", string="Parts")
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Keeps the address and the time zone.",
    )
    street = fields.Char(related="partner_id.street", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    zip = fields.Char(related="partner_id.zip", readonly=False)
    country_id = fields.Many2one(related="partner_id.country_id", readonly=False)
    phone = fields.Char(related="partner_id.phone", readonly=False)
    tz = fields.Selection(
        related="partner_id.tz",
        readonly=False,
        string="Time Zone",
        help="Empty: that of the territory.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar", string="Opening Hours", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: shared by all companies."
    )

    _code_uniq = models.UniqueIndex(
        "(lower(code), COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another site has this code.",
    )

    @api.depends("complete_name")
    def _compute_display_name(self):
        for site in self:
            site.display_name = site.complete_name or site.name or ""

    def _is_above(self, site):
        """Return whether ``site`` is this site, or a part of it."""
        self.ensure_one()
        return bool(site) and (site.parent_path or "").startswith(self.parent_path)

    def _get_zone(self):
        """Return the name of the site's time zone, or its territory's, or False."""
        site, seen = self, self.browse()
        while site and site not in seen and not site.partner_id.tz:
            seen |= site
            site = site.parent_id
        return site.partner_id.tz

    # ------------------------------------------------------------------
    # Address
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._make_addresses(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Write, and make the contact of an address where there is none.

        :raise ValidationError: when a site would become a part of itself.
        """
        above = self.browse(vals.get("parent_id") or [])
        if any(site._is_above(above) for site in self):
            raise ValidationError(self.env._("A site cannot be a part of itself."))
        bare = self.filtered(lambda site: not site.partner_id)
        given = {name: vals[name] for name in ADDRESS_FIELDS if vals.get(name)}
        if given and bare and "partner_id" not in vals:
            address_vals = [
                {"name": site.name, "company_id": site.company_id.id, **given}
                for site in bare
            ]
            self._make_addresses(address_vals)
            for site, new in zip(bare, address_vals, strict=True):
                site.partner_id = new["partner_id"]
        return super().write(vals)

    @api.model
    def _make_addresses(self, vals_list):
        """Make the contacts of sites that come with an address, all at once.

        What is entered moves from the values of the site into those of its contact.
        """
        waiting, addresses = [], []
        for vals in vals_list:
            given = {name: vals[name] for name in ADDRESS_FIELDS if vals.get(name)}
            if not given or vals.get("partner_id"):
                continue
            for name in ADDRESS_FIELDS:
                vals.pop(name, None)
            waiting.append(vals)
            addresses.append(
                {
                    **given,
                    "name": vals.get("name"),
                    "type": "other",
                    "company_id": vals.get("company_id"),
                }
            )
        partners = self.env["res.partner"].create(addresses)
        for vals, partner in zip(waiting, partners, strict=True):
            vals["partner_id"] = partner.id

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Sites"),
                "template": "/servicedesk_core/static/import/sites.csv",
            }
        ]
