# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import work_order as life
from ..tools.contractor import COMPONENT

# How long from now a visit begins that nobody has planned, and how long it takes.
NOTICE = timedelta(hours=1)
VISIT_HOURS = {"own": 1, "contractor": 2}
QUARTER = 15


class ServicedeskWorkOrderMake(models.TransientModel):
    """Orders work for a ticket in two clicks: everything is filled in, all can change.

    Whoever is named for the service is proposed: a contractor who has a contract for
    it or stands in the directory with it, else an engineer of the supporting teams.
    Where none of those can come at the planned start, the best contractor is.
    """

    _name = "servicedesk.work.order.make"
    _description = "Order Work"

    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        required=True,
        readonly=True,
        default=lambda self: self._default_ticket_id(),
    )
    name = fields.Char(
        string="Subject",
        required=True,
        compute="_compute_from_ticket",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    description = fields.Html(
        string="What Is to Be Done",
        compute="_compute_from_ticket",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    site_id = fields.Many2one(
        "servicedesk.site",
        string="Where",
        compute="_compute_from_ticket",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    company_id = fields.Many2one(related="ticket_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    doer = fields.Selection(
        [("own", "Own Engineer"), ("contractor", "Contractor")],
        string="Who Does It",
        required=True,
        compute="_compute_doer",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Engineer",
        domain=lambda self: self._get_engineer_domain(),
        compute="_compute_user_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    contractor_id = fields.Many2one(
        "res.partner",
        domain=[("is_contractor", "=", True)],
        compute="_compute_contractor_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    doer_hint = fields.Char(
        string="Why", compute="_compute_doer_hint", compute_sudo=False
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact at the Contractor",
        domain="[('id', 'child_of', contractor_id)]",
        compute="_compute_agreed",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    contract_id = fields.Many2one(
        "servicedesk.contract",
        string="Under Contract",
        domain="[('kind', '=', 'underpinning'), ('contractor_id', '=', contractor_id)]",
        compute="_compute_agreed",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    contract_hint = fields.Char(compute="_compute_contract_hint", compute_sudo=False)
    rate = fields.Monetary(
        string="Hourly Rate",
        compute="_compute_agreed",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    quota_amount = fields.Monetary(
        string="Agreed Quota",
        compute="_compute_quota_amount",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="What it may cost at most. 0: not agreed.",
    )
    planned_start = fields.Datetime(
        string="Begins",
        compute="_compute_planned_start",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    planned_end = fields.Datetime(
        string="Ends",
        compute="_compute_planned_end",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    def _default_ticket_id(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        return self.env.context.get("active_id")

    # ------------------------------------------------------------------
    # What is filled in
    # ------------------------------------------------------------------

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        for wizard in self:
            ticket = wizard.ticket_id
            vals = ticket._prepare_work_order_vals() if ticket else {}
            wizard.name = vals.get("name")
            wizard.description = vals.get("description")
            wizard.site_id = vals.get("site_id")

    @api.depends("ticket_id")
    def _compute_doer(self):
        """A contractor where one is named, or nobody of the house can come then."""
        for wizard in self:
            best = wizard._get_best()
            is_out = best and (wizard._is_named(best) or not wizard._find_engineer())
            wizard.doer = "contractor" if is_out else "own"

    def _is_named(self, best):
        """Return whether a contractor is named for what the ticket is about.

        Who does everything everywhere is no reason to pay for it.
        """
        is_known = self.ticket_id.service_id or best.contract_distance == COMPONENT
        return bool(best.is_named and is_known)

    def _get_best(self):
        """Return how the best contractor for ticket and site fits, or None."""
        ticket = self.ticket_id
        if not ticket:
            return None
        ranked = self.env["res.partner"]._rank_contractors(
            ticket.service_id,
            self.site_id or ticket.site_id,
            ticket.company_id,
            ticket.component_ids,
        )
        return next(iter(ranked), None)

    @api.depends("ticket_id", "doer")
    def _compute_contractor_id(self):
        for wizard in self:
            if wizard.doer != "contractor":
                wizard.contractor_id = False
            elif not wizard.contractor_id:
                best = wizard._get_best()
                wizard.contractor_id = best and best.offer.id

    @api.depends("ticket_id", "doer")
    def _compute_user_id(self):
        for wizard in self:
            if wizard.doer != "own":
                wizard.user_id = False
            elif not wizard.user_id:
                wizard.user_id = wizard._find_engineer()

    def _find_engineer(self):
        """Return who of the supporting teams is free then and has least to do.

        Teams of the service come first, those at the site before others; else the
        ticket's own team. Who orders verifies what was done: it is somebody else.
        """
        team = self._get_engineer_team()
        if not self._is_team_at_work(team):
            return self.env["res.users"]
        # sudo: res.users - who is away is not asked; nothing of it is shown
        people = team.sudo().member_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and user != self.env.user
                and self.ticket_id.company_id in user.company_ids
                and not self._is_away(user)
            )
        )
        people = people.filtered(lambda user: not user._is_no_engineer())
        people -= self._get_busy(people)
        if not people:
            return self.env["res.users"]
        # sudo: servicedesk.work.order - how much somebody has to do is all that counts
        groups = (
            self.env["servicedesk.work.order"]
            .sudo()
            ._read_group(
                [("user_id", "in", people.ids), ("state", "in", life.UNDER_WAY)],
                ["user_id"],
                ["__count"],
            )
        )
        load = {user.id: count for user, count in groups}
        return self.env["res.users"].browse(
            min(people.ids, key=lambda user_id: (load.get(user_id, 0), user_id))
        )

    @api.model
    def _get_engineer_domain(self):
        others = self.env["res.users"]._get_no_engineers()
        return [("share", "=", False), ("id", "not in", others.ids)]

    def _get_start(self):
        return self.planned_start or fields.Datetime.now()

    def _is_team_at_work(self, team):
        """Return whether the planned start lies within a team's hours."""
        # sudo: resource.calendar, res.company - when a team works is no secret
        calendar = (
            team.sudo().resource_calendar_id
            or self.ticket_id.company_id.sudo().resource_calendar_id
        )
        return calendar._get_worktime().is_open(self._get_start())

    def _is_away(self, user):
        """Return whether somebody is out of office at the planned start."""
        start = self._get_start()
        away, back = user.out_of_office_from, user.out_of_office_to
        return bool(away and away <= start and (not back or back >= start))

    def _get_busy(self, people):
        """Return those of ``people`` who have another order at the planned start."""
        start = self._get_start()
        end = start + timedelta(hours=VISIT_HOURS["own"])
        # sudo: servicedesk.work.order - that somebody has something to do then counts,
        # whoever reads what it is
        orders = self.env["servicedesk.work.order"].sudo()
        return orders.search(
            [
                ("user_id", "in", people.ids),
                ("state", "in", life.UNDER_WAY),
                ("planned_start", "<", end),
                ("planned_end", ">", start),
            ]
        ).user_id

    def _get_engineer_team(self):
        """Return the team whose people are asked."""
        ticket = self.ticket_id
        service = ticket.service_id
        site = self.site_id or ticket.site_id
        for part in service.browse(service._get_line(service.id) if service else ()):
            # sudo: servicedesk.service - who supports what is no secret
            teams = part.sudo().team_ids.filtered(
                lambda team: (
                    team.company_id == ticket.company_id and not team.is_confidential
                )
            )
            near = teams.filtered(
                lambda team: any(place._is_above(site) for place in team.site_ids)
            )
            if teams:
                return (near or teams)[:1].sudo(False)
        return ticket.team_id

    @api.depends("contract_id")
    @api.depends_context("lang")
    def _compute_contract_hint(self):
        """Say that the contract is over, or has not begun."""
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.contract_hint = wizard.contract_id._word_not_in_force(today)

    @api.depends("doer", "contractor_id", "user_id", "site_id", "planned_start")
    def _compute_doer_hint(self):
        for wizard in self:
            if wizard.doer == "contractor":
                wizard.doer_hint = wizard._say_contractor()
            else:
                wizard.doer_hint = wizard._say_engineer()

    def _say_contractor(self):
        """Return why this contractor, and why no colleague."""
        ticket = self.ticket_id
        if not self.contractor_id:
            return self.env._(
                "Nobody in the directory covers this service here: choose one."
            )
        why = self.env["res.partner"]._explain_contractor(
            self.contractor_id,
            ticket.service_id,
            self.site_id,
            ticket.company_id,
            ticket.component_ids,
        )
        return why if self._find_engineer() else f"{self._say_nobody()} {why}"

    def _say_engineer(self):
        """Return why this colleague, or what speaks against him; False: nothing."""
        found = self._find_engineer()
        if not self.user_id and not found:
            return self.env._(
                "%(why)s Choose an engineer or a contractor, or another time.",
                why=self._say_nobody(),
            )
        if self.user_id and self.user_id == found:
            return self.env._(
                "Of %(team)s, and has the fewest open work orders.",
                team=self._get_engineer_team().name,
            )
        # sudo: res.users - that somebody is away is told to who sends him somewhere
        user = self.user_id.sudo()
        if self._is_away(user):
            return self.env._(
                "%(person)s is out of office at the planned start.", person=user.name
            )
        if self._get_busy(user):
            return self.env._(
                "%(person)s has another work order at that time.", person=user.name
            )
        return False

    def _say_nobody(self):
        """Return why nobody of the house can come at the planned start."""
        team = self._get_engineer_team()
        if not team:
            return self.env._("No team is named for it.")
        if not self._is_team_at_work(team):
            return self.env._(
                "%(team)s is not at work at the planned start.", team=team.name
            )
        return self.env._(
            "Nobody of %(team)s is free at the planned start.", team=team.name
        )

    @api.depends("contractor_id")
    def _compute_agreed(self):
        """Fill in what is agreed with this contractor: whom to write to, and so on."""
        for wizard in self:
            firm, ticket = wizard.contractor_id, wizard.ticket_id
            if not firm:
                wizard.update({"contact_id": False, "contract_id": False, "rate": 0})
                continue
            rate = firm._get_contractor_rate(ticket.service_id, ticket.company_id)
            is_ours = rate.currency_id == ticket.company_id.currency_id
            order = self.env["servicedesk.work.order"].new(
                {"ticket_id": ticket.id, "company_id": ticket.company_id.id}
            )
            wizard.update(
                {
                    "contact_id": firm._get_order_contact(),
                    "contract_id": order._find_contract(firm.commercial_partner_id),
                    "rate": rate.amount if is_ours else 0,
                }
            )

    @api.depends("ticket_id")
    def _compute_planned_start(self):
        """As the ticket is planned; else within the desk's hours, an hour from now."""
        for wizard in self:
            ticket = wizard.ticket_id
            if ticket.planned_start:
                wizard.planned_start = ticket.planned_start
                continue
            soon = fields.Datetime.now() + NOTICE
            soon += timedelta(minutes=-soon.minute % QUARTER)
            hours = wizard._get_hours()
            wizard.planned_start = hours.get_next_open(soon.replace(second=0)) or soon

    @api.depends("ticket_id", "doer")
    def _compute_planned_end(self):
        for wizard in self:
            ticket, start = wizard.ticket_id, wizard.planned_start
            if ticket.planned_start and ticket.planned_start == start:
                wizard.planned_end = ticket.planned_end
                continue
            length = VISIT_HOURS.get(wizard.doer, 1)
            hours = wizard._get_hours()
            wizard.planned_end = start and hours.add(start, length * 3600)

    def _get_hours(self):
        """Return when the ticket's desk works."""
        # sudo: resource.calendar - when a desk works is no secret
        return self.ticket_id.sudo()._get_calendar()._get_worktime()

    @api.depends("rate")
    def _compute_quota_amount(self):
        """The planned hours at the agreed rate: more is to be asked for."""
        for wizard in self:
            start, end = wizard.planned_start, wizard.planned_end
            hours = (end - start).total_seconds() / 3600 if start and end else 0
            # Over a night or a weekend nobody works through.
            hours = min(hours, VISIT_HOURS.get(wizard.doer, 1))
            wizard.quota_amount = (wizard.rate or 0) * max(hours, 0)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_send(self):
        """Make the order and send it; the dialog closes over the ticket."""
        order = self._make()
        order.action_send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(order)s is sent to %(doer)s.",
                    order=order.number,
                    doer=order.user_id.name or order.contractor_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_save(self):
        """Make a draft and open it, to go on with it."""
        order = self._make()
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.work.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def _make(self):
        """Return the new order; its own checks and rules hold."""
        self.ensure_one()
        return self.env["servicedesk.work.order"].create(self._prepare_order_vals())

    def _prepare_order_vals(self):
        doer = self.user_id if self.doer == "own" else self.contractor_id
        if not doer:
            raise UserError(self.env._("Choose who does the work."))
        vals = {
            **self.ticket_id._prepare_work_order_vals(),
            "name": self.name,
            "description": self.description,
            "site_id": self.site_id.id,
            "planned_start": self.planned_start,
            "planned_end": self.planned_end,
        }
        if self.doer == "own":
            return vals | {"user_id": self.user_id.id}
        return vals | {
            "contractor_id": self.contractor_id.id,
            "contact_id": self.contact_id.id,
            "contract_id": self.contract_id.id,
            "rate": self.rate,
            "quota_amount": self.quota_amount,
        }
