# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_intake_thread import ThreadCommon

TICKET = "servicedesk.ticket"


class InternalCommon(ThreadCommon):
    """``ticket`` is about the customer, who must not hear of it; agent_a has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.address = cls.customer_partner.email
        cls.ticket = cls._inside()
        cls.people_outside = (
            cls.customer_partner | cls.other_partner | cls.employee.partner_id
        )

    @classmethod
    def _inside(cls, **vals):
        return cls._started(internal_only=True, **vals)

    def _everybody_mailed(self):
        return {
            address
            for mail in self._mails
            for address in (*mail["email_to"], *(mail["email_cc"] or ()))
        }

    def assertMailedInsideOnly(self):
        """No mail went to anybody but people of the desk."""
        outside = [
            address
            for address in self._everybody_mailed()
            if "@test.mycompany.com" not in address or "employee" in address
        ]
        self.assertFalse(outside)

    def _run_queues(self):
        """Let the jobs that send do so."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env["servicedesk.notice"]._queue_late()
        while self.env["servicedesk.notice"]._tell_batch():
            pass
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()


@tagged("post_install", "-at_install")
class TestSilence(InternalCommon):
    """Nothing is mailed outside, whatever happens to the ticket."""

    def test_a_whole_life(self):
        """Registered, classified, answered, waiting, resolved, closed: not a word."""
        self.env["servicedesk.notice.rule"].create(
            [
                {"event": event, "recipient": recipient, "channel": "mail"}
                for event in (
                    "registered",
                    "assigned",
                    "waiting",
                    "resolved",
                    "closed",
                    "desk_answer",
                )
                for recipient in ("requester", "watchers")
            ]
        )
        template = self.env["mail.template"].create(
            {
                "name": "Stage",
                "model_id": self.env["ir.model"]._get_id(TICKET),
                "subject": "Moved",
                "body_html": "<p>Moved</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.stage_waiting.mail_template_id = template
        with self.mock_mail_gateway():
            ticket = self._inside()
            self._says(ticket, self.agent_a)
            ticket.action_wait("supplier")
            ticket.action_start()
            ticket.action_resolve("Talked to him.")
            self._run_queues()
            ticket.action_close()
            self._run_queues()
        self.assertMailedInsideOnly()
        self.assertFalse(self._sent_to(self.address))
        self.assertEqual(ticket.state, "closed")
        self.assertFalse(ticket.date_acknowledged)

    def test_nobody_is_asked(self):
        """Its solution asks for no confirmation: it may be closed at once."""
        with self.mock_mail_gateway():
            self.ticket.action_resolve("Talked to him.")
        self.assertEqual(self.ticket.confirmation, "none")
        self.assertFalse(
            self.env["servicedesk.answer.link"].search(
                [("res_model", "=", TICKET), ("res_id", "=", self.ticket.id)]
            )
        )
        self.ticket.action_close()
        self.assertEqual(self.ticket.state, "closed")

    def test_everything_said_is_a_hidden_note(self):
        """By an agent, by the system, as a log: nothing is public."""
        self._says(self.ticket, self.agent_a)
        self.ticket.sudo().message_post(
            body="By a robot",
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.ticket.priority = "3"
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.ticket.sudo().message_ids
        self.assertIn("By a robot", " ".join(map(str, messages.mapped("body"))))
        for message in messages:
            self.assertTrue(message.is_internal, message.body)
            self.assertTrue(message.subtype_id.internal, message.body)
        self.assertFalse(self.ticket.date_first_response)

    def test_nothing_becomes_public(self):
        """No message of it is made public, by nobody, not by RPC."""
        note = self._says(self.ticket, self.agent_a)
        for message in (note.with_user(self.agent_a), note.sudo()):
            with self.assertRaises(UserError):
                message.write({"is_internal": False})
            with self.assertRaises(UserError):
                message.write({"subtype_id": self.comment.id})

    def test_addressing_people_outside_is_refused(self):
        """Named, mentioned, notified, added as follower: the error names them."""
        ticket = self.ticket.with_user(self.agent_a)
        for partner in self.people_outside:
            ids = partner.ids
            for way in (
                lambda i=ids: ticket.message_post(body="Hi", partner_ids=i),
                lambda i=ids: ticket.message_notify(body="Hi", partner_ids=i),
                lambda i=ids: ticket.message_subscribe(i),
                lambda i=ids: (
                    self.env["mail.followers.edit"]
                    .with_user(self.agent_a)
                    .create(
                        {
                            "res_model": TICKET,
                            "res_ids": str(ticket.ids),
                            "operation": "add",
                            "partner_ids": [Command.set(i)],
                        }
                    )
                    .edit_followers()
                ),
            ):
                with (
                    self.subTest(partner=partner.name),
                    self.mock_mail_gateway(),
                    self.assertRaisesRegex(UserError, partner.name),
                ):
                    way()
                self.assertNotIn(partner, ticket.sudo().message_partner_ids)
        ticket.message_post(body="Hi", partner_ids=self.agent_b.partner_id.ids)
        ticket.message_subscribe(self.agent_b.partner_id.ids)
        self.assertIn(self.agent_b.partner_id, ticket.sudo().message_partner_ids)

    def test_the_system_drops_them(self):
        """What a rule or a server action sends reaches the desk only."""
        ticket = self.ticket.sudo()
        people = self.people_outside | self.agent_b.partner_id
        with self.mock_mail_gateway():
            ticket.message_subscribe(people.ids)
            ticket.message_post(
                body="Hi", partner_ids=people.ids, subtype_xmlid="mail.mt_comment"
            )
            ticket.message_notify(body="Hi", partner_ids=people.ids)
            self.env["mail.mail"].sudo().create(
                {
                    "model": TICKET,
                    "res_id": ticket.id,
                    "subject": "By hand",
                    "body_html": "<p>By hand</p>",
                    "email_to": self.address,
                    "email_cc": "friend@elsewhere.example",
                    "recipient_ids": [Command.set(people.ids)],
                }
            ).send()
        self.assertTrue(self._sent_to(self.agent_b.email))
        self.assertMailedInsideOnly()
        self.assertFalse(ticket.message_partner_ids & self.people_outside)

    def test_the_mail_queue_is_asked_again(self):
        """A mail that waits when the ticket is hidden is not sent any more."""
        ticket = self._started()
        mail = self.env["mail.mail"].create(
            {
                "model": TICKET,
                "res_id": ticket.id,
                "subject": "Waiting",
                "body_html": "<p>Waiting</p>",
                "recipient_ids": [Command.set(self.customer_partner.ids)],
            }
        )
        ticket.action_hide_from_requester()
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)

    def test_templates_and_mass_mail_are_refused(self):
        """Nobody mails requesters about it, one or many."""
        template = self.env.ref("servicedesk_core.mail_template_ticket_received")
        with self.assertRaises(UserError), self.mock_mail_gateway():
            template.send_mail(self.ticket.id, force_send=True)
        composer = self.env["mail.compose.message"].with_user(self.agent_a)
        composer = composer.create(
            {
                "model": TICKET,
                "res_ids": str(self.ticket.ids),
                "composition_mode": "mass_mail",
                "subject": "News",
                "body": "<p>News</p>",
            }
        )
        with self.assertRaises(UserError), self.mock_mail_gateway():
            composer._action_send_mail()
        self.assertFalse(self._mails)

    def test_full_composer(self):
        """It proposes nobody outside; what is sent from it is a note."""
        ticket = self.ticket.with_user(self.agent_a)
        rows = ticket._message_get_suggested_recipients(reply_discussion=True)
        named = {row["partner_id"] for row in rows}
        self.assertFalse(named & set(self.people_outside.ids))
        composer = self.env["mail.compose.message"].with_user(self.agent_a)
        with self.mock_mail_gateway():
            composer.create(
                {"model": TICKET, "res_ids": str(ticket.ids), "body": "<p>Hm</p>"}
            )._action_send_mail()
        self.assertMailedInsideOnly()
        self.assertTrue(self._last(ticket).is_internal)

    def test_plans_for_people_outside(self):
        """No activity for who must not read it; no call to the requester."""
        for user in (self.employee, self.customer):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.ticket.sudo().activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id
                )
        self.ticket.sudo()._plan_call_task(self.customer_partner, "Call him")
        self.assertFalse(self.ticket.activity_ids)

    def test_links_to_share(self):
        """There is no key: not for agents who ask, nor one made before."""
        with self.assertRaises(UserError):
            self.ticket._portal_ensure_token()
        ticket = self._started()
        token = ticket._portal_ensure_token()
        ticket.action_hide_from_requester()
        self.assertFalse(ticket.sudo().access_token)
        found = self.env[TICKET].with_user(self.env.ref("base.public_user"))
        self.assertFalse(found._get_thread_with_access(ticket.id, token=token))


@tagged("post_install", "-at_install")
class TestHidingAndShowing(InternalCommon):
    """Hiding closes every door that stood open; showing is a deed of its own."""

    def test_hiding_takes_everything_back(self):
        """Followers, links, question, notices, plans; a note says who did it."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve("Replaced the lock.")
        ticket.sudo().message_subscribe(self.people_outside.ids)
        ticket.sudo()._plan_call_task(self.customer_partner, "Call him")
        ticket.action_hide_from_requester()
        self.assertEqual(ticket.confirmation, "none")
        self.assertFalse(ticket.sudo().message_partner_ids & self.people_outside)
        self.assertIn(self.agent_a.partner_id, ticket.sudo().message_partner_ids)
        self.assertFalse(ticket.activity_ids.filtered("is_servicedesk_call"))
        self.assertFalse(
            self.env["servicedesk.answer.link"].search([("res_id", "=", ticket.id)])
        )
        note = self._last(ticket)
        self.assertIn("Hidden from the requester", note.body)
        self.assertEqual(note.author_id, self.agent_a.partner_id)
        ticket.action_close()
        self.assertEqual(ticket.state, "closed")

    def test_hiding_by_a_plain_write(self):
        """By RPC and import it has the same effects."""
        ticket = self._started()
        ticket.write({"internal_only": True})
        self.assertNotIn(self.customer_partner, ticket.sudo().message_partner_ids)
        self.assertFalse(ticket.with_user(self.customer).has_access("read"))

    def test_notices_that_wait_are_dropped(self):
        """What was held back for him for the morning is not told then."""
        ticket = self._started()
        rule = self.env["servicedesk.notice.rule"].create(
            {"event": "waiting", "recipient": "requester", "channel": "mail"}
        )
        self.env["servicedesk.notice"].create(
            {
                "ticket_id": ticket.id,
                "event": "waiting",
                "rule_id": rule.id,
                "partner_id": self.customer_partner.id,
                "channel": "mail",
                "date_send": "2026-03-02 06:00:00",
            }
        )
        ticket.action_hide_from_requester()
        with self.mock_mail_gateway():
            self._run_queues()
        self.assertMailedInsideOnly()

    def test_showing_is_a_deed(self):
        """A plain write is refused, and says what to do; the deed shows it."""
        with self.assertRaisesRegex(UserError, "Show to the"):
            self.ticket.write({"internal_only": False})
        self._says(self.ticket, self.agent_a)
        with self.mock_mail_gateway():
            self.ticket.action_show_to_requester()
            self._run_queues()
        self.assertFalse(self._sent_to(self.address))
        mine = self.ticket.with_user(self.customer)
        self.assertEqual(mine.name, self.ticket.name)
        messages = self.env["mail.message"].with_user(self.customer)
        on_it = [("model", "=", TICKET), ("res_id", "=", self.ticket.id)]
        self.assertFalse(messages.search(on_it))
        with self.mock_mail_gateway():
            self._says(self.ticket, self.agent_a)
        self.assertEqual(len(messages.search(on_it)), 1)
        self.assertTrue(self._sent_to(self.address))
        self.assertIn(self.customer_partner, self.ticket.sudo().message_partner_ids)

    def test_who_may(self):
        """Who works on it; who only reads it, or asked for it, may not."""
        shown = self._started()
        for user in (self.agent_b, self.auditor, self.customer, self.employee):
            for ticket, deed in (
                (shown, "action_hide_from_requester"),
                (self.ticket, "action_show_to_requester"),
            ):
                with (
                    self.subTest(user=user.login, deed=deed),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                    self.assertRaises(AccessError),
                ):
                    getattr(ticket.with_user(user), deed)()
        self.assertFalse(shown.internal_only)
        self.assertTrue(self.ticket.internal_only)
        for user in (self.dispatcher, self.manager):
            self.ticket.with_user(user).action_show_to_requester()
            self.assertFalse(self.ticket.internal_only)
            self.ticket.with_user(user).action_hide_from_requester()
            self.assertTrue(self.ticket.internal_only)

    def test_twice_does_nothing_more(self):
        """Hiding what is hidden, showing what is shown: no second note."""
        self.ticket.action_hide_from_requester()
        count = len(self.ticket.message_ids)
        self.ticket.action_hide_from_requester()
        self.assertEqual(len(self.ticket.message_ids), count)
        self.ticket.action_show_to_requester()
        count = len(self.ticket.message_ids)
        self.ticket.action_show_to_requester()
        self.assertEqual(len(self.ticket.message_ids), count)

    def test_nobody_works_on_a_ticket_about_himself(self):
        """Not registered by him, not given to him, not made about who has it."""
        me = self.agent_a.partner_id
        with self.assertRaises(ValidationError):
            self._ticket(partner_id=me.id, internal_only=True)
        about = self._ticket(
            self.dispatcher, partner_id=me.id, internal_only=True, user_id=False
        )
        for vals in (
            {"user_id": self.agent_a.id},
            {"co_responsible_ids": [Command.link(self.agent_a.id)]},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                about.write(vals)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.ticket.with_user(self.dispatcher).write({"partner_id": me.id})

    def test_no_rule_assigns_him(self):
        """The team's rule leaves it to nobody rather than to whom it is about."""
        self.team_first.assignment = "round_robin"
        about = self._ticket(
            self.dispatcher,
            partner_id=self.agent_a.partner_id.id,
            internal_only=True,
            ticket_type_id=self.incident.id,
        )
        self.assertFalse(about.user_id)

    def test_another_requester(self):
        """Whom it is about then does not follow, even if he did before."""
        self.ticket.message_subscribe(self.agent_b.partner_id.ids)
        self.ticket.with_user(self.dispatcher).partner_id = self.agent_b.partner_id
        followers = self.ticket.sudo().message_partner_ids
        self.assertNotIn(self.agent_b.partner_id, followers)
        self.assertFalse(self.ticket.with_user(self.agent_b).has_access("read"))

    def test_a_copy_is_hidden_too(self):
        """It says the same words."""
        self.assertTrue(self.ticket.copy().internal_only)

    def test_a_template_hides(self):
        """In the form, and by RPC."""
        template = self.env["servicedesk.ticket.template"].create(
            {"name": "Complaint", "title": "A complaint", "internal_only": True}
        )
        made = self._ticket(name=False, template_id=template.id)
        self.assertTrue(made.internal_only)
        tickets = self.env[TICKET].with_user(self.agent_a)
        with Form(tickets) as form:
            form.partner_id = self.customer_partner
            form.template_id = template
            form.name = "Another"
        self.assertTrue(form.record.internal_only)
        self.assertNotIn(self.customer_partner, form.record.sudo().message_partner_ids)


@tagged("post_install", "-at_install")
class TestMailIn(InternalCommon):
    """No mail of his reaches the ticket; it becomes one of his own."""

    def _answers(self):
        """Return what a mail may name to get to the ticket."""
        message = self._last(self.ticket)
        return (
            {"subject": f"Re: [{self.ticket.number}] it"},
            {"references": self._key(self.ticket)},
            {"references": self._key(self.ticket, "desk")},
            {"references": message.message_id},
        )

    def test_the_customer(self):
        """By number, by key, by a message: his own ticket, acknowledged, no trace."""
        count = len(self.ticket.message_ids)
        for names in self._answers():
            with self.subTest(**names), self.mock_mail_gateway():
                made = self._answer(**names, body="What about me?")
                self.assertNotEqual(made, self.ticket)
                self.assertTrue(made)
                self.assertFalse(made.internal_only)
                self.assertEqual(made.partner_id, self.customer_partner)
                for mail in self._sent_to(self.address):
                    told = self._bodies(mail).replace(made.name, "")
                    self.assertNotIn(self.ticket.number, told)
                words = " ".join(map(str, made.sudo().message_ids.mapped("body")))
                self.assertNotIn(self.ticket.number, words.replace(made.name, ""))
        self.assertEqual(len(self.ticket.message_ids), count)

    def test_whom_else_it_names(self):
        """A stranger, a colleague of his, who is in copy: not there either."""
        self.ticket.sudo().email_cc = "friend@third.example"
        boss = self._new_portal_user("sd_boss", self.customer_company)
        boss.partner_id.servicedesk_visibility = "company"
        for sender in ("friend@third.example", boss.email, "ann@nowhere.example"):
            for names in self._answers():
                with self.subTest(sender=sender, **names):
                    made = self._answer(**names, email_from=sender)
                    self.assertNotEqual(made, self.ticket)

    def test_his_second_mail(self):
        """It answers the mail that made the ticket, before it was hidden."""
        first = self._receive(self.sender, msg_id="<first@customer.example.com>")
        first.with_user(self.agent_a).action_hide_from_requester()
        made = self._answer("<first@customer.example.com>")
        self.assertNotEqual(made, first)
        again = self._answer("<first@customer.example.com>", subject=made.number)
        self.assertNotEqual(again, first)

    def test_the_desk_answers_by_mail(self):
        """A colleague who works on it: a hidden note."""
        landed = self._answer(
            self._key(self.ticket, "note"), email_from=self.agent_a.email
        )
        self.assertEqual(landed, self.ticket)
        self.assertTrue(self._last(self.ticket).is_internal)


@tagged("post_install", "-at_install")
class TestRelatives(InternalCommon):
    """What comes of an internal ticket is internal; nothing visible goes into it."""

    def test_merge_of_a_visible_one_is_refused(self):
        """Its requester would be left without an answer."""
        visible = self._started()
        with self.assertRaisesRegex(UserError, "is internal"):
            visible.action_merge_into(self.ticket.id)
        self.assertFalse(visible.merged_into_id)

    def test_merge_into_a_visible_one(self):
        """Copies hidden notes for the desk; the requester is told nothing."""
        self._says(self.ticket, self.agent_a)
        with self.mock_mail_gateway():
            visible = self._started()
            self._run_queues()
        with self.mock_mail_gateway():
            self.ticket.action_merge_into(visible.id)
            self._run_queues()
        self.assertMailedInsideOnly()
        messages = self.env["mail.message"].with_user(self.customer)
        on_it = [("model", "=", TICKET), ("res_id", "=", visible.id)]
        bodies = " ".join(map(str, messages.search(on_it).mapped("body")))
        self.assertNotIn("Which till", bodies)
        self.assertNotIn(self.ticket.number, bodies)
        said = " ".join(map(str, visible.sudo().message_ids.mapped("body")))
        self.assertIn("Which till", said)

    def test_two_internal_ones(self):
        """These are merged whole, and stay internal."""
        other = self._inside()
        other.action_merge_into(self.ticket.id)
        self.assertEqual(other.merged_into_id, self.ticket)
        self.assertFalse(self.ticket.with_user(self.customer).has_access("read"))

    def test_what_was_merged_is_hidden_along(self):
        """Its requester's answers would come in by the side door."""
        one, other = self._started(), self._started()
        one.action_merge_into(other.id)
        other.action_hide_from_requester()
        self.assertTrue(one.internal_only)
        made = self._answer(self._key(one))
        self.assertNotIn(made, one | other)

    def test_split_and_follow_up(self):
        """Both are internal, too."""
        note = self._says(self.ticket, self.agent_a)
        fresh = self.ticket.browse(self.ticket.action_split(note.id, "Another"))
        self.assertTrue(fresh.internal_only)
        self.ticket.action_resolve("Talked to him.")
        self.ticket.action_close()
        with self.mock_mail_gateway():
            fresh = self.ticket.browse(self.ticket.action_follow_up())
        self.assertTrue(fresh.internal_only)
        self.assertNotIn(self.customer_partner, fresh.sudo().message_partner_ids)

    def test_asking_for_approval(self):
        """Only who reads it in the desk is asked, never whom it is about."""
        keep = self.ticket.sudo()._keep_approvers
        people = self.people_outside | self.agent_b.partner_id
        self.assertEqual(keep(people), self.agent_b.partner_id)

    def test_an_announcement_names_it_no_more(self):
        """Its readers are customers."""
        ticket = self._started()
        told = self.env["servicedesk.announcement"].create(
            {"name": "Tills are slow", "ticket_id": ticket.id}
        )
        ticket.action_hide_from_requester()
        self.assertFalse(told.ticket_id)
