# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A small catalogue, and people for whom parts of it are.

No tests here: whoever inherits must not run them again.
"""

from odoo.addons.mail.tests.common import mail_new_test_user

from .access_common import AccessCommon


class CatalogueCommon(AccessCommon):
    """Two departments of a shop: what cooks and cashiers may order.

    * ``it`` for everybody, with ``tills`` (cashiers) and its part ``card_reader``;
    * ``facilities`` for everybody, with ``taps`` (cooks);
    * ``payroll``, confidential, for everybody.
    * ``cook`` and ``cashier`` are portal users of the customer's company;
      ``owner`` owns ``tills``, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cook = cls._new_portal_user("sd_cook", cls.customer_company)
        cls.cook.partner_id.function = "Cook"
        cls.cashier = cls._new_portal_user("sd_cashier", cls.customer_company)
        cls.cashier.partner_id.function = "Head  CASHIER"
        cls._setup_catalogue()
        cls.env.flush_all()

    @classmethod
    def _setup_catalogue(cls):
        cls.it = cls._service("IT")
        cls.tills = cls._service(
            "Checkouts",
            cls.it,
            keywords="till, cash desk",
            audience_functions="cashier\nhead cashier",
            owner_id=cls.owner.id,
            team_ids=cls.team_second.ids,
        )
        cls.card_reader = cls._service("Card reader", cls.tills)
        cls.facilities = cls._service("Facilities")
        cls.taps = cls._service("Taps", cls.facilities, audience_functions="Cook")
        cls.payroll = cls._service("Payroll", is_confidential=True)
        cls.catalogue = (
            cls.it
            | cls.tills
            | cls.card_reader
            | cls.facilities
            | cls.taps
            | cls.payroll
        )

    @classmethod
    def _service(cls, name, parent=None, **vals):
        services = cls.env["servicedesk.service"]
        return services.create(
            {"name": name, "parent_id": parent and parent.id, **vals}
        )

    @classmethod
    def _new_user_of(cls, login, role, companies):
        """Return an internal user of other companies."""
        groups = f",servicedesk_core.group_servicedesk_{role}" if role else ""
        return mail_new_test_user(
            cls.env,
            login=login,
            email=f"{login}@far.example.com",
            groups=f"base.group_user{groups}",
            company_id=companies[0].id,
            company_ids=[(6, 0, companies.ids)],
            notification_type="email",
        )

    def _seen(self, user):
        """Return what a user finds of the catalogue, as a set of names."""
        services = self.env["servicedesk.service"].with_user(user)
        return set(services.search([("id", "in", self.catalogue.ids)]).mapped("name"))
