# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .servicedesk_service import check_hours


class ServicedeskServicePath(models.Model):
    """One step of a service's escalation path: whom to call in, and after how long.

    The service's owner keeps it. A part without a path of its own has the whole's.
    """

    _name = "servicedesk.service.path"
    _inherit = "servicedesk.cached.mixin"
    _description = "Escalation Step"
    _order = "service_id, sequence, id"

    service_id = fields.Many2one(
        "servicedesk.service", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    team_id = fields.Many2one("servicedesk.team", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain=[("share", "=", False)],
        ondelete="restrict",
    )
    delay_hours = fields.Float(
        string="After (hours)",
        help="How long the step before has time, in working hours.",
    )

    _one_target = models.Constraint(
        "CHECK ((team_id IS NULL) <> (user_id IS NULL))",
        "A step calls in either a team or a person.",
    )
    _no_haste = models.Constraint(
        "CHECK (delay_hours >= 0)", "A step cannot come before the one before it."
    )

    @api.depends("team_id", "user_id")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.team_id.display_name or step.user_id.display_name

    @api.constrains("user_id")
    def _check_user_id(self):
        """Being called in opens a ticket: that is for employees only."""
        for step in self:
            if step.user_id and not step.user_id._is_internal():
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee, so he cannot be called in.",
                        user=step.user_id.name,
                    )
                )

    @api.constrains("delay_hours")
    def _check_delay_hours(self):
        for step in self:
            check_hours(self.env, step.delay_hours)

    def write(self, vals):
        """Rules look at records before they are written: look where they go to, too.

        :raise AccessError: for a service that the user does not keep.
        """
        if vals.get("service_id"):
            target = self.env["servicedesk.service"].browse(vals["service_id"])
            target.check_access("write")
        return super().write(vals)

    @api.model
    @tools.ormcache("service_id")
    def _get_step_ids(self, service_id):
        """Return the ids of the steps that hold for a service, in their order."""
        line = self.env["servicedesk.service"]._get_line(service_id)
        # sudo: servicedesk.service.path - the path holds whoever works on the ticket
        steps = self.sudo().search([("service_id", "in", line)])
        owners = {step.service_id.id for step in steps}
        nearest = next((id_ for id_ in line if id_ in owners), None)
        return tuple(steps.filtered(lambda step: step.service_id.id == nearest).ids)

    def _get_people(self):
        """Return the users whom a step calls in: the person, the team's leader or,
        where nobody leads it, its members."""
        self.ensure_one()
        people = self.user_id or self.team_id.leader_id or self.team_id.member_ids
        return people.filtered("active")
