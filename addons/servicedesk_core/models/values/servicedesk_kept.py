# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools import arguments

# What people and integrations keep themselves, besides tickets and contacts.
KEPT = (
    "servicedesk.announcement",
    "servicedesk.approval.rule",
    "servicedesk.category",
    "servicedesk.closure.code",
    "servicedesk.component",
    "servicedesk.component.type",
    "servicedesk.contract",
    "servicedesk.contractor.rate",
    "servicedesk.duty",
    "servicedesk.escalation.rule",
    "servicedesk.freeze",
    "servicedesk.mail.sender",
    "servicedesk.notice.choice",
    "servicedesk.notice.rule",
    "servicedesk.plan.step",
    "servicedesk.priority.rule",
    "servicedesk.remote.action",
    "servicedesk.remote.host",
    "servicedesk.schedule",
    "servicedesk.service",
    "servicedesk.service.path",
    "servicedesk.service.phase",
    "servicedesk.shift",
    "servicedesk.site",
    "servicedesk.skill",
    "servicedesk.stage",
    "servicedesk.tag",
    "servicedesk.team",
    "servicedesk.team.member",
    "servicedesk.ticket.template",
    "servicedesk.ticket.type",
    "servicedesk.time.activity",
    "servicedesk.time.entry",
    "servicedesk.time.rate",
    "servicedesk.time.role",
    "servicedesk.transition",
    "servicedesk.work.order",
)


def check(model, vals_list, names=None):
    """Raise ValidationError naming the field whose value is of another type.

    Superusers (data files, deeds) bring values that were checked where they came in.

    :param names: the fields that are ours to check; None: all.
    """
    if model.env.su:
        return
    try:
        for vals in arguments.rows(model.env, vals_list, "vals_list"):
            if names is not None and isinstance(vals, dict):
                vals = {name: vals[name] for name in names & vals.keys()}
            arguments.values(model.env, model._fields, vals)
    except UserError as error:
        raise ValidationError(str(error)) from error


for kept in KEPT:

    class ServicedeskKept(models.Model):
        """The gate of directory, catalogue and assets: values of their fields' types.

        Without it a wrong one would come back as an error of Python or PostgreSQL.
        Loaded last, and so asked first: all that stands behind relies on it.
        """

        _inherit = kept

        @api.model_create_multi
        def create(self, vals_list):
            check(self, vals_list)
            return super().create(vals_list)

        def write(self, vals):
            check(self, [vals])
            return super().write(vals)
