# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.tools import SQL

from ...tools import assignment


class ServicedeskTeam(models.Model):
    """Who of a team is there now, and what each carries."""

    _inherit = "servicedesk.team"

    def _get_standing(self, count=0):
        """Return the members as candidates, and ``count`` turns.

        One statement for everything, since each new ticket asks: it reads people,
        leaves, the roster and open tickets, however many closed ones there are.

        :return: (list of assignment.Candidate, list of int)
        """
        self.ensure_one()
        rules = self._get_assignment_rules()
        if not rules.seats:
            return [], []
        self._flush_standing()
        now = fields.Datetime.now()
        rows = {
            row[0]: row[1:]
            for row in self.env.execute_query(
                self._get_standing_query(rules, now, count)
            )
        }
        turns = next(iter(rows.values()))[-1] if rows else []
        candidates = [
            assignment.Candidate(
                seat.user_id,
                rows[seat.user_id][-2],
                seat.capacity,
                seat.skill_ids,
                self._get_absence(rules, now, *rows[seat.user_id][:-2]),
            )
            for seat in rules.seats
        ]
        return candidates, turns or []

    def _flush_standing(self):
        """Write down what the statement reads."""
        self.env["servicedesk.ticket"].flush_model(["user_id", "is_open", "state"])
        self.env["res.users"].flush_model(
            ["active", "share", "out_of_office_from", "out_of_office_to"]
        )
        for model in ("resource.resource", "resource.calendar.leaves"):
            self.env[model].flush_model()
        self.env["servicedesk.duty"].flush_model()

    def _get_standing_query(self, rules, now, count):
        turns = SQL("NULL")
        if rules.counter and count:
            turns = SQL(
                "(SELECT array_agg(nextval(%s)) FROM generate_series(1, %s))",
                rules.counter,
                count,
            )
        return SQL(
            """
            WITH turn AS MATERIALIZED (SELECT %(turns)s AS numbers)
            SELECT u.id,
                   u.active,
                   u.share IS NOT TRUE,
                   COALESCE(u.out_of_office_from <= %(now)s
                            AND (u.out_of_office_to IS NULL
                                 OR u.out_of_office_to >= %(now)s), FALSE),
                   EXISTS (SELECT 1
                             FROM resource_calendar_leaves l
                             JOIN resource_resource r ON r.id = l.resource_id
                            WHERE r.user_id = u.id
                              AND l.time_type = 'leave'
                              AND l.date_from <= %(now)s AND l.date_to > %(now)s),
                   (SELECT r.calendar_id
                      FROM resource_resource r
                     WHERE r.user_id = u.id AND r.active
                     ORDER BY r.company_id = %(company)s DESC, r.id
                     LIMIT 1),
                   EXISTS (SELECT 1
                             FROM servicedesk_duty d
                            WHERE d.user_id = u.id AND d.team_id = %(team)s
                              AND d.date_from <= %(now)s AND d.date_to > %(now)s),
                   (SELECT count(*)
                      FROM servicedesk_ticket t
                     WHERE t.user_id = u.id AND t.is_open IS TRUE
                       AND t.state != 'resolved'),
                   turn.numbers
              FROM res_users u, turn
             WHERE u.id IN %(users)s
            """,
            turns=turns,
            now=now,
            company=rules.company_id,
            team=self.id,
            users=tuple(seat.user_id for seat in rules.seats),
        )

    def _get_absence(
        self, rules, now, active, is_staff, is_out, on_leave, calendar_id, on_duty
    ):
        """Return why somebody gets nothing now, or "": the first reason that holds.

        Hours count where somebody keeps them: his own, else the team's. The company's
        general hours say nothing about who works at night.
        """
        if not active:
            return "archived"
        if not is_staff:
            return "no_employee"
        if is_out or on_leave:
            return "out_of_office"
        if rules.by_roster:
            return "" if on_duty else "off_duty"
        calendars = self.env["resource.calendar"]
        hours = calendars.browse(calendar_id or rules.calendar_id or [])
        if hours and not hours._get_worktime().is_open(now):
            return "closed"
        return ""
