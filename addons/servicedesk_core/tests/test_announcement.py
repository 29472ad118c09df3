# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_common import AccessCommon

NOON = datetime(2026, 3, 3, 12)
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestAnnouncement(AccessCommon):
    """What is announced to whom, and from when to when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: cls.now))
        cls.now = NOON
        cls.Announcement = cls.env["servicedesk.announcement"]
        cls.Announcement.search([]).active = False
        cls.site = cls.env["servicedesk.site"].create({"name": "Shop 7"})
        cls.customer_partner.site_id = cls.site

    def setUp(self):
        super().setUp()
        type(self).now = NOON
        self.addCleanup(setattr, type(self), "now", NOON)

    def _announce(self, **vals):
        return self.Announcement.create(
            {
                "name": "The tills are down",
                "date_from": NOON - HOUR,
                "company_id": False,
                **vals,
            }
        )

    def _get_readers(self, announcement, *roles):
        """Return those of the roles that find the announcement by search."""
        return [
            role
            for role in roles
            if announcement in self._as(role, announcement).search([])
        ]

    def assertReaders(self, expected, **vals):
        announcement = self._announce(**vals)
        people = ("customer", "other_customer", "boss", "employee")
        self.assertEqual(self._get_readers(announcement, *people), expected)
        for role in people:
            mine = self._as(role, announcement)
            self.assertEqual(self._may(mine.read, ["name", "body"]), role in expected)

    def test_for_everybody(self):
        self.assertReaders(["customer", "other_customer", "boss", "employee"])

    def test_for_a_customer(self):
        """A company stands for all its people."""
        self.assertReaders(
            ["customer", "boss"],
            audience_partner_ids=[Command.set(self.customer_company.ids)],
        )

    def test_for_a_customer_group(self):
        tag = self.env["res.partner.category"].create({"name": "Shops"})
        self.other_company.category_id = tag
        self.assertReaders(["other_customer"], audience_tag_ids=[Command.set(tag.ids)])

    def test_for_a_site(self):
        self.assertReaders(["customer"], audience_site_ids=[Command.set(self.site.ids)])

    def test_all_criteria_must_be_met(self):
        self.assertReaders(
            [],
            audience_site_ids=[Command.set(self.site.ids)],
            audience_partner_ids=[Command.set(self.other_company.ids)],
        )

    def test_for_those_who_may_order_a_service(self):
        service = self.env["servicedesk.service"].create(
            {
                "name": "Bookkeeping",
                "audience_partner_ids": [Command.set(self.other_company.ids)],
            }
        )
        self.assertReaders(["other_customer"], service_ids=[Command.set(service.ids)])

    def test_from_when_to_when(self):
        """Requesters read it while it holds: not before, and not afterwards."""
        announcement = self._announce(date_to=NOON + HOUR)
        for moment, state, read in (
            (NOON - 2 * HOUR, "planned", False),
            (NOON - HOUR, "current", True),
            (NOON, "current", True),
            (NOON + HOUR, "past", False),
        ):
            with self.subTest(moment=moment):
                type(self).now = moment
                announcement.invalidate_recordset(["state"])
                self.assertEqual(announcement.state, state)
                found = self.Announcement.search([("state", "=", state)])
                self.assertIn(announcement, found)
                mine = self._as("customer", announcement)
                self.assertEqual(announcement in mine.search([]), read)

    def test_archived_is_taken_down(self):
        announcement = self._announce()
        announcement.active = False
        self.assertEqual(self._get_readers(announcement, "customer"), [])

    def test_it_ends_after_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._announce(date_to=NOON - 2 * HOUR)

    def test_the_desk_reads_its_companies(self):
        """Agents read what is planned and for others, too; of their companies."""
        announcement = self._announce(
            company_id=self.company.id,
            date_from=NOON + HOUR,
            audience_partner_ids=[Command.set(self.other_company.ids)],
        )
        roles = ("agent_a", "auditor", "foreign_agent", "employee")
        found = self._get_readers(announcement, *roles)
        self.assertEqual(found, ["agent_a", "auditor"])

    def test_dispatchers_announce(self):
        """Agents and requesters do not."""
        announcement = self._announce()
        for role, allowed in (
            ("customer", False),
            ("employee", False),
            ("agent_a", False),
            ("auditor", False),
            ("dispatcher", True),
            ("manager", True),
        ):
            with self.subTest(role=role):
                mine = self._as(role, announcement)
                self.assertEqual(self._may(mine.write, {"name": "New"}), allowed)

    def test_requesters_do_not_read_whom_it_is_for(self):
        """Nor in which ticket it is worked on."""
        announcement = self._announce(
            company_id=self.company.id, ticket_id=self.tickets["first"].id
        )
        mine = self._as("other_customer", announcement)
        for name in ("ticket_id", "audience_partner_ids", "audience_tag_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])

    def test_confidential_tickets_are_not_linked(self):
        with self.assertRaises(ValidationError):
            self._announce(
                company_id=self.company.id, ticket_id=self.tickets["secret"].id
            )

    def test_tickets_of_others_are_not_linked(self):
        with self.assertRaises(ValidationError):
            self._announce(
                company_id=self.company.id, ticket_id=self.tickets["foreign"].id
            )

    def test_a_ticket_that_becomes_confidential_is_named_no_more(self):
        ticket = self.tickets["first"]
        announcement = self._announce(company_id=self.company.id, ticket_id=ticket.id)
        ticket.team_id = self.team_secret
        self.assertFalse(announcement.ticket_id)

    def test_the_card_of_the_requester(self):
        """The agent sees what was announced to this requester, the severe first."""
        self._announce(name="New tills", severity="1")
        self._announce(name="No network", severity="3")
        self._announce(name="Slow mail", severity="2")
        self._announce(
            name="Of others",
            audience_partner_ids=[Command.set(self.other_company.ids)],
        )
        card = self._as("agent_a", self.tickets["first"]).requester_card
        self.assertEqual(card["announcement_count"], 3)
        names = [announcement["name"] for announcement in card["announcements"]]
        self.assertEqual(names, ["No network", "Slow mail"])

    def test_nothing_to_read_costs_nothing(self):
        """While nothing is announced, the card asks the database for nothing more."""
        self.Announcement._get_entries()
        with self.assertQueryCount(0):
            self.assertEqual(self.Announcement._get_ids_for(self.customer_partner), ())
