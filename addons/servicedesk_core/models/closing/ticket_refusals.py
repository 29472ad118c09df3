# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import SUPERUSER_ID, fields, models

REFUSED_ACTIVITY = "servicedesk_core.mail_activity_type_refused"
# From so many refusals on a leader looks at the ticket.
TOO_MANY = 2


class ServicedeskTicket(models.Model):
    """What was refused twice goes to the team's leader."""

    _inherit = "servicedesk.ticket"

    refuse_count = fields.Integer(
        string="Solutions Refused",
        readonly=True,
        copy=False,
        help="How often the requester said that it is not solved, since the ticket was"
        " registered or last closed.",
    )

    def _prepare_reopen_vals(self):
        """What was over begins anew, also in the count of refusals."""
        vals = super()._prepare_reopen_vals()
        if self.state in ("closed", "cancelled"):
            vals["refuse_count"] = 0
        return vals

    def _end_refusal_tasks(self):
        """The leader has nothing to decide any more: it works, or is over."""
        refused = self.filtered("refuse_count")
        if refused:
            # sudo: mail.activity - the task is the leader's
            refused.sudo().activity_unlink([REFUSED_ACTIVITY])

    def _apply_confirmation(self, answer, author):
        result = super()._apply_confirmation(answer, author)
        self._end_refusal_tasks()
        return result

    def _end_questions(self):
        result = super()._end_questions()
        self._end_refusal_tasks()
        return result

    def _hand_over(self, survivor, together):
        """The leader decides about this ticket: with it his task is over."""
        self._end_refusal_tasks()
        return super()._hand_over(survivor, together)

    def _let_refusals_be_read(self, solver):
        """Have the leader follow in time: he gets the requester's words themselves."""
        self.ensure_one()
        if self.refuse_count >= TOO_MANY:
            # sudo: servicedesk.ticket - the requester's answer calls the leader in
            ticket = self.sudo()
            leaders = ticket._find_refusal_leaders(solver)
            ticket._message_subscribe(leaders.partner_id.ids)

    def _tell_of_refusals(self, solver):
        """Call in the leader when a solution was refused for the second time.

        :param solver: whose solution it was: a leader does not judge his own.
        """
        self.ensure_one()
        if self.refuse_count < TOO_MANY:
            return
        # sudo: servicedesk.ticket - the desk calls the leader in, whoever answered
        ticket = self.with_user(SUPERUSER_ID).sudo()
        # He has the requester's words by mail; a second one would say less.
        ticket = ticket.with_context(mail_activity_quick_update=True)
        leaders = ticket._find_refusal_leaders(solver)
        desk = ticket._speak_as_desk()
        if not leaders:
            desk._message_log(
                body=desk.env._(
                    "%(count)s solutions were refused, and there is nobody who leads"
                    " the team.",
                    count=ticket.refuse_count,
                )
            )
            return
        # One task, with the latest count.
        ticket._end_refusal_tasks()
        desk._message_log(
            body=desk.env._(
                "%(count)s solutions were refused: %(names)s was called in.",
                count=ticket.refuse_count,
                names=", ".join(leaders.mapped("name")),
            )
        )
        for leader in leaders:
            ticket.activity_schedule(
                REFUSED_ACTIVITY,
                summary=ticket.with_context(lang=leader.lang).env._(
                    "Refused %(count)s times: what is to be done?",
                    count=ticket.refuse_count,
                ),
                user_id=leader.id,
            )

    def _find_refusal_leaders(self, solver):
        """Return the leader of the team or of those above it, else the desk's managers.

        Nobody who solved it himself, and nobody who may not read the ticket.
        """
        self.ensure_one()

        def fits(user):
            return user.active and user != solver and self._may_hear(user)

        team, seen = self.team_id, self.env["servicedesk.team"]
        while team and team not in seen:
            if team.leader_id and fits(team.leader_id):
                return team.leader_id
            seen |= team
            team = team.parent_id
        managers = self.env.ref("servicedesk_core.group_servicedesk_manager")
        users = managers.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        return users.filtered(fits)
