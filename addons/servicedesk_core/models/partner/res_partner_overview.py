# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)
# So many files are listed, the newest: more nobody looks through.
DOCUMENT_LIMIT = 1000


class ResPartner(models.Model):
    """What a contact has to do with the desk: his tickets, services and files.

    Of a company, what all its people have; of a shop, what its own have.
    """

    _inherit = "res.partner"

    servicedesk_open_ticket_count = fields.Integer(
        string="Open Tickets",
        compute="_compute_servicedesk_ticket_counts",
        groups=DESK,
        help="Open tickets of this contact; of a company, those of all its people.",
    )
    servicedesk_incident_count = fields.Integer(
        string="Open Incidents",
        compute="_compute_servicedesk_ticket_counts",
        groups=DESK,
    )
    servicedesk_request_count = fields.Integer(
        string="Open Requests",
        compute="_compute_servicedesk_ticket_counts",
        groups=DESK,
    )

    @api.depends("is_company")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_servicedesk_ticket_counts(self):
        """Count by kind, people by requester, companies by customer.

        Open ones only: they are few, however many there have been.
        """
        companies = self.filtered(lambda partner: not partner.parent_id)
        places = self._origin - companies._origin
        counts = Counter()
        for field_name, above in (
            ("commercial_partner_id", {one: one for one in companies._origin}),
            ("partner_id", places._get_people()),
        ):
            for partner, kind, count in self._count_servicedesk_tickets(
                field_name, above
            ):
                for one in {partner, above[partner]} & set(self._origin):
                    counts[one, kind] += count
                    counts[one] += count
        for partner in self:
            mine = partner._origin
            partner.servicedesk_open_ticket_count = counts[mine]
            partner.servicedesk_incident_count = counts[mine, "incident"]
            partner.servicedesk_request_count = counts[mine, "request"]

    def _get_people(self):
        """Return {contact: its place} of these contacts and those right below them."""
        if not self:
            return {}
        # sudo: res.partner - a shop's people count whoever may open their cards
        people = self.sudo().with_context(active_test=False)
        below = people.search_fetch([("parent_id", "in", self.ids)], ["parent_id"])
        mine = {self.browse(one.id): self.browse(one.parent_id.id) for one in below}
        return mine | {one: mine.get(one, one) for one in self}

    def _count_servicedesk_tickets(self, field_name, partners):
        """Return [(contact, kind, number of open tickets)] of these contacts."""
        if not partners:
            return []
        return self.env["servicedesk.ticket"]._read_group(
            [
                (field_name, "in", [partner.id for partner in partners]),
                ("is_open", "=", True),
            ],
            [field_name, "kind"],
            ["__count"],
        )

    def _get_servicedesk_ticket_domain(self):
        """Return what selects the tickets of this contact, or of his people."""
        self.ensure_one()
        if not self.parent_id:
            return Domain("commercial_partner_id", "=", self.id)
        below = Domain("partner_id.parent_id", "=", self.id)
        return Domain("partner_id", "=", self.id) | below

    def action_view_servicedesk_tickets(self):
        """Open the tickets of this contact; of a company, those of all its people."""
        return self._get_servicedesk_ticket_action(Domain.TRUE)

    def action_view_servicedesk_incidents(self):
        """Open the incidents of this contact; of a company, those of its people."""
        return self._get_servicedesk_ticket_action(Domain("kind", "=", "incident"))

    def action_view_servicedesk_requests(self):
        """Open the service requests of this contact; of a company, of its people."""
        return self._get_servicedesk_ticket_action(Domain("kind", "=", "request"))

    def _get_servicedesk_ticket_action(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["domain"] = list(self._get_servicedesk_ticket_domain() & domain)
        action["context"] = {"default_partner_id": self.id, "search_default_open": 1}
        return action

    def action_view_servicedesk_services(self):
        """Open the services that this contact may order."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_service_action"
        )
        action.pop("path", None)
        services = self.env["servicedesk.service"]
        action["domain"] = list(services._search_for_partner(self))
        action["context"] = {"create": False}
        return action

    def action_view_servicedesk_documents(self):
        """Open the files of this contact, his people and their tickets.

        Only those the reader may read; the newest thousand.
        """
        self.ensure_one()
        self.check_access("read")
        tickets = self.env["servicedesk.ticket"]._search(
            self._get_servicedesk_ticket_domain()
        )
        files = self.env["ir.attachment"].search(
            (
                Domain("res_model", "=", "res.partner")
                & Domain("res_id", "in", [self.id, *self.child_ids.ids])
            )
            | (
                Domain("res_model", "=", "servicedesk.ticket")
                & Domain("res_id", "in", tickets)
            ),
            order="id desc",
            limit=DOCUMENT_LIMIT,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_attachment")
        action.pop("path", None)
        return action | {
            "name": self.env._("Files"),
            "domain": [("id", "in", files.ids)],
            "context": {
                "default_res_model": "res.partner",
                "default_res_id": self.id,
            },
        }
