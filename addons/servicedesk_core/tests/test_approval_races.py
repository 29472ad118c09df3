# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two who decide at the same time, in real transactions.

These tests commit, and take away what they made.
"""

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Race of approvals"
WINDOW = {
    "planned_start": "2036-03-10 20:00:00",
    "planned_end": "2036-03-10 23:00:00",
}


@tagged("post_install", "-at_install")
class TestApprovalRaces(RaceCase):
    """Approve against reject, two who are both needed, decide against what ends it."""

    NAME = NAME
    PEOPLE = {"ann": "employee", "ben": "employee"}

    @classmethod
    def _make_ground(cls, env):
        cls.users = [cls.ann, cls.ben]
        cls._setup_cycle(env)

    @classmethod
    def _setup_cycle(cls, env):
        """Make a life cycle whose tickets are started with both users' approval."""
        cycle = env["servicedesk.ticket.type"].create(
            {
                "name": NAME,
                "stage_ids": cls._get_stages(env).ids,
                "is_planned": True,
            }
        )
        stages = {stage.state: stage.id for stage in cycle.stage_ids}
        env["servicedesk.transition"].create(
            [
                {
                    "type_id": cycle.id,
                    "from_stage_id": stages["new"],
                    "to_stage_id": stages["in_progress"],
                    "asks": "approval",
                },
                {"type_id": cycle.id, "to_stage_id": stages["cancelled"]},
            ]
        )
        cls.type_id = cycle.id
        rules = env["servicedesk.approval.rule"]
        rule = rules.create(
            {"ticket_type_id": cycle.id, "who": "users", "user_ids": cls.users}
        )
        cls.rule_id = rule.id

    @classmethod
    def _get_stages(cls, env):
        names = ("new", "in_progress", "waiting", "cancelled")
        return env["servicedesk.stage"].union(
            *(env.ref(f"servicedesk_core.stage_{name}") for name in names)
        )

    @classmethod
    def _remove(cls, env):
        types = env["servicedesk.ticket.type"].search([("name", "=", NAME)])
        tickets = env["servicedesk.ticket"]
        found = tickets.search([("ticket_type_id", "in", types.ids)])
        approvals = found.approval_ids
        links = env["servicedesk.answer.link"]
        links.search(
            [("res_model", "=", approvals._name), ("res_id", "in", approvals.ids)]
        ).unlink()
        env["mail.mail"].search([("model", "=", approvals._name)]).unlink()
        found.unlink()
        types.unlink()

    def _ask(self, enough):
        """Commit a ticket that both are asked about; return its id."""
        with self._committing() as env:
            env["servicedesk.approval.rule"].browse(self.rule_id).enough = enough
            ticket = env["servicedesk.ticket"].create(
                {"name": NAME, "ticket_type_id": self.type_id, **WINDOW}
            )
            ticket.action_start()
            self.approval_ids = ticket.approval_ids.ids
            return ticket.id

    def _look(self, ticket_id):
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            return ticket.state, ticket.approval_ids.sorted("id").mapped("state")

    def _decide(self, index, deed, *args):
        """Return (user, deed) of one of those who are asked."""
        approval_id = self.approval_ids[index]

        def decide(env):
            approval = env["servicedesk.approval"].browse(approval_id)
            return getattr(approval, deed)(*args)

        return self.users[index], decide

    def _on_ticket(self, ticket_id, deed, *args):
        """Return (superuser, deed) on the ticket."""

        def work(env):
            return getattr(env["servicedesk.ticket"].browse(ticket_id), deed)(*args)

        return SUPERUSER_ID, work

    def _run_both(self, *pairs):
        """Let two work at the same time; return True, or what he is told, of each."""
        uids, deeds = zip(*pairs, strict=True)
        return self._in_threads(*deeds, uids=uids)

    def test_approve_against_reject(self):
        """Any one of two: one wins, the other is told who did what."""
        for _round in range(4):
            ticket_id = self._ask("any")
            results = self._run_both(
                self._decide(0, "action_approve"),
                self._decide(1, "action_reject", "No"),
            )
            told = [said for said in results if said is not True]
            self.assertEqual(len(told), 1, results)
            state, states = self._look(ticket_id)
            if results[0] is True:
                self.assertEqual(state, "in_progress")
                self.assertEqual(states, ["approved", "withdrawn"])
                self.assertIn("already approved by", told[0])
            else:
                self.assertEqual(state, "new")
                self.assertEqual(states, ["withdrawn", "rejected"])
                self.assertIn("already rejected by", told[0])

    def test_both_are_needed(self):
        """Neither overlooks the other: the second of two makes it go on."""
        for _round in range(4):
            ticket_id = self._ask("all")
            results = self._run_both(
                self._decide(0, "action_approve"), self._decide(1, "action_approve")
            )
            self.assertEqual(results, [True, True])
            self.assertEqual(
                self._look(ticket_id), ("in_progress", ["approved", "approved"])
            )

    def test_one_person_twice(self):
        """One's approval in one window, one's rejection in the other: one counts."""
        ticket_id = self._ask("all")
        results = self._run_both(
            self._decide(0, "action_approve"), self._decide(0, "action_reject", "No")
        )
        self.assertEqual(results.count(True), 1)
        state, states = self._look(ticket_id)
        self.assertIn(
            (state, states[0]), [("waiting", "approved"), ("new", "rejected")]
        )

    def test_decided_against_cancelled(self):
        """A ticket that is cancelled at that moment is cancelled, or went on before."""
        for _round in range(4):
            ticket_id = self._ask("any")
            results = self._run_both(
                self._decide(0, "action_approve"),
                self._on_ticket(ticket_id, "action_cancel", "Moot"),
            )
            state, states = self._look(ticket_id)
            self.assertEqual(state, "cancelled", results)
            self.assertNotIn("pending", states)
            self.assertTrue(results[1])

    def test_decided_against_moved(self):
        """A window that moves at that moment: no word for the former one counts.

        Either the decision came first, and work went on with it, or it comes too
        late and all are asked anew.
        """
        later = {"planned_end": "2036-03-11 02:00:00"}
        for _round in range(4):
            ticket_id = self._ask("any")
            results = self._run_both(
                self._decide(0, "action_approve"),
                self._on_ticket(ticket_id, "write", later),
            )
            self.assertIs(results[1], True)
            state, states = self._look(ticket_id)
            if results[0] is True:
                self.assertEqual(state, "in_progress", results)
                self.assertEqual(states, ["approved", "withdrawn"])
            else:
                self.assertIn("nothing is to be decided", results[0])
                self.assertEqual(state, "waiting")
                self.assertEqual(states, ["withdrawn"] * 2 + ["pending"] * 2)
