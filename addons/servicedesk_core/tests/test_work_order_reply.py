# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from ..tools import mail_thread
from .work_order_common import WorkOrderCommon

DESK = "desk@test.mycompany.com"
CATCHALL = "catchall@test.mycompany.com"
FITTER = "Fitter <fitter@lifts.example>"


@tagged("post_install", "-at_install")
class TestWorkOrderReply(WorkOrderCommon):
    """A contractor who answers a mail about his order answers on the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fitter.partner_id.email = "fitter@lifts.example"
        cls.order = cls._sent(contact_id=cls.fitter.partner_id.id)
        cls.ticket = cls.order.ticket_id
        cls.question = cls.order.message_post(
            body="Have you found the key?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=cls.fitter.partner_id.ids,
        )

    def _reply(self, email_from=FITTER, to=DESK, references=None, **mail):
        """Answer; return what is new on the order, and how many tickets it made."""
        tickets = self.env["servicedesk.ticket"].sudo()
        before, known = tickets.search_count([]), self.order.sudo().message_ids
        headers = dict(mail.pop("headers", {}))
        if references is None:
            references = self.question.message_id
        if references:
            headers["References"] = references
        mail.setdefault("subject", "Re: your question")
        mail.setdefault("body", "It was under the mat.")
        self._receive(email_from, to=to, headers=headers, **mail)
        made = tickets.search_count([]) - before
        self.order.invalidate_recordset(["message_ids"])
        return self.order.sudo().message_ids - known, made

    def _get_ticket_words(self):
        return " ".join(self.ticket.sudo().message_ids.mapped("body"))

    def _key(self, side=mail_thread.CUSTOMER):
        return self.order.sudo()._get_thread_key(side)

    def _check_public(self, message, made):
        self.assertEqual((len(message), made), (1, 0))
        self.assertIn("under the mat", message.body)
        self.assertEqual(message.author_id, self.fitter.partner_id)
        self.assertFalse(message.is_internal or message.subtype_id.internal)
        self.assertNotIn("under the mat", self._get_ticket_words())

    def _check_stranger(self, message, made):
        """Whoever it is: nothing of it on the order, and a ticket as of anybody."""
        self.assertEqual((len(message), made), (0, 1))

    # ------------------------------------------------------------------
    # Whatever address
    # ------------------------------------------------------------------

    def test_his_words_are_on_the_order(self):
        """By what it refers to, through the address of all answers."""
        self._check_public(*self._reply(to=CATCHALL))

    def test_through_the_desks_address_as_well(self):
        """Whatever address the mail program answers to, the reference decides."""
        message, made = self._reply()
        self._check_public(message, made)
        self.assertFalse(message.servicedesk_unverified)

    def test_he_may_read_what_he_wrote(self):
        """In the portal it stands in the conversation, with what he was asked."""
        message, _made = self._reply()
        mine = self.env["mail.message"].with_user(self.fitter)
        found = mine.search(
            [("model", "=", self.order._name), ("res_id", "=", self.order.id)]
        )
        self.assertIn(message.id, found.ids)
        self.assertIn(self.question.id, found.ids)

    def test_who_ordered_is_told(self):
        """The mail does not lie there unread."""
        message, _made = self._reply()
        self.assertIn(
            self.order.responsible_id.partner_id,
            message.notification_ids.res_partner_id,
        )

    # ------------------------------------------------------------------
    # What we send
    # ------------------------------------------------------------------

    def test_mails_ask_for_answers_to_the_desk(self):
        """The question and the order itself: the desk's address, and a key of ours."""
        with self.mock_mail_gateway():
            self.order.message_post(
                body="And the ladder?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.fitter.partner_id.ids,
            )
            self._sent(contact_id=self.fitter.partner_id.id)
        sent = self._sent_to("fitter@lifts.example")
        self.assertEqual(len(sent), 2)
        for mail in sent:
            self.assertIn(DESK, mail["Reply-To"])
            self.assertNotIn(self.agent_a.email, mail["Reply-To"])
            self.assertIn("<sdw-", mail["References"])
            self.assertFalse(mail["X-Msg-To-Add"])

    def test_the_answer_to_the_order_itself(self):
        """Its message is deleted once it is sent: the key in it is enough."""
        with self.mock_mail_gateway():
            self.order = self._sent(contact_id=self.fitter.partner_id.id)
        self.ticket = self.order.ticket_id
        mail = self._sent_to("fitter@lifts.example")[0]
        # As it goes outside of tests: what was sent deletes itself.
        self.env["mail.mail"].search(
            [("message_id", "=", mail["Message-Id"])]
        ).mail_message_id.unlink()
        references = f"{mail['References']} {mail['Message-Id']}"
        self._check_public(*self._reply(references=references))

    def test_no_ticket_is_found_by_the_key_of_an_order(self):
        """Two kinds of numbers, two kinds of keys."""
        secret = self.env["servicedesk.ticket"]._get_thread_secret()
        orders = mail_thread.ORDERS
        self.assertFalse(mail_thread.read_key(secret, self._key()))
        self.assertFalse(
            mail_thread.read_key(secret, self.ticket._get_thread_key(), orders)
        )
        forged = self._key().replace("sdw-", "sd-")
        self.assertFalse(mail_thread.read_key(secret, forged))
        self.assertEqual(
            mail_thread.read_key(secret, self._key(), orders),
            (self.order.id, mail_thread.CUSTOMER),
        )

    # ------------------------------------------------------------------
    # By the number
    # ------------------------------------------------------------------

    def test_number_and_sender(self):
        """A program that keeps no references keeps the subject; he is in doubt then.

        So it is with one that names only what is deleted here.
        """
        for references in ("", "<gone@mycompany.example>"):
            message, made = self._reply(
                references=references,
                subject=f"AW: [{self.order.number}] Mend the lock",
            )
            self._check_public(message, made)
            self.assertEqual(message.servicedesk_unverified, "unverified")

    def test_number_by_a_colleague_without_a_login(self):
        """Everybody of the contractor answers for it, who is a contact there."""
        mate = self.env["res.partner"].create(
            {"name": "Mate", "email": "mate@lifts.example", "parent_id": self.firm.id}
        )
        message, made = self._reply(
            "mate@lifts.example", references="", subject=f"Re: {self.order.number}"
        )
        self.assertEqual((message.author_id, made), (mate, 0))

    def test_number_by_a_stranger(self):
        """A number is no key: nobody gets in by it, nor another contractor."""
        subject = f"Re: [{self.order.number}] Mend the lock"
        for sender in ("who@else.example", self.rival_user.partner_id.email):
            with self.subTest(sender=sender):
                self._check_stranger(
                    *self._reply(sender, references="", subject=subject)
                )

    def test_number_of_a_draft(self):
        """Before it is sent, it is not his."""
        self.order = self._order(contact_id=self.fitter.partner_id.id)
        self._check_stranger(
            *self._reply(references="", subject=f"Re: {self.order.number}")
        )

    def test_the_series_may_look_otherwise(self):
        """Numbers are found as the series makes them."""
        series = self.env["ir.sequence"].search(
            [("code", "=", "servicedesk.work.order")]
        )
        series.prefix = "JOB/"
        self.order = self._sent(contact_id=self.fitter.partner_id.id)
        self.ticket = self.order.ticket_id
        self._check_public(
            *self._reply(references="", subject=f"Re: {self.order.number}")
        )

    # ------------------------------------------------------------------
    # Others who answer
    # ------------------------------------------------------------------

    def test_stranger_who_got_it_forwarded(self):
        """His words are a note in doubt, which who ordered is told of: not lost."""
        message, made = self._reply("who@else.example", references=self._key())
        self.assertEqual((len(message), made), (1, 0))
        self.assertTrue(message.is_internal and message.subtype_id.internal)
        self.assertEqual(message.servicedesk_unverified, "unknown")
        self.assertEqual(
            message.notification_ids.res_partner_id,
            self.order.responsible_id.partner_id,
        )
        self.assertNotIn(message.author_id, self.order.message_partner_ids)
        mine = self.env["mail.message"].with_user(self.fitter)
        self.assertFalse(mine.search([("id", "=", message.id)]))
        store = Store().add(message.with_user(self.agent_a)).get_result()
        self.assertEqual(store["mail.message"][0]["servicedesk_unverified"], "unknown")

    def test_engineer_answers(self):
        """An own engineer as well; by the number alone hidden from people outside."""
        self.order = self._sent(user_id=self.engineer.id)
        self.ticket = self.order.ticket_id
        for references, hidden in ((self._key(mail_thread.DESK), False), ("", True)):
            message, made = self._reply(
                self.engineer.email,
                references=references,
                subject=f"Re: {self.order.number}",
            )
            self.assertEqual((message.author_id, made), (self.engineer.partner_id, 0))
            self.assertEqual(bool(message.is_internal), hidden)

    def test_nobody_speaks_as_the_desk_with_the_contractors_key(self):
        """He was sent that key: who orders by it, in our name, may be he."""
        message, _made = self._reply(self.agent_a.email, references=self._key())
        self.assertTrue(message.is_internal)
        message, _made = self._reply(
            self.agent_a.email, references=self._key(mail_thread.DESK)
        )
        self.assertFalse(message.is_internal)

    def test_answer_to_a_note(self):
        """It stays with the ordering company."""
        message, _made = self._reply(
            self.agent_a.email, references=self._key(mail_thread.NOTE)
        )
        self.assertTrue(message.is_internal and message.subtype_id.internal)

    # ------------------------------------------------------------------
    # As any mail
    # ------------------------------------------------------------------

    def test_absence_reply_is_parked(self):
        """It is no answer."""
        message, made = self._reply(
            subject="Automatic reply: your question",
            headers={"Auto-Submitted": "auto-replied"},
        )
        self.assertEqual((len(message), made), (0, 0))
        mail = self.env["servicedesk.mail.intake"].search([], order="id desc", limit=1)
        self.assertEqual((mail.state, mail.reason), ("parked", "vacation"))
        with self.enter_registry_test_mode():
            mail.action_make_ticket()
        self.assertEqual(mail.state, "done")
        self.order.invalidate_recordset(["message_ids"])
        self.assertIn("under the mat", self.order.message_ids[:1].body)

    def test_loop_ends(self):
        """More than so many answers of one sender are a loop."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        arrived = [len(self._reply()[0]) for _time in range(4)]
        self.assertEqual(arrived, [1, 1, 0, 0])

    def test_same_mail_twice(self):
        """It is there once."""
        self.assertEqual(len(self._reply(msg_id="<one@lifts.example>")[0]), 1)
        self.assertEqual(
            self._reply(msg_id="<one@lifts.example>"), (self.env["mail.message"], 0)
        )

    def test_files_come_with_it(self):
        """They hang on the order, and who sent them sees them there."""
        known = self.order.message_ids
        self._hand_in(
            f"From: {FITTER}\nTo: {DESK}\nSubject: Re: photo\n"
            f"References: {self.question.message_id}\n"
            "Message-Id: <photo@lifts.example>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/mixed; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nSee the photo.\n"
            "--b\nContent-Type: text/plain; name=lock.txt\n"
            "Content-Disposition: attachment; filename=lock.txt\n\nA lock.\n--b--\n"
        )
        self.order.invalidate_recordset(["message_ids"])
        message = self.order.message_ids - known
        files = message.attachment_ids
        self.assertEqual(files.mapped("name"), ["lock.txt"])
        self.assertEqual(
            (files.res_model, files.res_id), (self.order._name, self.order.id)
        )
        page = message.with_user(self.fitter).portal_message_format()
        self.assertEqual(
            [one["name"] for one in page[0]["attachment_ids"]], ["lock.txt"]
        )

    def test_nearest_conversation_wins(self):
        """A mail that names a ticket's message too answers what it is nearest to."""
        word = self.ticket.message_post(
            body="We are at it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        near_order = f"{word.message_id} {self.question.message_id}"
        self._check_public(*self._reply(references=near_order))
        near_ticket = f"{self.question.message_id} {word.message_id}"
        message, made = self._reply(self.customer.email, references=near_ticket)
        self.assertEqual((len(message), made), (0, 0))
        self.assertIn("under the mat", self._get_ticket_words())

    def test_confidential_desk_is_told_alone(self):
        """Who writes to a desk that keeps secrets tells the order nothing."""
        secret = self.team_second
        secret.write({"is_confidential": True, "alias_name": "secret"})
        message, made = self._reply(to=secret.alias_id.alias_full_name)
        self._check_stranger(message, made)
