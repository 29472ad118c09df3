# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestConfirmation(ServicedeskCommon):
    """The requester's half of the two-phase closing: one answer per cycle."""

    def _ratings(self, ticket):
        return (
            self.env["rating.rating"]
            .sudo()
            .search([("res_model", "=", ticket._name), ("res_id", "=", ticket.id)])
        )

    def _last(self, ticket):
        return ticket.sudo().message_ids[:1]

    # ------------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------------

    @users("sd_customer")
    @freeze_time("2026-03-02 09:00:00")
    def test_confirming(self):
        """The requester says that it works: recorded, dated, still his to reread."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        self.assertIs(ticket.action_confirm(rating=5, feedback="Quick!"), True)
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.date_confirmed, datetime(2026, 3, 2, 9))
        self.assertEqual(ticket.state, "resolved")
        said = self._last(ticket)
        self.assertEqual(said.author_id, self.customer_partner)
        self.assertEqual(said.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn("Quick!", said.body)

    @users("sd_employee")
    def test_employee_confirms_what_he_asked_for(self):
        """A requester inside the company answers as one outside."""
        ticket = self._resolved(
            self.agent_a, partner_id=self.employee.partner_id.id
        ).with_env(self.env)
        self.assertIs(ticket.action_confirm(rating=4), True)
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_one_rating_of_the_solver(self):
        """One row: who rated, whom, how, with his words."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.dispatcher).action_assign(
            user_id=self.agent_b.id, team_id=self.team_second.id
        )
        ticket.with_user(self.customer).action_confirm(rating=4, feedback="Fine")
        self.assertRecordValues(
            self._ratings(ticket),
            [
                {
                    "rating": 4,
                    "feedback": "Fine",
                    "consumed": True,
                    "partner_id": self.customer_partner.id,
                    "rated_partner_id": self.agent_a.partner_id.id,
                }
            ],
        )
        self.assertEqual(ticket.sudo().rating_last_value, 4)

    @users("sd_customer")
    def test_feedback_is_text(self):
        """Whatever the requester types is shown as he typed it."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        ticket.action_confirm(rating=5, feedback="<script>alert(1)</script>")
        self.assertNotIn("<script", self._last(ticket).body)
        self.assertIn("&lt;script&gt;", self._last(ticket).body)

    @users("sd_customer")
    def test_agent_hears_of_the_answer(self):
        """The answer reaches those who follow; the requester gets no copy."""
        ticket = self._resolved(self.agent_a)
        with self.mock_mail_gateway():
            ticket.with_env(self.env).action_confirm(rating=5, feedback="Quick!")
        self.assertTrue(self._sent_to(self.agent_a.email))
        self.assertFalse(self._sent_to(self.customer_partner.email))

    @users("sd_customer")
    def test_an_answer_is_no_first_response(self):
        """The requester's own words answer nothing."""
        ticket = self._resolved(self.agent_a)
        ticket.sudo().date_first_response = False
        ticket.with_env(self.env).action_confirm(rating=5)
        self.assertFalse(ticket.date_first_response)

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    @users("sd_customer")
    def test_rating_is_required_where_the_type_says_so(self):
        """Required: no confirmation without; optional and none: with or without."""
        for policy, refused in (
            ("required", True),
            ("optional", False),
            ("none", False),
        ):
            self.incident.rating_policy = policy
            ticket = self._resolved(self.agent_a).with_env(self.env)
            with self.subTest(policy=policy):
                if refused:
                    with self.assertRaisesRegex(UserError, "Please rate"):
                        ticket.action_confirm()
                    self.assertEqual(ticket.confirmation, "awaiting")
                else:
                    self.assertTrue(ticket.action_confirm())
                    self.assertFalse(self._ratings(ticket))

    @users("sd_customer")
    def test_rating_is_a_number_from_1_to_5(self):
        """Anything else is refused with a reason, never with an error."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        for rating in (6, -1, 3.5, "great", "10", [5], 0.5):
            with self.subTest(rating=rating):
                with self.assertRaisesRegex(UserError, "from 1 to 5"):
                    ticket.action_confirm(rating=rating, feedback="x")
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertTrue(ticket.action_confirm(rating="4"))
        self.assertEqual(self._ratings(ticket).rating, 4)

    @users("sd_customer")
    def test_low_rating_goes_round_again(self):
        """At or under the type's threshold the ticket is not solved, and says why."""
        self.incident.low_rating = 2
        for rating, confirmation in ((1, "refused"), (2, "refused"), (3, "confirmed")):
            ticket = self._resolved(self.agent_a).with_env(self.env)
            with self.subTest(rating=rating):
                if confirmation == "refused":
                    with self.assertRaisesRegex(UserError, "what was wrong"):
                        ticket.action_confirm(rating=rating)
                    self.assertEqual(ticket.confirmation, "awaiting")
                self.assertTrue(ticket.action_confirm(rating=rating, feedback="Meh"))
                self.assertEqual(ticket.confirmation, confirmation)
                self.assertEqual(self._ratings(ticket).rating, rating)
        self.assertEqual(ticket.state, "resolved")

    @users("sd_customer")
    def test_low_rating_never_reopens_where_it_is_zero(self):
        """With 0 even the worst rating confirms."""
        self.incident.low_rating = 0
        ticket = self._resolved(self.agent_a).with_env(self.env)
        self.assertTrue(ticket.action_confirm(rating=1))
        self.assertEqual(ticket.confirmation, "confirmed")

    # ------------------------------------------------------------------
    # Refusing
    # ------------------------------------------------------------------

    @users("sd_customer")
    def test_refusing(self):
        """Not solved: back in progress with the reason; figures are taken back."""
        ticket = self._resolved(self.agent_a, resolution="<p>First try.</p>")
        self.assertIs(ticket.with_env(self.env).action_refuse("Still stuck"), True)
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "in_progress",
                    "confirmation": "refused",
                    "reopen_count": 1,
                    "confirm_cycle": 1,
                    "date_resolved": False,
                    "date_confirmed": False,
                    "is_first_line": False,
                    "user_id": self.agent_a.id,
                    "resolution": "<p>First try.</p>",
                }
            ],
        )
        self.assertIn("Still stuck", self._last(ticket).body)
        self.assertEqual(self._last(ticket).author_id, self.customer_partner)

    @users("sd_customer")
    def test_refusing_needs_a_reason(self):
        """The desk must know what is still wrong."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        for reason in ("", "   ", False):
            with self.subTest(reason=reason):
                with self.assertRaisesRegex(UserError, "what is still wrong"):
                    ticket.action_refuse(reason)
        self.assertEqual(ticket.state, "resolved")

    def test_the_cycle_runs_again(self):
        """Refused, resolved again, confirmed: two cycles, each with its answer."""
        ticket = self._resolved(self.agent_a)
        asked = ticket.with_user(self.customer)
        asked.action_refuse("Still stuck")
        ticket.action_resolve("Oiled the drawer.")
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertEqual(ticket.confirm_cycle, 2)
        self.assertTrue(asked.action_confirm(rating=3))
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.reopen_count, 1)
        self.assertEqual(self._ratings(ticket).rating, 3)

    def test_refused_and_not_resolved_again_is_not_closed(self):
        """A refusal stands until the next solution, whoever wants to close."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.customer).action_refuse("Still stuck")
        for user in (self.agent_a, self.manager):
            with self.assertRaises(UserError):
                ticket.with_user(user).action_close("Enough")
        self.assertEqual(ticket.state, "in_progress")

    # ------------------------------------------------------------------
    # One answer per cycle
    # ------------------------------------------------------------------

    @users("sd_customer")
    def test_second_answer_is_logged_not_applied(self):
        """The first answer counts; a later one is a hidden note and returns False."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        ticket.action_confirm(rating=5)
        for answer in (
            lambda: ticket.action_refuse("On second thoughts"),
            lambda: ticket.action_confirm(rating=1, feedback="On second thoughts"),
        ):
            self.assertIs(answer(), False)
            note = self._last(ticket)
            self.assertIn("On second thoughts", note.body)
            self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(self._ratings(ticket).mapped("rating"), [5])

    @users("sd_customer")
    def test_answer_after_a_refusal_is_late(self):
        """Who refused cannot confirm what nobody has proposed again."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        ticket.action_refuse("Still stuck")
        self.assertIs(ticket.action_confirm(rating=5), False)
        self.assertEqual(ticket.confirmation, "refused")
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_customer")
    def test_answer_after_a_waiver_is_late(self):
        """A ticket closed without the answer stays so."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.manager).action_close("Gone for a year")
        self.assertIs(ticket.with_env(self.env).action_confirm(rating=5), False)
        self.assertEqual(ticket.confirmation, "waived")

    @users("sd_customer")
    def test_nothing_asked_nothing_answered(self):
        """Before a solution, or where none is to be confirmed, an answer is refused."""
        for ticket in (
            self._started(self.agent_a),
            self._resolved(self.agent_a, ticket_type_id=self.suggestion.id),
        ):
            with self.assertRaisesRegex(UserError, "waits for an answer"):
                ticket.with_env(self.env).action_confirm(rating=5)
            with self.assertRaisesRegex(UserError, "waits for an answer"):
                ticket.with_env(self.env).action_refuse("No")

    @users("sd_customer")
    def test_many_tickets_all_or_none(self):
        """One answer for several solutions counts for all of them, or for none."""
        good, bad = self._resolved(self.agent_a), self._started(self.agent_a)
        with self.assertRaises(UserError):
            (good | bad).with_env(self.env).action_confirm(rating=5)
        self.assertEqual(good.confirmation, "awaiting")
        both = (good | self._resolved(self.agent_a)).with_env(self.env)
        self.assertIs(both.action_confirm(rating=5), True)
        self.assertEqual(both.mapped("confirmation"), ["confirmed"] * 2)

    # ------------------------------------------------------------------
    # Who answers
    # ------------------------------------------------------------------

    @users("sd_agent_a", "sd_dispatcher", "sd_manager", "sd_api")
    def test_staff_do_not_answer_for_the_requester(self):
        """Nobody in the desk confirms his own work by a click."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        with self.assertRaises(AccessError):
            ticket.action_confirm(rating=5)
        with self.assertRaises(AccessError):
            ticket.action_refuse("No")
        self.assertEqual(ticket.confirmation, "awaiting")

    @users("sd_agent_a")
    def test_solver_does_not_become_the_requester(self):
        """Who makes himself the requester afterwards confirms nothing either."""
        ticket = self._resolved(self.env.user)
        with self.assertRaisesRegex(UserError, "Only a dispatcher"):
            ticket.partner_id = self.env.user.partner_id
        ticket.with_user(self.dispatcher).partner_id = self.env.user.partner_id
        with self.assertRaises(AccessError):
            ticket.action_confirm(rating=5)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_followers_do_not_answer_for_the_requester(self):
        """Who follows reads; the requester answers."""
        ticket = self._started(self.agent_a)
        followers = self.other_customer | self.employee
        ticket.message_subscribe(followers.partner_id.ids)
        ticket.action_resolve("Done")
        for user in followers:
            other = ticket.with_user(user)
            self.assertTrue(other.number)
            for by_phone in (False, True):
                with self.assertRaises(AccessError):
                    other.action_confirm(rating=5, by_phone=by_phone)
                with self.assertRaises(AccessError):
                    other.action_refuse("No", by_phone=by_phone)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_strangers_do_not_answer(self):
        """Another customer's ticket cannot even be read."""
        ticket = self._resolved(self.agent_a)
        for user in (self.other_customer, self.employee, self.auditor):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_confirm(rating=5)
        self.assertEqual(ticket.confirmation, "awaiting")

    # ------------------------------------------------------------------
    # By phone
    # ------------------------------------------------------------------

    @users("sd_agent_a", "sd_dispatcher")
    def test_confirmed_by_phone(self):
        """An agent records what he was told: as the requester's word, by whom."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        self.assertIs(
            ticket.action_confirm(rating=5, feedback="Works", by_phone=True), True
        )
        self.assertEqual(ticket.confirmation, "confirmed")
        said = self._last(ticket)
        self.assertEqual(said.author_id, self.customer_partner)
        self.assertIn(f"Told by phone, recorded by {self.env.user.name}", said.body)
        rating = self._ratings(ticket)
        self.assertEqual(rating.partner_id, self.customer_partner)
        self.assertEqual(rating.rated_partner_id, self.agent_a.partner_id)

    @users("sd_agent_a")
    def test_refusal_to_rate_by_phone_is_recorded(self):
        """By phone nobody can be made to rate; that he did not is written down."""
        ticket = self._resolved(self.env.user)
        self.assertTrue(ticket.action_confirm(by_phone=True))
        self.assertIn("Would not rate", self._last(ticket).body)
        self.assertFalse(self._ratings(ticket))

    @users("sd_agent_a")
    def test_refused_by_phone(self):
        """A refusal by phone counts like any other."""
        ticket = self._resolved(self.env.user)
        self.assertTrue(ticket.action_refuse("Still stuck", by_phone=True))
        self.assertEqual(ticket.state, "in_progress")
        self.assertIn("Told by phone", self._last(ticket).body)

    @users("sd_agent_b", "sd_auditor", "sd_customer")
    def test_by_phone_needs_work_on_the_ticket(self):
        """Who does not work on the ticket was told nothing."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        with self.assertRaises(AccessError):
            ticket.action_confirm(rating=5, by_phone=True)
        self.assertEqual(ticket.confirmation, "awaiting")

    @users("sd_agent_a")
    def test_dialog_of_the_answer_by_phone(self):
        """The dialog records what the deed would; a late answer is told apart."""
        ticket = self._resolved(self.env.user)
        action = ticket.action_answered_by_phone()
        dialogs = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(dialogs)
        form.answer = "confirm"
        form.rating = "4"
        form.feedback = "Works now"
        result = form.save().action_apply()
        self.assertEqual(result["type"], "ir.actions.act_window_close")
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.sudo().rating_last_value, 4)
        form = Form(dialogs)
        form.answer = "refuse"
        form.feedback = "Not after all"
        result = form.save().action_apply()
        self.assertEqual(result["tag"], "display_notification")
        self.assertEqual(ticket.confirmation, "confirmed")

    # ------------------------------------------------------------------
    # Odoo's own ratings
    # ------------------------------------------------------------------

    def test_rating_apply_goes_through_the_closing(self):
        """A rating from elsewhere confirms the solution, and never twice."""
        ticket = self._resolved().sudo()
        token = ticket._rating_get_access_token()
        rating = ticket.rating_apply(4, token=token, feedback="Fine")
        self.assertEqual(rating.rating, 4)
        self.assertEqual(ticket.confirmation, "confirmed")
        ticket.rating_apply(1, token=token, feedback="Changed my mind")
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.rating_last_value, 4)

    def test_rating_apply_of_what_nobody_solved_is_refused(self):
        """A ticket in work cannot be rated from outside."""
        ticket = self._started().sudo()
        with self.assertRaises(UserError):
            ticket.rating_apply(5, token=ticket._rating_get_access_token())
        self.assertFalse(ticket.rating_last_value)

    def test_rating_apply_with_anothers_token_is_refused(self):
        """A key to one ticket's rating does not rate another."""
        ticket, other = self._resolved().sudo(), self._resolved().sudo()
        for token in (other._rating_get_access_token(), "forged", False):
            with self.assertRaisesRegex(UserError, "not valid"):
                ticket.rating_apply(5, token=token)
        self.assertEqual(ticket.confirmation, "awaiting")
