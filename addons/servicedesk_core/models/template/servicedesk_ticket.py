# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..classification.servicedesk_ticket import RULE_FIELDS
from ..queue.ticket_next import DESK


class ServicedeskTicket(models.Model):
    """A new ticket filled in by a template: what is empty, and nothing else."""

    _inherit = "servicedesk.ticket"

    template_id = fields.Many2one(
        "servicedesk.ticket.template",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        groups=DESK,
        domain="['|', ('user_team_ids', '=', False),"
        " ('user_team_ids.member_ids', 'in', [uid])]",
        help="Fills in what is still empty.",
    )

    @api.model
    def default_get(self, fields):
        """Fill a new form whose action names a template."""
        defaults = super().default_get(fields)
        template_id = self.env.context.get("default_template_id")
        asked = self.env.context.get("servicedesk_onchange")
        if not asked or not template_id or "template_id" not in fields:
            return defaults
        given = self._get_template_vals(template_id, defaults)
        given["hand_set"] = self._join_names(given.keys() & set(RULE_FIELDS))
        return defaults | {name: given[name] for name in given if name in fields}

    def _has_onchange(self, field, other_fields):
        """Have forms ask when a template is chosen, though nothing is computed."""
        return field.name == "template_id" or super()._has_onchange(field, other_fields)

    def onchange(self, values, field_names, fields_spec):
        """Fill the form as if a person had typed what the template says."""
        template_id = values.get("template_id")
        if "template_id" not in field_names or not template_id or self.id:
            return super().onchange(values, field_names, fields_spec)
        given = self._get_template_vals(template_id, values)
        values = dict(values, **given)
        names = [*field_names, *(name for name in given if name in fields_spec)]
        result = super().onchange(values, names, fields_spec)
        # What was typed is no change in Odoo's eyes: said here.
        result["value"] = self._show_filled(given, fields_spec) | result.get(
            "value", {}
        )
        return result

    def _show_filled(self, given, fields_spec):
        """Return values as a form takes them: lists of records by their commands."""
        spec = {name: fields_spec[name] for name in given if name in fields_spec}
        if not spec:
            return {}
        form = self.with_context(servicedesk_onchange=True)
        draft = form.new({name: given[name] for name in spec})
        shown = {name: draft.web_read(spec)[0][name] for name in spec}
        if "tag_ids" in shown:
            tags = draft.tag_ids._origin
            read = tags.web_read(spec["tag_ids"].get("fields") or {"id": {}})
            shown["tag_ids"] = [
                (Command.LINK, tag.id, row) for tag, row in zip(tags, read, strict=True)
            ]
        return shown

    @api.model
    def _get_template_vals(self, template_id, values):
        """Return what a template adds to ``values``.

        Of what the rules give, all that nobody has set by hand is empty.

        :raise AccessError: for a template that the user does not read.
        """
        template = self.env["servicedesk.ticket.template"].browse(template_id)
        by_hand = set((values.get("hand_set") or "").split(","))
        given = {}
        for name, value in template._prepare_ticket_vals().items():
            before = values.get(name)
            if name in RULE_FIELDS:
                before = name in by_hand and before
            elif name == "description":
                before = not is_html_empty(before)
            if not before:
                given[name] = value
        return given

    @api.model
    def _prepare_create_vals(self, vals):
        """Fill in what the caller leaves out; a form has shown it already."""
        template_id = vals.get("template_id")
        if template_id and not self.env.context.get("servicedesk_from_form"):
            template = self.env["servicedesk.ticket.template"].browse(template_id)
            given = template._prepare_ticket_vals()
            # Nothing said is nothing chosen, as in a form.
            vals = vals | {name: given[name] for name in given if not vals.get(name)}
        return super()._prepare_create_vals(vals)

    def write(self, vals):
        """A template is chosen when a ticket is registered, not later.

        :raise UserError: when it comes with another one.
        """
        if vals.get("template_id") and any(
            ticket.template_id.id != vals["template_id"] for ticket in self
        ):
            raise UserError(
                self.env._("A template is chosen while a ticket is registered.")
            )
        return super().write(vals)
