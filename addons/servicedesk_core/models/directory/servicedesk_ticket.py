# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..ticket.servicedesk_ticket import PRIORITIES
from ..ticket.ticket_inverse import keep_readable
from .res_partner import NORMAL_PRIORITY

# How requesters see tickets ordered: their own importance is not for their eyes.
REQUESTER_ORDER = "priority desc, id desc"


class ServicedeskTicket(models.Model):
    """Who asks, who spoke for a shared account, how important he is, and where."""

    _inherit = "servicedesk.ticket"

    customer_priority = fields.Selection(
        PRIORITIES,
        compute="_compute_customer_priority",
        store=True,
        precompute=True,
        required=True,
        help="The requester's service priority, or his company's: among tickets of one"
        " priority the more important customer comes first.",
    )
    site_id = fields.Many2one(
        "servicedesk.site",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where it is: the requester's site, unless another one is chosen.",
    )
    speaker_name = fields.Char(
        string="Speaker", help="Who spoke for a shared account, a shop for example."
    )
    is_shared_account = fields.Boolean(
        compute="_compute_is_shared_account", help="The requester is a shared account."
    )
    contact_hint = fields.Char(
        string="To Reach",
        compute="_compute_contact_hint",
        help="How and when the requester wants to be reached.",
    )

    @api.depends("partner_id")
    def _compute_customer_priority(self):
        """Taken when the requester is; later changes reach open tickets only."""
        for ticket in self:
            requester = ticket._get_told_requester()
            ticket.customer_priority = requester.queue_priority or NORMAL_PRIORITY

    @api.depends("partner_id")
    def _compute_site_id(self):
        """Follow the requester; one who is nowhere leaves the ticket where it is."""
        for ticket in self:
            site = ticket._get_told_requester().nearest_site_id
            ticket.site_id = site or ticket.site_id

    @api.constrains("site_id")
    def _check_site_id(self):
        """A chosen site is shared, or of the ticket's company.

        The requester's own is taken as it is: one company serves another's people.
        """
        for ticket in self.filtered("site_id"):
            # sudo: servicedesk.site, res.partner - only companies are compared
            ticket = ticket.sudo()
            site = ticket.site_id
            if site == ticket.partner_id.nearest_site_id:
                continue
            if not site.company_id <= ticket.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(service)s” and “%(other)s” belong to different companies.",
                        service=ticket.display_name,
                        other=site.display_name,
                    )
                )

    @api.depends("partner_id")
    def _compute_is_shared_account(self):
        for ticket in self:
            requester = ticket._get_told_requester()
            ticket.is_shared_account = requester.is_shared_account

    @api.depends("partner_id")
    def _compute_contact_hint(self):
        for ticket in self:
            # sudo: res.partner - told to those who read the ticket
            partner = ticket.partner_id.sudo()
            told = ticket._may_tell("partner_id")
            ticket.contact_hint = told and partner._get_contact_hint()

    @api.model
    def default_get(self, fields):
        """Start a form with nothing that its user does not read."""
        defaults = super().default_get(fields)
        if not self.env.context.get("servicedesk_onchange"):
            return defaults
        return keep_readable(self, defaults)

    def onchange(self, values, field_names, fields_spec):
        """Say that a form asks: it may name any contact, see :meth:`_may_tell`."""
        form = self.with_context(servicedesk_onchange=True)
        return super(ServicedeskTicket, form).onchange(values, field_names, fields_spec)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Order tickets for requesters without what they may not read."""
        if (order or self._order) == self._order and not self._is_desk_user():
            order = REQUESTER_ORDER
        return super()._order_to_sql(order, query, alias=alias, reverse=reverse)
