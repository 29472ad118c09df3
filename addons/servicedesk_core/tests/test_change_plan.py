# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ServicedeskCommon

NIGHT = {
    "planned_start": "2026-03-09 20:00:00",
    "planned_end": "2026-03-09 23:00:00",
}


class ChangeCommon(ServicedeskCommon):
    """A type of changes of a simple cycle, and components that rest on each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.depot = cls.env["servicedesk.site"].create(
            [{"name": "Shop"}, {"name": "Depot"}]
        )
        cls.corner = cls.env["servicedesk.site"].create(
            {"name": "Corner", "parent_id": cls.shop.id}
        )
        cls.tills, cls.cards = cls.env["servicedesk.service"].create(
            [{"name": "Tills"}, {"name": "Cards"}]
        )
        component = cls.env["servicedesk.component"]
        common = {"company_id": cls.company.id}
        cls.switch = component.create({**common, "name": "Switch"})
        cls.till = component.create(
            {
                **common,
                "name": "Till",
                "site_id": cls.corner.id,
                "depends_on_ids": [Command.link(cls.switch.id)],
                "service_ids": [Command.link(cls.tills.id)],
            }
        )
        cls.printer = component.create({**common, "name": "Printer"})
        # The rules, whatever stages the shipped cycle has.
        cls.planned = cls.incident.copy({"name": "Planned work"})
        cls.planned.write({"is_planned": True, "is_frozen": True, "kind": "request"})
        cls.env.flush_all()

    @classmethod
    def _planned_ticket(cls, creator=None, components=(), **vals):
        component_ids = [Command.set([component.id for component in components])]
        return cls._ticket(
            creator,
            **{
                "ticket_type_id": cls.planned.id,
                "component_ids": component_ids,
                **NIGHT,
                **vals,
            },
        )

    @classmethod
    def _freeze(cls, **vals):
        defaults = {
            "name": "Spring sales",
            "date_from": "2026-03-09 00:00:00",
            "date_to": "2026-03-14 00:00:00",
            "company_id": cls.company.id,
        }
        freezes = cls.env["servicedesk.freeze"].with_user(cls.manager)
        return freezes.create({**defaults, **vals})

    def _notes(self, ticket):
        return "".join(str(body) for body in ticket.sudo().message_ids.mapped("body"))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestCollisions(ChangeCommon):
    """What a planned window collides with is said before approval, and when saved."""

    def test_same_and_dependent_components(self):
        """A change of the switch hits what rests on it, and the other way round."""
        first = self._planned_ticket(components=[self.switch])
        for component, why in (
            (self.switch, "the same"),
            (self.till, "rests on it"),
        ):
            other = self._planned_ticket(components=[component])
            with self.subTest(why):
                self.assertIn(first.number, str(other.collision_note))
                self.assertIn(f"/odoo/tickets/{first.id}", str(other.collision_note))
                self.assertIn("Switch", str(other.collision_note))
                first.invalidate_recordset(["collision_note"])
                self.assertIn(other.number, str(first.collision_note))
            other.action_cancel("Not needed")

    def test_what_does_not_collide(self):
        """Other components, other times, what is over, types without a plan."""
        ticket = self._planned_ticket(components=[self.switch])
        self._planned_ticket(components=[self.printer])
        self._planned_ticket(
            components=[self.switch],
            planned_start="2026-03-09 23:00:00",
            planned_end="2026-03-10 01:00:00",
        )
        self._planned_ticket(components=[self.till]).action_cancel("No")
        self.assertFalse(ticket.collision_note)
        self._planned_ticket(components=[self.till])
        ticket.ticket_type_id = self.incident
        self.assertFalse(ticket.collision_note)

    def test_the_form_says_it_before_it_is_saved(self):
        first = self._planned_ticket(components=[self.switch])
        ticket = self._ticket(ticket_type_id=self.planned.id)
        with Form(ticket) as form:
            form.component_ids.add(self.till)
            form.planned_start = datetime(2026, 3, 9, 19)
            form.planned_end = datetime(2026, 3, 9, 21)
            self.assertIn(first.number, str(form.collision_note))

    def _plan_move(self, asks):
        """Give the type a move that a window opens."""
        return self.env["servicedesk.transition"].create(
            {
                "type_id": self.planned.id,
                "from_stage_id": self.stage_in_progress.id,
                "to_stage_id": self.stage_new.id,
                "name": "Plan it",
                "asks": asks,
                "approval_stage_id": asks == "approval" and self.stage_waiting.id,
                "condition": "[('planned_start', '!=', False)]",
            }
        )

    def test_a_missing_window_is_asked_for(self):
        """The form says where to enter it and what follows, until it is entered."""
        ticket = self._ticket(ticket_type_id=self.planned.id)
        self.assertFalse(ticket.window_hint, "no move waits for a window")
        move = self._plan_move("nothing")
        ticket.action_start()
        self.assertFalse(ticket.window_hint, "there are other ways on")
        others = self.planned.transition_ids.filtered(
            lambda other: (
                other.from_stage_id == self.stage_in_progress
                and other.to_state != "cancelled"
            )
        )
        (others - move).active = False
        ticket.invalidate_recordset()
        self.assertIn("“Plan it” is offered", ticket.window_hint)
        move.write({"asks": "approval", "approval_stage_id": self.stage_waiting.id})
        self.env["servicedesk.approval.rule"].create(
            {
                "ticket_type_id": self.planned.id,
                "name": "Board",
                "who": "users",
                "user_ids": [Command.set(self.manager.ids)],
            }
        )
        ticket.invalidate_recordset()
        self.assertIn("“Plan it” asks for approval", ticket.window_hint)
        ticket.write(NIGHT)
        self.assertFalse(ticket.window_hint)

    def test_who_asks_for_approval_reads_it(self):
        """The dialog repeats what the window collides with; other dialogs do not."""
        first = self._planned_ticket(components=[self.switch])
        ticket = self._planned_ticket(components=[self.till])
        ticket.action_start()
        move = self._plan_move("approval")
        vals = {"ticket_ids": ticket.ids, "transition_id": move.id}
        wizards = self.env["servicedesk.ticket.move"].with_user(self.agent_a)
        self.assertIn(first.number, str(wizards.create(vals).collision_note))
        vals["transition_id"] = ticket._get_move_to("resolved").id
        self.assertFalse(wizards.create(vals).collision_note)

    def test_saving_notes_it(self):
        """At creation and at each change of the plan; not for other changes."""
        first = self._planned_ticket(components=[self.switch])
        self.assertNotIn("collides", self._notes(first))
        other = self._planned_ticket(components=[self.till])
        self.assertIn(f"collides with: {first.number}", self._notes(other))
        first.write({"planned_end": "2026-03-09 23:30:00"})
        self.assertIn(other.number, self._notes(first))
        count = len(first.sudo().message_ids)
        first.name = "Another switch"
        self.assertEqual(len(first.sudo().message_ids), count)

    def test_a_confidential_change_is_not_named(self):
        """That there is one is said, what it is only to those who may read it."""
        secret = self._planned_ticket(
            self.agent_c, [self.switch], team_id=self.team_secret.id, name="Raid"
        )
        ticket = self._planned_ticket(components=[self.till])
        said = str(ticket.collision_note) + self._notes(ticket)
        self.assertIn("a change you may not see", said)
        self.assertIn("a confidential change", said)
        self.assertNotIn("Raid", said)
        self.assertNotIn(secret.number, said)

    def test_freezes_are_named(self):
        """With a link; a freeze over half of the window counts."""
        self._freeze(date_from="2026-03-09 22:00:00")
        ticket = self._planned_ticket()
        self.assertIn("Spring sales", str(ticket.collision_note))
        self.assertIn("/odoo/freezes/", str(ticket.collision_note))
        self.assertIn("Spring sales", self._notes(ticket))

    def test_whom_a_freeze_is_about(self):
        """Sites and services with those below, and through components."""
        about_shop = self._freeze(scope="sites", site_ids=self.shop.ids)
        cases = [
            ("its own site", {"site_id": self.corner.id}, (), True),
            ("another site", {"site_id": self.depot.id}, (), False),
            ("a component there", {"site_id": False}, (self.till,), True),
        ]
        for why, vals, components, wanted in cases:
            ticket = self._planned_ticket(components=components, **vals)
            with self.subTest(why):
                self.assertEqual(bool(ticket.collision_note), wanted)
        about_shop.write({"scope": "services", "service_ids": self.tills.ids})
        cases = [
            ("its service", {"service_id": self.tills.id}, (), True),
            ("another service", {"service_id": self.cards.id}, (), False),
            ("a service rests on the component", {}, (self.switch,), True),
        ]
        for why, vals, components, wanted in cases:
            ticket = self._planned_ticket(components=components, **vals)
            with self.subTest(why):
                self.assertEqual(bool(ticket.collision_note), wanted)

    def test_a_window_has_two_ends_in_order(self):
        for vals in (
            {"planned_end": False},
            {"planned_end": "2026-03-09 20:00:00"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._planned_ticket(**vals)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestFreeze(ChangeCommon):
    """During a freeze nothing is started, unless a manager says why."""

    def test_starting_is_refused_with_the_reason(self):
        """By deed and by drag; nothing is written, and the button is not offered."""
        self._freeze()
        ticket = self._planned_ticket()
        for deed in (
            lambda: ticket.action_start(),
            lambda: ticket.write({"stage_id": self.stage_in_progress.id}),
        ):
            with self.assertRaisesRegex(UserError, "Spring sales"):
                deed()
        self.assertEqual(ticket.state, "new")
        names = [move["name"] for move in ticket.moves]
        self.assertNotIn("Start", names)
        self.assertIn("Cancel", names)

    def test_a_manager_starts_with_a_reason(self):
        """He is asked for it; both the reason and the freeze are noted."""
        self._freeze()
        ticket = self._planned_ticket().with_user(self.manager)
        move = ticket._get_move_to("in_progress")
        action = ticket.action_move(move.id)
        self.assertEqual(action["res_model"], "servicedesk.ticket.move")
        with self.assertRaisesRegex(UserError, "comment"):
            ticket.action_start()
        ticket.action_move(move.id, {"comment": "The bank insists"})
        self.assertEqual(ticket.state, "in_progress")
        self.assertIn("The bank insists", self._notes(ticket))
        self.assertIn("in spite of the freeze: Spring sales", self._notes(ticket))

    def test_the_form_names_the_freeze(self):
        """Until work has begun, for everybody; not where the freeze stops nothing."""
        freeze = self._freeze()
        ticket = self._planned_ticket()
        for user in (self.agent_a, self.dispatcher, self.manager, self.auditor):
            with self.subTest(user=user.login):
                said = ticket.with_user(user).freeze_hint
                self.assertIn("Freeze “Spring sales” until", said)
                self.assertIn("A manager may start", said)
        self.assertFalse(self._classified().freeze_hint)
        freeze.date_to = "2026-03-10 09:00:00"
        ticket.invalidate_recordset()
        self.assertFalse(ticket.freeze_hint)

    def test_the_dialog_asks_why_it_is_started(self):
        """It names the freeze, and nothing is applied without a reason."""
        freeze = self._freeze()
        ticket = self._planned_ticket().with_user(self.manager)
        action = ticket.action_move(ticket._get_move_to("in_progress").id)
        wizards = self.env["servicedesk.ticket.move"].with_user(self.manager)
        wizard = Form(wizards.with_context(**action["context"]))
        self.assertIn("Freeze “Spring sales” until", wizard.freeze_hint)
        self.assertTrue(wizard._get_modifier("comment", "required"))
        wizard.comment = "The bank insists"
        wizard.save().action_apply()
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(ticket.freeze_hint, "it has begun")
        freeze.active = False
        other = self._planned_ticket().with_user(self.manager)
        wizard = wizards.create(
            {
                "ticket_ids": other.ids,
                "transition_id": other._get_move_to("in_progress").id,
            }
        )
        self.assertFalse(wizard.freeze_hint)
        self.assertFalse(wizard.asks_comment)

    def test_others_do_not_override(self):
        """Not even a dispatcher who comments."""
        self._freeze()
        ticket = self._planned_ticket()
        move = ticket.sudo()._get_move_to("in_progress")
        for user in (self.agent_a, self.dispatcher, self.api_user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                ticket.with_user(user).action_move(move.id, {"comment": "Please"})

    def test_what_a_freeze_does_not_stop(self):
        """Other types, stages of assessment, times before and after, other sites."""
        freeze = self._freeze()
        incident = self._classified()
        incident.action_start()
        self.assertEqual(incident.state, "in_progress")
        self.stage_in_progress.allowed_in_freeze = True
        assessed = self._planned_ticket()
        assessed.action_start()
        self.assertEqual(assessed.state, "in_progress")
        self.stage_in_progress.allowed_in_freeze = False
        freeze.write({"scope": "sites", "site_ids": self.depot.ids})
        elsewhere = self._planned_ticket(site_id=self.shop.id)
        elsewhere.action_start()
        self.assertEqual(elsewhere.state, "in_progress")
        freeze.write({"scope": "all", "date_to": "2026-03-10 09:00:00"})
        after = self._planned_ticket()
        after.action_start()
        self.assertEqual(after.state, "in_progress")

    def test_an_archived_freeze_is_none(self):
        freeze = self._freeze()
        freeze.active = False
        ticket = self._planned_ticket()
        ticket.action_start()
        self.assertEqual(ticket.state, "in_progress")

    def test_a_freeze_names_what_it_is_about(self):
        with self.assertRaises(ValidationError):
            self._freeze(scope="sites")
        with self.assertRaises(ValidationError):
            self._freeze(scope="services")

    def test_who_may(self):
        """Managers keep freezes; agents and dispatchers read them."""
        freeze = self._freeze()
        for user in (self.agent_a, self.dispatcher, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(freeze.with_user(user).name, "Spring sales")
                with self.assertRaises(AccessError):
                    freeze.with_user(user).name = "Mine"
        with self.assertRaises(AccessError):
            freeze.with_user(self.customer).read(["name"])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestChangeCalendar(ChangeCommon):
    """Windows and freezes side by side, each for those who may read it."""

    def _seen(self, user):
        windows = self.env["servicedesk.change.window"].with_user(user)
        return windows.search([("date_from", ">=", "2026-03-09")])

    def test_both_are_there(self):
        freeze = self._freeze()
        ticket = self._planned_ticket(risk="3")
        self._planned_ticket().action_cancel("No")
        seen = self._seen(self.agent_a)
        self.assertEqual(seen.ticket_id, ticket)
        self.assertEqual(seen.freeze_id.ids, freeze.ids)
        window = seen.filtered("ticket_id")
        self.assertEqual(window.date_to, datetime(2026, 3, 9, 23))
        self.assertEqual((window.kind, window.risk), ("change", "3"))
        self.assertEqual(window.action_open()["res_id"], ticket.id)
        self.assertEqual((seen - window).action_open()["res_id"], freeze.id)

    def test_phones_show_cards(self):
        """A calendar's day is too narrow there for more than a number."""
        action = self.env.ref("servicedesk_core.servicedesk_change_window_action")
        self.assertEqual(action.view_mode.split(",")[0], "calendar")
        self.assertEqual(action.mobile_view_mode, "kanban")
        self.assertIn("kanban", dict(map(reversed, action.views)))
        windows = self.env["servicedesk.change.window"].with_user(self.agent_a)
        cards = etree.fromstring(windows.get_view(view_type="kanban")["arch"])
        shown = {field.get("name") for field in cards.xpath("//t//field")}
        self.assertLessEqual({"name", "date_from", "date_to", "kind"}, shown)

    def test_a_window_is_as_visible_as_its_ticket(self):
        secret = self._planned_ticket(self.agent_c, team_id=self.team_secret.id)
        for user, sees in (
            (self.agent_c, True),
            (self.auditor, True),
            (self.agent_a, False),
            (self.dispatcher, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(secret in self._seen(user).ticket_id.sudo(), sees)
        with self.assertRaises(AccessError):
            self._seen(self.customer)
