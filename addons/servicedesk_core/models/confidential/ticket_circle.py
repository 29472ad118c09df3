# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError


class ServicedeskTicket(models.Model):
    """The circle of a confidential ticket: its team, those called in, its requester.

    Called in is who has a place on the ticket (assignee, co-responsible, opener, and
    who approves its confidential service) and whom somebody of the circle made a
    follower since it is confidential.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Who stays
    # ------------------------------------------------------------------

    def _narrow_circle(self, former_team=None):
        """Let go who follows, or plans something, without a place on the ticket.

        Called in superuser mode when the ticket has become confidential, and when it
        has gone to another team.

        :param servicedesk.team former_team: of a ticket that was confidential before:
            only its people are asked about, since others were called in.
        """
        self.ensure_one()
        followers = self.message_partner_ids
        if former_team is not None:
            if former_team == self.team_id:
                return
            followers &= (former_team.member_ids | former_team.leader_id).partner_id
        leaving = followers - self._get_placed_partners()
        if leaving:
            self.message_unsubscribe(leaving.ids)
        dropped = self._drop_activities_of_outsiders()
        names = ", ".join(leaving.mapped("name"))
        lines = [
            self.env._("Confidential: no longer followed by %(names)s.", names=names)
        ] * bool(leaving)
        lines += [
            self.env._("Was planned for %(user)s: %(what)s", user=user, what=what)
            for user, what in dropped
        ]
        if lines:
            self._message_log(body=Markup("<br/>").join(lines))

    def _get_placed_partners(self):
        """Return the contacts of the requester and of all who have a place here."""
        team = self.team_id
        users = team.member_ids | team.leader_id | self.user_id | self.opener_id
        users |= self.co_responsible_ids | self._get_approvers()
        return users.partner_id | self.partner_id

    def _drop_activities_of_outsiders(self):
        """Remove what is planned for people outside; return (person, what) of each."""
        outside = self.activity_ids.filtered(
            lambda activity: activity.user_id and not self._is_read_by(activity.user_id)
        )
        dropped = [
            (
                activity.user_id.name,
                activity.summary or activity.activity_type_id.name or "",
            )
            for activity in outside
        ]
        outside.unlink()
        return dropped

    def _is_read_by(self, user):
        return self.with_user(user).sudo(False).has_access("read")

    # ------------------------------------------------------------------
    # Who is written to
    # ------------------------------------------------------------------

    def message_post(self, **kwargs):
        """Write about a confidential ticket to its circle only.

        :raise UserError: naming who is not in it.
        """
        self._check_addressees(kwargs.get("partner_ids"))
        return super().message_post(**kwargs)

    def _check_may_notify(self, partner_ids):
        self._check_addressees(partner_ids)
        return super()._check_may_notify(partner_ids)

    def _check_addressees(self, partner_ids):
        """Raise when somebody outside the circle would be mailed about the ticket.

        A name typed by mistake sends the words away; calling somebody in is a deed of
        its own, that stays to be seen.

        :raise UserError: naming him.
        """
        if self.env.su or not partner_ids:
            return
        # sudo: servicedesk.ticket - who is in the circle decides, not who asks
        for ticket in self.sudo():
            if not ticket.is_confidential:
                continue
            partners = self.env["res.partner"].sudo().browse(partner_ids)
            inside = ticket.message_partner_ids | ticket.partner_id
            outside = (partners - inside).filtered(
                lambda partner, ticket=ticket: (
                    not any(ticket._is_read_by(user) for user in partner.user_ids)
                )
            )
            if outside:
                raise UserError(
                    self.env._(
                        "%(ticket)s is confidential, and %(names)s may not read it."
                        " Make him a follower or co-responsible first.",
                        ticket=ticket.number,
                        names=", ".join(outside.mapped("name")),
                    )
                )
