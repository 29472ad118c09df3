# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..classification.servicedesk_priority_rule import IMPACTS, URGENCIES

# What a template fills in: its field by the ticket's, in the order of filling.
FILLED = {
    "name": "title",
    "description": "description",
    "service_id": "service_id",
    "ticket_type_id": "ticket_type_id",
    "category_id": "category_id",
    "impact": "impact",
    "urgency": "urgency",
    "team_id": "team_id",
    "tag_ids": "tag_ids",
    "internal_only": "internal_only",
}


class ServicedeskTicketTemplate(models.Model):
    """What is registered again and again: its words and where it belongs.

    A template fills in what nobody has said yet, and nothing else. How a ticket came
    and how it is prioritised are no matter of templates: the one is a fact, the other
    follows from impact and urgency.
    """

    _name = "servicedesk.ticket.template"
    _description = "Ticket Template"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True, translate=True, help="By which agents find the template."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    # Most name a team, and a team is one company's.
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: every company.",
    )
    user_team_ids = fields.Many2many(
        "servicedesk.team",
        "servicedesk_ticket_template_team_rel",
        "template_id",
        "team_id",
        string="Offered to",
        help="The teams whose people choose it; empty: everybody in the desk.",
    )
    title = fields.Char(string="Subject", translate=True)
    description = fields.Html(translate=True)
    service_id = fields.Many2one(
        "servicedesk.service", ondelete="set null", check_company=True
    )
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", ondelete="set null", check_company=True
    )
    category_id = fields.Many2one(
        "servicedesk.category", ondelete="set null", check_company=True
    )
    impact = fields.Selection(IMPACTS)
    urgency = fields.Selection(URGENCIES)
    team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="set null",
        check_company=True,
        help="Empty: the team that the rules find.",
    )
    tag_ids = fields.Many2many("servicedesk.tag", string="Tags")
    internal_only = fields.Boolean(
        string="Internal", help="The requester of such a ticket never sees it."
    )

    def _prepare_ticket_vals(self):
        """Return what the template says, as values of a ticket.

        What was archived since is left out: nobody could choose it either.

        :raise AccessError: for who does not read templates, or not this one.
        """
        self.ensure_one()
        self.check_access("read")
        vals = {}
        for name, source in FILLED.items():
            value, kind = self[source], self._fields[source].type
            if kind in ("many2one", "many2many"):
                # sudo: what a template names was chosen by who may; as is whether
                # it is still there
                value = value.sudo()
                if "active" in value._fields:
                    value = value.filtered("active")
                value = value.id if kind == "many2one" else self._link(value)
            elif kind == "html" and is_html_empty(value):
                value = False
            if value:
                vals[name] = value
        return vals

    def _link(self, records):
        return records and [Command.set(records.ids)]

    def action_use(self):
        """Open the form of a new ticket that is filled in by this template.

        :raise UserError: when it is archived.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.active:
            raise UserError(
                self.env._(
                    "Template “%(template)s” is archived.", template=self.display_name
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        return action | {
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_template_id": self.id},
        }
