# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Tills, servers and contracts that the tests of assets share; no tests here."""

from .access_common import AccessCommon


class AssetCommon(AccessCommon):
    """A shop's till, which rests on a server, which rests on a switch.

    * ``till`` is the customer's, looked after by nobody;
    * ``server`` is looked after by agent_b in the second line;
    * ``switch`` is looked after by the second line, by nobody in particular;
    * ``foreign`` is a component of another company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        types = cls.env["servicedesk.component.type"]
        cls.till_type, cls.server_type = types.create(
            [{"name": "Cash desk"}, {"name": "Machine"}]
        )
        cls.site = cls.env["servicedesk.site"].create({"name": "Shop in the Vale"})
        cls.switch = cls._component("Switch", team_id=cls.team_second.id)
        cls.server = cls._component(
            "Server",
            type_id=cls.server_type.id,
            host="srv1.shop.example.com",
            team_id=cls.team_second.id,
            responsible_id=cls.agent_b.id,
            depends_on_ids=cls.switch.ids,
        )
        cls.till = cls._component(
            "Till 1",
            type_id=cls.till_type.id,
            serial="POS-1",
            host="till1.shop.example.com",
            user_id=cls.customer_partner.id,
            depends_on_ids=cls.server.ids,
        )
        cls.foreign = cls._component("Far Till", company_id=cls.foreign_company.id)
        cls.env.flush_all()

    @classmethod
    def _component(cls, name, **vals):
        """Return a component of the company, made in superuser mode."""
        defaults = {"name": name, "company_id": cls.company.id}
        return cls.env["servicedesk.component"].create({**defaults, **vals})

    @classmethod
    def _service(cls, name, **vals):
        return cls.env["servicedesk.service"].create({"name": name, **vals})

    @classmethod
    def _contract(cls, name="Care", **vals):
        """Return a maintenance contract of the customer's company."""
        defaults = {
            "name": name,
            "partner_id": cls.customer_company.id,
            "company_id": cls.company.id,
            "user_id": cls.manager.id,
        }
        return cls.env["servicedesk.contract"].create({**defaults, **vals})

    def _names(self, records):
        return sorted(records.mapped("name"))
