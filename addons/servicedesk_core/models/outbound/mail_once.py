# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.tools import SQL

from ..conversation.mail_message import TICKET
from .mail_mail import QUEUE

_logger = logging.getLogger(__name__)

# Whoever sends a mail just now is done with it by then.
AGAIN = timedelta(minutes=1)

# All that sending writes: what another one writes, too, is known before the mail is
# out. Afterwards it would be a reason to take back that it was sent.
CLAIM = """
SELECT mail.state FROM mail_mail mail
  JOIN mail_message message ON message.id = mail.mail_message_id
 WHERE mail.id = %s FOR NO KEY UPDATE NOWAIT
"""
CLAIM_NOTIFICATIONS = """
SELECT id FROM mail_notification WHERE mail_mail_id = %s
   AND notification_status NOT IN ('sent', 'canceled') FOR NO KEY UPDATE NOWAIT
"""


class MailMail(models.Model):
    """Each mail of the desk leaves once, by one sender.

    Who writes to somebody sends his mail right after the commit; the job that sends
    what waits may be at it at the same moment. Odoo marks a mail as being sent in its
    own memory only: both would send it, and the later one would fail after that.
    """

    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Leave out what somebody else has sent, and thrown away, meanwhile."""
        return super(MailMail, self.exists()).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        """Send the desk's mails one by one, each under a lock of its own.

        Between two of them there may be a commit, and with it all locks go.
        """
        options = {
            "auto_commit": auto_commit,
            "raise_exception": raise_exception,
            "smtp_session": smtp_session,
            "alias_domain_id": alias_domain_id,
            "mail_server": mail_server,
            "post_send_callback": post_send_callback,
        }
        ours = self.filtered(lambda mail: mail.desk_sender or mail.model == TICKET)
        if not ours or self.env["ir.mail_server"]._disable_send():
            return super()._send(**options)
        if others := self - ours:
            super(MailMail, others)._send(**options)
        for mail in ours:
            if mail._claim():
                super(MailMail, mail)._send(**options)
            elif post_send_callback:
                post_send_callback(mail.ids)
        return True

    def _claim(self):
        """Return whether this mail is ours to send, until the transaction ends.

        What somebody else sends, or has changed since we looked, is his.
        """
        self.ensure_one()
        cr = self.env.cr
        try:
            with cr.savepoint():
                cr.execute(SQL(CLAIM, self.id), log_exceptions=False)
                row = cr.fetchone()
                cr.execute(SQL(CLAIM_NOTIFICATIONS, self.id), log_exceptions=False)
        except OperationalError:
            cron_id = self.env["ir.model.data"]._xmlid_to_res_id(QUEUE)
            if cron_id:
                # sudo: ir.cron - should the other one fail, it is sent all the same
                cron = self.env["ir.cron"].sudo().browse(cron_id)
                cron._trigger(fields.Datetime.now() + AGAIN)
            return False
        return bool(row) and row[0] == "outgoing"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """What fails after a mail of the desk has left does not take that back."""
        values = {
            "success_pids": success_pids,
            "success_emails": success_emails,
            "failure_reason": failure_reason,
            "failure_type": failure_type,
        }
        if failure_type or not any(mail.model == TICKET for mail in self):
            return super()._postprocess_sent_message(**values)
        try:
            with self.env.cr.savepoint():
                return super()._postprocess_sent_message(**values)
        except OperationalError:  # its message is written elsewhere just now
            _logger.info("%s left, and is kept in the queue as sent", self)
        return True
