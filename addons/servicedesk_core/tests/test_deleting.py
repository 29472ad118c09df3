# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDeletingUsers(ServicedeskCommon):
    """Who opened, had or solved a ticket is archived, not deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opener = cls._new_user("sd_opener", "dispatcher")
        cls.former = cls._new_user("sd_former", "dispatcher")
        cls.assignee = cls._new_user("sd_assignee", "dispatcher")
        cls.solver = cls._new_user("sd_solver", "dispatcher")
        cls.ticket = cls._classified(cls.opener, channel="phone")
        cls.ticket.user_id = cls.former
        cls.ticket.user_id = cls.assignee
        cls.ticket.with_user(cls.solver).action_resolve("Replaced the lock.")
        cls.env.flush_all()

    def test_history_keeps_its_people(self):
        for name in ("opener", "former", "assignee", "solver"):
            user = getattr(self, name)
            with self.subTest(user=name):
                with self.assertRaisesRegex(UserError, "Archive him"):
                    user.unlink()
                self.assertTrue(user.exists())
        self.assertEqual(self.ticket.opener_id, self.opener)
        self.assertEqual(self.ticket.user_id, self.assignee)
        self.assertEqual(self.ticket.resolved_by_id, self.solver)

    def test_sentence_names_the_user(self):
        """Of many who are to be deleted, the one that is in the way."""
        unused = self._new_user("sd_unused", "agent")
        with self.assertRaisesRegex(UserError, self.opener.name):
            (unused | self.opener).unlink()

    def test_archiving_him_is_free(self):
        self.assignee.active = False
        self.assertEqual(self.ticket.user_id, self.assignee)

    def test_unused_users_are_deleted(self):
        """A seat in a team is no history, nor is following a ticket."""
        unused = self._new_user("sd_unused", "agent")
        self.team_first.member_ids += unused
        self.ticket.message_subscribe(unused.partner_id.ids)
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_the_database_refuses_as_well(self):
        """Whatever gets round the ORM, and in a database that was updated."""
        places = {
            "servicedesk_ticket": ("opener_id", "user_id", "resolved_by_id"),
            "servicedesk_ticket_span": ("user_id",),
        }
        rows = self.env.execute_query(
            SQL(
                """SELECT conrelid::regclass::text, attname, confdeltype
                     FROM pg_constraint
                     JOIN pg_attribute
                       ON attrelid = conrelid AND attnum = conkey[1]
                    WHERE contype = 'f' AND conrelid::regclass::text IN %s""",
                tuple(places),
            )
        )
        rules = {(table, column): rule for table, column, rule in rows}
        for table, columns in places.items():
            for column in columns:
                with self.subTest(table=table, column=column):
                    self.assertEqual(rules[table, column], "r")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.execute_query(
                    SQL(
                        "DELETE FROM res_users WHERE id = %s RETURNING id",
                        self.opener.id,
                    )
                )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDeletingContacts(ServicedeskCommon):
    """A contact who is still to be answered, or to answer, is not deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.stranger = cls.env["res.partner"].create(
            [
                {"name": "Shop 4", "is_company": True},
                {"name": "Zoe Stranger", "email": "zoe@shop.example"},
            ]
        )
        cls.zoe = cls.env["res.partner"].create(
            {"name": "Zoe", "email": "zoe@shop.example", "parent_id": cls.shop.id}
        )

    def _assert_kept(self, partner):
        with self.assertRaisesRegex(UserError, "merge it with another") as caught:
            partner.unlink()
        self.assertIn(partner.display_name, str(caught.exception))

    def test_open_tickets(self):
        """In every state up to the confirmation; his company stays with him."""
        ticket = self._classified(partner_id=self.zoe.id)
        self._assert_kept(self.zoe)
        self._assert_kept(self.shop)
        ticket.action_resolve("Replaced the lock.")
        self.assertEqual(ticket.confirmation, "awaiting")
        self._assert_kept(self.zoe)
        ticket.action_confirm(rating=5, by_phone=True)
        self._assert_kept(self.zoe)
        ticket.action_close()
        self.zoe.unlink()
        self.shop.unlink()
        self.assertEqual(ticket.partner_email, "zoe@shop.example")

    def test_unknown_to_who_deletes(self):
        """Neither role nor company of who deletes makes a difference.

        Who reads none of the tickets is not told of the service desk: they may be
        confidential.
        """
        plain = self._ticket(partner_id=self.stranger.id)
        secret = self._ticket(partner_id=self.zoe.id, team_id=self.team_secret.id)
        secretary = self._new_user("sd_secretary", False)
        for user in (secretary, self.dispatcher, self.agent_c):
            user.group_ids += self.env.ref("base.group_partner_manager")
        known = [(self.dispatcher, plain), (self.agent_c, secret)]
        for user, ticket in (
            (secretary, plain),
            (secretary, secret),
            (self.dispatcher, secret),
            *known,
        ):
            partner = ticket.partner_id.with_user(user)
            reads = ticket.with_user(user).has_access("read")
            with self.subTest(user=user.login, ticket=ticket.name):
                self.assertEqual(reads, (user, ticket) in known)
                with self.assertRaises(UserError) as caught:
                    partner.unlink()
                told = "tickets at the service desk" in str(caught.exception)
                self.assertEqual(told, reads)
                self.assertIn("merge it with another", str(caught.exception))

    def test_others_are_deleted(self):
        self._classified(partner_id=self.zoe.id)
        self.stranger.unlink()
        self.assertFalse(self.stranger.exists())

    def test_archiving_is_free(self):
        ticket = self._classified(partner_id=self.zoe.id)
        self.zoe.active = False
        self.assertEqual(ticket.partner_id, self.zoe)

    def test_merging_moves_the_tickets(self):
        """Odoo's dialog moves open and closed tickets to the contact that is kept.

        Its company sees them from then on, as if he had asked under its name.
        """
        waiting = self._resolved(partner_id=self.stranger.id)
        over = self._classified(partner_id=self.stranger.id)
        over.action_cancel("Rang twice")
        # Both follow one ticket: Odoo would forget what else the merged one follows.
        over.message_subscribe(self.zoe.ids)
        self.env.flush_all()
        dialog = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [(6, 0, (self.stranger | self.zoe).ids)],
                "dst_partner_id": self.zoe.id,
            }
        )
        dialog.action_merge()
        self.env.invalidate_all()
        self.assertFalse(self.stranger.exists())
        for ticket in (waiting, over):
            self.assertEqual(ticket.partner_id, self.zoe)
            self.assertEqual(ticket.commercial_partner_id, self.shop)
        self.assertIn(self.zoe, waiting.sudo().message_partner_ids)
        self.assertEqual(waiting.confirmation, "awaiting")
        links = self.env["servicedesk.answer.link"].search(
            [("res_id", "=", waiting.id), ("res_model", "=", waiting._name)]
        )
        self.assertEqual(links.partner_id, self.zoe)
        self.assertFalse(links.revoked_at)
        waiting.action_confirm(rating=5, by_phone=True)
        self.assertEqual(waiting.confirmation, "confirmed")

    def test_merging_companies_moves_their_tickets(self):
        """The tickets of both firms are those of the one that is kept."""
        ticket = self._classified(partner_id=self.zoe.id)
        self.env.flush_all()
        kept = self.env["res.partner"].create({"name": "Shops", "is_company": True})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.shop | kept).ids, kept
        )
        self.env.invalidate_all()
        self.assertEqual(ticket.partner_id, self.zoe)
        self.assertEqual(ticket.commercial_partner_id, kept)
        self.assertEqual(self.zoe.commercial_partner_id, kept)
