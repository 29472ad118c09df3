# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

# So long after its end a duty's note is shown to those who come.
NOTE_HOLDS = timedelta(days=2)
# What whoever is on duty writes on his own line; the roster is the dispatchers'.
OWN_FIELDS = frozenset({"handover_note"})


class ServicedeskDuty(models.Model):
    """Who of a team is on duty from when to when: one line of the roster.

    Everybody of the desk reads it; what one hands over to the next in a confidential
    team is read by its members and auditors only. Agents write that of their own lines
    and nothing else.
    """

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
        string="Calling Order",
        default=10,
        help="Who is called first, when several are on.",
    )
    handover_note = fields.Html(
        string="Hand-over",
        help="What the next on duty must know.",
        compute="_compute_handover_note",
        inverse="_inverse_handover_note",
        search="_search_handover_note",
    )
    kept_note = fields.Html(
        groups=fields.NO_ACCESS, copy=False, export_string_translation=False
    )
    previous_note = fields.Html(
        string="From the One Before", compute="_compute_previous_note"
    )
    phone = fields.Char(related="user_id.partner_id.phone")
    is_now = fields.Boolean(
        string="On Duty Now", compute="_compute_is_now", search="_search_is_now"
    )

    may_edit = fields.Boolean(
        compute="_compute_may_edit", help="Whether you may write this line."
    )

    # Who is on now: a few rows of a long roster.
    _span_idx = models.Index("(team_id, date_to, date_from)")

    _ends_after_start = models.Constraint(
        "CHECK (date_to > date_from)", "A duty ends after it has begun."
    )

    @api.depends("user_id", "team_id")
    @api.depends_context("uid")
    def _compute_may_edit(self):
        """Entering a new line is the business of whoever may create one."""
        allowed = self._origin._filtered_access("write")
        may_create = self.has_access("create")
        for duty in self:
            known = duty._origin
            duty.may_edit = known in allowed if known else may_create

    @api.depends("date_from", "date_to")
    def _compute_is_now(self):
        now = fields.Datetime.now()
        for duty in self:
            begun = bool(duty.date_from and duty.date_from <= now)
            duty.is_now = begun and bool(duty.date_to and duty.date_to > now)

    @api.model
    def _has_field_access(self, field, operation):
        """Let agents write what is theirs to hand over, and only read the rest.

        Forms show it like that, too.
        """
        if (
            operation == "write"
            and field.name not in OWN_FIELDS
            and not self.env.su
            and not self.env.user.has_group(
                "servicedesk_core.group_servicedesk_dispatcher"
            )
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _get_closed_team_ids(self):
        """Return the ids of the teams whose notes the current user may not read."""
        user = self.env.user
        if self.env.su or user.has_group("servicedesk_core.group_servicedesk_auditor"):
            return []
        secret = self.env["servicedesk.team"]._get_confidential_ids()
        return sorted(secret - set(user._servicedesk_team_ids()))

    # Not on the team: choosing another one in the form would empty what was typed.
    @api.depends("kept_note")
    @api.depends_context("uid")
    def _compute_handover_note(self):
        closed = self._get_closed_team_ids()
        for duty in self:
            is_open = duty.team_id._origin.id not in closed
            # sudo: servicedesk.duty - the note of a team that he may read
            duty.handover_note = is_open and duty.sudo().kept_note

    def _inverse_handover_note(self):
        """Keep the note.

        :raise AccessError: for who would write over one that he does not read.
        """
        closed = self._get_closed_team_ids()
        for duty in self:
            # sudo: servicedesk.duty - the note is kept where fewer read than the line
            line = duty.sudo()
            if line.team_id.id in closed and (duty.handover_note or line.kept_note):
                raise AccessError(
                    self.env._(
                        "“%(team)s” is confidential: what is handed over in it is for"
                        " its members.",
                        team=duty.team_id.name,
                    )
                )
            line.kept_note = duty.handover_note

    @api.model
    def _search_handover_note(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        closed = Domain("team_id", "in", self._get_closed_team_ids())
        found = Domain("kept_note", operator, value) & ~closed
        if operator == "in" and False in value:
            found |= closed
        # sudo: servicedesk.duty - the notes of teams that he may read
        return Domain("id", "in", self.sudo()._search(found))

    @api.depends("team_id", "date_from")
    @api.depends_context("uid")
    def _compute_previous_note(self):
        """Give each duty the last note that was left in its team before it began."""
        closed = self._get_closed_team_ids()
        placed = self.filtered(
            lambda duty: (
                duty.team_id
                and duty.date_from
                and duty.team_id._origin.id not in closed
            )
        )
        notes = self.browse()
        if placed:
            begun = placed.mapped("date_from")
            # sudo: servicedesk.duty - the notes of teams that he may read
            notes = self.sudo().search(
                [
                    ("team_id", "in", placed.team_id.ids),
                    ("kept_note", "!=", False),
                    ("date_from", "<", max(begun)),
                    ("date_to", ">", min(begun) - NOTE_HOLDS),
                ],
                order="date_from desc, id desc",
            )
        for duty in self:
            duty.previous_note = next(
                (note.kept_note for note in notes if duty._follows(note)), False
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

    @api.constrains("team_id", "user_id")
    def _check_seat(self):
        """On duty is who has a seat in the team, and works here.

        :raise ValidationError: naming who has none.
        """
        # sudo: servicedesk.team - who sits in it decides, not who keeps the roster
        for duty in self.sudo():
            team, user = duty.team_id, duty.user_id
            seated = user in team.member_ids | team.leader_id
            if not seated or not user.active or user.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be on duty in “%(team)s”: choose an employee"
                        " who is a member of the team, or its leader.",
                        user=user.name,
                        team=team.name,
                    )
                )

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
