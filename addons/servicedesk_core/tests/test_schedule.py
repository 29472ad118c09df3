# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime
from unittest.mock import patch

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


class ScheduleCommon(ServicedeskCommon):
    """Recurring work of the first line, at eight in Berlin, on workdays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Berlin",
                "tz": "Europe/Berlin",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 7,
                                "hour_to": 17,
                                "day_period": "morning",
                            },
                        )
                        for day in range(5)
                    ),
                ],
            }
        )
        cls.team_first.resource_calendar_id = cls.calendar

    @classmethod
    def _schedule(cls, user=None, **vals):
        defaults = {
            "name": "Check the freezers",
            "subject": "Check the freezers",
            "ticket_type_id": cls.work.id,
            "team_id": cls.team_first.id,
            "company_id": cls.company.id,
            "unit": "day",
            "hour": 8,
            "date_start": date(2026, 3, 2),
        }
        schedules = cls.env["servicedesk.schedule"].with_user(user or cls.dispatcher)
        return schedules.create({**defaults, **vals})

    def _run_at(self, moment):
        with freeze_time(moment), patch.object(self.env.cr, "commit"):
            self.env["servicedesk.schedule"].with_user(self.user_root)._cron_run()

    def _days(self, schedule):
        tickets = schedule.sudo().ticket_ids.sorted("schedule_date")
        return [str(day) for day in tickets.mapped("schedule_date")]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSchedule(ScheduleCommon):
    """Which tickets are made, when, and with what in them."""

    def test_a_ticket_for_each_day(self):
        """Workdays at eight by the clock of Berlin; what is over today stays over."""
        schedule = self._schedule()
        self.assertEqual(schedule.tz, "Europe/Berlin")
        self.assertEqual(schedule.date_next, datetime(2026, 3, 3, 7))
        self._run_at("2026-03-03 06:59:59")
        self.assertEqual(self._days(schedule), [])
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-03"])
        self.assertEqual(schedule.date_next, datetime(2026, 3, 4, 7))

    def test_what_is_in_the_ticket(self):
        """The template, the channel, who keeps it as opener, and the promise."""
        component = self.env["servicedesk.component"].create(
            {"name": "Freezer", "company_id": self.company.id}
        )
        schedule = self._schedule(
            user_id=self.agent_a.id,
            partner_id=self.customer_partner.id,
            component_ids=component.ids,
            description="<p>Clean the seals</p>",
            duration=4,
        )
        self._run_at("2026-03-03 07:00:00")
        ticket = schedule.sudo().ticket_ids
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Check the freezers",
                    "ticket_type_id": self.work.id,
                    "team_id": self.team_first.id,
                    "user_id": self.agent_a.id,
                    "partner_id": self.customer_partner.id,
                    "opener_id": self.dispatcher.id,
                    "channel": "schedule",
                    "date_due": datetime(2026, 3, 3, 11),
                    "company_id": self.company.id,
                    "component_ids": component.ids,
                }
            ],
        )
        self.assertIn("seals", str(ticket.description))

    def test_eight_stays_eight_over_the_change_of_clocks(self):
        schedule = self._schedule(closed_days="keep")
        self._run_at("2026-03-28 07:00:00")
        self.assertEqual(schedule.date_next, datetime(2026, 3, 29, 6))

    def test_days_ahead(self):
        """Made three days before, promised for its own day; nothing is left out."""
        schedule = self._schedule(unit="week", days_ahead=3, catch_up="last")
        self.assertEqual(schedule.date_next, datetime(2026, 3, 6, 7))
        self._run_at("2026-03-06 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-09"])
        due = schedule.sudo().ticket_ids.date_due
        self.assertEqual(due, datetime(2026, 3, 9, 7))

    def test_free_days(self):
        """Left out, moved on, or done all the same; holidays count as weekends do."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-08 23:00:00",
                "date_to": "2026-03-09 22:59:59",
            }
        )
        wanted = {
            "skip": ["2026-03-06", "2026-03-10"],
            "move": ["2026-03-06", "2026-03-10"],
            "keep": ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"],
        }
        for closed_days, expected in wanted.items():
            schedule = self._schedule(closed_days=closed_days, date_start="2026-03-06")
            days = [str(day) for day, _moment in schedule._get_next(4)]
            with self.subTest(closed_days=closed_days):
                self.assertEqual(days[: len(expected)], expected)

    def test_a_holiday_entered_later_counts(self):
        """Free days are asked anew before a ticket is made."""
        schedule = self._schedule()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-02 23:00:00",
                "date_to": "2026-03-03 22:59:59",
            }
        )
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(self._days(schedule), [])
        self.assertEqual(schedule.date_next, datetime(2026, 3, 4, 7))

    def test_after_an_outage(self):
        """All that was missed, or only the last of it."""
        every = self._schedule(catch_up="all")
        last = self._schedule(catch_up="last")
        self._run_at("2026-03-06 12:00:00")
        self.assertEqual(
            self._days(every), ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]
        )
        self.assertEqual(self._days(last), ["2026-03-06"])
        self.assertEqual(every.date_next, datetime(2026, 3, 9, 7))
        self.assertEqual(last.date_next, datetime(2026, 3, 9, 7))

    def test_each_day_once(self):
        """A second run, and a change of the hour on the day, make no second ticket."""
        schedule = self._schedule()
        self._run_at("2026-03-03 07:00:00")
        self._run_at("2026-03-03 07:00:00")
        schedule.hour = 15
        self._run_at("2026-03-03 15:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-03"])
        self.assertEqual(schedule.date_next, datetime(2026, 3, 4, 14))

    def test_the_database_keeps_them_single(self):
        schedule = self._schedule()
        vals = {
            "name": "Twice",
            "schedule_id": schedule.id,
            "schedule_date": "2026-03-03",
        }
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env["servicedesk.ticket"].create([vals, vals])

    def test_a_pause_is_not_made_up_for(self):
        schedule = self._schedule(catch_up="all")
        schedule.active = False
        self.assertFalse(schedule.date_next)
        self._run_at("2026-03-04 07:00:00")
        with freeze_time("2026-03-05 09:00:00"):
            schedule.active = True
        self._run_at("2026-03-06 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-06"])

    @users("sd_dispatcher", "sd_manager")
    def test_nothing_is_made_for_the_time_before(self):
        """How far the tickets are made is not entered, neither later nor at first."""
        schedule = self._schedule(self.env.user, catch_up="all", closed_days="keep")
        before = {"done_until": "2026-01-01 00:00:00"}
        for vals in (before, before | {"active": True}, {"fault": "None"}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "entered"):
                schedule.write(vals)
        with self.assertRaisesRegex(UserError, "entered"):
            self._schedule(self.env.user, **before)
        context = {"default_done_until": "2026-01-01 00:00:00", "default_fault": "x"}
        copies = schedule.with_context(**context).copy() | schedule.with_context(
            **context
        ).create({"name": "More", "subject": "More", "date_start": "2026-01-01"})
        for each in schedule | copies:
            self.assertEqual(each.done_until, datetime(2026, 3, 2, 9))
            self.assertFalse(each.fault)
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-03"])

    def test_it_ends(self):
        schedule = self._schedule(date_end="2026-03-04", catch_up="all")
        self._run_at("2026-03-10 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-03", "2026-03-04"])
        self.assertFalse(schedule.date_next)
        self.assertFalse(schedule.next_dates)

    def test_next_five_dates_are_shown_while_it_is_entered(self):
        """The form says the days before anything is saved."""
        form = Form(self.env["servicedesk.schedule"].with_user(self.dispatcher))
        form.name = form.subject = "Check"
        form.team_id = self.team_first
        form.unit = "month"
        form.month_day = 31
        form.date_start = date(2026, 3, 2)
        shown = str(form.next_dates)
        self.assertEqual(shown.count("<li>"), 5)
        self.assertIn("31 March 2026, 08:00", shown)
        self.assertIn("30 April 2026", shown)

    def test_the_alarm_is_set(self):
        self._schedule()
        cron = self.env.ref("servicedesk_core.ir_cron_run_schedules")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(datetime(2026, 3, 3, 7), triggers.mapped("call_at"))

    def test_wrong_rules_are_refused(self):
        """In words, and nothing is saved."""
        for vals in (
            {"unit": "week", "mon": False},
            {"unit": "month", "month_day": 32},
            {"date_end": "2026-03-01"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._schedule(**vals)
        for vals in ({"hour": 24}, {"days_ahead": -1}, {"every": 0}):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._schedule(**vals)

    def test_the_list_says_how_often(self):
        schedule = self._schedule()
        for unit, every, said in (
            ("day", 1, "Every day"),
            ("week", 2, "Every 2 weeks"),
            ("month", 1, "Every month"),
            ("month", 3, "Every 3 months"),
            ("year", 2, "Every 2 years"),
        ):
            with self.subTest(said):
                schedule.write({"unit": unit, "every": every})
                self.assertEqual(schedule.recurs, said)
        listed = etree.fromstring(schedule.get_view(view_type="list")["arch"])
        self.assertTrue(listed.xpath("//field[@name='recurs']"))

    def test_the_required_subject_has_a_label(self):
        """A group of fields labels them; a bare field in the page does not."""
        arch = self.env["servicedesk.schedule"].get_view(view_type="form")["arch"]
        subject = etree.fromstring(arch).xpath("//field[@name='subject']")[0]
        self.assertFalse(subject.get("colspan"))
        self.assertEqual(subject.getparent().tag, "group")

    def test_its_tickets_are_listed(self):
        schedule = self._schedule()
        self._run_at("2026-03-03 07:00:00")
        schedule.invalidate_recordset(["ticket_count"])
        self.assertEqual(schedule.ticket_count, 1)
        domain = schedule.action_view_tickets()["domain"]
        found = self.env["servicedesk.ticket"].search(domain)
        self.assertEqual(found, schedule.sudo().ticket_ids)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestScheduleFaults(ScheduleCommon):
    """What is in the way is told, and stops nobody else."""

    def test_an_archived_part_is_told_once(self):
        """The form and its keeper are told; other schedules go on; then it heals."""
        service = self.env["servicedesk.service"].create({"name": "Freezers"})
        broken = self._schedule(service_id=service.id)
        sound = self._schedule(name="Other")
        service.active = False
        self._run_at("2026-03-03 07:00:00")
        self._run_at("2026-03-03 08:00:00")
        self.assertIn("archived", broken.fault)
        self.assertEqual(broken.activity_ids.user_id, self.dispatcher)
        self.assertEqual(len(broken.activity_ids), 1)
        self.assertEqual(self._days(sound), ["2026-03-03"])
        service.active = True
        self._run_at("2026-03-03 09:00:00")
        self.assertEqual(self._days(broken), ["2026-03-03"])
        self.assertFalse(broken.fault)
        self.assertFalse(broken.activity_ids)

    def _empty_calendar(self):
        empty = self.calendar.copy()
        empty.name = "No Hours"
        empty.attendance_ids.unlink()
        return empty

    def test_work_on_free_days_only_is_told_at_once(self):
        """Its keeper is told by an activity, and the form names the working hours."""
        sunday = {"unit": "week", "mon": False, "sun": True}
        skipped = self._schedule(closed_days="skip", **sunday)
        self.assertIn("Berlin", skipped.fault)
        self.assertEqual(skipped.activity_ids.user_id, self.dispatcher)
        self.assertFalse(skipped.date_next)
        for closed_days in ("move", "keep"):
            with self.subTest(closed_days=closed_days):
                self.assertFalse(
                    self._schedule(closed_days=closed_days, **sunday).fault
                )
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(len(skipped.activity_ids), 1)
        skipped.closed_days = "move"
        self.assertFalse(skipped.fault)
        self.assertFalse(skipped.activity_ids)
        self.assertTrue(skipped.date_next)

    def test_a_team_that_loses_its_hours_is_told_within_the_round(self):
        """Whether its days were moved or left out; and it heals by itself."""
        moved, skipped = (self._schedule(closed_days=way) for way in ("move", "skip"))
        kept = self._schedule(closed_days="keep")
        self.assertFalse((moved | skipped | kept).filtered("fault"))
        self.team_first.resource_calendar_id = self._empty_calendar()
        self._run_at("2026-03-03 06:00:00")
        for schedule in moved | skipped:
            self.assertIn("No Hours", schedule.fault)
            self.assertEqual(schedule.activity_ids.user_id, self.dispatcher)
        self.assertFalse(kept.fault)
        self.team_first.resource_calendar_id = self.calendar
        self._run_at("2026-03-03 06:30:00")
        self.assertFalse((moved | skipped).filtered("fault"))
        self.assertFalse((moved | skipped).activity_ids)
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(self._days(moved), ["2026-03-03"])

    def test_the_keeper_reads_it_in_his_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.dispatcher.lang = "ru_RU"
        with patch.object(
            type(self.env), "_", lambda env, said, **words: f"{env.lang} {words}"
        ):
            fault = self._schedule(
                self.manager,
                owner_id=self.dispatcher.id,
                unit="week",
                mon=False,
                sun=True,
                closed_days="skip",
            ).fault
        self.assertIn("ru_RU", fault)

    def test_work_that_ends_on_a_free_day_has_just_ended(self):
        """Nothing is wrong with it, as long as some of its days were worked on."""
        vals = {"closed_days": "skip", "date_end": "2026-03-08"}
        ended = self._schedule(**vals)
        never = self._schedule(date_start="2026-03-07", **vals)
        archived = self._schedule(date_start="2026-03-07", active=False, **vals)
        self._run_at("2026-03-06 07:00:00")
        self.assertFalse(ended.date_next)
        self.assertFalse(ended.fault)
        self.assertIn("Berlin", never.fault)
        self.assertFalse(archived.fault)

    def test_who_left_the_team_is_not_assigned(self):
        schedule = self._schedule(user_id=self.agent_a.id)
        self.agent_a.active = False
        self._run_at("2026-03-03 07:00:00")
        self.assertFalse(schedule.sudo().ticket_ids.user_id)

    def test_who_became_a_customer_is_not_assigned(self):
        """Like the archived: the work is made, and waits for somebody else."""
        schedule = self._schedule(user_id=self.agent_a.id)
        portal = self.env.ref("base.group_portal")
        self.agent_a.write({"group_ids": [(6, 0, portal.ids)]})
        self._run_at("2026-03-03 07:00:00")
        self.assertEqual(self._days(schedule), ["2026-03-03"])
        self.assertFalse(schedule.sudo().ticket_ids.user_id)

    def test_a_refused_ticket_leaves_nothing_half_made(self):
        schedule = self._schedule(catch_up="all")
        tickets = self.env.registry["servicedesk.ticket"]
        with patch.object(tickets, "_subscribe_people", side_effect=UserError("No")):
            self._run_at("2026-03-05 07:00:00")
        self.assertEqual(schedule.fault, "No")
        self.assertEqual(self._days(schedule), [])
        self._run_at("2026-03-05 08:00:00")
        self.assertEqual(len(self._days(schedule)), 3)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestScheduleAccess(ScheduleCommon):
    """Dispatchers and managers keep schedules; agents look."""

    def test_the_menu_leads_there_who_may_read(self):
        menu = self.env.ref("servicedesk_core.menu_planning_schedules")
        menus = self.env["ir.ui.menu"]
        for user, seen in (
            (self.agent_a, True),
            (self.dispatcher, True),
            (self.auditor, True),
            (self.employee, False),
        ):
            with self.subTest(user=user.login):
                visible = menus.with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, seen)

    def test_who_may(self):
        schedule = self._schedule()
        self.assertEqual(schedule.with_user(self.agent_a).name, "Check the freezers")
        for user in (self.agent_a, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                schedule.with_user(user).name = "Mine"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._schedule(user)
        with self.assertRaises(AccessError):
            schedule.with_user(self.dispatcher).unlink()
        with self.assertRaises(AccessError):
            schedule.with_user(self.customer).read(["name"])
        schedule.with_user(self.manager).unlink()

    def test_confidential_work_is_read_in_its_circle(self):
        """The template of a confidential team says as much as its tickets."""
        schedule = self._schedule(self.env.ref("base.user_root"))
        schedule.team_id = self.team_secret
        self.assertTrue(schedule.is_confidential)
        self.env.flush_all()
        schedules = self.env["servicedesk.schedule"]
        for user, sees in (
            (self.agent_c, True),
            (self.auditor, True),
            (self.agent_a, False),
            (self.dispatcher, False),
            (self.manager, False),
        ):
            found = schedules.with_user(user).search([("id", "=", schedule.id)])
            with self.subTest(user=user.login):
                self.assertEqual(bool(found), sees)

    def test_another_company_does_not_see_it(self):
        schedule = self._schedule()
        other = self.env["res.company"].create({"name": "Far Away"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = self.env["servicedesk.schedule"].with_user(self.manager).search([])
        self.assertNotIn(schedule, found)
