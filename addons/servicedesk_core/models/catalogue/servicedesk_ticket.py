# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicket(models.Model):
    """Which services a ticket is about, and the answers to the service's form."""

    _inherit = "servicedesk.ticket"

    service_id = fields.Many2one(
        "servicedesk.service",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_ticket_service_rel",
        "ticket_id",
        "service_id",
        string="Other Services Affected",
    )
    properties = fields.Properties(
        definition="service_id.ticket_properties_definition",
        copy=True,
        # Else every write would read the answers, in case the service changes.
        tracking=False,
    )
    continuity_note = fields.Html(
        compute="_compute_continuity",
        help="What to do while the service is down.",
    )
    continuity_contact_ids = fields.Many2many(
        "res.partner", string="Whom to Call", compute="_compute_continuity"
    )

    @api.depends("service_id")
    def _compute_continuity(self):
        """Show the note of the service, or of the nearest that it is a part of."""
        services = self.env["servicedesk.service"]
        for ticket in self:
            # sudo: servicedesk.service, res.partner - whoever works on a ticket reads
            # what to do, also of another company's service
            line = services.sudo().browse(services._get_line(ticket.service_id.id))
            source = next(
                (s for s in line if s.continuity_note or s.continuity_contact_ids),
                line.browse(),
            )
            ticket.continuity_note = source.continuity_note
            ticket.continuity_contact_ids = source.continuity_contact_ids

    def _get_phase_words(self):
        """Return ({stage id: words}, {state: words}) that the service has for stages.

        Where several stages have a state, the first one speaks for it.
        """
        self.ensure_one()
        by_stage, by_state = {}, {}
        phases = self.env["servicedesk.service.phase"]
        for stage_id, state, words in phases._get_words(self.service_id.id):
            by_stage[stage_id] = words
            by_state.setdefault(state, words)
        return by_stage, by_state
