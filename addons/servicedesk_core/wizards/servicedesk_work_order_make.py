# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import work_order as life
from ..tools.contractor import EVERYTHING

# How long from now a visit begins that nobody has planned, and how long it takes.
NOTICE = timedelta(hours=1)
VISIT_HOURS = {"own": 1, "contractor": 2}
QUARTER = 15


class ServicedeskWorkOrderMake(models.TransientModel):
    """Orders work for a ticket in two clicks: everything is filled in, all can change.

    Whoever is named for the service is proposed: a contractor who has a contract for
    it or stands in the directory with it, else an engineer of the supporting teams.
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
        domain=[("share", "=", False)],
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
        compute="_compute_planned",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    planned_end = fields.Datetime(
        string="Ends",
        compute="_compute_planned",
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
        """A contractor where one is named for this service; else one of the house."""
        for wizard in self:
            best = wizard._get_best()
            # Who does everything everywhere is no reason to pay for it.
            is_named = best and best.service_distance < EVERYTHING
            is_out = is_named and wizard.ticket_id.service_id
            wizard.doer = "contractor" if is_out else "own"

    def _get_best(self):
        """Return how the best contractor for ticket and site fits, or None."""
        ticket = self.ticket_id
        if not ticket:
            return None
        ranked = self.env["res.partner"]._rank_contractors(
            ticket.service_id, self.site_id or ticket.site_id, ticket.company_id
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
        """Return who of the supporting teams is there and has least to do.

        Teams of the service come first, those at the site before others; else the
        ticket's own team. Who orders verifies what was done: it is somebody else.
        """
        team = self._get_engineer_team()
        # sudo: res.users - who is away is not asked; nothing of it is shown
        people = team.sudo().member_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and not user.is_out_of_office
                and user != self.env.user
                and self.ticket_id.company_id in user.company_ids
            )
        )
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

    @api.depends("doer", "contractor_id", "user_id", "site_id")
    def _compute_doer_hint(self):
        for wizard in self:
            ticket, hint = wizard.ticket_id, False
            if wizard.doer == "contractor" and wizard.contractor_id:
                hint = self.env["res.partner"]._explain_contractor(
                    wizard.contractor_id,
                    ticket.service_id,
                    wizard.site_id,
                    ticket.company_id,
                )
            elif wizard.doer == "contractor":
                hint = self.env._(
                    "Nobody in the directory covers this service here: choose one."
                )
            elif not wizard.user_id:
                hint = self.env._("Nobody of the team is free: choose an engineer.")
            elif wizard.user_id == wizard._find_engineer():
                hint = self.env._(
                    "Of %(team)s, and has the fewest open work orders.",
                    team=wizard._get_engineer_team().name,
                )
            wizard.doer_hint = hint

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

    @api.depends("ticket_id", "doer")
    def _compute_planned(self):
        """As the ticket is planned; else within the desk's hours, an hour from now."""
        for wizard in self:
            ticket = wizard.ticket_id
            if ticket.planned_start:
                wizard.planned_start = ticket.planned_start
                wizard.planned_end = ticket.planned_end
                continue
            # sudo: resource.calendar - when a desk works is no secret
            hours = ticket.sudo()._get_calendar()._get_worktime()
            soon = fields.Datetime.now() + NOTICE
            soon += timedelta(minutes=-soon.minute % QUARTER)
            start = hours.get_next_open(soon.replace(second=0)) or soon
            length = VISIT_HOURS.get(wizard.doer, 1)
            wizard.planned_start = start
            wizard.planned_end = hours.add(start, length * 3600)

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
