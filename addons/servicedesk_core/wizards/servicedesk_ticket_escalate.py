# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, format_list

from ..models.escalation.servicedesk_escalation import DIRECTIONS
from ..tools import arguments

# Whose names are told where many tickets are offered.
MOST_NAMES = 3


class ServicedeskTicketEscalate(models.TransientModel):
    """The dialog that offers tickets to somebody else, or only tells him of them."""

    _name = "servicedesk.ticket.escalate"
    _description = "Escalate Tickets"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_escalate_rel",
        "wizard_id",
        "ticket_id",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    ticket_count = fields.Integer(compute="_compute_tickets")
    company_id = fields.Many2one("res.company", compute="_compute_tickets")
    from_team_ids = fields.Many2many(
        "servicedesk.team", string="From", compute="_compute_tickets"
    )
    share = fields.Selection(
        [
            ("whole", "The whole: they take over"),
            ("part", "A part: they answer for it beside you"),
            ("notify", "Only tell them: nothing changes hands"),
        ],
        string="What You Hand Over",
        required=True,
        default="whole",
    )
    direction = fields.Selection(
        DIRECTIONS,
        required=True,
        default="horizontal",
        help="Horizontal: to specialists of another field. Vertical: to the superior"
        " team, or to management.",
    )
    to_team_id = fields.Many2one(
        "servicedesk.team",
        compute="_compute_to_team_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To Person",
        compute="_compute_to_user_id",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
        help="Empty: whoever of the team is first.",
    )
    told_ids = fields.Many2many(
        "res.users",
        "servicedesk_ticket_escalate_told_rel",
        "wizard_id",
        "user_id",
        string="Whom to Tell",
        domain=[("share", "=", False)],
    )
    part = fields.Char(
        string="Which Part", help="What the receiver answers for, in a few words."
    )
    reason = fields.Text()
    accept_by = fields.Datetime(
        string="Answer Until",
        compute="_compute_accept_by",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Until then the receiver accepts or returns it. Silence raises it one"
        " level.",
    )
    hint = fields.Char(compute="_compute_hint")

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("ticket_ids")
    def _compute_tickets(self):
        for wizard in self:
            wizard.ticket_count = len(wizard.ticket_ids)
            wizard.company_id = wizard.ticket_ids.company_id[:1]
            wizard.from_team_ids = wizard.ticket_ids.team_id

    @api.depends("direction", "share", "ticket_ids")
    def _compute_to_team_id(self):
        """Vertical leads to the superior team, where all of the tickets have one."""
        for wizard in self:
            superior = wizard.ticket_ids.team_id.parent_id
            if wizard.direction == "vertical" and wizard.share != "notify":
                wizard.to_team_id = superior if len(superior) == 1 else False
            elif wizard.to_team_id in superior:
                # Proposed for the other direction, and nobody's choice.
                wizard.to_team_id = False

    @api.depends("to_team_id", "share")
    def _compute_to_user_id(self):
        """A person stays chosen only while he is of the chosen team."""
        for wizard in self:
            team, user = wizard.to_team_id, wizard.to_user_id
            people = team.member_ids | team.leader_id
            if wizard.share == "notify" or (team and user not in people):
                wizard.to_user_id = False

    @api.depends("to_team_id", "share", "ticket_ids")
    def _compute_accept_by(self):
        """By the receiving team's own hours, as the desk itself would set it."""
        for wizard in self:
            ticket = wizard.ticket_ids[:1]._origin
            wizard.accept_by = (
                ticket
                and wizard.to_team_id
                and wizard.share != "notify"
                and ticket._get_accept_by(wizard.to_team_id._origin)
            )

    @api.depends("to_team_id", "share")
    def _compute_hint(self):
        """Say who of the team is there to answer, or when it is."""
        for wizard in self:
            people = wizard.to_team_id.member_ids
            away = people.filtered("is_out_of_office")
            if wizard.share == "notify" or not wizard.to_team_id:
                wizard.hint = False
            elif not people:
                wizard.hint = self.env._("Nobody is in this team.")
            elif away == people:
                wizard.hint = self.env._("Everybody in this team is away now.")
            elif closed := wizard._say_closed():
                wizard.hint = closed
            else:
                wizard.hint = self.env._(
                    "%(here)s of %(all)s people of this team are at work.",
                    here=len(people - away),
                    all=len(people),
                )

    def _say_closed(self):
        """Return that the receiving team is closed now, and when it opens; or ""."""
        self.ensure_one()
        ticket, team = self.ticket_ids[:1]._origin, self.to_team_id._origin
        if not ticket:
            return ""
        # sudo: resource.calendar - when a team works is no secret
        calendar = ticket.sudo()._get_acceptance_calendar(team.sudo())
        now = fields.Datetime.now()
        opening = calendar._get_worktime().get_next_open(now)
        if opening == now:
            return ""
        if not opening:
            return self.env._("This team is closed now.")
        return self.env._(
            "This team is closed now. It opens on %(moment)s.",
            moment=format_datetime(self.env, opening, dt_format="short"),
        )

    def action_apply(self):
        """Offer all of the tickets, or none; the tickets check it.

        :raise UserError: when nothing is chosen, or one of them refuses.
        """
        self.ensure_one()
        if not self.ticket_ids:
            raise UserError(self.env._("Choose at least one ticket."))
        reason = arguments.text(self.env, self.reason, "reason")
        if not reason:
            raise UserError(
                self.env._("Say why, in a sentence: who receives it reads that first.")
            )
        if self.share == "notify":
            return self._apply_notice(reason)
        holders = self._name_holders()
        self.ticket_ids._offer(
            {
                "direction": self.direction,
                "share": self.share,
                "part": (self.part or "").strip(),
                "reason": reason,
                "to_team_id": self.to_team_id.id,
                "to_user_id": self.to_user_id.id,
                "accept_by": self.accept_by,
            }
        )
        return self._say(self._word_offered(holders))

    def _name_holders(self):
        """Return who has these tickets now, in words."""
        # sudo: res.users - the names of colleagues are told
        users = self.ticket_ids.user_id.sudo()
        names = [
            self.env._("you") if user == self.env.user else user.name for user in users
        ]
        # sudo: servicedesk.team - as above; of what nobody has taken, the team
        free = self.ticket_ids.filtered(lambda ticket: not ticket.user_id)
        names += free.team_id.sudo().mapped("name")
        rest = len(names) - MOST_NAMES
        if rest > 0:
            names = names[:MOST_NAMES]
            names.append(self.env._("%(count)s more", count=rest))
        return format_list(self.env, names)

    def _word_offered(self, holders):
        """Return what was offered to whom, and who answers for it meanwhile."""
        words = {
            "receiver": self.to_user_id.name or self.to_team_id.name,
            "count": len(self.ticket_ids),
            "holders": holders or self.env._("nobody"),
        }
        is_part, is_one = self.share == "part", len(self.ticket_ids) == 1
        if is_one and is_part:
            return self.env._(
                "A part is offered to %(receiver)s. For the rest there is still:"
                " %(holders)s.",
                **words,
            )
        if is_one:
            return self.env._(
                "Offered to %(receiver)s. Responsible until it is accepted:"
                " %(holders)s.",
                **words,
            )
        if is_part:
            return self.env._(
                "Of %(count)s tickets a part is offered to %(receiver)s. For the rest"
                " there is still: %(holders)s.",
                **words,
            )
        return self.env._(
            "%(count)s tickets are offered to %(receiver)s. Responsible until they are"
            " accepted: %(holders)s.",
            **words,
        )

    def _apply_notice(self, reason):
        """Tell people of the tickets, which stay where they are."""
        if not self.told_ids:
            raise UserError(self.env._("Choose whom to tell."))
        self.ticket_ids._check_work_access()
        for ticket in self.ticket_ids:
            ticket._escalate_notice(self.told_ids, reason)
        names = ", ".join(self.told_ids.mapped("name"))
        return self._say(self.env._("Told: %(people)s.", people=names))

    def _say(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
