# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

TICKET = "servicedesk.ticket"


class ServicedeskShadowMixin(models.AbstractModel):
    """What hangs on tickets by model name and id is the desk's, as their notes are.

    Odoo checks nothing about such records: every employee reads who follows a
    confidential ticket, and what its requester said about the solution.
    """

    _name = "servicedesk.shadow.mixin"
    _description = "Record that Hangs on a Ticket"

    def _get_shadow_domain(self):
        """Return which records of tickets somebody outside the desk may read."""
        return Domain.FALSE

    def _is_shadow_writable(self):
        """Return whether users may change such records of tickets at all."""
        return self.env.user._is_system()

    def _get_visible_domain(self):
        tickets = self.env[TICKET].sudo(False)

        def is_read_by_desk(model, alias, _query):
            return tickets._get_desk_read_sql(SQL.identifier(alias, "res_id"))

        domain = Domain("res_model", "!=", TICKET) | self._get_shadow_domain()
        if tickets._reads_notes():
            domain |= Domain.custom(to_sql=is_read_by_desk)
        return domain

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._get_visible_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        rest = self - result[0] if result else self
        forbidden = rest._filter_shadow_forbidden(operation)
        if not forbidden:
            return result
        if result:
            return result[0] + forbidden, result[1]
        return forbidden, lambda: AccessError(
            self.env._("This belongs to a ticket and is kept by the service desk.")
        )

    def _filter_shadow_forbidden(self, operation):
        """Return those records of tickets that the current user may not touch so."""
        # sudo: where a record hangs decides who may touch it
        ours = self.sudo().filtered(lambda record: record.res_model == TICKET)
        if operation != "read":
            return self.browse(() if self._is_shadow_writable() else ours.ids)
        tickets = self.env[TICKET].browse(set(ours.mapped("res_id")))
        readable = set(tickets._filter_desk_readable()._ids)
        hidden = ours.filtered(lambda record: record.res_id not in readable)
        return self.browse(
            (hidden - hidden.filtered_domain(self._get_shadow_domain())).ids
        )
