# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions: merge and merge, merge and reply."""

from odoo.tests import tagged

from .merge_race_common import MergeRaceCase


@tagged("post_install", "-at_install")
class TestMergeRaces(MergeRaceCase):
    """One wins, the other is told; and what is said is never lost."""

    def test_each_into_the_other(self):
        """Exactly one of the two is closed, and the second is told by what."""
        one, two, _three = self.ids
        results = self._by_both(self._merge(one, two), self._merge(two, one))
        self.assertEqual([result is True for result in results].count(True), 1)
        told = next(result for result in results if result is not True)
        self.assertIn("merged into", told)
        states = [row["merged_into_id"] for row in self._read(["merged_into_id"])]
        self.assertEqual(len([target for target in states if target]), 1)

    def test_one_into_two_others(self):
        one, two, three = self.ids
        results = self._by_both(self._merge(one, two), self._merge(one, three))
        self.assertEqual([result is True for result in results].count(True), 1)
        told = next(result for result in results if result is not True)
        self.assertIn("already", told)

    def test_into_one_that_is_just_merged(self):
        """Whoever is first, nothing points to a ticket that nobody told him of."""
        one, two, three = self.ids
        results = self._by_both(self._merge(one, two), self._merge(two, three))
        rows = {
            row["id"]: row["merged_into_id"] for row in self._read(["merged_into_id"])
        }
        self.assertEqual(rows[two], three)
        if results[0] is not True:
            self.assertIn("merge into that one", results[0])
            self.assertFalse(rows[one])

    def test_a_reply_in_the_same_moment_is_not_lost(self):
        one, two, _three = self.ids

        def reply(env):
            ticket = env["servicedesk.ticket"].sudo().browse(one)
            return ticket.message_post(
                body="Late words",
                message_type="email",
                email_from="a@x.example",
                author_id=False,
                subtype_xmlid="mail.mt_comment",
            ).id

        merged, message_id = self._by_both(self._merge(one, two), reply)
        self.assertIs(merged, True)
        with self._committing() as env:
            env["servicedesk.ticket"]._cron_gather_merged()
            self.assertEqual(env["mail.message"].browse(message_id).res_id, two)

    def test_merged_and_solved_in_the_same_moment(self):
        """Who closes it first wins; the other one hears of it."""
        one, two, _three = self.ids

        def cancel(env):
            return env["servicedesk.ticket"].browse(one).action_cancel("Gone")

        results = self._by_both(self._merge(one, two), cancel)
        row = self._read(["state", "merged_into_id"])[0]
        self.assertEqual([result is True for result in results].count(True), 1)
        self.assertEqual(row["state"], "closed" if results[0] is True else "cancelled")
        self.assertEqual(bool(row["merged_into_id"]), results[0] is True)
