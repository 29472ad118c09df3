# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestCompanyUnderTickets(AccessCommon):
    """Teams and types do not leave the company of their living tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A manager of both companies tidies up, but looks at one of them only.
        cls.manager.company_ids += cls.foreign_company
        cls.team = cls.env["servicedesk.team"].create(
            {"name": "Movers", "company_id": cls.company.id, "level": "2"}
        )
        cls.type = cls.incident.copy()

    def _as_manager(self, record):
        companies = self.foreign_company | self.company
        return record.with_user(self.manager).with_context(
            allowed_company_ids=companies.ids
        )

    def test_team_with_open_tickets_stays(self):
        """In whatever state short of the end they are."""
        team = self._as_manager(self.team)
        ticket = self._classified(self.dispatcher, team_id=self.team.id)
        for deed, args in (
            ("action_start", ()),
            ("action_wait", ("supplier",)),
            ("action_resolve", ("Replaced the lock.",)),
        ):
            with self.assertRaisesRegex(ValidationError, "Open tickets of .*Movers"):
                team.company_id = self.foreign_company
            getattr(ticket, deed)(*args)
        with self.assertRaises(ValidationError):
            team.company_id = self.foreign_company

    def test_team_without_open_tickets_moves(self):
        """What is over stays where it was, and hinders nobody."""
        ticket = self._classified(self.dispatcher, team_id=self.team.id)
        ticket.action_cancel("Rang twice")
        self._as_manager(self.team).company_id = self.foreign_company
        self.assertEqual(self.team.company_id, self.foreign_company)
        self.assertEqual(ticket.company_id, self.company)

    def test_team_is_written_as_it_is(self):
        """The same company once more is no move."""
        self._classified(self.dispatcher, team_id=self.team.id)
        self._as_manager(self.team).company_id = self.company
        self.assertEqual(self.team.company_id, self.company)

    def test_type_with_open_tickets_stays_everybodys(self):
        kind = self._as_manager(self.type)
        ticket = self._classified(ticket_type_id=self.type.id)
        with self.assertRaisesRegex(ValidationError, "Open tickets of .*are of type"):
            kind.company_id = self.foreign_company
        kind.company_id = self.company
        with self.assertRaises(ValidationError):
            kind.company_id = self.foreign_company
        kind.company_id = False
        ticket.action_cancel("Rang twice")
        kind.company_id = self.foreign_company
        self.assertEqual(self.type.company_id, self.foreign_company)

    def test_tickets_of_a_company_that_is_not_looked_at(self):
        """The manager need not see those tickets for them to count."""
        self._make(
            ticket_type_id=self.type.id,
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
        )
        kind = self.type.with_user(self.manager).with_context(
            allowed_company_ids=self.company.ids
        )
        with self.assertRaises(ValidationError):
            kind.company_id = self.company


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestCompanyOfASite(AccessCommon):
    """A site goes to another company with all that is there, or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.company_ids += cls.foreign_company
        cls.site = cls.env["servicedesk.site"].create(
            {"name": "Quay", "company_id": cls.company.id}
        )
        companies = cls.foreign_company | cls.company
        cls.mine = cls.site.with_user(cls.manager).with_context(
            allowed_company_ids=companies.ids
        )

    def _assert_stays(self, words):
        words = f"“Quay” cannot go to Far Away, for there are {words}"
        with self.assertRaisesRegex(ValidationError, words):
            with self.env.cr.savepoint():
                self.mine.company_id = self.foreign_company
        self.env.invalidate_all()
        self.assertEqual(self.site.company_id, self.company)

    def _assert_goes(self):
        self.mine.company_id = self.foreign_company
        self.assertEqual(self.site.company_id, self.foreign_company)

    def test_nothing_there(self):
        self._assert_goes()

    def test_open_tickets(self):
        """Seen or unseen by the manager; what is over hinders nobody."""
        ticket = self._make(site_id=self.site.id, team_id=self.team_secret.id)
        self._assert_stays("open tickets of")
        ticket.with_user(self.agent_c).action_cancel("Twice")
        self._assert_goes()

    def test_tickets_of_who_is_there(self):
        """Where its requester is a ticket may always be."""
        self.customer_partner.site_id = self.site
        self._make()
        self._assert_goes()

    def test_contacts(self):
        """Of no company, with a login for the new one, or archived: they may stay."""
        self.customer_partner.site_id = self.site
        theirs = self.env["res.partner"].create(
            {"name": "Anna", "site_id": self.site.id, "company_id": self.company.id}
        )
        self._assert_stays("contacts of")
        theirs.active = False
        self.manager.partner_id.write(
            {"site_id": self.site.id, "company_id": self.company.id}
        )
        self._assert_goes()

    def test_parts(self):
        """A part without a company would be everybody's in one company's whole."""
        part = self.site.create(
            {
                "name": "Pier",
                "parent_id": self.site.id,
                "company_id": self.company.id,
            }
        )
        self._assert_stays("parts of")
        part.parent_id = False
        self._assert_goes()

    def test_shared_by_all(self):
        """Shared is wider, and the same once more is no move."""
        self._make(site_id=self.site.id)
        self.mine.company_id = self.company
        self.mine.company_id = False
        self.assertFalse(self.site.company_id)
        self.mine.company_id = self.company
        self._assert_stays("open tickets of")
