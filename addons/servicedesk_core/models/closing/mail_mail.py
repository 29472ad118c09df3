# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
import re

from odoo import models

from ...tools import nonce as nonces

_logger = logging.getLogger(__name__)

# The link that a mail asks by. It goes to the requester alone.
ASKING = re.compile(r"/servicedesk/confirm/(\d+)/([\w-]+)")
TICKET = "servicedesk.ticket"


class MailMail(models.Model):
    """Whether the mail that asks has left: silence is counted from then on."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Note what became of mails that ask to confirm a solution."""
        for mail in self:
            if mail.model == TICKET and mail.res_id:
                found = ASKING.search(mail.body_html or "")
                if found:
                    mail._note_asked(found[2])
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _note_asked(self, token):
        """Note it in the ledger, and have the job heed it.

        Whatever fails here, the mail is out: it must not be sent once more for it.
        """
        self.ensure_one()
        is_sent = self.state == "sent"
        try:
            with self.env.cr.savepoint():
                # sudo: servicedesk.answer.link, servicedesk.closing.cycle - whoever
                # has the mail sent, the desk keeps book of it
                link = self.env["servicedesk.answer.link"].sudo()
                link = link.search(
                    [("token_digest", "=", nonces.digest(token))], limit=1
                )
                if (link.res_model, link.res_id) != (TICKET, self.res_id):
                    return
                cycles = self.env["servicedesk.closing.cycle"].sudo()
                cycles._note_mail(link.res_id, link.cycle, is_sent)
                self.env[TICKET]._wake_asking()
        except Exception:  # the requester answered by phone just now, for example
            _logger.info("What became of %s was not noted", self, exc_info=True)
