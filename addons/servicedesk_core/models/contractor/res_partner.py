# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.fields import Domain

from ...tools.contractor import EVERYTHING, distance
from ..directory.res_partner import DESK


class ResPartner(models.Model):
    """A contractor: an outside firm, a person, or another company of the house.

    Persons are the contacts of the firm; files hang on its card, as everywhere in the
    directory. Which services and sites are covered orders the suggestions.
    """

    _inherit = "res.partner"

    is_contractor = fields.Boolean(
        string="Contractor", groups=DESK, help="Work orders may go to this contact."
    )
    contractor_service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_contractor_service_rel",
        "partner_id",
        "service_id",
        string="Covers Services",
        groups=DESK,
        help="These services and all below them. Empty: every service.",
    )
    contractor_site_ids = fields.Many2many(
        "servicedesk.site",
        "servicedesk_contractor_site_rel",
        "partner_id",
        "site_id",
        string="Covers Sites",
        groups=DESK,
        help="These territories and places with all their parts. Empty: everywhere.",
    )
    contractor_rate_ids = fields.One2many(
        "servicedesk.contractor.rate", "partner_id", string="Rates", groups=DESK
    )
    contractor_note = fields.Text(
        string="Good to Know",
        groups=DESK,
        help="How to order, when they work, who has keys. The desk alone reads it.",
    )

    def _get_order_contact(self):
        """Return who of a contractor is written to: his first person with an address.

        A private person, and a firm without persons, is written to himself.
        """
        self.ensure_one()
        # sudo: res.partner - a contractor's people are told whoever orders
        people = self.sudo().child_ids.filtered(
            lambda one: one.active and one.type == "contact" and one.email_normalized
        )
        return people.sorted("id")[:1].with_env(self.env) or self

    def _get_contractor_rate(self, service, company):
        """Return the hourly rate nearest to a service, as agreed with a company.

        :return: a record of ``servicedesk.contractor.rate``, or none.
        """
        self.ensure_one()
        rates = self.env["servicedesk.contractor.rate"].search(
            Domain("partner_id", "=", self.id)
            & Domain("unit", "=", "hour")
            & Domain("company_id", "in", [company.id, False])
        )
        line = service._get_line(service.id) if service else ()
        fitting = []
        for rate in rates:
            steps = EVERYTHING
            if rate.service_id:
                steps = distance(frozenset(rate.service_id.ids), line) if line else None
            if steps is not None:
                fitting.append((steps, not rate.company_id, rate.sequence, rate.id))
        return rates.browse(min(fitting)[-1]) if fitting else rates.browse()

    def action_view_contractor_orders(self):
        """Open the work orders that went to this contractor."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Orders"),
            "res_model": "servicedesk.work.order",
            "view_mode": "list,form",
            "domain": [("contractor_id", "=", self.id)],
            "context": {"default_contractor_id": self.id},
        }
