# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What came in by mail and is no ticket yet: parked, failed; and one that is."""

import base64
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL, html2plaintext

MODULE = "servicedesk_core"
DOMAIN = "pellamoor.example.com"
ERROR = """\
Traceback (most recent call last):
  File "servicedesk_core/models/intake/intake_work.py", line 61, in _work_off_locked
    ticket_id = intake._work()
OSError: [Errno 28] No space left on device: the files were not written
"""
# Each mail: its key, how many hours ago it came, who wrote it, its subject and text,
# further lines of its head, and what became of it.
MAILS = (
    (
        "letter",
        26,
        "Cold Chain Weekly <news@coldchain.example>",
        "[coldchain] How to keep a cold store cold",
        "This week: five ways to seal a door.\n\nTo leave the list, answer LEAVE.",
        ("List-Id: <coldchain.example>", "Precedence: list"),
        {"state": "parked", "reason": "list"},
    ),
    (
        "returned",
        5,
        "Mail Delivery System <mailer-daemon@shops.example>",
        "Undelivered Mail Returned to Sender",
        "This is the mail system.\n\n<till3@shops.example>: mailbox full",
        ("Auto-Submitted: auto-replied", "Return-Path: <>"),
        {"state": "parked", "reason": "bounce"},
    ),
    (
        "absence",
        3,
        "Sofia Brandt <sofia.brandt@ovens.example>",
        "Absence: Re: Oven in Dunmere",
        "Dear sender,\n\nI am back on Monday. In urgent cases call us.\n\nSofia",
        ("Auto-Submitted: auto-replied",),
        {"state": "parked", "reason": "vacation"},
    ),
    (
        "failed",
        1,
        "Callum Reid <callum.reid@pellamoor.example.com>",
        "Pictures of the broken shelf",
        "Hello,\n\nhere are the pictures of the shelf in aisle four.\n\nCallum",
        (),
        {"state": "failed", "error": ERROR},
    ),
)


def fill(env):
    """Make the mails that are not there yet; that of a mailed ticket is done.

    :return: True
    """
    team = env.ref(f"{MODULE}.team_service_desk")
    for name, hours, *mail, outcome in MAILS:
        came = fields.Datetime.now() - timedelta(hours=hours)
        _make(env, name, came, team, mail, outcome)
    mailed = [("channel", "=", "email"), ("partner_email", "!=", False)]
    ticket = env["servicedesk.ticket"].search(mailed, limit=1, order="id")
    if ticket:
        sender = f"{ticket.partner_id.name or ''} <{ticket.partner_email}>".strip()
        mail = (sender, ticket.name, html2plaintext(ticket.description or ""), ())
        outcome = {"state": "done", "ticket_id": ticket.id}
        outcome["ticket_ids"] = [Command.set(ticket.ids)]
        _make(env, "done", ticket.create_date, ticket.team_id, mail, outcome)
    return True


def _make(env, name, came, team, mail, outcome):
    """Make one row of the intake, as the gate would have left it."""
    sender, subject, text, head = mail
    key = f"<{name}.demo@pellamoor.example.com>"
    mails = env["servicedesk.mail.intake"]
    if mails.search_count([("key", "=", key)]):
        return
    alias = team.alias_id
    # Without a mail domain, which whoever sets up the desk names, the company's.
    domain = alias.alias_domain_id.name or DOMAIN
    desk = f"{alias.alias_name or 'servicedesk'}@{domain}"
    message = EmailMessage(policy=SMTP)
    for line in (f"From: {sender}", f"To: {desk}", f"Subject: {subject}", *head):
        field, _colon, value = line.partition(": ")
        message[field] = value
    message["Message-Id"] = key
    message.set_content(text)
    raw = message.as_bytes()
    row = mails.create(
        {
            "key": key,
            "message_id": key,
            "email_from": sender,
            "email_to": desk,
            "recipient": desk,
            "subject": subject,
            "size": len(raw),
            "source": "delivered",
            "options": {},
            "raw": base64.b64encode(raw),
            "team_id": team.id,
            "company_id": team.company_id.id,
            "date_processed": came,
            "date_told": came,
            "attempts": 1,
            **outcome,
        }
    )
    row.flush_recordset()
    env.cr.execute(
        SQL(
            "UPDATE servicedesk_mail_intake SET create_date = %s WHERE id = %s",
            came,
            row.id,
        )
    )
    row.invalidate_recordset()
