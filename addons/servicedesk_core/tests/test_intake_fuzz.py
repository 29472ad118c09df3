# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import random
import time
from unittest.mock import patch

from odoo.tools import mute_logger

from ..tools import mail_policy
from .mail_corpus_common import FOLDER
from .test_intake_content import READ, IntakeContentCommon
from .test_mail_content_tool import attached, leaf, nest
from .test_mail_policy_tool import DEADLY

CODECS = b"punycode idna undefined utf-16 utf-7 x-none hex rot13 unicode_escape".split()
NAMES = b"name* charset* boundary* filename* name*0* charset boundary".split()
HEADERS = (
    b"Content-Type Content-Disposition Subject From To Cc Date References In-Reply-To"
    b" Reply-To Content-Transfer-Encoding Return-Path Authentication-Results Received"
).split()
# In seconds: as many mails as fit.
LONGEST = 4
MOST = 80


class TestIntakeFuzz(IntakeContentCommon):
    """However a mail is made, it becomes a ticket or is parked; none fails."""

    @mute_logger(READ)
    def test_types_that_kill_a_parser(self):
        """A mail whose head Python cannot read makes a ticket with its words."""
        for kind in DEADLY:
            with self.subTest(kind[:40]):
                ticket = self._send(leaf(kind, "The words"))
                self.assertEqual(ticket.name, "The till")
                self.assertEqual(ticket.partner_id, self.customer_partner)
                if not kind.startswith("("):
                    self.assertIn("The words", ticket.description)
        kind = "a/b; name*=idna''b"
        ticket = self._send(
            nest("mixed", leaf("text/plain", "x"), attached(kind, "f.bin", b"1"))
        )
        self.assertEqual(self._files(ticket)[-1].raw, b"1")

    @mute_logger(READ)
    def test_python_reads_nothing(self):
        """If no parser gets through, the head that the gate read is enough."""
        with (
            patch.object(mail_policy, "parse", side_effect=RecursionError),
            patch.object(mail_policy, "parse_head", side_effect=RecursionError),
        ):
            ticket = self._send(leaf("text/plain", "The words"))
        self.assertEqual(ticket.name, "The till")
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertIn("The words", ticket.description)
        self.assertEqual(self._files(ticket).mapped("name"), ["original.eml"])
        self.assertEqual(self._files(ticket).raw, self.intake._get_raw())

    @mute_logger(READ, "odoo.addons.servicedesk_core.tools.mail_content")
    def test_broken_in_every_way(self):
        """Mails of the corpus, bytes and headers changed by chance: none fails."""
        self.chance = random.Random(20260302)
        self.corpus = [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]
        self.corpus = [raw for raw in self.corpus if len(raw) < 20_000]
        started = time.monotonic()
        first = self.Intake.search([], order="id desc", limit=1).id or 0
        for number in range(MOST):
            if time.monotonic() - started > LONGEST:
                break
            raw = self._break(self.chance.choice(self.corpus))
            head = b"X-Number: %d\r\nDelivered-To: desk@test.mycompany.com\r\n"
            with self.mock_mail_gateway():
                self._hand_in(head % number + raw)
        taken = self.Intake.search([("id", ">", first)], limit=MOST)
        self.assertTrue(taken)
        for intake in taken:
            self.assertIn(intake.state, ("done", "parked"), intake.error)

    def _break(self, raw):
        """Return a mail with something wrong in it."""
        chance = self.chance
        for _time in range(chance.choice([1, 2, 4])):
            at, deed = chance.randrange(len(raw) + 1), chance.randrange(4)
            lines = raw.split(b"\n")
            line = chance.randrange(len(lines))
            if deed == 0:
                raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
            elif deed == 1:
                raw = raw[:at]
            elif deed == 2:
                raw = self._header() + b"\r\n" + raw
            else:
                lines[line] = lines[line].rstrip() + b"; " + self._parameter()
                raw = b"\n".join(lines)
        return raw

    def _parameter(self):
        chance = self.chance
        value = chance.choice([b"x", b"%ff%00", b'"'])
        return chance.choice(NAMES) + b"=" + chance.choice(CODECS) + b"''" + value

    def _header(self):
        noise = bytes(self.chance.randrange(32, 256) for _index in range(30))
        word = b"=?%s?Q?=FF%s?=" % (self.chance.choice(CODECS), b"=0A")
        kind = b"multipart/mixed; " + self._parameter()
        value = self.chance.choice([kind, noise, word, b"(" * 3000, b"<a@", b'"' * 51])
        return self.chance.choice(HEADERS) + b": " + value
