# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import audience
from ..base.servicedesk_cached_mixin import LOADING

AUDIENCE_FIELDS = frozenset(
    {
        "active",
        "parent_id",
        "company_id",
        "audience_partner_ids",
        "audience_tag_ids",
        "audience_functions",
        "audience_site_ids",
    }
)

# What is known of people who may order: see tools.audience.Crowd. A person stands for
# himself and for the companies he belongs to; the nearest of their sites is his.
FACTS = """
WITH RECURSIVE chain AS (
    SELECT id AS person_id, id AS partner_id, parent_id, 0 AS depth
      FROM res_partner WHERE %(people)s
     UNION ALL
    SELECT chain.person_id, partner.id, partner.parent_id, chain.depth + 1
      FROM chain JOIN res_partner partner ON partner.id = chain.parent_id
     WHERE chain.depth < 20
), login AS (
    SELECT chain.person_id, person.share, seat.cid AS company_id
      FROM chain
      JOIN res_users person ON person.partner_id = chain.partner_id AND person.active
      JOIN res_company_users_rel seat ON seat.user_id = person.id
     WHERE chain.depth = 0
), place AS (
    SELECT DISTINCT ON (chain.person_id) chain.person_id, partner.site_id
      FROM chain JOIN res_partner partner ON partner.id = chain.partner_id
     WHERE partner.site_id IS NOT NULL
     ORDER BY chain.person_id, chain.depth
)
SELECT person_id, 'partner', partner_id, NULL FROM chain
 UNION ALL
SELECT login.person_id, 'partner', company.partner_id, NULL
  FROM login JOIN res_company company ON company.id = login.company_id
 WHERE NOT login.share
 UNION ALL
SELECT person_id, 'company', company_id, NULL FROM login
 UNION ALL
SELECT id, 'company', company_id, NULL FROM res_partner
 WHERE %(people)s AND id NOT IN (SELECT person_id FROM login)
 UNION ALL
SELECT chain.person_id, 'tag',
       unnest(string_to_array(rtrim(tag.parent_path, '/'), '/')::int[]), NULL
  FROM chain
  JOIN res_partner_res_partner_category_rel tagged
       ON tagged.partner_id = chain.partner_id
  JOIN res_partner_category tag ON tag.id = tagged.category_id
 UNION ALL
SELECT place.person_id, 'site',
       unnest(string_to_array(rtrim(site.parent_path, '/'), '/')::int[]), NULL
  FROM place JOIN servicedesk_site site ON site.id = place.site_id
 UNION ALL
SELECT id, 'function', NULL, function FROM res_partner
 WHERE %(people)s AND function IS NOT NULL
"""


class ServicedeskService(models.Model):
    """For whom a service is: the rule itself stands in ``tools/audience.py``."""

    _inherit = "servicedesk.service"

    audience_partner_ids = fields.Many2many(
        "res.partner",
        "servicedesk_service_partner_rel",
        string="Customers",
        # Here and below: a list that lost its last entry would mean everybody.
        ondelete="restrict",
        help="A company stands for all its people, and is served even if it is"
        " another legal entity. Empty: all customers.",
    )
    audience_tag_ids = fields.Many2many(
        "res.partner.category",
        "servicedesk_service_tag_rel",
        string="Customer Groups",
        ondelete="restrict",
        help="The tag may be the person's or his company's. Empty: all.",
    )
    audience_functions = fields.Text(
        string="Job Titles", help="One a line; case does not matter. Empty: all."
    )
    audience_site_ids = fields.Many2many(
        "servicedesk.site",
        "servicedesk_service_site_rel",
        string="Sites",
        ondelete="restrict",
        help="A territory stands for all its places. Empty: everywhere.",
    )
    is_for_everybody = fields.Boolean(compute="_compute_is_for_everybody")
    user_count = fields.Integer(
        string="Users",
        help="How many people may order it. Counted every night, until a number is"
        " entered by hand.",
    )
    is_user_count_manual = fields.Boolean(
        string="Users Set by Hand",
        help="The number was entered, and is not counted any more.",
    )

    @api.depends(
        "audience_partner_ids",
        "audience_tag_ids",
        "audience_functions",
        "audience_site_ids",
    )
    def _compute_is_for_everybody(self):
        for service in self:
            service.is_for_everybody = not (
                service.audience_partner_ids
                or service.audience_tag_ids
                or audience.split_functions(service.audience_functions)
                or service.audience_site_ids
            )

    # ------------------------------------------------------------------
    # Who may order what
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_audiences(self):
        """Return the active services as ``audience.Entry``, parents first."""
        # sudo: servicedesk.service, res.partner, servicedesk.site - for whom services
        # are is decided before anybody reads them
        services = self.sudo().search([("active", "=", True)])
        services = services.sorted(lambda s: (s.parent_path or "").count("/"))
        everything = services.with_context(active_test=False)
        return tuple(
            audience.Entry(
                service.id,
                service.parent_id.id or None,
                service.company_id.id or None,
                frozenset(service.audience_partner_ids.ids),
                frozenset(service.audience_tag_ids.ids),
                audience.split_functions(service.audience_functions),
                frozenset(service.audience_site_ids.ids),
            )
            for service in everything
        )

    @api.model
    def _get_orderable_ids(self, partner):
        """Return the ids of the services that a contact may order."""
        if not partner:
            return ()
        crowd = audience.Crowd()
        for _person, kind, value in self._read_facts(SQL("id = %s", partner.id)):
            crowd.add(kind, value)
        reached = audience.find_people(self._get_audiences(), crowd)
        return tuple(service_id for service_id, people in reached.items() if people)

    @api.model
    def _get_orderable(self, partner):
        """Return the services that a contact may order, by name."""
        return self.search(self._search_for_partner(partner))

    @api.model
    def _search_for_partner(self, partner):
        """Return the domain of the services that a contact may order."""
        return Domain("id", "in", self._get_orderable_ids(partner))

    @api.model
    def _read_facts(self, people):
        """Yield (person id, kind, value) of contacts, as ``audience.Crowd`` wants them.

        :param SQL people: a condition on ``res_partner``.
        """
        self._flush_facts()
        facts = SQL(FACTS, people=people)
        for person_id, kind, value, text in self.env.execute_query(facts):
            if kind == "function":
                yield person_id, kind, audience.fold_function(text)
            else:
                yield person_id, kind, value

    @api.model
    def _flush_facts(self):
        flush = {
            "res.partner": ["parent_id", "category_id", "function", "site_id"],
            "res.partner.category": ["parent_path"],
            "res.users": ["partner_id", "company_ids", "share", "active"],
            "res.company": ["partner_id"],
            "servicedesk.site": ["parent_path"],
        }
        for model, names in flush.items():
            self.env[model].flush_model(names)

    # ------------------------------------------------------------------
    # How many they are
    # ------------------------------------------------------------------

    @api.model
    def _read_user_counts(self):
        """Return {service id: how many people may order it}.

        People are active contacts that are neither companies nor mere addresses.
        """
        self.env["res.partner"].flush_model(["active", "is_company", "type"])
        condition = SQL("active AND is_company IS NOT TRUE AND type = 'contact'")
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE %s", condition)
        )
        numbers = {person_id: number for number, (person_id,) in enumerate(rows)}
        crowd = audience.Crowd(len(numbers))
        for person_id, kind, value in self._read_facts(condition):
            crowd.add(kind, value, numbers[person_id])
        reached = audience.find_people(self._get_audiences(), crowd)
        return {
            service_id: people.bit_count() for service_id, people in reached.items()
        }

    def _recount_users(self):
        """Count the users of these services, but where a number was entered."""
        counts = self._read_user_counts()
        for count, services in (
            self.filtered(
                lambda service: (
                    not service.is_user_count_manual
                    and service.user_count != counts.get(service.id, 0)
                )
            )
            .grouped(lambda service: counts.get(service.id, 0))
            .items()
        ):
            services.write({"user_count": count, "is_user_count_manual": False})

    @api.model
    def _cron_recount_users(self):
        self.search([("is_user_count_manual", "=", False)])._recount_users()

    def action_recount_users(self):
        """Forget a number entered by hand, and count who may order the service."""
        self.check_access("write")
        self.write({"is_user_count_manual": False})
        self._recount_users()
        return True

    @api.model
    def load(self, fields, data):
        result = super().load(fields, data)
        self._on_audience_changed()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("user_count"):
                vals.setdefault("is_user_count_manual", True)
        services = super().create(vals_list)
        services._on_audience_changed()
        return services

    def write(self, vals):
        if "user_count" in vals:
            vals = {"is_user_count_manual": True, **vals}
        result = super().write(vals)
        if AUDIENCE_FIELDS & vals.keys():
            self._on_audience_changed()
        return result

    def _on_audience_changed(self):
        """Have the users counted soon; not now, there may be very many of them."""
        if self.env.context.get("servicedesk_loading") is LOADING:
            return
        # sudo: ir.cron - whoever changes an audience has it counted
        cron = self.env.ref("servicedesk_core.ir_cron_recount_users", False)
        if cron:
            cron.sudo()._trigger()
