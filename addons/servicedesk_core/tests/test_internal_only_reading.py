# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from functools import partial

from odoo.service.model import call_kw
from odoo.tests import tagged

from .confidential_common import WORD
from .test_confidential_reading import TICKET, WaysToRead

# Who must not meet it: whom it is about, his side, and who has no role in the desk.
OUTSIDE = (
    "customer",
    "other_customer",
    "boss",
    "employee",
    "stranger",
    "foreign_agent",
    "admin",
)
INSIDE = ("agent_a", "agent_b", "dispatcher", "manager", "auditor")
# Ways that name tickets to nobody, or only what he reads anyway.
DEAF = {"move dialog", "numbers", "range", "changes", "notices", "form action"}
DEAF |= {"contacts found", "onchange", "export", "template", "copy"}


class InternalReading(WaysToRead):
    """``secret`` is an internal ticket about the customer; agent_a works on it."""

    @classmethod
    def _make_secret(cls, **vals):
        defaults = {
            "name": f"{WORD} complaint",
            "description": f"<p>{WORD} story</p>",
            "team_id": cls.team_first.id,
            "user_id": cls.agent_a.id,
            "partner_id": cls.customer_partner.id,
            "internal_only": True,
        }
        return cls._make(**{**defaults, **vals})

    @classmethod
    def _fill(cls, ticket):
        agent_c, cls.agent_c = cls.agent_c, cls.agent_a
        try:
            return super()._fill(ticket)
        finally:
            cls.agent_c = agent_c

    def _roundabout_ways(self, role):
        tickets = {"servicedesk_ticket_ids": {"fields": {"display_name": {}}}}
        requester = self.secret.partner_id.ids
        return {
            **super()._roundabout_ways(role),
            "contact": self._call(role, "res.partner", "web_read", requester, tickets),
        }

    def assertKept(self, roles):
        for role in roles:
            for name, way in self._ways(role).items():
                with self.subTest(role=role, way=name):
                    heard = self._hear(way)
                    self.assertNotIn(WORD, heard)
                    self.assertNotIn(self.secret.number, heard)


@tagged("post_install", "-at_install")
class TestInternalReading(InternalReading):
    """Routes by roles: what an internal ticket says is heard in the desk only."""

    def test_nobody_outside_hears_of_it(self):
        """Every role outside, every way to ask by RPC: no word, not its number."""
        self.assertKept(OUTSIDE)

    def test_the_desk_hears_of_it(self):
        """The same ways tell the word to the desk: the test above can fail."""
        for role in INSIDE:
            for name, way in self._ways(role).items():
                if name in DEAF or name in ("plan", "planned", "activities"):
                    continue
                with self.subTest(role=role, way=name):
                    self.assertIn(WORD, self._hear(way))

    def test_nothing_is_counted(self):
        """No count, sum or group tells that there is such a ticket."""
        about = {
            TICKET: [("id", "=", self.secret.id)],
            "mail.message": [("body", "ilike", WORD)],
            "mail.activity": [("summary", "ilike", WORD)],
            "ir.attachment": [("name", "ilike", WORD)],
            "rating.rating": [("feedback", "ilike", WORD)],
            "mail.followers": [
                ("res_model", "=", TICKET),
                ("res_id", "=", self.secret.id),
            ],
        }
        for role in OUTSIDE:
            for model, domain in about.items():
                way = self._call(role, model, "search_count", domain)
                with self.subTest(role=role, model=model):
                    self.assertNotRegex(self._hear(way), r"^[1-9]")

    def test_being_asked_or_approving_opens_nothing(self):
        """Who approves its service, follows by old rows, or was asked about it."""
        service = self.owned_service
        service.approver_ids = self.stranger
        self.secret.service_id = service
        self.env.cr.execute(
            "INSERT INTO mail_followers (res_model, res_id, partner_id)"
            " VALUES (%s, %s, %s), (%s, %s, %s)",
            (
                *(TICKET, self.secret.id, self.customer_partner.id),
                *(TICKET, self.secret.id, self.employee.partner_id.id),
            ),
        )
        self.env.invalidate_all()
        for role in ("stranger", "customer", "employee", "boss"):
            ticket = self._as(role, self.secret)
            with self.subTest(role=role):
                self.assertFalse(ticket.has_access("read"))
                self.assertFalse(ticket.search([("id", "=", ticket.id)]))
                self.assertNotIn(ticket.env.user, self.secret.viewer_ids)

    def test_the_owner_of_its_service_reads_it(self):
        """He belongs to the desk, unless it is about himself."""
        self.secret.service_id = self.owned_service
        self.assertTrue(self._as("owner", self.secret).has_access("read"))
        self.secret.partner_id = self.owner.partner_id
        self.assertFalse(self._as("owner", self.secret).has_access("read"))

    def test_viewers_in_memory_and_in_the_database(self):
        """The field and its search agree for everybody."""
        tickets = self.env[TICKET]
        for role in (*OUTSIDE, *INSIDE):
            user = self._as(role, self.env.user.browse()).env.user
            with self.subTest(role=role):
                found = tickets.search([("viewer_ids", "in", user.ids)])
                self.assertEqual(self.secret in found, user in self.secret.viewer_ids)
                mine = self._as(role, self.secret).sudo()
                found = mine.search([("is_about_me", "=", True)])
                self.assertEqual(mine in found, mine.is_about_me)
                self.assertEqual(mine.is_about_me, role == "customer")
                others = mine.search([("is_about_me", "=", False)])
                self.assertEqual(mine in others, role != "customer")


@tagged("post_install", "-at_install")
class TestAboutColleagues(InternalReading):
    """Nobody reads an internal ticket about himself, whatever he is in the desk."""

    def _set_subject(self, role):
        user = self._as(role, self.env.user.browse()).env.user
        self.secret.partner_id = user.partner_id
        self.env.flush_all()
        self.env.invalidate_all()
        return user

    def test_no_role_opens_it(self):
        """Agent of the team, dispatcher, manager, auditor: shut out, every way."""
        self.team_first.member_ids |= self.agent_b
        for role in ("agent_b", "dispatcher", "manager", "auditor", "api_user"):
            self._set_subject(role)
            self.assertKept([role])

    def test_by_his_address(self):
        """Of two contacts with one address both are he, in memory and in SQL."""
        twin = self.env["res.partner"].create(
            {"name": "Twin", "email": self.agent_b.email}
        )
        self.secret.partner_id = twin
        mine = self._as("agent_b", self.secret)
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(mine.search([("id", "=", mine.id)]))
        self.assertTrue(self._as("agent_idle", self.secret).has_access("read"))

    def test_an_address_alone(self):
        """It came by mail, from who is no contact there: his login is shut out."""
        self.secret.write({"partner_id": False, "partner_email": self.agent_b.email})
        self.assertFalse(self._as("agent_b", self.secret).has_access("read"))
        self.assertFalse(
            self._as("agent_b", self.secret).search([("id", "=", self.secret.id)])
        )

    def test_he_neither_writes_nor_deletes(self):
        """A dispatcher may do neither with the ticket about himself."""
        self._set_subject("dispatcher")
        mine = self._as("dispatcher", self.secret)
        for deed in ("write", "unlink"):
            self.assertFalse(mine.has_access(deed))
        for method, args in (
            ("write", [{"name": "x"}]),
            ("action_show_to_requester", []),
            ("action_take", []),
        ):
            way = partial(call_kw, mine, method, [mine.ids, *args], {})
            with self.subTest(method=method):
                self.assertNotIn(WORD, self._hear(way))
        self.assertTrue(self.secret.internal_only)
        self.assertEqual(self.secret.user_id, self.agent_a)

    def test_names_elsewhere(self):
        """What points to it names it to who may not read it by no word of its own."""
        self._set_subject("agent_b")
        shown = self._as("agent_b", self.secret).sudo().display_name
        self.assertEqual(shown, "Internal ticket")
        shown = self._as("agent_idle", self.secret).sudo().display_name
        self.assertIn(WORD, shown)
