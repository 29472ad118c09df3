# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


def is_said_in(model_name):
    """Return the condition that a file belongs to a public message of its record."""

    def to_sql(_model, alias, _query):
        return SQL(
            """EXISTS (SELECT 1
                         FROM message_attachment_rel rel
                         JOIN mail_message message ON message.id = rel.message_id
                         JOIN mail_message_subtype subtype
                           ON subtype.id = message.subtype_id
                        WHERE rel.attachment_id = %s
                          AND message.model = %s
                          AND message.res_id = %s
                          AND message.is_internal IS NOT TRUE
                          AND subtype.internal IS NOT TRUE)""",
            SQL.identifier(alias, "id"),
            model_name,
            SQL.identifier(alias, "res_id"),
        )

    return to_sql


class IrAttachment(models.Model):
    """Files of hidden notes are as hidden as the notes.

    Odoo gives every reader of a record all files that hang on it. A ticket is read
    by its requester too; he gets the files of public messages and his own, even if
    he is an agent of another team.
    """

    _inherit = "ir.attachment"

    @api.model
    def _get_servicedesk_domain(self):
        """Return which files the current user may have, as far as tickets go."""
        tickets = self.env["servicedesk.ticket"].sudo(False)

        def is_read_by_desk(model, alias, _query):
            return tickets._get_desk_read_sql(SQL.identifier(alias, "res_id"))

        domain = (
            Domain("res_model", "!=", "servicedesk.ticket")
            | Domain("public", "=", True)
            | Domain("create_uid", "=", self.env.uid)
            | Domain.custom(to_sql=is_said_in("servicedesk.ticket"))
        )
        if tickets._reads_notes():
            domain |= Domain.custom(to_sql=is_read_by_desk)
        return domain

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation != "read" or self.env.su:
            return result
        rest = self - result[0] if result else self
        # sudo: ir.attachment - where a file hangs decides whether it may be read
        ours = rest.sudo().filtered(
            lambda file: file.res_model == "servicedesk.ticket" and not file.public
        )
        tickets = self.env["servicedesk.ticket"].browse(ours.mapped("res_id"))
        readable = set(tickets._filter_desk_readable()._ids)
        ours = ours.filtered(lambda file: file.res_id not in readable)
        if not ours:
            return result
        domain = self._get_servicedesk_domain()
        allowed = ours.search(Domain("id", "in", ours.ids) & domain)
        hidden = self.browse((ours - allowed).ids)
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: AccessError(
            self.env._("This file belongs to a note of the service desk.")
        )

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not bypass_access and not self.env.su:
            domain = Domain(domain) & self._get_servicedesk_domain()
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )
