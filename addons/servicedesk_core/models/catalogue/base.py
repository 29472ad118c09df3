# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import ValidationError

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
