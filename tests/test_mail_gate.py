# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Nothing is lost at the gate and nothing doubled, whatever dies in the middle."""

import base64
import os
import random
import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from harness.desk import PASSWORD, Desk
from harness.mailbox import Mailbox
from harness.mailgate import STORED, TRY_AGAIN, Mailgate
from harness.odoo import OdooServer
from harness.rpc import RefusedError, make_api_key
from harness.smtp import SmtpEntrance
from harness.waiting import wait_for

API = "servicedesk_core.group_servicedesk_api"
AGENT = "servicedesk_core.group_servicedesk_agent"
ADDRESS = "gate@desk.example"
INTAKE = "servicedesk.mail.intake"
TICKET = "servicedesk.ticket"
# What is written first of a mail, and what is written when its ticket is half made.
STORE = "servicedesk_mail_intake"
CONVERSATION = "mail_message"
BIG = 25 * 1024 * 1024
LIMIT = 5


@pytest.fixture(scope="module")
def gate(settings, databases, logs, sink):
    """Return a desk of its own, whose server may be killed, with its own mailbox."""
    box = Mailbox(settings.dovecot)
    server = OdooServer(settings, databases.create(settings.template), logs)
    try:
        entrance = SmtpEntrance(box.start()).start()
        desk = Desk(server.start(), box, entrance, sink).connect_mail()
        desk.team_id = desk.add_team("Gate", "gate", desk.add_user("gate_agent", AGENT))
        yield desk
        entrance.stop()
    finally:
        server.stop()
        box.stop()


@pytest.fixture(scope="module")
def mailgate(gate, settings, tmp_path_factory):
    """Return the script, set up with the key of an integration user."""
    user = gate.add_user("gate_program", API)
    key = make_api_key(gate.server, user.login, PASSWORD)
    folder = tmp_path_factory.mktemp("mailgate")
    return Mailgate(settings, gate.server, user.login, key, folder)


def _mail(gate, words="Gate", to=ADDRESS, **headers):
    """Return (subject, message) of a new mail."""
    message = EmailMessage()
    subject = gate.unique(words)
    message["From"] = headers.pop("sender", "Ann <ann@customer.example>")
    message["To"] = to
    message["Subject"] = subject
    message["Message-Id"] = make_msgid(domain="mail.customer.example")
    message.set_content("The gate does not open.")
    return subject, message


def _tickets(gate, subject):
    return gate.admin.search_read(TICKET, [["name", "=", subject]], ["id"])


def _intakes(gate, subject, *fields):
    return gate.admin.search_read(
        INTAKE, [["subject", "=", subject]], ["state", *fields]
    )


def _mailbox_of(gate):
    return gate.admin.search_read("fetchmail.server", [], ["error_message"])[0]


def _assert_one(gate, subject):
    assert len(_tickets(gate, subject)) == 1
    assert [row["state"] for row in _intakes(gate, subject)] == ["done"]


def _kill_while_waiting_for(gate, databases, table, deed):
    """Start a deed, and kill the server when it waits to write to a table."""
    database = gate.server.database
    with ThreadPoolExecutor(1) as pool, databases.locked(database, table):
        doing = pool.submit(deed)
        wait_for(
            f"the server to write to {table}",
            lambda: databases.waits_for(database, table),
            pause=0.02,
        )
        gate.server.kill()
        try:
            return doing.result(timeout=30)
        except (OSError, RefusedError) as error:
            return error


# What dies in the middle


def test_killed_before_it_was_stored_a_mail_is_still_unread(gate, databases):
    """Read from the mailbox, not yet stored: the mailbox keeps it as new."""
    subject, message = _mail(gate, "Killed early")
    gate.entrance.send(message)

    _kill_while_waiting_for(gate, databases, "servicedesk_mail_intake", gate.fetch_mail)

    assert gate.mailbox.count("UNSEEN") == 1
    gate.server.start()
    assert not _intakes(gate, subject)
    gate.fetch_mail()
    assert gate.mailbox.count("UNSEEN") == 0
    _assert_one(gate, subject)


def test_killed_at_work_a_mail_is_worked_off_once(gate, databases):
    """Stored, not yet a ticket: the next fetch makes one of it, and only one."""
    subject, message = _mail(gate, "Killed at work")
    gate.entrance.send(message)

    _kill_while_waiting_for(gate, databases, CONVERSATION, gate.fetch_mail)

    gate.server.start()
    assert not _tickets(gate, subject)
    assert [row["state"] for row in _intakes(gate, subject)] == ["received"]
    gate.fetch_mail()
    gate.mailbox.forget_reading()  # as if killed before the mailbox was told
    gate.fetch_mail()
    assert gate.mailbox.count("UNSEEN") == 0
    _assert_one(gate, subject)


def test_killed_while_a_mail_is_handed_over_the_queue_keeps_it(
    gate, databases, mailgate
):
    """The script tells the mail server to try again, and the second try succeeds."""
    subject, message = _mail(gate, "Killed queue")
    raw = message.as_bytes()

    code = _kill_while_waiting_for(
        gate, databases, CONVERSATION, lambda: mailgate.hand_over(raw)
    )

    assert code == TRY_AGAIN
    assert mailgate.hand_over(raw) == TRY_AGAIN  # nobody is there
    gate.server.start()
    assert mailgate.hand_over(raw) == STORED
    _assert_one(gate, subject)


def test_what_cannot_be_stored_is_kept_by_who_brought_it(gate, databases, mailgate):
    """The mailbox keeps it unread, the queue keeps it; the next mail is not delayed."""
    subject, message = _mail(gate, "Unstorable")
    next_subject, next_message = _mail(gate, "Next")
    gate.entrance.send(message)
    gate.entrance.send(next_message)
    database = gate.server.database
    with databases.refusing(database, STORE, "subject LIKE 'Unstorable%'"):
        gate.fetch_mail()
        assert gate.mailbox.count("UNSEEN") == 1
        assert mailgate.hand_over(message.as_bytes()) == TRY_AGAIN
        _assert_one(gate, next_subject)
        assert "could not be stored" in _mailbox_of(gate)["error_message"]

    assert not _intakes(gate, subject)
    gate.admin.call("fetchmail.server", "fetch_mail", [_mailbox_of(gate)["id"]])
    assert gate.mailbox.count("UNSEEN") == 0
    _assert_one(gate, subject)
    assert not _mailbox_of(gate)["error_message"]


# Two at once


def test_eight_deliveries_at_once_are_one_ticket(gate, mailgate):
    """Eight processes hand over the same mail at the same moment; all are content."""
    subject, message = _mail(gate, "Eightfold")
    raw = message.as_bytes()
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(mailgate.hand_over, [raw] * 8))
    assert codes == [STORED] * 8
    _assert_one(gate, subject)


def test_fetched_and_handed_over_is_one_ticket(gate, mailgate):
    """One copy lies in the mailbox, the other comes by the script meanwhile."""
    subject, message = _mail(gate, "Two ways")
    gate.entrance.send(message)
    with ThreadPoolExecutor(2) as pool:
        fetched = pool.submit(gate.fetch_mail)
        handed = pool.submit(mailgate.hand_over, message.as_bytes())
        fetched.result()
        assert handed.result() == STORED
    assert gate.mailbox.count("UNSEEN") == 0
    _assert_one(gate, subject)


# Whom a mail is for


def test_a_hidden_copy_in_a_desk_mailbox_reaches_its_team(gate):
    """Bcc: the mail names nobody of the desk, so the mailbox decides."""
    mailbox_id = _mailbox_of(gate)["id"]
    gate.admin.write("fetchmail.server", mailbox_id, servicedesk_team_id=gate.team_id)
    subject, message = _mail(gate, "Hidden copy", to="bob@elsewhere.example")
    gate.entrance.send(message, recipients=[ADDRESS])
    gate.fetch_mail()
    assert gate.find_ticket(subject)["team_id"][0] == gate.team_id


def test_the_envelope_says_whom_a_mail_is_for(gate, mailgate):
    """What the mail server delivers to counts, though the mail does not name it."""
    subject, message = _mail(gate, "Envelope", to="bob@elsewhere.example")
    code = mailgate.hand_over(message.as_bytes(), "--recipient", ADDRESS)
    assert code == STORED
    assert gate.find_ticket(subject)["team_id"][0] == gate.team_id


def test_eight_bit_mail_is_carried_as_it_is(gate, mailgate):
    """A mail in KOI8-R that no text protocol could carry; bytes are bytes."""
    subject, message = _mail(gate, "Old letters")
    del message["Content-Type"], message["Content-Transfer-Encoding"]
    message.set_content("Дверь не открывается\n", charset="koi8-r", cte="8bit")
    raw = message.as_bytes()
    assert "Дверь".encode("koi8-r") in raw
    assert mailgate.hand_over(raw) == STORED
    ticket = gate.find_ticket(subject)
    bodies = gate.admin.search_read(
        "mail.message",
        [["model", "=", TICKET], ["res_id", "=", ticket["id"]]],
        ["body"],
    )
    assert any("Дверь не открывается" in str(row["body"]) for row in bodies)


# What is refused


def test_only_an_answer_ends_with_success(gate, mailgate, settings, tmp_path):
    """A wrong key, a wrong database, no mail, somebody without the right: try again."""
    _subject, message = _mail(gate, "Refused")
    raw = message.as_bytes()
    server = gate.server
    wrong_key = Mailgate(settings, server, "gate_program", "0" * 40, tmp_path)
    assert wrong_key.hand_over(raw) == TRY_AGAIN
    assert mailgate.hand_over(raw, "--database", "nowhere") == TRY_AGAIN
    assert mailgate.hand_over(b"") == TRY_AGAIN
    assert mailgate.hand_over(raw, "--key-file", str(tmp_path / "none")) == TRY_AGAIN
    key = make_api_key(server, "gate_agent", PASSWORD)
    agent = Mailgate(settings, server, "gate_agent", key, tmp_path)
    assert agent.hand_over(raw) == TRY_AGAIN
    assert not _intakes(gate, str(message["Subject"]))


# Much at once


def _hand_over_heavy(gate, mailgate, content):
    """Hand over a mail with a file of 25 MB; return how long its ticket took."""
    subject, message = _mail(gate, "Heavy")
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename="log.bin"
    )
    raw = message.as_bytes()
    assert len(raw) > BIG
    began = time.monotonic()
    assert mailgate.hand_over(raw) == STORED
    took = time.monotonic() - began
    return gate.find_ticket(subject), took


def test_twenty_five_megabytes_within_five_seconds(gate, mailgate):
    """From handing the mail over to the answer that its ticket is there.

    The best of three counts, and what else runs on the machine is allowed for.
    """
    content = random.Random(25).randbytes(BIG * 3 // 4)
    figures = []
    limit = LIMIT * max(1, os.getloadavg()[0] / os.cpu_count())
    while len(figures) < 3 and min(figures, default=limit) >= limit:
        ticket, took = _hand_over_heavy(gate, mailgate, content)
        figures.append(round(took, 2))
    print("25 MB, seconds:", figures)
    assert min(figures) < limit, figures
    files = gate.admin.search_read(
        "ir.attachment",
        [["res_model", "=", TICKET], ["res_id", "=", ticket["id"]]],
        ["name", "datas"],
    )
    assert [base64.b64decode(file["datas"]) for file in files] == [content]


def _storm(gate):
    """Return {sender: [message]} of 300 mails: 40 of one sender, the rest of many."""
    senders = ["loud@alarms.example"] * 40
    senders += [f"person{number}@customer.example" for number in range(260)]
    random.Random(300).shuffle(senders)
    storm = {}
    for sender in senders:
        storm.setdefault(sender, []).append(_mail(gate, "Storm", sender=sender)[1])
    return storm


def test_a_storm_loses_nothing_and_blocks_nobody(gate):
    """300 mails in a minute, 40 of them from one: who wrote once is served."""
    storm = _storm(gate)
    with smtplib.SMTP("127.0.0.1", gate.entrance.port) as smtp:
        for messages in storm.values():
            for message in messages:
                smtp.send_message(message)
    began = time.monotonic()
    while gate.mailbox.count("UNSEEN"):
        gate.fetch_mail()
        assert time.monotonic() - began < 240
    print("300 mails, seconds:", round(time.monotonic() - began, 2))

    found = gate.admin.search_read(
        INTAKE,
        [["subject", "=like", "Storm %"]],
        ["state", "reason", "email_from", "ticket_id"],
    )
    assert len(found) == 300
    assert {row["state"] for row in found} <= {"done", "parked"}
    loud = [row for row in found if "loud@" in row["email_from"]]
    others = [row for row in found if "loud@" not in row["email_from"]]
    assert {row["state"] for row in others} == {"done"}
    assert len({row["ticket_id"][0] for row in others}) == 260
    assert len(loud) == 40
    assert {row["reason"] for row in loud if row["state"] == "parked"} <= {"flood"}
