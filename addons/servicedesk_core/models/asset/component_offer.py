# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..ticket.ticket_inverse import keep_readable


class ServicedeskComponent(models.Model):
    """Which components are offered on a ticket, and what one from there starts with.

    The ticket's form names the requester and the place in the context, as
    ``servicedesk_partner_id`` and ``servicedesk_site_id``.
    """

    _inherit = "servicedesk.component"

    @api.depends("name", "serial")
    @api.depends_context("servicedesk_partner_id")
    def _compute_display_name(self):
        """On a ticket two tills of the same name are told apart by their serials."""
        with_serial = "servicedesk_partner_id" in self.env.context
        for component in self:
            name = component.name or ""
            if with_serial and component.serial:
                name = f"{name} ({component.serial})"
            component.display_name = name

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Offer the requester's own first: what he uses, what his shop or department
        uses, what is his or his company's, what stands at his site, then the rest;
        within each what stands at his site goes before. What is retired comes after
        all that is not. One statement.
        """
        partner = self._get_offer_partner()
        if not partner and not self._get_offer_site_id():
            return super().name_search(name, domain, operator, limit)
        wanted = Domain("display_name", operator, name) & Domain(domain or Domain.TRUE)
        query = self._search(wanted, limit=limit, order=self._order)
        rank = self._get_offer_rank(partner)
        query.order = SQL("%s, %s", rank, query.order) if query.order else rank
        to_fetch = self._determine_fields_to_fetch(["display_name"])
        records = self._fetch_query(query, to_fetch)
        # sudo: servicedesk.component - found with the user's rights just now
        return [(record.id, record.display_name) for record in records.sudo()]

    @api.model
    def default_get(self, fields):
        """Start with nobody, and nowhere, that the user does not read.

        The context names any contact there is: his name and company would be told.
        """
        return keep_readable(self, super().default_get(fields))

    @api.model
    def _get_offer_partner(self):
        partner_id = self.env.context.get("servicedesk_partner_id")
        # By RPC a context holds whatever was sent.
        if type(partner_id) is not int or not partner_id:
            return self.env["res.partner"]
        # sudo: res.partner - only his company and his site are read
        return self.env["res.partner"].sudo().browse(partner_id).exists()

    @api.model
    def _get_offer_site_id(self):
        """Return the id of the ticket's site, else of the requester's, or False."""
        site_id = self.env.context.get("servicedesk_site_id")
        if type(site_id) is int and site_id:
            return site_id
        return self._get_offer_partner().site_id.id

    @api.model
    def _get_offer_rank(self, partner):
        """Return the SQL terms to order by, the most likely meant first."""
        owners = (partner | partner.commercial_partner_id).ids
        # The contact he stands under, below his company: a shop, a ward.
        place = partner.parent_id - partner.commercial_partner_id
        return SQL(
            """CASE WHEN %(state)s = 'retired' THEN 1 ELSE 0 END,
               CASE WHEN %(user)s = %(user_id)s THEN 0
                    WHEN %(user)s = %(place_id)s THEN 1
                    WHEN %(owner)s = ANY(%(owners)s) OR %(user)s = ANY(%(owners)s)
                    THEN 2
                    WHEN %(site)s = %(site_id)s THEN 3
                    ELSE 4 END,
               CASE WHEN %(site)s = %(site_id)s THEN 0 ELSE 1 END""",
            state=SQL.identifier(self._table, "state"),
            user=SQL.identifier(self._table, "user_id"),
            owner=SQL.identifier(self._table, "owner_id"),
            site=SQL.identifier(self._table, "site_id"),
            user_id=partner.id or None,
            place_id=place.id or None,
            owners=owners,
            site_id=self._get_offer_site_id() or None,
        )
