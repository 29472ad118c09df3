# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError


class ServicedeskServicePath(models.Model):
    """Who is called in comes to read confidential tickets: insiders name him."""

    _inherit = "servicedesk.service.path"

    @api.model_create_multi
    def create(self, vals_list):
        """Look at what has come of values and defaults, then refuse or keep it.

        :raise AccessError: see :meth:`_check_secret_steps`.
        """
        steps = super().create(vals_list)
        steps._check_secret_steps()
        return steps

    def write(self, vals):
        """
        :raise AccessError: see :meth:`_check_secret_steps`.
        """
        result = super().write(vals)
        if {"service_id", "team_id", "user_id"} & vals.keys():
            self._check_secret_steps()
        return result

    def _check_secret_steps(self):
        """Raise when a step may call somebody to what the current user does not read.

        Of a confidential service, or one that is above it, nobody is named by an
        outsider; of any other service he only does not name himself or his own team.

        :raise AccessError: naming the service.
        """
        if self.env.su or self.env.user._is_system():
            return
        hidden = self.service_id._find_hidden_tickets()
        if not hidden:
            return
        secret = hidden.browse(hidden._get_confidential_ids() & set(hidden.ids))
        mine = self.env.user._servicedesk_team_ids()
        for step in self:
            # sudo: servicedesk.service - parts may be hidden from the one who writes
            below = step.service_id.sudo()._get_below(hidden)
            own = step.user_id == self.env.user or step.team_id.id in mine
            if below & secret or (own and below):
                self.env["servicedesk.service"]._refuse_secret_step(below)


class ServicedeskService(models.Model):
    _inherit = "servicedesk.service"

    def write(self, vals):
        """No path comes to hold for confidential tickets by another place in the tree.

        :raise AccessError: see :meth:`ServicedeskServicePath._check_secret_steps`.
        """
        user = self.env.user
        if not vals.get("parent_id") or self.env.su or user._is_system():
            return super().write(vals)
        hidden = self._find_hidden_tickets()
        before = hidden._get_steps_above()
        result = super().write(vals)
        if hidden._get_steps_above() - before:
            self._refuse_secret_step(hidden)
        return result

    def _get_below(self, services):
        """Return those of ``services`` that are this one or belong to it."""
        # sudo: servicedesk.service - parts may be hidden from the one who asks
        return services.filtered(
            lambda one: one.sudo().parent_path.startswith(self.parent_path)
        )

    def _get_steps_above(self):
        """Return {(service id, step id)} of what is above these services, or theirs.

        Asked of the database: while an import runs the caches are behind.
        """
        # sudo: servicedesk.service - the whole may be hidden from the one who writes
        lines = {
            service.id: {int(one) for one in service.parent_path.split("/") if one}
            for service in self.sudo()
        }
        # sudo: servicedesk.service.path - the path holds for whoever works
        steps = (
            self.env["servicedesk.service.path"]
            .sudo()
            .search([("service_id", "in", list(set().union(*lines.values())))])
        )
        return {
            (service_id, step.id)
            for service_id, line in lines.items()
            for step in steps
            if step.service_id.id in line
        }

    def _refuse_secret_step(self, services):
        """:raise AccessError: naming the first of ``services``."""
        raise AccessError(
            self.env._(
                "“%(service)s” has confidential tickets that you do not read: only who"
                " reads them, or an administrator, says who is called in for them.",
                # sudo: servicedesk.service - a part may be hidden from him
                service=services[:1].sudo().name,
            )
        )
