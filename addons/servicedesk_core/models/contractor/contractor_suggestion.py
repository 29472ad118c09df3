# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.fields import Domain

from ...tools import contractor as offers


class ResPartner(models.Model):
    """Whom to send for a service at a site, and why just him."""

    _inherit = "res.partner"

    @api.model
    def _suggest_contractors(self, service, site, company, components=None):
        """Return the contractors who cover a service at a site, best first.

        :param service: what it is about; none: whoever covers the site.
        :param site: where; none: whoever covers the service.
        :param company: who orders; contractors and contracts of others are left out.
        :param components: what needs work; a contract may name it.
        """
        ranked = self._rank_contractors(service, site, company, components)
        return self.browse(one.offer.id for one in ranked)

    @api.model
    def _explain_contractor(self, contractor, service, site, company, components=None):
        """Return in words why a contractor is suggested, or that he is not.

        For example: "Covers Tills. Covers Berlin. Customers give 4.6 of 5 (…)."
        """
        for ranked in self._rank_contractors(service, site, company, components):
            if ranked.offer.id == contractor.id:
                return " ".join(self._say_ranked(ranked, service, site))
        return self.env._(
            "%(contractor)s covers this service at this site neither in the directory"
            " nor by a contract.",
            contractor=contractor.display_name,
        )

    @api.model
    def _rank_contractors(self, service, site, company, components=None):
        """Return what ``tools/contractor.py`` says of everybody in the directory."""
        mine = Domain("company_id", "in", [company.id, False])
        # sudo: res.partner - who is suggested is the same for all who order; who reads
        # less reads the names nevertheless
        directory = self.sudo().search(Domain("is_contractor", "=", True) & mine)
        # A company does not order from itself.
        directory -= company.sudo().partner_id
        promises = self._get_promises(directory, mine)
        figures = directory._read_contractor_figures(company)
        rates = self._get_hourly_rates(directory, company)
        return offers.rank(
            [
                offers.Offer(
                    id=one.id,
                    name=one.name or "",
                    services=frozenset(one.contractor_service_ids.ids),
                    sites=frozenset(one.contractor_site_ids.ids),
                    contracts=promises.get(one.id, ()),
                    rate=rates.get(one.id),
                    **self._get_standing(figures.get(one.id, {})),
                )
                for one in directory
            ],
            service._get_line(service.id) if service else (),
            self._get_site_line(site),
            components._get_whole_ids() if components else frozenset(),
        )

    @api.model
    def _get_promises(self, directory, mine):
        """Return {contractor id: what each of his running contracts covers}."""
        # sudo: servicedesk.contract - what a suggestion rests on, as the directory
        running = (
            self.env["servicedesk.contract"]
            .sudo()
            .search(
                Domain("kind", "=", "underpinning")
                & Domain("contractor_id", "in", directory.ids)
                & Domain("state", "in", ("active", "expiring"))
                & mine
            )
        )
        return {
            contractor.id: tuple(
                offers.Promise(
                    frozenset(contract.service_ids.ids),
                    frozenset(contract.component_ids.ids),
                )
                for contract in contracts
            )
            for contractor, contracts in running.grouped("contractor_id").items()
        }

    @api.model
    def _get_standing(self, figures):
        return {
            "rating": figures.get("contractor_rating") or 0.0,
            "rating_count": figures.get("contractor_rating_count") or 0,
            "open_orders": figures.get("contractor_open_count") or 0,
        }

    @api.model
    def _get_hourly_rates(self, contractors, company):
        """Return {contractor id: his lowest hourly rate in the company's currency}.

        Rates in other currencies are not compared: what they come to, nobody agreed.
        """
        # sudo: servicedesk.contractor.rate - as the rest of what a suggestion rests on
        rates = self.env["servicedesk.contractor.rate"].sudo()
        groups = rates._read_group(
            [
                ("partner_id", "in", contractors.ids),
                ("unit", "=", "hour"),
                ("company_id", "in", [company.id, False]),
                ("currency_id", "=", company.sudo().currency_id.id),
            ],
            ["partner_id"],
            ["amount:min"],
        )
        return {contractor.id: amount for contractor, amount in groups}

    @api.model
    def _get_site_line(self, site):
        """Return the ids of a site and of what it is a part of, nearest first."""
        # sudo: servicedesk.site - the territory counts, whoever may read it
        path = site.sudo().parent_path or ""
        return tuple(int(part) for part in reversed(path.split("/")) if part)

    @api.model
    def _say_ranked(self, ranked, service, site):
        """Return the reasons as sentences, the weightiest first."""
        said = self._say_service(ranked, service)
        if site:
            said.append(self._say_cover(site, ranked.site_distance))
        offer = ranked.offer
        if offer.rating_count:
            said.append(
                self.env._(
                    "Customers give %(rating)s of 5 (ratings: %(count)s).",
                    rating=f"{offer.rating:.1f}",
                    count=offer.rating_count,
                )
            )
        if offer.open_orders:
            said.append(
                self.env._("Open work orders: %(count)s.", count=offer.open_orders)
            )
        return said

    @api.model
    def _say_service(self, ranked, service):
        """Return which contract or entry covers it, and whether that names it."""
        if ranked.contract_distance == offers.COMPONENT:
            return [self.env._("A running contract covers the component concerned.")]
        if ranked.has_named_contract:
            return [self.env._("A running contract covers it.")]
        if ranked.contract_distance is None:
            return (
                [self._say_cover(service, ranked.service_distance)] if service else []
            )
        if ranked.is_named:
            said = [self._say_cover(service, ranked.service_distance)]
            return [*said, self.env._("A running contract covers every service.")]
        return [
            self.env._(
                "A running contract covers every service, without naming this one."
            )
        ]

    @api.model
    def _say_cover(self, record, steps):
        """Return what of a service or site is covered, by how near the cover is."""
        if steps == offers.EVERYTHING and record._name == "servicedesk.site":
            return self.env._("Comes everywhere.")
        if steps == offers.EVERYTHING:
            return self.env._("Does everything.")
        # sudo: the record's model - the names of services and sites are no secret
        record = record.sudo()
        for _step in range(steps):
            record = record.parent_id
        return self.env._("Covers %(what)s.", what=record.display_name)
