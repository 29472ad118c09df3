# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re
import unittest

from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_corpus_common import (
    FOLDER,
    PLACEHOLDER,
    MailCorpusCommon,
    find_loads,
    lines,
    read_table,
)

MAIL_HOST = re.compile(r"@([\w.-]+\.[A-Za-z]{2,})")
KEPT_HOST = re.compile(r"(^|\.)(example(\.(com|net|org))?|test\.mycompany\.com)$")


@tagged("post_install", "-at_install")
class TestMailCorpus(MailCorpusCommon):
    """Each mail of the corpus becomes what the table says, whichever way it came."""

    def test_fetched_then_delivered(self):
        """Fetched from a mailbox; the same by RPC afterwards changes nothing."""
        self._deliver_all(self._fetch, self._hand_over)

    def test_delivered_then_fetched(self):
        """Delivered by RPC; the same from a mailbox afterwards changes nothing."""
        self._deliver_all(self._hand_over, self._fetch)

    def _deliver_all(self, first, second):
        for name, row in read_table().items():
            raw = self._fill_in((FOLDER / name).read_bytes())
            row = self._fill_in_row(row)
            with self.subTest(mail=name), self._undone(), self.mock_mail_gateway():
                self._deliver(raw, row, first, second)

    @mute_logger("odoo.addons.mail.models.mail_thread", "odoo.tests")
    def _deliver(self, raw, row, first, second):
        last = {
            model: self._newest(model)
            for model in (
                "servicedesk.ticket",
                "servicedesk.mail.intake",
                "ir.attachment",
                "mail.message",
            )
        }
        first(raw, row)
        intake = self._since("servicedesk.mail.intake", last["servicedesk.mail.intake"])
        self.assertEqual(len(intake), 1, "one row of the intake")
        self.assertEqual(intake._get_raw(), raw, "the mail as it came")
        self._check_verdict(intake, row)
        tickets = self._since("servicedesk.ticket", last["servicedesk.ticket"])
        self.assertEqual(len(tickets), int(row["tickets"]), "tickets made")
        files = self._since(
            "ir.attachment",
            last["ir.attachment"],
            ("res_model", "=", "servicedesk.ticket"),
        )
        message = self._since(
            "mail.message", last["mail.message"], ("message_type", "=", "email")
        )
        if row["state"] == "parked":
            self.assertFalse(self._new_mails, "a parked mail is answered by nobody")
            self.assertFalse(message, "a parked mail is no word on a ticket")
        else:
            self.assertEqual(len(message), 1, "one message")
            self._check_content(intake, message, files, raw, row)
            self._check_way(intake, message, row)
        if tickets:
            self._check_ticket(tickets[:1], row)
        self._check_mailed(tickets, row)
        self._check_again(raw, row, second, intake, tickets)

    def _check_verdict(self, intake, row):
        self.assertEqual(intake.state, row["state"], intake.error or intake.detail)
        reasons = row["reason"].split(" or ") if row["reason"] else [False]
        self.assertIn(intake.reason, reasons, intake.detail)

    def _check_content(self, intake, message, files, raw, row):
        """Check words and files; nothing of them loads or runs anything."""
        pages = message.body, intake.ticket_id.description
        for page in pages:
            self.assertEqual(find_loads(page), [])
        text = self._to_text(message.body)
        for wanted in lines(row["contains"]):
            self.assertIn(wanted, text)
        for unwanted in lines(row["lacks"]):
            self.assertNotIn(unwanted, str(message.body))
        original = files.filtered(lambda file: file.raw == raw)
        self.assertEqual(len(original), int(row["original"] == "yes"), "the original")
        wanted, found = lines(row["files"]), self._describe(files - original)
        self.assertEqual(len(found), len(wanted), found)
        for one in wanted:
            fitting = [file for file in found if self._fits(one, file)]
            self.assertTrue(fitting, f"{one} is not in {found}")
            found.remove(fitting[0])

    def _check_way(self, intake, message, row):
        """Check which ticket the mail is on, and what is thought of its sender."""
        ticket = intake.ticket_id
        self.assertEqual((message.model, message.res_id), (ticket._name, ticket.id))
        if row["joins"]:
            self.assertEqual(ticket, getattr(self, row["joins"]))
            self.assertEqual(message.is_internal, row["internal"] == "yes")
        if row["verified"]:
            doubts = {"yes": False, "no": "unverified", "unknown": "unknown"}
            self.assertEqual(message.servicedesk_unverified, doubts[row["verified"]])

    def _check_ticket(self, ticket, row):
        if row["subject"]:
            self.assertEqual(ticket.name, row["subject"])
        self.assertTrue(ticket.name.strip())
        self.assertEqual(ticket.partner_email or "", row["sender"])
        self.assertEqual(bool(ticket.partner_id), row["known"] == "yes")
        self.assertEqual(ticket.team_id.name, row["team"])
        self.assertEqual(ticket.channel, row["channel"])
        self.assertEqual(ticket.mail_tag or "", row["tag"])
        for name in lines(row["followers"]):
            team = self.team_first | self.team_second
            team = team.filtered(lambda each: each.name == name)
            people = (team.leader_id or team.member_ids).partner_id
            self.assertLessEqual(people, ticket.message_partner_ids)

    def _check_mailed(self, tickets, row):
        """Check that he is answered who should be, and the desk never."""
        addresses = self._recipients(self._new_mails)
        self.assertFalse(addresses & self.own_addresses, "mail to the desk itself")
        answered = bool(row["sender"]) and row["sender"] in addresses
        if tickets:
            self.assertEqual(answered, row["acknowledged"] == "yes", addresses)
            self.assertEqual(bool(tickets.date_acknowledged), answered)
        else:
            self.assertFalse(answered, "his own words mailed back to him")

    def _check_again(self, raw, row, deliver, intake, tickets):
        """Deliver it once more, the other way: it is known."""
        mails, messages = len(self._new_mails), self._newest("mail.message")
        deliver(raw, row)
        name = "servicedesk.mail.intake"
        self.assertEqual(self._newest(name), intake.id, "known by its key")
        self.assertEqual(intake.deliveries, 2)
        self.assertEqual(intake.state, row["state"])
        self.assertEqual(len(self._new_mails), mails, "nothing mailed again")
        self.assertEqual(self._newest("mail.message"), messages, "nothing said again")
        newest = self._newest("servicedesk.ticket")
        self.assertEqual(newest, max(tickets.ids, default=newest))

    # ------------------------------------------------------------------
    # Two of the corpus at once
    # ------------------------------------------------------------------

    def test_same_number_other_body(self):
        """A known Message-Id with other words: kept, parked as a conflict."""
        raw = self._fill_in((FOLDER / "addr_two_desks.eml").read_bytes())
        other = raw.replace(b"The heating is cold.", b"The heating is hot.")
        row = {"recipient": ""}
        self._fetch(raw, row)
        last = self._newest("servicedesk.mail.intake")
        tickets = self._newest("servicedesk.ticket")
        self._hand_over(other, row)
        intake = self._since("servicedesk.mail.intake", last)
        self.assertRecordValues(intake, [{"state": "parked", "reason": "conflict"}])
        self.assertEqual(intake._get_raw(), other)
        self.assertEqual(self._newest("servicedesk.ticket"), tickets)

    def test_no_number_other_words(self):
        """Without a Message-Id, other words are another mail, the same are not."""
        raw = self._fill_in((FOLDER / "id_missing.eml").read_bytes())
        row, last = {"recipient": ""}, self._newest("servicedesk.ticket")
        for mail in (raw, raw, raw.replace(b"cold", b"hot"), raw):
            self._fetch(mail, row)
        self.assertEqual(len(self._since("servicedesk.ticket", last)), 2)

    def test_all_in_a_row(self):
        """A bad mail never delays the next: all of them, one after the other."""
        last = self._newest("servicedesk.mail.intake")
        names = sorted(path.name for path in FOLDER.glob("broken_*.eml"))
        with self.mock_mail_gateway():
            for name in names:
                self._fetch(self._fill_in((FOLDER / name).read_bytes()), {})
        intake = self._since("servicedesk.mail.intake", last)
        self.assertEqual(len(intake), len(names))
        self.assertLessEqual(set(intake.mapped("state")), {"done", "parked"})


class TestMailCorpusTable(unittest.TestCase):
    """The table and the folder say the same."""

    def test_every_mail_has_its_row(self):
        """No mail without expectations, no expectation without a mail."""
        files = {path.name for path in FOLDER.glob("*.eml")}
        self.assertEqual(files, set(read_table()))
        self.assertGreaterEqual(len(files), 80)

    def test_every_value_is_known(self):
        """A slip of the pen in the table is found here."""
        known = {
            "state": {"done", "parked"},
            "known": {"yes", "no"},
            "internal": {"yes", "no"},
            "original": {"yes", "no"},
            "acknowledged": {"yes", "no"},
            "verified": {"", "yes", "no", "unknown"},
            "joins": {"", "ticket", "solved", "closed", "other", "merged"},
        }
        for name, row in read_table().items():
            for key, values in known.items():
                self.assertIn(row[key], values, f"{name}: {key}")
            self.assertEqual(bool(row["reason"]), row["state"] == "parked", name)
            makes_none = row["state"] == "parked" or bool(row["joins"])
            self.assertEqual(row["tickets"] == "0", makes_none, name)

    def test_mails_name_nobody_real(self):
        """Every address is at a domain kept for examples (RFC 2606) or the test's."""
        for path in FOLDER.glob("*.eml"):
            text = PLACEHOLDER.sub(b"", path.read_bytes()).decode("latin-1")
            for host in MAIL_HOST.findall(text):
                self.assertRegex(host.lower(), KEPT_HOST, path.name)
