# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

AGENT = "servicedesk_core.group_servicedesk_agent"
NOBODY = "."
# By their names, since Odoo itself does not keep all of them from employees.
SECRET = re.compile(r"(^|_)(password|passwd|token|secret|api_key|pin|totp)s?(_|$)")
NESTED = ("any", "not any", "any!", "not any!")


class ServicedeskTransition(models.Model):
    """Conditions over tickets: of moves, of approval steps, of plan steps.

    They are looked at in superuser mode, whoever has the ticket, and what follows shows
    whether they hold. So they ask for what every agent reads, and for no secret.
    """

    _inherit = "servicedesk.transition"

    @api.model
    def _check_condition_text(self, condition):
        """Refuse what is no plain domain, or asks for what agents do not read.

        :raise ValidationError: saying what is wrong.
        """
        tickets = self.env["servicedesk.ticket"]
        try:
            domain = self._parse_condition(condition)
            domain.validate(tickets)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise self._prepare_condition_error(condition, error) from error
        hidden = self._find_hidden(domain, tickets)
        if hidden:
            error = self.env._("“%(field)s” is not for agents to read.", field=hidden)
            raise self._prepare_condition_error(condition, error)

    def _prepare_condition_error(self, condition, error):
        return ValidationError(
            self.env._(
                "“%(condition)s” is not a valid condition: %(error)s",
                condition=condition,
                error=error,
            )
        )

    @api.model
    def _find_hidden(self, domain, model):
        """Return the first path of ``domain`` over ``model`` that agents do not read.

        Empty where there is none.
        """
        for part in domain.iter_conditions():
            comodel = model
            for name in part.field_expr.split("."):
                field = comodel._fields.get(name)
                if field is None:
                    break  # within a property: read with its field
                if SECRET.search(name) or not self._may_agents_read(comodel, field):
                    return part.field_expr
                if not field.relational:
                    break
                comodel = self.env[field.comodel_name]
            if part.operator in NESTED:
                nested = self._find_hidden(Domain(part.value), comodel)
                if nested:
                    return f"{part.field_expr}.{nested}"
        return ""

    @api.model
    def _may_agents_read(self, model, field):
        """Return whether every agent reads ``field`` of ``model``, rules aside."""
        definitions = self.env["res.groups"]._get_group_definitions()
        agents = definitions.parse(AGENT)
        # sudo: ir.model.access - who may read a model is no secret to who asks for it
        access = self.env["ir.model.access"].sudo()
        if not agents <= access._get_access_groups(model._name):
            return False
        if not field.groups:
            return True
        return field.groups != NOBODY and agents <= definitions.parse(field.groups)
