# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools import arguments, work_day
from ...tools import work_order as life

# In which something is late, or may still be.
GOING = (life.DRAFT, *life.UNDER_WAY)


class ServicedeskWorkOrder(models.Model):
    """What the screens of a work order show besides."""

    _inherit = "servicedesk.work.order"

    ticket_number = fields.Char(related="ticket_id.number", string="Ticket No.")
    doer_ticket_number = fields.Char(
        string="Their Ticket No.",
        compute="_compute_doer_ticket_number",
        help="Of the ticket that the engaged company has registered for it.",
    )
    can_make_ticket = fields.Boolean(compute="_compute_can_make_ticket")
    can_open_ticket = fields.Boolean(compute="_compute_can_open_ticket")
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Planned for a time that is over, and not done.",
    )
    directions_url = fields.Char(
        string="Directions", compute="_compute_directions_url", compute_sudo=True
    )

    @api.depends("doer_ticket_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_doer_ticket_number(self):
        """Tell who reads that ticket; the others learn nothing of it."""
        # sudo: servicedesk.work.order - which ticket it is; who reads it is asked below
        tickets = {order: order.sudo().doer_ticket_id for order in self}
        known = self.env["servicedesk.ticket"].union(*tickets.values()).sudo(False)
        readable = known._filtered_access("read") if known else known
        for order, ticket in tickets.items():
            order.doer_ticket_number = ticket.id in readable._ids and ticket.number

    @api.depends("state", "doer_company_id", "doer_ticket_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_make_ticket(self):
        for order in self:
            # sudo: servicedesk.work.order - whether there is one is told, not which
            known = order.sudo()
            order.can_make_ticket = (
                bool(known.doer_company_id & self.env.companies)
                and not known.doer_ticket_id
                and order.state in life.UNDER_WAY
                and order.my_side == life.DOER
            )

    @api.depends("ticket_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_open_ticket(self):
        """Who only does the work reads the number of its ticket, and not the ticket."""
        # sudo: servicedesk.work.order - which ticket it is; who reads it is asked below
        known = self.sudo().ticket_id.sudo(False)
        readable = known._filtered_access("read") if known else known
        for order in self:
            order.can_open_ticket = order.sudo().ticket_id.id in readable._ids

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
        """Open the ticket that the work is for.

        :raise AccessError: for who only does the work; he reads the order alone.
        """
        self._check_readable()
        if not self.can_open_ticket:
            raise AccessError(
                self.env._("The ticket is not yours to read: the order says it all.")
            )
        return self._get_ticket_action(self.ticket_id)

    def action_open_doer_ticket(self):
        """Open the ticket that the engaged company has registered for the work.

        :raise AccessError: for who does not read that ticket.
        """
        self._check_readable()
        # sudo: servicedesk.work.order - which ticket it is; its access is checked below
        ticket = self.sudo().doer_ticket_id.sudo(False)
        ticket.check_access("read")
        return self._get_ticket_action(ticket)

    def action_register_ticket(self):
        """Register a ticket in the company that is engaged, and open it."""
        self.action_make_ticket()
        return self.action_open_doer_ticket()

    def _check_readable(self):
        self._check_one()
        arguments.record_id(self.env, self.id or 0, "ids")
        self.check_access("read")

    @api.model
    def _get_ticket_action(self, ticket):
        """Return what opens a ticket: the desk's form, for a requester his page."""
        if not ticket._is_desk_user() or ticket.company_id not in self.env.companies:
            return {
                "type": "ir.actions.act_url",
                "url": ticket.access_url,
                "target": "self",
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.ticket",
            "res_id": ticket.id,
            "views": [(False, "form")],
        }
