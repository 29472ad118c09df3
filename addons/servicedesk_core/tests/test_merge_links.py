# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, freeze_time, tagged

from .merge_common import MergeCommon
from .test_migrations import load


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestMergeLinks(MergeCommon):
    """Links, follow-ups and roles go over when tickets are merged, and return."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._started(name="Paper")
        cls.two = cls._started(name="Ink")

    def _links(self, *tickets):
        """Return what each is linked with, and check the numbers that are kept."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = []
        for ticket in tickets:
            ticket = ticket.sudo()
            self.assertEqual(ticket.related_count, len(ticket.related_ids))
            found.append(ticket.related_ids)
        return found

    def test_links(self):
        """The survivor is linked with all that either was, once."""
        self.merged.action_link([self.one.id, self.two.id, self.survivor.id])
        self.survivor.action_link([self.two.id])
        self.merged.action_merge_into(self.survivor.id)
        merged, survivor, one = self._links(self.merged, self.survivor, self.one)
        self.assertFalse(merged)
        self.assertEqual(survivor, self.one | self.two)
        self.assertEqual(one, self.survivor)
        self.merged.action_unmerge()
        merged, survivor, one = self._links(self.merged, self.survivor, self.one)
        self.assertEqual(merged, self.one | self.two | self.survivor)
        self.assertEqual(survivor, self.two | self.merged)
        self.assertEqual(one, self.merged)

    def test_unreadable_links(self):
        """What who merges does not read goes over all the same, and is not shown."""
        secret = self._classified(self.agent_c, team_id=self.team_secret.id)
        self.merged.sudo().action_link(secret.ids)
        self.merged.action_merge_into(self.survivor.id)
        (links,) = self._links(self.survivor)
        self.assertEqual(links, secret)
        self.assertFalse(self.survivor.with_user(self.agent_a).shown_related_ids)

    def test_taken_away_meanwhile(self):
        """A link that was taken off the survivor is the merged one's again."""
        self.merged.action_link([self.one.id])
        self.merged.action_merge_into(self.survivor.id)
        self.survivor.action_unlink_related([self.one.id])
        self.merged.action_unmerge()
        merged, survivor = self._links(self.merged, self.survivor)
        self.assertEqual((merged, survivor), (self.one, self.one.browse()))

    def test_follow_ups(self):
        """Who goes on with the merged one goes on with the survivor, and returns."""
        self.one.sudo()._write_deed({"follow_up_of_id": self.merged.id})
        self.merged.sudo()._write_deed({"follow_up_of_id": self.two.id})
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self.one.follow_up_of_id, self.survivor)
        self.assertEqual(self.survivor.follow_up_of_id, self.two)
        self.merged.action_unmerge()
        self.assertEqual(self.one.follow_up_of_id, self.merged)
        self.assertEqual(self.merged.follow_up_of_id, self.two)
        self.assertFalse(self.survivor.follow_up_of_id)

    def test_a_follow_up_of_itself(self):
        """Merged with what it follows up, neither follows itself."""
        self.merged.sudo()._write_deed({"follow_up_of_id": self.survivor.id})
        self.merged.action_merge_into(self.survivor.id)
        self.assertFalse(self.survivor.follow_up_of_id)
        self.two.sudo()._write_deed({"follow_up_of_id": self.one.id})
        self.one.action_merge_into(self.two.id)
        self.assertEqual(self.two.follow_up_of_id, self.one)

    def test_a_major_incident(self):
        """Its tasks and the affected come over as what they are, and return so."""
        affected, task = self._started(), self._started()
        self.merged.action_add_children(affected.ids, role="affected")
        self.merged.action_add_children(task.ids)
        self.merged.action_merge_into(self.survivor.id)
        counts = ("child_count", "child_open_count", "affected_count")
        self.assertEqual([self.survivor[name] for name in counts], [1, 1, 1])
        self.assertEqual([self.merged[name] for name in counts], [0, 0, 0])
        self.assertEqual(affected.child_role, "affected")
        self.merged.action_unmerge()
        self.assertEqual(affected.parent_id, self.merged)
        self.assertEqual(affected.child_role, "affected")
        self.assertEqual(self.merged.affected_open_count, 1)
        self.assertEqual([self.survivor[name] for name in counts], [0, 0, 0])

    def test_an_affected_one(self):
        """The survivor takes its place in its role, and gives it back."""
        fault = self._started()
        fault.action_add_children(self.merged.ids, role="affected")
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self.survivor.parent_id, fault)
        self.assertEqual(self.survivor.child_role, "affected")
        self.assertEqual((fault.affected_count, fault.affected_open_count), (2, 1))
        fault.action_resolve("Mended.")
        self.assertEqual(self.survivor.state, "resolved")

    def test_an_affected_one_taken_back(self):
        fault = self._started()
        fault.action_add_children(self.merged.ids, role="affected")
        self.merged.action_merge_into(self.survivor.id)
        self.merged.action_unmerge()
        self.assertFalse(self.survivor.parent_id)
        self.assertEqual(self.survivor.child_role, "task")
        self.assertEqual((fault.affected_count, fault.affected_open_count), (1, 1))


@tagged("post_install", "-at_install")
class TestMergedShown(MergeCommon):
    """The survivor shows what was merged into it: ratings, ledger, closing cycles."""

    def _merge(self):
        with freeze_time("2026-03-02 09:00:00"):
            self.merged.action_resolve("Water.")
            self.merged.with_user(self.customer).action_refuse("Still smoking")
            self.merged.action_merge_into(self.survivor.id)
        self.env.flush_all()
        self.env.invalidate_all()
        return self.survivor.with_user(self.agent_a)

    def test_shown(self):
        """Rows of the merged ticket, which stay its own."""
        survivor = self._merge()
        self.assertEqual(survivor.merged_count, 1)
        self.assertEqual(survivor.merged_ids, self.merged)
        spans = survivor.merged_span_ids
        self.assertTrue(spans)
        self.assertEqual(spans.ticket_id, self.merged)
        self.assertFalse(spans & survivor.span_ids)
        self.assertEqual(survivor.merged_cycle_ids.ticket_id, self.merged)
        form = Form(survivor)
        self.assertEqual(form.merged_ids[:], self.merged)

    def test_ratings(self):
        """A rating stays the merged one's, for figures, and is shown."""
        self.incident.low_rating = 2
        self.merged.action_resolve("Water.")
        self.merged.with_user(self.customer).action_confirm(2, "Everything is wet")
        self.merged.action_merge_into(self.survivor.id)
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.survivor.with_user(self.agent_a).web_read(
            {"merged_ids": {"fields": {"rating_last_value": {}}}}
        )[0]
        self.assertEqual(row["merged_ids"][0]["rating_last_value"], 2)
        self.assertFalse(self.survivor.rating_last_value)

    def test_along_several(self):
        """What was merged into a merged one is shown, too."""
        survivor = self._merge()
        last = self._started(name="All of it")
        survivor.action_merge_into(last.id)
        self.assertEqual(last.merged_ids, self.merged | self.survivor)
        self.assertEqual(last.merged_count, 1)

    def test_taken_back(self):
        survivor = self._merge()
        with freeze_time("2026-03-02 10:00:00"):
            self.merged.action_unmerge()
        self.assertFalse(survivor.merged_count)
        self.assertFalse(survivor.merged_ids)

    def test_nothing_asked_without_a_merge(self):
        """The many that took up nothing pay nothing for it."""
        ticket = self.survivor.with_user(self.agent_a)
        self.env.flush_all()
        self.env.invalidate_all()
        ticket.read(["merged_count", "related_count"])
        with self.assertQueryCount(0):
            self.assertFalse(ticket.merged_ids | ticket.shown_related_ids)
            self.assertFalse(ticket.merged_span_ids)

    def test_migration(self):
        """Tickets that were merged before are counted; twice does no harm."""
        self._merge()
        at = fields.Datetime.now() - timedelta(days=9)
        self.env.cr.execute(
            "UPDATE servicedesk_ticket SET merged_count = NULL, write_date = %s", [at]
        )
        for _round in range(2):
            load("19.0.1.4.0/post-family.py").migrate(self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self.assertEqual(self.survivor.merged_count, 1)
        self.assertEqual(self.survivor.write_date, at.replace(microsecond=0))
        self.assertFalse(self.merged.merged_count)
