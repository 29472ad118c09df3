# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain

# So many tickets of the same requester are offered at once.
OFFERED = 40
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
    is_any = fields.Boolean(
        string="Choose among All Open Tickets",
        help="Not only among those of the same requester or customer.",
    )
    offered_ids = fields.Many2many(
        "servicedesk.ticket", compute="_compute_offered_ids"
    )
    offered_count = fields.Integer(compute="_compute_offered_ids")
    survivor_id = fields.Many2one(
        "servicedesk.ticket",
        string="Goes on",
        domain="[('is_open', '=', True), ('id', 'not in', ticket_ids)]"
        " if is_any else [('id', 'in', offered_ids)]",
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
        return self.env.context.get("active_ids")

    @api.depends("ticket_ids")
    def _compute_offered_ids(self):
        """Offer open tickets of the same people, then those of their companies."""
        for wizard in self:
            tickets = wizard.ticket_ids._origin
            base = (
                Domain("is_open", "=", True)
                & Domain("id", "not in", tickets.ids)
                & Domain("company_id", "in", tickets.company_id.ids)
            )
            found = tickets.browse()
            for name in ("partner_id", "partner_email", "commercial_partner_id"):
                values = [value for value in tickets.mapped(name) if value]
                values = [getattr(value, "id", value) for value in values]
                if values and len(found) < OFFERED:
                    wanted = base & Domain(name, "in", values)
                    found |= tickets.search(
                        wanted, order="id desc", limit=OFFERED - len(found)
                    )
            wizard.offered_ids = found
            wizard.offered_count = len(found)

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
