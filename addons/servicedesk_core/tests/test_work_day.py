# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .work_day_common import MONDAY, WorkDayCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestWorkDay(WorkDayCommon):
    """What an engineer reads of his day, and what he does from there."""

    # ------------------------------------------------------------------
    # What is read
    # ------------------------------------------------------------------

    def test_the_day_is_his_own_zone_s(self):
        """Half past eleven at night in UTC is tomorrow in Berlin."""
        today = self._order("2026-03-02 22:30:00")
        tomorrow = self._order("2026-03-02 23:30:00")
        day = self._day()
        self.assertEqual(day["day"], "2026-03-02")
        self.assertEqual(self._ids(day["orders"]), today.ids)
        self.assertEqual(self._ids(self._day("2026-03-03")["orders"]), tomorrow.ids)

    def test_parts_of_a_day(self):
        """What is left over, has no day, or is done stands apart from the stops."""
        stop = self._order()
        left = self._order("2026-02-27 09:00:00")
        unplanned = self._order(False)
        over = self._order("2026-03-02 08:00:00")
        self._finish(over)
        self._order(send=False)
        self._order("2026-03-03 09:00:00")
        day = self._day()
        for part, order in (
            ("orders", stop),
            ("left", left),
            ("unplanned", unplanned),
            ("over", over),
        ):
            self.assertEqual(self._ids(day[part]), order.ids, part)
        # What is left over is for today; no past day is planned any more.
        self.assertFalse(self._day("2026-03-03")["left"])
        self.assertEqual(self._ids(self._day("2026-03-03")["unplanned"]), unplanned.ids)
        self.assertFalse(self._day("2026-03-01")["unplanned"])

    def test_work_of_two_days_stands_in_both(self):
        order = self._order("2026-03-02 09:00:00", "2026-03-03 15:00:00")
        for day in ("2026-03-02", "2026-03-03"):
            self.assertEqual(self._ids(self._day(day)["orders"]), order.ids)

    def test_an_empty_day_knows_the_next_one(self):
        self._order("2026-03-05 09:00:00")
        self._order("2026-03-05 11:00:00")
        self._order("2026-03-06 11:00:00")
        self.assertEqual(self._day()["next"], {"day": "2026-03-05", "count": 2})
        self.assertFalse(self._day("2026-03-05")["next"])
        self.assertFalse(self._day("2026-03-06")["next"])
        self.assertFalse(self._day("2026-03-07")["next"])

    def test_nobody_sees_the_day_of_another(self):
        """Neither a colleague nor his leader; nor is anything told to strangers."""
        self._order()
        for user in (self.agent_b, self.leader, self.manager, self.employee):
            day = self._day(user=user)
            self.assertFalse(day["orders"], user.login)
            self.assertFalse(day["next"], user.login)

    def test_an_engineer_without_a_role_in_the_desk(self):
        """He reads where to go and what to do, and nothing of the ticket."""
        order = self._order(user_id=self.employee.id, site_id=self.shop.id)
        told = self._day(user=self.employee)["orders"][0]
        self.assertEqual(told["id"], order.id)
        self.assertIn("Am Hof 1", told["address"])
        self.assertFalse(told["contact_name"])
        self.assertFalse(told["phone"])
        mine = order.with_user(self.employee)
        mine.action_start_work()
        self.assertEqual(order.state, "in_progress")
        self.assertEqual(
            self._day(user=self.employee)["orders"][0]["timer_since"], MONDAY
        )
        mine.action_stop_timer()
        self.assertFalse(self._day(user=self.employee)["timer"])

    def test_where_and_whom(self):
        """The site's address, else the requester's; whom to call at the place."""
        self.customer_partner.write({"street": "Privatweg 2", "city": "Bonn"})
        site = self._order(site_id=self.shop.id)
        home = self._order("2026-03-02 11:00:00", site_id=False)
        first, second = self._day()["orders"]
        self.assertEqual(first["id"], site.id)
        self.assertEqual(first["address"], "Am Hof 1, Berlin")
        self.assertIn("Am%20Hof%201%2C%20Berlin", first["directions_url"])
        self.assertEqual(first["phone"], "+49 30 1234")
        self.assertEqual(second["id"], home.id)
        self.assertIn("Privatweg 2", second["address"])

    def test_another_map(self):
        """The house sets whose maps are opened."""
        self.env["ir.config_parameter"].sudo().set_param(
            "servicedesk.directions_url", "https://maps.example.com/?q={address}"
        )
        order = self._order(site_id=self.shop.id)
        self.assertEqual(
            order.with_user(self.engineer).directions_url,
            "https://maps.example.com/?q=Am%20Hof%201%2C%20Berlin",
        )

    @users("sd_engineer")
    def test_days_that_are_none(self):
        for wrong in (5, "soon", [1], "2026-13-01"):
            with self.subTest(day=wrong), self.assertRaises(UserError):
                self.env["servicedesk.work.order"].get_day(wrong)
        with self.assertRaises(UserError):
            self.env["servicedesk.work.order"].get_day("9999-12-31")

    def test_what_a_day_costs(self):
        """A phone asks often: as many statements for nine stops as for three."""
        for hour in range(8, 11):
            self._order(f"2026-03-02 {hour:02}:00:00", site_id=self.shop.id)
        self._count_day()
        few = self._count_day()
        for hour in range(11, 17):
            self._order(f"2026-03-02 {hour:02}:00:00", site_id=self.shop.id)
        self._count_day()  # what new orders made Odoo forget is not the day's
        self.assertLessEqual(self._count_day(), few)
        self.assertLessEqual(few, 30)

    def _count_day(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._day()
        return self.env.cr.sql_log_count - before

    # ------------------------------------------------------------------
    # The order of the day
    # ------------------------------------------------------------------

    def test_his_order_holds_for_that_day(self):
        """Kept when something new comes; planned anew, it is by the clock again."""
        first = self._order("2026-03-02 09:00:00")
        second = self._order("2026-03-02 11:00:00")
        (second | first).with_user(self.engineer).action_sort_day("2026-03-02")
        self.assertEqual(self._ids(self._day()["orders"]), (second | first).ids)
        between = self._order("2026-03-02 08:30:00")
        self.assertEqual(
            self._ids(self._day()["orders"]), [between.id, second.id, first.id]
        )
        for order, hour in ((second, 15), (first, 14)):
            order.with_user(self.engineer).action_plan(f"2026-03-04 {hour}:00:00")
        self.assertEqual(
            self._ids(self._day("2026-03-04")["orders"]), [first.id, second.id]
        )

    def test_only_his_own_are_sorted(self):
        """Not by who ordered, not by a colleague, and not if one is another's."""
        mine = self._order()
        other = self._order(user_id=self.agent_b.id)
        for user, orders in (
            (self.dispatcher, mine),
            (self.agent_b, mine),
            (self.engineer, mine | other),
            (self.customer, mine),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                orders.with_user(user).action_sort_day()
        self.assertFalse((mine | other).filtered("route_day"))

    # ------------------------------------------------------------------
    # One tap
    # ------------------------------------------------------------------

    def test_one_tap_is_three_steps(self):
        """Accepted, begun, and the time runs; again, the time goes on."""
        order = self._order()
        mine = order.with_user(self.engineer)
        sent = self._day()["orders"][0]
        self.assertTrue(sent["can_accept"] and sent["can_work"])
        self.assertIs(mine.action_start_work(), True)
        self.assertRecordValues(
            order,
            [
                {
                    "state": "in_progress",
                    "date_accepted": order.date_started,
                }
            ],
        )
        told = self._day()["orders"][0]
        self.assertEqual(told["timer_since"], MONDAY)
        self.assertTrue(told["can_finish"])
        with freeze_time("2026-03-02 10:30:00"):
            mine.action_stop_timer()
            self.assertEqual(self._day()["orders"][0]["hours"], 0.5)
            mine.action_start_work()
            self.assertTrue(self._day()["orders"][0]["timer_since"])

    def test_a_timer_elsewhere_is_told(self):
        """So that nobody forgets it; starting here ends it there."""
        self.ticket.with_user(self.dispatcher).user_id = self.engineer
        self.ticket.with_user(self.engineer).action_start_timer()
        timer = self._day()["timer"]
        self.assertEqual(timer["res_model"], "servicedesk.ticket")
        self.assertEqual(timer["since"], MONDAY)
        order = self._order()
        with freeze_time("2026-03-02 11:00:00"):
            order.with_user(self.engineer).action_start_work()
            self.assertEqual(self._day()["timer"]["res_id"], order.id)

    def test_what_is_not_his_he_does_not_start(self):
        order = self._order()
        for user in (self.agent_b, self.dispatcher, self.manager, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_start_work()
        self.assertEqual(order.state, "sent")

    def test_what_is_over_is_not_started(self):
        order = self._order()
        order.with_user(self.dispatcher).action_cancel("Not needed")
        with self.assertRaisesRegex(UserError, "not with you any more"):
            order.with_user(self.engineer).action_start_work()

    def test_a_photo(self):
        """It hangs on the order, as a note; the list counts it."""
        order = self._order()
        mine = order.with_user(self.engineer)
        photo_id = mine.action_add_photo("../../plate.png", PIXEL)
        photo = self.env["ir.attachment"].sudo().browse(photo_id)
        self.assertRecordValues(
            photo,
            [
                {
                    "name": "plate.png",
                    "res_model": order._name,
                    "res_id": order.id,
                    "mimetype": "image/png",
                }
            ],
        )
        self.assertTrue(order.message_ids[:1].subtype_id.internal)
        self.assertEqual(self._day()["orders"][0]["file_count"], 1)

    def test_what_is_no_photo(self):
        """Neither a page nor a script in a picture's clothes, nor half a code."""
        mine = self._order().with_user(self.engineer)
        page = base64.b64encode(b"<html><script>alert(1)</script></html>").decode()
        drawing = base64.b64encode(
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
        ).decode()
        for wrong in (page, drawing, "", "no base64!", 7, [PIXEL]):
            with self.subTest(data=wrong), self.assertRaises(UserError):
                mine.action_add_photo("photo.png", wrong)
        with self.assertRaisesRegex(UserError, "larger than 15 MB"):
            mine.action_add_photo("photo.png", "A" * (21 * 1024 * 1024))
        self.assertFalse(mine.message_attachment_count)

    def test_a_note(self):
        """What others should know; text stays text, and nothing is no note."""
        order = self._order()
        mine = order.with_user(self.engineer)
        message = self.env["mail.message"].browse(
            mine.action_add_note("Key <at> the gate")
        )
        self.assertIn("&lt;at&gt;", message.body)
        self.assertTrue(message.subtype_id.internal)
        self.assertEqual(message.author_id, self.engineer.partner_id)
        for wrong in ("", "  ", False, 5):
            with self.subTest(note=wrong), self.assertRaises(UserError):
                mine.action_add_note(wrong)
        for user in (self.agent_b, self.customer, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_add_note("I was here")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_add_photo("a.png", PIXEL)

    def test_done_work_takes_a_last_word(self):
        """A photo of what was done comes after it; verified, the order is closed."""
        order = self._order()
        mine = order.with_user(self.engineer)
        self._finish(order)
        mine.action_add_note("The old one is in the store")
        order.with_user(self.dispatcher).action_verify()
        with self.assertRaises(UserError):
            mine.action_add_note("Too late")

    # ------------------------------------------------------------------
    # Late
    # ------------------------------------------------------------------

    def test_late(self):
        """Past its end, else its start, and not done; searched and shown alike."""
        late = self._order("2026-03-02 08:00:00", "2026-03-02 09:00:00")
        begun = self._order("2026-03-02 08:00:00", "2026-03-02 11:00:00")
        open_end = self._order("2026-03-02 08:00:00")
        done = self._order("2026-03-02 08:00:00")
        self._finish(done)
        every = late | begun | open_end | done
        self.assertEqual(every.filtered("is_late"), late | open_end)
        found = every.search([("id", "in", every.ids), ("is_late", "=", True)])
        self.assertEqual(found, late | open_end)
        found = every.search([("id", "in", every.ids), ("is_late", "=", False)])
        self.assertEqual(found, begun | done)
