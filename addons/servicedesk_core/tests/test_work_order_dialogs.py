# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .work_day_common import MONDAY, WorkDayCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestWorkOrderDialogs(WorkDayCommon):
    """Ordering work in two clicks, and the steps that need words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tills = cls.env["servicedesk.service"].create(
            {"name": "Tills", "team_ids": cls.team_second.ids}
        )
        cls.ticket.write({"service_id": cls.tills.id, "site_id": cls.shop.id})

    def _dialog(self, *args, **kwargs):
        """Return the dialog as its form fills it in."""
        return self._form(*args, **kwargs).save()

    def _form(self, user=None, ticket=None, **values):
        """Return the form of the dialog, open and filled in."""
        ticket = ticket or self.ticket
        dialogs = self.env["servicedesk.work.order.make"].with_user(
            user or self.dispatcher
        )
        form = Form(
            dialogs.with_context(active_model=ticket._name, active_id=ticket.id)
        )
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def _last(self):
        return self.env["servicedesk.work.order"].search([], limit=1, order="id desc")

    # ------------------------------------------------------------------
    # Ordering
    # ------------------------------------------------------------------

    def test_two_clicks_to_an_own_engineer(self):
        """Nobody is named for the service: somebody of its teams does it."""
        action = self._dialog().action_send()
        self.assertEqual(action["tag"], "display_notification")
        order = self._last()
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sent",
                    "ticket_id": self.ticket.id,
                    "name": self.ticket.name,
                    "site_id": self.shop.id,
                    "contractor_id": False,
                    "responsible_id": self.dispatcher.id,
                    "planned_start": datetime(2026, 3, 2, 11),
                    "planned_end": datetime(2026, 3, 2, 12),
                }
            ],
        )
        self.assertIn(order.user_id, self.team_second.member_ids)

    def test_the_engineer_with_the_least_to_do(self):
        """Not who is away, and not who orders: he verifies the work."""
        busy = self._dialog()
        self.assertEqual(busy.user_id, min(self.agent_b, self.engineer))
        self.assertIn("fewest open work orders", busy.doer_hint)
        self._order(user_id=busy.user_id.id)
        other = (self.agent_b | self.engineer) - busy.user_id
        self.assertEqual(self._dialog().user_id, other)
        self._order(user_id=other.id)
        self._order(user_id=other.id)
        self.assertEqual(self._dialog().user_id, busy.user_id)
        away = {"out_of_office_from": "2026-03-01 09:00:00"}
        busy.user_id.sudo().write(away)
        self.assertEqual(self._dialog().user_id, other)

    def test_two_clicks_to_the_best_contractor(self):
        """Who is named for the service gets it, with all that is agreed with him."""
        self.repairs.contractor_service_ids = self.tills
        contract = self.env["servicedesk.contract"].create(
            {
                "name": "Tills on call",
                "kind": "underpinning",
                "contractor_id": self.repairs.id,
                "company_id": self.company.id,
                "service_ids": self.tills.ids,
            }
        )
        self.env["servicedesk.contractor.rate"].create(
            {
                "partner_id": self.repairs.id,
                "name": "Hour",
                "amount": 80,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
            }
        )
        dialog = self._dialog()
        self.assertIn("contract", dialog.doer_hint)
        dialog.action_send()
        self.assertRecordValues(
            self._last(),
            [
                {
                    "state": "sent",
                    "user_id": False,
                    "contractor_id": self.repairs.id,
                    "contact_id": self.repairer.id,
                    "contract_id": contract.id,
                    "rate": 80,
                    "quota_amount": 160,
                }
            ],
        )

    def test_a_contract_that_is_over(self):
        """Whoever chooses it is told so before he sends."""
        contract = self.env["servicedesk.contract"].create(
            {
                "name": "Tills on call",
                "kind": "underpinning",
                "contractor_id": self.repairs.id,
                "company_id": self.company.id,
                "date_end": "2026-03-01",
            }
        )
        form = self._form(doer="contractor", contractor_id=self.repairs)
        self.assertFalse(form.contract_hint)
        form.contract_id = contract
        self.assertIn("ended on 03/01/2026", form.contract_hint)

    def test_who_does_everything_is_not_proposed_at_once(self):
        """He is the best contractor there is, and still costs more than a colleague."""
        dialog = self._dialog()
        self.assertEqual(dialog.doer, "own")
        dialog = self._dialog(doer="contractor")
        self.assertEqual(dialog.contractor_id, self.repairs)
        self.assertFalse(dialog.user_id)

    def _plan(self, start):
        """Plan the ticket for an hour from ``start`` on."""
        start = datetime.fromisoformat(start)
        end = start + timedelta(hours=1)
        self.ticket.write({"planned_start": start, "planned_end": end})

    def _nine_to_five(self):
        """Return a calendar of working days from 9 to 17 UTC."""
        return self.env["resource.calendar"].create(
            {
                "name": "Nine to Five",
                "tz": "UTC",
                "company_id": self.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )

    def test_a_contractor_where_no_colleague_can_come(self):
        """Out of office, or with another order: measured at the planned start."""
        people = self.agent_b | self.engineer
        away = {
            "out_of_office_from": "2026-03-05 00:00:00",
            "out_of_office_to": "2026-03-06 00:00:00",
        }
        people.sudo().write(away)
        # They are here today, and not when it is planned for.
        self.assertEqual(self._dialog().doer, "own")
        self._plan("2026-03-05 10:00:00")
        dialog = self._dialog()
        self.assertEqual(dialog.doer, "contractor")
        self.assertEqual(dialog.contractor_id, self.repairs)
        self.assertIn("Nobody of Second Line is free", dialog.doer_hint)
        self.assertIn("Does everything", dialog.doer_hint)
        dialog = self._form(doer="own")
        self.assertFalse(dialog.user_id)
        self.assertIn("or another time", dialog.doer_hint)
        dialog = self._dialog(doer="own", user_id=self.engineer)
        self.assertIn("out of office at the planned start", dialog.doer_hint)
        # Who is away now and back by then is asked.
        people.sudo().write(
            {
                "out_of_office_from": "2026-03-01 00:00:00",
                "out_of_office_to": "2026-03-03 00:00:00",
            }
        )
        self.assertEqual(self._dialog().doer, "own")

    def test_who_has_another_order_then_is_not_free(self):
        """Only at that time; an order that is done takes no time."""
        self._plan("2026-03-05 10:00:00")
        for user in self.agent_b | self.engineer:
            self._order("2026-03-05 09:30:00", "2026-03-05 10:30:00", user_id=user.id)
        self.assertEqual(self._dialog().doer, "contractor")
        dialog = self._dialog(doer="own", user_id=self.engineer)
        self.assertIn("another work order at that time", dialog.doer_hint)
        self._plan("2026-03-05 10:30:00")
        self.assertEqual(self._dialog().doer, "own")

    def test_a_contractor_where_the_team_is_closed(self):
        """The team that would do it is not at work then; without anybody, own."""
        self.team_second.resource_calendar_id = self._nine_to_five()
        self._plan("2026-03-05 10:00:00")
        self.assertEqual(self._dialog().doer, "own")
        self._plan("2026-03-07 10:00:00")  # a Saturday
        dialog = self._dialog()
        self.assertEqual(dialog.doer, "contractor")
        self.assertIn("Second Line is not at work", dialog.doer_hint)
        # Another time, another doer: the hint follows.
        dialog = self._dialog(planned_start=datetime(2026, 3, 6, 10))
        self.assertNotIn("not at work", dialog.doer_hint)
        contractors = self.env["res.partner"].search([("is_contractor", "=", True)])
        contractors.is_contractor = False
        self.assertEqual(self._form().doer, "own")

    def test_a_draft_is_gone_on_with(self):
        action = self._dialog(name="Something else").action_save()
        order = self._last()
        self.assertEqual(action["res_id"], order.id)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.name, "Something else")

    def test_as_the_ticket_is_planned(self):
        self.ticket.write(
            {
                "planned_start": "2026-03-05 07:00:00",
                "planned_end": "2026-03-05 08:00:00",
            }
        )
        dialog = self._dialog()
        self.assertEqual(dialog.planned_start, datetime(2026, 3, 5, 7))
        self.assertEqual(dialog.planned_end, datetime(2026, 3, 5, 8))

    def test_nobody_to_do_it(self):
        """Refused with words; nothing is made."""
        dialog = self._dialog()
        dialog.user_id = False
        before = self.env["servicedesk.work.order"].search_count([])
        with self.assertRaisesRegex(UserError, "Choose who does the work"):
            dialog.action_send()
        self.assertEqual(self.env["servicedesk.work.order"].search_count([]), before)

    def test_who_may_not_work_on_the_ticket_orders_nothing(self):
        dialogs = self.env["servicedesk.work.order.make"]
        for user in (self.agent_b, self.auditor, self.employee, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dialogs.with_user(user).create({"ticket_id": self.ticket.id})

    def test_the_dialog_is_one_s_own(self):
        dialog = self._dialog()
        with self.assertRaises(AccessError):
            dialog.with_user(self.manager).action_send()

    # ------------------------------------------------------------------
    # Steps that need words
    # ------------------------------------------------------------------

    def _answer(self, order, user, deed, **values):
        dialogs = self.env["servicedesk.work.order.answer"].with_user(user)
        wizard = dialogs.with_context(
            active_model=order._name, active_ids=order.ids
        ).create({"deed": deed, **values})
        return wizard.action_apply()

    def test_answers(self):
        """Each does what its deed does, with the words given."""
        order = self._order()
        self._answer(order, self.engineer, "plan", planned_start="2026-03-03 09:00:00")
        self.assertEqual(order.planned_start, datetime(2026, 3, 3, 9))
        order.with_user(self.engineer).action_start()
        self._answer(order, self.engineer, "done", report="New drum")
        self.assertEqual(order.state, "done")
        self.assertIn("New drum", order.report)
        self._answer(order, self.dispatcher, "return", reason="It still streaks")
        self.assertRecordValues(order, [{"state": "in_progress", "reopen_count": 1}])
        self._answer(
            order,
            self.engineer,
            "hand_over",
            user_id=self.agent_b.id,
            reason="I have no drum left",
        )
        self.assertRecordValues(order, [{"state": "sent", "user_id": self.agent_b.id}])
        self._answer(order, self.agent_b, "decline", reason="On leave")
        self.assertRecordValues(
            order, [{"state": "declined", "end_reason": "On leave"}]
        )
        other = self._order()
        self._answer(other, self.dispatcher, "cancel", reason="It works again")
        self.assertEqual(other.state, "cancelled")

    def test_words_and_a_colleague_are_asked_for(self):
        order = self._order()
        order.with_user(self.engineer).action_start()
        for user, deed in (
            (self.engineer, "done"),
            (self.engineer, "hand_over"),
            (self.dispatcher, "cancel"),
        ):
            with self.subTest(deed=deed), self.assertRaises(UserError):
                self._answer(order, user, deed)
        self.assertEqual(order.state, "in_progress")

    def test_the_dialog_gives_nobody_a_right(self):
        """Answers are the doer's, returns and cancellations the orderer's."""
        order = self._order()
        for user in (self.agent_b, self.employee):
            for deed in ("decline", "cancel", "plan", "hand_over"):
                with (
                    self.subTest(user=user.login, deed=deed),
                    self.assertRaises(AccessError),
                ):
                    self._answer(
                        order, user, deed, reason="Mine", user_id=self.agent_a.id
                    )
        self.assertEqual(order.state, "sent")

    def test_many_at_once(self):
        """From the list; all of them or none."""
        orders = self._order() | self._order()
        self._answer(orders, self.dispatcher, "cancel", reason="The shop is shut")
        self.assertEqual(set(orders.mapped("state")), {"cancelled"})

    # ------------------------------------------------------------------
    # On the ticket
    # ------------------------------------------------------------------

    def test_the_ticket_shows_them_to_who_reads_them(self):
        """A ticket without orders asks nothing; one with some shows what one reads."""
        bare = self._started(name="No work for others")
        self.assertFalse(bare.shown_work_order_ids)
        order = self._order()
        ticket = self.ticket
        self.env.invalidate_all()
        self.assertEqual(ticket.with_user(self.agent_a).shown_work_order_ids, order)
        self.assertEqual(ticket.with_user(self.dispatcher).shown_work_order_ids, order)
