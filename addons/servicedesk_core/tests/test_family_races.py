# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions: families, links, splits."""

from odoo.tests import tagged

from .merge_race_common import NAME, MergeRaceCase


@tagged("post_install", "-at_install")
class TestFamilyRaces(MergeRaceCase):
    """One wins, the other is told, or both are true afterwards."""

    def setUp(self):
        super().setUp()
        with self._committing(self.one) as env:
            incident = env.ref("servicedesk_core.ticket_type_incident")
            tickets = env["servicedesk.ticket"].browse(self.ids)
            tickets.ticket_type_id = incident

    def _deed(self, name, ticket_id, *args, **kwargs):
        def deed(env):
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            return getattr(ticket, name)(*args, **kwargs)

        return deed

    def _affect(self):
        """Commit that the second ticket is affected by the first."""
        one, two, _three = self.ids
        with self._committing(self.one) as env:
            self._deed("action_add_children", one, [two], role="affected")(env)

    def test_affected_and_solved(self):
        """Whoever is first: it is solved with the fault, or told that it is late."""
        one, two, _three = self.ids
        added, solved = self._by_both(
            self._deed("action_add_children", one, [two], role="affected"),
            self._deed("action_resolve", one, "Mended."),
        )
        self.assertIs(solved, True)
        fields = ["state", "parent_id", "affected_count", "affected_open_count"]
        fault, other, _rest = self._read(fields)
        self.assertEqual(fault["state"], "resolved")
        if added is True:
            self.assertEqual(other["state"], "resolved")
            self.assertEqual(fault["affected_count"], 1)
        else:
            self.assertIn("reopen it", added)
            self.assertFalse(other["parent_id"])
        self.assertFalse(fault["affected_open_count"])

    def test_both_solved(self):
        """The fault, and one whom it affects, by two people: both are solved, once."""
        self._affect()
        one, two, _three = self.ids
        results = self._by_both(
            self._deed("action_resolve", one, "Mended."),
            self._deed("action_resolve", two, "Rebooted."),
        )
        self.assertIs(results[0], True)
        fault, other, _rest = self._read(
            ["state", "affected_open_count", "confirm_cycle"]
        )
        self.assertEqual((fault["state"], other["state"]), ("resolved", "resolved"))
        self.assertEqual(other["confirm_cycle"], 1)
        self.assertEqual(fault["affected_open_count"], 0)

    def test_linked_and_merged(self):
        """A link of a ticket that is just merged is its survivor's, or still its own.

        The number that is kept is right on all sides.
        """
        one, two, three = self.ids
        results = self._by_both(
            self._merge(one, two), self._deed("action_link", one, [three])
        )
        self.assertIs(results[0], True)
        self.assertIs(results[1], True)
        rows = self._read(["related_ids", "related_count"])
        for row in rows:
            self.assertEqual(len(row["related_ids"]), row["related_count"])
        self.assertIn(len(rows[2]["related_ids"]), (1,))

    def test_linked_from_both_sides(self):
        one, two, _three = self.ids
        self._by_both(
            self._deed("action_link", one, [two]), self._deed("action_link", two, [one])
        )
        rows = self._read(["related_ids", "related_count"])
        self.assertEqual(
            [row["related_ids"] for row in rows[:2]],
            [[two], [one]],
        )
        self.assertEqual([row["related_count"] for row in rows], [1, 1, 0])

    def test_split_twice(self):
        """One message becomes one ticket; the second is told which."""
        one = self.ids[0]
        with self._committing(self.one) as env:
            ticket = env["servicedesk.ticket"].browse(one)
            message_id = ticket.message_post(
                body="Another thing",
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            ).id
        results = self._by_both(
            *[self._deed("action_split", one, message_id, NAME)] * 2
        )
        made = [result for result in results if isinstance(result, int)]
        told = [result for result in results if isinstance(result, str)]
        self.assertEqual((len(made), len(told)), (1, 1))
        with self._committing() as env:
            number = env["servicedesk.ticket"].browse(made).number
        self.assertIn(number, told[0])
