# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Mail at both ends: what comes in, and a sink for what goes out."""

from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import make_msgid

from aiosmtpd.controller import Controller

from .subjects import ALIAS, DOMAIN


class _Sink:
    """Accept every message and forget it."""

    def __init__(self):
        self.received = 0

    async def handle_DATA(self, server, session, envelope):
        self.received += 1
        return "250 OK"


@contextmanager
def sink(port):
    """An SMTP server on loopback that swallows what the subjects send."""
    handler = _Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def incoming(number, customer):
    """A new mail of a known customer to the desk, as bytes off the wire."""
    message = EmailMessage()
    message["From"] = f"Customer {customer} <customer{customer}@{DOMAIN}>"
    message["To"] = f"{ALIAS}@{DOMAIN}"
    message["Subject"] = f"The till does not open any more ({number})"
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message["Date"] = "Mon, 02 Nov 2026 09:12:00 +0000"
    message.set_content("Hello,\n\nit stays shut since the update.\n\nRegards\n")
    message.add_alternative(
        "<p>Hello,</p><p>it stays shut since the update.</p><p>Regards</p>",
        subtype="html",
    )
    return message.as_bytes()
