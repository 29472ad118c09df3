# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users

from .common import ServicedeskCommon
from .test_migrations import load


@tagged("post_install", "-at_install")
class TestMailTemplates(ServicedeskCommon):
    """Which text is mailed for a ticket of a type, and that none is mailed twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = cls.customer_partner.email
        cls.rules = cls.env["servicedesk.notice.rule"]

    def _text(self, words, model="servicedesk.ticket"):
        return self.env["mail.template"].create(
            {
                "name": words,
                "model_id": self.env["ir.model"]._get_id(model),
                "subject": "[{{ object.number }}] {{ object.name }}"
                if model == "servicedesk.ticket"
                else "Hello",
                "body_html": f"<p>{words}</p>",
            }
        )

    def _tell(self):
        self.flush_tracking()
        self.env["servicedesk.notice"].sudo()._tell_batch()
        self._new_mails.exists().filtered(lambda mail: mail.state == "outgoing").send()

    def _read(self):
        """Return what the requester was mailed, all of it."""
        return "\n".join(map(self._bodies, self._sent_to(self.address)))

    # ------------------------------------------------------------------
    # Configuration
    # ------------------------------------------------------------------

    @users("sd_manager")
    def test_managers_choose_texts(self):
        """A type's mails are configuration."""
        text = self._text("Ours").sudo(False)
        kind = self.incident.with_user(self.env.user)
        kind.received_template_id = text
        self.assertEqual(kind.received_template_id, text)

    @users("sd_dispatcher", "sd_agent_a")
    def test_others_do_not(self):
        """Who works on tickets does not change what all requesters are mailed."""
        text = self._text("Mine")
        with self.assertRaises(AccessError):
            self.incident.with_user(self.env.user).resolved_template_id = text

    def test_texts_about_something_else_are_refused(self):
        """Filled in by the ticket's number they would tell of a stranger."""
        text = self._text("Hello", model="res.partner")
        for kind in ("received", "question", "assigned", "resolved"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.incident[f"{kind}_template_id"] = text

    def test_a_text_that_turned_is_not_filled_in(self):
        """A template may change its model later: then the shipped one is sent."""
        text = self._text("Ours")
        self.incident.resolved_template_id = text
        text.subject = "Hello"
        text.model_id = self.env["ir.model"]._get("res.partner")
        with self.mock_mail_gateway():
            self._resolved()
        self.assertIn("we believe that your request", self._read())

    def test_deleted_text(self):
        """Without its own text a type mails the shipped one again."""
        text = self._text("Ours")
        self.incident.resolved_template_id = text
        self.incident._get_mail_texts()
        text.unlink()
        with self.mock_mail_gateway():
            self._resolved()
        self.assertIn("we believe that your request", self._read())

    # ------------------------------------------------------------------
    # Received and resolved
    # ------------------------------------------------------------------

    def test_a_promise_is_no_date_that_is_past(self):
        """In the reader's format, without seconds, on a clock that is named."""
        ticket = self._started()
        ticket.sudo().date_due = "2026-03-02 15:00:00"
        self.customer_partner.tz = "Europe/Berlin"
        template = self.env.ref("servicedesk_core.mail_template_ticket_in_progress")
        for now, promised in (("2026-03-01", True), ("2026-03-03", False)):
            with freeze_time(f"{now} 09:00:00"):
                body = template._render_field("body_html", ticket.ids)[ticket.id]
            with self.subTest(now=now):
                self.assertEqual("We expect to be done" in body, promised)
                if promised:
                    words = " ".join(str(body).split())
                    self.assertRegex(words, r"4:00.PM \(Europe/Berlin\)")
                    self.assertNotIn(":00:00", body)

    def test_received_by_type(self):
        """The type's text acknowledges its tickets, not those of others."""
        self.incident.received_template_id = self._text("Alarm received")
        with self.mock_mail_gateway():
            self._classified()._send_acknowledgement()
            self.assertIn("Alarm received", self._read())
        with self.mock_mail_gateway():
            self._classified(ticket_type_id=self.change.id)._send_acknowledgement()
        self.assertNotIn("Alarm received", self._read())
        self.assertIn("we have received your request", self._read())

    def test_resolved_by_type(self):
        """The type's text proposes the solution; the link to answer comes with it."""
        self.incident.resolved_template_id = self._text("It rings again")
        with self.mock_mail_gateway():
            self._resolved()
        (message,) = self._sent_to(self.address)
        self.assertIn("It rings again", self._bodies(message))
        self.assertTrue(self._confirm_paths(message))

    def test_texts_speak_the_requesters_language(self):
        """One text has a version in each language."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.customer_partner.lang = "ru_RU"
        text = self._text("It rings again")
        text.with_context(lang="ru_RU").body_html = "<p>Снова звонит</p>"
        self.incident.resolved_template_id = text
        with self.mock_mail_gateway():
            self._resolved()
        self.assertIn("Снова звонит", self._read())

    # ------------------------------------------------------------------
    # Question
    # ------------------------------------------------------------------

    def _ask(self, note="Which till is it?", reason="customer"):
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_wait(reason, note)
            self._tell()
        return ticket

    @users("sd_agent_a")
    def test_question_is_asked(self):
        """What the ticket waits for is mailed, stands in the conversation, once."""
        self.incident.question_template_id = self.env.ref(
            "servicedesk_core.mail_template_ticket_question"
        )
        ticket = self._ask()
        (message,) = self._sent_to(self.address)
        self.assertIn("Which till is it?", self._bodies(message))
        self.assertIsNone(message["Auto-Submitted"], "an agent's own words")
        public = ticket.sudo().message_ids.filtered(
            lambda one: one.subtype_id == self.env.ref("mail.mt_comment")
        )
        self.assertEqual(public.author_id, self.agent_a.partner_id)

    def test_question_is_text(self):
        """What an agent types is shown as he typed it, and runs nothing."""
        self.incident.question_template_id = self.env.ref(
            "servicedesk_core.mail_template_ticket_question"
        )
        self._ask("<script>alert(1)</script>")
        (message,) = self._sent_to(self.address)
        html = message.get_body(("html",)).get_content()
        self.assertNotIn("<script", html)

    def test_nothing_is_asked_as_shipped(self):
        """Without a text the note stays inside, as it always did."""
        self._ask("He is slow")
        self.assertNotIn("He is slow", self._read())

    def test_waiting_for_others_asks_nothing(self):
        """Only who is waited for is asked."""
        self.incident.question_template_id = self._text("We ask you")
        self._ask("The part", reason="supplier")
        self.assertNotIn("We ask you", self._read())
        self.assertNotIn("The part", self._read())

    def test_who_cannot_be_mailed_is_called(self):
        """Without an address there is no mail; the notice rules have him called."""
        self.incident.question_template_id = self._text("We ask you")
        ticket = self._started(
            partner_id=self.env["res.partner"]
            .create({"name": "By Phone", "phone": "+49 30 901820"})
            .id
        )
        with self.mock_mail_gateway():
            ticket.action_wait("customer", "Which till?")
            self._tell()
        self.assertFalse(self._mails)
        self.assertTrue(ticket.sudo().activity_ids)

    def test_dialog_warns(self):
        """Who fills in the dialog is told that the requester reads it."""
        ticket = self._started()
        move = self.incident.transition_ids.filtered(
            lambda one: one.to_state == "waiting"
        )[:1]
        dialog = Form(
            self.env["servicedesk.ticket.move"]
            .with_user(self.agent_a)
            .with_context(default_ticket_ids=ticket.ids, default_transition_id=move.id)
        )
        dialog.waiting_reason = "customer"
        self.assertFalse(dialog.is_question)
        self.incident.question_template_id = self._text("We ask you")
        dialog.waiting_reason = "supplier"
        self.assertFalse(dialog.is_question)
        dialog.waiting_reason = "customer"
        self.assertTrue(dialog.is_question)

    # ------------------------------------------------------------------
    # Assigned
    # ------------------------------------------------------------------

    def _assign(self, ticket, user):
        self.flush_tracking()
        self.env["servicedesk.notice"].sudo().search([]).unlink()
        with self.mock_mail_gateway():
            ticket.with_user(self.dispatcher).action_assign(user_id=user.id)
            self._tell()

    def test_assignment_is_told_without_a_name(self):
        """He hears that somebody has his ticket, not who; a program says it."""
        self.incident.assigned_template_id = self.env.ref(
            "servicedesk_core.mail_template_ticket_assigned"
        )
        ticket = self._classified(self.dispatcher)
        self._assign(ticket, self.agent_a)
        (message,) = self._sent_to(self.address)
        self.assertIn("somebody takes care", self._bodies(message))
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertNotIn("Agent A", message.as_string())

    def test_assignment_is_told_once(self):
        """Who gets it next is no news; a rule about it does not say it again."""
        self.incident.assigned_template_id = self._text("Somebody has it")
        self.rules.create(
            {"event": "assigned", "recipient": "requester", "channel": "mail"}
        )
        ticket = self._classified(self.dispatcher)
        self._assign(ticket, self.agent_a)
        self.assertEqual(len(self._sent_to(self.address)), 1)
        self.team_first.member_ids |= self.agent_b
        self._assign(ticket, self.agent_b)
        self.assertNotIn("Somebody has it", self._read())

    def test_nothing_is_told_as_shipped(self):
        """A type without such a text tells no requester who has his ticket."""
        self._assign(self._classified(self.dispatcher), self.agent_a)
        self.assertFalse(self._sent_to(self.address))

    def test_own_tickets(self):
        """Who works on what he asked for himself knows it."""
        self.incident.assigned_template_id = self._text("Somebody has it")
        ticket = self._classified(
            self.dispatcher, partner_id=self.agent_a.partner_id.id
        )
        self._assign(ticket, self.agent_a)
        sent = self._sent_to(self.agent_a.email)
        self.assertNotIn("Somebody has it", "".join(map(self._bodies, sent)))

    def test_done_before_it_was_told(self):
        """What is closed by then needs nobody's care any more."""
        self.incident.assigned_template_id = self._text("Somebody has it")
        ticket = self._classified(self.dispatcher)
        with self.mock_mail_gateway():
            ticket.action_assign(user_id=self.agent_a.id)
            ticket.action_cancel("Wrong")
            self._tell()
        self.assertNotIn("Somebody has it", self._read())


@tagged("post_install", "-at_install")
class TestMigrationOfTexts(ServicedeskCommon):
    """The shipped texts of a desk of before end with the signature, too."""

    NAME = '<p><t t-out="object.team_id.name or object.company_id.name"></t></p>'

    def _migrate(self, version="19.0.1.2.0"):
        self.env.flush_all()
        load("19.0.1.3.0/post-mail-signature.py").migrate(self.env.cr, version)
        self.env.invalidate_all()

    def test_the_name_becomes_the_signature(self):
        """Twice does no harm; what a desk wrote itself around it stays."""
        text = self.env.ref("servicedesk_core.mail_template_ticket_received")
        text.body_html = f"<div><p>Our own words</p>{self.NAME}</div>"
        self._migrate()
        self.assertIn("_get_mail_signature", text.body_html)
        self.assertIn("Our own words", text.body_html)
        self.assertNotIn("team_id.name", text.body_html)
        before = text.body_html
        self._migrate()
        self.assertEqual(text.body_html, before)

    def test_other_texts_stay(self):
        """A new database needs nothing; a text that ends otherwise keeps its end."""
        text = self.env.ref("servicedesk_core.mail_template_ticket_resolved")
        text.body_html = f"<div>{self.NAME}</div>"
        self._migrate(version=None)
        self.assertIn("team_id.name", text.body_html)
        text.body_html = "<p>Kind regards, Bob</p>"
        self._migrate()
        self.assertEqual(text.body_html, "<p>Kind regards, Bob</p>")
