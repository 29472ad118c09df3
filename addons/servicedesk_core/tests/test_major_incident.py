# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.family import ticket_major_work as work
from .common import ServicedeskCommon


class MajorCommon(ServicedeskCommon):
    """``major``: a fault; ``first`` and ``second``: tickets of two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.major = cls._started(name="The line is cut", partner_id=False)
        cls.first = cls._started(name="No phone")
        cls.second = cls._classified(name="No network", partner_id=cls.other_partner.id)

    def _affect(self, *tickets, user=None):
        major = self.major.with_user(user or self.agent_a)
        return major.action_add_children([one.id for one in tickets], role="affected")

    def _counts(self):
        self.env.flush_all()
        self.env.invalidate_all()
        major = self.major.sudo()
        return (
            (major.child_count, major.child_open_count),
            (major.affected_count, major.affected_open_count),
        )

    def _notes(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))

    def _many(self, count):
        """Return affected tickets in work, by their own right."""
        tickets = (
            self.env["servicedesk.ticket"]
            .with_user(self.agent_a)
            .create(
                [
                    {
                        "name": f"No line {index}",
                        "partner_id": self.customer_partner.id,
                        "team_id": self.team_first.id,
                        "ticket_type_id": self.incident.id,
                        "user_id": self.agent_a.id,
                    }
                    for index in range(count)
                ]
            )
        )
        self._affect(*tickets)
        return tickets


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestPuttingBelow(MajorCommon):
    """Which tickets a fault affects."""

    def test_counted_apart(self):
        """Tasks and affected tickets are two things."""
        task = self._started(name="Call the builder")
        self.major.action_add_children(task.ids)
        self._affect(self.first, self.second)
        self.assertEqual(self._counts(), ((1, 1), (2, 2)))
        self.assertEqual(self.first.child_role, "affected")
        self.assertEqual(task.child_role, "task")
        tasks, affected = (
            self.env["servicedesk.ticket"].search(action["domain"])
            for action in (
                self.major.action_view_children(),
                self.major.action_view_affected(),
            )
        )
        self.assertEqual(
            (tasks, affected), (task.sudo(), (self.second | self.first).sudo())
        )

    def test_noted(self):
        self._affect(self.first)
        self.assertIn(self.major.number, self.first.sudo().message_ids[0].body)
        self.assertIn("affected", self.first.sudo().message_ids[0].body)

    def test_roles(self):
        """What stands below in one role does not come in the other; odd ones: no."""
        self._affect(self.first)
        with self.assertRaisesRegex(UserError, "take it out first"):
            self.major.action_add_children(self.first.ids)
        for role in ("boss", ["task"], 5):
            with self.subTest(role=role), self.assertRaisesRegex(UserError, "role"):
                self.major.action_add_children(self.second.ids, role=role)
        self.assertFalse(self.second.parent_id)

    def test_unclassified(self):
        """What nobody has classified is of the type of the fault."""
        fresh = self._ticket()
        self._affect(fresh)
        self.assertEqual(fresh.ticket_type_id, self.incident)

    def _deal(self):
        """Run the job that gives people what nobody has."""
        job = self.env.ref("servicedesk_core.ir_cron_assign_waiting")
        with self.enter_registry_test_mode():
            job.with_user(self.env.ref("base.user_root")).method_direct_trigger()

    def test_not_dealt_out(self):
        """It waits with the fault: nobody is given it, nor told that he was."""
        self.team_first.assignment = "round_robin"
        fresh, plain = self._ticket(partner_id=False), self._ticket()
        mails = self.env["mail.mail"].search_count([])
        self._affect(fresh, user=self.dispatcher)
        self._deal()
        self.env.flush_all()
        self.assertFalse(fresh.user_id)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertNotIn(
            fresh.id, [self.env["servicedesk.ticket"]._lock_next(fresh.team_id.ids).id]
        )
        plain.ticket_type_id = self.incident
        self.assertTrue(plain.user_id)
        self.major.action_resolve("Soldered.")
        self.assertEqual(fresh.state, "resolved")
        self.assertFalse(fresh.user_id)

    def test_dealt_out_when_the_fault_is_over(self):
        """Who goes on by himself gets somebody, as anybody else."""
        fresh, left = self._ticket(), self._ticket()
        self.team_first.assignment = "round_robin"
        self._affect(fresh, left)
        left.action_leave_parent()
        self.major.action_cancel("No fault.")
        self._deal()
        self.assertTrue(fresh.user_id)
        self.assertTrue(left.user_id)

    def test_who_may(self):
        """Who works on all of them."""
        foreign = self._classified(self.dispatcher, team_id=self.team_second.id)
        with self.assertRaises(AccessError):
            self._affect(foreign)
        self._affect(foreign, user=self.dispatcher)
        self.assertEqual(self._counts()[1], (1, 1))

    def test_taking_out(self):
        self._affect(self.first, self.second)
        self.first.action_leave_parent()
        self.assertEqual(self._counts(), ((0, 0), (1, 1)))

    def test_dialogs(self):
        """From the fault, and from the ticket that it affects."""
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        context = {"active_model": tickets._name, "active_id": self.major.id}
        dialogs = self.env["servicedesk.ticket.children"].with_user(self.agent_a)
        form = Form(dialogs.with_context(**context, default_role="affected"))
        form.child_ids.add(self.first)
        form.save().action_apply()
        self.assertEqual(self.first.child_role, "affected")
        dialogs = self.env["servicedesk.ticket.join"].with_user(self.agent_a)
        context = {"active_model": tickets._name, "active_ids": self.second.ids}
        form = Form(dialogs.with_context(**context))
        self.assertTrue(form.only_major)
        form.major_id = self.major
        form.save().action_apply()
        self.assertEqual(self.second.parent_id, self.major)
        self.assertEqual(self._counts()[1], (2, 2))

    def test_found(self):
        """The filter finds major incidents."""
        self._affect(self.first)
        found = self.env["servicedesk.ticket"].search([("affected_count", ">", 0)])
        self.assertEqual(found, self.major.sudo())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSolvingAll(MajorCommon):
    """The fault is mended: all are solved, and each is asked."""

    def test_solved(self):
        """The same words and code, a closing cycle of his own for each."""
        code = self.env["servicedesk.closure.code"].create(
            {"name": "Mended", "code": "mended"}
        )
        self._affect(self.first, self.second)
        self.major.action_resolve("The line is whole.", "mended")
        for ticket in (self.first, self.second):
            with self.subTest(ticket=ticket.name):
                self.assertEqual(ticket.state, "resolved")
                self.assertIn("The line is whole.", str(ticket.resolution))
                self.assertEqual(ticket.closure_code_id, code)
                self.assertEqual(ticket.resolved_by_id, self.agent_a)
                self.assertEqual(ticket.confirmation, "awaiting")
                self.assertEqual(ticket.confirm_cycle, 1)
                self.assertIn(self.major.number, self._notes(ticket))
        self.assertEqual(self._counts(), ((0, 0), (2, 0)))

    def test_each_is_asked_in_his_language(self):
        """One mail a customer, with his own link, about his own ticket."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.other_partner.lang = "fr_FR"
        self._affect(self.first, self.second)
        with self.mock_mail_gateway():
            self.major.action_resolve("Done.")
            self.env["mail.mail"].sudo().process_email_queue()
        paths = []
        for ticket, partner in (
            (self.first, self.customer_partner),
            (self.second, self.other_partner),
        ):
            mails = self._sent_to(partner.email)
            self.assertEqual(len(mails), 1)
            self.assertIn(ticket.number, mails[0]["Subject"])
            self.assertNotIn(self.major.number, self._bodies(mails[0]))
            paths += self._confirm_paths(mails[0])
        self.assertEqual(len(set(paths)), 2)

    def test_affected_ones_block_nothing(self):
        """A task does, an affected ticket does not."""
        self._affect(self.first)
        task = self._started()
        self.major.action_add_children(task.ids)
        with self.assertRaisesRegex(UserError, "tasks"):
            self.major.action_resolve("Done.")
        self.assertEqual(self.first.state, "in_progress")
        task.action_resolve("Dug.")
        self.major.action_resolve("Done.")
        self.assertEqual(self.first.state, "resolved")

    def test_a_code_of_other_types_is_left_out(self):
        code = self.env["servicedesk.closure.code"].create(
            {"name": "Mended", "code": "mended", "type_ids": self.incident.ids}
        )
        self.second.sudo().ticket_type_id = self.information
        self._affect(self.first, self.second)
        self.major.action_resolve("Done.", "mended")
        self.assertEqual(self.first.closure_code_id, code)
        self.assertEqual(self.second.state, "resolved")
        self.assertFalse(self.second.closure_code_id)

    def test_one_that_cannot(self):
        """It is told there and here; the others, and the fault itself, are solved."""
        self._affect(self.first, self.second)
        task = self._started()
        self.second.action_add_children(task.ids)
        self.major.action_resolve("Done.")
        self.assertEqual(self.major.state, "resolved")
        self.assertEqual(self.first.state, "resolved")
        self.assertNotEqual(self.second.state, "resolved")
        self.assertIn("tasks that are not done", self._notes(self.second))
        self.assertIn(self.second.number, self._notes(self.major))
        self.assertEqual(self._counts()[1], (2, 1))

    def test_a_mail_that_fails_stops_nobody(self):
        """Nothing of one that fails is half done."""
        self._affect(self.first, self.second)
        Ticket = self.env.registry["servicedesk.ticket"]
        propose = Ticket._propose_solution
        broken = self.second.id

        def fail(tickets):
            if broken in tickets.ids:
                raise ValueError("A broken text")
            return propose(tickets)

        with (
            patch.object(Ticket, "_propose_solution", fail),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            self.major.action_resolve("Done.")
        self.env.invalidate_all()
        self.assertEqual(self.major.state, "resolved")
        self.assertEqual(self.first.state, "resolved")
        self.assertEqual(self.second.state, "new")
        self.assertFalse(self.second.resolution)
        self.assertIn(self.second.number, self._notes(self.major))

    def test_whoever_works_there(self):
        """It is solved by who solves the fault, even where he works no more."""
        self._affect(self.first)
        self.first.sudo().write(
            {"team_id": self.team_second.id, "user_id": self.agent_b.id}
        )
        self.first.sudo().opener_id = self.agent_b
        self.major.action_resolve("Done.")
        self.assertEqual(self.first.sudo().state, "resolved")
        self.assertEqual(self.first.sudo().resolved_by_id, self.agent_a)

    def test_secrets_of_the_fault(self):
        """What was said on it reaches no affected ticket but its solution."""
        self._affect(self.first)
        self.major.message_post(
            body="Between us", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.major.action_resolve("Done.")
        self.assertNotIn("Between us", self._notes(self.first))
        theirs = self.first.with_user(self.customer)
        self.assertNotIn("parent_id", theirs.fields_get())

    def test_what_is_solved_already(self):
        """It keeps its own solution."""
        self._affect(self.first)
        self.first.action_resolve("Rebooted.")
        self.major.action_resolve("Done.")
        self.assertIn("Rebooted", str(self.first.resolution))

    def test_cancelling_and_closing(self):
        """They go on by themselves, and that is said."""
        self._affect(self.first)
        self.major.action_cancel("A false alarm")
        self.assertEqual(self.first.state, "in_progress")
        self.assertIn("go on by themselves", self._notes(self.major))

    def test_tasks_of_the_affected(self):
        """Cancelling the tasks with the fault leaves those of affected tickets."""
        task, theirs = self._started(), self._started()
        self.major.action_add_children(task.ids)
        self._affect(self.first)
        self.first.action_add_children(theirs.ids)
        self.major.action_cancel("A false alarm", "cancel")
        self.assertEqual(task.state, "cancelled")
        self.assertEqual(theirs.state, "in_progress")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestComingBack(MajorCommon):
    """It does not work after all: for one, or for all."""

    def setUp(self):
        super().setUp()
        self._affect(self.first, self.second)
        self.major.action_resolve("Done.")

    def test_one_refuses(self):
        """His ticket goes back alone, and who has the fault is told."""
        with self.mock_mail_gateway():
            self.first.with_user(self.customer).action_refuse("Still dead")
        self.assertEqual(self.first.state, "in_progress")
        self.assertEqual(self.second.state, "resolved")
        self.assertEqual(self.major.state, "resolved")
        note = self.major.sudo().message_ids[0]
        self.assertIn(self.first.number, note.body)
        self.assertIn(self.agent_a.partner_id, note.notified_partner_ids)
        self.assertEqual(self._counts()[1], (2, 1))

    def test_one_confirms(self):
        self.second.with_user(self.other_customer).action_confirm(rating=5)
        self.assertEqual(self.second.confirmation, "confirmed")
        self.assertEqual(self.first.confirmation, "awaiting")

    def test_reopening_asks(self):
        """Reopening the fault puts nothing back by itself, and offers to do it."""
        self.second.with_user(self.other_customer).action_confirm(rating=5)
        self.assertFalse(self.major.affected_to_reopen)
        with self.assertRaisesRegex(UserError, "itself first"):
            self.major.action_reopen_affected()
        self.major.action_reopen("It is cut again")
        self.assertEqual(self.first.state, "resolved")
        self.assertEqual(self.major.affected_to_reopen, 1)
        said = len(self.major.sudo().message_ids)
        self.major.action_reopen_affected("Cut again")
        self.assertEqual(self.first.state, "in_progress")
        self.assertEqual(self.second.confirmation, "confirmed")
        self.assertNotEqual(self.second.state, "in_progress")
        self.assertIn("Cut again", self._notes(self.first))
        told = self.major.sudo().message_ids[:-said].mapped("body")
        self.assertNotIn("in work again", " ".join(told))
        self.env.invalidate_all()
        self.assertFalse(self.major.affected_to_reopen)
        with self.assertRaisesRegex(UserError, "No affected"):
            self.major.action_reopen_affected()

    def test_solved_again(self):
        """Those who were put back, and those who refused, are solved anew."""
        self.first.with_user(self.customer).action_refuse("Still dead")
        self.major.action_reopen("He says so")
        self.major.action_resolve("Now it is.")
        self.assertIn("Now it is.", str(self.first.resolution))
        self.assertEqual(self.first.confirm_cycle, 2)
        self.assertNotIn("Now it is.", str(self.second.resolution))

    def test_who_may_put_back(self):
        self.major.action_reopen("It is cut again")
        for user in (self.agent_b, self.auditor, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.major.with_user(user).action_reopen_affected()
        self.assertEqual(self.first.state, "resolved")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestTellingAll(MajorCommon):
    """One word to all who are affected, on the ticket of each."""

    def _public(self, ticket):
        comment = self.env.ref("mail.mt_comment")
        found = ticket.sudo().message_ids.filtered(
            lambda message: message.subtype_id == comment
        )
        return " ".join(found.mapped("body"))

    def test_told(self):
        """Each is written to, solved or not; nobody reads of another."""
        closed = self._started()
        self._affect(self.first, self.second, closed)
        closed.action_cancel("Gone")
        self.second.action_resolve("Perhaps")
        with self.mock_mail_gateway():
            self.major.action_tell_affected("At noon\nwe know more.")
            self.env["mail.mail"].sudo().process_email_queue()
        for partner in (self.customer_partner, self.other_partner):
            mails = self._sent_to(partner.email)
            told = [mail for mail in mails if "At noon" in self._bodies(mail)]
            self.assertEqual(len(told), 1)
        for ticket in (self.first, self.second):
            self.assertIn("At noon<br", self._public(ticket))
            self.assertNotIn(self.major.number, self._public(ticket))
            self.assertTrue(ticket.date_first_response)
        self.assertNotIn("At noon", self._public(closed))
        self.assertNotIn("At noon", self._public(self.major))
        self.assertIn(": 2.", self._notes(self.major))

    def test_not_about_him(self):
        """Where the customer is not to know of the ticket he is not written to."""
        self._affect(self.first, self.second)
        self.first.sudo().internal_only = True
        self.major.action_tell_affected("At noon")
        self.assertNotIn("At noon", self._public(self.first))
        self.assertIn("At noon", self._public(self.second))

    def test_cleaned(self):
        """A script in the words does nothing."""
        self._affect(self.first)
        self.major.action_tell_affected("<p>Hi</p><script>alert(1)</script>")
        self.assertNotIn("script", self._public(self.first))

    def test_refused(self):
        with self.assertRaisesRegex(UserError, "no affected"):
            self.major.action_tell_affected("At noon")
        self._affect(self.first)
        for words in ("", "<p><br></p>", False):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, "say"):
                self.major.action_tell_affected(words)
        for user in (self.agent_b, self.auditor, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.major.with_user(user).action_tell_affected("At noon")

    def test_dialog(self):
        self._affect(self.first)
        dialogs = self.env["servicedesk.ticket.affected"].with_user(self.agent_a)
        context = {"active_model": self.major._name, "active_id": self.major.id}
        form = Form(dialogs.with_context(**context))
        form.body = "<p>At noon</p>"
        form.save().action_apply()
        self.assertIn("At noon", self._public(self.first))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestManyAffected(MajorCommon):
    """A hundred at once: nobody waits. Here eight are many, to spare time."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(work, "AT_ONCE", 8))
        self.startPatcher(patch.object(work, "PORTION", 3))

    def _run_job(self):
        """Run the job to its end; its commits are savepoints of the test's."""
        with patch.object(self.env.cr, "commit", self.env.flush_all):
            self.env["servicedesk.ticket"]._cron_work_for_affected()
        self.env.invalidate_all()

    def test_in_the_background(self):
        """More than fifty are left to a job, which shows how far it is."""
        tickets = self._many(work.AT_ONCE + 1)
        total = len(tickets)
        cron = self.env.ref(work.CRON)
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.major.action_resolve("Done.")
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)
        self.assertEqual(set(tickets.mapped("state")), {"assigned"})
        self.assertIn(f"0 of {total}", self.major.affected_progress)
        self.major.sudo()._work_off_portion()
        self.env.invalidate_all()
        self.assertIn(f"{work.PORTION} of {total}", self.major.affected_progress)
        self._run_job()
        self.assertEqual(set(tickets.mapped("state")), {"resolved"})
        self.assertEqual(tickets.resolved_by_id, self.agent_a)
        self.assertEqual(set(tickets.mapped("confirmation")), {"awaiting"})
        self.assertFalse(self.major.affected_progress)
        self.assertIn(f"{total} of {total}", self._notes(self.major))
        self.assertEqual(self._counts()[1], (total, 0))

    def test_reopened_meanwhile(self):
        """What is not done yet stays undone, and that is said."""
        tickets = self._many(work.AT_ONCE + 1)
        self.major.action_resolve("Done.")
        self.major.sudo()._work_off_portion()
        self.major.action_reopen("Not yet")
        self._run_job()
        states = tickets.mapped("state")
        self.assertEqual(states.count("resolved"), work.PORTION)
        self.assertIn("no further affected tickets", self._notes(self.major))
        self.assertFalse(self.major.affected_queue)

    def test_who_asked_is_gone(self):
        """His portions are set aside and noted; other incidents do not wait for it."""
        tickets = self._many(work.AT_ONCE + 1)
        self.major.action_resolve("Done.")
        (job,) = self.major.affected_queue
        user = new_test_user(self.env, login="sd_gone")
        self.major.sudo()._write_deed({"affected_queue": [job | {"uid": user.id}]})
        user.unlink()
        with mute_logger("odoo.addons.servicedesk_core.models.base.attempt"):
            self._run_job()
        self.assertFalse(self.major.affected_queue)
        self.assertEqual(set(tickets.mapped("state")), {"assigned"})
        self.assertIn(tickets[-1].number, self._notes(self.major))
        self.assertIn("see the log", self._notes(tickets[0]))

    def test_taken_out_meanwhile(self):
        """What stands below it no more is left alone."""
        tickets = self._many(work.AT_ONCE + 1)
        self.major.action_resolve("Done.")
        last = tickets[-1]
        last.action_leave_parent()
        self._run_job()
        self.assertEqual(last.state, "assigned")
        self.assertEqual(set((tickets - last).mapped("state")), {"resolved"})

    def test_told_in_turn(self):
        """What is said behind the solution waits for it."""
        tickets = self._many(work.AT_ONCE + 1)
        self.major.action_resolve("Done.")
        self.major.action_tell_affected("Sorry again")
        self._run_job()
        for ticket in tickets:
            bodies = ticket.sudo().message_ids.sorted("id").mapped("body")
            said = [index for index, body in enumerate(bodies) if "Sorry" in body]
            done = [index for index, body in enumerate(bodies) if "Solved with" in body]
            self.assertGreater(said[0], done[0])

    def test_merging_waits(self):
        """A ticket whose affected ones are just worked on is merged later."""
        self._many(work.AT_ONCE + 1)
        self.major.action_resolve("Done.")
        other = self._started(partner_id=False)
        with self.assertRaisesRegex(UserError, "wait a moment"):
            self.major.action_merge_into(other.id)


@tagged("post_install", "-at_install")
class TestMajorBudget(MajorCommon):
    """What solving many costs."""

    def _count(self, count):
        self.major = self._started(name="The line is cut", partner_id=False)
        self._many(count)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.major.action_resolve("Done.")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_statements(self):
        """Each further ticket costs at most what one solution with its mail does."""
        self.env = self.env(context={"lang": "en_US"})
        self._count(2)
        few, more = self._count(5), self._count(25)
        self.assertLessEqual((more - few) / 20, 40)
