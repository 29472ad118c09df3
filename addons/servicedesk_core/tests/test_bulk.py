# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ServicedeskCommon


class TestBulkCommon(ServicedeskCommon):
    """Three tickets of the first line, of two requesters."""

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


@tagged("post_install", "-at_install")
class TestBulk(TestBulkCommon):
    """One deed on many tickets: all of them, or none, by the same rules as one."""

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

    def test_it_is_done_once(self):
        """Who clicks twice, or calls twice, writes no second mail."""
        bulk = self.env["servicedesk.ticket.bulk"].with_user(self.agent_a)
        bulk = bulk.create(
            {"ticket_ids": self.tickets.ids, "deed": "answer", "body": "<p>Soon</p>"}
        )
        bulk.action_apply()
        for values in ({}, {"deed": "note"}, {"ticket_ids": self.tickets[0].ids}):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "done already"):
                    bulk.write(values)
                    bulk.action_apply()
        for ticket in self.tickets:
            said = ticket.message_ids.filtered(lambda one: "Soon" in one.body)
            self.assertEqual(len(said), 1)

    def test_what_was_refused_can_be_done_then(self):
        bulk = self.env["servicedesk.ticket.bulk"].with_user(self.agent_a)
        bulk = bulk.create({"ticket_ids": self.tickets.ids, "deed": "note"})
        with self.assertRaises(UserError):
            bulk.action_apply()
        bulk.body = "<p>Soon</p>"
        bulk.action_apply()
        self.assertTrue(bulk.is_done)


@tagged("post_install", "-at_install")
class TestBulkRefusals(TestBulkCommon):
    """Who refuses is said before anything is done, and can be left out."""

    def _dialog(self, deed, user=None, tickets=None, **values):
        tickets = self.tickets if tickets is None else tickets
        bulk = self.env["servicedesk.ticket.bulk"].with_user(user or self.agent_a)
        return bulk.create(
            {"deed": deed, "ticket_ids": [Command.set(tickets.ids)], **values}
        )

    def test_what_cannot_be_closed_is_named_with_its_reason(self):
        self.tickets.action_start()
        self.tickets.action_resolve("Repaired")
        self.tickets[0].with_user(self.customer).action_confirm(rating=5)
        bulk = self._dialog("close")
        refusing = self.tickets[1:] if self.tickets[0].is_open else self.tickets
        self.assertEqual(bulk.refusal_count, len(refusing))
        for ticket in refusing:
            self.assertIn(ticket.number, bulk.refusals)

    def test_the_others_go_on_without_them(self):
        self.tickets[0].action_cancel("Asked twice")
        bulk = self._dialog("cancel", reason="Asked three times")
        self.assertEqual(bulk.refusal_count, 1)
        with self.assertRaises(UserError):
            bulk.action_apply()
        self.assertEqual(self.tickets[1].state, "new")
        action = bulk.action_leave_out()
        self.assertEqual(action["res_id"], bulk.id)
        self.assertEqual(bulk.ticket_ids, self.tickets[1:])
        self.assertFalse(bulk.refusal_count)
        bulk.action_apply()
        self.assertEqual(set(self.tickets.mapped("state")), {"cancelled"})

    def test_nobody_to_write_to(self):
        silent = self.env["servicedesk.ticket"].with_user(self.agent_a)
        silent = silent.create({"name": "Anonymous", "team_id": self.team_first.id})
        bulk = self._dialog("answer", tickets=self.tickets | silent)
        self.assertEqual(bulk.refusal_count, 1)
        self.assertIn(silent.number, bulk.refusals)
        bulk.deed = "note"
        self.assertFalse(bulk.refusal_count)

    def test_what_one_does_not_work_on(self):
        bulk = self._dialog("tag", user=self.agent_b)
        self.assertEqual(bulk.refusal_count, 3)
        with self.assertRaises(UserError):
            bulk.action_leave_out()
        self.assertEqual(len(bulk.ticket_ids), 3)

    def test_what_one_does_not_read_is_not_told(self):
        secret = self.env["servicedesk.ticket"].create(
            {
                "name": "Dismissal",
                "ticket_type_id": self.incident.id,
                "team_id": self.team_secret.id,
            }
        )
        with self.assertRaises(AccessError) as refusal:
            self._dialog("tag", tickets=secret | self.tickets)
        self.assertNotIn("Dismissal", str(refusal.exception))
        self.assertNotIn(secret.number, str(refusal.exception))

    def test_of_many_the_first_are_named(self):
        many = self.env["servicedesk.ticket"].with_user(self.agent_a)
        many = many.create(
            [{"name": f"No {n}", "team_id": self.team_first.id} for n in range(14)]
        )
        bulk = self._dialog("resolve", tickets=many)
        self.assertEqual(bulk.refusal_count, 14)
        self.assertEqual(len(bulk.refusals.splitlines()), 11)
        self.assertIn("4", bulk.refusals.splitlines()[-1])


@tagged("post_install", "-at_install")
class TestBulkSize(TestBulkCommon):
    """Two hundred at once: what is written for all is not written one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = (
            cls.env["servicedesk.ticket"]
            .with_user(cls.agent_a)
            .create(
                [
                    {
                        "name": f"Till {number}",
                        "partner_id": cls.customer_partner.id,
                        "ticket_type_id": cls.incident.id,
                        "team_id": cls.team_first.id,
                    }
                    for number in range(200)
                ]
            )
        )

    def _count(self, deed, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self.mock_mail_gateway():
            self._bulk(deed, tickets=self.many, **values)
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_budgets(self):
        tag = self.env["servicedesk.tag"].create({"name": "Storm"})
        counts = {
            "tag": self._count("tag", tag_ids=tag.ids),
            "assign": self._count("assign", user_id=self.agent_a.id),
            "note": self._count("note", body="<p>Known</p>"),
            "answer": self._count("answer", body="<p>We know.</p>"),
            "cancel": self._count("cancel", reason="The line is back"),
        }
        for deed in ("tag", "assign", "note", "cancel"):
            with self.subTest(deed=deed):
                self.assertLessEqual(counts[deed], 40)
        # Each requester gets a message of his own.
        self.assertLessEqual(counts["answer"], 20 * len(self.many))

    def test_mails_are_queued(self):
        """The click does not wait for two hundred mails; the queue is woken."""
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", queue.id)]
        )
        with self.mock_mail_gateway():
            self._bulk("answer", tickets=self.many[:3], body="<p>We know.</p>")
            self.env.flush_all()
            self.assertFalse(self._mails)
            self.assertEqual(set(self._new_mails.mapped("state")), {"outgoing"})
        woken = self.env["ir.cron.trigger"].search_count([("cron_id", "=", queue.id)])
        self.assertGreater(woken, triggers)
