# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments
from ...tools import escalation as steps
from .servicedesk_escalation import DIRECTIONS, SHARES

# How long a receiver without a team has to answer.
ACCEPTANCE_MINUTES = 60


class ServicedeskTicket(models.Model):
    """Offering a ticket to others: who may, to whom, and when it goes round."""

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_escalate(
        self,
        direction="horizontal",
        share="whole",
        reason="",
        to_team_id=False,
        to_user_id=False,
        accept_by=False,
    ):
        """Offer tickets, or a part of them, to another team or person.

        The sender stays responsible until the receiver accepts.

        :param str direction: ``horizontal``, or ``vertical``: to who is above, by
            default the superior team.
        :param str share: ``whole``, or ``part``: the receiver answers for what
            ``reason`` says, beside who has the whole.
        :param str reason: why, and for a part what; required.
        :param accept_by: until when it is to be answered (UTC); by default the
            receiving team's time to accept, on its working hours.
        :return: the id of the escalation; of many tickets, a list of ids.
        :raise AccessError: for who does not work on them on the sender's side.
        :raise UserError: for a receiver who cannot take it, a loop, a second offer of
            the whole, or a decision that binds; nothing is offered then.
        """
        self._check_ids()
        # The same ticket twice is offered once.
        tickets = self | self
        tickets._check_work_access()
        vals = {
            "direction": arguments.text(self.env, direction, "direction"),
            "share": arguments.text(self.env, share, "share"),
            "reason": arguments.text(self.env, reason, "reason"),
            "to_team_id": arguments.record_id(self.env, to_team_id, "to_team_id"),
            "to_user_id": arguments.record_id(self.env, to_user_id, "to_user_id"),
            "accept_by": arguments.moment(self.env, accept_by, "accept_by"),
        }
        offers = tickets._offer(vals)
        return offers.id if len(self) == 1 else offers.ids

    # ------------------------------------------------------------------
    # Offering
    # ------------------------------------------------------------------

    def _offer(self, vals):
        """Offer these tickets; return the escalations, one a ticket in their order.

        For the dialog and for rules, too: in superuser mode the desk itself offers, in
        place of who has the ticket.

        :param dict vals: as :meth:`action_escalate`, and ``part`` (what exactly),
            ``rule_id``.
        :raise UserError: saying why not; then none of them is offered.
        """
        if not self.env.su:
            self._check_work_access()
        self._check_offer_vals(vals)
        self._lock()
        if vals["share"] == steps.WHOLE and not self.env.su:
            self._check_may_hand_over()
        # sudo: servicedesk.escalation, servicedesk.team, res.users - offers are made
        # by this deed only, and the receiver may be anybody of the company
        tickets = self.sudo()
        rows = [ticket._prepare_offer_vals(vals) for ticket in tickets]
        offers = self.env["servicedesk.escalation"].sudo()
        # The ticket's own conversation has it: nothing is said twice.
        quiet = offers.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        offers = quiet.create(rows).with_env(offers.env)
        tickets._refresh_offers()
        offers._tell_offered()
        return offers.sudo(self.env.su)

    def _check_may_hand_over(self):
        """Raise AccessError for who does not answer for the whole of one in work.

        It is not his to give who only registered it or answers for a part; nor who had
        it before a settlement gave it to others.
        """
        user = self.env.user
        if self._may_move_between_teams():
            return
        mine = user._servicedesk_team_ids()
        for ticket in self:
            team = ticket.team_id
            is_theirs = team and team.id not in mine and ticket.user_id != user
            if is_theirs and ticket.state != "new":
                raise AccessError(
                    self.env._(
                        "%(ticket)s is with %(team)s: they hand it over, or a"
                        " dispatcher. You may offer a part.",
                        ticket=ticket.number,
                        team=team.name,
                    )
                )

    def _check_offer_vals(self, vals):
        """Raise UserError for what no ticket can be offered with."""
        for name, known in (("direction", DIRECTIONS), ("share", SHARES)):
            if vals.get(name) not in dict(known):
                raise UserError(
                    self.env._(
                        "“%(argument)s” must be one of: %(keys)s.",
                        argument=name,
                        keys=", ".join(dict(known)),
                    )
                )
        if not (vals.get("reason") or "").strip():
            raise UserError(self.env._("Please say why it is handed over."))
        until = vals.get("accept_by")
        if until and until <= fields.Datetime.now():
            raise UserError(
                self.env._("The time to answer by has passed; choose a later one.")
            )
        if until and until > fields.Datetime.now() + steps.LONGEST:
            raise UserError(
                self.env._(
                    "The time to answer by is more than a year ahead; choose an"
                    " earlier one."
                )
            )

    def _prepare_offer_vals(self, vals):
        """Return the values of the offer of one ticket. In superuser mode.

        :raise UserError: saying why it cannot be offered so.
        """
        self.ensure_one()
        above = vals["direction"] == "vertical" and self.team_id
        team, user = self._find_receiver(
            vals.get("to_team_id"), vals.get("to_user_id"), above
        )
        share = vals["share"]
        self._check_may_be_offered(share)
        self._check_receiver(share, team, user)
        if share == steps.WHOLE:
            self._check_no_loop(team or user)
        self._check_no_bond(team or user)
        by_rule = vals.get("rule_id")
        sender = self.user_id if by_rule or self.env.user._is_superuser() else False
        return {
            "ticket_id": self.id,
            "direction": vals["direction"],
            "share": share,
            "part": share == steps.PART and vals.get("part") or False,
            "reason": vals["reason"].strip(),
            "from_team_id": self.team_id.id,
            "from_user_id": (self.env.user if sender is False else sender).id,
            "to_team_id": team.id,
            "to_user_id": user.id,
            "accept_by": vals.get("accept_by") or self._get_accept_by(team),
            "rule_id": by_rule or False,
        }

    def _find_receiver(self, team_id, user_id, above=None):
        """Return (team, user) to whom the ids lead.

        :param above: the team whose superior is meant where neither is given.
        :raise UserError: when there is nobody.
        """
        self.ensure_one()
        teams, users = self.env["servicedesk.team"], self.env["res.users"]
        team = teams.browse(team_id or []).exists()
        user = users.browse(user_id or []).exists()
        if bool(team_id) != bool(team) or bool(user_id) != bool(user):
            raise UserError(self.env._("There is no such team or person."))
        if not (team or user):
            team = above.parent_id if above else team
            if above and not team:
                raise UserError(
                    self.env._(
                        "There is no team above %(team)s; say to whom it is handed"
                        " over.",
                        team=above.name,
                    )
                )
            if not team:
                raise UserError(
                    self.env._("Say to which team or person it is handed over.")
                )
        self._check_at_work(team, user)
        if user and not team:
            team = self._find_receiving_team(user)
        return team, user

    def _find_receiving_team(self, user):
        """Return the team in which somebody takes a ticket: another one if he can."""
        teams = self.env["servicedesk.team"].browse(user._servicedesk_team_ids())
        teams = teams.filtered(
            lambda team: team.active and team.company_id == self.company_id
        )
        return (teams - self.team_id)[:1] or teams[:1]

    # ------------------------------------------------------------------
    # Whether
    # ------------------------------------------------------------------

    def _check_at_work(self, team, user):
        """Raise UserError unless this team and person may be given a ticket at all."""
        words = {"team": team.name, "user": user.name, "ticket": self.number}
        if team and not team.active:
            raise UserError(self.env._("The team %(team)s is not at work.", **words))
        if team and team.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(team)s is of another company. Engage it by a work order.",
                    **words,
                )
            )
        people = self.env["res.users"].browse(team._get_people_ids(team.id))
        if team and not people.filtered(lambda one: one.active and not one.share):
            raise UserError(
                self.env._("%(team)s has nobody who could accept it.", **words)
            )
        if not user:
            return
        if not user.active:
            raise UserError(self.env._("%(user)s is archived.", **words))
        if user.share:
            raise UserError(
                self.env._(
                    "%(user)s is no employee. Engage contractors by a work order.",
                    **words,
                )
            )
        if self.company_id not in user.company_ids:
            raise UserError(
                self.env._("%(user)s does not work for this company.", **words)
            )
        if team and user not in people:
            raise UserError(
                self.env._("%(user)s is not a member of %(team)s.", **words)
            )

    def _check_may_be_offered(self, share):
        """Raise UserError unless this ticket may be offered to anybody now."""
        words = {"ticket": self.number}
        if not self._is_in_work():
            raise UserError(
                self.env._(
                    "%(ticket)s is resolved or over: nothing is to be handed over.",
                    **words,
                )
            )
        open_offer = self.escalation_id
        if share == steps.WHOLE and open_offer:
            raise UserError(
                self.env._(
                    "The whole of %(ticket)s is already offered to %(receiver)s."
                    " Withdraw that offer first.",
                    receiver=open_offer._name_receiver(),
                    **words,
                )
            )

    def _check_receiver(self, share, team, user):
        """Raise UserError unless the receiver is somebody else than who has it."""
        words = {"ticket": self.number, "user": user.name, "team": team.name}
        if user and user == self.user_id:
            raise UserError(self.env._("%(user)s has %(ticket)s already.", **words))
        if user and self._is_subject(user.partner_id) and self.internal_only:
            raise UserError(
                self.env._("%(ticket)s is not for %(user)s to work on.", **words)
            )
        if share == steps.WHOLE:
            if team and team == self.team_id:
                raise UserError(
                    self.env._(
                        "%(ticket)s is with %(team)s already. Inside a team it is"
                        " assigned, not escalated.",
                        **words,
                    )
                )
            return
        twice = self.escalation_ids.filtered(
            lambda one: (
                one.state in steps.OPEN
                and one.share == steps.PART
                and (one.to_team_id, one.to_user_id) == (team, user)
            )
        )
        if twice:
            raise UserError(
                self.env._(
                    "A part of %(ticket)s is already offered to %(receiver)s.",
                    receiver=twice[0]._name_receiver(),
                    **words,
                )
            )

    def _get_way(self):
        """Return the teams (or people) through whose hands the whole came here."""
        self.ensure_one()
        done = self.escalation_ids.filtered("is_hand_over").sorted("id")
        return steps.trace(
            self.team_id or self.user_id,
            [steps.HandOver(one._get_sender(), one._get_taker()) for one in done],
        )

    def _check_no_loop(self, receiver):
        """Raise UserError, telling the way so far, when the whole would go round.

        It goes round where it comes back to somebody who had taken it over, or had it
        first, and handed it on. What was only offered, and returned, is no way.
        """
        way = self._get_way()
        if steps.is_loop(way, receiver):
            names = " → ".join(party.name for party in [*way, receiver])
            raise UserError(
                self.env._(
                    "%(ticket)s would go round in a circle: %(way)s. Solve it together"
                    " (offer a part), offer it to who is above, or ask a dispatcher.",
                    ticket=self.number,
                    way=names,
                )
            )

    def _find_bond(self, pair):
        """Return the settlement that binds these two parties here, or none."""
        self.ensure_one()
        return self.escalation_ids.filtered(
            lambda one: one.state == steps.SETTLED and one._get_pair() == pair
        )[:1]

    def _check_no_bond(self, receiver):
        """Raise UserError where it was decided between sender and receiver already."""
        sender = self.team_id or self.user_id
        bond = self._find_bond(steps.pair(sender, receiver))
        if bond and not bond._is_settler(self.env.user):
            raise UserError(bond._say_bond())

    # ------------------------------------------------------------------
    # Until when
    # ------------------------------------------------------------------

    def _get_accept_by(self, team):
        """Return until when ``team`` answers what is offered to it now (UTC).

        Its own minutes to accept, on its working hours. A service level may say
        otherwise by extending this.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        minutes = min(team.acceptance_minutes or ACCEPTANCE_MINUTES, steps.MOST_MINUTES)
        worktime = self._get_acceptance_calendar(team)._get_worktime()
        return worktime.add(now, minutes * 60) or fields.Datetime.add(
            now, minutes=minutes
        )

    def _get_acceptance_calendar(self, team):
        """Return the working hours by which ``team`` answers."""
        self.ensure_one()
        return team.resource_calendar_id or self.company_id.resource_calendar_id

    # ------------------------------------------------------------------
    # Only told
    # ------------------------------------------------------------------

    def _escalate_notice(self, users, reason):
        """Tell ``users`` of these tickets: they follow, and nothing is handed over.

        :raise UserError: without a reason or anybody, or for who may not read it.
        """
        self._check_work_access()
        if not users or not (reason or "").strip():
            raise UserError(self.env._("Say whom you tell, and why."))
        for ticket in self:
            ticket._check_addressees(users.partner_id.ids)
            ticket.message_subscribe(partner_ids=users.partner_id.ids)
            # sudo: res.users - the names of colleagues are told
            names = ", ".join(users.sudo().mapped("name"))
            ticket.message_post(
                body=self.env._(
                    "Told %(names)s: %(reason)s", names=names, reason=reason
                ),
                subtype_xmlid="mail.mt_note",
                partner_ids=users.partner_id.ids,
            )
        return True
