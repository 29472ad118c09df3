# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import lifecycle

# So many tickets are written at a time.
CHUNK = 1000
# States a ticket may be put into without anybody having done anything on it.
IN_WORK = frozenset(lifecycle.IN_WORK)


class ServicedeskCycleChange(models.TransientModel):
    """Takes stages out of a life cycle: says how many tickets are in them, and asks
    where those go."""

    _name = "servicedesk.cycle.change"
    _description = "Change a Life Cycle"

    type_id = fields.Many2one(
        "servicedesk.ticket.type", string="Ticket Type", required=True
    )
    line_ids = fields.One2many("servicedesk.cycle.change.line", "change_id")

    @api.model
    def _prepare_lines(self, ticket_type, stages):
        """Return the values of a line for each of ``stages`` that is to go."""
        staying = ticket_type.stage_ids - stages
        cycle = [
            lifecycle.Stage(stage.id, stage.name, stage.state) for stage in staying
        ]
        lines = []
        for stage in stages:
            given = lifecycle.Stage(stage.id, stage.name, stage.state)
            found = lifecycle.find_stage(given, cycle)
            lines.append({"stage_id": stage.id, "to_stage_id": found and found.id})
        return lines

    def action_apply(self):
        """Move the tickets, take the stages and their moves out of the life cycle.

        :raise UserError: for a stage without a place to go to, or one that a ticket
            cannot be put into by this.
        """
        self.ensure_one()
        self.type_id.check_access("write")
        going = self.line_ids.stage_id
        for line in self.line_ids:
            line._check_target(self.type_id.stage_ids - going)
        for line in self.line_ids:
            line._move_tickets()
        moves = self.type_id.with_context(active_test=False).transition_ids
        moves.filtered(
            lambda move: (move.from_stage_id | move.to_stage_id) & going
        ).unlink()
        self.type_id.stage_ids -= going
        # Tells the form of the type apart from a dialog that was discarded.
        return {"type": "ir.actions.act_window_close", "infos": {"done": True}}


class ServicedeskCycleChangeLine(models.TransientModel):
    """One stage that goes, and where its tickets go."""

    _name = "servicedesk.cycle.change.line"
    _description = "Stage Leaving a Life Cycle"

    change_id = fields.Many2one(
        "servicedesk.cycle.change", required=True, ondelete="cascade"
    )
    type_id = fields.Many2one(related="change_id.type_id")
    stage_id = fields.Many2one(
        "servicedesk.stage", string="Leaves", required=True, ondelete="cascade"
    )
    ticket_count = fields.Integer(string="Tickets", compute="_compute_ticket_count")
    to_stage_id = fields.Many2one(
        "servicedesk.stage",
        string="They Go To",
        ondelete="cascade",
        domain="[('type_ids', 'in', type_id), ('id', '!=', stage_id)]",
    )

    @api.depends("stage_id", "change_id.type_id")
    def _compute_ticket_count(self):
        for line in self:
            # sudo: servicedesk.ticket - tickets of every company count here
            line.ticket_count = (
                self.env["servicedesk.ticket"].sudo().search_count(line._get_domain())
            )

    def _get_domain(self):
        return [
            ("ticket_type_id", "=", self.change_id.type_id.id),
            ("stage_id", "=", self.stage_id.id),
        ]

    def _check_target(self, staying):
        """Refuse a target that would undo, or claim, what nobody did.

        A ticket in work may go to any stage of work; what is resolved or ended goes to
        a stage of its own state.
        """
        if not self.ticket_count:
            return
        target = self.to_stage_id
        if not target or target not in staying:
            raise UserError(
                self.env._(
                    "Say where the %(count)s tickets in “%(stage)s” go.",
                    count=self.ticket_count,
                    stage=self.stage_id.name,
                )
            )
        same = target.state == self.stage_id.state
        if not same and not {target.state, self.stage_id.state} <= IN_WORK:
            raise UserError(
                self.env._(
                    "Tickets in “%(stage)s” cannot go to “%(target)s”: that would"
                    " change their outcome. Choose a stage of the same state.",
                    stage=self.stage_id.name,
                    target=target.name,
                )
            )

    def _move_tickets(self):
        """Put the tickets where they go, with a note on each."""
        self.ensure_one()
        # sudo: servicedesk.ticket - the cycle is one for tickets of every company
        tickets = self.env["servicedesk.ticket"].sudo()
        found = tickets.search(self._get_domain(), order="id")
        body = self.env._(
            "The life cycle was changed: from “%(stage)s” to “%(target)s”.",
            stage=self.stage_id.name,
            target=self.to_stage_id.name,
        )
        target_waits = self.to_stage_id.state == "waiting"
        # A mail for entering the stage would tell people what nobody did.
        found = found.with_context(mail_notrack=True, tracking_disable=True)
        for start in range(0, len(found), CHUNK):
            part = found[start : start + CHUNK]
            vals = {"stage_id": self.to_stage_id.id}
            if not target_waits:
                vals["waiting_reason"] = False
            elif self.stage_id.state != "waiting":
                vals["waiting_reason"] = "customer"
            bodies = dict.fromkeys(part.ids, body)
            if not target_waits:
                over = self.env._("The snooze is over.")
                snoozed = part.filtered("snoozed_until")
                bodies |= dict.fromkeys(snoozed.ids, f"{body} {over}")
            part._write_deed(vals)
            part._message_log_batch(bodies=bodies)
