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
        definition="service_id.form_definition",
        copy=True,
        # Else every write would read the answers, in case the service changes.
        tracking=False,
    )
    continuity_note = fields.Html(
        compute="_compute_continuity",
        string="While the Service Is Down",
        prefetch=False,
        help="What to do while the service is down.",
    )
    continuity_contact_ids = fields.Many2many(
        "res.partner", string="Whom to Call", compute="_compute_continuity"
    )
    continuity_call = fields.Char(string="Call", compute="_compute_continuity")
    has_continuity = fields.Boolean(compute="_compute_continuity")

    @api.depends("service_id")
    def _compute_continuity(self):
        """Show the note of the service, or of the nearest that it is a part of.

        Most have none, and are not even read for it.
        """
        services = self.env["servicedesk.service"]
        for ticket in self:
            told = ticket._may_tell("service_id")
            service = services._get_continuity_source(
                told and ticket.service_id._origin.id
            )
            ticket.has_continuity = bool(service)
            ticket.continuity_call = service._say_whom_to_call()
            ticket.continuity_note = service.continuity_note
            ticket.continuity_contact_ids = service.continuity_contact_ids.sudo(False)

    def action_view_continuity(self):
        """Open what to do, and whom to call, while the ticket's service is down.

        :raise AccessError: for those who do not read the ticket from the desk's side.
        """
        self._check_ids()
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["continuity_note"], "read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("While the Service Is Down"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env.ref(
                        "servicedesk_core.servicedesk_ticket_view_form_continuity"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
        }

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
