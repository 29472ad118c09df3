# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from ..ticket.servicedesk_ticket import DEED
from ..ticket.ticket_record import TEAM_CAUSES

AGENT = "servicedesk_core.group_servicedesk_agent"
AUDITOR = "servicedesk_core.group_servicedesk_auditor"
# By these tickets become confidential, or go to another team.
CIRCLE_CAUSES = frozenset({"is_confidential", "team_id", "service_ids", *TEAM_CAUSES})


class ServicedeskTicket(models.Model):
    """Confidential tickets stay so, and their subjects are nowhere to be read."""

    _inherit = "servicedesk.ticket"

    # The numbers that dispatchers see.
    _confidential_idx = models.Index("(id DESC) WHERE is_confidential IS TRUE")

    # ------------------------------------------------------------------
    # Once confidential, always confidential
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """No default or value makes a confidential team's ticket an open one."""
        if not self.env.context.get("default_is_confidential", True):
            kept = dict(self.env.context)
            del kept["default_is_confidential"]
            self = self.with_env(self.env(context=kept))
        vals_list = [
            {k: v for k, v in vals.items() if k != "is_confidential" or v}
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        """Let the circle of readers get wider by its own members only."""
        if "is_confidential" in vals and not vals["is_confidential"]:
            self._check_may_lift()
            if self._becomes_confidential(vals):
                vals = {k: v for k, v in vals.items() if k != "is_confidential"}
        watched = CIRCLE_CAUSES & vals.keys()
        # sudo: servicedesk.ticket - who gives a ticket away may not read it afterwards
        tickets = self.sudo() if watched else self.browse()
        before = {
            ticket: (ticket.is_confidential, ticket.team_id) for ticket in tickets
        }
        result = super().write(vals)
        for ticket, (was_confidential, team) in before.items():
            if ticket.is_confidential:
                ticket._narrow_circle(None if not was_confidential else team)
        return result

    @api.model
    def _becomes_confidential(self, vals):
        """Return whether ``vals`` give tickets to a confidential team or service."""
        teams = self.env["servicedesk.team"]._get_confidential_ids()
        services = self.env["servicedesk.service"]._get_confidential_ids()
        others = services and self.new({"service_ids": vals.get("service_ids")})
        return (
            vals.get("team_id") in teams
            or vals.get("service_id") in services
            or bool(others and others._is_about_secrets())
        )

    def _check_may_lift(self):
        """Raise unless the user may open confidential tickets to everybody's eyes.

        :raise AccessError: for who has no seat in the ticket's team: the dispatcher
            has not, nor who was called in.
        """
        if self.env.su:
            return
        teams = self.env.user._servicedesk_team_ids()
        for ticket in self:
            if ticket.is_confidential and ticket.team_id.id not in teams:
                raise AccessError(
                    self.env._(
                        "Only a member of its team may say that %(ticket)s is not"
                        " confidential any more.",
                        ticket=ticket.number,
                    )
                )

    @api.model
    def _find_unread(self, domain):
        """Return those tickets of ``domain`` that the current user does not read."""
        # sudo: servicedesk.ticket - the ones he does not read are looked for
        tickets = self.sudo().search(domain).sudo(False)
        return tickets - tickets._filtered_access("read")

    # ------------------------------------------------------------------
    # What others get to see of it
    # ------------------------------------------------------------------

    @api.depends("is_confidential")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        """Tell the subject of a ticket to its readers, other employees the number.

        Odoo reads the names of what a record points to in superuser mode: whatever
        names a ticket would name what it is about.
        """
        super()._compute_display_name()
        user = self.env.user
        if not self.env.su or user._is_public():
            return
        secret = self.filtered("is_confidential")
        if user._is_internal() and self.env.uid != SUPERUSER_ID:
            # An own engineer without a role, agents of an engaged company.
            reads_most = user.has_group(AGENT) or user.has_group(AUDITOR)
            secret |= self.filtered(
                lambda ticket: (
                    not reads_most
                    or ticket.internal_only
                    or ticket.company_id not in self.env.companies
                )
            )
        secret = self.browse(secret._origin.ids).sudo(False)
        hidden = set((secret - secret._filtered_access("read"))._ids)
        for ticket in self:
            if ticket._origin.id in hidden:
                ticket.display_name = ticket.number

    def web_save(self, vals, specification, next_id=None):
        """Keep what was saved even if who saved it may not read it any more.

        The web client reads what it saved; a refusal there would take the hand-over to
        a confidential team back.
        """
        saving = self.with_context(servicedesk_saving=DEED)
        return super(ServicedeskTicket, saving).web_save(
            vals, specification, next_id=next_id
        )

    def web_read(self, specification):
        if self.env.context.get("servicedesk_saving") is not DEED:
            return super().web_read(specification)
        saved = self.with_context(servicedesk_saving=False)
        # sudo: servicedesk.ticket - only which of them are confidential
        secret = saved.browse(saved.sudo().filtered("is_confidential").ids)
        gone = secret - secret._filtered_access("read")
        if not gone:
            return super(ServicedeskTicket, saved).web_read(specification)
        gone._tell_gone()
        rows = super(ServicedeskTicket, saved - gone).web_read(specification)
        return rows + [ticket._get_blank_row(specification) for ticket in gone]

    def _get_blank_row(self, specification):
        """Return what the form shows instead: the number, the team and nothing else."""
        # sudo: servicedesk.ticket - its number and team are no secret
        ticket, blank = self.sudo(), self.new()
        team = ticket.team_id
        known = {
            "number": ticket.number,
            "display_name": ticket.number,
            "team_id": team and {"id": team.id, "display_name": team.name},
            "is_confidential": True,
        }
        row = {"id": self.id}
        for name in specification:
            kind = self._fields[name].type
            row[name] = [] if kind in ("one2many", "many2many") else False
            if kind == "json":
                row[name] = blank[name]
            if name in known:
                row[name] = known[name] or False
        return row

    def _tell_gone(self):
        """Say why the form is empty: the ticket went where its last reader is not."""
        # sudo: servicedesk.ticket - its number and team are no secret
        for ticket in self.sudo():
            message = self.env._(
                "%(ticket)s is saved. It is confidential now and with %(team)s, so you"
                " do not see it any more.",
                ticket=ticket.number,
                team=ticket.team_id.name or self.env._("no team"),
            )
            self.env.user._bus_send(
                "simple_notification", {"type": "info", "message": message}
            )
