# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskSkill(models.Model):
    """What somebody can do that others cannot: a system, a trade, a language.

    Teams have it as their specialisation, members as their own; services and
    categories want it.
    """

    _name = "servicedesk.skill"
    _inherit = "servicedesk.cached.mixin"
    _description = "Support Skill"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "This skill already exists.")
