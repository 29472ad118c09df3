# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

# Whose members read all of a service: who is served reads what is offered to him.
CATALOGUE_GROUPS = (
    "servicedesk_core.group_servicedesk_agent",
    "servicedesk_core.group_servicedesk_auditor",
    "servicedesk_core.group_servicedesk_service_owner",
    "base.group_system",
)

# What requesters may read of a service, in the portal and by RPC. For whom it is, who
# approves, whom the desk calls in: all that is the desk's own business.
REQUESTER_FIELDS = frozenset(
    {
        "id",
        "display_name",
        "name",
        "complete_name",
        "active",
        "parent_id",
        "child_ids",
        "department_id",
        "description",
        "keywords",
        "type_ids",
        "expected_hours",
        "is_orderable",
    }
)

# What a service's owner leaves to the desk's managers: whose the service is, and
# whether its tickets are secret.
MANAGER_FIELDS = frozenset({"owner_id", "company_id", "parent_id", "is_confidential"})


class ServicedeskService(models.Model):
    """Who reads which service, and what of it.

    Requesters read what they may order; agents the catalogue of their companies, and
    what their own tickets are about; owners their services; managers keep them all.
    """

    _inherit = "servicedesk.service"

    is_orderable = fields.Boolean(
        compute="_compute_is_orderable",
        search="_search_is_orderable",
        help="Whether you may order this service.",
    )
    can_see = fields.Boolean(
        compute="_compute_can_see",
        search="_search_can_see",
        help="Whether an agent sees this service: it is of his companies, he may order"
        " it, or a ticket he has is about it.",
    )
    can_manage = fields.Boolean(
        compute="_compute_can_manage",
        help="Whether you say whose the service is, and who reads its tickets.",
    )

    @api.depends_context("uid")
    def _compute_can_manage(self):
        self.can_manage = self._is_catalogue_manager()

    @api.depends_context("uid")
    def _compute_is_orderable(self):
        ids = set(self._get_orderable_ids(self.env.user.partner_id))
        for service in self:
            service.is_orderable = service.id in ids

    @api.model
    def _search_is_orderable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_for_partner(self.env.user.partner_id)

    @api.depends("company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_see(self):
        own = {False, *self.env.companies.ids}
        foreign = self.filtered(lambda service: service.company_id.id not in own)
        if foreign:
            # sudo: servicedesk.service - whether they may be seen is decided here
            everything = self.sudo().with_context(active_test=False)
            domain = [("id", "in", foreign.ids), ("can_see", "=", True)]
            foreign -= everything.search(domain)
        for service in self:
            service.can_see = service not in foreign

    @api.model
    def _search_can_see(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = [False, *self.env.companies.ids]
        return Domain("company_id", "in", companies) | Domain(
            "id", "in", self._get_foreign_sql()
        )

    @api.model
    def _get_foreign_sql(self):
        """Return the sub-select of services that tickets of the current user are about.

        Those he has, opened or answers for a part of, whichever company they are of.
        What he may order of other companies is added.
        """
        self.env["servicedesk.ticket"].flush_model(
            ["service_id", "user_id", "opener_id", "co_responsible_ids"]
        )
        return SQL(
            """(SELECT service_id FROM servicedesk_ticket WHERE user_id = %(uid)s
                 UNION
                SELECT service_id FROM servicedesk_ticket WHERE opener_id = %(uid)s
                 UNION
                SELECT ticket.service_id
                  FROM servicedesk_ticket_co_responsible_rel called
                  JOIN servicedesk_ticket ticket ON ticket.id = called.ticket_id
                 WHERE called.user_id = %(uid)s
                 UNION
                SELECT unnest(%(orderable)s::int[]))""",
            uid=self.env.uid,
            orderable=self._get_foreign_orderable_ids(),
        )

    @api.model
    def _get_foreign_orderable_ids(self):
        """Return what the user may order of companies that he does not work for."""
        own = set(self.env.companies.ids)
        foreign = {
            service_id
            for company_id, service_ids in self._get_ids_by_company().items()
            if company_id not in own
            for service_id in service_ids
        }
        # Hardly any desk has such: then nobody needs to know who he is.
        ids = self._get_orderable_ids(self.env.user.partner_id) if foreign else ()
        return [service_id for service_id in ids if service_id in foreign]

    @api.model
    @tools.ormcache()
    def _get_ids_by_company(self):
        """Return {company id: ids of its services}; shared services are left out."""
        # sudo: servicedesk.service - which there are, before who sees them
        services = self.sudo().with_context(active_test=False)
        groups = services._read_group(
            [("company_id", "!=", False)], ["company_id"], ["id:array_agg"]
        )
        return {company.id: tuple(ids) for company, ids in groups}

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Fetch the company along with whatever an agent reads: access hangs on it."""
        if field_names is not None and self._is_catalogue_user():
            field_names = dict.fromkeys((*field_names, "company_id"))
        return super()._determine_fields_to_fetch(
            field_names, ignore_when_in_cache=ignore_when_in_cache
        )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    def _get_requester_fields(self):
        """Return the names of the fields that requesters may read."""
        return REQUESTER_FIELDS

    @api.model
    def _is_catalogue_user(self):
        """Return whether the current user reads services from the desk's side."""
        user = self.env.user
        return self.env.su or any(user.has_group(group) for group in CATALOGUE_GROUPS)

    @api.model
    def _is_catalogue_manager(self):
        return self.env.su or self.env.user.has_group(
            "servicedesk_core.group_servicedesk_manager"
        )

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su:
            return True
        if operation == "read":
            return self._is_catalogue_user() or (
                field.name in self._get_requester_fields()
            )
        return field.name not in MANAGER_FIELDS or self._is_catalogue_manager()

    # ------------------------------------------------------------------
    # Looking one up for a requester
    # ------------------------------------------------------------------

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Offer first what a ticket's requester may order, then the rest.

        His contact comes in the context, as ``servicedesk_for_partner_id``; with
        ``servicedesk_only_orderable`` beside it the rest is left out.
        """
        context = self.env.context
        partner_id = context.get("servicedesk_for_partner_id")
        if not isinstance(partner_id, int) or not self._is_catalogue_user():
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or [])
        his = self._search_for_partner(self.env["res.partner"].browse(partner_id))
        found = super().name_search(name, domain & his, operator, limit)
        if context.get("servicedesk_only_orderable") or (limit and len(found) >= limit):
            return found
        left = limit and limit - len(found)
        return found + super().name_search(name, domain & ~his, operator, left)
