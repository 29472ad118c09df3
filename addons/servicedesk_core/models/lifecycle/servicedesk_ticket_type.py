# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Command

from ...tools import lifecycle


class ServicedeskTicketType(models.Model):
    """What a ticket is, and how it is lived through: stages, moves, closing."""

    _name = "servicedesk.ticket.type"
    _inherit = "servicedesk.cached.mixin"
    _description = "Ticket Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("incident", "Incident"), ("request", "Service Request")],
        required=True,
        default="request",
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: every company uses this type."
    )
    description = fields.Text(translate=True)
    color = fields.Integer()

    # Life cycle
    stage_ids = fields.Many2many(
        "servicedesk.stage",
        "servicedesk_stage_type_rel",
        "type_id",
        "stage_id",
        string="Stages",
    )
    transition_ids = fields.One2many(
        "servicedesk.transition", "type_id", string="Moves", copy=True
    )

    # Closing
    closing = fields.Selection(
        [("opener", "By its opener"), ("automatic", "By itself")],
        required=True,
        default="opener",
        help="Who closes a ticket once the customer has confirmed the solution.",
    )
    confirmation_policy = fields.Selection(
        [
            ("required", "Required"),
            ("optional", "Asked once"),
            ("none", "Not asked"),
        ],
        string="Confirmation",
        required=True,
        default="required",
    )
    rating_policy = fields.Selection(
        [("required", "Required"), ("optional", "Optional"), ("none", "Not asked")],
        string="Rating",
        required=True,
        default="required",
    )
    low_rating = fields.Integer(
        string="Reopen at or Under",
        default=1,
        help="A rating of so many stars or fewer puts the ticket back in progress;"
        " 0: never.",
    )

    _low_rating_range = models.Constraint(
        "CHECK (low_rating BETWEEN 0 AND 5)",
        "The rating that reopens a ticket lies between 0 (never) and 5.",
    )

    @api.constrains("stage_ids")
    def _check_has_new_stage(self):
        """Every life cycle starts in a stage whose state is *new*."""
        for ticket_type in self:
            states = ticket_type.stage_ids.mapped("state")
            if ticket_type.stage_ids and "new" not in states:
                raise ValidationError(
                    self.env._(
                        "Type “%(type)s” needs a stage in which its tickets start"
                        " (state New).",
                        type=ticket_type.name,
                    )
                )

    @api.constrains("stage_ids")
    def _check_moves_stay_inside(self):
        """A stage leaves a life cycle after the moves through it, not before."""
        for ticket_type in self:
            moves = ticket_type.transition_ids
            outside = (moves.from_stage_id | moves.to_stage_id) - ticket_type.stage_ids
            if outside:
                ticket_type._check_leaving_stages(outside)
                raise ValidationError(
                    self.env._(
                        "Moves of “%(type)s” use stage “%(stage)s”. Remove them first.",
                        type=ticket_type.name,
                        stage=outside[0].name,
                    )
                )

    def write(self, vals):
        """Let no stage go that tickets are in: ask first where those go.

        :raise RedirectWarning: naming how many are where; its button opens the dialog
            that moves them.
        """
        if "stage_ids" not in vals:
            return super().write(vals)
        before = {ticket_type: ticket_type.stage_ids for ticket_type in self}
        result = super().write(vals)
        for ticket_type, stages in before.items():
            ticket_type._check_leaving_stages(stages - ticket_type.stage_ids)
        return result

    def _check_leaving_stages(self, leaving):
        """Raise while tickets of this type are in one of the stages that leave."""
        self.ensure_one()
        # sudo: servicedesk.ticket - tickets of every company count here
        groups = (
            self.env["servicedesk.ticket"]
            .sudo()
            ._read_group(
                [("ticket_type_id", "=", self.id), ("stage_id", "in", leaving.ids)],
                ["stage_id"],
                ["__count"],
            )
        )
        if not groups:
            return
        counts = ", ".join(f"{stage.name}: {count}" for stage, count in groups)
        lines = self.env["servicedesk.cycle.change"]._prepare_lines(self, leaving)
        raise RedirectWarning(
            self.env._(
                "Tickets of “%(type)s” are in stages that would leave its life cycle"
                " (%(counts)s). First say where they go.",
                type=self.name,
                counts=counts,
            ),
            self.env.ref("servicedesk_core.servicedesk_cycle_change_action").id,
            self.env._("Say where they go"),
            {
                "servicedesk_cycle_change": True,
                "default_type_id": self.id,
                "default_line_ids": [Command.create(line) for line in lines],
            },
        )

    @api.constrains("company_id")
    def _check_company_of_tickets(self):
        """A type becomes one company's own when no other has open tickets of it.

        :raise ValidationError: while there is one.
        """
        tickets = self.env["servicedesk.ticket"]
        for ticket_type in self.filtered("company_id"):
            stranded = tickets._find_open_of_other_company(
                "ticket_type_id", ticket_type
            )
            if stranded:
                raise ValidationError(
                    self.env._(
                        "Open tickets of %(company)s are of type “%(type)s”. Close or"
                        " reclassify them before the type changes its company.",
                        company=stranded.company_id.name,
                        type=ticket_type.name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _get_kinds(self):
        """Return {type id: kind} of all types, archived ones too; cached."""
        # sudo: servicedesk.ticket.type - whether it is an incident is no secret
        types = self.sudo().search([("active", "in", [True, False])])
        return {ticket_type.id: ticket_type.kind for ticket_type in types}

    @api.model
    @tools.ormcache("type_id")
    def _get_way(self, type_id):
        """Return the life cycle of a type as Way of tools.lifecycle, nameless; cached.

        Any change of a type, stage or move empties the cache.
        """
        # sudo: servicedesk.ticket.type - the life cycle is the same for everybody
        ticket_type = self.sudo().browse(type_id)
        moves = {
            move: lifecycle.Arrow(
                move.from_stage_id.id or None, move.to_stage_id.id, ""
            )
            for move in ticket_type.transition_ids
        }
        return lifecycle.Way(
            stages=tuple(
                lifecycle.Stage(stage.id, "", stage.state)
                for stage in ticket_type.stage_ids
            ),
            arrows=tuple(moves.values()),
            gates=tuple(arrow for move, arrow in moves.items() if move._is_gate()),
        )

    def copy_data(self, default=None):
        """Name a copy so that nobody takes it for the original."""
        if "name" in (default or {}):
            return super().copy_data(default=default)
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=ticket_type.name))
            for ticket_type, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]
