# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServicedeskCommon

COMMENT = "mail.mt_comment"
FAILS = "It still fails."


class AfterwordCommon(ServicedeskCommon):
    """``solved``: asked by the customer, solved by agent_a, not answered yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.solved = cls._resolved()

    def _says(self, body=FAILS, user=None, ticket=None, **values):
        ticket = (ticket or self.solved).with_user(user or self.customer)
        values.setdefault("subtype_xmlid", COMMENT)
        return ticket.message_post(body=body, message_type="comment", **values).sudo()

    def _mails(self, body=FAILS, email_from=None, ticket=None, **headers):
        ticket = ticket or self.solved
        headers["References"] = ticket.sudo()._get_thread_key("customer")
        return self._receive(
            email_from or self.customer_partner.email_formatted,
            subject=f"Re: [{ticket.number}] {ticket.name}",
            headers=headers,
            body=body,
        )

    def _mark(self, ticket=None):
        ticket = (ticket or self.solved).sudo()
        return ticket.afterword_kind


@tagged("post_install", "-at_install")
class TestAfterword(AfterwordCommon):
    """What the requester says after the solution reopens nothing, and is not lost."""

    def test_a_word_is_kept_in_sight(self):
        """By mail or RPC: the mark, the message, and nothing else."""
        names = ["state", "stage_id", "confirmation", "reopen_count", "resolution"]
        before = self.solved.read(names)
        tickets = self.env["servicedesk.ticket"].sudo()
        count = tickets.search_count([])
        self.assertEqual(self._mails(), self.solved)
        by_mail = self.solved.sudo().afterword_id
        self.assertIn(FAILS, by_mail.body)
        self.assertEqual(self._mark(), "word")
        said = self._says("Once more.")
        self.assertEqual(self.solved.sudo().afterword_id, said)
        self.assertEqual(self.solved.read(names), before)
        self.assertEqual(tickets.search_count([]), count)

    def test_thanks_are_marked_as_such(self):
        """They reopen nothing either, and the question stays open."""
        self._mails("Thank you very much!")
        self.assertEqual(self._mark(), "thanks")
        self.assertEqual(self.solved.state, "resolved")
        self.assertEqual(self.solved.confirmation, "awaiting")

    def test_thanks_do_not_cover_a_word(self):
        """What is to be read stays to be read; a word covers thanks."""
        self._mails("Thank you!")
        word = self._says()
        self._says("Thanks!")
        self.assertEqual(self._mark(), "word")
        self.assertEqual(self.solved.sudo().afterword_id, word)

    def test_a_file_is_something_to_read(self):
        """Thanks with a file may be a picture of the fault."""
        file = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a"})
        message = self.solved.sudo().message_post(
            body="Thanks!",
            message_type="comment",
            subtype_xmlid=COMMENT,
            author_id=self.customer_partner.id,
            attachment_ids=file.ids,
        )
        self.assertEqual(self.solved.sudo().afterword_id, message)
        self.assertEqual(self._mark(), "word")

    def test_the_assignee_is_told_of_a_word_only(self):
        """As of any answer; of thanks nobody is."""
        notices = self.env["servicedesk.notice"].sudo()
        told = [("event", "=", "customer_answer"), ("ticket_id", "=", self.solved.id)]
        self._says("Thanks!")
        self.assertFalse(notices.search_count(told))
        self._says()
        self.assertTrue(notices.search_count(told))

    def test_thanks_are_mailed_to_nobody_of_the_desk(self):
        """Nor are they as a comment to who follows; resolved or closed, by any way."""
        self.solved.sudo()._message_subscribe(self.dispatcher.partner_id.ids)
        desk = (self.agent_a | self.dispatcher).partner_id
        desk |= self.solved.sudo().opener_id.partner_id

        def told(message):
            return message.notified_partner_ids & desk

        self.assertTrue(told(self._says()), "a word is mailed")
        self.assertFalse(told(self._says("Thank you very much!")))
        self._mails("Thanks a lot!")
        messages = self.solved.sudo().message_ids.filtered(
            lambda one: one.message_type == "email"
        )
        self.assertFalse(told(messages))
        self.solved.with_user(self.customer).action_confirm(rating=5)
        self.solved.action_close()
        self.assertFalse(told(self._says("Thanks again!")))

    def test_of_whom(self):
        """Of the requester's side; not the desk's words, notes, a stranger's."""
        self._says(user=self.agent_a)
        self._says(user=self.agent_a, subtype_xmlid="mail.mt_note")
        self._mails(email_from="ann@nowhere.example")
        self.assertFalse(self._mark())
        self.solved.sudo().message_subscribe(self.other_partner.ids)
        self._says(user=self.other_customer)
        self.assertEqual(self._mark(), "word")

    def test_programs_say_nothing(self):
        """An absence reply is none of the requester's words."""
        self._mails(**{"Auto-Submitted": "auto-replied"})
        self.assertFalse(self._mark())

    def test_only_of_a_solved_one(self):
        """In work an answer is an answer."""
        started = self._started()
        self._says(ticket=started)
        self.assertFalse(self._mark(started))

    def test_the_answer_itself_is_no_such_word(self):
        """Confirming with words answers the question."""
        self.solved.with_user(self.customer).action_confirm(rating=5, feedback="Fine")
        self.assertFalse(self._mark())


@tagged("post_install", "-at_install")
class TestAfterwordDeeds(AfterwordCommon):
    """Who reads it says which it was: thanks, or a refusal in other words."""

    def _judge(self, deed, user=None):
        return getattr(self.solved.with_user(user or self.agent_a), deed)()

    def test_only_thanks(self):
        """The mark goes, the question stays open, nothing is confirmed."""
        self._says("Well, whatever")
        self.assertIs(self._judge("action_thanks"), True)
        self.assertFalse(self._mark() or self.solved.sudo().afterword_id)
        self.assertEqual(self.solved.state, "resolved")
        self.assertEqual(self.solved.confirmation, "awaiting")
        self.assertFalse(self.solved.sudo().rating_ids)

    def test_not_solved(self):
        """A refusal with his words as its reason, said by mail, recorded by who
        read it; the words are not said twice."""
        self._mails("It still fails.\n\n> Does it work?")
        with self.mock_mail_gateway():
            self.assertIs(self._judge("action_not_solved"), True)
            (mail,) = self._sent_to(self.customer_partner.email)
        self.assertEqual(self.solved.state, "in_progress")
        self.assertEqual(self.solved.confirmation, "refused")
        self.assertEqual(self.solved.reopen_count, 1)
        self.assertFalse(self._mark())
        self.assertIn("work on it again", self._bodies(mail))
        bodies = " ".join(self.solved.sudo().message_ids.mapped("body"))
        self.assertEqual(bodies.count(FAILS), 1)
        self.assertIn(self.agent_a.name, bodies)

    def test_the_ledger_of_cycles(self):
        """How it came, whose words they are, and who recorded them."""
        said = self._says()
        self._judge("action_not_solved")
        cycle = self.env["servicedesk.closing.cycle"].sudo()
        cycle = cycle.search([("ticket_id", "=", self.solved.id)])
        self.assertEqual(cycle.outcome, "refused")
        self.assertEqual(cycle.way, "mail")
        self.assertEqual(cycle.answered_by_id, said.author_id)
        self.assertEqual(cycle.recorded_by_id, self.agent_a)
        self.assertEqual(cycle.feedback, FAILS)

    def test_the_links_are_dead(self):
        """It is his answer of this cycle: the link of the mail answers no more."""
        self._says()
        self._judge("action_not_solved")
        solved = self.solved.with_user(self.customer)
        self.assertIs(solved.action_confirm(rating=5), False)
        self.assertEqual(self.solved.confirmation, "refused")

    def test_where_nothing_is_asked(self):
        """A solution that was confirmed is reopened with his words."""
        ticket = self._resolved()
        ticket.sudo().ticket_type_id.closing = "opener"
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(ticket.state, "resolved")
        self._says(ticket=ticket)
        ticket.with_user(self.agent_a).action_not_solved()
        self.assertEqual(ticket.state, "in_progress")
        bodies = " ".join(ticket.sudo().message_ids.mapped("body"))
        self.assertEqual(bodies.count(FAILS), 2)

    def test_somebody_was_faster(self):
        """Who comes second is told; nothing is done twice."""
        for deed in ("action_thanks", "action_not_solved"):
            with self.subTest(deed):
                self._says()
                self._judge("action_thanks")
                with self.assertRaisesRegex(UserError, "somebody was faster"):
                    self._judge(deed)
        self.assertEqual(self.solved.state, "resolved")

    def test_who_may(self):
        """Who works there; not a reader, an auditor, the requester."""
        self._says()
        for user in (self.customer, self.auditor, self.agent_b, self.employee):
            for deed in ("action_thanks", "action_not_solved"):
                with self.subTest(user.login, deed=deed):
                    with self.assertRaises(AccessError):
                        self._judge(deed, user)
        self.assertEqual(self._mark(), "word")

    def test_files_alone(self):
        """Somebody who sends but a picture refuses, too."""
        file = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a"})
        self.solved.sudo().message_post(
            body="",
            message_type="comment",
            subtype_xmlid=COMMENT,
            author_id=self.customer_partner.id,
            attachment_ids=file.ids,
        )
        self._judge("action_not_solved")
        self.assertEqual(self.solved.confirmation, "refused")


@tagged("post_install", "-at_install")
class TestAfterwordMark(AfterwordCommon):
    """The mark is taken off when the question is answered, and is found until then."""

    def test_taken_off(self):
        """Answered, by phone too, reopened, closed."""
        for name, deed in (
            ("phone", lambda t: t.action_refuse("No", by_phone=True)),
            ("reopened", lambda t: t.action_reopen("Look again")),
            (
                "waived",
                lambda t: t.with_user(self.manager).action_close("He left us"),
            ),
        ):
            with self.subTest(name):
                ticket = self._resolved()
                self._says(ticket=ticket)
                self.assertEqual(self._mark(ticket), "word")
                deed(ticket)
                self.assertFalse(self._mark(ticket) or ticket.sudo().afterword_id)

    def test_confirmed_and_not_closed(self):
        """The answer counts, though the stage stays."""
        ticket = self._resolved()
        ticket.sudo().ticket_type_id.closing = "opener"
        self._says(ticket=ticket)
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(ticket.state, "resolved")
        self.assertFalse(self._mark(ticket))

    def test_a_second_solution_starts_afresh(self):
        """Words about the first one are no words about the second."""
        self._says()
        self.solved.action_reopen("Look again")
        self.solved.action_resolve("<p>Really.</p>")
        self.assertFalse(self._mark())

    def test_next_step(self):
        """My work says what to do; thanks change nothing there."""
        solved = self.solved.with_user(self.agent_a)
        asked = solved.next_step
        self._says("Thanks!")
        self.assertEqual(solved.next_step, asked)
        self._says()
        self.assertEqual(solved.next_step, "Read what was said after the solution")

    def test_what_the_banner_shows(self):
        """What is new in it; nothing to who does not read it from the desk."""
        self._mails("It still fails.\n\n> Does it work?")
        shown = self.solved.with_user(self.agent_b).afterword_text
        self.assertIn(FAILS, shown)
        self.assertNotIn("Does it work", shown)
        with self.assertRaises(AccessError):
            self.solved.with_user(self.customer).read(["afterword_text"])

    def test_filter(self):
        """What is to be read is found; thanks are not among it."""
        thanked = self._resolved()
        self._says("Thanks!", ticket=thanked)
        self._says()
        found = self.env["servicedesk.ticket"].with_user(self.agent_a)
        found = found.search([("afterword_kind", "=", "word")])
        self.assertIn(self.solved, found)
        self.assertNotIn(thanked, found)

    def test_nobody_forges_it(self):
        """Only what is said marks a ticket."""
        with self.assertRaises(UserError):
            self.solved.write({"afterword_kind": "word"})
