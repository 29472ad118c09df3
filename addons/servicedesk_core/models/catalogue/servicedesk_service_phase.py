# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


class ServicedeskServicePhase(models.Model):
    """What a stage is called where requesters read how far their request is.

    *In progress* means nothing to somebody who waits for a new badge; *the badge is
    being printed* does. A part without phases of its own has the whole's.
    """

    _name = "servicedesk.service.phase"
    _inherit = "servicedesk.cached.mixin"
    _description = "Phase of Work"
    _order = "service_id, stage_sequence, id"

    service_id = fields.Many2one(
        "servicedesk.service", required=True, index=True, ondelete="cascade"
    )
    stage_id = fields.Many2one("servicedesk.stage", required=True, ondelete="cascade")
    stage_sequence = fields.Integer(related="stage_id.sequence", store=True)
    name = fields.Char(
        required=True, translate=True, help="The requester reads it for the stage."
    )

    _stage_uniq = models.Constraint(
        "UNIQUE (service_id, stage_id)", "This stage already has its words."
    )

    def write(self, vals):
        """Rules look at records before they are written: look where they go to, too.

        :raise AccessError: for a service that the user does not keep.
        """
        if vals.get("service_id"):
            target = self.env["servicedesk.service"].browse(vals["service_id"])
            target.check_access("write")
        return super().write(vals)

    @api.model
    @tools.ormcache("service_id", "self.env.lang")
    def _get_words(self, service_id):
        """Return ((stage id, state, words), …) of a service, in the reader's language.

        In the order of the stages.
        """
        line = self.env["servicedesk.service"]._get_line(service_id)
        # sudo: servicedesk.service.phase, servicedesk.stage - requesters read the
        # words on their own tickets
        phases = self.sudo().search([("service_id", "in", line)])
        owners = {phase.service_id.id for phase in phases}
        nearest = next((id_ for id_ in line if id_ in owners), None)
        return tuple(
            (phase.stage_id.id, phase.stage_id.state, phase.name)
            for phase in phases
            if phase.service_id.id == nearest
        )
