# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# So long after its end a duty's note is shown to those who come.
NOTE_HOLDS = timedelta(days=2)


class ServicedeskDuty(models.Model):
    """Who of a team is on duty from when to when: one line of the roster."""

    _name = "servicedesk.duty"
    _description = "Duty"
    _order = "date_from, sequence, id"
    _rec_name = "user_id"
    _check_company_auto = True

    team_id = fields.Many2one(
        "servicedesk.team",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="On Duty",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    shift_id = fields.Many2one(
        "servicedesk.shift",
        index="btree_not_null",
        ondelete="set null",
        domain="[('team_id', '=', team_id)]",
        check_company=True,
    )
    date_from = fields.Datetime(string="From", required=True)
    date_to = fields.Datetime(string="To", required=True)
    sequence = fields.Integer(
        string="Order", default=10, help="Who is called first, when several are on."
    )
    handover_note = fields.Html(
        string="Hand-over",
        help="What the next on duty must know.",
    )
    previous_note = fields.Html(
        string="From the One Before", compute="_compute_previous_note"
    )
    phone = fields.Char(related="user_id.partner_id.phone")
    is_now = fields.Boolean(
        string="On Duty Now", compute="_compute_is_now", search="_search_is_now"
    )

    # Who is on now: a few rows of a long roster.
    _span_idx = models.Index("(team_id, date_to, date_from)")

    _ends_after_start = models.Constraint(
        "CHECK (date_to > date_from)", "A duty ends after it has begun."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_now(self):
        now = fields.Datetime.now()
        for duty in self:
            begun = bool(duty.date_from and duty.date_from <= now)
            duty.is_now = begun and bool(duty.date_to and duty.date_to > now)

    @api.depends("team_id", "date_from")
    def _compute_previous_note(self):
        """Give each duty the last note that was left in its team before it began."""
        placed = self.filtered(lambda duty: duty.team_id and duty.date_from)
        notes = self.browse()
        if placed:
            begun = placed.mapped("date_from")
            notes = self.search(
                [
                    ("team_id", "in", placed.team_id.ids),
                    ("handover_note", "!=", False),
                    ("date_from", "<", max(begun)),
                    ("date_to", ">", min(begun) - NOTE_HOLDS),
                ],
                order="date_from desc, id desc",
            )
        for duty in self:
            duty.previous_note = next(
                (note.handover_note for note in notes if duty._follows(note)), False
            )

    def _follows(self, other):
        """Return whether this duty began after ``other``, whose note still holds."""
        self.ensure_one()
        return bool(
            self.date_from
            and self.team_id == other.team_id
            and other.date_from < self.date_from < other.date_to + NOTE_HOLDS
        )

    @api.model
    def _search_is_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return Domain("date_from", "<=", now) & Domain("date_to", ">", now)

    @api.constrains("team_id", "user_id", "date_from", "date_to")
    def _check_once(self):
        """Nobody is on duty twice at a time in one team.

        :raise ValidationError: naming who, and when.
        """
        for duty in self:
            other = self.search(
                [
                    ("id", "!=", duty.id),
                    ("team_id", "=", duty.team_id.id),
                    ("user_id", "=", duty.user_id.id),
                    ("date_from", "<", duty.date_to),
                    ("date_to", ">", duty.date_from),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(user)s is already on duty in “%(team)s” from %(start)s to"
                        " %(end)s.",
                        user=duty.user_id.name,
                        team=duty.team_id.name,
                        start=fields.Datetime.context_timestamp(self, other.date_from),
                        end=fields.Datetime.context_timestamp(self, other.date_to),
                    )
                )

    @api.model
    def _get_on_duty(self, team, at=None):
        """Return the users on duty in ``team`` at an instant (UTC), first called first.

        :param at: now, if not given.
        """
        at = at or fields.Datetime.now()
        # sudo: servicedesk.duty - whoever needs help may have somebody called
        duties = self.sudo().search(
            [
                ("team_id", "=", team.id),
                ("date_from", "<=", at),
                ("date_to", ">", at),
                ("user_id.active", "=", True),
            ],
            order="sequence, date_from, id",
        )
        return duties.user_id
