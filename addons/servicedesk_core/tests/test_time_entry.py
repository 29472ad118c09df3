# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


class TimeCommon(ServicedeskCommon):
    """Entries of working time on tickets of the first team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What a desk has set up already is another matter.
        cls.env["servicedesk.time.role"].search([], limit=100).active = False
        cls.incident.asks_time = "no"

    def _entries(self, ticket):
        return self.env["servicedesk.time.entry"].search(
            [("ticket_id", "=", ticket.id)]
        )

    def _add(self, ticket, user, **vals):
        entries = self.env["servicedesk.time.entry"].with_user(user)
        return entries.create({"ticket_id": ticket.id, "hours": 1, **vals})

    def _timer(self, user):
        return self.env["servicedesk.time.entry"].with_user(user).get_timer()


@tagged("post_install", "-at_install")
class TestTimeTimer(TimeCommon):
    """One running timer a person, from start to stop."""

    @users("sd_agent_a")
    def test_from_start_to_stop(self):
        """What the timer measured counts in full minutes, on the ticket as well."""
        ticket = self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            self.assertTrue(ticket.action_start_timer())
        timer = self._timer(self.env.user)
        self.assertEqual(timer["res_id"], ticket.id)
        self.assertEqual(timer["since"], "2026-03-02 09:00:00")
        self.assertFalse(ticket.worked_hours)
        with freeze_time("2026-03-02 09:29:30"):
            self.assertIs(ticket.action_stop_timer("Looked at it"), True)
        entry = self._entries(ticket)
        self.assertEqual((entry.hours, entry.note), (0.5, "Looked at it"))
        self.assertEqual(ticket.worked_hours, 0.5)
        self.assertEqual(self._timer(self.env.user), {})

    @users("sd_agent_a")
    def test_a_setting_rounds_up_to_longer_steps(self):
        self.env["ir.config_parameter"].sudo().set_param("servicedesk.time_step", "15")
        ticket = self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            ticket.action_start_timer()
        with freeze_time("2026-03-02 09:01:00"):
            ticket.action_stop_timer()
        self.assertEqual(ticket.worked_hours, 0.25)

    @users("sd_agent_a")
    def test_starting_another_stops_the_first(self):
        """And says so; the time of the first is written down there."""
        first, second = self._started(self.env.user), self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            first.action_start_timer()
        with freeze_time("2026-03-02 09:12:00"):
            second.action_start_timer()
        self.assertAlmostEqual(first.worked_hours, 0.2)
        self.assertEqual(self._timer(self.env.user)["res_id"], second.id)
        with self.assertRaisesRegex(UserError, "stopped already"):
            first.action_stop_timer()

    @users("sd_agent_a")
    def test_changing_at_once(self):
        """A timer that measured nothing is stopped in the database as well."""
        first, second = self._started(self.env.user), self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            first.action_start_timer()
            self.env.flush_all()
            second.action_start_timer()
        self.assertEqual(self._timer(self.env.user)["res_id"], second.id)

    @users("sd_agent_a")
    def test_starting_twice_goes_on(self):
        """A second tap starts no second timer and loses no time of the first."""
        ticket = self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            ticket.action_start_timer()
        with freeze_time("2026-03-02 09:12:00"):
            ticket.action_start_timer()
        self.assertEqual(len(self._entries(ticket)), 1)
        self.assertEqual(self._timer(self.env.user)["since"], "2026-03-02 09:00:00")

    @users("sd_agent_a")
    def test_a_forgotten_timer_counts_nothing_until_corrected(self):
        """Stopping after days opens the entry; hours by hand make it count."""
        ticket = self._started(self.env.user)
        with freeze_time("2026-03-02 09:00:00"):
            ticket.action_start_timer()
        with freeze_time("2026-03-05 09:00:00"):
            self.assertTrue(self._timer(self.env.user)["is_forgotten"])
            result = ticket.action_stop_timer()
        entry = self._entries(ticket).with_env(self.env)
        self.assertEqual(result["res_model"], "servicedesk.time.entry")
        self.assertEqual(result["res_id"], entry.id)
        self.assertEqual((entry.hours, entry.is_forgotten), (0, True))
        self.assertEqual(ticket.worked_hours, 0)
        entry.hours = 2
        self.assertFalse(entry.is_forgotten)
        self.assertEqual(ticket.worked_hours, 2)

    @users("sd_agent_a")
    def test_two_people_at_once(self):
        """Each has a timer of his own on the same ticket."""
        ticket = self._started(self.env.user, co_responsible_ids=self.agent_b.ids)
        with freeze_time("2026-03-02 09:00:00"):
            ticket.action_start_timer()
            ticket.with_user(self.agent_b).action_start_timer()
        with freeze_time("2026-03-02 10:00:00"):
            ticket.action_stop_timer()
            ticket.with_user(self.agent_b).action_stop_timer()
        self.assertEqual(ticket.worked_hours, 2)

    @users("sd_agent_a")
    def test_no_timer_on_what_is_over(self):
        ticket = self._started(self.env.user)
        ticket.action_cancel("A mistake")
        with self.assertRaisesRegex(UserError, "is over"):
            ticket.action_start_timer()

    @users("sd_agent_a")
    def test_one_ticket_at_a_time(self):
        tickets = self._started(self.env.user) | self._started(self.env.user)
        for deed in ("action_start_timer", "action_stop_timer", "action_add_time"):
            with self.subTest(deed=deed), self.assertRaises(UserError):
                getattr(tickets, deed)()

    def test_who_does_not_work_on_it(self):
        """Neither colleagues of other teams, nor auditors, nor requesters."""
        ticket = self._started(self.agent_a)
        for user in (self.agent_b, self.auditor, self.customer, self.employee):
            mine = ticket.with_user(user)
            for deed in ("action_start_timer", "action_add_time"):
                with self.subTest(user=user.login, deed=deed):
                    with self.assertRaises(AccessError), mute_logger("odoo"):
                        getattr(mine, deed)()
        self.assertFalse(self._entries(ticket))

    @users("sd_agent_a")
    def test_stopping_where_one_works_no_more(self):
        """The time was spent: a ticket that went on elsewhere keeps no timer."""
        ticket = self._started(self.env.user)
        ticket.action_start_timer()
        ticket.sudo().write({"team_id": self.team_second.id, "user_id": False})
        ticket.sudo().write({"opener_id": self.agent_b.id})
        self.assertTrue(ticket.action_stop_timer())
        self.assertFalse(self._timer(self.env.user))


@tagged("post_install", "-at_install")
class TestTimeByHand(TimeCommon):
    """Time that is written down, corrected, taken back."""

    @users("sd_agent_a")
    def test_adding_hours(self):
        """They end now; sums follow, also when they are corrected or deleted."""
        ticket = self._started(self.env.user)
        activity = self.env.ref("servicedesk_core.time_activity_travel")
        ticket.action_add_time(0.75, activity.id, "To the shop")
        entry = self._entries(ticket).with_env(self.env)
        self.assertEqual(entry.activity_id, activity)
        self.assertEqual(entry.date_stop - entry.date_start, timedelta(minutes=45))
        self.assertEqual(ticket.worked_hours, 0.75)
        entry.write({"hours": 1})
        self.assertEqual(ticket.worked_hours, 1)
        entry.unlink()
        self.assertEqual(ticket.worked_hours, 0)

    @users("sd_agent_a")
    def test_start_and_stop_give_hours(self):
        ticket = self._started(self.env.user)
        times = {
            "date_start": "2026-03-02 09:00:00",
            "date_stop": "2026-03-02 09:20:10",
        }
        entry = self._add(ticket, self.env.user, hours=False, **times)
        self.assertAlmostEqual(entry.hours, 21 / 60)
        entry.date_stop = "2026-03-02 09:30:00"
        self.assertEqual(entry.hours, 0.5)

    @users("sd_agent_a", "sd_manager")
    def test_the_form(self):
        """Hours are enough: start and stop follow."""
        ticket = self._started(self.env.user)
        entries = self.env["servicedesk.time.entry"]
        form = Form(entries.with_context(default_ticket_id=ticket.id))
        form.hours = 2
        entry = form.save()
        self.assertEqual(entry.hours, 2)
        self.assertEqual(entry.date_stop - entry.date_start, timedelta(hours=2))
        with Form(entry) as form:
            form.note = "At the counter"
        self.assertEqual((entry.hours, entry.note), (2, "At the counter"))

    @users("sd_agent_a")
    def test_what_is_no_time(self):
        ticket = self._started(self.env.user)
        for vals in (
            {"hours": 0},
            {"hours": -1},
            {"hours": 25},
            {"hours": False, "date_start": "2026-03-02 09:00:00"},
            {"hours": 1, "date_start": "2036-03-02 09:00:00"},
            {"ticket_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._add(ticket, self.env.user, **vals)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            with mute_logger("odoo.sql_db"):
                self._add(
                    ticket,
                    self.env.user,
                    date_start="2026-03-02 09:00:00",
                    date_stop="2026-03-01 09:00:00",
                )

    @users("sd_agent_a")
    def test_no_timer_by_hand(self):
        """A timer is started and stopped, not written."""
        ticket = self._started(self.env.user)
        entry = self._add(ticket, self.env.user)
        with self.assertRaisesRegex(UserError, "timer"):
            entry.date_stop = False
        ticket.action_start_timer()
        running = self._entries(ticket).with_env(self.env) - entry
        with self.assertRaisesRegex(UserError, "Stop the timer"):
            running.hours = 2

    @users("sd_agent_a", "sd_dispatcher", "sd_manager")
    def test_what_follows_is_not_written(self):
        """Cost, company and the like: no role writes them, nor by a default."""
        ticket = self._started(self.env.user)
        entry = self._add(ticket, self.env.user)
        forged = {"company_id": 1, "cost_rate": 9, "cost": 9, "is_forgotten": True}
        for name, value in forged.items():
            with self.subTest(field=name):
                with self.assertRaises(UserError):
                    entry.write({name: value})
                with self.assertRaises(UserError):
                    self._add(ticket, self.env.user, **{name: value})
        entries = self.env["servicedesk.time.entry"]
        entry = entries.with_context(default_cost_rate=9, default_is_forgotten=1)
        entry = entry.create({"ticket_id": ticket.id, "hours": 1})
        self.assertFalse(entry.sudo().cost_rate)
        self.assertFalse(entry.is_forgotten)

    def test_time_of_others(self):
        """Only the leader of the team and managers write or correct it."""
        self.team_first.leader_id = self.leader
        ticket = self._started(self.agent_a)
        entry = self._add(ticket, self.agent_a)
        other = ticket.user_id | self.dispatcher
        for user in (self.dispatcher, self.api_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    entry.with_user(user).hours = 3
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    self._add(ticket, user, user_id=self.agent_a.id)
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    entry.with_user(user).unlink()
        for user in (self.leader, self.manager):
            with self.subTest(user=user.login):
                entry.with_user(user).hours = 3
                self._add(ticket, user, user_id=self.agent_a.id)
        self.assertEqual(ticket.worked_hours, 5)
        self.assertTrue(other)

    @users("sd_agent_a")
    def test_nobody_gives_his_time_away(self):
        """Nor to another person, nor to a ticket that he does not work on."""
        ticket = self._started(self.env.user)
        entry = self._add(ticket, self.env.user)
        with self.assertRaises(AccessError), mute_logger("odoo"):
            entry.user_id = self.agent_b
        foreign = self._started(self.agent_b, team_id=self.team_second.id)
        with self.assertRaises(AccessError), mute_logger("odoo"):
            entry.ticket_id = foreign.id

    @users("sd_manager")
    def test_only_employees(self):
        ticket = self._started(self.env.user)
        with self.assertRaises(ValidationError):
            self._add(ticket, self.env.user, user_id=self.customer.id)

    def test_moving_time(self):
        """An entry on the wrong ticket is put right, and both sums follow."""
        first, second = self._started(self.agent_a), self._started(self.agent_a)
        entry = self._add(first, self.agent_a)
        entry.ticket_id = second.id
        self.assertEqual((first.worked_hours, second.worked_hours), (0, 1))

    def test_closed_days(self):
        """What was told stays, whoever asks; open days and a new opening go on."""
        ticket = self._started(self.agent_a)
        times = {
            "date_start": "2026-03-02 09:00:00",
            "date_stop": "2026-03-02 10:00:00",
        }
        entry = self._add(ticket, self.agent_a, **times)
        wizard = self.env["servicedesk.time.close"].with_user(self.manager)
        wizard.create({"day": "2026-03-31"}).action_apply()
        for user in (self.agent_a, self.manager):
            with self.subTest(user=user.login):
                mine = entry.with_user(user)
                for doing in (
                    lambda mine=mine: mine.write({"hours": 2}),
                    lambda mine=mine: mine.write({"date_start": "2026-04-01 09:00:00"}),
                    lambda mine=mine: mine.unlink(),
                    lambda user=user: self._add(ticket, user, **times),
                ):
                    with self.assertRaisesRegex(UserError, "closed until"):
                        doing()
        entry.note = "Words count nothing"
        self._add(ticket, self.agent_a)
        wizard.create({"day": False}).action_apply()
        entry.hours = 2
        self.assertEqual(entry.hours, 2)

    def test_who_closes(self):
        """Managers of the company, and only days that are over."""
        wizard = self.env["servicedesk.time.close"]
        with self.assertRaises(AccessError), mute_logger("odoo"):
            wizard.with_user(self.dispatcher).create({"day": "2026-03-31"})
        with self.assertRaisesRegex(UserError, "over"):
            today = fields.Date.today()
            wizard.with_user(self.manager).create({"day": today}).action_apply()

    def test_days_are_the_persons(self):
        """Half past ten in the evening UTC is tomorrow in Moscow."""
        self.agent_a.tz = "Europe/Moscow"
        ticket = self._started(self.agent_a)
        entry = self._add(ticket, self.agent_a, date_start="2026-03-01 22:30:00")
        self.assertEqual(fields.Date.to_string(entry.date), "2026-03-02")

    def test_a_person_with_time_stays(self):
        ticket = self._started(self.agent_a)
        self._add(ticket, self.agent_a)
        helper = self._new_user("sd_helper", "manager")
        self._add(ticket, helper)
        with self.assertRaisesRegex(UserError, "working time"):
            helper.unlink()


@tagged("post_install", "-at_install")
class TestTimeAtResolve(TimeCommon):
    """Whoever resolves is asked how long it took, if the type says so."""

    @users("sd_agent_a")
    def test_required(self):
        """RPC is told what is missing, nothing is written, and hours are enough."""
        self.incident.asks_time = "required"
        ticket = self._started(self.env.user)
        with self.assertRaisesRegex(UserError, "hours"):
            ticket.action_resolve("Done")
        self.assertEqual(ticket.state, "in_progress")
        for odd in ("x", -1, 100, [1], float("nan")):
            with self.subTest(hours=odd), self.assertRaises(UserError):
                ticket.action_resolve("Done", hours=odd)
        ticket.action_resolve("Done", hours=0.5)
        self.assertEqual((ticket.state, ticket.worked_hours), ("resolved", 0.5))

    @users("sd_agent_a")
    def test_what_is_written_down_is_not_asked_again(self):
        """In this cycle: after a reopening the solver is asked anew."""
        self.incident.asks_time = "required"
        ticket = self._started(self.env.user)
        ticket.action_add_time(1)
        ticket.action_resolve("Done")
        ticket.action_reopen("Not yet")
        self.env["servicedesk.ticket.span"].sudo().search(
            [("ticket_id", "=", ticket.id), ("state", "=", "resolved")]
        ).date_to = fields.Datetime.now() + timedelta(minutes=1)
        with self.assertRaisesRegex(UserError, "hours"):
            ticket.action_resolve("Done")

    @users("sd_agent_a")
    def test_the_timer_stops_with_the_solution(self):
        """It is what was asked for; hours by hand count in its place."""
        self.incident.asks_time = "required"
        first, second = self._started(self.env.user), self._started(self.env.user)
        with freeze_time(fields.Datetime.now() - timedelta(minutes=30)):
            first.action_start_timer()
        first.action_resolve("Done")
        self.assertAlmostEqual(first.worked_hours, 0.5, 1)
        second.action_start_timer()
        second.action_resolve("Done", hours=2)
        self.assertEqual(second.worked_hours, 2)
        self.assertEqual(self._timer(self.env.user), {})

    @users("sd_agent_a")
    def test_the_dialog(self):
        """It asks where the type does, and not where it does not."""
        ticket = self._started(self.env.user)
        form = self._dialog(ticket)
        self.assertEqual(form.asks_time, "no")
        self.incident.asks_time = "required"
        form = self._dialog(ticket)
        self.assertEqual(form.asks_time, "required")
        form.resolution = "<p>Replaced the lock.</p>"
        form.hours = 0.25
        form.save().action_apply()
        self.assertEqual((ticket.state, ticket.worked_hours), ("resolved", 0.25))

    def _dialog(self, ticket):
        move = ticket._find_move(states=["resolved"])
        action = ticket.action_move(move.id)
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        return Form(dialog)

    @users("sd_agent_a")
    def test_optional_asks_and_does_not_insist(self):
        self.incident.asks_time = "optional"
        ticket = self._started(self.env.user)
        self.assertEqual(self._dialog(ticket).asks_time, "optional")
        ticket.action_resolve("Done")
        self.assertEqual(ticket.state, "resolved")

    @users("sd_agent_a")
    def test_several_at_once(self):
        """The hours are those of each ticket."""
        tickets = self._started(self.env.user) | self._started(self.env.user)
        tickets.action_resolve("Done", hours=0.5)
        self.assertEqual(tickets.mapped("worked_hours"), [0.5, 0.5])
