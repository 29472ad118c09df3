# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .access_common import ROLES
from .confidential_common import WORD, ConfidentialCommon

NUMBERS = "servicedesk.confidential.ticket"
DISPATCHERS = ("dispatcher", "manager", "api_user")


@tagged("post_install", "-at_install")
class TestConfidentialNumbers(ConfidentialCommon):
    """Dispatchers see number and team of confidential tickets, and send them on."""

    def _number(self, role, ticket=None):
        return self._as(role, self.env[NUMBERS]).browse((ticket or self.secret).ids)

    def test_what_there_is_to_see(self):
        """Number, team, company, state, date: no other column, whatever is added."""
        own = set(self.env[NUMBERS]._fields) - {"display_name"}
        self.assertEqual(
            own,
            {
                "id",
                "number",
                "team_id",
                "company_id",
                "state",
                "is_open",
                "date_registered",
            },
        )
        for role in DISPATCHERS:
            row = self._number(role).read()[0]
            with self.subTest(role=role):
                self.assertEqual(row["number"], self.secret.number)
                self.assertEqual(row["display_name"], self.secret.number)
                self.assertEqual(row["team_id"][0], self.team_secret.id)
                self.assertNotIn(WORD, str(row))

    def test_who_sees_it(self):
        """Dispatchers of the company; nobody else needs it."""
        for role in ROLES:
            numbers = self._as(role, self.env[NUMBERS])
            with self.subTest(role=role):
                if role in DISPATCHERS:
                    self.assertIn(self.secret.id, numbers.search([]).ids)
                else:
                    with self._refused():
                        numbers.search([])

    def test_confidential_ones_of_the_company_only(self):
        far = self._make(
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
            is_confidential=True,
        )
        seen = self._as("dispatcher", self.env[NUMBERS]).search([]).ids
        self.assertNotIn(far.id, seen)
        self.assertNotIn(self.tickets["first"].id, seen)
        with self._refused():
            self._number("dispatcher", far).read(["number"])
        with self._refused():
            self._number("dispatcher", far).action_move(self.team_first.id, "Ours")

    def test_it_follows_the_ticket(self):
        """What was changed a moment ago counts at once."""
        ticket = self.tickets["first"]
        self.assertFalse(self._number("dispatcher", ticket).exists())
        ticket.is_confidential = True
        self.assertTrue(self._number("dispatcher", ticket).exists())

    def test_nothing_is_written(self):
        numbers = self._number("manager")
        for way in (
            lambda: numbers.write({"number": "SD-1"}),
            lambda: numbers.create({"number": "SD-1"}),
            numbers.unlink,
        ):
            with self._refused():
                way()

    # ------------------------------------------------------------------
    # Sending on
    # ------------------------------------------------------------------

    def test_moving(self):
        """It loses its assignee, stays confidential, and says who moved it and why."""
        for role in DISPATCHERS:
            ticket = self._make_secret()
            numbers = self._as(role, self.env[NUMBERS])
            call_kw(
                numbers,
                "action_move",
                [ticket.ids, self.team_second.id, "Not for them"],
                {},
            )
            with self.subTest(role=role):
                self.assertEqual(ticket.team_id, self.team_second)
                self.assertFalse(ticket.user_id)
                self.assertTrue(ticket.is_confidential)
                said = ticket.message_ids.filtered(lambda m: "Not for them" in m.body)
                self.assertEqual(said.author_id, getattr(self, role).partner_id)
                self.assertIn("Secret Affairs", said.body)
                self.assertFalse(self._as(role, ticket).has_access("read"))
                self.assertFalse(self._as(role, said).search([("id", "=", said.id)]))
                self.assertTrue(self._as("agent_b", ticket).has_access("write"))
                self.assertFalse(self._as("agent_c", ticket).has_access("read"))
                spans = ticket.span_ids.sorted("id")
                self.assertEqual(
                    spans.team_id.ids, (self.team_secret | self.team_second).ids
                )

    def test_what_is_refused(self):
        """Nothing is written without a reason, to a team of another company, …"""
        closed = self._make_secret()
        closed.action_cancel("Twice")
        archived = self.team_second.copy({"name": "Gone", "active": False})
        for ticket, team_id, reason in (
            (self.secret, self.team_second.id, ""),
            (self.secret, self.team_second.id, "  "),
            (self.secret, self.team_second.id, ["x"]),
            (self.secret, self.foreign_team.id, "Theirs"),
            (self.secret, archived.id, "Nobody there"),
            (self.secret, 0, "Nowhere"),
            (self.secret, 999999, "Nowhere"),
            (closed, self.team_second.id, "Too late"),
            (self.secret | closed, self.team_second.id, "Both"),
        ):
            with self.subTest(team=team_id, reason=reason), self._refused(UserError):
                self._number("dispatcher", ticket).action_move(team_id, reason)
            self.assertEqual(ticket.team_id, self.team_secret)

    def test_nobody_moves_it_to_himself(self):
        """A dispatcher does not open a ticket by sending it to his own team."""
        self.team_second.member_ids += self.dispatcher
        with self._refused(UserError):
            self._number("dispatcher").action_move(self.team_second.id, "For me")
        self.assertFalse(self._as("dispatcher", self.secret).has_access("read"))

    def test_who_moves(self):
        for role in ROLES:
            if role in DISPATCHERS:
                continue
            numbers = self._number(role)
            with self.subTest(role=role), self._refused():
                numbers.action_move(self.team_second.id, "I want it")
        self.assertEqual(self.secret.team_id, self.team_secret)

    def test_the_dialog(self):
        """The list's button asks for team and reason, and nothing about the ticket."""
        wizard = self._as("dispatcher", self.env["servicedesk.confidential.move"])
        form = Form(
            wizard.with_context(active_model=NUMBERS, active_ids=self.secret.ids)
        )
        form.team_id = self.team_second
        form.reason = "Not for them"
        form.save().action_apply()
        self.assertEqual(self.secret.team_id, self.team_second)

    def test_pages(self):
        """List, cards and form open for dispatchers."""
        for role in DISPATCHERS:
            numbers = self._as(role, self.env[NUMBERS])
            for kind in ("list", "kanban", "form", "search"):
                with self.subTest(role=role, view=kind):
                    self.assertIn("number", numbers.get_view(view_type=kind)["arch"])

    def test_moving_by_the_form(self):
        """Who sends an open ticket to a confidential team saves it and loses sight."""
        ticket = self.tickets["first"]
        mine = self._as("dispatcher", ticket)
        asked = ("name", "number", "partner_id", "tag_ids", "moves", "description")
        spec = {name: {} for name in asked}
        [row] = mine.web_save({"team_id": self.team_secret.id}, spec)
        self.assertEqual(row.pop("number"), ticket.number)
        self.assertEqual(row.pop("id"), ticket.id)
        self.assertFalse(any(row.values()))
        self.assertEqual(ticket.team_id, self.team_secret)
        self.assertFalse(mine.has_access("read"))
        with self._refused():
            mine.web_save({"priority": "3"}, {"name": {}})
        with self._refused():
            mine.with_context(servicedesk_saving=True).web_read({"name": {}})
        other = self._as("dispatcher", self.tickets["second"])
        self.assertEqual(
            other.web_save({"priority": "3"}, {"priority": {}})[0]["priority"], "3"
        )
