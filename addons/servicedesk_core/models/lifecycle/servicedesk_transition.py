# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import lifecycle


class Move(NamedTuple):
    """The facts of a transition that every form and every move needs."""

    id: int
    name: str
    asks: str
    to_stage_id: int
    to_state: str
    group_ids: frozenset
    condition: str


class ServicedeskTransition(models.Model):
    """An allowed move of a life cycle: from, to, who may, and what it asks.

    Without a type it holds for tickets that are not classified yet; without a
    *from* it holds from every stage of the type but those of ended tickets.
    """

    _name = "servicedesk.transition"
    _inherit = "servicedesk.cached.mixin"
    _description = "Ticket Move"
    _order = "sequence, id"

    name = fields.Char(
        string="Button Label", required=True, translate=True, default="Move"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        "servicedesk.ticket.type", string="Ticket Type", index=True, ondelete="cascade"
    )
    from_stage_id = fields.Many2one("servicedesk.stage", ondelete="cascade")
    to_stage_id = fields.Many2one(
        "servicedesk.stage", required=True, ondelete="cascade"
    )
    to_state = fields.Selection(related="to_stage_id.state", string="To State")
    group_ids = fields.Many2many(
        "res.groups", string="Who May", help="Empty: whoever may work on the ticket."
    )
    asks = fields.Selection(
        [
            ("nothing", "Nothing"),
            ("comment", "A comment"),
            ("waiting_reason", "What is waited for"),
            ("resolution", "The solution"),
        ],
        required=True,
        default="nothing",
    )
    condition = fields.Char(
        help="Domain over the ticket that must hold, for instance"
        " [('user_id', '!=', False)]."
    )

    _move_uniq = models.UniqueIndex(
        "(COALESCE(type_id, 0), COALESCE(from_stage_id, 0), to_stage_id)"
        " WHERE active IS TRUE",
        "There is already a move between these two stages for this type.",
    )

    @api.constrains("condition")
    def _check_condition(self):
        """A condition is a plain domain over what agents read of tickets."""
        for transition in self.filtered("condition"):
            self._check_condition_text(transition.condition)

    @api.constrains("type_id", "from_stage_id", "to_stage_id")
    def _check_stages(self):
        """Both ends of a move belong to the type's life cycle."""
        for transition in self.filtered("type_id"):
            stages = transition.from_stage_id | transition.to_stage_id
            strange = stages - transition.type_id.stage_ids
            if strange:
                raise ValidationError(
                    self.env._(
                        "Stage “%(stage)s” is not part of the life cycle of"
                        " “%(type)s”.",
                        stage=strange[0].name,
                        type=transition.type_id.name,
                    )
                )

    def _is_gate(self):
        """Return whether nobody passes before somebody else has said yes."""
        return False

    @api.model
    def _parse_condition(self, condition):
        """Return the condition as a Domain (true when there is none)."""
        return Domain(literal_eval(condition)) if condition else Domain.TRUE

    @api.model
    @tools.ormcache("type_id", "stage_id", "self.env.lang")
    def _get_moves_from(self, type_id, stage_id):
        """Return the active moves out of a stage, in button order.

        Cached for all users, as a life cycle changes once a year and every form
        asks for it; any change of a move or stage empties the cache.
        """
        # A move from everywhere does not wake what is closed or cancelled.
        state = self.env["servicedesk.stage"]._get_states().get(stage_id)
        starts = [stage_id] if state in lifecycle.ENDS else [stage_id, False]
        # sudo: servicedesk.transition - the life cycle is the same for everybody
        transitions = self.sudo().search(
            [
                ("type_id", "=", type_id),
                ("from_stage_id", "in", starts),
                ("to_stage_id", "!=", stage_id),
                ("to_stage_id.active", "=", True),
            ]
        )
        return tuple(
            Move(
                id=transition.id,
                name=transition.name,
                asks=transition.asks,
                to_stage_id=transition.to_stage_id.id,
                to_state=transition.to_stage_id.state,
                group_ids=frozenset(transition.group_ids.ids),
                condition=transition.condition or "",
            )
            for transition in transitions
        )
