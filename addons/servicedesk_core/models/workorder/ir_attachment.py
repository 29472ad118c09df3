# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..conversation.ir_attachment import is_said_in

ORDER = "servicedesk.work.order"


class IrAttachment(models.Model):
    """Files of a work order: contractors get those of public messages, and their own.

    Odoo gives every reader of a record all files that hang on it.
    """

    _inherit = "ir.attachment"

    @api.model
    def _get_servicedesk_domain(self):
        return super()._get_servicedesk_domain() & self._get_order_files_domain()

    @api.model
    def _get_order_files_domain(self):
        """Return which files the current user may have, as far as work orders go."""
        company_ids = self.env.companies.ids

        def is_ordered_by_us(model, alias, _query):
            return SQL(
                """EXISTS (SELECT 1 FROM servicedesk_work_order work
                            WHERE work.id = %s AND work.company_id = ANY(%s))""",
                SQL.identifier(alias, "res_id"),
                company_ids,
            )

        domain = (
            Domain("res_model", "!=", ORDER)
            | Domain("public", "=", True)
            | Domain("create_uid", "=", self.env.uid)
            | Domain.custom(to_sql=is_said_in(ORDER))
        )
        if self.env.user._is_internal():
            domain |= Domain.custom(to_sql=is_ordered_by_us)
        return domain

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation != "read" or self.env.su:
            return result
        rest = self - result[0] if result else self
        # sudo: ir.attachment - where a file hangs decides whether it may be read
        ours = rest.sudo().filtered(
            lambda file: file.res_model == ORDER and not file.public
        )
        if not ours:
            return result
        allowed = ours.search(
            Domain("id", "in", ours.ids) & self._get_order_files_domain()
        )
        hidden = self.browse((ours - allowed).ids)
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: AccessError(
            self.env._("This file belongs to a note of the service desk.")
        )
