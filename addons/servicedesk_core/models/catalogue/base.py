# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import ast

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import form


class Base(models.AbstractModel):
    """Let questions of property definitions say more than Odoo's own keys."""

    _inherit = "base"

    def _additional_allowed_keys_properties_definition(self):
        allowed = super()._additional_allowed_keys_properties_definition()
        return (*allowed, *form.OWN_KEYS)

    def _validate_properties_definition(self, properties_definition, field):
        """Refuse a service's form that nobody could fill in.

        :raise ValidationError: naming the question that says nothing, or whose
            condition is wrong.
        """
        super()._validate_properties_definition(properties_definition, field)
        # What is put together of checked forms needs no check of its own.
        if field.model_name != "servicedesk.service" or field.compute:
            return
        for number in form.find_unlabelled(properties_definition):
            raise ValidationError(
                self.env._(
                    "Question %(number)s does not say yet what it asks: give it a"
                    " label.",
                    number=number,
                )
            )
        labels = {
            question.get("name"): question.get("string")
            for question in properties_definition
        }
        for question in properties_definition:
            self._check_asked_records(question)
        for fault in form.check(properties_definition):
            label = labels.get(fault.name) or fault.name
            if fault.code == "hidden":
                raise ValidationError(
                    self.env._(
                        "“%(question)s” depends on “%(other)s”, which is no question"
                        " before it.",
                        question=label,
                        other=labels.get(fault.detail) or fault.detail,
                    )
                )
            if fault.code == "part":
                raise ValidationError(
                    self.env._(
                        "“%(question)s” has a value nobody can use: %(part)s.",
                        question=label,
                        part=fault.detail,
                    )
                )
            raise ValidationError(
                self.env._(
                    "When “%(question)s” is asked cannot be told from: %(condition)s",
                    question=label,
                    condition=fault.detail,
                )
            )

    def _check_asked_records(self, question):
        """Refuse a question for records that those who order could not choose.

        :raise ValidationError: for a model that neither employees nor portal users
            may read, and for a domain that fits no record of it.
        """
        if question.get("type") not in ("many2one", "many2many"):
            return
        label, name = question.get("string"), question.get("comodel")
        if not self._is_open_to_requesters(name):
            raise ValidationError(
                self.env._(
                    "“%(question)s” asks for records that requesters may not read:"
                    " choose another model.",
                    question=label,
                )
            )
        try:
            given = ast.literal_eval(question.get("domain") or "[]")
            # sudo: any model - only whether its fields are there
            Domain(given).validate(self.env[name].sudo())
        except Exception as error:  # a domain can be wrong in many ways
            raise ValidationError(
                self.env._(
                    "“%(question)s” has a value nobody can use: %(part)s.",
                    question=label,
                    part="domain",
                )
            ) from error

    def _is_open_to_requesters(self, name):
        """Return whether employees or portal users may read records of a model."""
        model = self.env.get(name) if isinstance(name, str) else None
        if model is None or model._abstract or model._transient:
            return False
        readers = self.env["ir.model.access"]._get_access_groups(name)
        groups = self.env["res.groups"]._get_group_definitions()
        asked = ("base.group_user", "base.group_portal")
        return any(groups.parse(group) <= readers for group in asked)
