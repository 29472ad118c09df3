# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    mail_intake_count = fields.Integer(
        string="Mail Intake",
        compute="_compute_mail_intake_count",
        compute_sudo=False,
        help="The mails that made this ticket or joined it, as they came.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_mail_intake_count(self):
        """Count what the user reads of the intake: agents read none of it."""
        reads = self.env["servicedesk.mail.intake"].has_access("read")
        for ticket in self:
            ticket.mail_intake_count = len(ticket._find_mails()) if reads else 0

    def _find_mails(self):
        """Return the mails of these tickets that the user reads, as a union of index
        look-ups: with OR the database would read every mail there is."""
        mails = self.env["servicedesk.mail.intake"]
        joined = mails._fields["ticket_ids"]
        mails.flush_model(["ticket_id", "ticket_ids"])
        found = SQL(
            "(SELECT id FROM %(mails)s WHERE ticket_id IN %(ids)s"
            " UNION SELECT %(mail)s FROM %(joined)s WHERE %(ticket)s IN %(ids)s)",
            mails=SQL.identifier(mails._table),
            joined=SQL.identifier(joined.relation),
            mail=SQL.identifier(joined.column1),
            ticket=SQL.identifier(joined.column2),
            ids=tuple(self.ids) or (0,),
        )
        return mails.search([("id", "in", found)])

    def action_view_mail_intake(self):
        """Open the mails that made this ticket or joined it, as they came."""
        self._check_ids()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_mail_intake_action"
        )
        return action | {
            "domain": [("id", "in", self._find_mails().ids)],
            "context": {},
        }
