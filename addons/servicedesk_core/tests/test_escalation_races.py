# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two who answer, take back or offer at one moment, in real transactions.

Of any two one wins, and the other is told what happened. These tests commit, and take
away what they made.
"""

from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Race of escalations"


@tagged("post_install", "-at_install")
class TestEscalationRaces(RaceCase):
    """ann has the ticket; ben and bob are of the team it is offered to."""

    NAME = NAME
    PEOPLE = {
        "ann": "agent",
        "ben": "agent",
        "bob": "agent",
        "cat": "agent",
        "max": "manager",
    }
    MEMBERS = ("ann",)

    @classmethod
    def _make_ground(cls, env):
        above = cls._make_team(env, NAME, leader_id=cls.cat)
        cls.other_id = cls._make_team(env, NAME, ("ben", "bob"), parent_id=above)
        cls.third_id = cls._make_team(env, NAME, ("cat",), parent_id=above)
        env["servicedesk.team"].browse(cls.team_id).parent_id = above

    @classmethod
    def _remove(cls, env):
        teams = env["servicedesk.team"].search([("name", "=", NAME)])
        offers = env["servicedesk.escalation"].search([("ticket_id.name", "=", NAME)])
        env["mail.mail"].search(
            [("model", "=", offers._name), ("res_id", "in", offers.ids)]
        ).unlink()
        links = env["servicedesk.answer.link"]
        links.search(
            [("res_model", "=", offers._name), ("res_id", "in", offers.ids)]
        ).unlink()
        env["servicedesk.ticket"].search([("name", "=", NAME)]).unlink()
        teams.write({"parent_id": False})
        return super()._remove(env)

    def setUp(self):
        super().setUp()
        with self._committing(self.ann) as env:
            ticket = env["servicedesk.ticket"].create(
                {
                    "name": NAME,
                    "team_id": self.team_id,
                    "partner_email": "a@x.example",
                    "ticket_type_id": env.ref(
                        "servicedesk_core.ticket_type_incident"
                    ).id,
                }
            )
            ticket.action_start()
            self.ticket_id = ticket.id

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def _offer(self, share="whole", team_id=None):
        def deed(env):
            ticket = env["servicedesk.ticket"].browse(self.ticket_id)
            return ticket.action_escalate(
                "horizontal", share, "Not ours", to_team_id=team_id or self.other_id
            )

        return deed

    def _offered(self, share="whole"):
        """Commit an offer of ann's; keep its id."""
        with self._committing(self.ann) as env:
            self.offer_id = self._offer(share)(env)

    def _on_offer(self, name, *args):
        def deed(env):
            return getattr(env["servicedesk.escalation"].browse(self.offer_id), name)(
                *args
            )

        return deed

    def _on_ticket(self, name, *args):
        def deed(env):
            return getattr(env["servicedesk.ticket"].browse(self.ticket_id), name)(
                *args
            )

        return deed

    def _look(self):
        """Return (states of the offers, team id, user id, open offers)."""
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(self.ticket_id)
            return (
                ticket.escalation_ids.sorted("id").mapped("state"),
                ticket.team_id.id,
                ticket.user_id.id,
                ticket.offer_count,
            )

    def _both(self, *pairs):
        uids, deeds = zip(*pairs, strict=True)
        return self._in_threads(*deeds, uids=uids)

    def assertOneWins(self, results, *words):
        """Fail unless one deed was done, and the other one refused in these words."""
        told = [result for result in results if isinstance(result, str)]
        self.assertEqual(len(told), len(results) - 1, results)
        for refusal in told:
            self.assertRegex(refusal, "|".join(words))

    # ------------------------------------------------------------------
    # Races
    # ------------------------------------------------------------------

    def test_accept_against_return(self):
        """One takes it while a colleague sends it back: one of both holds."""
        self._offered()
        results = self._both(
            (self.ben, self._on_offer("action_accept")),
            (self.bob, self._on_offer("action_return", "No")),
        )
        self.assertOneWins(results, "already accepted", "already returned")
        states, team_id, user_id, count = self._look()
        accepted = results[0] is True
        self.assertEqual(states, ["accepted" if accepted else "returned"])
        self.assertEqual(team_id, self.other_id if accepted else self.team_id)
        self.assertEqual(user_id, self.ben if accepted else self.ann)
        self.assertEqual(count, 0)

    def test_return_waits_for_accept(self):
        """The second one waits for the first, and hears who accepted."""
        self._offered()
        result = self._race(
            (self.ben, self._on_offer("action_accept")),
            (self.bob, self._on_offer("action_return", "No")),
            must_wait=True,
        )
        self.assertTold(result, "already accepted")
        self.assertEqual(self._look(), (["accepted"], self.other_id, self.ben, 0))

    def test_accept_waits_for_return(self):
        """And the other way round: what was returned is not accepted."""
        self._offered()
        result = self._race(
            (self.bob, self._on_offer("action_return", "No")),
            (self.ben, self._on_offer("action_accept")),
            must_wait=True,
        )
        self.assertTold(result, "already returned")
        self.assertEqual(self._look(), (["returned"], self.team_id, self.ann, 0))

    def test_accept_against_withdraw(self):
        """The sender takes it back just when the receiver takes it over."""
        self._offered()
        results = self._both(
            (self.ben, self._on_offer("action_accept")),
            (self.ann, self._on_offer("action_withdraw", "Found it")),
        )
        self.assertOneWins(results, "already accepted", "was withdrawn")
        states, team_id, _user_id, count = self._look()
        accepted = results[0] is True
        self.assertEqual(states, ["accepted" if accepted else "withdrawn"])
        self.assertEqual(team_id, self.other_id if accepted else self.team_id)
        self.assertEqual(count, 0)

    def test_accept_waits_for_withdraw(self):
        """What was withdrawn is not accepted any more."""
        self._offered()
        result = self._race(
            (self.ann, self._on_offer("action_withdraw", "Found it")),
            (self.ben, self._on_offer("action_accept")),
            must_wait=True,
        )
        self.assertTold(result, "withdrawn")
        self.assertEqual(self._look(), (["withdrawn"], self.team_id, self.ann, 0))

    def test_two_acceptors(self):
        """Of two members of the team one has it; the other hears who."""
        self._offered()
        results = self._both(
            (self.ben, self._on_offer("action_accept")),
            (self.bob, self._on_offer("action_accept")),
        )
        self.assertOneWins(results, "already accepted")
        winner = self.ben if results[0] is True else self.bob
        self.assertEqual(self._look(), (["accepted"], self.other_id, winner, 0))

    def test_two_acceptors_of_a_part(self):
        """A part is taken by one as well."""
        self._offered("part")
        results = self._both(
            (self.ben, self._on_offer("action_accept")),
            (self.bob, self._on_offer("action_accept")),
        )
        self.assertOneWins(results, "already accepted")
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(self.ticket_id)
            self.assertEqual(len(ticket.co_responsible_ids), 1)
            self.assertEqual(ticket.user_id.id, self.ann)

    def test_offer_against_offer(self):
        """Two offers of the whole at one moment: there is one."""
        results = self._both(
            (self.ann, self._offer()),
            (self.max, self._offer(team_id=self.third_id)),
        )
        self.assertOneWins(results, "already offered")
        self.assertEqual(self._look()[0], ["offered"])
        self.assertEqual(self._look()[3], 1)

    def test_accept_against_resolve(self):
        """Resolved just then, there is nothing to take over; or it was taken over."""
        self._offered()
        results = self._both(
            (self.ben, self._on_offer("action_accept")),
            (self.ann, self._on_ticket("action_resolve", "Done.")),
        )
        states, team_id, _user_id, count = self._look()
        self.assertIn(states, (["accepted"], ["withdrawn"]))
        if states == ["withdrawn"]:
            self.assertRegex(results[0], "withdrawn")
            self.assertEqual(team_id, self.team_id)
        self.assertEqual(count, 0)

    def test_accept_waits_for_direct_move(self):
        """A dispatcher who moves it meanwhile has decided: the offer is gone."""
        self._offered()
        result = self._race(
            (self.max, self._on_ticket("action_assign", False, self.third_id)),
            (self.ben, self._on_offer("action_accept")),
        )
        self.assertTold(result, "withdrawn")
        self.assertEqual(self._look()[:2], (["withdrawn"], self.third_id))

    def test_two_settlers(self):
        """A dispute is settled once, whoever of two may."""
        for _time in range(2):
            self._offered()
            with self._committing(self.ben) as env:
                self._on_offer("action_return", "No")(env)
        results = self._both(
            (self.cat, self._on_offer("action_settle", "sender")),
            (self.max, self._on_offer("action_settle", "receiver")),
        )
        self.assertOneWins(results, "already settled")
        states, team_id, _user_id, count = self._look()
        self.assertEqual(states, ["returned", "settled"])
        expected = self.team_id if results[0] is True else self.other_id
        self.assertEqual((team_id, count), (expected, 0))
