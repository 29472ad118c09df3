# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time

from odoo.addons.mail.models.mail_mail import MailMail

from .common import ServicedeskCommon


@freeze_time("2026-03-02 09:00:00")
class TestConfigurationUnderTickets(ServicedeskCommon):
    """A manager who tidies up does not strand living tickets."""

    def _stage(self, key):
        return self.env.ref(f"servicedesk_core.stage_{key}").with_user(self.manager)

    def test_stage_with_open_tickets_is_not_archived(self):
        ticket = self._classified()
        with self.assertRaisesRegex(UserError, "Open tickets are in stage"):
            self._stage("new").action_archive()
        self.assertTrue(ticket.stage_id.active)

    def test_only_stage_of_its_state_is_not_archived(self):
        """Mails could not become tickets without a stage of state new."""
        with self.assertRaisesRegex(UserError, "the only stage of its state"):
            self._stage("closed").action_archive()

    def test_used_stage_is_not_deleted(self):
        self._classified()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self._stage("new").unlink()

    def test_stage_that_moves_use_stays_in_the_life_cycle(self):
        with self.assertRaisesRegex(ValidationError, "Remove them first"):
            self.incident.with_user(self.manager).stage_ids -= self._stage("waiting")

    def test_reclassifying_needs_a_stage_of_the_same_state(self):
        """A ticket whose solution is open does not fall back to new."""
        ticket = self._resolved()
        only_new = self.env["servicedesk.ticket.type"].create(
            {"name": "Only new", "stage_ids": [(6, 0, self._stage("new").ids)]}
        )
        with self.assertRaisesRegex(UserError, "has no stage like"):
            ticket.with_user(self.dispatcher).ticket_type_id = only_new
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_archived_number_series_still_numbers(self):
        sequence = self.env.ref("servicedesk_core.seq_ticket")
        sequence.active = False
        self.assertRegex(self._ticket().number, r"^SD-\d{6}$")

    def test_condition_that_cannot_be_evaluated_is_refused(self):
        move = self.incident.transition_ids[:1]
        with self.assertRaises(ValidationError):
            move.condition = "[('ticket_type_id', 'parent_of', 1)]"


@freeze_time("2026-03-02 09:00:00")
class TestRequesterChange(ServicedeskCommon):
    """The requester confirms: nobody gets round him, and a new one is asked."""

    def test_agent_does_not_make_himself_the_requester(self):
        ticket = self._classified().with_user(self.agent_a)
        for vals in (
            {"partner_id": self.agent_a.partner_id.id},
            {"partner_id": False, "partner_email": False},
            {"partner_id": False, "partner_email": self.agent_a.email},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                ticket.write(vals)
        self.assertEqual(ticket.partner_id, self.customer_partner)

    def test_dispatcher_may_remove_the_requester(self):
        ticket = self._classified().with_user(self.dispatcher)
        ticket.write({"partner_id": False, "partner_email": False})
        self.assertFalse(ticket.partner_id)

    def test_new_requester_is_asked(self):
        """The solution is mailed to him; the link of the former one is dead."""
        ticket = self._resolved()
        old = self._links(ticket)
        with patch.object(MailMail, "send_after_commit", lambda mails: None):
            ticket.with_user(self.dispatcher).partner_id = self.other_partner
        self.assertTrue(all(old.mapped("revoked_at")))
        fresh = self._links(ticket) - old
        self.assertRecordValues(
            fresh, [{"partner_id": self.other_partner.id, "revoked_at": False}]
        )
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_without_requester_nothing_is_asked(self):
        ticket = self._resolved()
        ticket.with_user(self.dispatcher).write(
            {"partner_id": False, "partner_email": False}
        )
        self.assertEqual(ticket.confirmation, "none")

    def test_links_go_with_their_ticket(self):
        ticket = self._resolved()
        domain = [("res_id", "=", ticket.id), ("res_model", "=", ticket._name)]
        self.assertTrue(self._links(ticket))
        ticket.with_user(self.manager).unlink()
        self.assertFalse(self.env["servicedesk.answer.link"].search(domain))

    def _links(self, ticket):
        return self.env["servicedesk.answer.link"].search(
            [("res_id", "=", ticket.id), ("res_model", "=", ticket._name)]
        )


@freeze_time("2026-03-02 09:00:00")
class TestOddInput(ServicedeskCommon):
    """Odd input gets a sentence, and mail gets in whatever it looks like."""

    def test_subject_is_one_line_of_text(self):
        ticket = self._ticket(name="  Two\n lines " + "x" * 600)
        self.assertTrue(ticket.name.startswith("Two lines xxx"))
        self.assertEqual(len(ticket.name), 500)
        with self.assertRaisesRegex(UserError, "needs a subject"):
            self._ticket(name="   ")

    def test_address_is_an_address(self):
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._ticket(partner_id=False, partner_email="not an address")

    def test_stage_cannot_be_emptied(self):
        ticket = self._classified().with_user(self.agent_a)
        with self.assertRaisesRegex(UserError, "always in a stage"):
            ticket.stage_id = False

    def test_deeds_take_text(self):
        ticket = self._classified().with_user(self.agent_a)
        for value in (True, 5, ["x"], {"a": 1}, ""):
            with self.subTest(value=value):
                with self.assertRaises(UserError):
                    ticket.action_resolve(value)
                with self.assertRaises(UserError):
                    ticket.action_cancel(value)
        self.assertEqual(ticket.state, "new")

    def test_moving_nothing_is_no_error(self):
        empty = self.env["servicedesk.ticket"].with_user(self.agent_a)
        context = {"servicedesk_to_state": "resolved"}
        self.assertTrue(empty.with_context(**context).action_open_move())

    def _deliver(self, **headers):
        lines = {
            "From": "Zoe <zoe@strange.example>",
            "To": self.team_first.alias_email,
            "Subject": "Help",
            "Message-Id": "<odd@strange.example>",
            **headers,
        }
        head = "\n".join(f"{name}: {value}" for name, value in lines.items())
        with patch.object(MailMail, "send_after_commit", lambda mails: None):
            return self._hand_in(f"{head}\n\nPlease help.\n", "servicedesk.ticket")

    def test_nul_in_a_mail_loses_nothing(self):
        ticket = self._deliver(Subject="=?utf-8?q?a=00b?=")
        self.assertEqual(ticket.name, "ab")

    def test_sender_that_is_no_address_is_kept_in_the_conversation(self):
        """No contact and no question to nobody; the ticket is there."""
        ticket = self._deliver(From="not an address")
        self.assertFalse(ticket.partner_email)
        ticket.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertFalse(ticket.partner_id)
        ticket.with_user(self.agent_a).action_resolve("Called back")
        self.assertEqual(ticket.confirmation, "none")

    def test_mail_from_the_desk_itself_makes_no_ticket(self):
        """The desk would go on thanking itself: parked, and nobody is answered."""
        with self.mock_mail_gateway():
            self.assertFalse(self._deliver(From=self.team_first.alias_email))
            self.assertFalse(self._mails)
        intake = self.env["servicedesk.mail.intake"].search([], limit=1)
        self.assertEqual((intake.state, intake.reason), ("parked", "own"))
