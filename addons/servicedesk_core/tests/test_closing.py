# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import freeze_time, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestClosing(ServicedeskCommon):
    """The desk's half of the two-phase closing: propose, close, reopen."""

    # ------------------------------------------------------------------
    # Resolving
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_resolving_proposes_a_solution(self):
        """Solution, solver, code and date are recorded; the answer is awaited."""
        ticket = self._started(self.env.user)
        self.assertIs(ticket.action_resolve("Replaced the lock.", "solved"), True)
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "resolved",
                    "is_open": True,
                    "confirmation": "awaiting",
                    "confirm_cycle": 1,
                    "resolved_by_id": self.agent_a.id,
                    "closure_code_id": self.env.ref(
                        "servicedesk_core.closure_code_solved"
                    ).id,
                    "date_resolved": datetime(2026, 3, 2, 9),
                    "date_confirmed": False,
                    "date_closed": False,
                }
            ],
        )
        self.assertIn("Replaced the lock.", ticket.resolution)

    @users("sd_agent_a")
    def test_solution_is_needed(self):
        """Without saying what was done nothing is resolved, however empty the words."""
        ticket = self._started(self.env.user)
        for words in ("", "   ", False, "<p><br></p>", "<p> </p>"):
            with self.subTest(words=words), self.assertRaises(UserError):
                ticket.action_resolve(words)
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.confirm_cycle, 0)

    @users("sd_agent_a")
    def test_plain_text_keeps_its_lines_and_signs(self):
        """A solution in plain text is shown as it was written."""
        ticket = self._started(self.env.user)
        ticket.action_resolve("Step 1 & 2\nStep 3")
        self.assertIn("Step 1 &amp; 2<br", ticket.resolution)

    @users("sd_agent_a")
    def test_html_solution_carries_no_script(self):
        """What agents or integrations send as HTML is cleaned."""
        ticket = self._started(self.env.user)
        ticket.action_resolve("<p>Done<script>alert(1)</script></p>")
        self.assertIn("Done", ticket.resolution)
        self.assertNotIn("script", ticket.resolution)

    @users("sd_agent_a")
    def test_closure_code_by_key_or_id(self):
        """A closure code is named by its key or id; an unknown one is refused."""
        code = self.env.ref("servicedesk_core.closure_code_workaround")
        for given in ("workaround", code.id):
            ticket = self._started(self.env.user)
            ticket.action_resolve("Done", closure_code=given)
            self.assertEqual(ticket.closure_code_id, code)
        ticket = self._started(self.env.user)
        for given in ("no such key", 999_999_999):
            with self.subTest(given=given), self.assertRaises(UserError):
                ticket.action_resolve("Done", closure_code=given)
        self.assertEqual(ticket.state, "in_progress")

    def test_closure_code_of_another_type(self):
        """Codes of other types and archived ones are refused, also to integrations."""
        duplicate = self.env.ref("servicedesk_core.closure_code_duplicate")
        explained = self.env.ref("servicedesk_core.closure_code_explained")
        duplicate.active = False
        explained.type_ids = self.information
        ticket = self._started()
        for code in (duplicate, explained):
            for deed in (
                lambda code=code: ticket.action_resolve("Done", code.id),
                lambda code=code: ticket.action_move(
                    self.env.ref(
                        "servicedesk_core.transition_incident_in_progress_resolved"
                    ).id,
                    {"resolution": "Done", "closure_code_id": code.id},
                ),
            ):
                with self.assertRaisesRegex(UserError, "no such closure code"):
                    deed()
        question = self._started(ticket_type_id=self.information.id)
        question.action_resolve("It is so.", "explained")
        self.assertEqual(question.closure_code_id, explained)

    @users("sd_agent_a")
    def test_resolving_twice_is_refused(self):
        """What is resolved waits for its answer."""
        ticket = self._resolved(self.env.user)
        with self.assertRaises(UserError):
            ticket.action_resolve("Even better")
        self.assertEqual(ticket.confirm_cycle, 1)

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    def test_policy_decides_whether_to_ask(self):
        """Required and optional ask; none asks nobody."""
        for policy, confirmation in (
            ("required", "awaiting"),
            ("optional", "awaiting"),
            ("none", "none"),
        ):
            with self.subTest(policy=policy):
                self.incident.confirmation_policy = policy
                self.assertEqual(self._resolved().confirmation, confirmation)

    def test_solver_is_not_asked_about_himself(self):
        """An agent who solves what he asked for confirms nothing to himself."""
        own = {"partner_id": self.agent_a.partner_id.id}
        self.assertEqual(self._resolved(self.agent_a, **own).confirmation, "none")
        ticket = self._started(self.agent_a, **own)
        ticket.with_user(self.dispatcher).action_resolve("Done by another")
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_without_requester_nobody_is_asked(self):
        """Nobody to ask: no question, and no mail."""
        with self.mock_mail_gateway():
            ticket = self._resolved(partner_id=False)
        self.assertEqual(ticket.confirmation, "none")
        self.assertFalse(self._mails)

    # ------------------------------------------------------------------
    # First line
    # ------------------------------------------------------------------

    def test_first_line_solved_it(self):
        """Solved by a member of a level-1 team, never with another level."""
        self.assertTrue(self._resolved(self.agent_a).is_first_line)

    def test_second_line_is_no_first_line(self):
        """A solver of another level, or none, makes no first-line solution."""
        ticket = self._started(self.agent_b, team_id=self.team_second.id)
        ticket.action_resolve("Done")
        self.assertFalse(ticket.is_first_line)
        ticket = self._started(self.agent_a)
        ticket.with_user(self.dispatcher).action_resolve("Done")
        self.assertFalse(ticket.is_first_line)

    def test_once_with_another_level_is_no_first_line(self):
        """A ticket that came back from the second line is not the first line's."""
        ticket = self._started(self.agent_a)
        boss = ticket.with_user(self.dispatcher)
        boss.action_assign(team_id=self.team_second.id)
        boss.action_assign(team_id=self.team_first.id, user_id=self.agent_a.id)
        ticket.action_resolve("Done")
        self.assertFalse(ticket.is_first_line)

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    @users("sd_agent_a", "sd_dispatcher", "sd_api")
    def test_closing_before_the_answer_is_refused(self):
        """Neither deed nor drag closes what waits for its answer."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        for deed in (
            lambda: ticket.action_close(),
            lambda: ticket.action_close("I am sure it works"),
            lambda: ticket.write({"stage_id": self.stage_closed.id}),
        ):
            with self.assertRaisesRegex(UserError, "waits for the requester"):
                deed()
        self.assertNotIn("closed", [move["state"] for move in ticket.moves])
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(ticket.confirmation, "awaiting")

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_confirmed_may_be_closed(self):
        """After the confirmation closing is free, and dated."""
        ticket = self._resolved(self.env.user)
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(ticket.state, "resolved")
        self.assertIs(ticket.action_close(), True)
        self.assertEqual(ticket.state, "closed")
        self.assertFalse(ticket.is_open)
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.date_closed, datetime(2026, 3, 2, 9))

    @users("sd_agent_a")
    def test_unasked_may_be_closed(self):
        """Where nobody was asked closing is free, and not counted as confirmed."""
        ticket = self._resolved(self.env.user, ticket_type_id=self.suggestion.id)
        ticket.action_close()
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.confirmation, "none")

    @users("sd_manager")
    def test_manager_waives_with_a_reason(self):
        """A manager closes unanswered: recorded as waived, with his reason."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        for reason in ("", "   "):
            with self.assertRaises(UserError):
                ticket.action_close(reason)
        self.assertEqual(ticket.state, "resolved")
        ticket.action_close("He left the company")
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.confirmation, "waived")
        self.assertFalse(ticket.date_confirmed)
        note = ticket.message_ids.filtered(lambda m: "He left" in (m.body or ""))
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.manager.partner_id)

    @users("sd_manager")
    def test_manager_drags_only_with_a_reason(self):
        """A drag gives no reason: it opens the dialog, whatever the context claims."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        for context in ({}, {"servicedesk_close_reason": "forged"}):
            with self.assertRaises(RedirectWarning) as caught:
                ticket.with_context(**context).stage_id = self.stage_closed
            self.assertIn("has not answered yet", caught.exception.args[0])
        self.assertEqual(ticket.state, "resolved")

    @users("sd_manager")
    def test_waived_many_all_or_none(self):
        """One ticket that cannot be closed keeps all of them open."""
        good, bad = self._resolved(self.agent_a), self._started(self.agent_a)
        with self.assertRaises(UserError):
            (good | bad).with_env(self.env).action_close("Clean up")
        self.assertEqual(good.state, "resolved")
        self.assertEqual(good.confirmation, "awaiting")

    @users("sd_agent_a")
    def test_unsolved_is_not_closed(self):
        """What is in work is resolved first, or cancelled."""
        ticket = self._started(self.env.user)
        with self.assertRaises(UserError):
            ticket.action_close("No")
        self.assertEqual(ticket.state, "in_progress")

    # ------------------------------------------------------------------
    # Closing by itself, and the opener's notice
    # ------------------------------------------------------------------

    @freeze_time("2026-03-02 09:00:00")
    def test_automatic_closing(self):
        """A type may close by itself at the confirmation: no notice then."""
        self.incident.closing = "automatic"
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=4)
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.date_closed, datetime(2026, 3, 2, 9))
        self.assertFalse(ticket.sudo().activity_ids)

    def _notices(self, ticket):
        kind = self.env.ref("servicedesk_core.mail_activity_type_close")
        return ticket.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def test_opener_is_told(self):
        """The opener, not the assignee, hears that the ticket may be closed."""
        self.team_first.member_ids += self.agent_c
        ticket = self._classified(self.agent_a)
        ticket.action_assign(user_id=self.agent_c.id)
        ticket.with_user(self.agent_c).action_resolve("Done")
        self.assertFalse(self._notices(ticket))
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(self._notices(ticket).user_id, self.agent_a)

    def test_leader_is_told_where_there_is_no_opener(self):
        """Without an opener, or when he has left, the team's leader hears it."""
        self.team_first.leader_id = self.leader
        ticket = self._resolved(self.agent_a)
        self.agent_a.active = False
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(self._notices(ticket).user_id, self.leader)

    def test_assignee_is_told_where_there_is_no_leader_either(self):
        """Somebody hears it in any case."""
        ticket = self._started(self.agent_a)
        ticket.sudo().opener_id = False
        ticket.action_resolve("Done")
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(self._notices(ticket).user_id, self.agent_a)

    def test_closing_removes_the_notice(self):
        """Whoever closes, the notice goes."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertTrue(self._notices(ticket))
        ticket.with_user(self.dispatcher).action_close()
        self.assertFalse(self._notices(ticket))

    def test_reopening_removes_the_notice(self):
        """What is back in work may not be closed; other activities stay."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.customer).action_confirm(rating=5)
        call = ticket.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.agent_a.id
        )
        ticket.action_reopen("The same again")
        self.assertFalse(self._notices(ticket))
        self.assertTrue(call.exists())

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_reopening_starts_the_cycle_anew(self):
        """Dates and outcome go, the old solution stays as a draft, it is counted."""
        ticket = self._resolved(self.env.user, resolution="<p>First try.</p>")
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.action_close()
        ticket.action_reopen("The same again")
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "in_progress",
                    "is_open": True,
                    "confirmation": "none",
                    "reopen_count": 1,
                    "date_resolved": False,
                    "date_confirmed": False,
                    "date_closed": False,
                    "resolved_by_id": False,
                    "is_first_line": False,
                    "resolution": "<p>First try.</p>",
                }
            ],
        )
        ticket.action_resolve("Second try.")
        self.assertEqual(ticket.confirm_cycle, 2)
        self.assertEqual(ticket.confirmation, "awaiting")

    @users("sd_agent_a")
    def test_old_solutions_stay_in_the_conversation(self):
        """What was proposed before can be read there, whatever comes later."""
        ticket = self._resolved(self.env.user, resolution="First try.")
        ticket.action_reopen("It did not")
        ticket.action_resolve("Second try.")
        said = "".join(ticket.message_ids.mapped("body"))
        self.assertIn("First try.", said)
        self.assertIn("Second try.", said)

    @users("sd_agent_a")
    def test_taking_a_solution_back_revokes_its_link(self):
        """The desk goes on working: the mailed question is moot."""
        ticket = self._resolved(self.env.user)
        links = self.env["servicedesk.answer.link"].sudo()
        link = links.search([("res_id", "=", ticket.id)])
        self.assertFalse(link.revoked_at)
        ticket.action_reopen("Too early")
        self.assertTrue(link.revoked_at)

    @users("sd_agent_a")
    def test_another_requester_revokes_the_link(self):
        """Who is no longer the requester no longer answers by his mail."""
        ticket = self._resolved(self.env.user)
        links = self.env["servicedesk.answer.link"].sudo()
        link = links.search([("res_id", "=", ticket.id)])
        ticket.partner_id = self.customer_partner
        self.assertFalse(link.revoked_at)
        ticket.partner_id = self.other_partner
        self.assertTrue(link.revoked_at)

    @users("sd_agent_a")
    def test_contact_for_the_same_address_keeps_the_link(self):
        """Making a contact of the address that was asked takes no question back."""
        ticket = self._started(
            self.env.user, partner_id=False, partner_email="ann@nowhere.example"
        )
        ticket.sudo().partner_id = False
        ticket.sudo().partner_email = "ann@nowhere.example"
        ticket.action_resolve("Done")
        links = self.env["servicedesk.answer.link"].sudo()
        link = links.search([("res_id", "=", ticket.id)])
        self.assertFalse(link.partner_id)
        ticket.partner_id = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "Ann", "email": "Ann@nowhere.example"})
        )
        self.assertFalse(link.revoked_at)
