# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What is offered is read and answered, and nobody's to work on before he accepts."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .escalation_common import EscalationCommon

WORDS = "offered to you: accept it first"


@tagged("post_install", "-at_install")
class TestNotYetHis(EscalationCommon):
    """With an open offer alone nobody acts as if the ticket were his."""

    def _secret(self):
        """Return a ticket of the confidential team, in work."""
        return self._started(self.agent_c, team_id=self.team_secret.id)

    def _reads(self, ticket, user):
        self.env.invalidate_all()
        return ticket.with_user(user).has_access("read")

    def _get_attempts(self, ticket):
        """Return {name: deed} of all that is refused on ``ticket``, as its user."""
        other = self._started()
        people = self.agent_b.partner_id
        order = {"ticket_id": ticket.id, "name": "Dig", "user_id": ticket.env.uid}
        return {
            "write": lambda: ticket.write({"impact": "3"}),
            "co_responsible": lambda: ticket.write(
                {"co_responsible_ids": [Command.link(self.agent_b.id)]}
            ),
            "team": lambda: ticket.write({"team_id": self.team_net.id}),
            "user": lambda: ticket.write({"user_id": ticket.env.uid}),
            "name": lambda: ticket.write({"name": "Mine"}),
            "subscribe": lambda: ticket.message_subscribe(people.ids),
            "unsubscribe": lambda: ticket.message_unsubscribe(people.ids),
            "cancel": lambda: ticket.action_cancel("No"),
            "resolve": lambda: ticket.action_resolve("Done."),
            "wait": lambda: ticket.action_wait("customer", "Why?"),
            "merge": lambda: ticket.action_merge_into(other.id),
            "escalate": lambda: ticket.action_escalate(
                "horizontal", "part", "Help", to_team_id=self.team_second.id
            ),
            "answer": lambda: ticket.message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
            ),
            "answer by the page": lambda: ticket.sudo().message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
            ),
            "mail to the requester": lambda: ticket.message_post(
                body="Hello", partner_ids=ticket.sudo().partner_id.ids
            ),
            "notify the requester": lambda: ticket.message_notify(
                body="Hello", partner_ids=ticket.sudo().partner_id.ids
            ),
            "time": lambda: ticket.action_add_time(1.0),
            "timer": ticket.action_start_timer,
            "order": lambda: ticket._prepare_work_order_vals(),
            "order made": lambda: ticket.env["servicedesk.work.order"].create(order),
        }

    def _check_refused(self, ticket, words=WORDS):
        """Try everything; each is refused, most of it in ``words``."""
        for name, deed in self._get_attempts(ticket).items():
            # Odoo's own words where another model's rule refuses it.
            said = "" if name == "order made" else words
            with self.subTest(name), self.assertRaisesRegex(AccessError, said):
                deed()

    def test_whole(self):
        """An offer of the whole gives no right to work, nor to hand it on."""
        ticket = self._started()
        self._offered(ticket)
        self._check_refused(ticket.with_user(self.agent_n))

    def test_part(self):
        """Nor does an offer of a part."""
        ticket = self._started()
        self._offered(ticket, share="part", reason="The cable")
        self._check_refused(ticket.with_user(self.agent_n))

    def test_confidential(self):
        """Of a confidential ticket he lets nobody in, and does not follow it either."""
        ticket = self._secret()
        self._offered(ticket)
        theirs = ticket.with_user(self.agent_n)
        self._check_refused(theirs)
        with self.assertRaisesRegex(AccessError, WORDS):
            theirs.message_subscribe(self.agent_n.partner_id.ids)

    def test_dispatcher_by_role(self):
        """A dispatcher works on what he is offered by his role, but no secret one."""
        self.team_net.member_ids |= self.dispatcher
        ticket, secret = self._started(), self._secret()
        for one in (ticket, secret):
            self._offered(one)
        ticket.with_user(self.dispatcher).write({"impact": "3"})
        with self.assertRaisesRegex(AccessError, WORDS):
            secret.with_user(self.dispatcher).write({"impact": "3"})

    def test_who_has_it_already(self):
        """Who answers for a part works on it, while the whole is offered to him."""
        ticket = self._started()
        ticket.sudo().co_responsible_ids = self.agent_n
        self._offered(ticket)
        ticket.with_user(self.agent_n).write({"impact": "3"})

    def test_settler(self):
        """Who settles reads and decides; works on it he does not."""
        self.team_secret.parent_id = self.team_second
        ticket = self._secret()
        for _time in range(2):
            offer = self._offered(ticket.with_user(self.agent_c))
            offer.with_user(self.agent_n).action_return("No")
        theirs = ticket.with_user(self.leader)
        self.assertTrue(self._reads(ticket, self.leader))
        with self.assertRaisesRegex(AccessError, "settle it first"):
            theirs.write({"impact": "3"})
        theirs.message_post(body="What is it about?")
        offer.with_user(self.leader).action_settle("sender")
        self.assertFalse(self._reads(ticket, self.leader))

    def test_notes(self):
        """He leaves hidden notes, as by RPC so by the page, in his own name."""
        ticket = self._started()
        self._offered(ticket)
        theirs = ticket.with_user(self.agent_n)
        for record in (theirs, theirs.sudo()):
            note = record.message_post(body="Which port?", message_type="comment")
            self.assertTrue(note.sudo().is_internal or note.sudo().subtype_id.internal)
            self.assertEqual(note.sudo().author_id, self.agent_n.partner_id)
        operations = theirs._mail_get_operation_for_mail_message_operation("create")
        self.assertEqual(operations[theirs], "read", "the page shows where to write")

    def test_notes_leave_nothing(self):
        """A note, a mention and the end of the offer: nobody reads on."""
        for end in ("return", "withdraw", "another"):
            ticket = self._secret()
            offer = self._offered(ticket)
            theirs = ticket.with_user(self.agent_n)
            theirs.with_context(mail_post_autofollow=True).message_post(
                body="Who?", partner_ids=self.leader_n.partner_id.ids
            )
            if end == "return":
                offer.with_user(self.agent_n).action_return("No")
            elif end == "withdraw":
                offer.with_user(self.agent_c).action_withdraw()
            else:
                offer.with_user(self.leader_n).action_accept()
                # Accepted by a person's team: its members have it as a team.
                ticket.sudo().team_id = self.team_secret
            with self.subTest(end):
                self.assertFalse(self._reads(ticket, self.agent_n))

    def test_requester_speaks(self):
        """Who asked for it himself goes on asking, though it is offered to him."""
        ticket = self._started()
        ticket.sudo().partner_id = self.agent_n.partner_id
        self._offered(ticket)
        message = ticket.with_user(self.agent_n).message_post(
            body="Still broken", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(message.sudo().subtype_id.internal)

    def test_after_accepting(self):
        """Accepted, it is his."""
        ticket = self._accepted().ticket_id
        ticket.with_user(self.agent_n).write({"impact": "3"})


@tagged("post_install", "-at_install")
class TestOtherCompany(EscalationCommon):
    """A receiving team that moves to another company takes nothing along."""

    def test_moved_team(self):
        """Its people read and answer nothing; the sender takes it back."""
        other = self.env["res.company"].create({"name": "Other"})
        abroad = self._new_user("sd_abroad", "agent")
        abroad.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        ticket = self._started()
        offer = self._offered(ticket)
        self.team_net.write(
            {
                "company_id": other.id,
                "parent_id": False,
                "leader_id": abroad.id,
                "member_ids": [Command.set(abroad.ids)],
            }
        )
        theirs = offer.with_user(abroad)
        self.assertFalse(theirs.search([("id", "=", offer.id)]))
        self.assertFalse(theirs.has_access("read"))
        self.assertFalse(ticket.with_user(abroad).has_access("read"))
        for deed in (theirs.action_accept, lambda: theirs.action_return("No")):
            with self.assertRaisesRegex(AccessError, "not offered to you"):
                deed()
        offer.with_user(self.agent_a).action_withdraw()
        self.assertEqual(offer.sudo().state, "withdrawn")
