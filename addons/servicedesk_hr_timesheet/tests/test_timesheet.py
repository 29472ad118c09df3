# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import freeze_time, tagged

from odoo.addons.servicedesk_core.tests.common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestTimesheet(ServicedeskCommon):
    """Working time of the desk stands in timesheets, and follows the entry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Agent A", "user_id": cls.agent_a.id, "company_id": cls.company.id}
        )
        cls.project = cls.env["project.project"].create(
            {
                "name": "Service Desk",
                "company_id": cls.company.id,
                "allow_timesheets": True,
            }
        )

    def _add(self, ticket, user=None, **vals):
        entries = self.env["servicedesk.time.entry"].with_user(user or self.agent_a)
        return entries.create({"ticket_id": ticket.id, "hours": 1.5, **vals}).sudo()

    def test_line_of_an_entry(self):
        """In the internal project, unless the team has one; agents need no role."""
        ticket = self._started(self.agent_a)
        line = self._add(ticket, note="At the counter").timesheet_line_id
        self.assertEqual(line.project_id, self.company.internal_project_id)
        self.assertEqual((line.employee_id, line.unit_amount), (self.employee, 1.5))
        self.assertEqual(line.name, f"{ticket.number} At the counter")
        self.team_first.timesheet_project_id = self.project
        self.assertEqual(self._add(ticket).timesheet_line_id.project_id, self.project)

    def test_line_follows(self):
        """Corrected, moved to another day, taken back."""
        ticket = self._started(self.agent_a)
        entry = self._add(ticket)
        line = entry.timesheet_line_id
        entry.with_user(self.agent_a).write(
            {"hours": 2, "date_start": "2026-03-02 09:00:00", "note": "Late"}
        )
        self.assertEqual((line.unit_amount, str(line.date)), (2, "2026-03-02"))
        self.assertIn("Late", line.name)
        entry.with_user(self.agent_a).unlink()
        self.assertFalse(line.exists())

    def test_running_timer_has_none(self):
        """Nor a forgotten one, until somebody says how long it was."""
        ticket = self._started(self.agent_a)
        with freeze_time("2026-03-02 09:00:00"):
            ticket.action_start_timer()
        entry = ticket.sudo().time_entry_ids
        self.assertFalse(entry.timesheet_line_id)
        with freeze_time("2026-03-05 09:00:00"):
            ticket.action_stop_timer()
        self.assertFalse(entry.timesheet_line_id)
        entry.with_user(self.agent_a).hours = 1
        self.assertEqual(entry.timesheet_line_id.unit_amount, 1)

    def test_no_employee_no_line(self):
        entry = self._add(self._started(self.agent_b, team_id=False), self.agent_b)
        self.assertFalse(entry.timesheet_line_id)

    def test_no_project_no_line(self):
        self.company.internal_project_id = False
        self.assertFalse(self._add(self._started(self.agent_a)).timesheet_line_id)

    def test_confidential(self):
        """Of a confidential ticket timesheets know the number and no word."""
        ticket = self._started(self.agent_a)
        ticket.sudo().is_confidential = True
        line = self._add(ticket, note="About the theft").timesheet_line_id
        self.assertEqual(line.name, ticket.number)

    def test_merged(self):
        """The line goes along with the entry."""
        first, second = self._started(self.agent_a), self._started(self.agent_a)
        line = self._add(first).timesheet_line_id
        first.action_merge_into(second.id)
        self.assertIn(second.number, line.name)
        self.assertEqual(second.worked_hours, 1.5)
