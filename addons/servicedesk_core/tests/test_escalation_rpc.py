# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What may be sent to the deeds of an escalation, and what they cost."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .escalation_common import EscalationCommon
from .test_arguments import NONE, ODD, TEXTS


@tagged("post_install", "-at_install")
class TestEscalationArguments(EscalationCommon):
    """A deed answers a wrong type with a sentence that names the argument."""

    def _call(self, user, name, ids, kwargs):
        """Return the sentence of a refusal, False for what was done; take it back."""
        offers = self.env["servicedesk.escalation"].with_user(user)
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint() as savepoint:
                call_kw(offers, name, [ids], kwargs)
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            return str(error)
        finally:
            self.env.invalidate_all()
        return False

    def _try(self, user, name, ids, good, types):
        self.assertFalse(self._call(user, name, ids, good))
        for argument, allowed in types.items():
            for label, value in ODD.items():
                with self.subTest(deed=name, argument=argument, odd=label):
                    said = self._call(user, name, ids, {**good, argument: value})
                    if label not in allowed:
                        self.assertIn(f"“{argument}”", said or "")

    def test_answers(self):
        """Reasons are texts."""
        offer = self._offered()
        ids = offer.ids
        self._try(self.agent_n, "action_accept", ids, {}, {})
        good = {"reason": "No"}
        types = {"reason": NONE | TEXTS}
        self._try(self.agent_n, "action_return", ids, good, types)
        self._try(self.agent_a, "action_withdraw", ids, good, types)

    def test_settlement(self):
        """A decision is a text, who takes it an id."""
        dispute = self._disputed()
        self._try(
            self.leader,
            "action_settle",
            dispute.ids,
            {"decision": "other", "to_team_id": self.team_second.id},
            {
                "decision": NONE | TEXTS,
                "to_team_id": NONE | {"missing id"},
                "to_user_id": NONE | {"missing id"},
            },
        )

    def test_ids(self):
        """What is no id of an offer is refused, whatever it is."""
        for label in ("text", "huge", "negative", "fraction", "missing id", "zero"):
            with self.subTest(odd=label):
                for name in ("action_accept", "action_withdraw"):
                    self.assertTrue(self._call(self.manager, name, [ODD[label]], {}))

    def test_no_ids(self):
        """Who names no offer is told so: a forgotten id is no success."""
        for name in ("action_accept", "action_withdraw"):
            self.assertIn("meant", self._call(self.manager, name, [], {}) or "")
        for name in ("action_return", "action_settle"):
            args = {"reason" if name == "action_return" else "decision": "sender"}
            self.assertIn("meant", self._call(self.manager, name, [], args) or "")

    def test_by_role(self):
        """Each deed as each role: only who is on that side may."""
        deeds = {
            "action_accept": ((), {"agent_n", "leader_n"}),
            "action_return": (("No",), {"agent_n", "leader_n"}),
            "action_withdraw": ((), {"agent_a", "dispatcher", "manager", "api_user"}),
            "action_settle": (("sender",), set()),
        }
        roles = {
            *("agent_a", "agent_b", "agent_n", "leader_n", "leader", "dispatcher"),
            *("manager", "auditor", "api_user", "employee", "customer"),
        }
        offer = self._offered()
        for name, (args, allowed) in deeds.items():
            for role in sorted(roles):
                with self.subTest(deed=name, role=role):
                    theirs = offer.with_user(getattr(self, role)).sudo(False)
                    may = True
                    try:
                        with self.cr.savepoint() as savepoint:
                            call_kw(theirs, name, [offer.ids, *args], {})
                            savepoint.rollback()
                    except (AccessError, UserError):
                        may = False
                    self.env.invalidate_all()
                    self.assertEqual(may, role in allowed)


@tagged("post_install", "-at_install")
class TestEscalationBudget(EscalationCommon):
    """What often happens has a budget of statements."""

    def _count(self, deed):
        """Return how many statements a deed takes with everything written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        deed()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _warm(self):
        """Fill the caches, as in a server that runs."""
        self._offered().with_user(self.agent_n).action_accept()

    def test_escalate(self):
        """Offering to a team of two, with their plans and mails."""
        self._warm()
        ticket = self._started()
        count = self._count(lambda: self._offered(ticket))
        self.assertLessEqual(count, 54)

    def test_accept(self):
        """Accepting the whole: the hand-over, its notes by the team's clock."""
        self._warm()
        offer = self._offered()
        count = self._count(lambda: offer.with_user(self.agent_n).action_accept())
        self.assertLessEqual(count, 69)

    def test_nothing_for_what_is_not_offered(self):
        """Whether one works on a ticket without offers asks nothing of offers."""
        ticket = self._started()
        self._warm()
        theirs = ticket.with_user(self.agent_n)
        self.env.invalidate_all()
        theirs = theirs.sudo()  # rules would be asked with every read
        theirs.read(["offer_count", "team_id"])
        statements = []
        execute = self.cr.execute

        def listen(query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        self.patch(self.cr, "execute", listen)
        self.assertFalse(theirs.can_work)
        self.assertFalse([one for one in statements if "servicedesk_escalation" in one])
