# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestFamily(ServicedeskCommon):
    """A ticket and its tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parent = cls._started(cls.agent_a, name="Move the shop")
        cls.child = cls._started(cls.agent_a, name="Move the till")
        cls.other = cls._started(cls.agent_a, name="Move the printer")

    def _add(self, *children, parent=None, user=None):
        parent = (parent or self.parent).with_user(user or self.agent_a)
        return parent.action_add_children([child.id for child in children])

    # ------------------------------------------------------------------
    # Putting together
    # ------------------------------------------------------------------

    def test_adding(self):
        """Tasks are counted, and their history says what they belong to."""
        self._add(self.child, self.other)
        self.assertEqual(self.parent.child_ids, self.child | self.other)
        self.assertEqual(self.parent.child_count, 2)
        self.assertEqual(self.parent.child_open_count, 2)
        self.assertIn(self.parent.number, self.child.message_ids[0].body)

    def test_adding_twice(self):
        """What is a task already stays one, and is not counted again."""
        self._add(self.child)
        said = len(self.child.message_ids)
        self._add(self.child)
        self.assertEqual(self.parent.child_count, 1)
        self.assertEqual(len(self.child.message_ids), said)

    def test_adding_a_done_one(self):
        """A task that was done before keeps nobody waiting."""
        self.child.action_resolve("Moved.")
        self._add(self.child)
        self.assertEqual(
            (self.parent.child_count, self.parent.child_open_count), (1, 0)
        )

    def test_circles(self):
        """No ticket is a task of itself, neither at once nor further down."""
        with self.assertRaises(ValidationError):
            self._add(self.parent)
        self._add(self.child)
        self._add(self.other, parent=self.child)
        with self.assertRaises(ValidationError):
            self._add(self.parent, parent=self.other)

    def test_one_parent(self):
        """A task of one ticket is not taken by another."""
        self._add(self.child)
        with self.assertRaisesRegex(UserError, "take it out first"):
            self._add(self.child, parent=self.other)

    def test_over(self):
        """What is solved gets no more tasks."""
        self.parent.action_resolve("Moved.")
        with self.assertRaisesRegex(UserError, "reopen it"):
            self._add(self.child)

    def test_foreign_work(self):
        """Whoever puts tickets together works on all of them."""
        foreign = self._classified(self.dispatcher, team_id=self.team_second.id)
        with self.assertRaises(AccessError):
            self._add(foreign)
        with self.assertRaises(AccessError):
            self._add(self.child, user=self.agent_b)
        self._add(foreign, user=self.dispatcher)
        self.assertEqual(self.parent.child_ids, foreign)

    def test_companies(self):
        """Tasks are of the same company."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["servicedesk.team"].create(
            {"name": "Elsewhere", "company_id": company.id}
        )
        self.dispatcher.company_ids |= company
        far = self._ticket(self.dispatcher, team_id=team.id)
        dispatcher = self.parent.with_user(self.dispatcher)
        both = (self.company | company).ids
        with self.assertRaises(UserError):
            dispatcher.with_context(allowed_company_ids=both).action_add_children(
                far.ids
            )

    @users("sd_agent_a")
    def test_written_by_deeds_only(self):
        """Neither the ticket above nor the numbers are plain values."""
        child = self.child.with_env(self.env)
        for vals in ({"parent_id": self.parent.id}, {"child_open_count": 0}):
            with self.assertRaises(UserError):
                child.write(vals)

    def test_dialog(self):
        """The dialog adds what was chosen."""
        dialogs = self.env["servicedesk.ticket.children"].with_user(self.agent_a)
        form = Form(
            dialogs.with_context(
                active_model="servicedesk.ticket", active_id=self.parent.id
            )
        )
        form.child_ids.add(self.child)
        form.save().action_apply()
        self.assertEqual(self.child.parent_id, self.parent)

    # ------------------------------------------------------------------
    # Confidential ones
    # ------------------------------------------------------------------

    def test_confidential_task(self):
        """Tasks that somebody may not read are counted, not listed."""
        secret = self._classified(self.agent_c, team_id=self.team_secret.id)
        secret.sudo().opener_id = self.agent_c
        self.parent.sudo().action_add_children(secret.ids)
        self.env.invalidate_all()
        self.assertEqual(self.parent.child_open_count, 1)
        action = self.parent.action_view_children()
        found = self.env["servicedesk.ticket"].with_user(self.agent_a)
        self.assertFalse(found.search(action["domain"]))

    def test_confidential_parent(self):
        """Who does a task of a secret ticket learns its number and no more."""
        secret = self._classified(
            self.agent_c, name="Theft", team_id=self.team_secret.id
        )
        secret.sudo().action_add_children(self.child.ids)
        self.env.invalidate_all()
        spec = {"parent_id": {"fields": {"display_name": {}}}}
        read = self.child.web_read(spec)[0]["parent_id"]
        self.assertEqual(read["display_name"], secret.sudo().number)

    # ------------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------------

    def test_the_parent_waits(self):
        """A ticket is not solved while tasks are to do, and is as soon as none is."""
        self._add(self.child, self.other)
        self.child.action_resolve("Moved.")
        with self.assertRaisesRegex(UserError, "not done: 1"):
            self.parent.action_resolve("Moved.")
        self.assertEqual(self.parent.state, "in_progress")
        self.other.action_cancel("There is none")
        self.parent.action_resolve("Moved.")
        self.assertEqual(self.parent.state, "resolved")

    def test_the_last_one_tells(self):
        """Who has the ticket is told when the last task is done, once."""
        self._add(self.child, self.other)
        self.child.action_resolve("Moved.")
        self.assertNotIn("All tasks", self.parent.message_ids[0].body)
        self.other.action_resolve("Moved.")
        told = self.parent.message_ids[0]
        self.assertIn("All tasks are done", told.body)
        self.assertIn(self.agent_a.partner_id, told.partner_ids)
        self.assertTrue(told.subtype_id.internal)
        self.child.sudo().action_close("Fine")
        self.assertEqual(self.parent.message_ids[0], told)

    def test_reopened_task(self):
        """A task in work again keeps the ticket open."""
        self._add(self.child)
        self.child.action_resolve("Moved.")
        self.child.action_reopen("It fell down")
        self.assertEqual(self.parent.child_open_count, 1)
        with self.assertRaises(UserError):
            self.parent.action_resolve("Moved.")

    def test_a_task_of_another_team(self):
        """Whoever does the task need not work on the ticket."""
        foreign = self._started(self.dispatcher, team_id=self.team_second.id)
        self._add(foreign, user=self.dispatcher)
        foreign.with_user(self.agent_b).action_resolve("Moved.")
        self.assertEqual(self.parent.child_open_count, 0)

    def test_leaving(self):
        """A task that is taken out keeps nobody waiting."""
        self._add(self.child)
        self.child.action_leave_parent()
        self.assertFalse(self.child.parent_id)
        self.assertEqual(self.parent.child_count, 0)
        with self.assertRaisesRegex(UserError, "is no task"):
            self.child.action_leave_parent()

    def test_leaving_takes_work(self):
        """Who does not work on the task does not take it out."""
        self._add(self.child)
        with self.assertRaises(AccessError):
            self.child.with_user(self.agent_b).action_leave_parent()

    def test_deleting(self):
        """A deleted task is not counted; tasks of a deleted ticket go on."""
        self._add(self.child, self.other)
        self.other.with_user(self.manager).unlink()
        self.assertEqual(
            (self.parent.child_count, self.parent.child_open_count), (1, 1)
        )
        self.parent.with_user(self.manager).unlink()
        self.assertFalse(self.child.parent_id)
        self.child.action_resolve("Moved.")

    def test_a_copy_has_no_tasks(self):
        """A copy stands by itself."""
        self._add(self.child)
        copy = self.parent.copy()
        self.assertEqual((copy.child_count, copy.child_open_count), (0, 0))
        self.assertFalse(self.child.copy().parent_id)

    # ------------------------------------------------------------------
    # Cancelling
    # ------------------------------------------------------------------

    def test_cancelling_asks(self):
        """Whoever cancels a ticket with tasks to do says what becomes of them."""
        self._add(self.child)
        for answer in ("", "perhaps"):
            with self.assertRaisesRegex(UserError, "Say whether"):
                self.parent.action_cancel("Not now", children=answer)
        self.assertEqual(self.parent.state, "in_progress")

    def test_cancelling_all(self):
        """All tasks go, and theirs, of whichever team; what is done stays."""
        foreign = self._started(self.dispatcher, team_id=self.team_second.id)
        self._add(self.child, self.other)
        self._add(foreign, parent=self.child, user=self.dispatcher)
        self.other.action_resolve("Moved.")
        self.parent.action_cancel("Not now", children="cancel")
        self.assertEqual(self.child.state, "cancelled")
        self.assertEqual(foreign.state, "cancelled")
        self.assertEqual(self.other.state, "resolved")
        self.assertTrue(foreign.date_closed)
        self.assertEqual(self.parent.child_open_count, 0)

    def test_cancelling_alone(self):
        """Tasks go on by themselves if that is said."""
        self._add(self.child)
        self.parent.action_cancel("Not now", children="keep")
        self.assertEqual(self.child.state, "in_progress")
        self.child.action_resolve("Moved.")

    def test_cancelling_without_tasks(self):
        """Nobody is asked where there is nothing to ask."""
        self.parent.action_cancel("Not now")
        self.assertEqual(self.parent.state, "cancelled")

    def test_cancelling_in_the_dialog(self):
        """The dialog asks for it and makes the move."""
        self._add(self.child)
        move = self.parent._find_move(states=["cancelled"])
        action = self.parent.action_move(move.id)
        self.assertEqual(action["res_model"], "servicedesk.ticket.move")
        dialogs = self.env["servicedesk.ticket.move"].with_user(self.agent_a)
        form = Form(
            dialogs.with_context(**action["context"]),
            "servicedesk_core.servicedesk_ticket_move_view_form",
        )
        form.comment = "Not now"
        self.assertTrue(form.asks_children)
        form.children = "cancel"
        form.save().action_apply()
        self.assertEqual(self.child.state, "cancelled")
