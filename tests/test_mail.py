# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Mail as it comes: replies, copies, strange alphabets; and what ours never carry."""

import re
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from harness.chatter import assert_in_order, read_chatter
from harness.smtp import links

AGENT = "servicedesk_core.group_servicedesk_agent"
ADDRESS = "letters@desk.example"


@pytest.fixture(scope="module")
def agent(desk):
    """Return an agent of a team with an address."""
    user = desk.add_user("letter_agent", AGENT)
    desk.add_team("Letters", "letters", user)
    return desk.client_of(user)


@pytest.fixture
def written(desk, agent):
    """Let somebody write; return the ticket and the receipt he got."""
    subject = desk.unique("Door jams")
    sender = f"{subject.lower().replace(' ', '.')}@customer.example"
    desk.write_mail(f"Bob <{sender}>", ADDRESS, subject, "The door jams.")
    desk.fetch_mail()
    desk.send_mail()
    return desk.find_ticket(subject), desk.sink.wait_mail(sender)


def _reply(receipt, body, charset="utf-8", attachment=None):
    reply = EmailMessage()
    reply["From"] = str(receipt["To"])
    reply["To"] = str(receipt["Reply-To"] or receipt["From"])
    reply["Subject"] = f"Re: {receipt['Subject']}"
    reply["Message-Id"] = make_msgid(domain="mail.customer.example")
    reply["In-Reply-To"] = reply["References"] = receipt["Message-Id"]
    reply.set_content(body, charset=charset, cte="8bit")
    if attachment:
        reply.add_attachment(
            attachment, maintype="image", subtype="png", filename="a.png"
        )
    return reply


def test_a_reply_joins_its_ticket(desk, written):
    """In an old 8-bit alphabet and with a picture, it lands in the conversation."""
    ticket, receipt = written
    png = b"\x89PNG\r\n\x1a\n" + bytes(32)
    reply = _reply(receipt, "Дверь всё ещё не открывается\n", "koi8-r", png)
    desk.entrance.send(reply)
    desk.fetch_mail()

    lines = read_chatter(desk.admin, ticket["id"])
    assert_in_order(lines, ["The door jams", "Дверь всё ещё не открывается"])
    files = desk.admin.search_read(
        "ir.attachment",
        [["res_model", "=", "servicedesk.ticket"], ["res_id", "=", ticket["id"]]],
        ["name"],
    )
    assert [file["name"] for file in files] == ["a.png"]
    desk.find_ticket(ticket["name"])


def test_a_mail_delivered_twice_is_one_ticket(desk, agent):
    """The mailbox holds two copies, as after a crash of the mail exchanger."""
    subject = desk.unique("Twice")
    message_id = make_msgid(domain="mail.customer.example")
    message = EmailMessage()
    message["From"] = "Eve <eve@customer.example>"
    message["To"] = ADDRESS
    message["Subject"] = subject
    message["Message-Id"] = message_id
    message.set_content("Once is enough.")
    desk.entrance.send(message)
    desk.entrance.send(message)
    desk.fetch_mail()
    desk.find_ticket(subject)


def test_mails_carry_no_lasting_key(desk, agent, written):
    """Whoever gets a mail forwarded gets no way into the ticket but its answer link."""
    ticket, receipt = written
    partner = [ticket["partner_id"][0]] if ticket["partner_id"] else []
    agent.write("servicedesk.ticket", ticket["id"], ticket_type_id=desk.ticket_type())
    agent.call("servicedesk.ticket", "action_take", [ticket["id"]])
    agent.call(
        "servicedesk.ticket",
        "message_post",
        [ticket["id"]],
        body="We are on our way.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=partner,
    )
    agent.call("servicedesk.ticket", "action_start", [ticket["id"]])
    agent.call("servicedesk.ticket", "action_resolve", [ticket["id"]], resolution="Oil")
    desk.send_mail()

    mails = desk.sink.mails_to(ticket["partner_email"])
    assert len(mails) >= 2, [str(mail["Subject"]) for mail in mails]
    for mail in mails:
        for link in links(mail):
            secret = re.search(r"[?&](access_token|token|hash|pid|auth_\w+)=", link)
            assert not secret, (str(mail["Subject"]), link)
