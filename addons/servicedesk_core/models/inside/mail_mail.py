# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.tools import email_normalize

from ..conversation.mail_message import TICKET


class MailMail(models.Model):
    """The last door: whatever made a mail about an internal ticket, it stays inside.

    Asked when it is sent, since a ticket may be hidden while its mails wait.
    """

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        results = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.model != TICKET or not self.res_id:
            return results
        # sudo: servicedesk.ticket - whoever sends it, the ticket decides
        ticket = self.env[TICKET].sudo().browse(self.res_id).exists()
        if not ticket.internal_only:
            return results
        people = ticket._filter_inside(self.recipient_ids)
        inside = {*people.mapped("email_normalized")} - {False}
        kept = []
        for email in results:
            email["email_cc"] = []
            email["email_to"] = [
                each for each in email["email_to"] if email_normalize(each) in inside
            ]
            if email["email_to"]:
                kept.append(email)
        return kept
