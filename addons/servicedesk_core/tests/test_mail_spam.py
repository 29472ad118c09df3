# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import ServicedeskCommon

STRANGER = '"Ann Unknown" <ann@nowhere.example>'


@tagged("post_install", "-at_install")
class TestMailSpam(ServicedeskCommon):
    """Spam: one deed, nothing mailed, kept until a manager deletes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = cls.env["servicedesk.mail.intake"]
        cls.senders = cls.env["servicedesk.mail.sender"]

    def _spam(self, user=None, email_from=STRANGER, **mail):
        """Return a mailed ticket as ``user`` (agent_a) sees it, and its mail."""
        with self.mock_mail_gateway():
            ticket = self._receive(email_from, **mail)
        row = self.mails.search([("ticket_id", "=", ticket.id)])
        return ticket.with_user(user or self.agent_a), row

    def test_marked(self):
        """The ticket is cancelled with the reason, its mail parked, no word mailed."""
        ticket, row = self._spam()
        self.stage_cancelled.mail_template_id = self.env.ref(
            "servicedesk_core.mail_template_ticket_received"
        )
        notices = self.env["servicedesk.notice"]
        queued = notices.search([])
        with self.mock_mail_gateway():
            self.assertTrue(ticket.action_mark_spam())
            self.env.flush_all()
        self.assertEqual(notices.search([]), queued, "nobody is told")
        self.assertFalse(self._sent_to("ann@nowhere.example"))
        self.assertEqual(ticket.state, "cancelled")
        self.assertIn("Spam", "".join(ticket.message_ids.mapped("body")))
        self.assertEqual((row.state, row.reason), ("parked", "spam"))
        self.assertIn(self.agent_a.name, row.detail)
        self.assertEqual(row.ticket_id.id, ticket.id)
        self.assertFalse(ticket.partner_id)

    def test_what_is_no_spam(self):
        """What did not come by mail, or is closed or solved, is no spam."""
        for ticket in (
            self._ticket(channel="phone"),
            self._ticket(),
        ):
            with self.subTest(channel=ticket.channel):
                with self.assertRaisesRegex(UserError, "did not come by mail"):
                    ticket.action_mark_spam()
        ticket, _row = self._spam()
        ticket.action_cancel("Twice")
        with self.assertRaisesRegex(UserError, "not in work"):
            ticket.action_mark_spam()

    def test_all_or_nothing(self):
        """Of several, one that refuses stops all."""
        ticket, row = self._spam()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (ticket | self._ticket(channel="phone")).action_mark_spam()
        self.assertEqual(ticket.state, "new")
        self.assertEqual(row.state, "done")

    def test_blocking_with_it(self):
        """A dispatcher blocks the address or the domain in the same deed."""
        for block, name in (
            ("address", "ann@nowhere.example"),
            ("domain", "nowhere.example"),
        ):
            ticket, _row = self._spam(self.dispatcher)
            ticket.action_mark_spam(block)
            line = self.senders.search([("name", "=", name)])
            with self.subTest(block=block):
                self.assertEqual(line.kind, "blocked")
                self.assertEqual(line.company_id, self.company)
                self.assertFalse(self._receive(STRANGER))
            line.unlink()

    def test_blocking_refused_marks_nothing(self):
        """Who cannot be blocked is named, and the ticket stays as it was."""
        cases = (
            (self.agent_a, STRANGER, "domain", AccessError),
            (self.dispatcher, "ann@gmail.com", "domain", ValidationError),
            (self.dispatcher, self.agent_b.email, "address", ValidationError),
            (self.dispatcher, STRANGER, "everybody", UserError),
            (self.dispatcher, STRANGER, 7, UserError),
        )
        for user, sender, block, error in cases:
            ticket, row = self._spam(user, sender)
            with self.subTest(sender=sender, block=block):
                with self.assertRaises(error), self.env.cr.savepoint():
                    ticket.action_mark_spam(block)
                self.assertEqual(ticket.state, "new")
                self.assertEqual(row.state, "done")

    def test_who_may(self):
        """Who works on a ticket marks it; nobody else, through RPC either."""
        ticket, _row = self._spam()
        for user in (self.agent_b, self.auditor, self.employee, self.customer):
            tickets = self.env["servicedesk.ticket"].with_user(user)
            ticket.sudo().write(
                {"team_id": self.team_second.id, "user_id": self.leader.id}
            )
            if user == self.agent_b:
                ticket.sudo().team_id = self.team_first
            ticket.sudo().ticket_type_id = self.incident
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(tickets, "action_mark_spam", [ticket.ids], {})

    def test_dialog(self):
        """The dialog shows who wrote, and offers agents nobody to block."""
        ticket, _row = self._spam()
        for user, may_block in ((self.agent_a, False), (self.dispatcher, True)):
            dialogs = self.env["servicedesk.mail.spam"].with_user(user)
            dialogs = dialogs.with_context(
                active_model="servicedesk.ticket", active_ids=ticket.ids
            )
            form = Form(dialogs)
            with self.subTest(user=user.login):
                self.assertEqual(form.senders, "ann@nowhere.example")
                self.assertEqual(form.may_block, may_block)
        form.block = "address"
        form.save().action_apply()
        self.assertEqual(ticket.state, "cancelled")
        self.assertTrue(self.senders.search([("name", "=", "ann@nowhere.example")]))

    # ------------------------------------------------------------------
    # In the intake
    # ------------------------------------------------------------------

    def test_marked_in_the_intake(self):
        """A dispatcher marks parked mails; what is in a ticket is marked there."""
        ticket, row = self._spam()
        with self.mock_mail_gateway():
            self._receive(STRANGER, headers={"Precedence": "bulk"})
        parked = self.mails.search([("reason", "=", "automatic")], limit=1)
        parked = parked.with_user(self.dispatcher)
        self.assertTrue(parked.action_mark_spam())
        self.assertEqual(parked.reason, "spam")
        with self.assertRaises(UserError):
            row.with_user(self.dispatcher).action_mark_spam()
        self.assertNotEqual(ticket.state, "cancelled")

    def test_blocking_in_the_intake(self):
        """The sender of a parked mail is blocked with it."""
        with self.mock_mail_gateway():
            self._receive(STRANGER, headers={"Precedence": "bulk"})
        row = self.mails.search([("reason", "=", "automatic")], limit=1)
        row.with_user(self.dispatcher).action_mark_spam("address")
        self.assertTrue(self.senders.search([("name", "=", "ann@nowhere.example")]))

    def test_not_spam(self):
        """One click: the ticket goes on with its number, its mail is done."""
        ticket, row = self._spam()
        ticket.action_mark_spam()
        again = row.with_user(self.dispatcher)
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            ticket_id = again.action_make_ticket()
        self.assertEqual(row.state, "done")
        self.assertFalse(row.reason)
        self.assertTrue(self.env["servicedesk.ticket"].browse(ticket_id).is_open)

    def test_purge(self):
        """A manager deletes spam, and the tickets that nobody ever answered."""
        ticket, row = self._spam()
        ticket.action_mark_spam()
        self.assertTrue(row.with_user(self.manager).action_purge())
        self.assertFalse(row.exists())
        self.assertFalse(ticket.exists())

    def test_purge_keeps_what_was_answered(self):
        """What the desk wrote on stays, cancelled."""
        ticket, row = self._spam()
        ticket.message_post(
            body="Who are you?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.action_mark_spam()
        row.with_user(self.manager).action_purge()
        self.assertFalse(row.exists())
        self.assertEqual(ticket.exists().state, "cancelled")

    def test_purge_refused(self):
        """Only spam, only by managers; then nothing is deleted."""
        ticket, row = self._spam()
        with self.assertRaisesRegex(UserError, "marked as spam"):
            row.with_user(self.manager).action_purge()
        ticket.action_mark_spam()
        for user in (self.agent_a, self.dispatcher, self.auditor, self.customer):
            rows = self.mails.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(rows, "action_purge", [row.ids], {})
        for user in (self.agent_a, self.auditor, self.customer):
            rows = self.mails.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(rows, "action_mark_spam", [row.ids], {})
        self.assertTrue(row.exists())
        self.assertTrue(ticket.exists())
