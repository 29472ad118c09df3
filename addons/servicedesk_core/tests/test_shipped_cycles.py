# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import convert_file, file_open

from ..tools import lifecycle
from .common import ServicedeskCommon

WINDOW = {
    "planned_start": "2026-03-09 20:00:00",
    "planned_end": "2026-03-09 23:00:00",
}
NEW_STAGES = ("assessment", "approval", "planned", "review")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestShippedCycles(ServicedeskCommon):
    """The five life cycles that a new desk starts with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for key in NEW_STAGES:
            setattr(cls, f"stage_{key}", cls.env.ref(f"servicedesk_core.stage_{key}"))

    def _move(self, ticket, stage, comment=""):
        move = next(
            move
            for move in ticket._get_moves_from_here()
            if move.to_stage_id == stage.id
        )
        return ticket.action_move(move.id, {"comment": comment} if comment else None)

    def test_nothing_is_wrong_with_any(self):
        """Every stage is reached, left, and something can be resolved."""
        for name in ("incident", "change", "information", "work", "suggestion"):
            ticket_type = getattr(self, name)
            with self.subTest(name):
                self.assertEqual(lifecycle.find_faults(*ticket_type._get_cycle()), [])
                self.assertFalse(ticket_type.cycle_faults)

    def test_a_change_from_assessment_to_review(self):
        """Each step is a stage of its own, and the ledger tells their states."""
        ticket = self._classified(ticket_type_id=self.change.id)
        ticket.action_start()
        self.assertEqual(ticket.stage_id, self.stage_assessment)
        ticket.write({**WINDOW, "risk": "2", "back_out_plan": "<p>Put it back</p>"})
        self._move(ticket, self.stage_planned)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        ticket.action_start()
        self.assertEqual(ticket.stage_id, self.stage_in_progress)
        self._move(ticket, self.stage_review)
        ticket.action_resolve("Replaced the switch.")
        self.assertEqual(ticket.state, "resolved")
        states = ticket.sudo().span_ids.sorted("id").mapped("state")
        self.assertEqual(states[-1], "resolved")
        self.assertIn("assigned", states)

    def test_a_change_is_not_planned_without_a_window(self):
        """The button comes with the window; by RPC it is refused."""
        ticket = self._classified(ticket_type_id=self.change.id)
        ticket.action_start()
        self.assertNotIn("Plan", [move["name"] for move in ticket.moves])
        with self.assertRaisesRegex(UserError, "condition"):
            self._move_anyway(ticket)
        ticket.write(WINDOW)
        self.assertIn("Plan", [move["name"] for move in ticket.moves])

    def _move_anyway(self, ticket):
        ticket.write({"stage_id": self.stage_planned.id})

    def test_no_way_around_assessment(self):
        """A change is neither started nor resolved before it was planned."""
        ticket = self._classified(ticket_type_id=self.change.id)
        for stage in (self.stage_in_progress, self.stage_planned, self.stage_resolved):
            with self.subTest(stage=stage.name), self.assertRaises(UserError):
                ticket.write({"stage_id": stage.id})
        ticket.action_start()
        with self.assertRaises(UserError):
            ticket.action_resolve("Done on the quiet.")
        with self.assertRaises(UserError):
            ticket.action_wait("supplier")

    def test_no_way_around_by_another_type(self):
        """Started, planned or put aside as something else, a change is assessed."""
        for name in ("started", "planned", "snoozed"):
            ticket = self._classified(ticket_type_id=self.work.id, **WINDOW)
            if name == "planned":
                self._move(ticket, self.stage_planned)
            else:
                ticket.action_start()
            if name == "snoozed":
                ticket.action_snooze("2026-03-05 08:00:00")
            with self.subTest(name):
                ticket.write({"ticket_type_id": self.change.id})
                self.assertEqual(ticket.stage_id, self.stage_assessment)
                self.assertFalse(ticket.waiting_reason)
                self.assertFalse(ticket.snoozed_until)
                notes = ticket.sudo().message_ids.mapped("body")
                said = "goes on from “Assessment”"
                self.assertEqual(len([b for b in notes if said in b]), 1)

    def test_no_way_around_there_and_back(self):
        """A change that was started as work for a moment is not in work."""
        ticket = self._classified(ticket_type_id=self.change.id, **WINDOW)
        ticket.action_start()
        ticket.write({"ticket_type_id": self.work.id})
        self.assertEqual(ticket.stage_id, self.stage_in_progress)
        ticket.write({"ticket_type_id": self.change.id})
        self.assertEqual(ticket.stage_id, self.stage_assessment)
        self._move(ticket, self.stage_planned)
        ticket.action_start()
        ticket.write({"ticket_type_id": self.change.id})
        self.assertEqual(ticket.stage_id, self.stage_in_progress, "the same type")

    def test_no_way_around_by_reopening(self):
        """Solved as work it becomes no change; what nobody began may."""
        ticket = self._classified(ticket_type_id=self.work.id)
        ticket.action_start()
        ticket.action_resolve("Done on the quiet.")
        for user in (self.agent_a, self.manager):
            with self.assertRaises(UserError) as refused:
                ticket.with_user(user).write({"ticket_type_id": self.change.id})
            self.assertIn("Reopen the ticket first", str(refused.exception))
        self.assertEqual(ticket.ticket_type_id, self.work)
        ticket.action_reopen("A change, in fact")
        ticket.write({"ticket_type_id": self.change.id})
        self.assertEqual(ticket.stage_id, self.stage_assessment)

    def test_no_way_around_while_approval_is_awaited(self):
        """Taken out of the question and put back, it is asked about anew."""
        self.env["servicedesk.approval.rule"].create(
            {
                "ticket_type_id": self.change.id,
                "who": "users",
                "user_ids": [(6, 0, self.manager.ids)],
            }
        )
        ticket = self._classified(ticket_type_id=self.change.id, **WINDOW)
        ticket.action_start()
        self._move(ticket, self.stage_planned, "Please")
        self.assertEqual(ticket.stage_id, self.stage_approval)
        ticket.write({"ticket_type_id": self.work.id})
        self.assertEqual(ticket.approval_state, "withdrawn")
        ticket.write({"ticket_type_id": self.change.id})
        self.assertEqual(ticket.stage_id, self.stage_assessment)
        with self.assertRaises(UserError):
            ticket.write({"stage_id": self.stage_in_progress.id})

    def test_no_way_into_a_freeze(self):
        """Where nothing is approved, a freeze still keeps work from being begun."""
        self.information.is_frozen = True
        freeze = self.env["servicedesk.freeze"].create(
            {
                "name": "Spring sales",
                "date_from": "2026-03-01 00:00:00",
                "date_to": "2026-03-20 00:00:00",
            }
        )
        for user in (self.agent_a, self.manager):
            ticket = self._classified(ticket_type_id=self.work.id).with_user(user)
            ticket.action_start()
            ticket.write({"ticket_type_id": self.information.id})
            self.assertEqual(ticket.stage_id, self.stage_new)
        freeze.date_to = "2026-03-02 00:00:00"
        ticket = self._classified(ticket_type_id=self.work.id)
        ticket.action_start()
        ticket.write({"ticket_type_id": self.information.id})
        self.assertEqual(ticket.stage_id, self.stage_in_progress)

    def test_a_change_in_work_ends_by_its_review(self):
        """Nobody resolves what was not looked at; review may send it back."""
        ticket = self._classified(ticket_type_id=self.change.id, **WINDOW)
        ticket.action_start()
        self._move(ticket, self.stage_planned)
        ticket.action_start()
        with self.assertRaises(UserError):
            ticket.action_resolve("Done.")
        self._move(ticket, self.stage_review)
        self._move(ticket, self.stage_in_progress, "A port is still dark")
        self.assertEqual(ticket.stage_id, self.stage_in_progress)

    def test_where_somebody_approves_it_waits_for_him(self):
        """The move to Planned asks, and leads by the stage Approval."""
        move = self.env.ref("servicedesk_core.transition_change_assessment_planned")
        self.assertEqual(move.asks, "approval")
        self.assertEqual(move.approval_stage_id, self.stage_approval)
        drawn = self.change._get_cycle()[1]
        ways = {(arrow.start, arrow.end) for arrow in drawn}
        approval = self.stage_approval.id
        self.assertIn((self.stage_assessment.id, approval), ways)
        self.assertIn((approval, self.stage_planned.id), ways)
        self.assertNotIn((self.stage_assessment.id, self.stage_planned.id), ways)

    def test_a_freeze_lets_assess_and_review(self):
        """Only the work itself waits for the end of the freeze."""
        ticket = self._classified(ticket_type_id=self.change.id, **WINDOW)
        self.env["servicedesk.freeze"].create(
            {
                "name": "Spring sales",
                "date_from": "2026-03-01 00:00:00",
                "date_to": "2026-03-20 00:00:00",
            }
        )
        ticket.action_start()
        self.assertEqual(ticket.stage_id, self.stage_assessment)
        self._move(ticket, self.stage_planned)
        with self.assertRaisesRegex(UserError, "Spring sales"):
            ticket.action_start()
        self.assertEqual(ticket.stage_id, self.stage_planned)

    def test_an_assigned_change_is_assigned_not_planned(self):
        ticket = self._ticket(
            ticket_type_id=self.change.id, user_id=self.agent_a.id, **WINDOW
        )
        self.assertEqual(ticket.stage_id, self.stage_assigned)
        ticket = self._ticket(
            ticket_type_id=self.work.id, user_id=self.agent_a.id, **WINDOW
        )
        self.assertEqual(ticket.stage_id, self.stage_assigned)

    def test_work_is_planned_where_that_is_wanted(self):
        """With a window it may be planned; without one it is simply done."""
        ticket = self._classified(ticket_type_id=self.work.id, **WINDOW)
        self._move(ticket, self.stage_planned)
        self.assertEqual(ticket.state, "assigned")
        ticket.action_start()
        ticket.action_resolve("Moved the desks.")
        plain = self._classified(ticket_type_id=self.work.id)
        self.assertNotIn("Plan", [move["name"] for move in plain.moves])
        plain.action_start()
        self.assertEqual(plain.stage_id, self.stage_in_progress)

    def test_a_reopened_change_is_assessed_or_in_work(self):
        """What was cancelled is assessed anew; what was done goes on."""
        ticket = self._classified(ticket_type_id=self.change.id)
        ticket.action_cancel("Not now")
        ticket.action_reopen("Now")
        self.assertEqual(ticket.stage_id, self.stage_assessment)


@tagged("post_install", "-at_install")
class TestReleasedDatabases(ServicedeskCommon):
    """An update brings nothing into life cycles that a desk lives by already."""

    def test_new_stages_and_moves_come_with_installing_only(self):
        """Taken away, they do not come back with an update."""
        gone = self.env["ir.model.data"].search(
            [
                ("module", "=", "servicedesk_core"),
                ("name", "=", "transition_change_planned_in_progress"),
            ]
        )
        self.env["servicedesk.transition"].browse(gone.res_id).unlink()
        path = "data/servicedesk_change_cycle_data.xml"
        convert_file(
            self.env, "servicedesk_core", path, {}, mode="update", noupdate=True
        )
        self.assertFalse(
            self.env.ref(
                "servicedesk_core.transition_change_planned_in_progress",
                raise_if_not_found=False,
            )
        )

    def test_every_new_record_says_so(self):
        """Each of the later stages and moves is left out of updates."""
        base = "servicedesk_core/data/servicedesk_"
        with file_open(f"{base}change_cycle_data.xml", "rb") as source:
            moves = etree.parse(source).findall(".//record")
        with file_open(f"{base}stage_data.xml", "rb") as source:
            stages = [
                record
                for record in etree.parse(source).findall(".//record")
                if record.get("id").removeprefix("stage_") in NEW_STAGES
            ]
        self.assertEqual(len(stages), len(NEW_STAGES))
        self.assertTrue(moves)
        for record in (*moves, *stages):
            with self.subTest(record.get("id")):
                self.assertEqual(record.get("forcecreate"), "0")
