# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .notice_common import NoticeCommon

ATTEMPT = "odoo.addons.servicedesk_core.models.base.attempt"
RENDER = "odoo.addons.mail.models.mail_render_mixin"
DELIVERY = "odoo.addons.servicedesk_core.models.notice.ticket_delivery"


@tagged("post_install", "-at_install")
class TestNoticeTexts(NoticeCommon):
    """A rule's text is one about tickets, now and when it is read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invite, cls.text = cls.env["mail.template"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "subject": "{{ object.display_name }} is the secret",
                    "body_html": "<p>secret</p>",
                }
                for name, model in (
                    ("Invite", "res.users"),
                    ("Text", "servicedesk.ticket"),
                )
            ]
        )

    def _turn_to_users(self):
        self.text.model_id = self.env["ir.model"]._get_id("res.users")

    def test_a_text_about_something_else_is_refused(self):
        """By rules and by stages, when they are made and later; a ticket's is let."""
        rules = self.Rule.with_user(self.manager)
        vals = {"event": "assigned", "recipient": "assignee"}
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            rules.create({**vals, "template_id": self.invite.id})
        rule = rules.create({**vals, "template_id": self.text.id})
        stage = self.stage_in_progress.with_user(self.manager)
        stage.mail_template_id = self.text
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            rule.template_id = self.invite
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            stage.mail_template_id = self.invite

    def test_a_text_that_was_turned_is_not_filled_in(self):
        """Whoever changes what it is about gets plain words, not a user's name."""
        for channel in ("inbox", "mail"):
            self._only("assigned", "assignee", channel, template_id=self.text.id)
            self._turn_to_users()
            ticket = self._classified()
            self._forget()
            ticket.action_assign(user_id=self.helper.id)
            with self.subTest(channel=channel):
                self.assertEqual(self._tell(), [("Helper", channel)])
                last = self.env["mail.message"].search([], limit=1, order="id desc")
                self.assertNotIn("secret", f"{last.subject} {last.body}")
                self.assertIn("assigned to", last.body)
            self.text.model_id = self.env["ir.model"]._get_id("servicedesk.ticket")

    def test_nothing_else_fills_it_in_either(self):
        """Neither the mail of a stage nor any other text for a requester."""
        self.stage_in_progress.mail_template_id = self.text
        self._turn_to_users()
        ticket = self._classified()
        self._flush()
        with self.mock_mail_gateway():
            ticket.action_start()
            self._tell()
        self.assertEqual(ticket.state, "in_progress")
        for message in ticket.sudo().message_ids:
            self.assertNotIn("secret", f"{message.subject} {message.body}")
        with self.assertRaises(ValueError):
            ticket._render_template_texts(self.text)


@tagged("post_install", "-at_install")
class TestNoticeFaults(NoticeCommon):
    """One ticket that cannot be told of stops nobody else's notices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["mail.template"].create(
            {
                "name": "Domain",
                "model_id": cls.env["ir.model"]._get_id("servicedesk.ticket"),
                "subject": '{{ object.partner_id.email.split("@")[1] }}',
                "body_html": "<p>Yours</p>",
            }
        )
        cls.rule = cls._only("assigned", "assignee", template_id=cls.text.id)

    def _assigned(self, user=None, **vals):
        ticket = self._classified(**vals)
        self._flush()
        ticket.action_assign(user_id=(user or self.helper).id)
        return ticket

    def _get_notes(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))

    def test_a_text_that_does_not_fit(self):
        """Its ticket is told of in plain words, once noted; the next one as ever."""
        self._forget()
        # Not of one moment: of several tickets people are told without the text.
        bad = self._assigned(partner_id=False)
        with mute_logger(RENDER, DELIVERY):
            self.assertEqual(self._tell(), [("Helper", "mail")])
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn("was assigned to Helper", mail.body_html)
        bad.action_assign(user_id=self.agent_a.id)
        bad.with_user(self.agent_a).action_assign(user_id=self.helper.id)
        with mute_logger(RENDER, DELIVERY):
            self._tell()
        self.assertEqual(self._get_notes(bad).count("could not be filled in"), 1)
        good = self._assigned()
        self.assertEqual(self._tell(), [("Helper", "mail")])
        self.assertNotIn("could not be", self._get_notes(good))
        self.assertFalse(self.Notice.search([]))

    def _fail_for(self, *bad):
        """Have the delivery of some tickets' notices fail in the database."""
        tickets = self.env.registry["servicedesk.ticket"]
        deliver = tickets._deliver_notice

        def fail(ticket, facts, line):
            if ticket in bad:
                ticket.env.cr.execute("SELECT 1 / 0")
            return deliver(ticket, facts, line)

        return patch.object(tickets, "_deliver_notice", fail)

    def test_whatever_fails_is_set_aside(self):
        """Each of the others is told once, and nothing stays in the queue."""
        self._forget()
        people = (self.helper, self.leader, self.dispatcher, self.manager)
        self.team_first.member_ids |= self.leader | self.dispatcher | self.manager
        tickets = [self._assigned(user) for user in people]
        with self._fail_for(tickets[1]), mute_logger(ATTEMPT, "odoo.sql_db"):
            told = self._tell()
        expected = [(user.name, "mail") for user in people if user != self.leader]
        self.assertEqual(told, sorted(expected))
        self.assertIn("could not be delivered", self._get_notes(tickets[1]))
        self.assertNotIn("could not be", self._get_notes(tickets[0]))
        self.assertFalse(self.Notice.search([]))

    def test_a_stage_whose_mail_fails_is_entered(self):
        """The move holds; the other ticket's requester has the mail."""
        self.rule.active = False
        self.stage_in_progress.mail_template_id = self.text
        self.text.partner_to = "{{ object.partner_id.id }}"
        good, bad = self._classified(), self._classified(partner_id=False)
        self._forget()
        with self.mock_mail_gateway():
            (good | bad).action_start()
            self._flush()
            self.assertFalse(self._mails)
            with mute_logger(ATTEMPT, RENDER):
                self.Notice._tell_batch()
            self._new_mails.exists().send()
        self.assertEqual(set((good | bad).mapped("state")), {"in_progress"})
        domain = self.customer_partner.email.split("@")[1]
        (mail,) = self._mails
        self.assertEqual(mail["subject"], domain)
        self.assertIn(self.customer_partner.email, mail["email_to"][0])
        self.assertIn(self.agent_a.name, mail["email_from"])
        self.assertIn("could not be delivered", self._get_notes(bad))
        self.assertFalse(self.Notice.search([]))

    def test_what_was_held_back_is_set_aside_alone(self):
        """A notice that fails in the morning takes no other one along."""
        self._forget()
        people = self.helper | self.leader
        self.team_first.member_ids |= self.leader
        people.write({"servicedesk_quiet_from": 8, "servicedesk_quiet_to": 18})
        bad, _good = (self._assigned(user) for user in people)
        self.assertEqual(self._tell(), [])
        type(self).now = self.now.replace(hour=18)
        with self._fail_for(bad), mute_logger(ATTEMPT, "odoo.sql_db"):
            self.assertEqual(self._tell(), [("Leader", "mail")])
        self.assertFalse(self.Notice.search([]))

    def test_a_lost_race_is_no_fault(self):
        """The job is run again: nothing is given up, or noted."""
        self._forget()
        ticket = self._assigned()
        self._flush()
        tickets = self.env.registry["servicedesk.ticket"]
        with (
            patch.object(tickets, "_deliver_notice", side_effect=SerializationFailure),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.Notice._tell_batch()
        self.assertEqual(len(self.Notice.search([])), 1)
        self.assertNotIn("could not be", self._get_notes(ticket))
        self.assertEqual(self._tell(), [("Helper", "mail")])
