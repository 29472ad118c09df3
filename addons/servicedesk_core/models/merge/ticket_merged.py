# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicket(models.Model):
    """What a survivor shows of the tickets that were merged into it.

    Their ratings, their ledger and their closing cycles stay rows of theirs, for
    figures count what was done for whom; but nobody should have to look for them.
    """

    _inherit = "servicedesk.ticket"

    # Kept, so that the form of the many without a merge asks nobody.
    merged_count = fields.Integer(
        string="Number of Merged Tickets", readonly=True, copy=False
    )
    merged_ids = fields.Many2many(
        "servicedesk.ticket",
        string="Merged Tickets",
        compute="_compute_merged_ids",
        compute_sudo=True,
        help="Merged into this one, at once or along others.",
    )
    merged_span_ids = fields.Many2many(
        "servicedesk.ticket.span",
        string="Path of the Merged Tickets",
        compute="_compute_merged_ids",
        compute_sudo=True,
    )
    merged_cycle_ids = fields.Many2many(
        "servicedesk.closing.cycle",
        string="Closing of the Merged Tickets",
        compute="_compute_merged_ids",
        compute_sudo=True,
    )

    @api.depends("merged_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_merged_ids(self):
        """Show what the user reads of it; called in superuser mode."""
        for ticket in self:
            merged = ticket._find_merged() if ticket.merged_count else self.browse()
            ticket.merged_ids = merged
            of_merged = [("ticket_id", "in", merged.ids)]
            for name in ("merged_span_ids", "merged_cycle_ids"):
                records = self.env[self._fields[name].comodel_name]
                if merged:
                    records = records.search(of_merged, order="ticket_id, id")
                ticket[name] = records

    def _find_merged(self):
        """Return what was merged into this ticket, along others too, and is read.

        One that the user may not read may have taken up one that he may.
        """
        found, level = self.browse(), self._origin
        while level:
            level = level.search([("merged_into_id", "in", level.ids)]) - found
            found |= level
        readable = found.with_user(self.env.user)._filter_shown()
        # sudo: servicedesk.ticket - filtered by the reader's rights just above
        return readable.sudo().sorted("id")

    def _recount_merged(self):
        """Keep the number of merged tickets; called in superuser mode."""
        counts = dict(
            self._read_group(
                [("merged_into_id", "in", self.ids)], ["merged_into_id"], ["__count"]
            )
        )
        for ticket in self:
            count = counts.get(ticket, 0)
            if ticket.merged_count != count:
                ticket._write_deed({"merged_count": count})
