# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestRelated(ServicedeskCommon):
    """Tickets that have to do with each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._started(name="Printer")
        cls.two = cls._started(name="Paper")
        cls.three = cls._started(name="Ink")
        cls.secret = cls._classified(
            cls.agent_c, name="Theft", team_id=cls.team_secret.id
        )

    def _links(self, ticket):
        """Return what a ticket is linked with, and the number that is kept."""
        self.env.flush_all()
        self.env.invalidate_all()
        ticket = ticket.sudo()
        self.assertEqual(ticket.related_count, len(ticket.related_ids))
        return ticket.related_ids

    # ------------------------------------------------------------------
    # Linking
    # ------------------------------------------------------------------

    def test_both_sides(self):
        """A link is seen, and noted, from both sides."""
        self.assertTrue(self.one.action_link([self.two.id, self.three.id]))
        self.assertEqual(self._links(self.one), self.two | self.three)
        self.assertEqual(self._links(self.two), self.one)
        self.assertIn(self.two.number, self.one.sudo().message_ids[0].body)
        self.assertIn(self.one.number, self.three.sudo().message_ids[0].body)

    def test_many_at_once(self):
        (self.one | self.two).action_link([self.three.id])
        self.assertEqual(self._links(self.three), self.one | self.two)
        self.assertFalse(self._links(self.one) & self.two)

    def test_twice(self):
        """What is linked is linked once, and is noted once, from either side."""
        self.one.action_link([self.two.id])
        said = len(self.one.sudo().message_ids)
        self.one.action_link([self.two.id])
        self.two.action_link([self.one.id])
        self.assertEqual(self._links(self.one), self.two)
        self.assertEqual(len(self.one.sudo().message_ids), said)

    def test_unlinking(self):
        """Either side takes the link away, and both note it."""
        self.one.action_link([self.two.id, self.three.id])
        self.two.action_unlink_related([self.one.id])
        self.assertEqual(self._links(self.one), self.three)
        self.assertFalse(self._links(self.two))
        self.assertIn("any more", self.one.sudo().message_ids[0].body)
        with self.assertRaisesRegex(UserError, "not linked"):
            self.one.action_unlink_related([self.two.id])
        self.assertEqual(self._links(self.one), self.three)

    def test_refused(self):
        for ids, words in (
            ([self.one.id], "itself"),
            ([], "at least one"),
            (["x"], "ticket_ids"),
        ):
            with self.subTest(ids=ids), self.assertRaisesRegex(UserError, words):
                self.one.action_link(ids)
        self.assertFalse(self._links(self.one))

    def test_who_may(self):
        """Whoever links works on the one and reads the other."""
        foreign = self._classified(self.dispatcher, team_id=self.team_second.id)
        self.one.action_link([foreign.id])
        for user, ticket, other in (
            (self.agent_a, self.one, self.secret),
            (self.agent_b, self.one, self.two),
            (self.auditor, self.one, self.two),
            (self.customer, self.one, self.two),
        ):
            mine = ticket.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                mine.action_link([other.id])
        with self.assertRaises(AccessError):
            self.one.with_user(self.auditor).action_unlink_related([foreign.id])
        self.assertEqual(self._links(self.one), foreign)

    def test_written_by_deeds_only(self):
        for vals in ({"related_ids": [(4, self.two.id)]}, {"related_count": 3}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.one.write(vals)

    def test_deleting(self):
        """A deleted ticket leaves no link, and no number of one."""
        self.one.action_link([self.two.id])
        self.two.sudo().unlink()
        self.assertFalse(self._links(self.one))

    def test_a_copy_has_none(self):
        self.one.action_link([self.two.id])
        copy = self.one.copy()
        self.assertFalse(self._links(copy))

    # ------------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------------

    def test_the_unreadable_end(self):
        """Of a ticket that he may not read a colleague sees nothing, nor is stopped."""
        self.one.sudo().action_link([self.secret.id, self.two.id])
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.one.with_user(self.agent_a)
        spec = {
            "shown_related_ids": {"fields": {"number": {}, "name": {}}},
            "related_ids": {"fields": {"number": {}}},
        }
        row = mine.web_read(spec)[0]
        self.assertEqual([one["name"] for one in row["shown_related_ids"]], ["Paper"])
        self.assertEqual([one["id"] for one in row["related_ids"]], [self.two.id])
        self.assertEqual(mine.read(["related_ids"])[0]["related_ids"], [self.two.id])
        theirs = self.secret.with_user(self.agent_c)
        self.assertEqual(theirs.shown_related_ids, self.one)

    def test_in_the_same_moment(self):
        """What a deed with all rights has read is not shown to who did it."""
        self.one.sudo().action_link([self.secret.id])
        mine = self.one.with_user(self.agent_a)
        mine.action_link([self.two.id])
        row = mine.web_read({"related_ids": {"fields": {"number": {}}}})[0]
        self.assertEqual([one["id"] for one in row["related_ids"]], [self.two.id])

    def test_requesters_are_told_nothing(self):
        self.one.action_link([self.two.id])
        mine = self.one.with_user(self.customer)
        for name in ("related_ids", "related_count", "shown_related_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])

    # ------------------------------------------------------------------
    # Dialog and form
    # ------------------------------------------------------------------

    def _dialog(self):
        dialogs = self.env["servicedesk.ticket.related"].with_user(self.agent_a)
        return Form(
            dialogs.with_context(
                active_model="servicedesk.ticket", active_id=self.one.id
            )
        )

    def test_dialog(self):
        """It shows what is linked; what is added is linked, what is taken out is not.

        What the user does not read stays linked.
        """
        self.one.sudo().action_link([self.secret.id])
        self.one.action_link([self.two.id])
        form = self._dialog()
        self.assertEqual(form.related_ids[:], self.two)
        form.related_ids.remove(self.two.id)
        form.related_ids.add(self.three)
        form.save().action_apply()
        self.assertEqual(self._links(self.one), self.secret | self.three)

    def test_form(self):
        """The form shows the links with number, subject and stage."""
        self.one.action_link([self.two.id])
        form = Form(self.one.with_user(self.agent_a))
        self.assertEqual(form.shown_related_ids[:], self.two)


@tagged("post_install", "-at_install")
class TestTwins(ServicedeskCommon):
    """One mail to the desks of two companies makes two tickets that are linked."""

    def test_twins(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["servicedesk.team"].create(
            {"name": "Elsewhere", "company_id": company.id}
        )
        here = self._ticket().sudo()
        there = self.env["servicedesk.ticket"].create(
            {"name": "Twin", "company_id": company.id, "team_id": team.id}
        )
        (here | there)._note_twins()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(here.related_ids, there)
        self.assertEqual(there.related_ids, here)
        self.assertFalse(here.with_user(self.agent_a).shown_related_ids)
