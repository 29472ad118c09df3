# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import xmlrpc.client

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..models.intake import intake_retention
from .common import ServicedeskCommon
from .intake_common import IntakeRows

DEEDS = (
    "action_attach_files",
    "action_bulk_dismiss",
    "action_bulk_make_ticket",
    "action_bulk_purge",
    "action_bulk_replay",
    "action_bulk_spam",
    "action_dismiss",
    "action_make_ticket",
    "action_mark_spam",
    "action_purge",
    "action_replay",
)
STRANGER = '"Ann Away" <ann@away.example>'
AWAY = "Hello,\n\nI am out of the office until Monday.\n\nPlease call Bob.\n"


@tagged("post_install", "-at_install")
class TestIntakeDecide(IntakeRows, ServicedeskCommon):
    """What dispatchers and managers decide about mails, on screens and by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = cls.env["servicedesk.mail.intake"]
        cls.senders = cls.env["servicedesk.mail.sender"]

    def test_none_chosen(self):
        """A deed on no mail says so."""
        for name in DEEDS:
            with (
                self.subTest(deed=name),
                self.assertRaisesRegex(UserError, "Choose a mail first"),
            ):
                getattr(self.mails.with_user(self.manager), name)()

    # ------------------------------------------------------------------
    # Spam
    # ------------------------------------------------------------------

    def test_a_mail_in_a_ticket_is_marked_there(self):
        """Nobody cancels a ticket by what became a ticket a moment ago."""
        with self.mock_mail_gateway():
            ticket = self._receive(STRANGER)
        mail = self.mails.search([("ticket_id", "=", ticket.id)])
        with self.assertRaisesRegex(UserError, f"{ticket.number}: mark the ticket"):
            mail.with_user(self.dispatcher).action_mark_spam()
        self.assertNotEqual(ticket.state, "cancelled")
        self.assertEqual(mail.state, "done")

    def _dialog(self, mails, user):
        dialogs = self.env["servicedesk.mail.spam"].with_user(user)
        return Form(
            dialogs.with_context(active_model=mails._name, active_ids=mails.ids)
        )

    def test_dialog_blocks_a_domain(self):
        """The dialog of tickets serves for mails: nobody, address, domain."""
        for block, name in (
            ("nobody", False),
            ("address", "ann@away.example"),
            ("domain", "away.example"),
        ):
            mails = self._mail() | self._mail()
            form = self._dialog(mails, self.dispatcher)
            self.assertEqual(form.senders, "ann@away.example")
            form.block = block
            said = form.save().action_apply()
            with self.subTest(block=block):
                self.assertIn("Mails done: 2.", said["params"]["message"])
                self.assertEqual(mails.mapped("reason"), ["spam", "spam"])
                lines = self.senders.search([("name", "like", "away.example")])
                self.assertEqual(lines.name, name)
            lines.unlink()

    def test_dialog_is_for_dispatchers(self):
        """An agent cannot use it on mails, and sees nothing of them."""
        mail = self._mail()
        dialogs = self.env["servicedesk.mail.spam"].with_user(self.agent_a)
        with self.assertRaises(AccessError):
            dialogs.create({"intake_ids": [(6, 0, mail.ids)]})
        with self.assertRaises(AccessError):
            dialogs.create({}).action_apply()
        self.assertEqual(mail.reason, "vacation")

    def test_delete_spam(self):
        """A manager deletes spam in one go; what is none stays, and is named."""
        spam, other = self._mail(reason="spam"), self._mail(subject="A letter")
        said = (spam | other).with_user(self.manager).action_bulk_purge()
        self.assertIn("Mails done: 1.", said["params"]["message"])
        self.assertIn("A letter", said["params"]["message"])
        self.assertEqual((spam | other).exists(), other)

    def test_delete_spam_on_the_form(self):
        """Where the mail was there is nothing to stay at: back to the list."""
        spam = self._mail(reason="spam").with_user(self.manager)
        said = spam.with_context(servicedesk_mail_form=True).action_bulk_purge()
        self.assertEqual(said["params"]["next"]["res_model"], self.mails._name)

    def test_delete_spam_refused(self):
        """Nobody but managers, and no button for others."""
        spam = self._mail(reason="spam")
        for user in (self.dispatcher, self.agent_a, self.auditor, self.customer):
            mine = self.mails.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(mine, "action_bulk_purge", [spam.ids], {})
        self.assertTrue(spam.exists())
        for user, shown in ((self.manager, True), (self.dispatcher, False)):
            for kind in ("list", "form"):
                arch = self.mails.with_user(user).get_view(view_type=kind)["arch"]
                with self.subTest(user=user.login, kind=kind):
                    self.assertEqual("action_bulk_purge" in arch, shown)

    # ------------------------------------------------------------------
    # Absence replies by their text
    # ------------------------------------------------------------------

    def test_absence_is_no_answer(self):
        """An absence reply to the solution confirms nothing and reopens nothing."""
        with self.mock_mail_gateway():
            ticket = self._resolved(partner_id=self.customer.partner_id.id)
            sent = ticket.message_ids.filtered("message_id")[:1].message_id
            headers = {"In-Reply-To": sent}
            before = ticket.message_ids
            self._receive(
                self.customer.email_formatted,
                subject=f"Re: [{ticket.number}]",
                body=AWAY,
                headers=headers,
            )
        mail = self.mails.search([], limit=1)
        self.assertEqual((mail.state, mail.reason), ("parked", "vacation"))
        self.assertIn("out of the office", mail.detail)
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(ticket.message_ids, before)

    def test_what_is_quoted_does_not_count(self):
        """An absence reply below, or above in a quotation, is somebody else's."""
        values = {"body": f"<p>It smokes.</p><blockquote>{AWAY}</blockquote>"}
        self.assertEqual(self.mails._get_first_words(values), "It smokes.")
        values = {"body": f"<blockquote>{AWAY}</blockquote><p>It smokes.</p>"}
        self.assertEqual(self.mails._get_first_words(values), "")

    # ------------------------------------------------------------------
    # Conflicts, retention, XML-RPC
    # ------------------------------------------------------------------

    def test_conflict_leads_to_the_other(self):
        """Of two mails with one Message-Id each leads to the other."""
        with self.mock_mail_gateway():
            for body in ("It smokes.\n", "It burns.\n"):
                self._receive(STRANGER, msg_id="<twice@away.example>", body=body)
        first, second = self.mails.search(
            [("message_id", "=", "<twice@away.example>")], order="id"
        ).with_user(self.dispatcher)
        self.assertEqual((first.state, second.reason), ("done", "conflict"))
        self.assertEqual(second.detail, "<twice@away.example>")
        self.assertEqual((first.namesake_count, second.namesake_count), (1, 1))
        self.assertEqual(first.action_view_namesakes()["res_id"], second.id)
        self.assertEqual(second.action_view_namesakes()["res_id"], first.id)

    def test_namesakes_as_the_user(self):
        """A mail of another company is neither counted nor opened; none is none."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        same = {"message_id": "<same@away.example>"}
        mail = self._mail(**same).with_user(self.dispatcher)
        self._mail(company_id=elsewhere.id, **same)
        self.assertEqual(mail.namesake_count, 0)
        self.assertEqual(mail.action_view_namesakes()["domain"], [("id", "in", [])])
        nameless = self._mail() | self._mail()
        self.assertEqual(nameless.mapped("namesake_count"), [0, 0])

    def test_endless_retention(self):
        """As many days as one likes: nothing is deleted, and nothing fails."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(intake_retention.PARAMETER, "99999999999")
        days = self.mails._get_retention_days()
        self.assertEqual(days, intake_retention.MOST_DAYS)
        mail = self._mail(date_processed="2020-01-01 00:00:00", reason="spam")
        self.assertEqual(self.mails._delete_worthless(self.mails._days_ago(days)), 0)
        self.assertTrue(mail.exists())

    def test_xmlrpc(self):
        """The intake is read without naming fields; XML-RPC knows no null."""
        with self.mock_mail_gateway():
            self._receive(STRANGER)
        fresh = self.mails.search([], limit=1)
        old = self._mail(options={"model": None, "custom_values": {"a": None}})
        self.assertNotIn(None, (fresh.options or {}).values())
        for user in (self.dispatcher, self.manager):
            mails = self.mails.with_user(user)
            found = [("id", "in", (fresh | old).ids)]
            rows = call_kw(mails, "search_read", [found], {})
            with self.subTest(user=user.login):
                self.assertEqual(len(rows), 2)
                dumped = xmlrpc.client.dumps((rows,), methodresponse=True)
                self.assertEqual(len(xmlrpc.client.loads(dumped)[0][0]), 2)
