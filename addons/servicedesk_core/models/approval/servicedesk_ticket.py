# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

from .servicedesk_approval import TOLD_STATES

APPROVAL_STATES = [
    ("pending", "Awaiting Approval"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]


class ServicedeskTicket(models.Model):
    """Who is asked to approve a ticket reads it, as the requester's side does.

    Confidential tickets are read by those only who read them anyhow: nobody else is
    asked about them.
    """

    _inherit = "servicedesk.ticket"

    approval_ids = fields.One2many(
        "servicedesk.approval", "ticket_id", string="Approvals", readonly=True
    )
    approval_state = fields.Selection(
        APPROVAL_STATES,
        string="Approval",
        readonly=True,
        copy=False,
        help="How the latest question for approval ended, or that it is open.",
    )

    # ------------------------------------------------------------------
    # Who reads it
    # ------------------------------------------------------------------

    @api.depends("approval_ids.state", "approval_ids.asked_ids", "is_confidential")
    def _compute_viewer_ids(self):
        return super()._compute_viewer_ids()

    def _get_viewers(self):
        viewers = super()._get_viewers()
        # sudo: servicedesk.approval - being asked decides access, so it is read first
        approvals = self.env["servicedesk.approval"].sudo()
        asked = approvals.search(
            [("ticket_id", "in", self._origin.ids), ("state", "in", TOLD_STATES)]
        ).grouped("ticket_id")
        for ticket in viewers:
            if not ticket.is_confidential and ticket._origin in asked:
                viewers[ticket] |= asked[ticket._origin].asked_ids.user_ids
        return viewers

    @api.model
    def _flush_viewed(self):
        self.env["servicedesk.approval"].flush_model(["state", "asked_ids"])
        return super()._flush_viewed()

    def _get_viewed_parts(self, user_ids):
        """Add those about whose approval the users are or were asked."""
        return [
            *super()._get_viewed_parts(user_ids),
            SQL(
                """SELECT ticket.id
                     FROM servicedesk_approval_asked_rel asked
                     JOIN servicedesk_approval approval
                          ON approval.id = asked.approval_id
                         AND approval.state IN %(told)s
                     JOIN servicedesk_ticket ticket ON ticket.id = approval.ticket_id
                          AND ticket.is_confidential IS NOT TRUE
                    WHERE asked.partner_id IN (SELECT partner_id FROM res_users
                                                WHERE id IN %(users)s)""",
                told=TOLD_STATES,
                users=user_ids,
            ),
        ]

    def _keep_readers(self, partners):
        """Return who of ``partners`` may be told what this ticket is about.

        Anybody who is asked, unless it is confidential: then who reads it anyhow.
        """
        self.ensure_one()
        if not self.is_confidential:
            return partners
        ticket = self.sudo(False)
        return partners.filtered(
            lambda partner: any(
                ticket.with_user(user).has_access("read") for user in partner.user_ids
            )
        )

    def _keep_approvers(self, partners):
        """Return who of ``partners`` may be asked: reachable, and not the requester.

        A contact without an account is reached by mail; somebody whose account was
        closed has left.
        """
        self.ensure_one()

        def is_reachable(partner):
            users = partner.with_context(active_test=False).user_ids
            has_left = users and not any(users.mapped("active"))
            return (
                partner.active and not has_left and (partner.email_normalized or users)
            )

        possible = partners.filtered(
            lambda partner: partner != self.partner_id and is_reachable(partner)
        )
        return self._keep_readers(possible)

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    def _get_approval_rules(self):
        """Return the steps that hold for this ticket now, in their order."""
        self.ensure_one()
        rules = self.env["servicedesk.approval.rule"]._get_rules(
            self.service_id.id, self.ticket_type_id.id
        )
        parse = self.env["servicedesk.transition"]._parse_condition
        # sudo: servicedesk.ticket - a condition looks at the ticket, not at rights
        return [
            rule
            for rule in rules
            if not rule.condition or self.sudo().filtered_domain(parse(rule.condition))
        ]

    def _get_rule_partners(self, rule):
        """Return whom one step asks; where nobody can be, the service's owner.

        Called in superuser mode.
        """
        self.ensure_one()
        users = self.env["res.users"]
        owner = self.service_id.owner_id.partner_id
        partners = {
            "manager": lambda: self.partner_id.manager_id,
            "users": lambda: users.browse(rule.user_ids).partner_id,
            "owner": lambda: owner,
            "approvers": lambda: self._get_approvers().partner_id,
        }[rule.who]()
        return self._keep_approvers(partners) or self._keep_approvers(owner)
