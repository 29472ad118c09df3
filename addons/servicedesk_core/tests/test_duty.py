# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import ServicedeskCommon

MORNING = datetime(2026, 3, 4, 6, 0)


@tagged("post_install", "-at_install")
class TestHandover(ServicedeskCommon):
    """Who comes on duty finds what the one before left."""

    def _duty(self, start, hours=8, note=False, team=None, user=None):
        return self.env["servicedesk.duty"].create(
            {
                "team_id": (team or self.team_first).id,
                "user_id": (user or self.agent_a).id,
                "date_from": MORNING + timedelta(hours=start),
                "date_to": MORNING + timedelta(hours=start + hours),
                "handover_note": note,
            }
        )

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
