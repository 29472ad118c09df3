# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two contractors with people, services and sites that they cover.

No tests here: whoever inherits must not run them again.
"""

from .common import ServicedeskCommon


class ContractorCommon(ServicedeskCommon):
    """``frost`` does cooling in the North; ``allround`` does everything everywhere.

    ``engineer`` works for frost and has no login; ``frost_user`` has one in the portal.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        services = cls.env["servicedesk.service"]
        cls.shops = services.create({"name": "Shops", "company_id": cls.company.id})
        cls.cooling, cls.tills = services.create(
            [
                {"name": name, "parent_id": cls.shops.id, "company_id": cls.company.id}
                for name in ("Cooling", "Tills")
            ]
        )
        sites = cls.env["servicedesk.site"]
        common = {"company_id": cls.company.id}
        cls.north, cls.south = sites.create(
            [
                {"name": name, "kind": "territory", **common}
                for name in ("North", "South")
            ]
        )
        cls.shop = sites.create(
            {"name": "Shop 12", "parent_id": cls.north.id, **common}
        )
        cls.frost, cls.allround = partners.create(
            [
                {
                    "name": "Frost Ltd",
                    "is_company": True,
                    "email": "office@frost.example.com",
                    "is_contractor": True,
                    "contractor_service_ids": cls.cooling.ids,
                    "contractor_site_ids": cls.north.ids,
                },
                {"name": "Allround", "is_company": True, "is_contractor": True},
            ]
        )
        cls.engineer = partners.create(
            {
                "name": "Ed Engineer",
                "parent_id": cls.frost.id,
                "email": "ed@frost.example.com",
            }
        )
        cls.frost_user = cls._new_portal_user("sd_frost", cls.frost)

    def _suggest(self, service=None, site=None, user=None, components=None):
        """Return who is suggested to agent_a (or ``user``), by name."""
        env = self.env(user=user or self.agent_a)
        suggested = env["res.partner"]._suggest_contractors(
            (service or self.env["servicedesk.service"]).with_env(env),
            (site or self.env["servicedesk.site"]).with_env(env),
            self.company.with_env(env),
            components and components.with_env(env),
        )
        return suggested.mapped("name")

    def _explain(self, contractor, service=None, site=None, components=None):
        """Return what agent_a reads about a contractor."""
        env = self.env(user=self.agent_a)
        return env["res.partner"]._explain_contractor(
            contractor.with_env(env),
            (service or self.env["servicedesk.service"]).with_env(env),
            (site or self.env["servicedesk.site"]).with_env(env),
            self.company.with_env(env),
            components and components.with_env(env),
        )

    def _underpin(self, contractor, **vals):
        """Return an underpinning contract with a contractor."""
        return self.env["servicedesk.contract"].create(
            {
                "name": f"Contract with {contractor.name}",
                "kind": "underpinning",
                "contractor_id": contractor.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                **vals,
            }
        )

    @classmethod
    def _rate(cls, contractor, amount, **vals):
        """Return an hourly rate of a contractor, agreed with the company."""
        return cls.env["servicedesk.contractor.rate"].create(
            {
                "partner_id": contractor.id,
                "name": f"Hour at {amount}",
                "amount": amount,
                "company_id": cls.company.id,
                **vals,
            }
        )
