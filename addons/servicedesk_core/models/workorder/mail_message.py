# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

ORDER = "servicedesk.work.order"


class MailMessage(models.Model):
    """The conversation about a work order, read in two depths, as that of tickets.

    Contractors, and the agents of another company of the house, read what is public,
    by whatever way they ask, and speak through the conversation only.
    """

    _inherit = "mail.message"

    @api.model
    def _get_depth_domain(self):
        return super()._get_depth_domain() & self._get_order_depth_domain()

    @api.model
    def _get_order_depth_domain(self):
        """Return which messages the current user reads, as far as work orders go."""
        domain = Domain("model", "!=", ORDER) | (
            Domain("is_internal", "=", False)
            & Domain("subtype_id.internal", "=", False)
        )
        if not self.env.user._is_internal():
            return domain
        company_ids = self.env.companies.ids

        def is_ordered_by_us(model, alias, _query):
            return SQL(
                """EXISTS (SELECT 1 FROM servicedesk_work_order work
                            WHERE work.id = %s AND work.company_id = ANY(%s))""",
                SQL.identifier(alias, "res_id"),
                company_ids,
            )

        return domain | Domain.custom(to_sql=is_ordered_by_us)

    def _filter_hidden_notes(self):
        """Return the notes about orders as well that the user may not read."""
        hidden = super()._filter_hidden_notes()
        # sudo: mail.message - where a message belongs decides who reads it
        ours = self.sudo().filtered(lambda message: message.model == ORDER)
        if not ours:
            return hidden
        domain = Domain("id", "in", ours.ids) & self._get_order_depth_domain()
        shown = ours.search(domain)
        return hidden | self.browse((ours - shown).ids)

    def _filter_guarded(self, operation):
        """Return those messages about orders, too, that the user may not touch so."""
        guarded = super()._filter_guarded(operation)
        if self.env.su:
            return guarded
        # sudo: mail.message - where a message belongs decides who may touch it
        ours = self.sudo().filtered(
            lambda message: (
                message.model == ORDER and message.message_type != "user_notification"
            )
        )
        ours = ours.sudo(False)
        if not ours or self.env.user._is_system():
            return guarded
        if operation == "unlink":
            return guarded | ours
        ids = set(ours.sudo().mapped("res_id"))
        if operation == "create":
            allowed = self._filter_records_for_message_operation(ORDER, ids, operation)
        else:
            allowed = self.env[ORDER].browse(ids).exists()._filtered_access("write")
        return guarded | ours.filtered(
            lambda message: message.sudo().res_id not in set(allowed._ids)
        )

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Give Odoo's routes no note about an order that the user may not read."""
        # sudo: mail.message - where a message belongs decides who gets it
        if self.sudo().browse(message_id).exists().model != ORDER:
            return super()._get_with_access(message_id, mode=mode, **kwargs)
        message = super()._get_with_access(message_id, mode=mode)
        return message - message.sudo(False)._filter_hidden_notes()

    @api.model_create_multi
    def create(self, vals_list):
        """Let both sides of an order speak through its conversation only.

        :raise AccessError: for who makes a message by himself, from outside.
        """
        if not self.env.su:
            default = self.env.context.get("default_model")
            ids = {
                vals.get("res_id") or self.env.context.get("default_res_id")
                for vals in vals_list
                if vals.get("model", default) == ORDER
            }
            orders = self.env[ORDER].browse(each for each in ids if each)
            if ids and not self._may_make_messages(orders):
                raise AccessError(
                    self.env._("Please answer in the work order's conversation.")
                )
        return super().create(vals_list)

    @api.model
    def _may_make_messages(self, orders):
        """Return whether Odoo may make messages on orders in the user's own name."""
        return bool(orders) and orders._is_in_house()
