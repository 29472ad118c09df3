# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBulk(ServicedeskCommon):
    """One deed on many tickets: all of them, or none, by the same rules as one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = (
            cls.env["servicedesk.ticket"]
            .with_user(cls.agent_a)
            .create(
                [
                    {
                        "name": f"Till {number}",
                        "partner_id": partner.id,
                        "ticket_type_id": cls.incident.id,
                        "team_id": cls.team_first.id,
                    }
                    for number, partner in enumerate(
                        (cls.customer_partner, cls.other_partner, cls.customer_partner)
                    )
                ]
            )
        )

    def _bulk(self, deed, user=None, tickets=None, **values):
        tickets = self.tickets if tickets is None else tickets
        bulk = self.env["servicedesk.ticket.bulk"].with_user(user or self.agent_a)
        bulk = bulk.with_context(
            active_model="servicedesk.ticket", active_ids=tickets.ids
        )
        return bulk.create({"deed": deed, **values}).action_apply()

    def test_the_dialog_takes_what_was_chosen_in_the_list(self):
        bulk = self.env["servicedesk.ticket.bulk"].with_user(self.agent_a)
        bulk = bulk.with_context(
            active_model="servicedesk.ticket", active_ids=self.tickets.ids
        )
        with Form(bulk) as form:
            self.assertEqual(form.ticket_count, 3)
            form.user_id = self.agent_a
        form.record.action_apply()
        self.assertEqual(self.tickets.user_id, self.agent_a)

    def test_assign_with_a_reason(self):
        self._bulk("assign", user_id=self.agent_a.id, reason="On duty")
        self.assertEqual(set(self.tickets.mapped("state")), {"assigned"})
        for ticket in self.tickets:
            self.assertIn("On duty", " ".join(ticket.message_ids.mapped("body")))

    def test_one_that_refuses_refuses_all(self):
        """An agent does not assign outside of the team, not even among others."""
        with self.assertRaises(UserError):
            self._bulk("assign", user_id=self.agent_c.id)
        self.assertFalse(self.tickets.user_id)

    def test_tags_are_added_to_those_there(self):
        old, new = self.env["servicedesk.tag"].create(
            [{"name": "Old"}, {"name": "New"}]
        )
        self.tickets[0].tag_ids = old
        self._bulk("tag", tag_ids=new.ids)
        self.assertEqual(self.tickets[0].tag_ids, old | new)
        self.assertEqual(self.tickets[1].tag_ids, new)

    def test_each_requester_is_answered_by_himself(self):
        with self.mock_mail_gateway():
            self._bulk("answer", body="<p>The line is repaired.</p>")
            self.env.flush_all()
        for ticket in self.tickets:
            message = ticket.message_ids[0]
            self.assertIn("The line is repaired", message.body)
            self.assertFalse(message.is_internal)
            self.assertIn(ticket.partner_id, message.notified_partner_ids)
            others = (self.customer_partner | self.other_partner) - ticket.partner_id
            self.assertFalse(others & message.notified_partner_ids)

    def test_a_note_is_not_for_requesters(self):
        self._bulk("note", body="<p>Waiting for the carrier.</p>")
        for ticket in self.tickets:
            message = ticket.message_ids[0]
            self.assertTrue(message.subtype_id.internal)
            self.assertFalse(message.notified_partner_ids)

    def test_resolve_all_with_one_text(self):
        self.tickets.action_start()
        self._bulk("resolve", body="<p>The line is repaired.</p>")
        self.assertEqual(set(self.tickets.mapped("state")), {"resolved"})

    def test_close_waits_for_every_requester(self):
        """One who has not confirmed keeps all of them open."""
        self.tickets.action_start()
        self.tickets.action_resolve("Repaired")
        self.tickets[0].with_user(self.customer).action_confirm(rating=5)
        with self.assertRaises(UserError):
            self._bulk("close")
        self.assertEqual(set(self.tickets.mapped("state")), {"resolved"})
        self._bulk("close", user=self.manager, reason="They were told by phone")
        self.assertEqual(set(self.tickets.mapped("state")), {"closed"})

    def test_cancel_needs_a_reason(self):
        with self.assertRaises(UserError):
            self._bulk("cancel")
        self._bulk("cancel", reason="Asked twice")
        self.assertEqual(set(self.tickets.mapped("state")), {"cancelled"})

    def test_a_text_is_needed_where_there_is_one(self):
        for deed in ("answer", "note", "resolve"):
            with self.subTest(deed=deed), self.assertRaises(UserError):
                self._bulk(deed, body="<p><br></p>")

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self._bulk("assign", tickets=self.tickets.browse())
        with self.assertRaises(UserError):
            self._bulk("tag")
        with self.assertRaises(UserError):
            self._bulk("assign")

    def test_tickets_of_others_are_out_of_reach(self):
        """Who reads but does not work on them does nothing to many at once either."""
        for user in (self.agent_b, self.auditor, self.employee, self.customer):
            for deed in ("note", "tag", "assign", "cancel"):
                with (
                    self.subTest(user=user.login, deed=deed),
                    self.assertRaises(AccessError),
                ):
                    self._bulk(
                        deed,
                        user=user,
                        body="<p>x</p>",
                        reason="x",
                        user_id=user.id,
                        tag_ids=self.env["servicedesk.tag"]
                        .create({"name": user.login})
                        .ids,
                    )

    def test_a_ticket_slipped_in_by_rpc_is_checked(self):
        secret = self.env["servicedesk.ticket"].create(
            {
                "name": "Secret",
                "ticket_type_id": self.incident.id,
                "team_id": self.team_secret.id,
            }
        )
        with self.assertRaises(AccessError):
            self._bulk("note", tickets=self.tickets | secret, body="<p>x</p>")
