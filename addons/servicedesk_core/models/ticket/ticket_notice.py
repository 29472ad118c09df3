# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

CLOSE_ACTIVITY = "servicedesk_core.mail_activity_type_close"


class ServicedeskTicket(models.Model):
    """What the desk's own people are told."""

    _inherit = "servicedesk.ticket"

    def _get_opener_for_notice(self):
        """Return who hears what is meant for the opener: he, or the team's leader."""
        self.ensure_one()
        # sudo: res.users - notices are sent on behalf of requesters too
        ticket = self.sudo()
        opener = ticket.opener_id.filtered("active")
        return opener or ticket.team_id.leader_id.filtered("active") or ticket.user_id

    def _notify_may_be_closed(self):
        """Signal the opener that the requester confirmed: the ticket may be closed."""
        for ticket in self:
            user = ticket._get_opener_for_notice()
            if user:
                # Who follows the ticket is told of the requester's answer by mail; a
                # second mail for the activity would say the same.
                # sudo: mail.followers - who follows is read to spare a mail
                follows = user.partner_id in ticket.sudo().message_partner_ids
                # sudo: mail.activity - the requester's answer plans it
                ticket.sudo().with_context(
                    mail_activity_quick_update=follows
                ).activity_schedule(
                    CLOSE_ACTIVITY,
                    summary=self.env._("Confirmed by the requester: may be closed"),
                    user_id=user.id,
                )

    def _drop_notices(self):
        """Remove the hint that a ticket may be closed: it is, or is back in work."""
        # sudo: mail.activity - the hint may be another user's
        self.sudo().activity_unlink([CLOSE_ACTIVITY])
