# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.api import NewId
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments

# Whose members look at tickets from the desk's side.
DESK_GROUPS = (
    "servicedesk_core.group_servicedesk_agent",
    "servicedesk_core.group_servicedesk_auditor",
    "servicedesk_core.group_servicedesk_service_owner",
    "base.group_system",
)

# What requesters may read of a ticket, in the portal and by RPC.
PORTAL_READABLE_FIELDS = frozenset(
    {
        "id",
        "display_name",
        "number",
        "name",
        "description",
        "ticket_type_id",
        "service_id",
        "kind",
        "stage_id",
        "state",
        "is_open",
        "waiting_reason",
        "priority",
        "partner_id",
        "commercial_partner_id",
        "partner_email",
        "channel",
        "resolution",
        "confirmation",
        "reopen_count",
        "date_due",
        "date_first_response",
        "date_resolved",
        "date_confirmed",
        "date_closed",
        "is_late",
        "create_date",
        "write_date",
        "access_url",
        "message_is_follower",
        "message_needaction",
        "message_needaction_counter",
        "has_message",
    }
)


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    # The permanent portal token is a key to the ticket: not for auditors, exports
    # or integrations, which read everything else.
    access_token = fields.Char(groups="base.group_system")
    viewer_ids = fields.Many2many(
        "res.users",
        string="Viewers",
        compute="_compute_viewer_ids",
        search="_search_viewer_ids",
        compute_sudo=True,
        help="Users on the requester's side: the requester, followers, approvers of the"
        " service and, where their contact says so, colleagues of his company or at"
        " his site.",
    )
    can_see = fields.Boolean(
        compute="_compute_can_see",
        search="_search_can_see",
        help="Whether an agent sees this ticket: from the desk's side, or as one who"
        " asked for it or follows it.",
    )
    can_read = fields.Boolean(
        compute="_compute_can_read",
        search="_search_can_read",
        help="Whether you read this ticket as an agent of the desk.",
    )
    can_work = fields.Boolean(
        compute="_compute_can_work",
        search="_search_can_work",
        help="Whether you work on this ticket: it is your team's, your own, you"
        " opened it or answer for a part, or it waits for the first line.",
    )

    # ------------------------------------------------------------------
    # Who sees it from the requester's side
    # ------------------------------------------------------------------

    @api.depends(
        "partner_id",
        "commercial_partner_id",
        "message_follower_ids",
        "is_confidential",
        "site_id",
    )
    def _compute_viewer_ids(self):
        for ticket, users in self._get_viewers().items():
            ticket.viewer_ids = users

    def _get_viewers(self):
        """Return {ticket: users} of all who see it from the requester's side."""
        return self._get_askers()

    def _get_askers(self):
        """Return {ticket: users}: the requester, followers, and such colleagues."""
        colleagues = self._get_colleague_viewers()
        askers = {}
        for ticket in self:
            partners = ticket.partner_id | ticket.message_follower_ids.partner_id
            users = partners.user_ids
            if not ticket.is_confidential:
                for site, viewers in colleagues.get(ticket.commercial_partner_id, ()):
                    if not site or site._is_above(ticket.site_id):
                        users |= viewers
            askers[ticket] = users
        return askers

    def _get_colleague_viewers(self):
        """Return {customer: [(site, users)]} of who sees tickets of his colleagues.

        An empty site stands for all tickets of the customer.
        """
        customers = self.commercial_partner_id
        if not customers:
            return {}
        result = {}
        for customer, visibility, site, users in self.env["res.users"]._read_group(
            [
                ("servicedesk_visibility", "in", ("site", "company")),
                ("commercial_partner_id", "in", customers.ids),
            ],
            ["commercial_partner_id", "servicedesk_visibility", "site_id"],
            ["id:recordset"],
        ):
            if visibility == "company":
                result.setdefault(customer, []).append((site.browse(), users))
            elif site:
                result.setdefault(customer, []).append((site, users))
        return result

    @api.model
    def _search_viewer_ids(self, operator, value):
        """Find tickets by viewer as a union of index look-ups, never by OR.

        With OR PostgreSQL reads every ticket; the union reads only what the users
        asked for or follow, however many tickets there are.
        """
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._get_viewed_sql(value))]

    @api.model
    def _flush_viewed(self):
        """Write what the look-up of viewed tickets asks for to the database."""
        self.flush_model(
            [
                "partner_id",
                "commercial_partner_id",
                "is_confidential",
                "site_id",
                "service_id",
            ]
        )
        self.env["mail.followers"].flush_model()
        self.env["servicedesk.site"].flush_model(["parent_path"])
        self.env["res.partner"].flush_model(
            ["servicedesk_visibility", "site_id", "commercial_partner_id"]
        )

    @api.model
    def _get_viewed_sql(self, user_ids):
        """Return the sub-select of the tickets that the users view; flushes first."""
        users = tuple(uid for uid in user_ids if uid) or (0,)
        self._flush_viewed()
        return SQL("(%s)", SQL(" UNION ").join(self._get_viewed_parts(users)))

    @api.model
    def _get_viewed_parts(self, user_ids):
        """Return what :meth:`_get_viewed_sql` unites, each an index look-up.

        Own, followed, the company's, the site's.
        """
        return [
            SQL(part, users=user_ids)
            for part in (
                """SELECT id FROM servicedesk_ticket
                    WHERE partner_id IN (SELECT partner_id FROM res_users
                                          WHERE id IN %(users)s)""",
                """SELECT res_id FROM mail_followers
                    WHERE res_model = 'servicedesk.ticket'
                      AND partner_id IN (SELECT partner_id FROM res_users
                                          WHERE id IN %(users)s)""",
                """SELECT id FROM servicedesk_ticket
                    WHERE is_confidential IS NOT TRUE
                      AND commercial_partner_id IN (
                          SELECT partner.commercial_partner_id
                            FROM res_users person
                            JOIN res_partner partner
                              ON partner.id = person.partner_id
                           WHERE person.id IN %(users)s
                             AND partner.servicedesk_visibility = 'company')""",
                """SELECT ticket.id
                     FROM res_users person
                     JOIN res_partner partner ON partner.id = person.partner_id
                          AND partner.servicedesk_visibility = 'site'
                     JOIN servicedesk_site place ON place.id = partner.site_id
                     JOIN servicedesk_site part
                          ON part.parent_path LIKE place.parent_path || '%%'
                     JOIN servicedesk_ticket ticket ON ticket.site_id = part.id
                          AND ticket.is_confidential IS NOT TRUE
                          AND ticket.commercial_partner_id
                              = partner.commercial_partner_id
                    WHERE person.id IN %(users)s""",
            )
        ]

    # ------------------------------------------------------------------
    # Who reads it and works on it in the desk
    # ------------------------------------------------------------------

    @api.depends("can_read", "viewer_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_see(self):
        user = self.env.user
        for ticket in self:
            ticket.can_see = ticket.can_read or user in ticket.viewer_ids

    @api.model
    def _search_can_see(self, operator, value):
        """Find what an agent sees, asking who views it only of what is left.

        PostgreSQL evaluates an OR in its order and makes the look-up of viewed tickets
        only when it comes to it: for an agent hardly ever. Odoo would sort the dear
        condition to the front, by the name of its field; hence plain SQL.
        """
        if operator != "in":
            return NotImplemented
        viewed = self._get_viewed_sql([self.env.uid])

        def to_sql(model, alias, query):
            readable = Domain("can_read", "=", True).optimize_full(model)
            return SQL(
                "(%s OR %s IN %s)",
                readable._to_sql(model, alias, query),
                SQL.identifier(alias, "id"),
                viewed,
            )

        return Domain.custom(to_sql=to_sql)

    @api.depends("company_id", "is_confidential", "can_work")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        company_ids = set(self.env.companies.ids)
        for ticket in self:
            ticket.can_read = ticket.company_id.id in company_ids and (
                not ticket.is_confidential or ticket.can_work
            )

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Fetch what access is decided by along with whatever else is read.

        Odoo checks access to what it has just fetched; without these values at
        hand it would read all columns of all those tickets once more.
        """
        # Requesters may not read these; their own rule does not ask for them.
        if field_names is not None and self._is_desk_user():
            field_names = dict.fromkeys(
                (*field_names, "company_id", "is_confidential", "internal_only")
            )
        return super()._determine_fields_to_fetch(
            field_names, ignore_when_in_cache=ignore_when_in_cache
        )

    @api.model
    def _search_can_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("company_id", "in", self.env.companies.ids) & (
            Domain("is_confidential", "=", False) | Domain("can_work", "=", True)
        )

    @api.depends(
        "team_id",
        "user_id",
        "co_responsible_ids",
        "opener_id",
        "ticket_type_id",
        "is_confidential",
    )
    @api.depends_context("uid")
    def _compute_can_work(self):
        """An unclassified ticket is everybody's in the first line, unless it came to a
        confidential team: its mail is secret before anybody has classified it."""
        user = self.env.user
        team_ids = set(user._servicedesk_team_ids())
        first_line = set(user._servicedesk_first_line_company_ids())
        for ticket in self:
            ticket.can_work = (
                ticket.team_id.id in team_ids
                or user in (ticket.user_id, ticket.opener_id)
                or user in ticket.co_responsible_ids
                or (
                    not ticket.ticket_type_id
                    and not ticket.is_confidential
                    and ticket.company_id.id in first_line
                )
            )

    @api.model
    def _search_can_work(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        domain = (
            Domain("team_id", "in", user._servicedesk_team_ids())
            | Domain("user_id", "=", user.id)
            | Domain("opener_id", "=", user.id)
            | Domain("co_responsible_ids", "in", user.ids)
        )
        first_line = user._servicedesk_first_line_company_ids()
        if first_line:
            domain |= (
                Domain("ticket_type_id", "=", False)
                & Domain("is_confidential", "=", False)
                & Domain("company_id", "in", first_line)
            )
        return domain

    def _get_told_requester(self):
        """Return the requester, whose address, company and site the ticket takes.

        A form may name any contact there is: it is told nothing of those that its user
        does not read.
        """
        self.ensure_one()
        asked = self.env.context.get("servicedesk_onchange")
        if asked and not self.sudo(False)._may_tell("partner_id"):
            return self.env["res.partner"]
        # sudo: res.partner - the desk answers people whose card it may not read
        return self.partner_id.sudo()

    def _may_tell(self, name):
        """Return whether the user may be told what a link of this ticket leads to.

        What is stored is told with the ticket. A form's draft may name any record at
        all, so of that only what the user reads anyway.
        """
        self.ensure_one()
        linked = self[name]._origin
        if self.id or self.env.su or linked <= self._origin[name]:
            return True
        return linked.has_access("read")

    def _check_people_change(self, vals):
        """Keep hand-overs honest: an agent assigns inside a team, not across.

        Before anybody has taken the ticket, choosing the team is part of its
        classification and free. Later the team changes by escalation, or by a
        dispatcher or manager.

        :raise UserError: when an agent moves a ticket in work to another team, or
            assigns somebody who is not in its team.
        """
        if self.env.su or not {"team_id", "user_id"} & vals.keys():
            return
        for ticket in self:
            team_id = vals.get("team_id", ticket.team_id.id)
            is_moved = team_id != ticket.team_id.id
            # A form sends what stays as it is as well: that is nobody's doing.
            if is_moved or vals.get("user_id") != ticket.user_id.id:
                self._check_assignee(vals.get("user_id"), team_id)
            if self._may_move_between_teams():
                continue
            if is_moved and ticket.state != "new":
                raise UserError(
                    self.env._(
                        "%(ticket)s is already in work: offer it to the other team with"
                        " “Escalate”. Only a dispatcher moves it directly.",
                        ticket=ticket.number,
                    )
                )

    def _check_requester_change(self, vals):
        """Nobody gets round the requester by making himself the requester.

        :raise UserError: when an agent who is no dispatcher removes a ticket's
            requester, or puts himself in his place.
        """
        if not {"partner_id", "partner_email"} & vals.keys():
            return
        if self._may_move_between_teams():
            return
        me = self.env.user.partner_id
        mine = {me.email_normalized} - {False}
        for ticket in self:
            partner_id = vals.get("partner_id", ticket.partner_id.id)
            email = vals.get("partner_email", ticket.partner_email)
            had_one = ticket.partner_id or ticket.partner_email
            was_me = ticket.partner_id == me or ticket.partner_email in mine
            is_me = partner_id == me.id or (not partner_id and email in mine)
            if had_one and not was_me and (is_me or not (partner_id or email)):
                raise UserError(
                    self.env._(
                        "%(ticket)s has a requester, who is to confirm the solution."
                        " Only a dispatcher may remove him or take his place.",
                        ticket=ticket.number,
                    )
                )

    @api.model
    def _may_move_between_teams(self):
        return self.env.su or self.env.user.has_group(
            "servicedesk_core.group_servicedesk_dispatcher"
        )

    @api.model
    def _check_assignee(self, user_id, team_id):
        """Raise unless the current user may give a ticket of a team to a user.

        :raise UserError: when that user is no staff; for an agent, also when he has
            no seat in the team.
        """
        if not user_id or self.env.su:
            return
        # sudo: res.users - whether he is staff and where he sits decide
        user = self.env["res.users"].sudo().browse(user_id)
        if user.share:
            raise UserError(
                self.env._(
                    "%(user)s is no employee, so tickets cannot be assigned to him.",
                    user=user.name,
                )
            )
        if self._may_move_between_teams() or not team_id:
            return
        if team_id not in user._servicedesk_team_ids():
            if user == self.env.user:
                raise UserError(
                    self.env._(
                        "You are not a member of the team of this ticket. Offer it to"
                        " your team with “Escalate”, or ask a dispatcher to pass it"
                        " on."
                    )
                )
            raise UserError(
                self.env._(
                    "%(user)s is not a member of the team of this ticket. Offer it to"
                    " him with “Escalate”, or ask a dispatcher to pass it on.",
                    user=user.name,
                )
            )

    @api.constrains("user_id", "co_responsible_ids")
    def _check_staff(self):
        """Work is given to employees only, by whatever way: it opens the ticket."""
        for user in self.user_id | self.co_responsible_ids:
            if not user._is_internal():
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee, so he cannot work on tickets.",
                        user=user.name,
                    )
                )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    def _get_portal_readable_fields(self):
        """Return the names of the fields that requesters may read."""
        return PORTAL_READABLE_FIELDS

    @api.model
    def _get_portal_writable_fields(self):
        """Return the names of the fields that requesters may write: none here."""
        return frozenset()

    @api.model
    def _is_desk_user(self):
        """Return whether the current user belongs to the desk or watches over it.

        Everybody else sees tickets from the requester's side, colleagues with an
        internal user as well as customers in the portal.
        """
        user = self.env.user
        return self.env.su or any(user.has_group(group) for group in DESK_GROUPS)

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self._is_desk_user():
            return True
        if operation == "read":
            return field.name in self._get_portal_readable_fields()
        return field.name in self._get_portal_writable_fields()

    def _check_work_access(self):
        """Raise unless the current user may work on all of ``self``.

        :raise AccessError: for everybody who may only read, or not even that.
        """
        self._check_ids()
        self.check_access("write")
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Only the service desk can do this."))

    def _check_ids(self):
        """Raise UserError for what RPC gave as an id and is none: a text, a list."""
        for ticket_id in self._ids:
            if not (isinstance(ticket_id, NewId) or arguments.is_id(ticket_id)):
                raise UserError(
                    self.env._("There is no ticket with the id “%(id)s”.", id=ticket_id)
                )
