# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import approval as steps
from ...tools import arguments

STATES = [
    (steps.PLANNED, "Not Asked Yet"),
    (steps.PENDING, "Awaiting Decision"),
    (steps.APPROVED, "Approved"),
    (steps.REJECTED, "Rejected"),
    (steps.WITHDRAWN, "Withdrawn"),
]
# In which somebody who is asked reads the approval and its ticket.
TOLD_STATES = (steps.PENDING, steps.APPROVED, steps.REJECTED)
OPEN_STATES = (steps.PLANNED, steps.PENDING)
# How the house goes about it is not for approvers from outside: they decide on the
# page, which tells them how much other planned work there is, and no more.
HOUSE = "base.group_user"


class ServicedeskApproval(models.Model):
    """Somebody's word that a ticket may go on: whose, who gave it, when and why.

    Made when a move asks for approval, and changed by deeds only. Who may decide is
    *asked*: the approver himself, his stand-in while he is away, and whoever it was
    escalated to. The requester approves nothing of his own.
    """

    _name = "servicedesk.approval"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "ticket_id desc, cycle desc, step, id"
    _mail_post_access = "write"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id")
    name = fields.Char(string="What Is Approved", required=True)
    cycle = fields.Integer(
        required=True, help="The how many-th question about this ticket."
    )
    step = fields.Integer(required=True, help="Steps come one after the other.")
    enough = fields.Selection(
        [(steps.ANY, "Any one of them"), (steps.ALL, "All of them")],
        string="Needed",
        required=True,
        default=steps.ALL,
    )
    state = fields.Selection(STATES, required=True, default=steps.PLANNED, copy=False)
    partner_id = fields.Many2one(
        "res.partner", string="Approver", required=True, ondelete="restrict", index=True
    )
    asked_ids = fields.Many2many(
        "res.partner",
        "servicedesk_approval_asked_rel",
        "approval_id",
        "partner_id",
        help="Who may decide: the approver, and who stands in for him.",
    )
    decided_by_id = fields.Many2one(
        "res.partner", string="Decided by", ondelete="restrict", index="btree_not_null"
    )
    is_stand_in = fields.Boolean(
        string="By a Stand-in", compute="_compute_is_stand_in", store=True
    )
    note = fields.Text()
    request_note = fields.Text(string="Asked with the Words", groups=HOUSE)
    planned_start = fields.Datetime(help="The planned window that is approved.")
    planned_end = fields.Datetime()
    is_renewed = fields.Boolean(
        string="The Window Was Moved",
        help="Asked anew, since the planned window was moved out of the former one.",
    )
    date_asked = fields.Datetime(string="Asked on")
    date_decided = fields.Datetime(string="Decided on")

    # How it goes on, as the rule said when it was asked.
    transition_id = fields.Many2one(
        "servicedesk.transition", index="btree_not_null", ondelete="set null"
    )
    from_stage_id = fields.Many2one("servicedesk.stage", ondelete="restrict")
    on_reject = fields.Selection(
        [("back", "Put it back"), ("cancel", "Cancel the ticket")],
        required=True,
        default="back",
    )
    reminder_hours = fields.Float()
    escalate_after = fields.Integer()
    reminder_count = fields.Integer(string="Reminders")
    date_next = fields.Datetime(string="Next Reminder")
    date_escalated = fields.Datetime(string="Escalated on")

    # What is shown to who decides
    ticket_number = fields.Char(related="ticket_id.number", string="Number")
    ticket_name = fields.Char(related="ticket_id.name", string="Subject")
    requester_id = fields.Many2one(related="ticket_id.partner_id", string="Requester")
    service_name = fields.Char(
        related="ticket_id.service_id.complete_name", string="Service"
    )
    description = fields.Html(related="ticket_id.description")
    risk = fields.Selection(related="ticket_id.risk", groups=HOUSE)
    back_out_plan = fields.Html(related="ticket_id.back_out_plan", groups=HOUSE)
    collision_note = fields.Char(
        string="Collides with",
        compute="_compute_collision_note",
        groups=HOUSE,
        help="Freezes and other planned work that the planned window meets.",
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        search="_search_can_decide",
        help="Whether your decision is awaited.",
    )

    _next_idx = models.Index("(date_next) WHERE state = 'pending'")

    @api.depends("decided_by_id", "partner_id")
    def _compute_is_stand_in(self):
        for approval in self:
            decider = approval.decided_by_id
            approval.is_stand_in = decider and decider != approval.partner_id

    @api.depends("state", "asked_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        me = self.env.user.partner_id
        for approval in self:
            approval.can_decide = (
                approval.state == steps.PENDING and me in approval.asked_ids
            )

    @api.depends("ticket_id.planned_start", "ticket_id.planned_end", "state")
    @api.depends_context("lang")
    def _compute_collision_note(self):
        for approval in self:
            names = []
            if approval.state == steps.PENDING:
                # sudo: servicedesk.ticket - who decides is told what it collides with,
                # by names and numbers that stand in the ticket's history, too
                names = approval.ticket_id.sudo()._name_collisions()
            approval.collision_note = ", ".join(names)

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", steps.PENDING) & Domain(
            "asked_ids", "in", self.env.user.partner_id.ids
        )

    @api.depends("ticket_id.number", "name")
    def _compute_display_name(self):
        for approval in self:
            approval.display_name = f"{approval.ticket_number}: {approval.name}"

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_approve(self, note=""):
        """Approve; when all that is needed is given, the ticket goes on.

        :param str note: what else there is to say.
        :raise AccessError: for who is not asked.
        :raise UserError: when it was decided or withdrawn before, on any of them.
        """
        return self._decide_as_user(
            steps.APPROVED, arguments.text(self.env, note, "note")
        )

    def action_reject(self, note=""):
        """Reject, which ends the question; requester and opener are told why.

        :param str note: why; required.
        """
        return self._decide_as_user(
            steps.REJECTED, arguments.text(self.env, note, "note")
        )

    def action_open_decide(self):
        """Open the dialog that asks for the note with a decision on these approvals."""
        self._check_may_decide(self.env.user.partner_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_approval_decide_action"
        )
        decision = self.env.context.get("servicedesk_decision")
        action["context"] = {
            "default_approval_ids": self.ids,
            "default_decision": decision if decision == "reject" else "approve",
        }
        return action

    def _decide_as_user(self, decision, note):
        """Decide as the current user, if he is asked."""
        me = self.env.user.partner_id
        self._check_may_decide(me)
        # sudo: servicedesk.approval - who is asked decides, and writes nothing else
        self.sudo()._decide(decision, note, me)
        return True

    def _check_may_decide(self, partner):
        """Raise unless ``partner`` is asked about every one of these.

        :raise AccessError: saying nothing of what it is about.
        """
        for approval_id in self._ids:
            if not arguments.is_id(approval_id):
                raise UserError(
                    self.env._(
                        "There is no approval with the id “%(id)s”.", id=approval_id
                    )
                )
        # sudo: servicedesk.approval - who is asked is read before he is let in; to be
        # asked is the right, also to hear that somebody else has decided
        for approval in self.sudo().exists():
            if not approval._may_decide(partner):
                raise AccessError(self.env._("You are not asked to decide this."))
        if len(self.sudo().exists()) != len(self):
            raise AccessError(self.env._("You are not asked to decide this."))

    def _may_decide(self, partner):
        """Return whether ``partner`` is asked, and still is somebody who may be."""
        self.ensure_one()
        return partner in self.asked_ids and bool(self._keep_possible(partner))
