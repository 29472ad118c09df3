# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import escalation as steps

DIRECTIONS = [("horizontal", "Horizontal"), ("vertical", "Vertical")]
SHARES = [(steps.WHOLE, "The Whole"), (steps.PART, "A Part")]
STATES = [
    (steps.OFFERED, "Offered"),
    (steps.ACCEPTED, "Accepted"),
    (steps.RETURNED, "Returned"),
    (steps.DISPUTED, "Disputed"),
    (steps.SETTLED, "Settled"),
    (steps.WITHDRAWN, "Withdrawn"),
]
AGENT = "servicedesk_core.group_servicedesk_agent"
MANAGER = "servicedesk_core.group_servicedesk_manager"
DISPATCHER = "servicedesk_core.group_servicedesk_dispatcher"


class ServicedeskEscalation(models.Model):
    """Responsibility offered by one team and accepted, or returned, by another.

    Until the receiver accepts, the sender stays responsible, and time runs against
    him. Made by ``servicedesk.ticket.action_escalate`` and changed by deeds only:
    nobody has the right to write here. Who may do what is in
    ``escalation_deeds``.
    """

    _name = "servicedesk.escalation"
    _description = "Escalation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "ticket_id"
    _mail_post_access = "write"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="horizontal")
    share = fields.Selection(SHARES, required=True, default=steps.WHOLE)
    part = fields.Char(
        string="Which Part", help="What exactly the receiver is to answer for."
    )
    reason = fields.Text(required=True)
    state = fields.Selection(STATES, required=True, default=steps.OFFERED, copy=False)
    from_team_id = fields.Many2one(
        "servicedesk.team", index="btree_not_null", ondelete="restrict"
    )
    from_user_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", string="Offered by"
    )
    to_team_id = fields.Many2one(
        "servicedesk.team", index="btree_not_null", ondelete="restrict"
    )
    to_user_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict"
    )
    receiver_ids = fields.Many2many(
        "res.users",
        string="Who May Answer",
        compute="_compute_receiver_ids",
        compute_sudo=True,
        help="The person it is offered to; else members and leader of the team.",
    )
    rule_id = fields.Many2one(
        "servicedesk.escalation.rule", index="btree_not_null", ondelete="set null"
    )

    # The answer
    date_offered = fields.Datetime(
        string="Offered on", default=fields.Datetime.now, required=True
    )
    accept_by = fields.Datetime(help="Until when the receiver answers.")
    date_answered = fields.Datetime(string="Answered on")
    answered_by_id = fields.Many2one("res.users", ondelete="restrict")
    accept_seconds = fields.Integer(
        string="Time to Answer",
        aggregator="avg",
        help="Seconds of the receiver's working hours from the offer to the answer.",
    )
    is_hand_over = fields.Boolean(
        string="Handed Over", help="The whole went over to the receiver by it."
    )
    return_reason = fields.Text()
    return_number = fields.Integer(
        string="Returns",
        aggregator="max",
        help="How often these two teams have returned this ticket to each other.",
    )
    withdraw_reason = fields.Text(string="Reason for Withdrawing")

    # Silence
    raise_count = fields.Integer(
        string="Times Raised", help="How often it went one level up without an answer."
    )
    raised_from_team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="restrict",
        index="btree_not_null",
        help="Who did not answer before it was raised.",
    )
    date_managers_told = fields.Datetime(
        string="Managers Told on",
        help="When the desk's managers were told that nobody answers, and that nobody"
        " is above.",
    )

    # The dispute
    settler_ids = fields.Many2many(
        "res.users",
        "servicedesk_escalation_settler_rel",
        "escalation_id",
        "user_id",
        string="Settled by Whom",
        help="Who decides: the leader of the lowest team above both, else the desk's"
        " managers.",
    )
    decision = fields.Selection(
        [
            (steps.RECEIVER, "The receiver takes it"),
            (steps.SENDER, "It stays with the sender"),
            (steps.OTHER, "Somebody else takes it"),
        ]
    )
    decision_note = fields.Text(string="Why So")
    settled_by_id = fields.Many2one(
        "res.users", ondelete="restrict", index="btree_not_null"
    )
    date_settled = fields.Datetime(string="Settled on")
    decided_team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="restrict",
        index="btree_not_null",
        string="Given to Team",
    )
    decided_user_id = fields.Many2one(
        "res.users", ondelete="restrict", string="Given to"
    )

    # What is shown to who answers
    ticket_number = fields.Char(related="ticket_id.number", string="Number")
    ticket_name = fields.Char(related="ticket_id.name", string="Subject")
    priority = fields.Selection(related="ticket_id.priority")
    can_accept = fields.Boolean(
        compute="_compute_can_answer",
        search="_search_can_accept",
        help="It is offered to you.",
    )
    can_return = fields.Boolean(
        compute="_compute_can_answer", search="_search_can_accept"
    )
    can_withdraw = fields.Boolean(
        compute="_compute_can_withdraw",
        search="_search_can_withdraw",
        help="You, or your team, offered it.",
    )
    can_settle = fields.Boolean(
        compute="_compute_can_settle",
        search="_search_can_settle",
        help="The dispute is yours to settle.",
    )

    _open_whole_uniq = models.UniqueIndex(
        "(ticket_id) WHERE share = 'whole' AND state IN ('offered', 'disputed')",
        "The whole of this ticket is already offered to somebody.",
    )
    _accept_by_idx = models.Index("(accept_by) WHERE state = 'offered'")
    # Whose lists and rights depend on what is open: a handful of rows at any time.
    _open_idx = models.Index("(ticket_id) WHERE state IN ('offered', 'disputed')")

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.depends("to_user_id", "to_team_id.membership_ids.user_id", "from_user_id")
    def _compute_receiver_ids(self):
        for escalation in self:
            escalation.receiver_ids = escalation._get_receivers()

    def _get_receivers(self):
        """Return the users who may answer: one person, or the people of a team.

        A contract has two sides: who offered it does not answer for the other team as
        well, unless nobody else is there. Called in superuser mode.
        """
        self.ensure_one()
        if self.to_user_id:
            return self.to_user_id.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
        team = self.to_team_id
        # A team may be moved to another company meanwhile: its people are no side.
        people = (team.member_ids | team.leader_id).filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )
        return people - self.from_user_id or people

    @api.depends("state", "receiver_ids")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        me = self.env.user
        for escalation in self:
            # sudo: servicedesk.escalation - who is offered something sits in its team
            asked = escalation.sudo()
            may = asked.state == steps.OFFERED and me in asked.receiver_ids
            escalation.can_accept = escalation.can_return = may

    @api.model
    def _search_can_accept(self, operator, value):
        """Find them by index; who is the sender, too, is told so by the deed."""
        if operator != "in":
            return NotImplemented
        return self._get_offered_domain(self.env.user)

    @api.model
    def _get_offered_domain(self, user):
        """Return the domain of what is offered to ``user`` and awaits an answer."""
        to_team = Domain("to_user_id", "=", False) & Domain(
            "to_team_id", "in", user._servicedesk_team_ids()
        )
        not_mine = Domain("from_user_id", "!=", user.id)
        here = Domain("company_id", "in", list(user._get_company_ids()))
        return (
            Domain("state", "=", steps.OFFERED)
            & here
            & (Domain("to_user_id", "=", user.id) | (to_team & not_mine))
        )

    @api.model
    def _get_asked_domain(self, user):
        """Return the domain of what awaits a word of ``user``: answer or settlement."""
        disputed = Domain("state", "=", steps.DISPUTED)
        return self._get_offered_domain(user) | (
            disputed & Domain("settler_ids", "in", user.ids)
        )

    @api.depends("state", "from_team_id", "from_user_id", "ticket_id.user_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for escalation in self:
            # sudo: servicedesk.escalation - on whose side the user is decides
            escalation.can_withdraw = escalation.sudo()._is_sender(self.env.user)

    def _is_sender(self, user):
        """Return whether ``user`` may take an open offer back.

        Who offered it, who is responsible, their team, and dispatchers of the company,
        of confidential tickets those who were called in.
        """
        self.ensure_one()
        if self.state not in steps.OPEN:
            return False
        if user in (self.from_user_id, self.ticket_id.user_id):
            return True
        if self.from_team_id.id in user._servicedesk_team_ids():
            return True
        return (
            user.has_group(DISPATCHER)
            and self.company_id in user.company_ids
            and self.ticket_id._may_hear(user)
        )

    @api.model
    def _search_can_withdraw(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        mine = (
            Domain("from_user_id", "=", user.id)
            | Domain("ticket_id.user_id", "=", user.id)
            | Domain("from_team_id", "in", user._servicedesk_team_ids())
        )
        if user.has_group(DISPATCHER):
            mine |= Domain("company_id", "in", list(user._get_company_ids()))
        return Domain("state", "in", steps.OPEN) & mine

    @api.depends("state", "settler_ids")
    @api.depends_context("uid")
    def _compute_can_settle(self):
        for escalation in self:
            # sudo: servicedesk.escalation - whether the user is named decides
            dispute = escalation.sudo()
            escalation.can_settle = (
                dispute.state == steps.DISPUTED and dispute._is_settler(self.env.user)
            )

    def _is_settler(self, user):
        """Return whether ``user`` decides: he is named, or a manager of the company.

        Who was named decides as long as he is one who would be. Of a confidential
        ticket a manager decides only if he is named or was called in. Who stands on one
        of the sides decides only where the desk has nobody else.
        """
        self.ensure_one()
        if not user.active or self.company_id not in user.company_ids:
            return False
        is_manager = user.has_group(MANAGER)
        if user in self.settler_ids:
            is_one = is_manager or user in self._find_leaders()
        else:
            is_one = is_manager and self.ticket_id._may_hear(user)
        if not is_one or user not in self._get_involved():
            return is_one
        return not (self._find_settlers() - self._get_involved())

    def _get_involved(self):
        """Return who offered it, was asked or answered, between these two, so far."""
        self.ensure_one()
        mine = self._get_pair()
        offers = self.ticket_id.escalation_ids.filtered(
            lambda one: one.id <= self.id and one._get_pair() == mine
        )
        users = offers.from_user_id | offers.to_user_id | offers.answered_by_id
        if self.state in steps.OPEN:
            # Until it is accepted the sender is responsible.
            users |= self.ticket_id.user_id
        return users

    @api.model
    def _search_can_settle(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        mine = Domain("settler_ids", "in", user.ids)
        if user.has_group(MANAGER):
            mine |= Domain("company_id", "in", list(user._get_company_ids()))
        # sudo: servicedesk.escalation - disputes are few: each is asked
        disputes = self.sudo().search(Domain("state", "=", steps.DISPUTED) & mine)
        his = disputes.filtered(lambda dispute: dispute._is_settler(user))
        return Domain("id", "in", his.ids)

    # ------------------------------------------------------------------
    # Parties
    # ------------------------------------------------------------------

    def _get_sender(self):
        """Return the party that offers: a team, else a person."""
        self.ensure_one()
        return self.from_team_id or self.from_user_id

    def _get_receiver(self):
        """Return the party it is offered to: a team, else a person."""
        self.ensure_one()
        return self.to_team_id or self.to_user_id

    def _get_taker(self):
        """Return the party that has it by this hand-over, as it was decided."""
        self.ensure_one()
        return self.decided_team_id or self.decided_user_id or self._get_receiver()

    def _get_pair(self):
        """Return the two sides, whichever of them offers."""
        self.ensure_one()
        return steps.pair(self._get_sender(), self._get_receiver())

    def _name_receiver(self):
        """Return how the receiver is called: the team, the person, or both."""
        self.ensure_one()
        names = [self.to_team_id.name, self.to_user_id.name]
        return ", ".join(name for name in names if name)

    @api.constrains("to_team_id", "to_user_id")
    def _check_offered_to_somebody(self):
        for escalation in self:
            if not (escalation.to_team_id or escalation.to_user_id):
                raise ValidationError(
                    self.env._("Say to which team or person it is handed over.")
                )

    @api.depends("ticket_id.number", "to_team_id", "to_user_id")
    def _compute_display_name(self):
        for escalation in self:
            # sudo: servicedesk.escalation - a number and a team's name are no secret
            facts = escalation.sudo()
            escalation.display_name = (
                f"{facts.ticket_id.number or ''} → {facts._name_receiver()}"
            )
