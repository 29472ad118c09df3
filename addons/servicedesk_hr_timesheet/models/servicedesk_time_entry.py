# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

# What a line of a timesheet follows.
FOLLOWED = frozenset(
    {"ticket_id", "work_order_id", "user_id", "date_start", "date_stop", "hours"}
    | {"activity_id", "note"}
)


class ServicedeskTimeEntry(models.Model):
    """Each entry that counts is a line in its person's timesheet, and follows it.

    People without an employee have no timesheet. The desk's entry is what counts: a
    line changed by hand is put right with the entry's next change.
    """

    _inherit = "servicedesk.time.entry"

    timesheet_line_id = fields.Many2one(
        "account.analytic.line",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="hr_timesheet.group_hr_timesheet_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._keep_timesheet()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if FOLLOWED & vals.keys():
            self._keep_timesheet()
        return result

    def unlink(self):
        # sudo: account.analytic.line - whoever takes time back takes its line back
        lines = self.sudo().timesheet_line_id
        result = super().unlink()
        lines.unlink()
        return result

    def _keep_timesheet(self):
        """Make, change or drop the lines of these entries."""
        # sudo: account.analytic.line, hr.employee, project.project - agents of the
        # desk need no role in timesheets
        entries = self.sudo()
        counted = entries.filtered(lambda one: one.date_stop and one.hours)
        employees = counted._find_employees()
        for entry in entries:
            employee = employees.get((entry.user_id.id, entry.company_id.id))
            line = entry.timesheet_line_id
            vals = entry._prepare_timesheet_vals(employee) if employee else {}
            if not (vals.get("project_id") and entry in counted):
                line.unlink()
            elif line:
                line.write(vals)
            else:
                lines = line.with_company(entry.company_id)
                entry.timesheet_line_id = lines.create([vals])

    def _find_employees(self):
        """Return {(user id, company id): employee} in superuser mode; one search."""
        if not self:
            return {}
        found = self.env["hr.employee"].search(
            [
                ("user_id", "in", self.user_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        return {(one.user_id.id, one.company_id.id): one for one in found}

    def _prepare_timesheet_vals(self, employee):
        """Return the line of this entry.

        It names the ticket, and of a confidential one nothing but the number: others
        read timesheets.
        """
        self.ensure_one()
        ticket = self.ticket_id
        words = [self.work_order_id.number or ticket.number or ""]
        if not ticket.is_confidential:
            words += [self.activity_id.name or "", self.note or ""]
        project = ticket.team_id.timesheet_project_id or (
            self.company_id.internal_project_id
        )
        return {
            "name": " ".join(filter(None, words)),
            "project_id": project.id,
            "employee_id": employee.id,
            "date": self.date,
            "unit_amount": self.hours,
            "company_id": self.company_id.id,
        }
