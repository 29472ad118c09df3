# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from psycopg2 import IntegrityError

from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestSequence(ServicedeskCommon):
    """One number series for all tickets: unique, once given never changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sequence = cls.env.ref("servicedesk_core.seq_ticket")
        cls.parameters = cls.env["ir.config_parameter"]

    @users("sd_agent_a")
    def test_number_has_prefix_and_six_digits(self):
        """A number reads SD-000123."""
        number = self._ticket(self.env.user).number
        self.assertTrue(re.fullmatch(r"SD-\d{6}", number), number)

    @users("sd_agent_a")
    def test_batch_gets_consecutive_numbers(self):
        """Tickets created together get different numbers, in their order."""
        tickets = self.env["servicedesk.ticket"].create(
            [{"name": f"Ticket {index}"} for index in range(20)]
        )
        numbers = [int(ticket.number.removeprefix("SD-")) for ticket in tickets]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 20)))

    @users("sd_agent_a")
    def test_copy_gets_its_own_number(self):
        """A copied ticket is another ticket: it gets another number."""
        ticket = self._ticket(self.env.user)
        copy = ticket.copy()
        self.assertNotEqual(copy.number, ticket.number)
        self.assertTrue(copy.number.startswith("SD-"))

    def test_import_cannot_choose_a_number(self):
        """Not even the system sets a number at creation: it is drawn."""
        ticket = self.env["servicedesk.ticket"].create(
            {"name": "Imported", "number": "SD-1"}
        )
        self.assertNotEqual(ticket.number, "SD-1")

    def test_number_is_unique_in_the_database(self):
        """The database itself refuses a number twice, also from the system."""
        first, second = self._ticket(), self._ticket()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                second.sudo().number = first.number
                second.flush_recordset()

    def test_one_series_for_all_companies(self):
        """Tickets of two companies never share a number."""
        team = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id}
        )
        here = self._ticket()
        abroad = self.env["servicedesk.ticket"].create(
            {"name": "Abroad", "team_id": team.id}
        )
        self.assertEqual(abroad.company_id, self.company_2)
        self.assertEqual(
            int(abroad.number.removeprefix("SD-")),
            int(here.number.removeprefix("SD-")) + 1,
        )

    def test_new_prefix_takes_effect_at_once(self):
        """The next ticket carries a changed prefix, old ones keep theirs."""
        old = self._ticket()
        former = old.number
        self.sequence.prefix = "HELP/"
        self.assertTrue(self._ticket().number.startswith("HELP/"))
        self.assertEqual(old.number, former)

    def test_former_prefixes_are_remembered_once(self):
        """Mail with an old number in its subject can still be matched later."""
        for prefix in ("HELP/", "CARE-", "SD-", "HELP/"):
            self.sequence.prefix = prefix
        known = self.parameters.get_param("servicedesk.former_prefixes")
        self.assertEqual(known.split(), ["SD-", "HELP/", "CARE-"])

    def test_same_prefix_is_no_change(self):
        """Saving the series unchanged remembers nothing."""
        self.sequence.prefix = "SD-"
        self.assertFalse(self.parameters.get_param("servicedesk.former_prefixes"))

    def test_other_sequences_are_left_alone(self):
        """Only our series keeps its former prefixes."""
        other = self.env["ir.sequence"].create(
            {"name": "Another", "code": "another", "prefix": "A-"}
        )
        other.prefix = "B-"
        self.assertFalse(self.parameters.get_param("servicedesk.former_prefixes"))

    def test_suffix_padding_and_start(self):
        """Padding, suffix and next number are the sequence's own settings."""
        self.sequence.write({"padding": 4, "suffix": "-X", "number_next": 77})
        self.assertEqual(self._ticket().number, "SD-0077-X")

    def test_series_without_gaps_still_works(self):
        """A company that must not have gaps gets them one by one."""
        self.sequence.write({"implementation": "no_gap", "number_next": 500})
        tickets = self.env["servicedesk.ticket"].create(
            [{"name": "One"}, {"name": "Two"}]
        )
        self.assertEqual(tickets.mapped("number"), ["SD-000500", "SD-000501"])

    def test_prefix_with_a_date_still_works(self):
        """A prefix with the year is filled in, as Odoo's sequences promise."""
        self.sequence.prefix = "SD%(year)s-"
        self.assertTrue(re.fullmatch(r"SD\d{4}-\d{6}", self._ticket().number))
