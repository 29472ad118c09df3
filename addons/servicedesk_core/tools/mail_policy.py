# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Mails as Python reads them, with headers that never fail (RFC 5322, RFC 2231).

Python takes a header apart when it is asked for, and may fail then: on parameters in an
alphabet that is none, or on comments in comments. Odoo does not expect that.
"""

import email
import email.parser
import email.policy
from email.message import EmailMessage

from . import mail_envelope, mail_mime

# Of these only the type is needed; what is wrong with them is in their parameters.
TYPED = frozenset(["content-type", "content-disposition"])
# A longer header that is one of these says nothing that a shorter one does not.
LONGEST_TYPE = 4096


class SafePolicy(email.policy.EmailPolicy):
    """Read headers as Python does; as plain text what it fails on."""

    def header_fetch_parse(self, name, value):
        try:
            if name.lower() in TYPED and len(value) > LONGEST_TYPE:
                return _plain(name, value)
            return super().header_fetch_parse(name, value)
        except Exception:  # what strangers write can fail in any way
            return _plain(name, value)


POLICY = SafePolicy(linesep="\r\n")


def _plain(name, value):
    """Return what a header says, without taking it apart."""
    if name.lower() in TYPED:
        data = str(value)[:LONGEST_TYPE].encode("utf-8", "replace")
        main = mail_mime.parse_value(data)[0].partition("(")[0].strip()
        return main if main.isascii() else ""
    return mail_envelope.clean(" ".join(str(value).split()))


def parse(raw):
    """Return a mail with all its parts."""
    return email.message_from_bytes(raw, policy=POLICY)


def parse_head(raw):
    """Return a mail's head alone."""
    parser = email.parser.BytesParser(policy=POLICY)
    return parser.parsebytes(raw, headersonly=True)


def build_head(envelope):
    """Return a mail of nothing but what was read of its head already.

    :param Envelope envelope: its head.
    """
    message = EmailMessage(policy=POLICY)
    for name, value in (
        ("From", envelope.sender),
        ("To", ", ".join(envelope.recipients)),
        ("Subject", envelope.subject),
        ("Date", envelope.date),
        ("Message-Id", envelope.message_id),
        ("In-Reply-To", envelope.in_reply_to),
        ("References", " ".join(envelope.references)),
    ):
        if value:
            message.set_raw(name, value)
    return message
