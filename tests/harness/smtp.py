# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Two SMTP servers: one that keeps what Odoo sends, one that fills the mailbox."""

import asyncio
import email
import email.policy
import re
import smtplib
from collections import namedtuple
from email.utils import getaddresses
from html import unescape

from aiosmtpd.controller import Controller

from .ports import free_port
from .waiting import wait_for

# What mails put behind their preview, so that nothing else shows there.
FILLERS = re.compile("[\u034f\u00a0\u200b\u200c\u00ad]")

Sent = namedtuple("Sent", "sender recipients message")


class _Keep:
    """Handler of aiosmtpd that keeps each mail with its envelope."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):
        """Take the mail; the name is aiosmtpd's."""
        message = email.message_from_bytes(
            envelope.original_content, policy=email.policy.default
        )
        self.mails.append(Sent(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        return "250 Message accepted for delivery"


class SmtpSink:
    """The customers' mail provider: it accepts everything and can be asked."""

    def __init__(self):
        self._handler = _Keep()
        self.port = free_port()
        self._controller = Controller(
            self._handler, hostname="127.0.0.1", port=self.port
        )

    def start(self):
        """Listen on the loopback interface."""
        self._controller.start()
        return self

    def stop(self):
        """Stop listening."""
        self._controller.stop()

    def mails_to(self, address, subject=""):
        """Return the mails to that address whose subject holds ``subject``."""
        return [
            mail.message
            for mail in self._handler.mails
            if address.lower() in _addresses(mail)
            and subject.lower() in str(mail.message["Subject"]).lower()
        ]

    def wait_mail(self, address, subject="", words=""):
        """Return the first such mail whose text holds ``words``, waiting for it."""

        def find():
            mails = self.mails_to(address, subject)
            return next((mail for mail in mails if words in text_of(mail)), None)

        try:
            return wait_for(f"a mail to {address}: {subject!r}, {words!r}", find)
        except AssertionError as error:
            came = "\n".join(text_of(mail) for mail in self.mails_to(address))
            raise AssertionError(f"{error}; these came:\n{came}") from error


class _Deliver:
    """Handler of aiosmtpd that hands each mail over to the mailbox."""

    def __init__(self, mailbox):
        self.mailbox = mailbox

    async def handle_DATA(self, _server, _session, envelope):
        """Answer only when the mailbox has the mail; the name is aiosmtpd's."""
        await asyncio.to_thread(
            self.mailbox.deliver, envelope.mail_from, envelope.original_content
        )
        return "250 Message delivered"


class SmtpEntrance:
    """The company's mail exchanger: what is sent to it lies in the mailbox."""

    def __init__(self, mailbox):
        self.port = free_port()
        self._controller = Controller(
            _Deliver(mailbox), hostname="127.0.0.1", port=self.port
        )

    def start(self):
        """Listen on the loopback interface."""
        self._controller.start()
        return self

    def stop(self):
        """Stop listening."""
        self._controller.stop()

    def send(self, message, recipients=None):
        """Send an EmailMessage as any mail program would."""
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            smtp.send_message(message, to_addrs=recipients)


def links(message):
    """Return the web addresses a mail holds, in the order of its HTML, then text."""
    found = []
    for kind, pattern in (
        ("html", r"""href=["'](https?://[^"']+)["']"""),
        ("plain", r"https?://[^\s<>\"')\]]+"),
    ):
        body = message.get_body((kind,))
        if body is not None:
            found += re.findall(pattern, body.get_content().replace("&amp;", "&"))
    return list(dict.fromkeys(found))


def text_of(message):
    """Return what a reader sees of a mail, white space folded."""
    body = message.get_body(("html", "plain"))
    content = unescape(re.sub(r"<[^>]+>", " ", body.get_content()))
    return " ".join(FILLERS.sub(" ", content).split())


def _addresses(mail):
    named = [str(value) for value in mail.message.get_all("To", [])]
    return {a.lower() for _name, a in getaddresses(named)} | {
        recipient.lower() for recipient in mail.recipients
    }
