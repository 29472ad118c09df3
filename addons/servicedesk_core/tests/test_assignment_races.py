# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two workers who assign and take at the same time, in real transactions.

These tests commit, and take away what they made.
"""

from collections import Counter

from odoo.tests import tagged

from .race_case import RaceCase

TICKETS = 200


@tagged("post_install", "-at_install")
class TestAssignmentRaces(RaceCase):
    """Two hundred tickets, two workers, four members."""

    NAME = "Deal"
    PEOPLE = dict.fromkeys(("ann", "ben", "cid", "dan"), "agent")
    MEMBERS = tuple(PEOPLE)
    CONTEXT = {}

    @classmethod
    def _make_ground(cls, env):
        cls.members = [getattr(cls, name) for name in cls.MEMBERS]
        cls.type_id = env.ref("servicedesk_core.ticket_type_incident").id

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove_tickets)

    def _remove_tickets(self):
        with self._committing() as env:
            tickets = env["servicedesk.ticket"]
            tickets.search([("team_id", "=", self.team_id)]).unlink()

    def _set_method(self, method):
        with self._committing() as env:
            env["servicedesk.team"].browse(self.team_id).assignment = method

    def _vals(self, count):
        return [
            {"name": "Deal", "team_id": self.team_id, "ticket_type_id": self.type_id}
            for _each in range(count)
        ]

    def _do_well(self, uid, deed):
        """Do a deed on tickets in a transaction of its own; return what it brought."""
        result = self._do(uid, lambda env: deed(env["servicedesk.ticket"]))
        self.assertNotIsInstance(result, Exception)
        return result

    def _by_both(self, work):
        """Let two workers do ``work``, which makes many transactions, at once."""
        return self._in_threads(lambda env: work(0), lambda env: work(1))

    def _register(self, index):
        """Register half of the tickets, five in each transaction."""
        rounds = TICKETS // 2 // 5
        for _round in range(rounds):
            self._do_well(
                self.members[index],
                lambda tickets: tickets.create(self._vals(5)).ids,
            )
        return rounds

    def _count_by_member(self):
        with self._committing() as env:
            tickets = env["servicedesk.ticket"].search([("team_id", "=", self.team_id)])
            return Counter(tickets.mapped(lambda ticket: ticket.user_id.id or None))

    def test_in_turn_is_exact(self):
        self._set_method("round_robin")
        self._by_both(self._register)
        self.assertEqual(self._count_by_member(), dict.fromkeys(self.members, 50))

    def test_by_load_is_even_but_for_the_workers(self):
        """Each worker may miss what the other one is just writing, no more."""
        self._set_method("least_loaded")
        self._by_both(self._register)
        given = self._count_by_member()
        self.assertEqual(sum(given.values()), TICKETS)
        self.assertLessEqual(max(given.values()) - min(given.values()), 4)

    def test_take_next_gives_each_ticket_to_one(self):
        self._set_method("manual")
        self._do_well(
            self.members[0], lambda tickets: tickets.create(self._vals(40)).ids
        )

        def take_all(index):
            taken, found = [], True
            while found:
                found = self._do_well(
                    self.members[index], lambda tickets: tickets.action_take_next()
                )
                taken += [found] if found else []
            return taken

        one, two = self._by_both(take_all)
        self.assertEqual(len(one) + len(two), 40)
        self.assertFalse(set(one) & set(two))
        with self._committing() as env:
            tickets = env["servicedesk.ticket"]
            self.assertEqual(
                set(tickets.browse(one).mapped("user_id.id")), {self.members[0]}
            )
