# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged, users
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from .common import ServicedeskCommon

SECRET = "We had this fault before: pull the plug."


class PublishCase(ServicedeskCommon):
    """A ticket with a hidden comment of agent_a, which has a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(cls.agent_a, name="The till is stuck")
        cls.note = cls._note(cls.agent_a, SECRET, attachments=[("plan.txt", b"plug")])

    @classmethod
    def _note(cls, user, body, ticket=None, **kwargs):
        return (
            (ticket or cls.ticket)
            .with_user(user)
            .message_post(
                body=body,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
                **kwargs,
            )
        )

    def _publish(self, user=None, message=None):
        ticket = self.ticket.with_user(user or self.agent_a)
        return ticket.action_publish_message((message or self.note).id)

    def _is_read_by_customer(self, message):
        self.env.flush_all()
        found = self.env["mail.message"].with_user(self.customer)
        found = found.search([("id", "=", message.id)])
        return bool(found) and found.has_access("read")


@tagged("post_install", "-at_install")
class TestMessagePublish(PublishCase):
    """A hidden comment is shown to the requester by a deed, and then is an answer."""

    # ------------------------------------------------------------------
    # What happens
    # ------------------------------------------------------------------

    def test_the_customer_reads_it_then_and_not_before(self):
        """The comment is readable for the customer after the deed only."""
        self.assertFalse(self._is_read_by_customer(self.note))
        self.assertTrue(self._publish())
        self.assertTrue(self._is_read_by_customer(self.note))
        self.assertFalse(self.note.is_internal)
        self.assertEqual(self.note.subtype_id, self.env.ref("mail.mt_comment"))

    def test_the_requester_reads_its_files_then(self):
        """A colleague who asked for something gets the file after the deed only."""
        self.ticket.partner_id = self.employee.partner_id
        file = self.note.attachment_ids.with_user(self.employee)
        self.env.flush_all()
        self.assertFalse(file.has_access("read"))
        self._publish()
        self.env.flush_all()
        self.assertTrue(file.has_access("read"))

    def test_author_and_date_stay(self):
        """Who wrote it, and when, is not what changes."""
        before = (self.note.author_id, self.note.date, self.note.body)
        self._publish(self.dispatcher)
        after = (self.note.author_id, self.note.date, self.note.body)
        self.assertEqual(after, before)

    def test_it_is_mailed_to_the_requester_with_his_key(self):
        """One mail, from the desk, that his answer comes back by."""
        with self.mock_mail_gateway():
            self._publish()
        mails = self._sent_to(self.customer_partner.email)
        self.assertEqual(len(mails), 1)
        self.assertIn("pull the plug", self._bodies(mails[0]))
        key = self.ticket._get_thread_key("customer")
        self.assertIn(key, mails[0]["References"])

    def test_the_desk_is_mailed_nothing(self):
        """Colleagues had it before."""
        self.ticket.message_subscribe(self.agent_b.partner_id.ids)
        with self.mock_mail_gateway():
            self._publish()
        self.assertFalse(self._sent_to(self.agent_b.email))

    def test_a_requester_without_contact_is_mailed(self):
        """An address is enough."""
        ticket = self._started(
            self.agent_a, partner_id=False, partner_email="stranger@example.org"
        )
        note = self._note(self.agent_a, SECRET, ticket)
        with self.mock_mail_gateway():
            ticket.with_user(self.agent_a).action_publish_message(note.id)
        self.assertEqual(len(self._sent_to("stranger@example.org")), 1)

    def test_it_counts_as_an_answer_from_that_moment(self):
        """The first response is when it was shown, not when it was written."""
        self.ticket.sudo()._write_stamp({"date_first_response": False})
        with freeze_time("2026-03-02 10:00:00"):
            note = self._note(self.agent_a, "Later public")
        self.assertFalse(self.ticket.date_first_response)
        with freeze_time("2026-03-02 15:30:00"):
            self._publish(message=note)
        stamp = fields.Datetime.to_datetime("2026-03-02 15:30:00")
        self.assertEqual(self.ticket.date_first_response, stamp)

    def test_the_hook_of_clocks_and_notices_is_called(self):
        """Whatever counts answers is told of this one."""
        heard = []

        def listen(ticket, message):
            heard.append((ticket.id, message.id))

        self.patch(type(self.ticket), "_on_agent_message", listen)
        self._publish()
        self.assertEqual(heard, [(self.ticket.id, self.note.id)])

    def test_the_customers_own_words_are_no_answer(self):
        """What was hidden by mistake is shown again; nobody has answered by that."""
        self.ticket.sudo()._write_stamp({"date_first_response": False})
        said = self.ticket.with_user(self.customer).message_post(body="Still stuck")
        said.sudo().is_internal = True
        with self.mock_mail_gateway():
            self._publish(message=said)
        self.assertTrue(self._is_read_by_customer(said))
        self.assertFalse(self.ticket.date_first_response)
        self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_a_note_says_who_has_shown_whose_words(self):
        """The desk reads who published what, the customer does not."""
        before = self.ticket.message_ids
        self._publish(self.dispatcher)
        note = self.ticket.message_ids - before
        self.assertEqual(len(note), 1)
        self.assertIn(self.dispatcher.name, note.body)
        self.assertIn(self.agent_a.name, note.body)
        self.assertFalse(self._is_read_by_customer(note))

    def test_it_hangs_on_nothing_hidden(self):
        """The answer to it must not be taken for one to a hidden note."""
        reply = self._note(self.agent_a, "I agree", parent_id=self.note.id)
        self.assertTrue(reply.parent_id._is_hidden_note())
        self._publish(message=reply)
        self.assertFalse(reply.parent_id)

    def test_a_strangers_mail_keeps_its_doubt(self):
        """Shown, it still says that nothing proves who wrote it."""
        self.note.sudo().write(
            {"servicedesk_unverified": "unknown", "message_type": "email"}
        )
        with self.mock_mail_gateway():
            self._publish()
        self.assertEqual(self.note.sudo().servicedesk_unverified, "unknown")
        self.assertTrue(self._is_read_by_customer(self.note))
        self.assertEqual(len(self._sent_to(self.customer_partner.email)), 1)

    def test_a_ticket_that_is_over_takes_it(self):
        """It takes answers, too."""
        self.ticket.with_user(self.agent_a).action_cancel("Came twice")
        self.assertTrue(self._publish())
        self.assertEqual(self.ticket.state, "cancelled")

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    def test_the_second_is_told(self):
        """Two at once: the comment is shown once, and mailed once."""
        self._publish()
        with self.mock_mail_gateway(), self.assertRaisesRegex(UserError, "faster"):
            self._publish(self.dispatcher)
        self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_who_does_not_work_on_it_may_not(self):
        """Readers, auditors, requesters and colleagues show nothing."""
        for user in (self.agent_b, self.auditor, self.customer, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._publish(user)
        self.assertTrue(self.note._is_hidden_note())

    def test_a_ticket_kept_from_its_requester_shows_nothing(self):
        """Nothing of it is for him, whatever is asked."""
        self.ticket.sudo()._write_deed({"internal_only": True})
        with self.assertRaisesRegex(UserError, "kept from its requester"):
            self._publish()
        self.assertTrue(self.note._is_hidden_note())

    def test_messages_of_other_tickets_are_none_of_it(self):
        """Nor is a missing one told from them."""
        other = self._started(self.agent_a, name="The lamp")
        note = self._note(self.agent_a, SECRET, other)
        for message_id in (note.id, 2**31 - 1, False):
            ticket = self.ticket.with_user(self.agent_a)
            with self.assertRaisesRegex(UserError, "no such comment"):
                ticket.action_publish_message(message_id)
        self.assertTrue(note._is_hidden_note())

    def test_logs_and_automatic_mails_are_not_shown(self):
        """Only what somebody wrote himself."""
        log = self.ticket._message_log(body="Moved by a rule")
        sent = self._note(self.agent_a, "Received")
        sent.sudo().message_type = "auto_comment"
        for message in (log, sent):
            with self.assertRaisesRegex(UserError, "no notes of the system"):
                self._publish(message=message)

    def test_one_ticket_at_a_time(self):
        other = self._started(self.agent_a)
        with self.assertRaises(UserError):
            (self.ticket | other).with_user(self.agent_a).action_publish_message(
                self.note.id
            )

    # ------------------------------------------------------------------
    # No way round
    # ------------------------------------------------------------------

    @users("sd_agent_a", "sd_dispatcher", "sd_manager")
    def test_a_plain_write_does_not_show_it(self):
        """A mere flag would mail nobody and count for nothing."""
        message = self.ticket.with_user(self.env.user).message_post(
            body=SECRET, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        message.sudo().is_internal = True
        message = message.with_user(self.env.user)
        with self.assertRaisesRegex(AccessError, "Show to the Requester"):
            message.write({"is_internal": False})
        with self.assertRaises(AccessError):
            message.write({"subtype_id": self.env.ref("mail.mt_comment").id})
        self.assertTrue(message.is_internal)

    def test_hiding_later_is_allowed(self):
        """A public one may be hidden; the way back is the deed."""
        message = self.ticket.with_user(self.agent_a).message_post(
            body="Oops", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertTrue(self._is_read_by_customer(message))
        message.with_user(self.agent_a).write({"is_internal": True})
        self.assertFalse(self._is_read_by_customer(message))
        with self.mock_mail_gateway():
            self._publish(message=message)
        self.assertTrue(self._is_read_by_customer(message))
        # He was mailed it when it was written.
        self.assertFalse(self._sent_to(self.customer_partner.email))

    # ------------------------------------------------------------------
    # The dialog
    # ------------------------------------------------------------------

    def _dialog(self, user, **values):
        vals = {"ticket_id": self.ticket.id, "message_id": self.note.id, **values}
        return self.env["servicedesk.message.publish"].with_user(user).create(vals)

    def test_the_dialog_shows_what_and_to_whom(self):
        """Text, files, author and who will be mailed stand before the button."""
        dialog = self._dialog(self.agent_a)
        self.assertFalse(dialog.refusal)
        self.assertIn("pull the plug", dialog.body)
        self.assertEqual(dialog.attachment_ids, self.note.attachment_ids)
        self.assertEqual(dialog.author, self.agent_a.name)
        self.assertIn(self.customer_partner.email_normalized, dialog.recipients)
        self.assertNotIn(self.agent_a.email, dialog.recipients)
        dialog.action_apply()
        self.assertTrue(self._is_read_by_customer(self.note))

    def test_the_dialog_promises_what_is_mailed(self):
        """Those named are those mailed, no more and no fewer."""
        friend = self.other_partner
        self.ticket.message_subscribe(friend.ids)
        named = self._dialog(self.agent_a).recipients
        with self.mock_mail_gateway():
            self._publish()
        for partner in (friend, self.customer_partner):
            self.assertIn(partner.email_normalized, named)
            self.assertEqual(len(self._sent_to(partner.email)), 1)
        self.assertEqual(len(named.splitlines()), 2)

    def test_the_dialog_says_why_not(self):
        """What is refused is refused before it is tried."""
        self._publish()
        self.assertIn("faster", self._dialog(self.agent_a).refusal)

    def test_the_dialog_tells_nothing_to_others(self):
        """Who does not work on the ticket sees no word of the note in it."""
        secret = self._started(team_id=self.team_secret.id)
        note = secret.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        dialog = self._dialog(self.agent_b, ticket_id=secret.id, message_id=note.id)
        self.assertFalse(dialog.body)
        self.assertFalse(dialog.recipients)
        self.assertTrue(dialog.refusal)
        with self.assertRaises(AccessError):
            dialog.action_apply()

    # ------------------------------------------------------------------
    # Who gets an answer
    # ------------------------------------------------------------------

    def test_the_audience_is_the_requesters_side(self):
        """Requester by name and address; of others on his side how many."""
        ticket = self.ticket.with_user(self.agent_a)
        text = ticket._get_audience()["text"]
        self.assertIn(self.customer_partner.email_normalized, text)
        self.assertNotIn("more", text)
        staff = self.agent_b.partner_id
        self.ticket.message_subscribe((self.other_partner | staff).ids)
        self.assertIn("one more", ticket._get_audience()["text"])

    def test_the_audience_of_nobody_is_said(self):
        ticket = self._started(partner_id=False)
        self.assertIn("no requester", ticket._get_audience()["text"])

    def test_the_full_composer_says_it_too(self):
        composer = self.env["mail.compose.message"].with_user(self.agent_a)
        composer = composer.with_context(
            default_model="servicedesk.ticket",
            default_res_ids=self.ticket.ids,
            default_composition_mode="comment",
        ).create({})
        self.assertIn(self.customer_partner.name, composer.servicedesk_audience)
        plain = self.env["mail.compose.message"].with_context(
            default_model="res.partner", default_res_ids=self.customer_partner.ids
        )
        self.assertFalse(plain.create({}).servicedesk_audience)


@tagged("post_install", "-at_install")
class TestMessageSides(PublishCase):
    """The desk's screens are told from whose side a message comes."""

    def _tell(self, message, user):
        shown = Store().add(message.with_user(user)).get_result()
        return shown["mail.message"][0]

    def _say(self, user):
        return self.ticket.with_user(user).message_post(
            body="A word", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_a_colleagues_answer_is_the_desks(self):
        """Whoever of the desk answers, it is no word of the requester's side."""
        for writer in (self.agent_a, self.dispatcher):
            with self.subTest(writer=writer.login):
                told = self._tell(self._say(writer), self.agent_a)
                self.assertTrue(told["servicedesk_from_desk"])
                self.assertFalse(told["servicedesk_hidden"])

    def test_a_customers_word_is_his_sides(self):
        """What the customer writes is not marked as the desk's, whoever reads it."""
        said = self._say(self.customer)
        for reader in (self.agent_a, self.dispatcher):
            with self.subTest(reader=reader.login):
                told = self._tell(said, reader)
                self.assertFalse(told["servicedesk_from_desk"])
                self.assertFalse(told["servicedesk_hidden"])

    def test_an_agents_own_request_is_his_sides(self):
        """An agent who asks for something writes as its requester."""
        self.ticket.partner_id = self.agent_b.partner_id
        told = self._tell(self._say(self.agent_b), self.agent_a)
        self.assertFalse(told["servicedesk_from_desk"])

    def test_the_program_is_the_desk(self):
        """What the program posts under the company's name is the desk's."""
        posted = self.ticket.message_post(
            body="Solved",
            author_id=self.ticket.company_id.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(self._tell(posted, self.agent_a)["servicedesk_from_desk"])

    def test_customers_are_not_told(self):
        """Who reads from outside learns neither mark."""
        told = self._tell(self._say(self.agent_a), self.customer)
        self.assertNotIn("servicedesk_from_desk", told)
        self.assertNotIn("servicedesk_hidden", told)


@tagged("post_install", "-at_install")
class TestMessagePublishPages(PublishCase, HttpCase):
    """What the customer gets by his browser, before and after."""

    def _rpc(self, url, **params):
        answer = self.url_open(
            url,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def _read(self):
        thread = {"thread_model": "servicedesk.ticket", "thread_id": self.ticket.id}
        return str(self._rpc("/mail/thread/messages", **thread))

    def _get_file(self):
        with mute_logger("odoo.http"):
            return self.url_open(f"/web/content/{self.note.attachment_ids.id}")

    @mute_logger("odoo.http")
    def test_routes_before_and_after(self):
        """Conversation by RPC and the file's address open with the deed."""
        self.ticket.partner_id = self.employee.partner_id
        self.employee.password = "employee_password"
        self.authenticate(self.employee.login, "employee_password")
        self.assertNotIn("pull the plug", self._read())
        self.assertNotEqual(self._get_file().content, b"plug")
        self._publish()
        self.env.flush_all()
        self.assertIn("pull the plug", self._read())
        self.assertEqual(self._get_file().content, b"plug")

    @mute_logger("odoo.http")
    def test_the_portals_switch_does_not_show_it(self):
        """Odoo's route that flips the flag is no way round the deed."""
        comment_id = self.env.ref("mail.mt_comment").id
        self.note.sudo().write({"subtype_id": comment_id, "is_internal": True})
        self.agent_a.password = "agent_a_password"
        self.authenticate(self.agent_a.login, "agent_a_password")
        answer = self._rpc(
            "/mail/update_is_internal", message_id=self.note.id, is_internal=False
        )
        self.assertIn("error", answer)
        self.assertTrue(self.note.is_internal)
