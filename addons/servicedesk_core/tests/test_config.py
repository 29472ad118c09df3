# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon

SHIPPED_TYPES = ("incident", "change", "information", "work", "suggestion")


@tagged("post_install", "-at_install")
class TestConfig(ServicedeskCommon):
    """Types, stages and moves are data, and guarded so that they fit together."""

    # ------------------------------------------------------------------
    # What is shipped
    # ------------------------------------------------------------------

    def test_five_types_are_shipped(self):
        """One type of incident, four of request."""
        kinds = {name: getattr(self, name).kind for name in SHIPPED_TYPES}
        self.assertEqual(kinds.pop("incident"), "incident")
        self.assertEqual(set(kinds.values()), {"request"})

    def test_shipped_cycles_have_no_dead_end(self):
        """From every stage but the end a ticket can be closed or cancelled."""
        for name in SHIPPED_TYPES:
            ticket_type = getattr(self, name)
            ways = {}
            for move in ticket_type.transition_ids:
                ways.setdefault(move.from_stage_id, set()).add(move.to_stage_id)
            for stage in ticket_type.stage_ids:
                if stage.state == "closed":
                    continue
                seen, todo = set(), [stage]
                while todo:
                    here = todo.pop()
                    seen.add(here)
                    todo += ways.get(here, set()) - seen
                with self.subTest(type=name, stage=stage.name):
                    self.assertIn(self.stage_closed, seen)

    def test_shipped_moves_ask_what_their_goal_needs(self):
        """Resolving asks for the solution, waiting for what, cancelling for why."""
        needs = {
            "resolved": "resolution",
            "waiting": "waiting_reason",
            "cancelled": "comment",
        }
        moves = self.env["servicedesk.transition"].search(
            [("type_id", "in", [getattr(self, name).id for name in SHIPPED_TYPES])]
        )
        for move in moves.filtered(lambda move: move.to_state in needs):
            with self.subTest(move=move.display_name, type=move.type_id.name):
                self.assertEqual(move.asks, needs[move.to_state])

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    @users("sd_manager")
    def test_state_of_a_used_stage_is_fixed(self):
        """While tickets are in a stage its state stays; the name may change."""
        stage = self.stage_in_progress.with_env(self.env)
        self._started(self.agent_a)
        stage.write({"name": "At Work", "state": "in_progress"})
        with self.assertRaisesRegex(UserError, "“At Work” is used by tickets"):
            stage.state = "waiting"
        self.assertEqual(stage.state, "in_progress")

    @users("sd_manager")
    def test_state_of_an_unused_stage_may_change(self):
        """Before the first ticket a mistake can be mended."""
        stage = self.env["servicedesk.stage"].create({"name": "Bench"})
        self.assertEqual(stage.state, "in_progress")
        stage.state = "waiting"
        self.assertEqual(stage.state, "waiting")

    @users("sd_manager")
    def test_used_stage_cannot_be_deleted(self):
        """Tickets keep the stage they are in."""
        self._started(self.agent_a)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.stage_in_progress.with_env(self.env).unlink()

    @users("sd_manager")
    def test_tickets_start_in_the_first_new_stage(self):
        """A new intake stage before the others is used at once; archived ones not."""
        intake = self.env["servicedesk.stage"].create(
            {"name": "Intake", "state": "new", "sequence": 1}
        )
        ticket = self._ticket(self.agent_a)
        self.assertEqual(ticket.stage_id, intake)
        ticket._write_deed({"stage_id": self.stage_new.id})
        intake.active = False
        self.assertEqual(self._ticket(self.agent_a).stage_id, self.stage_new)

    @users("sd_manager")
    def test_copied_stage_keeps_its_state(self):
        """A copy of a stage means the same."""
        copy = self.stage_waiting.with_env(self.env).copy({"name": "On Hold"})
        self.assertEqual(copy.state, "waiting")

    @users("sd_manager")
    def test_archived_stage_is_no_goal(self):
        """No button leads into an archived stage."""
        ticket = self._classified(self.agent_a)
        self.assertIn("Assign", [move["name"] for move in ticket.moves])
        self.stage_assigned.with_env(self.env).active = False
        ticket.invalidate_recordset(["moves"])
        self.assertNotIn("Assign", [move["name"] for move in ticket.moves])

    # ------------------------------------------------------------------
    # Types
    # ------------------------------------------------------------------

    @users("sd_manager")
    def test_type_needs_a_stage_to_start_in(self):
        """Every life cycle has a stage of state new."""
        with self.assertRaisesRegex(ValidationError, "needs a stage in which"):
            self.env["servicedesk.ticket.type"].create(
                {
                    "name": "Endless",
                    "stage_ids": [Command.set(self.stage_in_progress.ids)],
                }
            )
        incident = self.incident.with_env(self.env)
        with self.assertRaises(ValidationError):
            incident.stage_ids = [Command.unlink(self.stage_new.id)]

    @users("sd_manager")
    def test_low_rating_lies_between_0_and_5(self):
        """The rating that reopens is a number of stars, or never."""
        incident = self.incident.with_env(self.env)
        for stars in (0, 5):
            incident.low_rating = stars
            incident.flush_recordset()
        for stars in (-1, 6):
            with self.subTest(stars=stars), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    incident.low_rating = stars
                    incident.flush_recordset()

    @users("sd_manager")
    def test_copied_type_has_the_whole_life_cycle(self):
        """A copy has its own moves between the same stages, and another name."""
        incident = self.incident.with_env(self.env)
        copy = incident.copy()
        self.assertEqual(copy.name, "Incident (copy)")
        self.assertEqual(copy.stage_ids, incident.stage_ids)
        ways = [
            {(move.from_stage_id, move.to_stage_id, move.asks) for move in each}
            for each in (copy.transition_ids, incident.transition_ids)
        ]
        self.assertEqual(*ways)
        self.assertFalse(copy.transition_ids & incident.transition_ids)

    @users("sd_manager")
    def test_used_type_cannot_be_deleted(self):
        """Tickets keep their type; archiving takes it out of use."""
        self._classified(self.agent_a)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.incident.with_env(self.env).unlink()

    @users("sd_manager")
    def test_deleted_type_takes_its_moves_along(self):
        """A type nobody used goes with all its moves."""
        copy = self.incident.with_env(self.env).copy()
        moves = copy.transition_ids
        copy.unlink()
        self.assertFalse(moves.exists())

    @users("sd_agent_a")
    def test_type_of_another_company_is_refused(self):
        """A type may belong to one company; the others cannot use it."""
        foreign = self.incident.sudo().copy({"company_id": self.company_2.id})
        with self.assertRaises(UserError):
            self._ticket(self.env.user, ticket_type_id=foreign.id)

    @users("sd_manager")
    def test_kind_of_a_type_changes_its_tickets(self):
        """The kind of a ticket is that of its type, also after a change."""
        ticket = self._classified(self.agent_a)
        self.incident.with_env(self.env).kind = "request"
        self.assertEqual(ticket.kind, "request")

    # ------------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------------

    def _move_vals(self, **vals):
        return {
            "name": "Move",
            "type_id": self.information.id,
            "from_stage_id": self.stage_new.id,
            "to_stage_id": self.stage_closed.id,
            **vals,
        }

    @users("sd_manager")
    def test_move_stays_in_its_life_cycle(self):
        """Both ends of a move belong to the stages of its type."""
        moves = self.env["servicedesk.transition"]
        for name in ("from_stage_id", "to_stage_id"):
            vals = self._move_vals(**{name: self.stage_assigned.id})
            with self.subTest(end=name), self.assertRaises(ValidationError):
                moves.create(vals)
        self.assertTrue(moves.create(self._move_vals()))

    @users("sd_manager")
    def test_one_move_between_two_stages(self):
        """A second move between the same stages of a type is refused."""
        moves = self.env["servicedesk.transition"]
        first = moves.create(self._move_vals())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                moves.create(self._move_vals(name="Again"))
        first.active = False
        first.flush_recordset()
        self.assertTrue(moves.create(self._move_vals(name="Instead")))

    @users("sd_manager")
    def test_condition_is_a_domain_over_tickets(self):
        """What is no domain, or names no field, is refused when it is entered."""
        move = self.env["servicedesk.transition"].create(self._move_vals())
        for condition in (
            "[('user_id', '!=', False)]",
            "['|', ('priority', '=', '3'), ('partner_id.is_company', '=', True)]",
            "[]",
            False,
        ):
            with self.subTest(condition=condition):
                move.condition = condition
        for condition in (
            "nonsense",
            "[('no_such_field', '=', 1)]",
            "[('user_id',)]",
            "__import__('os').getcwd()",
            "[('user_id', '=', uid)]",
            "42",
            "(",
        ):
            with self.subTest(condition=condition):
                with self.assertRaises(ValidationError):
                    move.condition = condition

    @users("sd_manager")
    def test_closure_codes_have_their_own_keys(self):
        """Integrations name a closure code by its key: each is another."""
        codes = self.env["servicedesk.closure.code"]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                codes.create({"name": "Fixed", "code": "solved"})
