# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .contractor_common import ContractorCommon


@tagged("post_install", "-at_install")
class TestContractorSuggestion(ContractorCommon):
    """Whom to bring in for a service at a site."""

    def _suggest_here(self, *args, **kwargs):
        """As _suggest, of the contractors of these tests only."""
        ours = {self.frost.name, self.allround.name}
        return [name for name in self._suggest(*args, **kwargs) if name in ours]

    def test_who_covers_it_comes_first(self):
        """Frost does cooling in the North, with its parts; allround does the rest."""
        both, only = ["Frost Ltd", "Allround"], ["Allround"]
        for service, site, wanted in (
            (self.cooling, self.shop, both),
            (self.cooling, self.north, both),
            (self.cooling, None, both),
            (self.cooling, self.south, only),
            (self.tills, self.shop, only),
            # Cooling is a part of it, and not all of it.
            (self.shops, self.shop, only),
            (None, self.shop, both),
            (None, None, both),
        ):
            with self.subTest(
                service=service and service.name, site=site and site.name
            ):
                suggested = self._suggest_here(service, site)
                if (service, site) == (None, None):
                    suggested = sorted(suggested, reverse=True)
                self.assertEqual(suggested, wanted)

    def test_reasons_in_words(self):
        """Which cover it was, in the names of the directory."""
        self.assertEqual(
            self._explain(self.frost, self.cooling, self.shop),
            "Covers Shops / Cooling. Covers North.",
        )
        self.assertEqual(
            self._explain(self.allround, self.cooling, self.shop),
            "Does everything. Comes everywhere.",
        )
        self.assertIn("neither", self._explain(self.frost, self.tills, self.shop))

    @freeze_time("2026-03-02 09:00:00")
    def test_a_running_contract_outweighs(self):
        """Only while it runs, only for its services, and it is said why."""
        contract = self._underpin(self.allround, service_ids=self.shops.ids)
        self.assertEqual(
            self._suggest_here(self.cooling, self.shop), ["Allround", "Frost Ltd"]
        )
        self.assertEqual(
            self._explain(self.allround, self.cooling, self.shop),
            "A running contract covers it. Comes everywhere.",
        )
        for vals in (
            {"date_end": date(2026, 3, 1)},
            {"date_end": False, "date_start": date(2026, 3, 3)},
            {"date_start": False, "active": False},
        ):
            contract.write(vals)
            with self.subTest(vals=vals):
                self.assertEqual(
                    self._suggest_here(self.cooling, self.shop),
                    ["Frost Ltd", "Allround"],
                )

    @freeze_time("2026-03-02 09:00:00")
    def test_a_contract_about_everything_does_not_beat_who_is_named(self):
        """It is said which is which, also where the contract is all there is."""
        self._underpin(self.allround)
        self.assertEqual(
            self._suggest_here(self.cooling, self.shop), ["Frost Ltd", "Allround"]
        )
        self.assertEqual(
            self._explain(self.allround, self.cooling, self.shop),
            "A running contract covers every service, without naming this one."
            " Comes everywhere.",
        )
        self._underpin(self.frost)
        self.assertEqual(
            self._explain(self.frost, self.cooling, self.shop),
            "Covers Shops / Cooling. A running contract covers every service."
            " Covers North.",
        )

    @freeze_time("2026-03-02 09:00:00")
    def test_a_contract_about_a_component(self):
        """Also a part of what is named counts; what is not named is not covered."""
        freezer = self.env["servicedesk.component"].create(
            {"name": "Freezer 3", "company_id": self.company.id}
        )
        fan = freezer.copy({"name": "Fan of Freezer 3", "parent_id": freezer.id})
        contract = self._underpin(self.allround, component_ids=freezer.ids)
        for components, wanted in (
            (freezer, ["Allround", "Frost Ltd"]),
            (fan, ["Allround", "Frost Ltd"]),
            (freezer.copy({"name": "Freezer 4"}), ["Frost Ltd", "Allround"]),
            (None, ["Frost Ltd", "Allround"]),
        ):
            with self.subTest(components=components and components.name):
                self.assertEqual(
                    self._suggest_here(self.cooling, self.shop, components=components),
                    wanted,
                )
        self.assertIn(
            "covers the component concerned",
            self._explain(self.allround, self.cooling, self.shop, components=fan),
        )
        self.assertEqual(
            self._explain(self.allround, self.cooling, self.shop),
            "Does everything. Comes everywhere.",
        )
        # The order is made under it, and not under one about everything.
        general = contract.copy({"component_ids": False})
        ticket = self._started(service_id=self.cooling.id)
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        vals = {"name": "x", "contractor_id": self.allround.id, "ticket_id": ticket.id}
        self.assertEqual(orders.create(vals).contract_id, general)
        ticket.component_ids = fan
        self.assertEqual(orders.create(vals).contract_id, contract)

    def test_a_contract_covers_what_the_directory_leaves_out(self):
        """Frost has promised to mend tills, too; where it goes stays as it is."""
        self._underpin(self.frost, service_ids=self.tills.ids)
        self.assertEqual(
            self._suggest_here(self.tills, self.shop), ["Frost Ltd", "Allround"]
        )
        self.assertEqual(self._suggest_here(self.tills, self.south), ["Allround"])

    def test_the_cheaper_of_equals(self):
        """Rates in another currency, of other companies or by the visit compare not."""
        other = self.allround.copy({"name": "Allround Two", "is_contractor": True})
        foreign = self.env["res.company"].create({"name": "Far Away"})
        self._rate(self.allround, 60)
        self._rate(other, 50)
        names = [self.allround.name, other.name]

        def order():
            found = self._suggest(self.tills, self.shop)
            return [name for name in found if name in names]

        self.assertEqual(order(), names[::-1])
        self._rate(self.allround, 1, unit="visit")
        self._rate(self.allround, 1, company_id=foreign.id)
        currency = self.env.ref("base.EUR")
        if currency == self.company.currency_id:
            currency = self.env.ref("base.USD")
        self._rate(self.allround, 1, currency_id=currency.id)
        self.assertEqual(order(), names[::-1])
        self._rate(self.allround, 40)
        self.assertEqual(order(), names)

    def test_contractors_of_other_companies_are_not_suggested(self):
        """Nor archived ones, nor the ordering company itself."""
        foreign = self.env["res.company"].create({"name": "Far Away"})
        self.company.partner_id.is_contractor = True
        foreign.partner_id.is_contractor = True
        self.assertNotIn(self.company.partner_id.name, self._suggest(self.cooling))
        self.assertIn("Far Away", self._suggest(self.cooling))
        self.engineer.parent_id = self.frost_user.partner_id.parent_id = False
        self.frost.company_id = foreign
        self.allround.active = False
        self.assertEqual(self._suggest_here(self.cooling, self.shop), [])

    def test_suggesting_costs_the_same_for_many(self):
        """One statement each for the directory, contracts, figures and rates."""
        self._suggest(self.cooling, self.shop)
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self._suggest(self.cooling, self.shop)
        self.env["res.partner"].create(
            [
                {
                    "name": f"Firm {number}",
                    "is_contractor": True,
                    "contractor_service_ids": self.cooling.ids,
                }
                for number in range(30)
            ]
        )
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self._suggest(self.cooling, self.shop)


@tagged("post_install", "-at_install")
class TestContractorDirectory(ContractorCommon):
    """What is kept of a contractor, and who reads and writes it."""

    def test_contract_partners_are_in_the_directory(self):
        """Who has promised something in a contract is a contractor, customers not."""
        firm = self.env["res.partner"].create({"name": "Newcomer"})
        contract = self._underpin(self.frost)
        self.assertFalse(firm.is_contractor)
        contract.contractor_id = firm
        self.assertTrue(firm.is_contractor)
        # A software contract names a vendor, who need not take orders.
        self.env["servicedesk.contract"].create(
            {
                "name": "Licences",
                "kind": "software",
                "partner_id": self.customer_company.id,
                "contractor_id": self.other_company.id,
                "user_id": self.manager.id,
            }
        )
        self.assertFalse(self.other_company.is_contractor)
        self.assertFalse(self.customer_company.is_contractor)

    def test_whom_to_write_to(self):
        """The first person with an address, else the firm or the person himself."""
        self.assertEqual(self.frost._get_order_contact(), self.engineer)
        self.engineer.email = False
        contact = self.frost._get_order_contact()
        self.assertEqual(contact, self.frost_user.partner_id)
        contact.email = False
        self.assertEqual(self.frost._get_order_contact(), self.frost)
        self.assertEqual(self.engineer._get_order_contact(), self.engineer)
        self.env["res.partner"].create(
            {
                "name": "Bills",
                "type": "invoice",
                "email": "bills@frost.example.com",
                "parent_id": self.frost.id,
            }
        )
        self.assertEqual(self.frost._get_order_contact(), self.frost)

    def test_rate_nearest_to_the_service(self):
        """Of the service, of its department, of everything; first what is agreed."""

        def rate(service):
            found = self.frost._get_contractor_rate(service, self.company)
            return found.amount

        none = self.env["servicedesk.service"]
        self.assertEqual(rate(self.cooling), 0)
        self._rate(self.frost, 10, company_id=False)
        self.assertEqual(rate(self.cooling), 10)
        self._rate(self.frost, 20)
        self.assertEqual(rate(self.cooling), 20)
        self._rate(self.frost, 30, service_id=self.shops.id)
        self.assertEqual(rate(self.cooling), 30)
        self._rate(self.frost, 40, service_id=self.cooling.id)
        self._rate(self.frost, 5, service_id=self.cooling.id, unit="visit")
        self.assertEqual(rate(self.cooling), 40)
        self.assertEqual(rate(self.tills), 30)
        self.assertEqual(rate(none), 20)

    def test_a_rate_is_no_debt(self):
        """Nor no number, nor a slip of the pen."""
        rate = self._rate(self.frost, 10).with_user(self.manager)
        for amount in (-1, float("nan"), float("inf"), 1e12, "ten"):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                rate.amount = amount
        self.assertEqual(rate.amount, 10)

    def test_rates_are_kept_by_managers(self):
        """Agents and auditors read them; employees and contractors do not."""
        rate = self._rate(self.frost, 40)
        for user in (self.agent_a, self.auditor, self.manager):
            self.assertEqual(rate.with_user(user).read(["amount"])[0]["amount"], 40)
        for user in (self.employee, self.frost_user, self.customer):
            with self.assertRaises(AccessError):
                rate.with_user(user).read(["amount"])
        for user in (self.agent_a, self.dispatcher, self.auditor, self.frost_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rate.with_user(user).amount = 1
        rate.with_user(self.manager).amount = 45
        self.assertEqual(rate.amount, 45)

    def test_what_the_desk_thinks_is_for_the_desk(self):
        """A contractor reads his firm's card, and neither notes, cover nor figures."""
        self.frost.contractor_note = "Always late on Fridays"
        names = [
            name
            for name in self.env["res.partner"]._fields
            if "contractor" in name and not name.startswith("x_")
        ]
        self.assertIn("contractor_note", names)
        for user in (self.frost_user, self.customer, self.employee):
            partner = self.frost.with_user(user)
            for name in names:
                with self.subTest(user=user.login, name=name):
                    self.assertFalse(
                        partner._has_field_access(partner._fields[name], "read")
                    )
        self.assertEqual(
            self.frost.with_user(self.agent_a).contractor_note,
            "Always late on Fridays",
        )

    def test_orders_of_a_contractor(self):
        """The button on his card leads to his orders, and to nobody else's."""
        action = self.frost.with_user(self.agent_a).action_view_contractor_orders()
        self.assertEqual(action["res_model"], "servicedesk.work.order")
        self.assertEqual(action["domain"], [("contractor_id", "=", self.frost.id)])

    def test_searching_by_what_is_covered(self):
        """Looking for cooling finds who does cooling, all of Shops, or everything."""
        wide = self.env["res.partner"].create(
            {
                "name": "Wide",
                "is_contractor": True,
                "contractor_service_ids": self.shops.ids,
            }
        )
        found = (
            self.env["res.partner"]
            .with_user(self.agent_a)
            .search(
                [
                    ("is_contractor", "=", True),
                    "|",
                    ("contractor_service_ids", "=", False),
                    ("contractor_service_ids", "parent_of", self.cooling.id),
                ]
            )
        )
        self.assertLessEqual(self.frost | self.allround | wide, found)
        self.frost.contractor_service_ids = self.tills
        found = found.search(
            [
                ("id", "in", found.ids),
                ("contractor_service_ids", "parent_of", self.cooling.id),
            ]
        )
        self.assertNotIn(self.frost, found)
        self.assertIn(wide, found)
