# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ...tools import cycle_svg, lifecycle


class ServicedeskTicketType(models.Model):
    """The life cycle as people see it: drawn, with what is wrong with it."""

    _inherit = "servicedesk.ticket.type"

    cycle_drawing = fields.Html(
        string="Drawing",
        compute="_compute_cycle_drawing",
        # Made here, of escaped text and numbers; the cleaner would take it apart.
        sanitize=False,
    )
    cycle_faults = fields.Text(
        compute="_compute_cycle_drawing",
        help="What would leave tickets of this type stuck.",
    )

    @api.depends(
        "stage_ids.name",
        "stage_ids.state",
        "stage_ids.sequence",
        "transition_ids.active",
        "transition_ids.from_stage_id",
        "transition_ids.to_stage_id",
        "transition_ids.name",
    )
    @api.depends_context("lang")
    def _compute_cycle_drawing(self):
        states = self.env["servicedesk.stage"]._fields["state"]
        labels = dict(states._description_selection(self.env))
        counts = self._count_by_stage()
        for ticket_type in self:
            stages, arrows = ticket_type._get_cycle()
            faults = lifecycle.find_faults(stages, arrows) if stages else []
            ticket_type.cycle_faults = "\n".join(
                ticket_type._explain_fault(fault) for fault in faults
            )
            ticket_type.cycle_drawing = cycle_svg.draw(
                stages,
                arrows,
                self.env._("Life cycle of “%(type)s”", type=ticket_type.name or ""),
                labels,
                {fault.stage.id for fault in faults if fault.stage},
                counts.get(ticket_type._origin.id),
            )

    def _count_by_stage(self):
        """Return {type id: {stage id: how many tickets}}, of tickets of any company:
        a life cycle is one for all."""
        # sudo: servicedesk.ticket - only how many there are is told
        groups = (
            self.env["servicedesk.ticket"]
            .sudo()
            ._read_group(
                [("ticket_type_id", "in", self._origin.ids)],
                ["ticket_type_id", "stage_id"],
                ["__count"],
            )
        )
        counts = {}
        for ticket_type, stage, count in groups:
            counts.setdefault(ticket_type.id, {})[stage.id] = count
        return counts

    def _get_cycle(self):
        """Return the cycle as (list of Stage, list of Arrow) of tools.lifecycle."""
        self.ensure_one()
        stages = [
            lifecycle.Stage(stage._origin.id or stage.id, stage.name or "", stage.state)
            for stage in self.stage_ids.sorted()
        ]
        arrows = [
            lifecycle.Arrow(
                move.from_stage_id._origin.id or None,
                move.to_stage_id._origin.id,
                move.name or "",
            )
            for move in self.transition_ids
            if move.active and move.to_stage_id
        ]
        return stages, arrows

    def _explain_fault(self, fault):
        """Return in a sentence what is wrong, and what to do about it."""
        if fault.kind == "no_start":
            return self.env._("No stage has the state New: tickets cannot start.")
        if fault.kind == "no_solution":
            return self.env._(
                "No way leads to a stage of state Resolved: nobody would be asked"
                " whether it is solved."
            )
        if fault.kind == "unreachable":
            return self.env._(
                "No move leads to “%(stage)s”: add one, or leave the stage out.",
                stage=fault.stage.name,
            )
        return self.env._(
            "From “%(stage)s” no way leads to an end: add a move on.",
            stage=fault.stage.name,
        )
