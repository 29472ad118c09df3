# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .asset_common import AssetCommon

TODAY = "2026-03-02"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestContract(AssetCommon):
    """What a contract says, how it ends, and who may read what of it."""

    def test_states_by_dates(self):
        """Its last day still belongs to it; a search finds what a form shows."""
        cases = {
            "future": {"date_start": "2026-03-03"},
            "active": {"date_start": TODAY, "date_end": "2026-04-02"},
            "active, endless": {},
            "expiring": {"date_end": "2026-04-01"},
            "expiring, last day": {"date_end": TODAY},
            "expiring, own notice": {"date_end": "2026-06-01", "warn_days": 91},
            "expired": {"date_end": "2026-03-01"},
            "future, short": {"date_start": "2026-03-03", "date_end": "2026-03-05"},
        }
        contracts = {name: self._contract(name, **vals) for name, vals in cases.items()}
        model = self.env["servicedesk.contract"]
        ids = [contract.id for contract in contracts.values()]
        for name, contract in contracts.items():
            state = name.split(",")[0]
            with self.subTest(contract=name):
                self.assertEqual(contract.state, state)
                for searched in ("future", "active", "expiring", "expired"):
                    domain = [("state", "=", searched), ("id", "in", ids)]
                    found = contract in model.search(domain)
                    self.assertEqual(found, searched == state)
        running = [("state", "in", ["active", "expiring"]), ("id", "in", ids)]
        self.assertEqual(len(model.search(running)), 5)
        others = [("state", "not in", ["expired"]), ("id", "in", ids)]
        self.assertEqual(len(model.search(others)), 7)

    @mute_logger("odoo.sql_db")
    def test_what_a_contract_must_say(self):
        for vals in (
            {"partner_id": False},
            {"kind": "software", "partner_id": False},
            {"kind": "underpinning"},
            {"date_start": "2026-03-02", "date_end": "2026-03-01"},
            {"seats": -1},
            {"warn_days": -1},
        ):
            with self.subTest(vals=vals), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    self._contract(**vals)
        contractor = {"kind": "underpinning", "partner_id": False}
        self.assertTrue(
            self._contract(**contractor, contractor_id=self.other_company.id)
        )

    @mute_logger("odoo.sql_db")
    def test_numbers_are_unique_within_a_company(self):
        self._contract(number=" C-1 ")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._contract(number="c-1")
        partner = {"partner_id": self.other_company.id, "user_id": False}
        self._contract(number="C-1", company_id=self.foreign_company.id, **partner)
        self._contract(number=" ")
        self._contract(number="")

    def test_reminders_that_no_calendar_knows(self):
        """Before the first day there is, the first day does."""
        for days in (3661, 2**31 - 1):
            with self.subTest(days=days), self.assertRaises(ValidationError):
                self._contract(warn_days=days, date_end="2026-06-30")
        old = self._contract(date_end="0001-01-05", warn_days=30)
        self.assertEqual(str(old.date_warn), "0001-01-01")

    def test_seats(self):
        """A component and a person take a seat each; 0 means no limit."""
        contract = self._contract(kind="software", seats=2)
        contract.component_ids = self.till
        contract.seat_partner_ids = self.customer_partner
        self.assertEqual((contract.seats_used, contract.is_over_seats), (2, False))
        contract.seat_partner_ids |= self.other_partner
        self.assertEqual((contract.seats_used, contract.is_over_seats), (3, True))
        contract.seats = 0
        self.assertFalse(contract.is_over_seats)
        self.assertEqual(self.till.contract_ids, contract)

    def test_only_the_desk_is_responsible(self):
        for user in (self.employee, self.customer):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self._contract(user_id=user.id)
        self.assertTrue(self._contract(user_id=self.agent_a.id))

    def test_who_may_what(self):
        rights = {
            "agent_a": "r",
            "dispatcher": "r",
            "manager": "rwcu",
            "auditor": "r",
            "employee": "",
            "customer": "",
            "admin": "",
        }
        contract = self._contract()
        new = {"name": "New", "partner_id": self.customer_company.id}
        for role, letters in rights.items():
            mine = self._as(role, contract)
            with self.subTest(role=role):
                allowed = {
                    "r": self._may(mine.read, ["name", "date_end"]),
                    "w": self._may(mine.write, {"note": "x"}),
                    "c": self._may(mine.create, new),
                    "u": self._may(mine.unlink),
                }
                self.assertEqual(
                    "".join(letter for letter, may in allowed.items() if may), letters
                )

    def test_money_and_keys_are_the_managers(self):
        """Neither agents nor auditors get at them, by no way."""
        contract = self._contract(amount=500, license_key="AB-CD")
        secrets = ("amount", "currency_id", "billing_period", "license_key")
        for role in ("agent_a", "dispatcher", "auditor", "manager"):
            mine = self._as(role, contract)
            is_manager = role == "manager"
            arch = mine.get_view(view_type="form")["arch"]
            for name in secrets:
                with self.subTest(role=role, field=name):
                    self.assertEqual(self._may(mine.read, [name]), is_manager)
                    self.assertFalse(
                        not is_manager and self._may(mine.export_data, [name])
                    )
                    self.assertEqual(
                        self._may(mine.search, [(name, "!=", False)]), is_manager
                    )
                    self.assertEqual(f'name="{name}"' in arch, is_manager)
            self.assertEqual(
                self._may(mine.formatted_read_group, [], ["license_key"], ["__count"]),
                is_manager,
            )
        self.assertFalse(contract.copy().license_key)

    def test_other_companies_see_nothing(self):
        contract = self._contract()
        with self._refused():
            contract.with_user(self.foreign_agent).read(["name"])
        shared = self._contract("Shared", company_id=False)
        self.assertIn(shared, shared.with_user(self.foreign_agent).search([]))

    def test_pages_open(self):
        contract = self._contract(date_end="2026-03-10")
        for role in ("agent_a", "manager", "auditor"):
            contracts = self._as(role, contract)
            for kind in ("form", "list", "kanban", "calendar", "search"):
                with self.subTest(role=role, kind=kind):
                    self.assertTrue(contracts.get_view(view_type=kind)["arch"])
        contracts = self._as("manager", self.env["servicedesk.contract"])
        with Form(contracts) as form:
            form.name = "New"
            form.partner_id = self.customer_company
            form.date_end = date(2026, 3, 20)
            self.assertEqual(form.state, "expiring")
        self.assertEqual(form.record.user_id, self.manager)
        with self._refused(AccessError), Form(self._as("agent_a", contract)) as form:
            form.name = "Mine"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestContractReminder(AssetCommon):
    """Who is responsible is told once for each end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["servicedesk.contract"].search([]).active = False

    def _remind(self):
        self.env["servicedesk.contract"]._cron_remind()
        return self.env["mail.activity"].search(
            [("res_model", "=", "servicedesk.contract")], order="id"
        )

    def test_who_is_told_what(self):
        soon = self._contract("Soon", date_end="2026-03-20")
        self._contract("Later", date_end="2026-04-20")
        self._contract("Over", date_end="2026-03-01")
        self._contract("Endless")
        self._contract("Archived", date_end="2026-03-20", active=False)
        activity = self._remind()
        self.assertEqual(activity.res_id, soon.id)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.date_deadline, date(2026, 3, 20))
        self.assertIn("Soon", activity.summary)

    def test_once_for_each_end(self):
        contract = self._contract("Soon", date_end="2026-03-20")
        first = self._remind()
        self.assertEqual(self._remind(), first)
        contract.date_end = "2026-03-25"
        self.assertEqual(len(self._remind()), 2)
        contract.name = "Renamed"
        self.assertEqual(len(self._remind()), 2)
        copy = contract.copy()
        self.assertEqual(self._remind()[-1].res_id, copy.id)

    def test_own_notice(self):
        self._contract("Early", date_end="2026-06-01", warn_days=91)
        self._contract("Not at all early", date_end="2026-03-03", warn_days=0)
        self.assertEqual(len(self._remind()), 1)
        with freeze_time("2026-03-03"):
            self.assertEqual(len(self._remind()), 2)

    def test_a_manager_stands_in_for_who_has_left(self):
        group = self.env.ref("servicedesk_core.group_servicedesk_manager")
        left = self._new_user("sd_left", "agent")
        self._contract("Left", date_end="2026-03-20", user_id=left.id)
        self._contract("Nobody", date_end="2026-03-20", user_id=False)
        left.active = False
        users = self._remind().user_id
        self.assertEqual(len(users), 1)
        self.assertIn(group, users.all_group_ids)
        self.assertIn(self.company, users.company_ids)

    def test_a_batch_is_reminded_at_once(self):
        """Found by one search; what is left is what Odoo does for each activity."""
        self.env["servicedesk.contract"].create(
            [
                {
                    "name": f"Care {index}",
                    "partner_id": self.customer_company.id,
                    "date_end": "2026-03-20",
                    "user_id": self.env.uid,
                }
                for index in range(40)
            ]
        )
        self.env.flush_all()
        with self.assertQueryCount(420):
            activities = self._remind()
            self.env.flush_all()
        self.assertEqual(len(activities), 40)

    def test_the_cron_runs(self):
        self._contract("Soon", date_end="2026-03-20")
        self.env.ref("servicedesk_core.ir_cron_contract_remind").method_direct_trigger()
        self.assertEqual(len(self._remind()), 1)


@tagged("post_install", "-at_install")
class TestContractOfPartner(AssetCommon):
    """Contracts and components stand on the contact, and lead back."""

    def test_counters_and_lists_agree(self):
        care = self._contract("Care")
        own = self._contract("Own", partner_id=self.customer_partner.id)
        promise = self._contract(
            "Promise",
            kind="underpinning",
            partner_id=False,
            contractor_id=self.other_company.id,
        )
        cases = (
            (self.customer_company, care, self.till),
            (self.customer_partner, care | own, self.till),
            (self.other_company, promise, self.env["servicedesk.component"]),
        )
        for role in ("agent_a", "auditor"):
            for partner, contracts, components in cases:
                partner = self._as(role, partner)
                with self.subTest(role=role, partner=partner.name):
                    found = self._open(partner.action_view_servicedesk_contracts())
                    self.assertEqual(found, contracts)
                    self.assertEqual(partner.servicedesk_contract_count, len(contracts))
                    found = self._open(partner.action_view_servicedesk_components())
                    self.assertEqual(found, components)
                    self.assertEqual(
                        partner.servicedesk_component_count, len(components)
                    )

    def _open(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def test_a_batch_is_counted_in_one_statement_each(self):
        partners = self.customer_company | self.customer_partner | self.other_company
        self._contract("Care")
        partners = partners.with_user(self.agent_a)
        self.assertEqual(partners.mapped("servicedesk_contract_count"), [1, 1, 0])
        self.assertEqual(partners.mapped("servicedesk_component_count"), [1, 1, 0])

    def test_others_do_not_see_the_buttons(self):
        for role, seen in (("agent_a", True), ("auditor", True), ("employee", False)):
            arch = self._as(role, self.customer_partner).get_view(view_type="form")
            for name in ("components", "contracts"):
                with self.subTest(role=role, name=name):
                    button = f"action_view_servicedesk_{name}"
                    self.assertEqual(button in arch["arch"], seen)
        with self._refused(AccessError):
            partner = self._as("employee", self.employee.partner_id)
            partner.action_view_servicedesk_contracts()
            partner.read(["servicedesk_contract_count"])


@tagged("post_install", "-at_install")
class TestContractOfTicket(AssetCommon):
    """Which contract a ticket is done under."""

    def setUp(self):
        super().setUp()
        # The day of a ticket is that of its row, which is the transaction's.
        moment = datetime(2026, 3, 2, 9, 0)
        self.enterContext(self.mock_datetime_and_now(moment))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hardware = cls._service("Machines")
        cls.cash = cls._service("Cash desks", parent_id=cls.hardware.id)
        cls.payroll = cls._service("Payslips")
        cls.care = cls._contract("Care", date_end="2026-12-31")
        cls.cash_care = cls._contract("Cash care", service_ids=cls.cash.ids)
        cls.old = cls._contract(
            "Old", date_end="2026-03-01", service_ids=cls.payroll.ids
        )

    def _new(self, role="agent_a", **vals):
        defaults = {"name": "Down", "partner_id": self.customer_partner.id}
        tickets = self._as(role, self.env["servicedesk.ticket"])
        return tickets.create({**defaults, **vals})

    def test_by_customer_and_service(self):
        for service, contract in (
            (self.cash, self.cash_care),
            (self.hardware, self.care),
            (self.payroll, self.care),
            (self.env["servicedesk.service"], self.care),
        ):
            with self.subTest(service=service.name):
                ticket = self._new(service_id=service.id)
                self.assertEqual(ticket.contract_id, contract)
        ticket.service_id = self.cash
        self.assertEqual(ticket.contract_id, self.cash_care)
        ticket.partner_id = self.other_partner
        self.assertFalse(ticket.contract_id)

    def test_of_a_private_person(self):
        person = self.env["res.partner"].create({"name": "Private"})
        contract = self._contract("Private", partner_id=person.id)
        self.assertEqual(self._new(partner_id=person.id).contract_id, contract)
        self.assertFalse(self._new(partner_id=False).contract_id)

    def test_the_day_of_the_ticket_counts(self):
        """A contract that ends later leaves its tickets as they are."""
        ticket = self._new(service_id=self.hardware.id)
        with self.mock_datetime_and_now(datetime(2027, 2, 1)):
            late = self._new(service_id=self.hardware.id)
            self.assertFalse(late.contract_id)
            ticket.service_id = self.payroll
            self.assertEqual(ticket.contract_id, self.care)

    def test_it_is_the_day_of_the_company(self):
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        with self.mock_datetime_and_now(datetime(2026, 12, 31, 16)):
            self.assertEqual(self._new()._get_contract_day(), date(2027, 1, 1))

    def test_of_another_company_of_ours(self):
        """The customer's contract with another legal entity covers nothing here."""
        (self.care | self.cash_care).company_id = self.foreign_company
        self.assertFalse(self._new().contract_id)
        self.care.company_id = False
        self.assertEqual(self._new().contract_id, self.care)

    def test_by_hand(self):
        """Another one of the customer stays, until it is given back."""
        other = self._contract("Other", date_end="2026-06-30")
        ticket = self._new(service_id=self.cash.id)
        ticket.contract_id = other
        self.assertTrue(ticket.contract_by_hand)
        ticket.service_id = self.hardware
        self.assertEqual(ticket.contract_id, other)
        ticket.contract_id = False
        self.assertEqual(ticket.contract_id, self.care)
        self.assertFalse(ticket.contract_by_hand)
        ticket.contract_id = self.care
        self.assertFalse(ticket.contract_by_hand)
        given = self._new(service_id=self.cash.id, contract_id=other.id)
        self.assertEqual(given.contract_id, other)
        self.assertTrue(given.contract_by_hand)

    def test_by_hand_a_new_requester_takes_his_own(self):
        other = self._contract("Other", date_end="2026-06-30")
        ticket = self._new(contract_id=other.id)
        ticket.partner_id = self.other_partner
        self.assertFalse(ticket.contract_id)

    def test_by_hand_only_the_customers_and_running(self):
        strange = self._contract("Strange", partner_id=self.other_company.id)
        coming = self._contract("Coming", date_start="2026-03-03")
        far = self._contract("Far", company_id=self.foreign_company.id)
        ticket = self._new()
        for contract in (strange, coming, self.old, far):
            with self.subTest(contract=contract.name):
                with self._refused(UserError), self.env.cr.savepoint():
                    ticket.contract_id = contract
                with self._refused(UserError), self.env.cr.savepoint():
                    self._new(contract_id=contract.id)
                self.assertEqual(ticket.contract_id, self.care)

    def test_a_refusal_names_only_what_one_reads(self):
        far = self._contract("Far", company_id=self.foreign_company.id)
        ticket = self._new()
        for contract, told in ((far, False), (self.old, True)):
            with self.subTest(contract=contract.name):
                with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                    ticket.contract_id = contract.id
                self.assertEqual(contract.name in str(refusal.exception), told)

    def test_an_expired_one_warns_and_does_not_cover(self):
        self.care.active = False
        ticket = self._new(service_id=self.payroll.id)
        self.assertFalse(ticket.contract_id)
        self.assertIn("Old", ticket.contract_warning)
        self.assertIn("03/01/2026", ticket.contract_warning)
        self.assertFalse(self._new(service_id=self.cash.id).contract_warning)
        self.assertFalse(self._new(partner_id=self.other_partner.id).contract_warning)
        arch = ticket.get_view(view_type="form")["arch"]
        self.assertIn("contract_warning", arch)

    def test_one_that_ended_since_warns(self):
        ticket = self._new()
        self.assertFalse(ticket.contract_warning)
        with freeze_time("2027-01-01"):
            self.env.invalidate_all()
            self.assertIn("Care", ticket.contract_warning)

    def test_requesters_tickets_have_one_and_do_not_show_it(self):
        ticket = self.tickets["first"]
        ticket.service_id = self.cash
        self.assertEqual(ticket.contract_id, self.cash_care)
        for name in ("contract_id", "contract_warning", "contract_by_hand"):
            with self.subTest(field=name), self._refused(AccessError):
                self._as("customer", ticket).read([name])

    def test_the_form_chooses_while_one_types(self):
        tickets = self._as("agent_a", self.env["servicedesk.ticket"])
        with Form(tickets) as form:
            form.name = "Down"
            form.partner_id = self.customer_partner
            self.assertEqual(form.contract_id, self.care)
            form.partner_id = self.other_partner
            self.assertFalse(form.contract_id)
            form.partner_id = self.customer_partner
        self.assertEqual(form.record.contract_id, self.care)
        self.assertFalse(form.record.contract_by_hand)

    def test_a_batch_takes_one_statement(self):
        """None at all where no customer has a contract."""
        tickets = self.env["servicedesk.ticket"].create(
            [
                {
                    "name": f"Down {index}",
                    "partner_id": self.customer_partner.id,
                    "service_id": self.cash.id,
                }
                for index in range(20)
            ]
        )
        others = self._new(partner_id=self.other_partner.id).sudo()
        (tickets | others).mapped("company_id.resource_calendar_id.tz")
        (tickets | others).mapped("service_id.parent_path")
        (tickets | others).mapped("partner_id.name")
        self.env["servicedesk.contract"]._get_covered_partner_ids()
        self.env.flush_all()
        with self.assertQueryCount(1):
            chosen = tickets._choose_contracts()
        self.assertEqual(set(chosen.values()), {self.cash_care.id})
        with self.assertQueryCount(0):
            self.assertFalse(any(others._choose_contracts().values()))

    def test_a_new_contract_is_known_at_once(self):
        """The cached list of customers follows every change."""
        self.assertFalse(self._new(partner_id=self.other_partner.id).contract_id)
        contract = self._contract("First", partner_id=self.other_company.id)
        self.assertEqual(
            self._new(partner_id=self.other_partner.id).contract_id, contract
        )
        contract.unlink() if not contract.ticket_ids else contract.action_archive()
        self.assertFalse(self._new(partner_id=self.other_partner.id).contract_id)
