# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime, is_html_empty


class ServicedeskTicketMove(models.TransientModel):
    """The dialog of a move that asks something: a comment, a reason, a solution."""

    _name = "servicedesk.ticket.move"
    _description = "Move Tickets"

    ticket_ids = fields.Many2many("servicedesk.ticket", required=True, readonly=True)
    transition_id = fields.Many2one(
        "servicedesk.transition", required=True, readonly=True
    )
    asks_comment = fields.Boolean(compute="_compute_asks_comment")
    to_state = fields.Selection(related="transition_id.to_state")
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    type_ids = fields.Many2many(
        "servicedesk.ticket.type", compute="_compute_ticket_count"
    )
    approval_hint = fields.Char(
        string="Asked for Approval", compute="_compute_approval_hint"
    )
    freeze_hint = fields.Char(compute="_compute_freeze_hint")
    collision_note = fields.Html(compute="_compute_collision_note", sanitize=False)
    comment = fields.Text()
    waiting_reason = fields.Selection(
        lambda self: (
            self.env["servicedesk.ticket"]
            ._fields["waiting_reason"]
            ._description_selection(self.env)
        ),
        string="Waiting For",
    )
    snoozed_until = fields.Datetime(
        string="Comes Back on", help="The ticket comes back by itself then."
    )
    resolution = fields.Html(
        string="Solution",
        compute="_compute_resolution",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Sent to the requester, who is asked to confirm it.",
    )
    closure_code_id = fields.Many2one("servicedesk.closure.code")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        help="Sent to the requester with the solution, and kept on the ticket.",
    )
    is_question = fields.Boolean(compute="_compute_is_question")

    asks_children = fields.Boolean(compute="_compute_asks_children")
    children = fields.Selection(
        [("cancel", "Cancel them, too"), ("keep", "They go on")],
        string="Its Tasks",
    )

    @api.depends("ticket_ids", "transition_id")
    def _compute_asks_children(self):
        """Whoever cancels a ticket with tasks to do says what becomes of them."""
        for wizard in self:
            is_cancelled = wizard.to_state == "cancelled"
            counts = wizard.ticket_ids.mapped("child_open_count")
            wizard.asks_children = is_cancelled and any(counts)

    affected_count = fields.Integer(compute="_compute_affected_count")

    @api.depends("ticket_ids")
    def _compute_affected_count(self):
        """How many others read the solution."""
        for wizard in self:
            counts = wizard.ticket_ids.mapped("affected_open_count")
            wizard.affected_count = sum(counts)

    @api.depends("ticket_ids", "waiting_reason")
    def _compute_is_question(self):
        """Warn that the requester reads what is entered: types may mail it."""
        for wizard in self:
            wizard.is_question = wizard.waiting_reason == "customer" and any(
                ticket._get_type_template_id("question") for ticket in wizard.ticket_ids
            )

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        for wizard in self:
            wizard.ticket_count = len(wizard.ticket_ids)
            wizard.type_ids = wizard.ticket_ids.ticket_type_id

    @api.depends("ticket_ids", "transition_id")
    def _compute_freeze_hint(self):
        """Say which freeze is overridden by this start, and ask for the reason."""
        for wizard in self:
            freezes = (
                ticket._get_freeze_against(move)
                for ticket in wizard.ticket_ids
                for move in ticket._get_moves_from_here()
                if move.id == wizard.transition_id.id
            )
            freeze = next((freeze for freeze in freezes if freeze), None)
            wizard.freeze_hint = freeze and self.env._(
                "Freeze “%(freeze)s” until %(end)s: why do you start all the same?",
                freeze=freeze.name,
                end=format_datetime(self.env, freeze.end, dt_format="short"),
            )

    @api.depends("ticket_ids", "transition_id", "freeze_hint")
    def _compute_asks_comment(self):
        """Asked by the move, for closing without an answer, or during a freeze."""
        for wizard in self:
            unanswered = wizard.to_state == "closed" and any(
                ticket._is_unanswered() for ticket in wizard.ticket_ids
            )
            asked = unanswered or wizard.transition_id.asks == "comment"
            wizard.asks_comment = asked or bool(wizard.freeze_hint)

    @api.depends("ticket_ids", "transition_id")
    def _compute_approval_hint(self):
        """Say who will be asked, or why nobody can be."""
        for wizard in self:
            tickets = wizard.ticket_ids
            if wizard.transition_id.asks != "approval":
                tickets = tickets.browse()
            hints = {ticket._get_approval_hint() for ticket in tickets}
            wizard.approval_hint = "; ".join(sorted(hints - {""}))

    @api.depends("ticket_ids", "transition_id")
    def _compute_collision_note(self):
        """Who asks for approval reads what the windows collide with."""
        for wizard in self:
            tickets = wizard.ticket_ids
            if wizard.transition_id.asks != "approval":
                tickets = tickets.browse()
            notes = tickets.filtered("collision_note").mapped("collision_note")
            wizard.collision_note = Markup().join(notes) or False

    former_resolution = fields.Html(
        string="Former Solution", compute="_compute_former", compute_sudo=False
    )
    refusal = fields.Text(
        string="Why It Was Refused", compute="_compute_former", compute_sudo=False
    )
    takes_former = fields.Boolean(string="Use the Former Text")

    @api.depends("ticket_ids", "transition_id")
    def _compute_former(self):
        """Show what did not help, and what the requester said of it."""
        for wizard in self:
            ticket = wizard.ticket_ids._origin
            shown = len(ticket) == 1 and wizard.to_state == "resolved"
            former = shown and ticket.resolution
            wizard.former_resolution = former
            wizard.refusal = former and ticket._get_refusal_reason()

    @api.depends("takes_former")
    def _compute_resolution(self):
        """Nothing that was refused goes out again unasked: the field begins empty."""
        for wizard in self:
            former, text = wizard.former_resolution, wizard.resolution
            if wizard.takes_former and is_html_empty(text):
                wizard.resolution = former
            elif not wizard.takes_former and text == former:
                wizard.resolution = False
            else:
                wizard.resolution = text or False

    def action_apply(self):
        """Make the move with what was entered; the ticket checks it."""
        self.ensure_one()
        if self.waiting_reason == "scheduled" and self.snoozed_until:
            self.ticket_ids.action_snooze(self.snoozed_until, self.comment)
            return {"type": "ir.actions.act_window_close"}
        answers = {
            key: value for key, value in self._prepare_answers().items() if value
        }
        result = self.ticket_ids.action_move(
            self.transition_id.id, answers or {"comment": ""}
        )
        return {"type": "ir.actions.act_window_close"} if result is True else result

    def _prepare_answers(self):
        """Return what was entered, by the names that the move knows."""
        return {
            "comment": (self.comment or "").strip(),
            "waiting_reason": self.waiting_reason,
            "resolution": self.resolution,
            "closure_code_id": self.closure_code_id.id,
            "children": self.children,
            "attachment_ids": self.attachment_ids.ids,
        }
