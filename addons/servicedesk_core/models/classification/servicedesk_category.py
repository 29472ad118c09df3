# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

from ...tools import category


class ServicedeskCategory(models.Model):
    """What went wrong or is wanted: follows from the service and the type."""

    _name = "servicedesk.category"
    _inherit = "servicedesk.cached.mixin"
    _description = "Ticket Category"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    service_ids = fields.Many2many(
        "servicedesk.service",
        string="Services",
        help="Tickets of these services and of what they are composed of; empty: of"
        " services that have no categories of their own.",
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        string="Ticket Types",
        check_company=True,
        help="Empty: tickets of every type.",
    )
    keywords = fields.Char(
        translate=True,
        help="Words by which a ticket's text is recognised, separated by commas.",
    )
    company_id = fields.Many2one("res.company", help="Empty: every company.")

    @api.model
    def _get_possible_ids(self, service_id, type_id, company_id):
        """Return the ids of the categories a ticket of these may have, in order."""
        facts = self.env["servicedesk.service"]._get_facts(service_id)
        return category.possible(
            self._get_table(), facts.path or (service_id or 0,), type_id, company_id
        )

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Return the rules of all categories, for ``tools/category.py``."""
        # sudo: servicedesk.category - a ticket is classified alike, whoever does it
        return tuple(
            category.Rule(
                record.id,
                frozenset(record.service_ids._ids),
                frozenset(record.type_ids._ids),
                record.company_id.id,
            )
            for record in self.sudo().search([("active", "=", True)])
        )

    @api.model
    @tools.ormcache()
    def _get_company_ids(self):
        """Return {category id: company id} of all that belong to one company."""
        # sudo: servicedesk.category - whose it is decides before it is read
        found = self.sudo().with_context(active_test=False)
        return {
            record.id: record.company_id.id
            for record in found.search([("company_id", "!=", False)])
        }
