# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment at the end of a ticket's life, each pair in both orders."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules import module
from odoo.tests import tagged

from odoo.addons.mail.models.mail_mail import MailMail

from ..models.closing.ticket_silence import DUE
from .race_common import NAME, RaceCommon


def take(ticket):
    return ticket.action_take()


def start(ticket):
    return ticket.action_start()


def resolve(ticket):
    return ticket.action_resolve(f"Done by {ticket.env.user.login}")


def confirm(ticket):
    return ticket.action_confirm(rating=5, feedback="Works")


def refuse(ticket):
    return ticket.action_refuse("Still stuck")


def confirm_by_phone(ticket):
    return ticket.action_confirm(rating=4, by_phone=True)


def close(ticket):
    return ticket.action_close("He is away")


def cancel(ticket):
    return ticket.action_cancel("Asked twice")


def reopen(ticket):
    return ticket.action_reopen("It was not done")


def say(ticket):
    return bool(ticket.message_post(body="One more thing", message_type="comment"))


def close_silently(ticket):
    """As the job does it, which looks first."""
    if ticket.confirmation != "awaiting":
        return False
    ticket._close_silently()
    return True


@tagged("post_install", "-at_install")
class TestClosingRaces(RaceCommon):
    """One of two wins, the other one is told in words, and nothing is half written."""

    def _run(self, before, first, second):
        """Race two deeds after ``before``; return (result of the second, ticket)."""
        ticket_id = self._make(*before)
        result, ticket = self._race_on(ticket_id, first, second)
        self.assertWhole(ticket_id)
        return result, ticket

    # ------------------------------------------------------------------
    # The requester's answer
    # ------------------------------------------------------------------

    def test_confirm_then_refuse(self):
        """The first answer of a cycle counts, the second is noted."""
        result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (self.customer, refuse)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["confirmation"], "confirmed")
        self.assertEqual(ticket["reopen_count"], 0)
        self.assertEqual(ticket["rating_last_value"], 5)

    def test_refuse_then_confirm(self):
        result, ticket = self._run(
            (start, resolve), (self.customer, refuse), (self.customer, confirm)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(ticket["confirmation"], "refused")
        self.assertFalse(ticket["rating_last_value"])

    def test_the_page_then_the_phone(self):
        """He answers the page while an agent records his call: one rating."""
        result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (self.two, confirm_by_phone)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["rating_last_value"], 5)
        self.assertEqual(len(ticket["rating_ids"]), 1)

    def test_the_phone_then_the_page(self):
        result, ticket = self._run(
            (start, resolve), (self.two, confirm_by_phone), (self.customer, confirm)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["rating_last_value"], 4)
        self.assertEqual(len(ticket["rating_ids"]), 1)

    def test_confirm_then_reopen(self):
        """What is confirmed may be reopened, with its reason: the rating stays."""
        _result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (self.two, reopen)
        )
        self.assertEqual(ticket["rating_last_value"], 5)
        self.assertEqual(len(ticket["rating_ids"]), 1)

    def test_reopen_then_confirm(self):
        """The question is withdrawn: his answer is noted, and rates nothing."""
        result, ticket = self._run(
            (start, resolve), (self.two, reopen), (self.customer, confirm)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(ticket["confirmation"], "none")
        self.assertFalse(ticket["rating_ids"])

    def test_confirm_then_close(self):
        """The manager waives nothing that was just given."""
        _result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (self.boss, close)
        )
        self.assertEqual(ticket["confirmation"], "confirmed")
        self.assertEqual(ticket["rating_last_value"], 5)

    def test_close_then_confirm(self):
        result, ticket = self._run(
            (start, resolve), (self.boss, close), (self.customer, confirm)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["state"], "closed")
        self.assertEqual(ticket["confirmation"], "waived")
        self.assertFalse(ticket["rating_ids"])

    def test_cancel_then_confirm(self):
        """A ticket that is over takes no answer any more."""
        result, ticket = self._run(
            (start, resolve, reopen), (self.one, cancel), (self.customer, confirm)
        )
        self.assertNotEqual(result, True)
        self.assertEqual(ticket["state"], "cancelled")
        self.assertFalse(ticket["rating_ids"])

    def test_confirm_then_cancel(self):
        result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (self.boss, cancel)
        )
        self.assertTold(result)
        self.assertEqual(ticket["confirmation"], "confirmed")

    def test_silence_then_confirm(self):
        """Too late by a moment: silence is no satisfaction, and no answer is lost."""
        result, ticket = self._run(
            (start, resolve), (SUPERUSER_ID, close_silently), (self.customer, confirm)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["confirmation"], "silent")
        self.assertFalse(ticket["rating_ids"])

    def test_confirm_then_silence(self):
        result, ticket = self._run(
            (start, resolve), (self.customer, confirm), (SUPERUSER_ID, close_silently)
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["confirmation"], "confirmed")

    def test_confirm_while_the_job_runs(self):
        """The job passes over who is answering in that moment: nobody calls him."""
        past = datetime.now() - timedelta(days=1)

        def job(ticket):
            return (
                ticket._ask_batch(DUE, timedelta(), "_go_on_unanswered", set())
                or "none"
            )

        result, ticket = self._run(
            (
                start,
                resolve,
                lambda ticket: ticket.sudo()._write_stamp(
                    {"date_asked": past, "confirm_next_at": past}
                ),
            ),
            (self.customer, confirm),
            (SUPERUSER_ID, job),
        )
        self.assertEqual(result, "none")
        self.assertEqual(ticket["confirmation"], "confirmed")
        self.assertFalse(ticket["confirm_reminder_count"])

    # ------------------------------------------------------------------
    # Agents among themselves
    # ------------------------------------------------------------------

    def test_take_and_take(self):
        result, ticket = self._run((), (self.one, take), (self.two, take))
        self.assertTold(result, "already taken by")
        self.assertEqual(ticket["user_id"], self.one)

    def test_take_then_assign(self):
        """A manager who gives it to somebody decides; the ledger shows both."""
        result, ticket = self._run(
            (),
            (self.one, take),
            (self.boss, lambda ticket: ticket.action_assign(user_id=self.two)),
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["user_id"], self.two)

    def test_assign_then_take(self):
        result, ticket = self._run(
            (),
            (self.boss, lambda ticket: ticket.action_assign(user_id=self.two)),
            (self.one, take),
        )
        self.assertTold(result, "already taken by")
        self.assertEqual(ticket["user_id"], self.two)

    def test_resolve_and_resolve(self):
        """One solution, one cycle, one question to the requester."""
        result, ticket = self._run((start,), (self.one, resolve), (self.two, resolve))
        self.assertTold(result)
        self.assertEqual(ticket["confirm_cycle"], 1)
        self.assertEqual(ticket["resolved_by_id"], self.one)

    def test_close_then_reopen(self):
        """Each is what was seen: closed first, then opened again with a reason."""
        result, ticket = self._run(
            (start, resolve), (self.boss, close), (self.one, reopen)
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(ticket["reopen_count"], 1)

    def test_reopen_then_close(self):
        """Nobody closes what was just taken up again."""
        result, ticket = self._run(
            (start, resolve), (self.one, reopen), (self.boss, close)
        )
        self.assertTold(result)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(ticket["reopen_count"], 1)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _count_words(self, ticket_id):
        with self.registry.cursor() as cr:
            return api.Environment(cr, SUPERUSER_ID, {})["mail.message"].search_count(
                [
                    ("model", "=", "servicedesk.ticket"),
                    ("res_id", "=", ticket_id),
                    ("body", "ilike", "One more thing"),
                ]
            )

    def test_resolve_then_words(self):
        """What he says in that moment is kept, once, and in sight of the solution."""
        result, ticket = self._run((start,), (self.one, resolve), (self.customer, say))
        self.assertIs(result, True)
        self.assertEqual(ticket["state"], "resolved")
        self.assertEqual(self._count_words(ticket["id"]), 1)

    def test_words_then_resolve(self):
        result, ticket = self._run((start,), (self.customer, say), (self.one, resolve))
        self.assertIs(result, True)
        self.assertEqual(ticket["state"], "resolved")
        self.assertEqual(self._count_words(ticket["id"]), 1)

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _run_merge(self, before, first, second):
        """Race "merge" and a deed; return also the id of the survivor."""
        survivor_id = self._make(start)

        def merge(ticket):
            return ticket.action_merge_into(survivor_id)

        pair = [
            (self.two, merge) if deed == "merge" else deed for deed in (first, second)
        ]
        result, ticket = self._run(before, *pair)
        self.assertWhole(survivor_id)
        with self._committing() as env:
            env["servicedesk.ticket"]._cron_gather_merged()
        return result, ticket, survivor_id

    def test_merge_then_words(self):
        """Words to a ticket that is just merged reach the one that goes on."""
        result, ticket, survivor_id = self._run_merge(
            (start,), "merge", (self.customer, say)
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["merged_into_id"], survivor_id)
        self.assertEqual(self._count_words(survivor_id), 1)

    def test_words_then_merge(self):
        result, ticket, survivor_id = self._run_merge(
            (start,), (self.customer, say), "merge"
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["merged_into_id"], survivor_id)
        self.assertEqual(self._count_words(survivor_id), 1)

    def test_confirm_then_merge(self):
        """A confirmation is never lost in a merge."""
        result, ticket, survivor_id = self._run_merge(
            (start, resolve), (self.customer, confirm), "merge"
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["merged_into_id"], survivor_id)
        self.assertEqual(ticket["confirmation"], "confirmed")
        self.assertEqual(ticket["rating_last_value"], 5)

    def test_merge_then_confirm(self):
        result, ticket, survivor_id = self._run_merge(
            (start, resolve), "merge", (self.customer, confirm)
        )
        self.assertNotEqual(result, True)
        self.assertEqual(ticket["merged_into_id"], survivor_id)
        self.assertFalse(ticket["rating_ids"])

    def _split(self, ticket):
        said = ticket.message_ids.filtered(
            lambda message: "One more thing" in message.body
        )
        return ticket.action_split(said[:1].id)

    def test_split_then_merge(self):
        """What became a ticket of its own is one, whatever becomes of the other."""
        result, ticket, survivor_id = self._run_merge(
            (start, say), (self.one, self._split), "merge"
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["merged_into_id"], survivor_id)
        with self.registry.cursor() as cr:
            tickets = api.Environment(cr, SUPERUSER_ID, {})["servicedesk.ticket"]
            split = tickets.search(
                [("team_id", "=", self.team_id), ("split_message_id", "!=", False)],
                limit=2,
            )
            self.assertEqual(len(split), 1)
            self.assertTrue(split.is_open)

    def test_merge_then_split(self):
        """Nothing is split off what was just merged: its words went along."""
        result, ticket, survivor_id = self._run_merge(
            (start, say), "merge", (self.one, self._split)
        )
        self.assertTold(result)
        self.assertEqual(ticket["merged_into_id"], survivor_id)

    # ------------------------------------------------------------------
    # Saves
    # ------------------------------------------------------------------

    def test_two_saves_of_one_form(self):
        """Odoo repeats the second; then it sees the first, and says so."""

        def save(words):
            def deed(ticket):
                known = ticket.with_context(servicedesk_known={"name": NAME})
                return bool(known.web_save({"name": words}, {}))

            return deed

        result, ticket = self._run((), (self.one, save("A")), (self.two, save("B")))
        self.assertTold(result, "was changed while you worked on it")
        self.assertEqual(ticket["name"], "A")

    def test_two_saves_of_different_fields(self):
        """Both are kept, and the second is told of the first."""

        def save(vals, known, seen):
            def deed(ticket):
                keyed = ticket.with_context(
                    servicedesk_known=known, servicedesk_seen=seen
                )
                return keyed.web_save(vals, {"name": {}})

            return deed

        result, ticket = self._run(
            (),
            (self.one, save({"name": "A"}, {"name": NAME}, {})),
            (
                self.two,
                save({"partner_phone": "1"}, {"partner_phone": False}, {"name": NAME}),
            ),
        )
        self.assertEqual((ticket["name"], ticket["partner_phone"]), ("A", "1"))
        self.assertEqual(result[0]["servicedesk_others"][0]["text"], "A")

    # ------------------------------------------------------------------
    # Killed midway
    # ------------------------------------------------------------------

    def _count_traces(self):
        """Return how much there is that a deed leaves behind."""
        with self._committing() as env:
            return {
                model: env[model].search_count([])
                for model in (
                    "mail.mail",
                    "mail.message",
                    "mail.activity",
                    "rating.rating",
                    "servicedesk.answer.link",
                    "servicedesk.ticket.span",
                )
            }

    def _die(self, ticket_id, uid, deed):
        """Do a deed in a transaction that ends before its commit."""
        with (
            # Under test Odoo sends at once what it else sends after the commit.
            patch.object(module, "current_test", False),
            patch.object(MailMail, "send") as send,
            self.registry.cursor() as cr,
        ):
            env = api.Environment(cr, uid, {})
            deed(env["servicedesk.ticket"].browse(ticket_id))
            env.flush_all()
            cr.rollback()
        self.assertFalse(send.called)

    def test_a_solution_that_dies_leaves_nothing(self):
        """No mail, no link, no span, no word: as if it had not been."""
        ticket_id = self._make(start)
        before, traces = self._read(ticket_id), self._count_traces()
        self._die(ticket_id, self.one, resolve)
        self.assertEqual(self._count_traces(), traces)
        self.assertEqual(self._read(ticket_id)["state"], before["state"])
        self.assertWhole(ticket_id)

    def test_an_answer_that_dies_may_be_given_again(self):
        """Nothing of it is there, and the question is still open."""
        ticket_id = self._make(start, resolve)
        traces = self._count_traces()
        for deed in (confirm, refuse):
            self._die(ticket_id, self.customer, deed)
        self.assertEqual(self._count_traces(), traces)
        self.assertEqual(self._read(ticket_id)["confirmation"], "awaiting")
        with self._committing(self.customer) as env:
            self.assertIs(confirm(env["servicedesk.ticket"].browse(ticket_id)), True)
        self.assertWhole(ticket_id)
