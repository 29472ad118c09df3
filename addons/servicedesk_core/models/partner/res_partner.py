# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..ticket.ticket_access import DESK_GROUPS
from ..ticket.ticket_inverse import search_readable


class ResPartner(models.Model):
    _inherit = "res.partner"

    servicedesk_visibility = fields.Selection(
        [
            ("own", "Own tickets"),
            ("site", "All tickets of the company at his site"),
            ("company", "All tickets of the company"),
        ],
        string="Sees in the Portal",
        default="own",
        required=True,
        # Not for whoever may edit contacts: he could let himself see all tickets of
        # his own company.
        groups="servicedesk_core.group_servicedesk_agent,base.group_system",
        help="Which tickets this contact sees in the portal besides those he follows.",
    )
    servicedesk_ticket_ids = fields.One2many(
        "servicedesk.ticket",
        "partner_id",
        string="Service Desk Tickets",
        groups=",".join(DESK_GROUPS),
        search=search_readable("servicedesk_ticket_ids"),
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_awaited(self):
        """A contact whose request is open is still to be answered, and to answer.

        So is the company of such a contact. Tickets that are over keep the address,
        and let the card go.
        """
        asked = Domain("partner_id", "in", self.ids)
        asked |= Domain("commercial_partner_id", "in", self.ids)
        waiting = Domain("is_open", "=", True) | Domain("confirmation", "=", "awaiting")
        tickets = self.env["servicedesk.ticket"]
        # sudo: servicedesk.ticket - tickets of every company count here
        ticket = tickets.sudo().search(asked & waiting, limit=1)
        if not ticket:
            return
        partner = (ticket.partner_id | ticket.commercial_partner_id) & self
        contact = partner[0].display_name
        if tickets.has_access("read") and tickets.search_count(
            asked & waiting, limit=1
        ):
            raise UserError(
                self.env._(
                    "%(contact)s has open tickets at the service desk. Archive the"
                    " contact, or merge it with another, instead of deleting it.",
                    contact=contact,
                )
            )
        # Who reads none of them is not to learn that there are any.
        raise UserError(
            self.env._(
                "%(contact)s is used by other records, so it cannot be deleted."
                " Archive the contact, or merge it with another, instead.",
                contact=contact,
            )
        )
