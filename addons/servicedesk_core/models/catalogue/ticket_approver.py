# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.tools import SQL


class ServicedeskTicket(models.Model):
    """Approvers of a service read its tickets, whichever company those are of.

    They see them from the requester's side, and only read: a voice in the conversation
    has who asked, follows, or works on it.
    """

    _inherit = "servicedesk.ticket"

    @api.depends("service_id")
    def _compute_viewer_ids(self):
        return super()._compute_viewer_ids()

    def _get_viewers(self):
        viewers = super()._get_viewers()
        return {
            ticket: users | ticket._get_approvers() for ticket, users in viewers.items()
        }

    def _get_approvers(self):
        """Return the users who approve, and read, this ticket."""
        self.ensure_one()
        ids = self.env["servicedesk.service"]._get_approver_ids(
            self.service_id._origin.id, self.is_confidential
        )
        return self.env["res.users"].browse(ids)

    def _get_viewed_parts(self, user_ids):
        """Ask for approved services of those only who approve any: nearly nobody."""
        parts = super()._get_viewed_parts(user_ids)
        services = self.env["servicedesk.service"]
        plain, secret = set(), set()
        for user_id in user_ids:
            plain_ids, secret_ids = services._get_approved_ids(user_id)
            plain.update(plain_ids)
            secret.update(secret_ids)
        if plain:
            parts.append(
                SQL(
                    """SELECT id FROM servicedesk_ticket
                        WHERE service_id IN %s AND is_confidential IS NOT TRUE""",
                    tuple(sorted(plain)),
                )
            )
        if secret:
            parts.append(
                SQL(
                    "SELECT id FROM servicedesk_ticket WHERE service_id IN %s",
                    tuple(sorted(secret)),
                )
            )
        return parts
