# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import arguments, work_day
from ...tools import work_order as life

# In which something is late, or may still be.
GOING = (life.DRAFT, *life.UNDER_WAY)


class ServicedeskWorkOrder(models.Model):
    """What the screens of a work order show besides."""

    _inherit = "servicedesk.work.order"

    ticket_number = fields.Char(related="ticket_id.number", string="Ticket No.")
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Planned for a time that is over, and not done.",
    )
    directions_url = fields.Char(
        string="Directions", compute="_compute_directions_url", compute_sudo=True
    )

    @api.depends("state", "planned_start", "planned_end")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for order in self:
            until = order.planned_end or order.planned_start
            order.is_late = bool(order.state in GOING and until and until < now)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return Domain("state", "in", GOING) & (
            Domain("planned_end", "<", now)
            | (Domain("planned_end", "=", False) & Domain("planned_start", "<", now))
        )

    @api.depends("address", "site_id")
    def _compute_directions_url(self):
        """Lead to the site; the link of the house's maps, which need no key."""
        for order in self:
            order.directions_url = order._get_directions(
                order.address, order.site_id.partner_id
            )

    @api.model
    def _get_directions(self, address, place):
        """Return the link to ``address``, or to where the contact ``place`` is."""
        # sudo: ir.config_parameter - which maps the house uses is no secret
        parameters = self.env["ir.config_parameter"].sudo()
        return work_day.directions(
            parameters.get_param("servicedesk.directions_url") or "",
            address or "",
            place.partner_latitude,
            place.partner_longitude,
        )

    def action_open_ticket(self):
        """Open the ticket that the work is for."""
        self.ensure_one()
        arguments.record_id(self.env, self.id or 0, "ids")
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.ticket",
            "res_id": self.ticket_id.id,
            "views": [(False, "form")],
        }
