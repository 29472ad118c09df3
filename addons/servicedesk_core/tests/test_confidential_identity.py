# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .confidential_common import ConfidentialCommon

MERGE = "base.partner.merge.automatic.wizard"


class IdentityCommon(ConfidentialCommon):
    """``lawyer`` was called in as a follower, ``asker`` asked; neither has a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lawyer, cls.asker, cls.nobody = cls.env["res.partner"].create(
            [
                {"name": "Lawyer", "email": "lawyer@law.example.com"},
                {"name": "Asker", "email": "asker@home.example.com"},
                {"name": "Nobody", "email": "nobody@home.example.com"},
            ]
        )
        cls.secret.message_subscribe(cls.lawyer.ids)
        cls.asked = cls._make_secret(partner_id=cls.asker.id)
        for user in (cls.agent_a, cls.agent_c, cls.manager, cls.admin):
            # What Odoo asks of who edits contacts and makes logins.
            for group in ("base.group_partner_manager", "base.group_erp_manager"):
                user.group_ids += cls.env.ref(group)

    @contextmanager
    def _fails(self, error, words):
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestMergingFollowers(IdentityCommon):
    """Who only follows a ticket reads it as well: nobody becomes him by merging."""

    def _merge(self, user, source, kept):
        source.email = kept.email
        dialog = self.env[MERGE].with_user(user).create({})
        dialog._merge((source | kept).ids, kept)

    def test_into_oneself_and_back(self):
        mine = self.agent_a.partner_id
        for source, kept in ((self.lawyer, mine), (mine, self.lawyer)):
            with self.subTest(kept=kept.name):
                with self._fails(UserError, "ask an administrator"):
                    self._merge(self.agent_a, source, kept)
        self.assertFalse(self._as("agent_a", self.secret).has_access("read"))

    def test_into_another(self):
        """Nor into a friend, nor does a friend with a login become him."""
        login = self.customer_partner
        for source, kept in ((self.lawyer, self.nobody), (login, self.lawyer)):
            with self.subTest(kept=kept.name):
                with self._fails(UserError, "ask an administrator"):
                    self._merge(self.agent_a, source, kept)
        self.assertIn(self.lawyer, self.secret.message_partner_ids)

    def test_open_tickets_of_another_company(self):
        """What its follower reads there is not for an agent of this one."""
        self.tickets["foreign"].message_subscribe(self.nobody.ids)
        self.assertFalse(
            self._as("agent_a", self.tickets["foreign"]).has_access("read")
        )
        with self._fails(UserError, "ask an administrator"):
            self._merge(self.agent_a, self.nobody, self.agent_a.partner_id)

    def test_who_reads_it_merges(self):
        """A member of the team, an administrator, and anybody what he reads."""
        self.tickets["first"].message_subscribe(self.nobody.ids)
        self._merge(self.agent_a, self.nobody, self.agent_a.partner_id)
        self.assertFalse(self.nobody.exists())
        twin = self.lawyer.create({"name": "Twin", "email": self.lawyer.email})
        self._merge(self.agent_c, self.lawyer, twin)
        self.secret.invalidate_recordset()
        self.assertIn(twin, self.secret.message_partner_ids)
        other = self.lawyer.create({"name": "Other", "email": twin.email})
        self._merge(self.admin, twin, other)
        self.assertFalse(twin.exists())


@tagged("post_install", "-at_install")
class TestAddresses(IdentityCommon):
    """Where a reader's mail goes is said by who reads the same, or administrators."""

    def test_nobody_turns_his_mail_to_himself(self):
        for role in ("agent_a", "manager"):
            for partner in (self.lawyer, self.asker):
                mine = self._as(role, partner)
                for email in ("me@test.mycompany.com", False):
                    with self.subTest(role=role, who=partner.name, email=email):
                        with self._fails(AccessError, partner.name):
                            mine.write({"email": email})
                with self._fails(AccessError, partner.name):
                    self._as(role, partner | self.nobody).write(
                        {"email": "x@y.example"}
                    )
        self.assertEqual(self.lawyer.email, "lawyer@law.example.com")

    def test_a_first_address_as_well(self):
        self.lawyer.email = False
        with self._fails(AccessError, "Lawyer"):
            self._as("agent_a", self.lawyer).email = "me@test.mycompany.com"

    def test_by_import(self):
        with mute_logger("odoo.models"):
            result = self._as("agent_a", self.lawyer).load(
                [".id", "email"], [[str(self.lawyer.id), "me@test.mycompany.com"]]
            )
        self.assertIn("Lawyer", str(result["messages"]))
        self.lawyer.invalidate_recordset()
        self.assertEqual(self.lawyer.email, "lawyer@law.example.com")

    def test_what_is_no_new_address(self):
        """A card that is saved as it is, in other letters, or otherwise changed."""
        mine = self._as("agent_a", self.lawyer)
        mine.write({"email": "Lawyer@Law.example.com", "function": "Counsel"})
        mine.write({"phone": "+44 1632 960100"})
        self.assertEqual(self.lawyer.function, "Counsel")

    def test_who_may(self):
        """Who reads all of it, the contact himself, administrators."""
        self._as("agent_c", self.lawyer | self.asker).email = "new@law.example.com"
        self._as("admin", self.lawyer).email = "newer@law.example.com"
        self._as("agent_a", self.nobody).email = "any@home.example.com"
        self._make_secret(partner_id=self.agent_a.partner_id.id)
        self._as("agent_a", self.agent_a.partner_id).email = "sd@test.mycompany.com"
        self.assertEqual(self.lawyer.email, "newer@law.example.com")

    def test_all_of_it_is_to_be_read(self):
        """One ticket of two is not enough."""
        self._make_secret(partner_id=self.lawyer.id, opener_id=self.agent_a.id)
        with self._fails(AccessError, "Lawyer"):
            self._as("agent_a", self.lawyer).email = "me@test.mycompany.com"

    def test_what_is_no_address_at_all(self):
        """A wrong value by API is as new as a right one."""
        for value in (5, ["me@test.mycompany.com"], True):
            with self.subTest(value=value), self._fails(AccessError, "Lawyer"):
                self._as("agent_a", self.lawyer).write({"email": value})

    def test_other_writes_ask_nothing(self):
        """Only a new address costs a look, and one for all contacts."""
        people = self._as("agent_a", self.lawyer.browse()).create(
            [{"name": f"N {n}", "email": f"n{n}@home.example.com"} for n in range(5)]
        )
        asked = []
        tickets = type(self.env["servicedesk.ticket"])
        find = tickets._find_unread

        def count(model, domain):
            asked.append(domain)
            return find(model, domain)

        self.patch(tickets, "_find_unread", count)
        people.write({"function": "Cashier"})
        people[0].write({"email": people[0].email})
        self.assertFalse(asked)
        people.write({"email": "all@home.example.com"})
        self.assertEqual(len(asked), 1)


@tagged("post_install", "-at_install")
class TestLogins(IdentityCommon):
    """A login for a reader is made, or sent once more, by who reads the same."""

    def _grant(self, role, partner, **vals):
        wizard = self._as(role, self.env["portal.wizard"]).create(
            {"partner_ids": [(6, 0, partner.ids)]}
        )
        line = wizard.user_ids
        line.write(vals)
        return line

    def test_outsiders_make_none(self):
        for partner in (self.lawyer, self.asker):
            for vals in ({}, {"email": "me@test.mycompany.com"}):
                line = self._grant("agent_a", partner, **vals)
                with self.subTest(who=partner.name, vals=vals):
                    with self._fails(AccessError, partner.name):
                        line.action_grant_access()
            self.assertFalse(partner.with_context(active_test=False).user_ids)

    def test_outsiders_send_none_again(self):
        line = self._grant("agent_a", self.other_partner)
        with self._fails(AccessError, self.other_partner.name):
            line.action_invite_again()

    def test_who_may(self):
        """Who reads it, administrators, and anybody for everybody else."""
        for role, partner in (
            ("agent_c", self.asker),
            ("admin", self.lawyer),
            ("agent_a", self.nobody),
        ):
            with self.subTest(role=role):
                self._grant(role, partner).action_grant_access()
                self.assertTrue(partner.user_ids._is_portal())
