# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import arguments

# So many tickets of the same requester are offered at once.
OFFERED = 40
# Whose tickets are offered, and by what they are known.
PEOPLE = {
    "requester": ("partner_id", "partner_email"),
    "customer": ("commercial_partner_id",),
}
COUNTS = ("message_count", "file_count", "activity_count", "task_count")


class ServicedeskTicketMerge(models.TransientModel):
    """Asks which ticket goes on, and shows what goes over to it."""

    _name = "servicedesk.ticket.merge"
    _description = "Merge Tickets"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_merge_rel",
        "wizard_id",
        "ticket_id",
        string="Tickets",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    scope = fields.Selection(
        [
            ("requester", "Same Requester"),
            ("customer", "Same Customer"),
            ("all", "All Open Tickets"),
        ],
        string="Choose among",
        required=True,
        compute="_compute_scope",
        store=True,
        readonly=False,
        precompute=True,
    )
    offered_ids = fields.Many2many(
        "servicedesk.ticket", string="Candidates", compute="_compute_offered_ids"
    )
    survivor_id = fields.Many2one(
        "servicedesk.ticket",
        string="Goes on",
        domain="[('is_open', '=', True), ('id', 'not in', ticket_ids)]"
        " if scope == 'all' else [('id', 'in', offered_ids)]",
        help="Keeps its number; all else about the matter is found there.",
    )
    message_count = fields.Integer(string="Messages", compute="_compute_preview")
    file_count = fields.Integer(string="Files", compute="_compute_preview")
    activity_count = fields.Integer(
        string="Planned Activities", compute="_compute_preview"
    )
    task_count = fields.Integer(string="Tasks", compute="_compute_preview")
    apart_numbers = fields.Char(compute="_compute_preview")
    refusal = fields.Char(compute="_compute_preview")

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("ticket_ids")
    def _compute_scope(self):
        """Begin where the other ticket most likely is: with the same person."""
        for wizard in self:
            wizard.scope = next(
                (key for key in PEOPLE if wizard._find_offered(key)), "all"
            )

    @api.depends("ticket_ids", "scope")
    def _compute_offered_ids(self):
        for wizard in self:
            wizard.offered_ids = wizard._find_offered(wizard.scope)

    def _find_offered(self, scope):
        """Return open tickets of the same people, the youngest first."""
        tickets = self.ticket_ids._origin
        same = Domain.FALSE
        for name in PEOPLE.get(scope, ()):
            values = [value for value in tickets.mapped(name) if value]
            values = [getattr(value, "id", value) for value in values]
            same |= Domain(name, "in", values)
        others = Domain("is_open", "=", True) & Domain("id", "not in", tickets.ids)
        return tickets.search(others & same, order="id desc", limit=OFFERED)

    @api.depends("ticket_ids", "survivor_id")
    def _compute_preview(self):
        """Count what goes over, and say whose requesters do not see the survivor."""
        for wizard in self:
            tickets, survivor = wizard.ticket_ids._origin, wizard.survivor_id._origin
            counts = tickets._count_what_merges()
            wizard.update(dict(zip(COUNTS, counts, strict=True)))
            wizard.apart_numbers = wizard.refusal = False
            if not survivor:
                continue
            reasons = [ticket._why_not_merged(survivor) for ticket in tickets]
            wizard.refusal = next(filter(None, reasons), False)
            apart = tickets.filtered(
                lambda ticket, other=survivor: not ticket._shares_requester(other)
            )
            wizard.apart_numbers = ", ".join(apart.mapped("number"))

    def action_apply(self):
        """Merge, and open the ticket that goes on."""
        self.ensure_one()
        self.ticket_ids.action_merge_into(self.survivor_id.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.ticket",
            "res_id": self.survivor_id.id,
            "views": [(False, "form")],
        }
