# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError

from ..tools import arguments

# Dialogs over work orders, their lines, escalations, and the tickets of these.
GUARDED_DIALOGS = (
    "servicedesk.escalation.answer",
    "servicedesk.ticket.escalate",
    "servicedesk.ticket.move",
    "servicedesk.work.order.answer",
    "servicedesk.work.order.claim",
    "servicedesk.work.order.claim.line",
    "servicedesk.work.order.cut",
    "servicedesk.work.order.decide",
    "servicedesk.work.order.make",
    "servicedesk.work.order.sign",
)
# What a dialog may be about, and what it takes its figures and names from.
GUARDED_MODELS = frozenset(
    {
        "servicedesk.escalation",
        "servicedesk.ticket",
        "servicedesk.work.order",
        "servicedesk.work.order.claim",
        "servicedesk.work.order.line",
    }
)


def find_named(model, vals):
    """Return {name of a guarded model: ids} of the records that ``vals`` name.

    Values come as Odoo's screens send them: an id, ids, commands, or the values of a
    line, or of what it is a line of.
    """
    named = {}

    def add(comodel, ids):
        if comodel in GUARDED_MODELS:
            named.setdefault(comodel, set()).update(filter(arguments.is_id, ids))

    def look(model, vals):
        for name, value in vals.items():
            field = model._fields.get(name)
            if field is None or not field.relational or not value:
                continue
            comodel = model.env[field.comodel_name]
            if isinstance(value, models.BaseModel):
                add(field.comodel_name, value.ids)
            elif isinstance(value, dict):
                add(field.comodel_name, (value.get("id"),))
                look(comodel, value)
            elif isinstance(value, list | tuple):
                for item in value:
                    look_at_item(comodel, item)
            else:
                add(field.comodel_name, (value,))

    def look_at_item(comodel, item):
        """Look at an id or a command."""
        if not isinstance(item, list | tuple):
            add(comodel._name, (item,))
            return
        for part in item[1:]:
            if isinstance(part, dict):
                look(comodel, part)
            elif isinstance(part, list | tuple):
                add(comodel._name, part)
            else:
                add(comodel._name, (part,))

    look(model, vals)
    return named


def check_named(model, vals_list):
    """Raise unless the current user reads all that a dialog is to be about.

    Odoo reads much for a dialog in superuser mode: the names of what it points to,
    related fields, and what is computed and stored.

    :raise AccessError: saying nothing of what it is about.
    """
    if model.env.su:
        return
    for vals in vals_list:
        # What is no dictionary, the next one refuses in words.
        named = find_named(model, vals if isinstance(vals, dict) else {})
        for name, ids in named.items():
            records = model.env[name].browse(sorted(ids))
            if name == "servicedesk.work.order":
                records._check_may_ask()
            elif name == "servicedesk.work.order.line":
                # sudo: servicedesk.work.order.line - its order is checked as the user
                records.sudo().exists().order_id.sudo(False)._check_may_ask()
            elif name == "servicedesk.escalation":
                records._check_may_ask()
            else:
                records.check_access("read")


class ServicedeskWorkOrder(models.Model):
    _inherit = "servicedesk.work.order"

    def _check_may_ask(self):
        """Raise unless the current user reads these, or stands on a side of them.

        :raise AccessError: saying nothing of what they are about.
        """
        for order in self:
            if not order.has_access("read"):
                order._check_has_side()


class ServicedeskEscalation(models.Model):
    _inherit = "servicedesk.escalation"

    def _check_may_ask(self):
        """Raise unless the current user reads these, or has a word to say about them.

        :raise AccessError: saying nothing of what they are about.
        """
        for offer in self:
            if not offer.has_access("read"):
                # sudo: servicedesk.escalation - who is asked is told so, nobody else
                asked = offer.sudo().exists()
                user = self.env.user
                if not asked or not (
                    asked._is_sender(user)
                    or asked._is_settler(user)
                    or user in asked.receiver_ids
                ):
                    raise AccessError(self.env._("This escalation is not yours."))


for dialog in GUARDED_DIALOGS:

    class ServicedeskGuardedDialog(models.TransientModel):
        """The gate of dialogs: about what the user reads, in every way to open them."""

        _inherit = dialog

        @api.model
        def default_get(self, fields):
            defaults = super().default_get(fields)
            check_named(self, [defaults])
            return defaults

        @api.model_create_multi
        def create(self, vals_list):
            check_named(self, vals_list)
            return super().create(vals_list)

        def write(self, vals):
            check_named(self, [vals])
            return super().write(vals)

        def onchange(self, values, field_names, fields_spec):
            check_named(self, [values])
            return super().onchange(values, field_names, fields_spec)
