# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...tools import arguments
from ...tools import escalation as steps
from .servicedesk_escalation import AGENT, MANAGER


class ServicedeskEscalation(models.Model):
    """Answering an offer, taking it back, and settling what two do not agree about.

    Of two at one moment one wins: who comes second waits for the lock, is repeated by
    Odoo, and is told what the first one did.
    """

    _inherit = "servicedesk.escalation"

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_accept(self):
        """Take over what is offered to you, or to your team.

        The whole: the ticket goes to your team, and to you. A part: you answer for it
        together with who has the whole.

        :raise AccessError: for whom it is not offered to.
        :raise UserError: when it was answered, withdrawn or passed on before.
        """
        self._check_may_answer(self.env.user)
        return self._find_all()._accept(self.env.user)

    def action_return(self, reason=""):
        """Give back what is offered to you; the sender stays responsible.

        The second return of one hand-over is a dispute, for somebody above both.

        :param str reason: why it is not for you; required.
        :raise AccessError: for whom it is not offered to.
        :raise UserError: without a reason, or when it was answered before.
        """
        reason = arguments.text(self.env, reason, "reason")
        self._check_may_answer(self.env.user)
        return self._find_all()._return(self.env.user, reason)

    def action_withdraw(self, reason=""):
        """Take an open offer back, also one that is disputed; the sender keeps it.

        :param str reason: told to who was asked.
        :raise AccessError: for who is not on the sender's side.
        :raise UserError: when it was answered before.
        """
        reason = arguments.text(self.env, reason, "reason")
        # sudo: servicedesk.escalation - on whose side the user is decides
        offers = self._find_all().sudo()
        user = self.env.user
        for offer in offers:
            if offer.state in steps.OPEN and not offer._is_sender(user):
                raise AccessError(
                    self.env._("Only who offered it, or a dispatcher, takes it back.")
                )
            if offer.state not in steps.OPEN and not offer._is_involved(user):
                raise AccessError(self.env._("You have not offered this."))
        offers._lock_all()
        for offer in offers:
            if offer.state not in steps.OPEN:
                raise UserError(offer._say_state())
        offers._withdraw(reason)
        return True

    def action_settle(self, decision="", to_team_id=False, to_user_id=False):
        """Decide a dispute; what is decided binds both sides on this ticket.

        :param str decision: ``receiver`` (or ``accept``): the receiver takes it;
            ``sender`` (or ``return``): it stays where it is; ``other``: it goes to
            ``to_team_id`` or ``to_user_id``. Any other words are the reason of the
            decision, and go together with one of these.
        :raise AccessError: for who is not named as settler and no manager.
        :raise UserError: when it is not, or no longer, disputed.
        """
        decision = arguments.text(self.env, decision, "decision")
        team_id = arguments.record_id(self.env, to_team_id, "to_team_id")
        user_id = arguments.record_id(self.env, to_user_id, "to_user_id")
        # sudo: servicedesk.escalation - whether the user is named decides
        disputes = self._find_all().sudo()
        for dispute in disputes:
            if not dispute._is_settler(self.env.user):
                raise AccessError(
                    self.env._("This dispute is for somebody else to settle.")
                )
        disputes._lock_all()
        for dispute in disputes:
            if dispute.state != steps.DISPUTED:
                raise UserError(dispute._say_state())
        for dispute in disputes:
            dispute._settle(*dispute._read_decision(decision, team_id, user_id))
        return True

    # ------------------------------------------------------------------
    # Whether
    # ------------------------------------------------------------------

    def _find_all(self):
        """Return these records if there is one for each id.

        :raise UserError: without any, and for what is no id, or names nothing any more.
        """
        if not self:
            raise UserError(self.env._("Say which escalations are meant."))
        for escalation_id in self._ids:
            if not arguments.is_id(escalation_id):
                raise UserError(
                    self.env._(
                        "There is no escalation with the id “%(id)s”.", id=escalation_id
                    )
                )
        # The same one twice is answered once.
        every = self | self
        # sudo: servicedesk.escalation - whether it is there, whoever asks
        if len(every.sudo().exists()) != len(every):
            # The same words as to who may not: nothing is told of what there is.
            raise AccessError(self.env._("This is not offered to you."))
        return every

    def _check_may_answer(self, user):
        """Raise unless each of these is, or was, offered to ``user``.

        To be asked is the right, also to hear that somebody else has answered.

        :raise AccessError: saying nothing of what it is about.
        """
        # sudo: servicedesk.escalation - who is asked is read before he is let in
        for offer in self._find_all().sudo():
            if user not in offer.receiver_ids or not user._is_internal():
                raise AccessError(self.env._("This is not offered to you."))

    def _is_involved(self, user):
        """Return whether ``user`` stood on one of the sides, or works as dispatcher."""
        self.ensure_one()
        mine = user._servicedesk_team_ids()
        return (
            user in (self.from_user_id, self.to_user_id)
            or self.from_team_id.id in mine
            or self.to_team_id.id in mine
            or self.ticket_id._may_hear(user)
        )

    def _lock_all(self):
        """Lock the tickets and these offers; see ``servicedesk.ticket._lock``."""
        self.ticket_id._lock()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM servicedesk_escalation WHERE id IN %s
                   ORDER BY id FOR NO KEY UPDATE""",
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.invalidate_model()

    def _check_offered(self):
        """Raise UserError, saying what happened, unless all await an answer."""
        for offer in self:
            if offer.state != steps.OFFERED:
                raise UserError(offer._say_state())

    # ------------------------------------------------------------------
    # Answers, in superuser mode
    # ------------------------------------------------------------------

    def _as(self, user):
        """Return these as acted on by ``user``, whose rights were asked before."""
        # sudo: servicedesk.escalation - an answer moves the ticket, and the receiver
        # need not be allowed to work on it
        return self.with_user(user).sudo()

    def _accept(self, user):
        """Let ``user``, who was found to be asked, take these over."""
        offers = self._as(user)
        offers._lock_all()
        offers._check_offered()
        offers._check_may_answer(user)
        now = fields.Datetime.now()
        for offer in offers:
            offer._check_still_possible()
            offer.write(
                {
                    "state": steps.ACCEPTED,
                    "answered_by_id": user.id,
                    "date_answered": now,
                    "accept_seconds": offer._count_seconds(now),
                }
            )
            offer._end_questions()
            offer._hand_over(offer.to_team_id, user)
        offers._tell_accepted()
        return True

    def _return(self, user, reason):
        """Let ``user``, who was found to be asked, give these back.

        :raise UserError: without a reason, when it was answered before, or where it
            was decided between the two already.
        """
        if not reason:
            raise UserError(self.env._("Please say why it is returned."))
        offers = self._as(user)
        offers._lock_all()
        offers._check_offered()
        offers._check_may_answer(user)
        now = fields.Datetime.now()
        for offer in offers:
            offer._check_not_bound()
            number = offer._count_returns() + 1
            disputed = steps.is_dispute(number)
            vals = {
                "state": steps.DISPUTED if disputed else steps.RETURNED,
                "answered_by_id": user.id,
                "date_answered": now,
                "accept_seconds": offer._count_seconds(now),
                "return_reason": reason,
                "return_number": number,
            }
            if disputed:
                vals["settler_ids"] = [Command.set(offer._find_settlers(user).ids)]
            offer.write(vals)
            offer._end_questions()
        offers.ticket_id._refresh_offers()
        offers._tell_returned()
        return True

    def _withdraw(self, reason=""):
        """Take back what is open of these: nobody need answer any more."""
        taken = self.filtered(lambda offer: offer.state in steps.OPEN)
        if not taken:
            return
        # The figures of a dispute keep who returned it, and when.
        taken.write({"state": steps.WITHDRAWN, "withdraw_reason": reason or False})
        taken._end_questions()
        taken.ticket_id._refresh_offers()
        taken._tell_withdrawn(reason)

    def _read_decision(self, decision, team_id, user_id):
        """Return (decision, note, team, user) of what a settler said.

        :raise UserError: for other words than the known ones that name nobody, and for
            somebody who cannot take it.
        """
        self.ensure_one()
        known = steps.DECISIONS.get(decision)
        note = "" if known else decision
        if not (team_id or user_id):
            if known in (steps.RECEIVER, steps.SENDER):
                return known, note, None, None
            raise UserError(
                self.env._(
                    "Say who takes it: “receiver”, “sender”, or “other” with a team or"
                    " a person."
                )
            )
        if known in (steps.RECEIVER, steps.SENDER):
            raise UserError(
                self.env._("Name another team or person only with “other”.")
            )
        ticket = self.ticket_id
        team, user = ticket._find_receiver(team_id, user_id, ticket.team_id.browse())
        party = team or user
        if party == self._get_sender() and not user_id:
            return steps.SENDER, note, None, None
        if party == self._get_receiver() and not user_id:
            return steps.RECEIVER, note, None, None
        return steps.OTHER, note, team, user

    def _settle(self, decision, note, team=None, user=None):
        """Write what was decided, and give the ticket to whom it says."""
        self.ensure_one()
        vals = {
            "state": steps.SETTLED,
            "decision": decision,
            "decision_note": note or False,
            "settled_by_id": self.env.user.id,
            "date_settled": fields.Datetime.now(),
        }
        if decision == steps.OTHER:
            vals |= {"decided_team_id": team.id, "decided_user_id": user.id}
        self.write(vals)
        self._end_questions()
        if decision == steps.RECEIVER:
            self._hand_over(self.to_team_id, self.to_user_id)
        elif decision == steps.OTHER:
            self._hand_over(team, user)
        else:
            self.ticket_id._refresh_offers()
        self._tell_settled()

    def _hand_over(self, team, user):
        """Give the ticket, or a part of it, to a team and one of its people.

        :param user: who takes it; none: whoever of the team has time, or of a part its
            leader.
        """
        self.ensure_one()
        ticket = self.ticket_id
        ticket._refresh_offers()
        if self.share == steps.PART:
            people = user or team.leader_id or self.answered_by_id
            ticket.write(
                {"co_responsible_ids": [Command.link(one.id) for one in people]}
            )
            ticket.message_subscribe(partner_ids=people.partner_id.ids)
            return
        vals = {"user_id": user.id}
        if team and team != ticket.team_id:
            vals["team_id"] = team.id
        self.is_hand_over = (team or user) != (ticket.team_id or ticket.user_id)
        ticket.write(vals)
        ticket._refresh_offers()

    # ------------------------------------------------------------------
    # The same hand-over
    # ------------------------------------------------------------------

    def _count_returns(self):
        """Return how often these two have returned this ticket to each other before."""
        self.ensure_one()
        mine = self._get_pair()
        return sum(
            one.return_number > 0 and one._get_pair() == mine
            for one in self.ticket_id.escalation_ids - self
        )

    def _check_not_bound(self):
        """Raise UserError where it was decided between these two already.

        Who decided, and the desk's managers, may think better of it.
        """
        self.ensure_one()
        bond = self.ticket_id._find_bond(self._get_pair())
        if bond and not bond._is_settler(self.env.user):
            raise UserError(bond._say_bond())

    def _find_settlers(self, returner=None):
        """Return who decides: the leader of the lowest team above both.

        A leader who has left, or may not see the company, is no leader: the next one
        above decides. Without any, the managers of the company's desk do. Nobody who
        stands on one of the sides decides, but for managers where there is no other.

        :param res.users returner: gives it back just now.
        """
        self.ensure_one()
        involved = self._get_involved() | (returner or self.env["res.users"])
        leader = (self._find_leaders() - involved)[:1]
        if leader:
            return leader
        managers = self._find_managers()
        return managers - involved or managers

    def _find_leaders(self):
        """Return who leads a team above both, the lowest first."""
        self.ensure_one()
        company = self.company_id
        parents = self._get_parents()
        above = steps.find_common(self.from_team_id.id, self.to_team_id.id, parents)
        leaders = self.env["servicedesk.team"].browse(above).mapped("leader_id")
        return leaders.filtered(
            lambda user: (
                user.active and company in user.company_ids and user.has_group(AGENT)
            )
        )

    @api.model
    def _get_parents(self):
        """Return {team id: id of the team above}, of archived teams, too."""
        teams = self.env["servicedesk.team"].with_context(active_test=False)
        rows = teams.search_read([("parent_id", "!=", False)], ["parent_id"], load=None)
        return {row["id"]: row["parent_id"] for row in rows}

    def _find_managers(self):
        """Return the managers of the desk of the ticket's company."""
        self.ensure_one()
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(MANAGER).ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )

    # ------------------------------------------------------------------
    # Silence
    # ------------------------------------------------------------------

    def _raise(self):
        """Raise offers that nobody answers one level up; return which were raised.

        The same offer goes to the next team above that has people and has not offered
        it itself, with a new deadline. Where nobody is above, the desk's managers are
        told once. In superuser mode.
        """
        raised = self.browse()
        for offer in self:
            if offer.state != steps.OFFERED:
                continue
            team = offer._find_superior()
            if not team:
                offer._tell_managers()
                continue
            former = offer._name_receiver()
            offer.write(
                {
                    "raised_from_team_id": offer.to_team_id.id,
                    "to_team_id": team.id,
                    "to_user_id": False,
                    "accept_by": offer.ticket_id._get_accept_by(team),
                    "raise_count": offer.raise_count + 1,
                }
            )
            offer._end_questions()
            offer.ticket_id._refresh_offers()
            offer._tell_raised(former)
            raised |= offer
        return raised

    def _find_superior(self):
        """Return the next team above the receiver that can answer, or none."""
        self.ensure_one()
        below = self.to_team_id or self.from_team_id
        above = steps.get_above(below.id, self._get_parents())
        teams = self.env["servicedesk.team"].browse(above)
        return teams.filtered(
            lambda team: (
                team.active
                and team != self.from_team_id
                and team._get_people_ids(team.id)
            )
        )[:1]

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _count_seconds(self, now):
        """Return how long it took to answer, in the receiver's working hours."""
        self.ensure_one()
        calendar = self.ticket_id._get_acceptance_calendar(self.to_team_id)
        return calendar._get_worktime().count(self.date_offered, now)

    def _check_still_possible(self):
        """Raise UserError when who accepts would get nothing he can work on."""
        self.ensure_one()
        ticket = self.ticket_id
        if not ticket._is_in_work():
            raise UserError(
                self.env._(
                    "%(ticket)s is resolved or over: nothing is to be handed over.",
                    ticket=ticket.number,
                )
            )
        team = self.to_team_id
        if team and (not team.active or team.company_id != ticket.company_id):
            raise UserError(
                self.env._(
                    "The team %(team)s is not at work any more: ask the sender to offer"
                    " it to another one.",
                    team=team.name,
                )
            )

    def _end_questions(self):
        """Close the mailed links and drop the activities."""
        # sudo: servicedesk.answer.link - links are kept by the system
        self.env["servicedesk.answer.link"].sudo()._revoke_for(self)
        self.activity_unlink(["servicedesk_core.mail_activity_type_escalation"])
