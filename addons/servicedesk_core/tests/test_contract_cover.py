# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .asset_common import AssetCommon


class CoverCommon(AssetCommon):
    """A catalogue of three services, and tickets made at a given moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hardware = cls._service("Machines")
        cls.cash = cls._service("Cash desks", parent_id=cls.hardware.id)
        cls.payroll = cls._service("Payslips")

    def setUp(self):
        super().setUp()
        self._at(datetime(2026, 3, 2, 9))

    def _at(self, moment):
        """Let it be ``moment`` (UTC) from here on, until the test ends."""
        self.enterContext(self.mock_datetime_and_now(moment))

    def _new(self, **vals):
        defaults = {"name": "Down", "partner_id": self.customer_partner.id}
        tickets = self._as("agent_a", self.env["servicedesk.ticket"])
        return tickets.create({**defaults, **vals})

    def _set_zone(self, zone):
        self.company.resource_calendar_id.tz = zone


@tagged("post_install", "-at_install")
class TestContractDays(CoverCommon):
    """The first and the last day belong to a contract, as the company counts days."""

    def setUp(self):
        super().setUp()
        self.contract = self._contract(date_start="2026-03-10", date_end="2026-03-20")

    def test_boundary_days(self):
        """Moments in UTC around midnight of the company, in three zones."""
        cases = (
            ("UTC", datetime(2026, 3, 9, 23, 59), False),
            ("UTC", datetime(2026, 3, 10, 0, 0), True),
            ("UTC", datetime(2026, 3, 20, 23, 59), True),
            ("UTC", datetime(2026, 3, 21, 0, 0), False),
            ("Asia/Tokyo", datetime(2026, 3, 9, 14, 59), False),
            ("Asia/Tokyo", datetime(2026, 3, 9, 15, 0), True),
            ("Asia/Tokyo", datetime(2026, 3, 20, 14, 59), True),
            ("Asia/Tokyo", datetime(2026, 3, 20, 15, 0), False),
            ("America/Los_Angeles", datetime(2026, 3, 10, 6, 59), False),
            ("America/Los_Angeles", datetime(2026, 3, 10, 7, 0), True),
            ("America/Los_Angeles", datetime(2026, 3, 21, 6, 59), True),
            ("America/Los_Angeles", datetime(2026, 3, 21, 7, 0), False),
        )
        for zone, moment, covered in cases:
            self._set_zone(zone)
            self._at(moment)
            with self.subTest(zone=zone, moment=moment):
                self.assertEqual(bool(self._new().contract_id), covered)

    def test_the_hour_of_the_clock_change(self):
        """Summer time begins in Berlin on 29 March: midnight is an hour earlier."""
        self._set_zone("Europe/Berlin")
        self.contract.date_end = "2026-03-29"
        for moment, covered in (
            (datetime(2026, 3, 29, 21, 59), True),
            (datetime(2026, 3, 29, 22, 0), False),
        ):
            self._at(moment)
            with self.subTest(moment=moment):
                self.assertEqual(bool(self._new().contract_id), covered)

    def test_the_zone_of_who_registers_does_not_count(self):
        self._set_zone("UTC")
        self._at(datetime(2026, 3, 20, 20))
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            self.agent_a.tz = zone
            with self.subTest(zone=zone):
                self.assertEqual(self._new().contract_id, self.contract)

    def test_without_a_calendar_it_is_utc(self):
        ticket = self._new()
        self.company.resource_calendar_id = False
        self.assertEqual(ticket._get_contract_day(), date(2026, 3, 2))

    def test_the_warning_follows_the_company_too(self):
        """While it covers it does not warn, whatever day the reader has."""
        self._set_zone("America/Los_Angeles")
        self._at(datetime(2026, 3, 12, 9))
        ticket = self._new()
        self.agent_a.tz = "Pacific/Auckland"
        for moment, warned in (
            (datetime(2026, 3, 21, 6, 59), False),
            (datetime(2026, 3, 21, 7, 0), True),
        ):
            self._at(moment)
            ticket.invalidate_recordset()
            with self.subTest(moment=moment):
                self.assertEqual(bool(ticket.contract_warning), warned)
                self.assertEqual(ticket.contract_id, self.contract)

    def test_by_hand_the_same_days_count(self):
        self._set_zone("Asia/Tokyo")
        self._at(datetime(2026, 3, 20, 14, 59))
        ticket = self._new(contract_id=self.contract.id)
        self.assertEqual(ticket.contract_id, self.contract)
        self._at(datetime(2026, 3, 20, 15, 0))
        with self._refused(UserError), self.env.cr.savepoint():
            self._new(contract_id=self.contract.id)

    def test_a_contract_of_one_day(self):
        self.contract.write({"date_start": "2026-03-15", "date_end": "2026-03-15"})
        for day, covered in ((14, False), (15, True), (16, False)):
            self._at(datetime(2026, 3, day, 12))
            with self.subTest(day=day):
                self.assertEqual(bool(self._new().contract_id), covered)

    def test_a_longer_contract_covers_from_the_next_ticket_on(self):
        """Dates that change later rewrite no history."""
        self._at(datetime(2026, 3, 25))
        before = self._new()
        self.contract.date_end = "2026-12-31"
        self.assertFalse(before.contract_id)
        self.assertEqual(self._new().contract_id, self.contract)


@tagged("post_install", "-at_install")
class TestContractChoice(CoverCommon):
    """By customer and service; of several the closest, then the longest, the oldest."""

    def _covers(self, service=None, **vals):
        return self._new(
            service_id=service.id if service else False, **vals
        ).contract_id

    def test_the_closest_service_wins(self):
        everything = self._contract("Everything")
        hardware = self._contract("Hardware", service_ids=self.hardware.ids)
        cash = self._contract("Cash", service_ids=self.cash.ids)
        for service, expected in (
            (self.cash, cash),
            (self.hardware, hardware),
            (self.payroll, everything),
            (None, everything),
        ):
            with self.subTest(service=service and service.name):
                self.assertEqual(self._covers(service), expected)
        cash.active = False
        self.assertEqual(self._covers(self.cash), hardware)
        hardware.active = False
        self.assertEqual(self._covers(self.cash), everything)

    def test_ties(self):
        """Maintenance before software; the one that lasts longest; the oldest."""
        oldest = self._contract("Oldest", date_end="2026-06-30")
        younger = self._contract("Younger", date_end="2026-06-30")
        self.assertEqual(self._covers(), oldest)
        younger.date_end = "2026-07-01"
        self.assertEqual(self._covers(), younger)
        oldest.date_end = False
        self.assertEqual(self._covers(), oldest)
        oldest.kind = "software"
        self.assertEqual(self._covers(), younger)
        younger.kind = "software"
        self.assertEqual(self._covers(), oldest)

    def test_maintenance_of_all_goes_before_software_for_the_service(self):
        self._contract("Licence", kind="software", service_ids=self.cash.ids)
        care = self._contract("Care")
        self.assertEqual(self._covers(self.cash), care)

    def test_underpinning_covers_no_ticket(self):
        """It binds the contractor; not even of a contractor who asks himself."""
        promise = self._contract(
            "Promise", kind="underpinning", contractor_id=self.other_company.id
        )
        self.assertFalse(self._covers())
        self.assertFalse(self._covers(partner_id=self.other_partner.id))
        with self._refused(UserError), self.env.cr.savepoint():
            self._covers(contract_id=promise.id, partner_id=self.other_partner.id)

    def test_a_person_of_the_company_and_the_company_itself(self):
        care = self._contract("Care")
        for partner in (self.customer_partner, self.customer_company):
            with self.subTest(partner=partner.name):
                self.assertEqual(self._covers(partner_id=partner.id), care)
        own = self._contract("Own", partner_id=self.customer_partner.id)
        own.date_end = "2026-04-01"
        self.assertEqual(self._covers(), care)
        own.date_end = False
        care.date_end = "2026-04-01"
        self.assertEqual(self._covers(), own)

    def test_a_move_in_the_catalogue_counts_for_the_next_ticket(self):
        hardware = self._contract("Hardware", service_ids=self.hardware.ids)
        first = self._new(service_id=self.cash.id)
        self.cash.parent_id = self.payroll
        self.assertFalse(self._covers(self.cash))
        self.assertEqual(first.contract_id, hardware)

    def test_a_shared_contract_and_one_of_the_company(self):
        shared = self._contract("Shared", company_id=False)
        self.assertEqual(self._covers(), shared)
        own = self._contract("Own", service_ids=self.cash.ids)
        self.assertEqual(self._covers(self.cash), own)

    def test_reclassifying_chooses_anew(self):
        care = self._contract("Care")
        cash = self._contract("Cash", service_ids=self.cash.ids)
        ticket = self._new()
        self.assertEqual(ticket.contract_id, care)
        call_kw(
            ticket.browse(), "write", [ticket.ids, {"service_id": self.cash.id}], {}
        )
        self.assertEqual(ticket.contract_id, cash)

    def test_expired_ones_warn_and_do_not_cover(self):
        """Of several that have lapsed the one that ended last is named, once."""
        self._contract("Older", date_end="2025-12-31")
        self._contract("Newer", date_end="2026-02-28")
        ticket = self._new()
        self.assertFalse(ticket.contract_id)
        self.assertIn("Newer", ticket.contract_warning)
        self.assertNotIn("Older", ticket.contract_warning)
        care = self._contract("Care")
        fresh = self._new()
        self.assertEqual(fresh.contract_id, care)
        self.assertFalse(fresh.contract_warning)

    def test_the_warning_is_on_the_page(self):
        self._contract("Over", date_end="2026-02-28")
        ticket = self._new()
        with Form(ticket.with_user(self.agent_a)) as form:
            self.assertIn("Over", form.contract_warning)
        self.assertIn("contract_warning", ticket.get_view(view_type="form")["arch"])

    def test_one_that_has_not_begun_does_not_warn(self):
        self._contract("Coming", date_start="2026-03-03")
        self.assertFalse(self._new().contract_warning)


@tagged("post_install", "-at_install")
class TestContractRights(CoverCommon):
    """Agents read what covers; managers alone say what it is."""

    def test_writing_by_rpc(self):
        contract = self._contract("Care")
        for role in ("agent_a", "dispatcher", "auditor", "customer", "employee"):
            mine = self._as(role, contract).browse()
            for name, args in (
                ("write", [contract.ids, {"date_end": "2027-01-01"}]),
                ("write", [contract.ids, {"service_ids": [(5,)]}]),
                ("create", [{"name": "x", "partner_id": self.customer_company.id}]),
                ("unlink", [contract.ids]),
                ("copy", [contract.ids]),
            ):
                with self.subTest(role=role, method=name), self._refused():
                    call_kw(mine, name, args, {})
        call_kw(
            self._as("manager", contract).browse(),
            "write",
            [contract.ids, {"date_end": "2027-01-01"}],
            {},
        )
        self.assertEqual(contract.date_end, date(2027, 1, 1))

    def test_the_page_offers_no_edit_without_the_right(self):
        for role, may in (("agent_a", False), ("auditor", False), ("manager", True)):
            arch = self._as(role, self._contract()).get_view(view_type="form")["arch"]
            head = arch.partition(">")[0]
            for right in ("create", "edit", "delete"):
                with self.subTest(role=role, right=right):
                    self.assertEqual(f'{right}="False"' not in head, may)

    def test_agents_choose_on_their_tickets_only(self):
        """Another contract of the customer, by RPC; on a ticket that is not his, no."""
        self._contract("Care")
        other = self._contract("Other", date_end="2026-12-31")
        ticket = self._new()
        call_kw(ticket.browse(), "write", [ticket.ids, {"contract_id": other.id}], {})
        self.assertEqual(ticket.contract_id, other)
        for role in ("auditor", "customer", "agent_b"):
            mine = self._as(role, ticket).browse()
            with self.subTest(role=role), self._refused(AccessError):
                call_kw(mine, "write", [ticket.ids, {"contract_id": False}], {})
        self.assertEqual(ticket.contract_id, other)

    def test_one_with_tickets_is_archived_not_deleted(self):
        """What a ticket was done under is not forgotten."""
        contract = self._contract("Care")
        ticket = self._new()
        with self._refused(Exception), self.env.cr.savepoint():
            contract.with_user(self.manager).unlink()
        contract.with_user(self.manager).action_archive()
        self.assertEqual(ticket.contract_id, contract)
        self.assertFalse(self._new().contract_id)


@tagged("post_install", "-at_install")
class TestSeats(CoverCommon):
    """Seats of software are taken by components and people, and run out."""

    def _read(self, contract):
        contract.invalidate_recordset()
        return contract.seats_used, contract.is_over_seats

    def test_seats_run_out_and_become_free(self):
        contract = self._contract("Editor", kind="software", seats=1)
        self.assertEqual(self._read(contract), (0, False))
        contract.component_ids = self.till
        self.assertEqual(self._read(contract), (1, False))
        contract.seat_partner_ids = self.customer_partner
        self.assertEqual(self._read(contract), (2, True))
        contract.component_ids = False
        self.assertEqual(self._read(contract), (1, False))

    def test_no_limit(self):
        contract = self._contract("Editor", kind="software", seats=0)
        contract.component_ids = self.till | self.server | self.switch
        self.assertEqual(self._read(contract), (3, False))

    def test_only_software_has_seats(self):
        contract = self._contract("Care", component_ids=self.till.ids, seats=0)
        self.assertEqual(self._read(contract), (0, False))
        contract.kind = "software"
        self.assertEqual(self._read(contract), (1, False))

    def test_seats_of_another_company_are_not_given(self):
        contract = self._contract("Editor", kind="software", seats=5)
        with self._refused(UserError), self.env.cr.savepoint():
            contract.component_ids = self.foreign

    def test_a_deleted_component_gives_its_seat_back(self):
        contract = self._contract("Editor", kind="software", seats=1)
        spare = self._component("Spare")
        contract.component_ids = spare
        spare.unlink()
        self.assertEqual(self._read(contract), (0, False))
