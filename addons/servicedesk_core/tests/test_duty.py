# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users

from .common import ServicedeskCommon

MORNING = datetime(2026, 3, 4, 6, 0)


class DutyCommon(ServicedeskCommon):
    """A roster of the first line; its leader sits in it, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_first.leader_id = cls.leader

    def _duty(self, start, hours=8, note=False, team=None, user=None, by=None):
        return (
            self.env["servicedesk.duty"]
            .with_user(by or self.env.user)
            .create(
                {
                    "team_id": (team or self.team_first).id,
                    "user_id": (user or self.agent_a).id,
                    "date_from": MORNING + timedelta(hours=start),
                    "date_to": MORNING + timedelta(hours=start + hours),
                    "handover_note": note,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestHandover(DutyCommon):
    """Who comes on duty finds what the one before left."""

    def test_the_last_note_of_the_team_is_told(self):
        self._duty(-24, note="<p>Old</p>")
        self._duty(-16, note="<p>Last</p>")
        self._duty(-8)
        mine = self._duty(0, note="<p>Mine</p>")
        self.assertIn("Last", mine.previous_note)
        later = self._duty(8)
        self.assertIn("Mine", later.previous_note)

    def test_one_that_goes_on_meanwhile_has_left_his_note(self):
        """Shifts overlap, so that the two meet."""
        self._duty(-6, note="<p>We meet</p>")
        mine = self._duty(0, user=self.leader)
        self.assertIn("We meet", mine.previous_note)

    def test_nothing_of_another_team_nor_of_one_yet_to_come(self):
        self._duty(-8, note="<p>Theirs</p>", team=self.team_second, user=self.agent_b)
        mine = self._duty(0)
        self._duty(8, note="<p>To come</p>")
        self.assertFalse(mine.previous_note)

    def test_a_note_holds_for_two_days(self):
        note = self._duty(-56, note="<p>Gone</p>")
        mine = self._duty(0)
        self.assertFalse(mine.previous_note)
        note.date_to += timedelta(hours=1)
        mine.invalidate_recordset()
        self.assertIn("Gone", mine.previous_note)

    def test_a_draft_has_none(self):
        """A form is opened before team and hours are chosen."""
        draft = self.env["servicedesk.duty"].new({})
        self.assertFalse(draft.previous_note)

    def test_agents_read_note_and_number(self):
        self.agent_a.partner_id.phone = "+44 1632 960 999"
        self._duty(-8, note="<p>Read me</p>")
        mine = self._duty(0).with_user(self.agent_b)
        self.assertIn("Read me", mine.previous_note)
        self.assertEqual(mine.phone, "+44 1632 960 999")

    def test_the_form_is_for_reading_to_who_may_not_write(self):
        """Another's line offers nothing to type in: saving it would be refused."""
        mine = self._duty(0)
        for user, may in (
            (self.agent_a, True),
            (self.agent_b, False),
            (self.dispatcher, True),
            (self.auditor, False),
        ):
            with self.subTest(user=user.login):
                seen = mine.with_user(user)
                self.assertEqual(seen.may_edit, may)
                form = Form(seen)
                readonly = form._get_modifier("handover_note", "readonly")
                self.assertEqual(bool(readonly), not may)
        roster = self.env["servicedesk.duty"]
        self.assertTrue(roster.with_user(self.dispatcher).new({}).may_edit)
        self.assertFalse(roster.with_user(self.agent_a).new({}).may_edit)

    def test_a_roster_costs_no_question_a_line(self):
        """However many duties are shown: their notes are found, and read, at once."""
        for hour in range(-80, 0, 8):
            self._duty(hour, note=f"<p>{hour}</p>")
        duties = self.env["servicedesk.duty"].search(
            [("team_id", "=", self.team_first.id)]
        )
        duties.mapped("team_id.name")
        self.env.flush_all()
        with self.assertQueryCount(2):
            notes = duties.sorted("date_from").mapped("previous_note")
        self.assertFalse(notes[0])
        self.assertIn("-16", notes[-1])


@tagged("post_install", "-at_install")
class TestRoster(DutyCommon):
    """Dispatchers keep the roster; of each team its own people are on it."""

    @users("sd_agent_a")
    def test_an_agent_hands_over_and_changes_nothing_else(self):
        """Not when, where, in which order or who: not even on his own line."""
        duty = self._duty(0, by=self.dispatcher).with_env(self.env)
        duty.handover_note = "<p>Mind the van</p>"
        self.assertIn("van", duty.handover_note)
        for vals in (
            {"team_id": self.team_second.id},
            {"user_id": self.agent_b.id},
            {"date_from": "2026-03-01 00:00:00"},
            {"date_to": "9999-12-31 23:59:59"},
            {"sequence": -100},
            {"shift_id": False},
            {"kept_note": "<p>x</p>"},
            {"handover_note": "<p>x</p>", "sequence": -100},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                duty.write(vals)
        self.assertEqual(duty.sequence, 10)
        self.assertIn("van", duty.handover_note)

    @users("sd_agent_a")
    def test_no_line_of_somebody_else(self):
        duty = self._duty(0, user=self.leader, by=self.dispatcher).with_env(self.env)
        with self.assertRaises(AccessError):
            duty.handover_note = "<p>x</p>"

    def test_the_form_shows_what_may_be_written(self):
        duty = self._duty(0)
        for user, fixed in ((self.agent_a, True), (self.dispatcher, False)):
            shown = duty.with_user(user).fields_get()
            for name, expected in (("date_to", fixed), ("handover_note", False)):
                with self.subTest(user=user.login, field=name):
                    self.assertEqual(shown[name]["readonly"], expected)
        with Form(duty.with_user(self.agent_a)) as form:
            form.handover_note = "<p>By form</p>"
        self.assertIn("By form", duty.handover_note)

    def test_who_has_no_seat_is_not_on_duty(self):
        """Neither a colleague of elsewhere nor a customer, nor who has left."""
        gone = self._new_user("sd_gone", "agent")
        former = self._new_user("sd_former", "agent")
        self.team_first.member_ids |= gone | former
        gone.active = False
        former.write({"group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]})
        for user in (self.agent_b, self.customer, gone, former):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(ValidationError, user.name),
            ):
                self._duty(0, user=user, by=self.dispatcher)
        duty = self._duty(0, by=self.dispatcher)
        for vals in ({"user_id": self.customer.id}, {"team_id": self.team_second.id}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                duty.write(vals)
        self.assertTrue(self._duty(8, user=self.leader, by=self.dispatcher))

    def test_who_may_not_be_told_leaves_it_to_the_leader(self):
        """A member who became a customer is still on the roster."""
        ticket = self._ticket()
        now = datetime.now().replace(microsecond=0)
        self._duty(0).write(
            {"date_from": now - timedelta(hours=1), "date_to": now + timedelta(hours=1)}
        )
        told = ticket.sudo()._get_notice_partners("on_duty")
        self.assertEqual(told, [self.agent_a.partner_id])
        portal = self.env.ref("base.group_portal")
        self.agent_a.write({"group_ids": [(6, 0, portal.ids)]})
        told = ticket.sudo()._get_notice_partners("on_duty")
        self.assertEqual(told, [self.leader.partner_id])


@tagged("post_install", "-at_install")
class TestConfidentialHandover(DutyCommon):
    """What is handed over in a confidential team stays in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls._new_user("sd_mate", "agent")
        cls.team_secret.member_ids |= cls.mate

    def setUp(self):
        super().setUp()
        secret = {"team": self.team_secret, "user": self.agent_c}
        self.before = self._duty(-8, **secret)
        self.before.with_user(self.agent_c).handover_note = "<p>Luis is to go</p>"
        self.after = self._duty(0, **secret)

    def test_members_and_auditors_read_it(self):
        for user in (self.agent_c, self.mate, self.auditor):
            with self.subTest(user=user.login):
                self.assertIn("Luis", self.before.with_user(user).handover_note)
                self.assertIn("Luis", self.after.with_user(user).previous_note)

    def test_nobody_else_does(self):
        """They see who is on duty: whom to call is no secret."""
        for user in (self.agent_a, self.dispatcher, self.manager):
            duties = (self.before | self.after).with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(any(duties.mapped("handover_note")))
                self.assertFalse(any(duties.mapped("previous_note")))
                self.assertEqual(duties[0].user_id, self.agent_c)
                with self.assertRaises(AccessError):
                    duties.read(["kept_note"])

    def test_nor_is_it_found(self):
        """A search tells outsiders nothing, whichever way it asks."""
        mine = [("id", "in", (self.before | self.after).ids)]
        for operator, value, inside, outside in (
            ("ilike", "luis", self.before, self.env["servicedesk.duty"]),
            ("!=", False, self.before, self.env["servicedesk.duty"]),
            ("=", False, self.after, self.before | self.after),
            ("not ilike", "luis", self.after, self.before | self.after),
        ):
            for user, expected in ((self.mate, inside), (self.dispatcher, outside)):
                duties = self.env["servicedesk.duty"].with_user(user)
                found = duties.search([*mine, ("handover_note", operator, value)])
                with self.subTest(operator=operator, user=user.login):
                    self.assertEqual(found, expected)

    def test_nor_written_over(self):
        for user in (self.dispatcher, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.before.with_user(user).handover_note = "<p>x</p>"
        self.assertIn("Luis", self.before.with_user(self.mate).handover_note)

    def test_its_roster_is_kept_by_dispatchers_all_the_same(self):
        duty = self._duty(8, team=self.team_secret, user=self.mate, by=self.dispatcher)
        self.assertFalse(duty.handover_note)
        copy = self.before.with_user(self.dispatcher).copy({"user_id": self.mate.id})
        self.assertFalse(copy.with_user(self.mate).handover_note)
