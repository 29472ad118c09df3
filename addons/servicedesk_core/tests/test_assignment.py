# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import Counter
from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ServicedeskCommon

NOON = datetime(2026, 5, 4, 12)  # a Monday
LOGGER = "odoo.addons.servicedesk_core.models.assignment.servicedesk_ticket"


@tagged("post_install", "-at_install")
class TestAssignment(ServicedeskCommon):
    """A classified ticket that nobody has goes to whom the team's rule chooses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: NOON))
        cls.ann, cls.ben, cls.cid = (
            cls._new_user(f"sd_{name}", "agent") for name in ("ann", "ben", "cid")
        )
        cls.team = cls.env["servicedesk.team"].create(
            {
                "name": "Networks",
                "level": "2",
                "company_id": cls.company.id,
                "assignment": "round_robin",
                "membership_ids": [
                    (0, 0, {"user_id": user.id, "sequence": index})
                    for index, user in enumerate((cls.ann, cls.ben, cls.cid))
                ],
            }
        )
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.dispatcher)

    def _vals(self, **values):
        return {
            "name": "No network",
            "partner_id": self.customer_partner.id,
            "ticket_type_id": self.incident.id,
            "team_id": self.team.id,
            **values,
        }

    def _create(self, count=1, **values):
        return self.Ticket.create([self._vals(**values) for _each in range(count)])

    def _get_seat(self, user):
        return self.team.membership_ids.filtered(lambda seat: seat.user_id == user)

    # -- in turn -------------------------------------------------------

    def test_in_turn_each_gets_as_many(self):
        tickets = self._create(5) + self._create(4)
        given = Counter(tickets.user_id.mapped(lambda user: user.login))
        self.assertEqual(len(given), 3)
        counts = Counter(ticket.user_id for ticket in tickets)
        self.assertEqual(set(counts.values()), {3})

    def test_who_is_assigned_starts_as_if_somebody_had_assigned_him(self):
        ticket = self._create()
        self.assertEqual(ticket.state, "assigned")
        self.assertEqual(ticket.date_assigned, NOON)
        self.assertIn(ticket.user_id.partner_id, ticket.message_partner_ids)

    def test_why_him_is_told_in_the_first_note(self):
        ticket = self._create()
        note = ticket.message_ids[-1].body
        self.assertIn(f"Assigned to {ticket.user_id.name}", note)
        self.assertIn("his turn", note)
        self.assertEqual(ticket.assignment_reason, "it was his turn in the team")

    def test_after_a_person_chose_there_is_no_rule_to_tell(self):
        ticket = self._create()
        ticket.user_id = (self.ann | self.ben | self.cid - ticket.user_id)[0]
        ticket.action_assign(user_id=self.dispatcher.id)
        self.assertEqual(ticket.assignment_reason, "")

    def test_by_hand_nobody_is_chosen(self):
        self.team.assignment = "manual"
        ticket = self._create()
        self.assertFalse(ticket.user_id)
        self.assertFalse(ticket.assignment_facts)

    def test_an_unclassified_ticket_waits_for_its_class(self):
        ticket = self._create(ticket_type_id=False)
        self.assertFalse(ticket.user_id)
        ticket.ticket_type_id = self.incident
        self.assertTrue(ticket.user_id)
        self.assertEqual(ticket.state, "assigned")
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertIn(f"Assigned to {ticket.user_id.name}: it was his turn", notes)

    def test_another_team_assigns_by_its_own_rule(self):
        ticket = self._create(team_id=self.team_second.id)
        self.assertFalse(ticket.user_id)
        ticket.action_assign(team_id=self.team.id)
        self.assertIn(ticket.user_id, self.team.member_ids)

    def test_a_ticket_given_back_stays_with_nobody(self):
        ticket = self._create()
        ticket.user_id = False
        ticket.ticket_type_id = ticket.ticket_type_id
        self.assertFalse(ticket.user_id)
        self._run_job()
        self.assertFalse(ticket.user_id)
        self.assertIn("given back", ticket.assignment_reason)
        ticket.team_id = self.team_second
        ticket.team_id = self.team
        self.assertTrue(ticket.user_id)

    def test_who_registers_may_be_anybody(self):
        """An agent who may not assign in that team registers for it all the same."""
        ticket = self.Ticket.with_user(self.agent_a).create(self._vals())
        self.assertIn(ticket.sudo().user_id, self.team.member_ids)

    def test_how_it_came_about_cannot_be_forged(self):
        with self.assertRaises(UserError):
            self._create(assignment_facts={"user_id": self.agent_c.id})

    # -- the absent ----------------------------------------------------

    def test_who_is_out_of_office_is_passed_over(self):
        self.ann.out_of_office_from = datetime(2026, 5, 4, 8)
        self.ann.out_of_office_to = datetime(2026, 5, 8, 18)
        self.assertEqual(self._create(6).user_id, self.ben | self.cid)

    def test_who_was_or_will_be_out_of_office_is_not(self):
        self.ann.out_of_office_from = datetime(2026, 5, 5, 8)
        self.ben.out_of_office_from = datetime(2026, 4, 27, 8)
        self.ben.out_of_office_to = datetime(2026, 5, 1, 18)
        self.assertEqual(self._create(6).user_id, self.ann | self.ben | self.cid)

    def test_the_archived_are_passed_over(self):
        self.ben.active = False
        self.assertEqual(self._create(6).user_id, self.ann | self.cid)

    def test_who_became_a_customer_is_passed_over(self):
        """His seat stays, and refuses no ticket of the team."""
        self._turn_customer(self.ben)
        self.assertIn(self.ben, self.team.member_ids)
        self.assertEqual(self._create(6).user_id, self.ann | self.cid)
        shown = self.ben.with_context(servicedesk_show_absence=True).display_name
        self.assertIn("(no employee)", shown)

    def test_a_team_of_none_but_customers_waits(self):
        self._turn_customer(self.ann | self.ben | self.cid)
        ticket = self._create()
        self.assertFalse(ticket.user_id)
        self.assertIn("nobody", ticket.assignment_reason)

    def _turn_customer(self, users):
        users.write({"group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]})

    def _set_hours(self, user, hour_from, hour_to):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Own",
                "tz": "UTC",
                "attendance_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "name": "Monday",
                            "dayofweek": "0",
                            "hour_from": hour_from,
                            "hour_to": hour_to,
                            "day_period": "morning",
                        },
                    ),
                ],
            }
        )
        return self.env["resource.resource"].create(
            {"name": user.name, "user_id": user.id, "calendar_id": calendar.id}
        )

    def test_those_off_their_hours_are_passed_over(self):
        self._set_hours(self.ann, 6, 12)
        self._set_hours(self.ben, 12, 18)
        self.assertEqual(self._create(6).user_id, self.ben | self.cid)

    def test_those_on_leave_are_passed_over(self):
        resource = self._set_hours(self.ann, 6, 18)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "date_from": datetime(2026, 5, 4),
                "date_to": datetime(2026, 5, 9),
            }
        )
        self.assertEqual(self._create(6).user_id, self.ben | self.cid)

    def test_by_roster_only_those_on_duty_get_any(self):
        self.team.uses_roster = True
        self.env["servicedesk.duty"].create(
            [
                {
                    "team_id": self.team.id,
                    "user_id": user.id,
                    "date_from": datetime(2026, 5, 4, start),
                    "date_to": datetime(2026, 5, 4, end),
                }
                for user, start, end in (
                    (self.ann, 6, 12),
                    (self.ben, 12, 20),
                    (self.cid, 20, 23),
                )
            ]
        )
        self.assertEqual(self._create(3).user_id, self.ben)

    def test_when_nobody_is_there_the_ticket_says_so_and_waits(self):
        (self.ann | self.ben | self.cid).out_of_office_from = datetime(2026, 5, 4)
        ticket = self._create()
        self.assertFalse(ticket.user_id)
        self.assertEqual(
            ticket.assignment_reason,
            "nobody: all of the team are away or off duty",
        )
        self.ann.out_of_office_from = False
        self._run_job()
        self.assertEqual(ticket.user_id, self.ann)
        self.assertEqual(ticket.state, "assigned")

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "servicedesk_core.ir_cron_assign_waiting"
            ).method_direct_trigger()

    def test_a_fault_in_one_team_keeps_no_other_waiting(self):
        """It is logged with the team's name, and leaves nothing half assigned."""
        other = self.team.copy({"name": "Cables", "sequence": 0})
        other.member_ids = self.dispatcher
        (self.ann | self.dispatcher).out_of_office_from = datetime(2026, 5, 4)
        (self.ben | self.cid).active = False
        ticket, stuck = self._create(), self._create(team_id=other.id)
        self.assertFalse((ticket | stuck).user_id)
        (self.ann | self.dispatcher).out_of_office_from = False
        tickets = self.env.registry["servicedesk.ticket"]
        assign = tickets._log_assignment

        error = UserError("No")

        def refuse(ticket):
            if ticket.team_id == other:
                raise error
            return assign(ticket)

        with (
            patch.object(tickets, "_log_assignment", refuse),
            self.assertLogs(LOGGER, "ERROR") as logged,
        ):
            self._run_job()
        self.assertEqual(ticket.user_id, self.ann)
        self.assertFalse(stuck.user_id)
        self.assertIn("Cables", logged.output[0])

    # -- by load -------------------------------------------------------

    def test_the_least_loaded_gets_it(self):
        self.team.assignment = "manual"
        self._create(3, user_id=self.ann.id)
        self._create(1, user_id=self.ben.id)
        self._create(2, user_id=self.cid.id)
        self.team.assignment = "least_loaded"
        self.assertEqual(self._create().user_id, self.ben)
        tickets = self._create(5)
        given = Counter(ticket.user_id for ticket in tickets)
        self.assertEqual(given, {self.ann: 1, self.ben: 2, self.cid: 2})

    def test_what_is_resolved_or_closed_is_no_load(self):
        self.team.assignment = "manual"
        old = self._create(3, user_id=self.ann.id)
        self._create(1, user_id=self.ben.id)
        self._create(1, user_id=self.cid.id)
        old.action_start()
        old.action_resolve("Cable replaced")
        self.team.assignment = "least_loaded"
        self.assertEqual(self._create().user_id, self.ann)

    def test_nobody_gets_more_than_he_can_carry(self):
        self.team.assignment = "least_loaded"
        for user, capacity in ((self.ann, 1), (self.ben, 2), (self.cid, 1)):
            self._get_seat(user).capacity = capacity
        tickets = self._create(6)
        given = Counter(ticket.user_id for ticket in tickets)
        self.assertEqual(given[self.ben], 2)
        self.assertEqual(given[self.env["res.users"]], 2)
        full = tickets.filtered(lambda ticket: not ticket.user_id)
        self.assertIn("all they can", full[0].assignment_reason)

    # -- by skill ------------------------------------------------------

    def test_the_best_skilled_gets_it(self):
        self.team.assignment = "best_skill"
        cisco, russian = self.env["servicedesk.skill"].create(
            [{"name": "Cisco"}, {"name": "Russian"}]
        )
        self._get_seat(self.ben).skill_ids = cisco
        self._get_seat(self.cid).skill_ids = cisco | russian
        service = self.env["servicedesk.service"].create(
            {"name": "Network", "skill_ids": cisco.ids}
        )
        part = self.env["servicedesk.service"].create(
            {"name": "Wi-Fi", "parent_id": service.id, "skill_ids": russian.ids}
        )
        ticket = self._create(service_id=part.id)
        self.assertEqual(ticket.user_id, self.cid)
        self.assertEqual(ticket.assignment_reason, "by skill: Cisco, Russian")
        ticket = self._create(service_id=service.id)
        self.assertEqual(ticket.user_id, self.ben, "as skilled, and less loaded")
