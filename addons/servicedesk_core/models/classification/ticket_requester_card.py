# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

# So many devices are named on the card.
DEVICES = 5


class ServicedeskTicket(models.Model):
    """Who asks, at a glance."""

    _inherit = "servicedesk.ticket"

    requester_card = fields.Json(
        compute="_compute_requester_card",
        help="What the first line must know of the requester: job, company, site,"
        " language, service priority, his open and former tickets, his devices.",
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_requester_card(self):
        # sudo: res.partner - who asks is told to whoever reads the ticket in the desk
        told = self.filtered(lambda ticket: ticket._may_tell("partner_id"))
        partners = told.partner_id.sudo()._origin
        counts = self._count_tickets_of(partners)
        devices = self._get_devices_of(partners)
        (self - told).requester_card = False
        for ticket in told:
            partner = ticket.partner_id.sudo()._origin
            ticket.requester_card = partner and {
                **ticket._prepare_requester_card(partner),
                "open_count": counts.get((partner.id, True), 0),
                "closed_count": counts.get((partner.id, False), 0),
                "devices": devices.get(partner.id, [])[:DEVICES],
                "device_count": len(devices.get(partner.id, [])),
            }

    @api.model
    def _count_tickets_of(self, partners):
        """Return {(contact id, is open): count} of what the user may see."""
        if not partners:
            return {}
        groups = self.env["servicedesk.ticket"]._read_group(
            [("partner_id", "in", partners.ids)],
            ["partner_id", "is_open"],
            ["__count"],
        )
        return {(partner.id, is_open): count for partner, is_open, count in groups}

    @api.model
    def _get_devices_of(self, partners):
        """Return {contact id: [{id, name}]} of what those people use."""
        components = self.env["servicedesk.component"]
        if not partners or not components.has_access("read"):
            return {}
        devices = {}
        found = components.search_fetch(
            [("user_id", "in", partners.ids)], ["user_id", "name"]
        )
        for component in found:
            entry = {"id": component.id, "name": component.name}
            devices.setdefault(component.user_id.id, []).append(entry)
        return devices

    def _prepare_requester_card(self, partner):
        """Return the facts of a contact as they are shown."""
        ranks = self._fields["customer_priority"]._description_selection(self.env)
        languages = dict(self.env["res.lang"].get_installed())
        company = partner.commercial_partner_id
        return {
            "id": partner.id,
            "name": partner.name or partner.email or partner.phone or "",
            "job": partner.function or "",
            "company": company.name if company != partner else "",
            "company_id": company.id,
            "site": partner.nearest_site_id.display_name or "",
            "language": languages.get(partner.lang, "") if len(languages) > 1 else "",
            "priority": partner.queue_priority,
            "priority_label": dict(ranks).get(partner.queue_priority, ""),
            "is_shared": partner.is_shared_account,
        }
