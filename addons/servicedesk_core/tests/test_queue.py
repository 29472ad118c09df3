# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval
from datetime import datetime
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import bands
from .common import ServicedeskCommon

NOON = datetime(2026, 5, 4, 12)  # a Monday
ALL_BANDS = (
    bands.NOW,
    bands.TODAY,
    bands.LATER,
    bands.WAITING,
    bands.CONFIRM,
    bands.ENDED,
)


class QueueCommon(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: NOON))
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)
        cls.Ticket = cls.Ticket.with_context(tz="UTC")

    def _create(self, **values):
        return self.Ticket.create(
            {
                "name": "Broken",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.incident.id,
                "user_id": self.agent_a.id,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestBandsOfWork(QueueCommon):
    """My work, in bands: the same whether shown, searched or grouped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.Ticket.create(
            [
                {
                    "name": name,
                    "partner_id": cls.customer_partner.id,
                    "ticket_type_id": cls.incident.id,
                    "user_id": cls.agent_a.id,
                    "date_due": due,
                }
                for name, due in (
                    ("Late", datetime(2026, 5, 3, 18)),
                    ("Today", datetime(2026, 5, 4, 18)),
                    ("Undated", False),
                    ("Waiting", False),
                    ("Solved", False),
                    ("Given up", False),
                )
            ]
        )
        cls.tickets[3:5].action_start()
        cls.tickets[3].action_wait("customer")
        cls.tickets[4].action_resolve("Done")
        cls.tickets[5].action_cancel("Not wanted any more")

    def test_each_is_in_its_band(self):
        self.assertEqual(tuple(self.tickets.mapped("due_band")), ALL_BANDS)

    def test_searching_gives_what_is_shown(self):
        mine = [("id", "in", self.tickets.ids)]
        for ticket, band in zip(self.tickets, ALL_BANDS, strict=True):
            with self.subTest(band=band):
                found = self.Ticket.search([("due_band", "=", band), *mine])
                self.assertEqual(found, ticket)
                others = self.Ticket.search([("due_band", "!=", band), *mine])
                self.assertEqual(others, self.tickets - ticket)

    def test_grouping_gives_what_is_shown_in_order(self):
        groups = self.Ticket._read_group(
            [("id", "in", self.tickets.ids)], ["due_band"], ["id:recordset"]
        )
        self.assertEqual(groups, list(zip(ALL_BANDS, self.tickets, strict=True)))

    def test_the_list_groups_by_it(self):
        result = self.Ticket.web_read_group(
            [("id", "in", self.tickets.ids)], ["due_band"], ["__count"]
        )
        labels = [group["due_band"] for group in result["groups"]]
        self.assertEqual(labels, list(ALL_BANDS))
        for group in result["groups"]:
            found = self.Ticket.search(group["__extra_domain"])
            self.assertEqual(len(found & self.tickets), 1)

    def test_the_day_is_the_readers(self):
        """Ten in the evening UTC is tomorrow in Shanghai."""
        ticket = self._create(date_due=datetime(2026, 5, 4, 22))
        self.assertEqual(ticket.due_band, bands.TODAY)
        elsewhere = ticket.with_context(tz="Asia/Shanghai")
        self.assertEqual(elsewhere.due_band, bands.LATER)
        self.assertIn(ticket, elsewhere.search([("due_band", "=", bands.LATER)]))

    def test_the_most_urgent_and_the_next_hour_are_for_now(self):
        """Shown, found and grouped alike, at every edge."""
        edges = [
            (datetime(2026, 5, 4, 12), "1", bands.NOW),
            (datetime(2026, 5, 4, 12, 59), "1", bands.NOW),
            (datetime(2026, 5, 4, 13), "1", bands.TODAY),
            (datetime(2026, 5, 5), "1", bands.LATER),
            (datetime(2026, 5, 9), "3", bands.NOW),
            (False, "3", bands.NOW),
            (False, "2", bands.LATER),
        ]
        for due, priority, band in edges:
            with self.subTest(due=due, priority=priority):
                ticket = self._create(date_due=due, priority=priority)
                self.assertEqual(ticket.due_band, band)
                found = self.Ticket.search([("due_band", "=", band)])
                self.assertIn(ticket, found)
                [(grouped, _count)] = self.Ticket._read_group(
                    [("id", "=", ticket.id)], ["due_band"], ["__count"]
                )
                self.assertEqual(grouped, band)

    def test_what_may_not_be_read_is_in_no_band(self):
        """Tickets that an agent does not read are not counted for him."""
        self.tickets.with_user(self.dispatcher).team_id = self.team_secret
        self.assertEqual(self._count_bands(self.agent_b), [])
        self.assertTrue(self._count_bands(self.agent_c))

    def test_bands_are_nothing_for_customers(self):
        """How the desk orders its work is no business of theirs."""
        with self.assertRaises(AccessError):
            self._count_bands(self.customer)

    def _count_bands(self, user):
        return self.Ticket.with_user(user)._read_group(
            [("id", "in", self.tickets.ids)], ["due_band"], ["__count"]
        )


@tagged("post_install", "-at_install")
class TestWhatComesNext(QueueCommon):
    """Whose move it is, and whether the requester waits for an answer."""

    def _say(self, ticket, user, **values):
        values = {
            "body": "Hello",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        } | values
        ticket.with_user(user).message_post(**values)
        ticket.invalidate_recordset(["has_unread_answer", "next_step"])

    def test_the_requesters_word_is_unread_until_the_desk_answers(self):
        ticket = self._create()
        self.assertFalse(ticket.has_unread_answer)
        self._say(ticket, self.customer)
        self.assertTrue(ticket.has_unread_answer)
        self.assertEqual(ticket.next_step, "Answer the requester")
        self._say(ticket, self.agent_a, subtype_xmlid="mail.mt_note")
        self.assertTrue(ticket.has_unread_answer, "a hidden note answers nobody")
        self._say(ticket, self.agent_a)
        self.assertFalse(ticket.has_unread_answer)

    def test_an_employee_who_asks_is_a_requester(self):
        ticket = self._create(partner_id=self.employee.partner_id.id)
        self._say(ticket, self.employee)
        self.assertTrue(ticket.has_unread_answer)

    def test_whose_move_it_is_in_each_state(self):
        fresh = self.Ticket.create(
            {"name": "?", "partner_id": self.customer_partner.id}
        )
        self.assertEqual(fresh.next_step, "Classify it")
        ticket = self._create(user_id=False)
        ticket.user_id = False
        self.assertEqual(ticket.next_step, "Somebody takes it")
        ticket.action_take()
        self.assertEqual(ticket.next_step, "Start on it")
        ticket.action_start()
        self.assertEqual(ticket.next_step, "Solve it")
        ticket.action_wait("supplier")
        self.assertIn("upplier", ticket.next_step)
        ticket.action_resolve("Done")
        self.assertEqual(ticket.next_step, "The requester confirms")
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.invalidate_recordset()
        if ticket.is_open:
            self.assertEqual(ticket.next_step, "Close it")
            ticket.action_close()
        self.assertFalse(ticket.next_step)

    def test_one_statement_for_the_whole_list(self):
        tickets = self.Ticket.create(
            [
                {
                    "name": f"No {number}",
                    "partner_id": self.customer_partner.id,
                    "ticket_type_id": self.incident.id,
                    "user_id": self.agent_a.id,
                }
                for number in range(20)
            ]
        )
        self.env.flush_all()
        tickets.mapped("has_unread_answer")  # what is the same for all is cached now
        tickets.invalidate_recordset(["has_unread_answer"])
        with self.assertQueryCount(1):
            self.assertFalse(any(tickets.mapped("has_unread_answer")))

    def test_requesters_do_not_read_it(self):
        ticket = self._create().with_user(self.customer)
        for name in ("has_unread_answer", "next_step"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                ticket.read([name])


@tagged("post_install", "-at_install")
class TestPromise(QueueCommon):
    """The promised time comes from the service, in working time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "UTC",
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": "Day",
                            "dayofweek": day,
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        },
                    )
                    for day in "01234"
                ],
            }
        )
        cls.team_first.resource_calendar_id = cls.office
        cls.whole = cls.env["servicedesk.service"].create(
            {"name": "Tills", "expected_hours": 8, "team_ids": cls.team_first.ids}
        )
        cls.part = cls.env["servicedesk.service"].create(
            {"name": "Printer", "parent_id": cls.whole.id}
        )
        cls.quick = cls.env["servicedesk.service"].create(
            {"name": "Password", "expected_hours": 1, "team_ids": cls.team_first.ids}
        )

    def test_the_expected_time_counts_in_working_time(self):
        ticket = self._create(service_id=self.whole.id)
        self.assertEqual(ticket.date_due, datetime(2026, 5, 5, 12))
        self.assertEqual(ticket.date_promised, ticket.date_due)

    def test_a_promise_is_not_kept_back(self):
        """Who registers does not say that the service promises nothing."""
        ticket = self._create(service_id=self.whole.id, date_promised=False)
        self.assertEqual(ticket.date_promised, datetime(2026, 5, 5, 12))

    def test_a_part_promises_what_the_whole_does(self):
        ticket = self._create(service_id=self.part.id)
        self.assertEqual(ticket.date_due, datetime(2026, 5, 5, 12))

    def test_without_an_expected_time_nothing_is_promised(self):
        self.assertFalse(self._create().date_due)

    def test_another_service_promises_anew_what_nobody_set(self):
        ticket = self._create(service_id=self.whole.id)
        ticket.write({"service_id": self.quick.id, "reclassify_reason": "It is"})
        promised = ticket.create_date.replace(microsecond=0)
        self.assertEqual(
            ticket.date_due,
            self.office._get_worktime().add(promised, 3600),
        )

    def test_a_time_set_by_hand_stays(self):
        mine = datetime(2026, 5, 7, 9)
        ticket = self._create(service_id=self.whole.id, date_due=mine)
        self.assertEqual(ticket.date_due, mine)
        ticket.write({"service_id": self.quick.id, "reclassify_reason": "It is"})
        self.assertEqual(ticket.date_due, mine)

    def test_the_companys_hours_count_where_the_team_has_none(self):
        self.team_first.resource_calendar_id = False
        self.company.resource_calendar_id = False
        ticket = self._create(service_id=self.whole.id)
        self.assertEqual(ticket.date_due, datetime(2026, 5, 4, 20))
        self.company.resource_calendar_id = self.office
        ticket = self._create(service_id=self.whole.id)
        self.assertEqual(ticket.date_due, datetime(2026, 5, 5, 12))

    def test_a_calendar_without_hours_promises_nothing(self):
        self.office.attendance_ids.unlink()
        self.assertFalse(self._create(service_id=self.whole.id).date_due)

    def test_requesters_read_it(self):
        ticket = self._create(service_id=self.whole.id)
        read = ticket.with_user(self.customer).read(["date_due"])
        self.assertEqual(read[0]["date_due"], datetime(2026, 5, 5, 12))


@tagged("post_install", "-at_install")
class TestLoadBoard(QueueCommon):
    """Everybody of the team is a column, and who is away is marked."""

    def _columns(self, user):
        board = self.Ticket.with_user(user).with_context(
            servicedesk_load_board=True,
            servicedesk_show_absence=True,
            read_group_expand=True,
        )
        result = board.web_read_group(
            [("is_open", "=", True)], ["user_id"], ["__count"], auto_unfold=True
        )
        return dict(group["user_id"] or (False, "") for group in result["groups"])

    def test_everybody_of_my_teams_is_a_column(self):
        columns = self._columns(self.agent_a)
        self.assertLessEqual(set(self.team_first.member_ids.ids), set(columns))

    def test_who_is_out_of_office_is_marked(self):
        self.agent_a.out_of_office_from = datetime(2026, 5, 1)
        name = self._columns(self.agent_a)[self.agent_a.id]
        self.assertEqual(name, f"{self.agent_a.name} (out of office)")

    def test_what_somebody_can_carry_is_told(self):
        self._create()
        seat = self.team_first.membership_ids.filtered(
            lambda member: member.user_id == self.agent_a
        )
        seat.capacity = 5
        load = self.env["servicedesk.ticket"].search_count(
            [("user_id", "=", self.agent_a.id), ("is_open", "=", True)]
        )
        name = self._columns(self.agent_a)[self.agent_a.id]
        self.assertEqual(name, f"{self.agent_a.name} ({load} of 5)")
        self.agent_a.out_of_office_from = datetime(2026, 5, 1)
        self.env.invalidate_all()
        name = self._columns(self.agent_a)[self.agent_a.id]
        self.assertEqual(name, f"{self.agent_a.name} (out of office, {load} of 5)")

    def test_cards_can_be_dragged_between_people(self):
        """Odoo lets nobody drag where the assignee is read only on the card."""
        arch = self.Ticket.get_view(view_type="kanban")["arch"]
        node = etree.fromstring(arch).find(".//field[@name='user_id']")
        self.assertIn("servicedesk_load_board", node.get("readonly"))

    def test_elsewhere_names_stay_names(self):
        self.agent_a.out_of_office_from = datetime(2026, 5, 1)
        self.assertEqual(self.agent_a.display_name, self.agent_a.name)

    def test_a_dispatcher_without_a_team_sees_all_but_the_confidential(self):
        columns = self._columns(self.dispatcher)
        members = (self.team_first | self.team_second).member_ids
        self.assertLessEqual(set(members.ids), set(columns))
        only_secret = self.team_secret.member_ids - members
        self.assertFalse(set(only_secret.ids) & set(columns))

    def test_dragging_assigns_by_the_same_rules(self):
        ticket = self._create()
        with self.assertRaises(UserError):
            ticket.web_save({"user_id": self.agent_c.id}, {})
        ticket.with_user(self.dispatcher).web_save({"user_id": self.agent_c.id}, {})
        self.assertEqual(ticket.user_id, self.agent_c)

    # -- dragging ------------------------------------------------------

    def _drag(self, ticket, user, by):
        """Drop a card on somebody's column, as the board does."""
        action = self.env.ref("servicedesk_core.servicedesk_ticket_action_load")
        context = literal_eval(action.context)
        on_board = ticket.with_user(by).with_context(**context)
        on_board.web_save({"user_id": user.id}, {"user_id": {"fields": {}}})
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def test_history_tells_names_and_no_load(self):
        helper = self._new_user("sd_board", "agent")
        self.team_first.member_ids |= helper
        self.team_first.membership_ids.capacity = 5
        ticket = self._create(user_id=self.agent_a.id)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self._drag(ticket, helper, self.agent_a)
        change = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id", "in", ticket.message_ids.ids),
                ("field_id.name", "=", "user_id"),
            ],
            order="id desc",
            limit=1,
        )
        self.assertRecordValues(
            change,
            [{"old_value_char": self.agent_a.name, "new_value_char": helper.name}],
        )

    def test_a_dispatchers_drag_takes_the_ticket_to_the_persons_team(self):
        ticket = self._create(user_id=self.agent_a.id)
        self._drag(ticket, self.agent_b, self.dispatcher)
        self.assertRecordValues(
            ticket,
            [{"user_id": self.agent_b.id, "team_id": self.team_second.id}],
        )

    def test_a_drag_inside_the_team_leaves_it_there(self):
        """Whoever sits in it, and whoever sits nowhere."""
        nobody = self._new_user("sd_nobody", "agent")
        self.team_first.member_ids |= self.agent_b
        for user in (self.agent_b, nobody):
            with self.subTest(user=user.login):
                ticket = self._create(user_id=self.agent_a.id)
                self._drag(ticket, user, self.dispatcher)
                self.assertEqual(ticket.user_id, user)
                self.assertEqual(ticket.team_id, self.team_first)

    def test_off_the_board_a_dispatcher_says_the_team_himself(self):
        ticket = self._create(user_id=self.agent_a.id)
        ticket.with_user(self.dispatcher).user_id = self.agent_b
        self.assertEqual(ticket.team_id, self.team_first)

    def test_an_agents_drag_to_another_team_is_refused_with_a_way_on(self):
        ticket = self._create(user_id=self.agent_a.id)
        with self.assertRaisesRegex(UserError, "Escalate.*dispatcher"):
            self._drag(ticket, self.agent_b, self.agent_a)
        self.assertEqual(ticket.user_id, self.agent_a)
        self.assertEqual(ticket.team_id, self.team_first)

    def test_the_board_counts_as_the_load_does(self):
        """What is resolved is no load, and no card."""
        action = self.env.ref("servicedesk_core.servicedesk_ticket_action_load")
        self.assertEqual(literal_eval(action.domain), [("state", "!=", "resolved")])
