# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, freeze_time, tagged

from .common import ServicedeskCommon
from .merge_common import COMMENT, NOTE


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSplit(ServicedeskCommon):
    """One message becomes a ticket of its own, and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(name="The printer is on fire")
        cls.word = cls._say(cls.customer, "The till is dead, too.\nSince noon.")

    @classmethod
    def _say(cls, user, body, subtype=COMMENT, **values):
        ticket = cls.ticket.with_user(user)
        values = {"message_type": "comment", **values}
        return ticket.message_post(body=body, subtype_xmlid=subtype, **values).sudo()

    def _split(self, message=None, name="", user=None):
        """Return the ticket that a message becomes, as the superuser reads it."""
        ticket = self.ticket.with_user(user or self.agent_a)
        new_id = ticket.action_split((message or self.word).id, name)
        self.env.invalidate_all()
        return self.env["servicedesk.ticket"].browse(new_id)

    def _copy_of(self, ticket):
        """Return what was said on a new ticket."""
        return ticket.message_ids.filtered(
            lambda message: message.message_type in ("comment", "email")
        )

    def _given(self, files):
        """Return which of the files the customer is given on his page."""
        domain = files.with_user(self.customer)._get_servicedesk_domain()
        return files.search(Domain("id", "in", files.ids) & domain, order="id")

    # ------------------------------------------------------------------
    # What it is
    # ------------------------------------------------------------------

    def test_what_the_new_ticket_is(self):
        """It is asked by the same, of the same company and team, and named so."""
        fresh = self._split(name="The till is dead")
        self.assertEqual(fresh.name, "The till is dead")
        self.assertEqual(fresh.partner_id, self.customer_partner)
        self.assertEqual(fresh.company_id, self.ticket.company_id)
        self.assertEqual(fresh.team_id, self.ticket.team_id)
        self.assertEqual(fresh.ticket_type_id, self.ticket.ticket_type_id)
        self.assertEqual(fresh.opener_id, self.agent_a)
        self.assertEqual(fresh.state, "new")
        self.assertNotEqual(fresh.number, self.ticket.number)
        self.assertFalse(fresh.resolution)
        self.assertIn("till is dead", str(fresh.description))

    def test_subject_by_itself(self):
        """Without one it is the subject of the mail, or the first line of the words."""
        self.assertEqual(self._split().name, "The till is dead, too.")
        for subject, expected in (
            ("Re: AW: [SD-000123] Scales weigh nothing", "Scales weigh nothing"),
            ("Re: The printer is on fire", "Look"),
            ("x" * 200, "x" * 80),
        ):
            with self.subTest(subject=subject):
                word = self._say(self.customer, "Look")
                word.subject = subject
                self.assertEqual(self._split(word).name, expected)

    def test_the_copy(self):
        """Author, date, kind and words are copied; the message stays as it was."""
        with freeze_time("2026-03-03 10:00:00"):
            copy = self._copy_of(self._split())
        self.assertEqual(len(copy), 1)
        for name in ("author_id", "email_from", "date", "subtype_id", "message_type"):
            with self.subTest(field=name):
                self.assertEqual(copy[name], self.word[name])
        self.assertEqual(copy.body, self.word.body)
        self.assertEqual(self.word.res_id, self.ticket.id)
        self.assertNotEqual(copy.message_id, self.word.message_id)

    def test_files(self):
        """Files are duplicated whole, pictures in the words included."""
        data = bytes(range(256)) * 40
        word = self._say(
            self.customer, "See", attachments=[("a.bin", data), ("b.txt", b"second")]
        )
        picture = word.attachment_ids.sorted("id")[0]
        word.body = (
            f'<p>See <img src="/web/image/{picture.id}?w=1"/> 12/{picture.id}</p>'
        )
        fresh = self._split(word)
        files = self._copy_of(fresh).attachment_ids.sorted("id")
        self.assertEqual(sorted(files.mapped("name")), ["a.bin", "b.txt"])
        self.assertEqual({file.raw for file in files}, {data, b"second"})
        self.assertEqual(set(files.mapped("res_id")), {fresh.id})
        self.assertFalse(files & word.attachment_ids)
        self.assertEqual(set(word.attachment_ids.mapped("res_id")), {self.ticket.id})
        copied = files.filtered(lambda file: file.name == picture.name)
        self.assertIn(f"/web/image/{copied.id}?w=1", fresh.description)
        self.assertNotIn(f"/web/image/{picture.id}?", fresh.description)
        self.assertIn(f"12/{picture.id}", fresh.description)
        self.assertEqual(self._given(files), files)

    def test_a_hidden_note_stays_hidden(self):
        """The requester reads nothing of it: neither as message nor as description."""
        note = self._say(
            self.agent_a, "Between us: he is rude.", NOTE, attachments=[("n", b"x")]
        )
        with self.mock_mail_gateway():
            fresh = self._split(note)
            self.env["mail.mail"].sudo().process_email_queue()
        self.assertFalse(self._sent_to(self.customer_partner.email))
        self.assertEqual(fresh.name, self.ticket.name)
        self.assertEqual(fresh.partner_id, self.customer_partner)
        copy = self._copy_of(fresh)
        self.assertTrue(copy.is_internal or copy.subtype_id.internal)
        mine = fresh.with_user(self.customer)
        self.assertFalse(mine.read(["description"])[0]["description"])
        self.assertFalse(copy.with_user(self.customer).has_access("read"))
        self.assertTrue(copy.attachment_ids)
        self.assertFalse(self._given(copy.attachment_ids))

    def test_whose_it_is(self):
        """A customer who spoke up is its requester; whoever of the desk is not."""
        other = self._say(self.agent_a, "Mine, too", author_id=self.other_partner.id)
        other.subject = f"[{self.ticket.number}] {self.ticket.name}"
        fresh = self._split(other)
        self.assertEqual(fresh.partner_id, self.other_partner)
        theirs = self.env["mail.message"].with_user(self.other_customer)
        theirs = theirs.search([("model", "=", fresh._name), ("res_id", "=", fresh.id)])
        for word in theirs:
            self.assertNotIn(self.ticket.number, f"{word.subject} {word.body}")
        self.assertEqual(fresh.partner_email, self.other_partner.email_normalized)
        self.assertEqual(fresh.commercial_partner_id, self.other_company)
        answer = self._say(self.agent_a, "We look at the till.")
        self.assertEqual(self._split(answer).partner_id, self.customer_partner)
        house = self._say(
            self.agent_a, "From all of us", author_id=self.company.partner_id.id
        )
        self.assertEqual(self._split(house).partner_id, self.customer_partner)

    def test_a_stranger(self):
        """Who is known by his address only stays an address."""
        word = self._say(
            self.env.ref("base.user_root"),
            "And mine",
            author_id=False,
            email_from="Zoe <zoe@elsewhere.example>",
            message_type="email",
        )
        word.author_id = False
        fresh = self._split(word)
        self.assertEqual(fresh.partner_email, "zoe@elsewhere.example")
        self.assertNotEqual(fresh.partner_id, self.customer_partner)

    def test_doubt_stays(self):
        """A mail whose sender nobody has proved is as doubtful on the new ticket."""
        self.word.servicedesk_unverified = "unverified"
        copy = self._copy_of(self._split())
        self.assertEqual(copy.servicedesk_unverified, "unverified")

    def test_secrets_stay_secret(self):
        secret = self._classified(self.agent_c, team_id=self.team_secret.id)
        word = secret.message_post(
            body="His file", message_type="comment", subtype_xmlid=COMMENT
        )
        new_id = secret.action_split(word.id)
        fresh = self.env["servicedesk.ticket"].browse(new_id)
        self.assertTrue(fresh.is_confidential)
        self.assertEqual(fresh.team_id, self.team_secret)
        self.assertFalse(fresh.with_user(self.dispatcher).has_access("read"))

    def test_not_for_him_stays_so(self):
        self.ticket.sudo().internal_only = True
        note = self._say(self.agent_a, "About his debts", NOTE)
        self.assertTrue(self._split(note).internal_only)

    def test_both_say_so(self):
        """Either names the other, in a note, and they are linked."""
        fresh = self._split()
        self.assertIn(fresh.number, self.ticket.sudo().message_ids[0].body)
        notes = " ".join(fresh.message_ids.mapped("body"))
        self.assertIn(self.ticket.number, notes)
        self.assertEqual(fresh.related_ids, self.ticket)
        self.assertEqual(self.ticket.sudo().related_ids, fresh)
        said = self.env["mail.message"].with_user(self.customer)
        said = said.search([("model", "=", fresh._name), ("res_id", "=", fresh.id)])
        self.assertNotIn(self.ticket.number, " ".join(said.mapped("body")))

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    def test_twice(self):
        """The second is told which ticket it became."""
        fresh = self._split()
        with self.assertRaisesRegex(UserError, fresh.number):
            self._split()
        self.assertEqual(
            self.env["servicedesk.ticket"].search_count(
                [("split_message_id", "=", self.word.id)]
            ),
            1,
        )

    def test_a_copy_is_split_again(self):
        """On its own ticket the copy is a message like any other."""
        fresh = self._split()
        again = fresh.with_user(self.agent_a).action_split(self._copy_of(fresh).id)
        self.assertNotEqual(again, fresh.id)

    def test_no_message_of_it(self):
        """Neither of another ticket or record, nor of none."""
        other = self._started().message_post(body="There", subtype_xmlid=COMMENT)
        mail = self.customer_partner.message_post(body="Card")
        for message_id in (other.id, mail.id, 2**31 - 1, False):
            with (
                self.subTest(message=message_id),
                self.assertRaisesRegex(UserError, "Choose a message"),
            ):
                self.ticket.action_split(message_id)

    def test_log_entries(self):
        """What the system noted is no word of anybody."""
        self.ticket._message_log(body="Moved")
        log = self.ticket.sudo().message_ids.filtered(
            lambda message: message.message_type == "notification"
        )
        self.assertTrue(log)
        with self.assertRaisesRegex(UserError, "log"):
            self._split(log[0])

    def test_deleted(self):
        self.word.body = ""
        with self.assertRaisesRegex(UserError, "deleted"):
            self._split()

    def test_who_may(self):
        """Who works on the ticket; not who only reads it, nor its requester."""
        count = self.env["servicedesk.ticket"].search_count([])
        for user in (self.agent_b, self.auditor, self.customer, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._split(user=user)
        self.assertEqual(self.env["servicedesk.ticket"].search_count([]), count)
        self.assertTrue(self._split(user=self.dispatcher))

    def test_one_ticket(self):
        both = self.ticket | self._started()
        with self.assertRaisesRegex(UserError, "one ticket"):
            both.action_split(self.word.id)

    # ------------------------------------------------------------------
    # The dialog
    # ------------------------------------------------------------------

    def _dialog(self, user=None):
        dialogs = self.env["servicedesk.ticket.split"].with_user(user or self.agent_a)
        return Form(
            dialogs.with_context(
                default_ticket_id=self.ticket.id, default_message_id=self.word.id
            )
        )

    def test_dialog(self):
        """It proposes a subject, says whose it will be, and opens the new ticket."""
        form = self._dialog()
        self.assertEqual(form.name, "The till is dead, too.")
        self.assertIn(self.customer_partner.name, form.asker)
        form.name = "Till"
        action = form.save().action_apply()
        self.assertEqual(
            self.env["servicedesk.ticket"].browse(action["res_id"]).name, "Till"
        )
        with self.assertRaisesRegex(UserError, "already"):
            self._dialog()

    def test_dialog_tells_nothing(self):
        """Nobody reads a message by opening the dialog with its number."""
        with self.assertRaises(AccessError):
            self._dialog(self.agent_b)
