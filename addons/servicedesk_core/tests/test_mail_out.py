# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re
from datetime import datetime

from odoo.tests import freeze_time, tagged, users

from .common import ServicedeskCommon

# Keys that open something, for ever, to whoever holds the mail.
KEYS = re.compile(r"access_token|[?&;](?:hash|pid|token)=|signup", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestMailOut(ServicedeskCommon):
    """What the desk mails: to whom, in which language, with which links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.received = cls.env.ref("servicedesk_core.mail_template_ticket_received")
        cls.proposed = cls.env.ref("servicedesk_core.mail_template_ticket_resolved")
        cls.address = cls.customer_partner.email_normalized
        cls.sender = cls.customer_partner.email_formatted

    @classmethod
    def _speak_russian(cls, partner):
        """Let ``partner`` speak Russian, and translate the two mails."""
        cls.env["res.lang"]._activate_lang("ru_RU")
        partner.lang = "ru_RU"
        for template, text in (
            (cls.received, "Мы получили ваше обращение"),
            (cls.proposed, "Мы считаем, что обращение решено"),
        ):
            template.with_context(
                lang="ru_RU"
            ).body_html = f"<p>{text} <t t-out='object.number'/></p>"
        cls.env.ref("mail.mail_notification_light").update_field_translations(
            "arch_db", {"ru_RU": {"Your": "Ваш"}}
        )

    def _says(self, ticket, user, body="Which till is it?", **post):
        return ticket.with_user(user).message_post(
            body=body,
            message_type="comment",
            subtype_xmlid=post.pop("subtype", "mail.mt_comment"),
            **post,
        )

    def _raw(self):
        """Return everything that was mailed, headers and decoded bodies."""
        return [
            f"{mail['EmailMessage'].as_string()}\n{self._bodies(mail['EmailMessage'])}"
            for mail in self._mails
        ]

    # ------------------------------------------------------------------
    # The acknowledgement
    # ------------------------------------------------------------------

    def test_acknowledgement(self):
        """The requester hears at once: number, subject, from and back to the desk."""
        with freeze_time("2026-03-02 09:00:00"), self.mock_mail_gateway():
            ticket = self._receive(self.sender, subject="Till 4")
        (mail,) = self._mails
        message = mail["EmailMessage"]
        self.assertEqual(self._sent_to(self.address), [message])
        self.assertEqual(message["Subject"], f"[{ticket.number}] Till 4")
        self.assertIn(ticket.number, self._bodies(message))
        self.assertIn("Till 4", self._bodies(message))
        self.assertIn(self.team_first.name, self._bodies(message))
        self.assertIn("desk@test.mycompany.com", message["From"])
        self.assertIn("desk@test.mycompany.com", message["Reply-To"])
        self.assertEqual(ticket.date_acknowledged, datetime(2026, 3, 2, 9))

    def test_acknowledgement_is_marked_as_automatic(self):
        """No other program answers it (RFC 3834)."""
        with self.mock_mail_gateway():
            self._receive(self.sender)
        (message,) = self._sent_to(self.address)
        self.assertEqual(message["Auto-Submitted"], "auto-replied")
        self.assertEqual(message["X-Auto-Response-Suppress"], "All")

    def test_stranger_is_acknowledged_too(self):
        """Who has no contact gets the same mail at his address."""
        with self.mock_mail_gateway():
            ticket = self._receive('"Ann" <ann@nowhere.example>')
        (message,) = self._sent_to("ann@nowhere.example")
        self.assertIn(ticket.number, message["Subject"])

    def test_acknowledgement_speaks_the_requesters_language(self):
        """He reads it in his language, whatever the system speaks."""
        self._speak_russian(self.customer_partner)
        self.team_first.with_context(lang="ru_RU").mail_brand_name = "Ваша поддержка"
        with self.mock_mail_gateway():
            ticket = self._receive(self.sender)
        (message,) = self._sent_to(self.address)
        body = self._bodies(message)
        self.assertIn(f"Мы получили ваше обращение {ticket.number}", body)
        self.assertIn("Ваш", body, "the layout around it speaks it as well")

    def test_strangers_read_the_companys_language(self):
        """Without a contact the language of the desk's company is used."""
        self._speak_russian(self.company.partner_id)
        with self.mock_mail_gateway():
            self._receive("ann@nowhere.example")
        (message,) = self._sent_to("ann@nowhere.example")
        self.assertIn("Мы получили", self._bodies(message))

    def test_acknowledged_once(self):
        """Later mails of the requester are not acknowledged again."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.sender, msg_id="<a@example.com>")
        with self.mock_mail_gateway():
            headers = {"References": "<a@example.com>"}
            self.assertEqual(self._receive(self.sender, headers=headers), ticket)
        self.assertFalse(self._sent_to(self.address))

    def test_who_has_the_solution_needs_no_acknowledgement(self):
        """A rule may resolve at once what a portal or a mail has just brought."""
        solved = self._resolved()
        waiting = self._started()
        with self.mock_mail_gateway():
            (solved | waiting)._send_acknowledgement()
        (message,) = self._sent_to(self.address)
        self.assertIn(waiting.number, message["Subject"])
        self.assertTrue(solved.date_acknowledged)

    def test_acknowledgement_of_a_phone_call_is_not_sent(self):
        """Who was on the phone heard his number."""
        with self.mock_mail_gateway():
            ticket = self._ticket(channel="phone")
        self.assertFalse(self._mails)
        self.assertFalse(ticket.date_acknowledged)

    def test_without_template_no_acknowledgement(self):
        """A desk that deletes the template sends none, and takes mail all the same."""
        self.received.unlink()
        with self.mock_mail_gateway():
            self.assertTrue(self._receive(self.sender))
        self.assertFalse(self._mails)

    def test_acknowledgement_answers_nothing(self):
        """A machine's word is not the desk's first answer."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.sender)
        self.assertTrue(ticket.date_acknowledged)
        self.assertFalse(ticket.date_first_response)

    # ------------------------------------------------------------------
    # First response
    # ------------------------------------------------------------------

    def test_first_response_is_the_agents_first_public_word(self):
        """The first public comment of the desk counts, the second does not."""
        ticket = self._started()
        with freeze_time("2026-03-02 09:30:00"):
            self._says(ticket, self.agent_a)
        with freeze_time("2026-03-02 10:30:00"):
            self._says(ticket, self.agent_a)
        self.assertEqual(ticket.date_first_response, datetime(2026, 3, 2, 9, 30))

    def test_hidden_notes_are_no_response(self):
        """What the requester cannot read does not answer him."""
        ticket = self._started()
        self._says(ticket, self.agent_a, subtype="mail.mt_note")
        ticket.action_wait("supplier", note="Ordered")
        self.assertFalse(ticket.date_first_response)

    def test_the_requesters_word_is_no_response(self):
        """Customers do not answer themselves, agents as requesters neither."""
        ticket = self._started()
        self._says(ticket.sudo(), self.customer)
        self.assertFalse(ticket.date_first_response)
        own = self._started(self.agent_a, partner_id=self.agent_a.partner_id.id)
        self._says(own, self.agent_a)
        self.assertFalse(own.date_first_response)

    def test_a_colleague_without_a_role_is_no_response(self):
        """Employees outside the desk are on the requester's side."""
        ticket = self._started(partner_id=self.user_employee.partner_id.id)
        ticket.message_subscribe(self.employee.partner_id.ids)
        self._says(ticket, self.employee, "I have that too")
        self.assertFalse(ticket.date_first_response)

    def test_a_solution_is_a_response(self):
        """Who gets a solution at once was answered."""
        with freeze_time("2026-03-02 09:30:00"):
            ticket = self._resolved()
        self.assertEqual(ticket.date_first_response, datetime(2026, 3, 2, 9, 30))

    # ------------------------------------------------------------------
    # Who gets what
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_public_comment_reaches_the_requester(self):
        """Number in the subject, answers to the team's address, text inside."""
        ticket = self._started(self.env.user)
        with self.mock_mail_gateway():
            self._says(ticket, self.env.user, "Is it till four?")
        (message,) = self._sent_to(self.address)
        self.assertEqual(message["Subject"], f"[{ticket.number}] {ticket.name}")
        self.assertIn("desk@test.mycompany.com", message["Reply-To"])
        self.assertIn("Is it till four?", self._bodies(message))

    @users("sd_agent_a")
    def test_hidden_note_reaches_no_requester(self):
        """Notes stay inside, even if the requester follows everything."""
        ticket = self._started(self.env.user)
        subtypes = self.env["mail.message.subtype"].sudo().search([])
        ticket.sudo().message_subscribe(self.customer_partner.ids, subtypes.ids)
        with self.mock_mail_gateway():
            self._says(ticket, self.env.user, "He is angry", subtype="mail.mt_note")
        self.assertFalse(self._sent_to(self.address))

    def test_requester_is_not_mailed_his_own_words(self):
        """Nobody gets a copy of what he said; the agent does."""
        ticket = self._started()
        with self.mock_mail_gateway():
            self._says(ticket, self.customer, "Still stuck")
        self.assertFalse(self._sent_to(self.address))
        self.assertEqual(len(self._sent_to(self.agent_a.email)), 1)

    @users("sd_agent_a")
    def test_stage_changes_mail_nobody(self):
        """Moving a ticket is no reason to fill mailboxes."""
        with self.mock_mail_gateway():
            ticket = self._started(self.env.user)
            ticket.action_wait("supplier")
            ticket.action_start()
            ticket.action_cancel("Wrong")
            self.flush_tracking()
        self.assertFalse(self._mails)

    def test_stage_with_a_template_mails_each_requester(self):
        """A template on a stage is sent on entering it, to every ticket's requester."""
        self.env["servicedesk.notice.rule"].search([]).active = False
        self.stage_in_progress.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Started",
                "model_id": self.env["ir.model"]._get_id("servicedesk.ticket"),
                "subject": "We have started {{ object.number }}",
                "body_html": "<p>Started</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        tickets = self._classified() | self._classified(
            partner_id=self.other_partner.id
        )
        self.flush_tracking()
        with self.mock_mail_gateway():
            tickets.action_start()
            self.flush_tracking()
            self.assertFalse(self._mails, "It waits for the job.")
            self.env["servicedesk.notice"]._tell_batch()
            self._new_mails.exists().send()
        for ticket in tickets:
            (message,) = self._sent_to(ticket.partner_email)
            self.assertEqual(message["Subject"], f"We have started {ticket.number}")

    def test_reply_to_is_the_team_that_has_it_now(self):
        """After a hand-over answers go to the new team's address."""
        self.team_second.alias_name = "second"
        ticket = self._started()
        ticket.with_user(self.dispatcher).action_assign(team_id=self.team_second.id)
        with self.mock_mail_gateway():
            self._says(ticket, self.dispatcher)
        (message,) = self._sent_to(self.address)
        self.assertIn("second@test.mycompany.com", message["Reply-To"])

    def test_reply_to_without_an_address_is_odoos(self):
        """A team without an address is answered through the catchall."""
        ticket = self._started(self.agent_c, team_id=self.team_secret.id)
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_c)
        (message,) = self._sent_to(self.address)
        self.assertIn("catchall.test@test.mycompany.com", message["Reply-To"])

    # ------------------------------------------------------------------
    # The proposed solution
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_solution_is_mailed_with_one_link(self):
        """The requester reads what was done, and gets his link to answer."""
        ticket = self._started(self.env.user)
        with self.mock_mail_gateway():
            ticket.action_resolve("Replaced the lock.\nTested twice.")
        (message,) = self._sent_to(self.address)
        self.assertEqual(message["Subject"], f"[{ticket.number}] {ticket.name}")
        self.assertIn("Replaced the lock.", self._bodies(message))
        (path,) = self._confirm_paths(message)
        self.assertTrue(path.startswith(f"/servicedesk/confirm/{ticket.id}/"))

    @users("sd_agent_a")
    def test_solution_for_a_stranger(self):
        """An unclassified stranger cannot be asked; a classified one has a contact."""
        ticket = self._started(
            self.env.user, partner_id=False, partner_email="ann@nowhere.example"
        )
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        (message,) = self._sent_to("ann@nowhere.example")
        self.assertEqual(len(self._confirm_paths(message)), 1)

    def test_solution_speaks_the_requesters_language(self):
        """He reads the question in his language, the agent wrote it in his own."""
        self._speak_russian(self.customer_partner)
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve("Заменили замок.")
        (message,) = self._sent_to(self.address)
        self.assertIn("Мы считаем, что обращение решено", self._bodies(message))

    def test_only_the_requester_gets_the_link(self):
        """Followers and agents read the solution; they cannot answer for him."""
        ticket = self._started()
        ticket.message_subscribe(
            (self.other_partner | self.agent_b.partner_id).ids,
            [self.env.ref("mail.mt_comment").id],
        )
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        for person in (self.other_partner, self.agent_b.partner_id):
            (message,) = self._sent_to(person.email)
            self.assertFalse(self._confirm_paths(message), person.name)
        (message,) = self._sent_to(self.address)
        self.assertTrue(self._confirm_paths(message))

    @users("sd_agent_a")
    def test_nobody_asked_no_link(self):
        """A type that asks nothing mails the solution without a question."""
        ticket = self._started(self.env.user, ticket_type_id=self.suggestion.id)
        with self.mock_mail_gateway():
            ticket.action_resolve("A good idea.")
        (message,) = self._sent_to(self.address)
        self.assertFalse(self._confirm_paths(message))
        self.assertNotIn("whether it works", self._bodies(message))

    @users("sd_agent_a")
    def test_each_cycle_has_its_own_link(self):
        """A second solution brings a second link, another one."""
        ticket = self._started(self.env.user)
        paths = []
        for words in ("First try.", "Second try."):
            with self.mock_mail_gateway():
                ticket.action_resolve(words)
            paths += self._confirm_paths(self._sent_to(self.address)[0])
            ticket.with_user(self.customer).action_refuse("No.")
        self.assertEqual(len(set(paths)), 2)

    def test_database_keeps_no_token(self):
        """Who reads the table of links cannot answer: it holds hashes."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        token = self._confirm_paths(self._sent_to(self.address)[0])[0].split("/")[-1]
        link = self.env["servicedesk.answer.link"].search(
            [("res_id", "=", ticket.id), ("res_model", "=", ticket._name)]
        )
        self.assertEqual(link.partner_id, self.customer_partner)
        self.assertEqual(link.cycle, 1)
        self.assertNotIn(token, str(link.read()))
        self.assertEqual(len(link.token_digest), 64)

    def test_the_conversation_keeps_no_token(self):
        """Who reads the chatter does not find the requester's link there."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        bodies = "".join(ticket.sudo().message_ids.mapped("body"))
        self.assertNotIn("/servicedesk/confirm/", bodies)

    # ------------------------------------------------------------------
    # No keys for ever
    # ------------------------------------------------------------------

    def test_no_mail_carries_a_permanent_key(self):
        """No token, hash or signup link to anybody, in any mail of a whole story."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        stranger = self.env["res.partner"].create(
            {"name": "Follower", "email": "follower@nowhere.example"}
        )
        ticket = self._started()
        ticket.sudo()._portal_ensure_token()
        ticket.message_subscribe(
            (
                stranger
                | self.other_partner
                | self.agent_b.partner_id
                | self.employee.partner_id
            ).ids,
            [self.env.ref("mail.mt_comment").id],
        )
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_a)
            self._says(ticket, self.customer)
            ticket.with_user(self.dispatcher).action_assign(
                user_id=self.agent_b.id, team_id=self.team_second.id
            )
            ticket.with_user(self.agent_b).action_resolve("Done.")
            ticket.with_user(self.customer).action_confirm(5, "Thank you")
            self._receive(self.sender)
        reached = str([mail["email_to"] for mail in self._mails])
        for person in (
            self.customer_partner,
            stranger,
            self.other_partner,
            self.agent_a.partner_id,
            self.agent_b.partner_id,
            self.employee.partner_id,
        ):
            self.assertIn(person.email, reached)
        for raw in self._raw():
            self.assertNotIn(ticket.sudo().access_token, raw)
            self.assertFalse(KEYS.findall(raw), raw)

    def test_portal_user_gets_a_plain_link(self):
        """He is logged in where the link leads: it needs no key."""
        ticket = self._started()
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_a)
        (message,) = self._sent_to(self.address)
        self.assertIn(f"/my/tickets/{ticket.id}", self._bodies(message))

    def test_customer_without_a_login_gets_no_button(self):
        """Who cannot log in gets the text, and no button that leads to a login."""
        guest = self.env["res.partner"].create(
            {"name": "Guest", "email": "guest@nowhere.example"}
        )
        ticket = self._started(partner_id=guest.id)
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_a)
        (message,) = self._sent_to(guest.email)
        self.assertNotIn("/my/tickets/", self._bodies(message))
        self.assertNotIn("/mail/view", self._bodies(message))

    def test_share_link_leads_portal_users_to_the_plain_page(self):
        """Opening a notification as a portal user leads to the page without a key."""
        ticket = self._started()
        action = ticket.with_user(self.customer)._get_access_action(
            access_uid=self.customer.id
        )
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertEqual(action["url"], f"/my/tickets/{ticket.id}")
