# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Command

from ..models.notice.servicedesk_notice_rule import CHANNELS, EVENTS, RECIPIENTS


class ServicedeskNoticeTry(models.TransientModel):
    """Says who would be told of an event of a ticket, and why not; tells nobody."""

    _name = "servicedesk.notice.try"
    _description = "Try the Notice Rules"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True)
    event = fields.Selection(EVENTS, required=True, default="customer_answer")
    stage_id = fields.Many2one("servicedesk.stage", string="Stage Entered")
    actor_id = fields.Many2one(
        "res.partner",
        string="Done By",
        compute="_compute_actor_id",
        # As below: of a ticket that he does not read nothing is told.
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Nobody is told what he does himself.",
    )
    line_ids = fields.One2many(
        "servicedesk.notice.try.line",
        "try_id",
        compute="_compute_line_ids",
        # Whether he reads the ticket is asked of who tries.
        compute_sudo=False,
        store=True,
    )

    @api.depends("ticket_id", "event")
    def _compute_actor_id(self):
        """An answer of the requester is his own deed; all else is taken for yours."""
        for trial in self:
            is_his = trial.event == "customer_answer" and trial.ticket_id
            mine = self.env.user.partner_id
            trial.actor_id = trial.ticket_id.partner_id if is_his else mine

    @api.depends("ticket_id", "event", "stage_id", "actor_id")
    def _compute_line_ids(self):
        for trial in self:
            rows = trial._get_rows() if trial.ticket_id and trial.event else []
            trial.line_ids = [Command.clear(), *map(Command.create, rows)]

    def _get_rows(self):
        """Return the values of a line for everybody whom a rule names.

        Only for a ticket that the user reads himself.
        """
        self.ensure_one()
        self.ticket_id.check_access("read")
        facts = {
            "event": self.event,
            "stage_id": self.stage_id.id or self.ticket_id.stage_id.id,
            "actor_id": self.actor_id.id,
            "message": self.env["mail.message"],
        }
        # sudo: servicedesk.ticket - rules look at people whom he may not read
        ticket = self.ticket_id.sudo()
        return [
            {
                "rule_id": line.rule.id,
                "recipient": line.rule.recipient,
                "who": line.partner.display_name or ticket.partner_email or "",
                "channel": line.channel,
                "date_send": line.held_until,
                "reason": ticket._explain_notice(line),
            }
            for line in ticket._plan_notices(facts, {})
        ]


class ServicedeskNoticeTryLine(models.TransientModel):
    """One person whom a rule names."""

    _name = "servicedesk.notice.try.line"
    _description = "Who Would Be Told"

    try_id = fields.Many2one(
        "servicedesk.notice.try", required=True, ondelete="cascade"
    )
    rule_id = fields.Many2one("servicedesk.notice.rule", ondelete="cascade")
    recipient = fields.Selection(RECIPIENTS, string="As")
    who = fields.Char()
    channel = fields.Selection(CHANNELS, string="How")
    date_send = fields.Datetime(string="Not Before")
    reason = fields.Char(string="Why")
