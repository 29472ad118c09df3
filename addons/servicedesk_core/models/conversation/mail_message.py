# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.tools import SQL


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        """Keep hidden notes of tickets from portal users, also when read by id.

        Odoo leaves notes out of what they find, but refuses to read a note only if
        its type is *comment*: the log of a move, with what an agent said to it, has
        another type, and ids are easily guessed.
        """
        forbidden = super()._get_forbidden_access(operation)
        rest = self - forbidden
        if operation != "read" or not rest or self.env.user._is_internal():
            return forbidden
        rows = self.env.execute_query(
            SQL(
                """SELECT message.id
                     FROM mail_message message
                LEFT JOIN mail_message_subtype subtype
                       ON subtype.id = message.subtype_id
                    WHERE message.id = ANY(%s)
                      AND message.model = 'servicedesk.ticket'
                      AND (message.is_internal IS TRUE
                           OR subtype.id IS NULL
                           OR subtype.internal IS TRUE)""",
                rest.ids,
            )
        )
        return forbidden + self.browse(message_id for (message_id,) in rows)
