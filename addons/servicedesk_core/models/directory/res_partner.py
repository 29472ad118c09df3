# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ..ticket.servicedesk_ticket import PRIORITIES


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_priority = fields.Selection(PRIORITIES, default="1", required=True)
    is_shared_account = fields.Boolean()
    site_id = fields.Many2one(
        "servicedesk.site", index="btree_not_null", ondelete="restrict"
    )
    manager_id = fields.Many2one("res.partner", index="btree_not_null")
    personnel_number = fields.Char(index="btree_not_null")
