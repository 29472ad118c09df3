# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .closing_common import MONDAY, ClosingCommon


@tagged("post_install", "-at_install")
class TestClosingCycle(ClosingCommon):
    """The ledger of proposed solutions: one row each, written by the deeds alone."""

    @freeze_time(MONDAY)
    def test_a_row_for_each_solution(self):
        """What was proposed, by whom, to whom; and it waits for an answer."""
        ticket = self._resolved(resolution="Replaced the lock.")
        self.assertRecordValues(
            self._cycles(ticket),
            [
                {
                    "cycle": 1,
                    "outcome": "awaiting",
                    "date_proposed": MONDAY,
                    "proposed_by_id": self.agent_a.id,
                    "partner_id": self.customer_partner.id,
                    "team_id": self.team_first.id,
                    "ticket_type_id": self.incident.id,
                    "company_id": self.company.id,
                    "way": False,
                    "rating": 0,
                }
            ],
        )
        self.assertIn("Replaced the lock.", self._cycles(ticket).resolution)

    @freeze_time(MONDAY)
    def test_what_he_answered(self):
        """The requester's own answer, by a program: with rating and words."""
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=4, feedback="Fine")
        self.assertRecordValues(
            self._cycles(ticket),
            [
                {
                    "outcome": "confirmed",
                    "date_answered": MONDAY,
                    "way": "rpc",
                    "answered_by_id": self.customer_partner.id,
                    "recorded_by_id": False,
                    "is_solver_own": False,
                    "rating": 4,
                    "rating_declined": False,
                    "feedback": "Fine",
                }
            ],
        )

    def test_each_refusal_has_its_row(self):
        ticket = self._resolved()
        ticket.with_user(self.customer).action_refuse("Still stuck")
        ticket.action_resolve("Oiled it.")
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertRecordValues(
            self._cycles(ticket),
            [
                {"cycle": 1, "outcome": "refused", "feedback": "Still stuck"},
                {"cycle": 2, "outcome": "confirmed", "feedback": False},
            ],
        )

    def test_a_low_rating_is_a_refusal(self):
        """It is kept as said: with its stars, and as not solved."""
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=1, feedback="No!")
        self.assertRecordValues(
            self._cycles(ticket), [{"outcome": "refused", "rating": 1}]
        )

    def test_the_first_answer_stays(self):
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.with_user(self.customer).action_refuse("On second thought")
        row = self._cycles(ticket)
        self.assertEqual((row.outcome, row.rating), ("confirmed", 5))

    def test_reopening_keeps_what_was_answered(self):
        """An answered row is history; one that waits was taken back."""
        answered, asked = self._resolved(), self._resolved()
        answered.with_user(self.customer).action_confirm(rating=5)
        (answered | asked).action_reopen("It is back")
        self.assertEqual(self._cycles(answered).outcome, "confirmed")
        self.assertEqual(self._cycles(asked).outcome, "withdrawn")

    def test_waived_by_a_manager(self):
        ticket = self._resolved()
        ticket.with_user(self.manager).action_close("He left the company")
        row = self._cycles(ticket)
        self.assertEqual((row.outcome, row.way), ("waived", False))
        self.assertFalse(row.date_answered)

    def test_nobody_to_ask(self):
        self.incident.confirmation_policy = "none"
        ticket = self._resolved()
        self.assertRecordValues(
            self._cycles(ticket), [{"outcome": "not_asked", "partner_id": False}]
        )

    def test_cancelling_takes_the_question_back(self):
        """A cancelled ticket asks nothing, and nobody can answer any more."""
        ticket = self._resolved()
        if not any(move["state"] == "cancelled" for move in ticket.moves):
            ticket = ticket.with_user(self.manager)
        self.env["servicedesk.transition"].create(
            {
                "type_id": self.incident.id,
                "from_stage_id": self.stage_resolved.id,
                "to_stage_id": self.stage_cancelled.id,
                "name": "Cancel after all",
                "asks": "comment",
            }
        )
        ticket.action_cancel("Registered twice")
        self.assertEqual(ticket.confirmation, "none")
        self.assertEqual(self._cycles(ticket).outcome, "withdrawn")
        self.assertFalse(ticket.with_user(self.customer).action_confirm(rating=5))

    def test_merged_and_back(self):
        """A merged ticket asks nobody; when it goes on by itself it asks anew."""
        ticket, survivor = self._resolved(), self._started()
        ticket.action_merge_into(survivor.id)
        self.assertEqual(self._cycles(ticket).outcome, "waived")
        self.assertFalse(ticket.confirm_next_at)
        ticket.action_unmerge()
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertEqual(self._cycles(ticket).outcome, "awaiting")

    def test_another_requester_is_asked_in_the_same_row(self):
        ticket, _mails = self._solved()
        self.assertTrue(ticket.date_asked)
        ticket.partner_id = self.other_partner
        row = self._cycles(ticket)
        self.assertEqual(
            (row.partner_id, row.outcome), (self.other_partner, "awaiting")
        )
        self.assertFalse(ticket.date_asked)
        self.assertFalse(ticket.confirm_next_at)

    # ------------------------------------------------------------------
    # By phone
    # ------------------------------------------------------------------

    def test_told_by_phone(self):
        """By phone: who recorded it, and whether that was the solver himself."""
        for user, is_own in ((self.dispatcher, False), (self.agent_a, True)):
            ticket = self._resolved()
            ticket.with_user(user).action_confirm(rating=5, by_phone=True)
            with self.subTest(user=user.login):
                self.assertRecordValues(
                    self._cycles(ticket),
                    [
                        {
                            "way": "phone",
                            "recorded_by_id": user.id,
                            "is_solver_own": is_own,
                            "answered_by_id": self.customer_partner.id,
                            "rating_declined": False,
                        }
                    ],
                )

    def test_would_not_rate(self):
        """By phone he is asked for a rating; that he would not is on record."""
        for policy, declined in (
            ("required", True),
            ("optional", True),
            ("none", False),
        ):
            self.incident.rating_policy = policy
            ticket = self._resolved()
            ticket.action_confirm(by_phone=True)
            row = self._cycles(ticket)
            with self.subTest(policy=policy):
                self.assertEqual(row.rating_declined, declined)
                self.assertFalse(row.rating)

    @users("sd_agent_a")
    def test_the_dialog_asks_for_the_rating(self):
        """Nobody skips it: a rating is chosen, or that he would not rate."""
        ticket = self._resolved(self.env.user)
        dialogs = self.env["servicedesk.ticket.answer"]
        dialog = dialogs.create({"ticket_id": ticket.id, "answer": "confirm"})
        with self.assertRaisesRegex(UserError, "Would not rate"):
            dialog.action_apply()
        self.assertEqual(ticket.confirmation, "awaiting")
        form = Form(dialogs.with_context(default_ticket_id=ticket.id))
        form.answer = "confirm"
        form.rating = "declined"
        form.save().action_apply()
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertTrue(self._cycles(ticket).rating_declined)

    # ------------------------------------------------------------------
    # The desk's own people
    # ------------------------------------------------------------------

    def test_staff_are_not_asked_to_rate(self):
        """An agent as requester confirms without rating, and none is taken."""
        ticket = self._resolved(partner_id=self.agent_b.partner_id.id)
        self.assertEqual(ticket._get_rating_policy(), "none")
        self.assertTrue(ticket.with_user(self.agent_b).action_confirm(rating=1))
        row = self._cycles(ticket)
        self.assertEqual((row.outcome, row.rating), ("confirmed", 0))
        self.assertFalse(row.rating_declined)
        self.assertFalse(ticket.sudo().rating_ids)

    def test_colleagues_outside_the_desk_rate(self):
        ticket = self._resolved(partner_id=self.employee.partner_id.id)
        self.assertEqual(ticket._get_rating_policy(), "required")

    def test_opener_who_is_the_requester(self):
        """He confirms, without rating, and is told once: by what he has to do."""
        with self.mock_mail_gateway():
            ticket = self._classified(partner_id=self.agent_a.partner_id.id)
            ticket.with_user(self.dispatcher).action_assign(
                user_id=self.agent_b.id, team_id=self.team_second.id
            )
            ticket = ticket.with_user(self.agent_b)
            ticket.action_start()
            self._flush()
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
            self._flush()
            self.assertEqual(len(self._told(self._mails, self.agent_a)), 1)
        self.assertEqual(ticket.confirmation, "awaiting")
        with self.mock_mail_gateway():
            ticket.with_user(self.agent_a).action_confirm()
            self._flush()
            self.assertFalse(self._told(self._mails, self.agent_a))
        activity = ticket.sudo().activity_ids
        self.assertEqual(activity.user_id, self.agent_a)

    def test_solver_who_is_the_requester(self):
        """There is nobody to ask."""
        ticket = self._resolved(partner_id=self.agent_a.partner_id.id)
        self.assertEqual(ticket.confirmation, "none")
        self.assertEqual(self._cycles(ticket).outcome, "not_asked")

    def test_solver_becomes_the_requester(self):
        """Nobody gets rid of the question by asking himself: a manager closes it."""
        ticket, _mails = self._solved()
        with self.mock_mail_gateway():
            with self.assertRaises(UserError):
                ticket.partner_id = self.agent_a.partner_id
            ticket.with_user(self.dispatcher).partner_id = self.agent_a.partner_id
            self._flush()
            self.assertFalse(self._told(self._mails, self.agent_a))
        self.assertEqual(ticket.confirmation, "awaiting")
        with self.assertRaises(AccessError):
            ticket.action_confirm(rating=5)
        with self.assertRaises(UserError):
            ticket.action_close()
        ticket.with_user(self.manager).action_close("He asked for himself")
        self.assertEqual(ticket.confirmation, "waived")

    # ------------------------------------------------------------------
    # Figures, and who reads them
    # ------------------------------------------------------------------

    def test_who_would_not_rate_is_told_from_who_was_not_asked(self):
        declined, rated, awaiting = (self._resolved() for _index in range(3))
        declined.action_confirm(by_phone=True)
        rated.action_confirm(rating=4, by_phone=True)
        said = [self._cycles(one).rating_said for one in (declined, rated, awaiting)]
        self.assertEqual(said, ["Would not rate", "4", False])

    def test_averages_are_no_whole_numbers(self):
        """Programs say how an average is shown by the widget of its measure."""
        views = self.env["servicedesk.closing.cycle"].get_views([(False, "pivot")])
        arch = etree.fromstring(views["views"]["pivot"]["arch"])
        self.assertEqual(arch.xpath("//field[@name='rating']/@widget"), ["float"])

    def test_averages_count_ratings_only(self):
        """Silent, waived and unrated answers are no stars at all."""
        rated, silent, waived, declined = (self._resolved() for _index in range(4))
        rated.with_user(self.customer).action_confirm(rating=4)
        silent._close_silently()
        waived.with_user(self.manager).action_close("Never mind")
        declined.action_confirm(by_phone=True)
        ids = (rated | silent | waived | declined).ids
        ((average, count),) = self.env["servicedesk.closing.cycle"]._read_group(
            [("ticket_id", "in", ids)], [], ["rating:avg", "__count"]
        )
        self.assertEqual((average, count), (4, 4))

    def test_filters_keep_ways_apart(self):
        """The requester's own word, what was told by phone, and the solver's record."""
        own, phone, solver, silent = (self._resolved() for _index in range(4))
        own.with_user(self.customer).action_confirm(rating=5)
        phone.with_user(self.dispatcher).action_confirm(rating=5, by_phone=True)
        solver.action_confirm(rating=5, by_phone=True)
        silent._close_silently()
        view = self.env.ref("servicedesk_core.servicedesk_closing_cycle_view_search")
        arch = self.env["ir.ui.view"].browse(view.id)._get_combined_arch()
        everything = own | phone | solver | silent
        for name, expected in (
            ("own_answers", own),
            ("by_phone", phone),
            ("solver_own", solver),
            ("unanswered", silent),
            ("rated", own | phone | solver),
        ):
            (node,) = arch.xpath(f"//filter[@name='{name}']")
            domain = [("ticket_id", "in", everything.ids)]
            found = self.env["servicedesk.closing.cycle"].search(
                domain + self._evaluate(node.get("domain"))
            )
            with self.subTest(filter=name):
                self.assertEqual(found.ticket_id, expected)

    def _evaluate(self, domain):
        return self.env["ir.filters"].new({"domain": domain})._get_eval_domain()

    def test_as_visible_as_the_ticket(self):
        """Who reads the ticket reads what was answered; nobody else does."""
        secret = self._resolved(self.agent_c, team_id=self.team_secret.id)
        plain = self._resolved()
        for user, ticket, reads in (
            (self.agent_b, plain, True),
            (self.auditor, plain, True),
            (self.agent_b, secret, False),
            (self.agent_c, secret, True),
        ):
            cycles = self.env["servicedesk.closing.cycle"].with_user(user)
            found = cycles.search([("ticket_id", "=", ticket.id)])
            with self.subTest(user=user.login, ticket=ticket.number):
                self.assertEqual(bool(found), reads)

    @users("sd_agent_a", "sd_manager", "sd_dispatcher")
    def test_nobody_writes_it(self):
        row = self._cycles(self._resolved(self.agent_a)).with_env(self.env)
        for deed in (
            lambda: row.write({"rating": 5}),
            row.unlink,
            lambda: row.create({"ticket_id": row.ticket_id.id, "cycle": 9}),
        ):
            with self.assertRaises(AccessError):
                deed()

    @users("sd_agent_a")
    def test_on_the_form(self):
        """The ticket shows its rows; one never solved shows none, for no query."""
        ticket = self._resolved(self.env.user)
        self.assertEqual(ticket.closing_cycle_ids, self._cycles(ticket))
        fresh = self._started(self.env.user)
        self._flush()
        fresh.read(["confirm_cycle", "confirmation"])
        with self.assertQueryCount(0):
            self.assertFalse(fresh.closing_cycle_ids)


@tagged("post_install", "-at_install")
class TestRefusals(ClosingCommon):
    """What is refused twice goes to the team's leader."""

    REFUSED = "servicedesk_core.mail_activity_type_refused"

    def _refuse(self, ticket, times=1):
        for time in range(times):
            if ticket.state != "resolved":
                ticket.action_resolve(f"Try {time}")
            ticket.with_user(self.customer).action_refuse("Still stuck")

    def _called_in(self, ticket):
        type_id = self.env.ref(self.REFUSED).id
        return (
            ticket.sudo()
            .activity_ids.filtered(lambda found: found.activity_type_id.id == type_id)
            .user_id
        )

    def test_the_second_refusal(self):
        """Once is daily life; twice, and the leader follows and has it to do."""
        ticket = self._resolved()
        self._refuse(ticket)
        self.assertEqual(ticket.refuse_count, 1)
        self.assertFalse(self._called_in(ticket))
        self._refuse(ticket)
        self.assertEqual(ticket.refuse_count, 2)
        self.assertEqual(self._called_in(ticket), self.leader)
        self.assertIn(self.leader.partner_id, ticket.sudo().message_partner_ids)

    def test_one_mail_tells_all(self):
        """Assignee and leader get the requester's words, and nothing besides."""
        ticket = self._resolved()
        self._refuse(ticket)
        ticket.action_resolve("Again")
        self._flush()
        self.env["servicedesk.notice"].sudo()._tell_batch()
        outgoing = [("state", "=", "outgoing")]
        self.env["mail.mail"].search(outgoing).cancel()
        with self.mock_mail_gateway():
            self._refuse(ticket)
            self._flush()
            self.env["servicedesk.notice"].sudo()._tell_batch()
            self._flush()
            self.env["mail.mail"].search(outgoing).send()
        for user in (self.agent_a, self.leader):
            mails = self._told(self._mails, user.partner_id)
            with self.subTest(user=user.login):
                self.assertEqual(len(mails), 1)
                self.assertIn("Still stuck", mails[0]["body"])

    def test_a_low_rating_counts_too(self):
        ticket = self._resolved()
        self._refuse(ticket)
        ticket.action_resolve("Again")
        ticket.with_user(self.customer).action_confirm(rating=1, feedback="Bad")
        self.assertEqual(self._called_in(ticket), self.leader)

    def test_a_leader_who_solved_it_himself(self):
        """Then it is the leader's of the team above."""
        self.team_first.leader_id = self.agent_a
        ticket = self._resolved()
        self._refuse(ticket, 2)
        self.assertEqual(self._called_in(ticket), self.leader)

    def test_nobody_leads(self):
        """The desk's managers of the company."""
        (self.team_first | self.team_second).leader_id = False
        ticket = self._resolved()
        self._refuse(ticket, 2)
        self.assertIn(self.manager, self._called_in(ticket))
        self.assertNotIn(self.agent_b, self._called_in(ticket))

    def test_the_task_ends_with_the_matter(self):
        """Confirmed, closed, silent, cancelled or merged: nothing is to be decided."""
        ends = {
            "confirmed": lambda one: one.with_user(self.customer).action_confirm(5),
            "waived": lambda one: one.with_user(self.manager).action_close("Enough"),
            "silent": lambda one: one._close_silently(),
            "merged": lambda one: one.action_merge_into(self._started().id),
        }
        for name, end in ends.items():
            ticket = self._resolved()
            self._refuse(ticket, 2)
            ticket.action_resolve("At last")
            self.assertEqual(self._called_in(ticket), self.leader)
            end(ticket)
            with self.subTest(end=name):
                self.assertFalse(self._called_in(ticket))

    def test_one_task_however_often_it_is_refused(self):
        ticket = self._resolved()
        self._refuse(ticket, 3)
        tasks = ticket.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(self.REFUSED)
        )
        self.assertEqual(
            tasks.mapped("summary"), ["Refused 3 times: what is to be done?"]
        )

    def test_reopening_after_closing_begins_anew(self):
        ticket = self._resolved()
        self._refuse(ticket, 2)
        ticket.action_resolve("At last")
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.action_close()
        self.assertEqual(ticket.refuse_count, 2)
        ticket.action_reopen("It is back")
        self.assertEqual(ticket.refuse_count, 0)

    def test_found_by_a_filter(self):
        ticket, other = self._resolved(), self._resolved()
        self._refuse(ticket, 2)
        self._refuse(other)
        found = self.env["servicedesk.ticket"].search(
            [("refuse_count", ">=", 2), ("id", "in", (ticket | other).ids)]
        )
        self.assertEqual(found, ticket.sudo(False).with_env(found.env))

    def test_the_rating_is_the_solvers(self):
        """Also when it puts the ticket back: not of who has it now."""
        ticket = self._resolved()
        ticket.with_user(self.dispatcher).action_assign(
            user_id=self.agent_b.id, team_id=self.team_second.id
        )
        ticket.with_user(self.customer).action_confirm(rating=1, feedback="Bad")
        rating = ticket.sudo().rating_ids
        self.assertEqual(rating.rated_partner_id, self.agent_a.partner_id)


@tagged("post_install", "-at_install")
class TestTypeForm(ClosingCommon):
    """The type says how long is waited."""

    @users("sd_manager")
    def test_ranges(self):
        """Nobody is reminded at once, and nobody for ever."""
        kind = self.incident.with_env(self.env)
        for vals in (
            {"reminder_days": 0},
            {"reminder_days": 61},
            {"reminder_count": -1},
            {"reminder_count": 11},
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                kind.write(vals)
                kind.flush_recordset()
            kind.invalidate_recordset(flush=False)
        form = Form(kind)
        form.silence = "close"
        form.reminder_days = 1
        form.save()
        self.assertEqual((kind.silence, kind.reminder_days), ("close", 1))
