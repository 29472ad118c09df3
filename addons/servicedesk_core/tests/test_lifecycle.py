# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import freeze_time, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestLifecycle(ServicedeskCommon):
    """Tickets move along their life cycle, one way for buttons, drags and RPC."""

    def _transition(self, from_stage, to_stage, ticket_type=None):
        return self.env["servicedesk.transition"].search(
            [
                ("type_id", "=", (ticket_type or self.incident).id),
                ("from_stage_id", "=", from_stage.id),
                ("to_stage_id", "=", to_stage.id),
            ]
        )

    def _names(self, ticket):
        return [move["name"] for move in ticket.moves]

    # ------------------------------------------------------------------
    # Which moves there are
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_unclassified_can_only_be_cancelled(self):
        """Without a type there is no life cycle: classify, or cancel."""
        ticket = self._ticket(self.env.user)
        self.assertEqual(self._names(ticket), ["Cancel"])
        for deed in (
            lambda: ticket.action_start(),
            lambda: ticket.action_wait("customer"),
            lambda: ticket.action_resolve("Done."),
            lambda: ticket.action_close(),
        ):
            with self.assertRaisesRegex(UserError, f"Classify {ticket.number} first"):
                deed()
        self.assertEqual(ticket.state, "new")

    @users("sd_agent_a")
    def test_unclassified_cancelled_reopens_as_new(self):
        """A ticket cancelled before it was classified comes back as new."""
        ticket = self._ticket(self.env.user)
        ticket.action_cancel("Spam")
        self.assertEqual(ticket.state, "cancelled")
        self.assertTrue(ticket.action_reopen("It was no spam"))
        self.assertEqual(ticket.state, "new")
        self.assertFalse(ticket.date_closed)

    @users("sd_agent_a")
    def test_moves_depend_on_the_stage(self):
        """The form offers the moves out of the present stage, likely ones first."""
        ticket = self._classified(self.env.user)
        self.assertEqual(self._names(ticket), ["Start", "Assign", "Resolve", "Cancel"])
        ticket.action_start()
        self.assertEqual(self._names(ticket), ["Resolve", "Wait", "Cancel"])

    @users("sd_agent_a")
    def test_moves_name_what_they_ask(self):
        """The buttons know which dialog they need."""
        ticket = self._started(self.env.user)
        self.assertEqual(
            {move["state"]: move["asks"] for move in ticket.moves},
            {
                "resolved": "resolution",
                "waiting": "waiting_reason",
                "cancelled": "comment",
            },
        )

    @users("sd_auditor", "sd_agent_b")
    def test_who_only_reads_has_no_moves(self):
        """No buttons for people who read the ticket and do not work on it."""
        ticket = self._classified(self.agent_a, team_id=self.team_first.id)
        self.assertFalse(ticket.with_env(self.env).moves)

    @users("sd_agent_a")
    def test_moves_speak_the_users_language(self):
        """Labels of the buttons are translated."""
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        move = self._transition(self.stage_new, self.stage_in_progress)
        move.sudo().with_context(lang="fr_FR").name = "Commencer"
        ticket = self._classified(self.env.user)
        self.assertIn("Start", self._names(ticket))
        self.assertIn("Commencer", self._names(ticket.with_context(lang="fr_FR")))

    # ------------------------------------------------------------------
    # Classification
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_classifying_gives_the_kind(self):
        """A type says whether it is an incident or a service request."""
        ticket = self._ticket(self.env.user)
        for ticket_type, kind in (
            (self.incident, "incident"),
            (self.change, "request"),
        ):
            ticket.ticket_type_id = ticket_type
            self.assertEqual(ticket.kind, kind)

    @users("sd_agent_a")
    def test_classified_without_assignee_stays_new(self):
        """Classifying does not move a ticket nobody has."""
        self.assertEqual(self._classified(self.env.user).state, "new")

    @users("sd_agent_a")
    def test_classified_with_assignee_is_assigned(self):
        """Type and assignee, in whatever order, move a new ticket to assigned."""
        first = self._ticket(self.env.user)
        first.ticket_type_id = self.incident
        first.user_id = self.agent_a
        second = self._ticket(self.env.user, user_id=self.agent_a.id)
        self.assertEqual(second.state, "new")
        second.ticket_type_id = self.incident
        third = self._ticket(self.env.user)
        third.write({"user_id": self.agent_a.id, "ticket_type_id": self.incident.id})
        for ticket in first | second | third:
            self.assertEqual(ticket.stage_id, self.stage_assigned)

    @users("sd_agent_a")
    def test_registered_complete_is_assigned(self):
        """A ticket registered with type and assignee is assigned from the start."""
        ticket = self._ticket(
            self.env.user, ticket_type_id=self.incident.id, user_id=self.agent_a.id
        )
        self.assertEqual(ticket.stage_id, self.stage_assigned)

    @users("sd_agent_a")
    def test_cycle_without_assigned_stage_stays_new(self):
        """A type without that stage leaves the ticket where it is."""
        ticket = self._ticket(self.env.user, user_id=self.agent_a.id)
        ticket.ticket_type_id = self.information
        self.assertEqual(ticket.stage_id, self.stage_new)

    @users("sd_agent_a")
    def test_reclassifying_keeps_the_stage(self):
        """The stage stays if the new life cycle has it; number and dates stay."""
        ticket = self._started(self.env.user)
        number = ticket.number
        for ticket_type in (self.work, self.incident):
            ticket.ticket_type_id = ticket_type
            self.assertEqual(ticket.stage_id, self.stage_in_progress)
        self.assertEqual(ticket.number, number)

    @users("sd_agent_a")
    def test_reclassifying_finds_the_same_state(self):
        """Where the stage is unknown, the first of the same state takes its place."""
        own = self.stage_in_progress.sudo().copy({"name": "At the Bench"})
        later = self.stage_in_progress.sudo().copy({"name": "Later", "sequence": 99})
        self.work.transition_ids.filtered(
            lambda move: (
                self.stage_in_progress in (move.from_stage_id, move.to_stage_id)
            )
        ).unlink()
        self.work.stage_ids = self.work.stage_ids - self.stage_in_progress | own | later
        ticket = self._started(self.env.user)
        ticket.ticket_type_id = self.work
        self.assertEqual(ticket.stage_id, own)
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_reclassifying_without_the_state_starts_anew(self):
        """A cycle without that state takes the ticket at its start."""
        ticket = self._classified(self.env.user, user_id=self.agent_a.id)
        self.assertEqual(ticket.state, "assigned")
        ticket.ticket_type_id = self.suggestion
        self.assertEqual(ticket.stage_id, self.stage_new)

    @users("sd_agent_a", "sd_manager")
    def test_classified_stays_classified(self):
        """A type is changed for another, never taken away."""
        ticket = self._classified(self.agent_a).with_env(self.env)
        with self.assertRaisesRegex(UserError, "choose another type"):
            ticket.ticket_type_id = False

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_start_takes_the_ticket(self):
        """Who starts work on an unassigned ticket has it."""
        ticket = self._classified(self.env.user)
        self.assertTrue(ticket.action_start())
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.user_id, self.agent_a)
        self.assertTrue(ticket.date_assigned)

    @users("sd_dispatcher")
    def test_start_leaves_the_assignee(self):
        """Starting somebody else's ticket does not take it from him."""
        ticket = self._classified(self.agent_a, user_id=self.agent_a.id)
        ticket.with_env(self.env).action_start()
        self.assertEqual(ticket.user_id, self.agent_a)

    @users("sd_agent_a")
    def test_start_is_no_reopening(self):
        """What is resolved comes back with a reason only."""
        ticket = self._resolved(self.env.user)
        with self.assertRaisesRegex(UserError, "reopen it with a reason"):
            ticket.action_start()
        self.assertEqual(ticket.state, "resolved")

    @users("sd_agent_a")
    def test_wait_for_each_reason(self):
        """Every documented reason puts a ticket on hold; resuming clears it."""
        ticket = self._started(self.env.user)
        for reason in (
            "customer",
            "contractor",
            "supplier",
            "change",
            "problem",
            "approval",
            "scheduled",
        ):
            with self.subTest(reason=reason):
                self.assertTrue(ticket.action_wait(reason))
                self.assertEqual(ticket.state, "waiting")
                self.assertEqual(ticket.waiting_reason, reason)
                self.assertTrue(ticket.action_start())
                self.assertEqual(ticket.state, "in_progress")
                self.assertFalse(ticket.waiting_reason)

    @users("sd_agent_a")
    def test_wait_needs_a_known_reason(self):
        """No hold without saying what is waited for, in words everybody knows."""
        ticket = self._started(self.env.user)
        for reason in ("", False, "the weather"):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                ticket.action_wait(reason)
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_wait_logs_the_reason_as_a_hidden_note(self):
        """Reason and note are for colleagues: one note, no mail."""
        ticket = self._started(self.env.user)
        with self.mock_mail_gateway():
            ticket.action_wait("supplier", note="The lock is <ordered>")
        note = ticket.message_ids[:1]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("Waiting for: Supplier", note.body)
        self.assertIn("The lock is &lt;ordered&gt;", note.body)
        self.assertFalse(self._sent_to(self.customer_partner.email))

    @users("sd_agent_a")
    def test_cancel_needs_a_reason(self):
        """A cancelled ticket says why, in a note."""
        ticket = self._started(self.env.user)
        for reason in ("", "   ", False):
            with self.assertRaises(UserError):
                ticket.action_cancel(reason)
        self.assertTrue(ticket.action_cancel("Asked twice"))
        self.assertEqual(ticket.state, "cancelled")
        self.assertFalse(ticket.is_open)
        self.assertIn("Asked twice", ticket.message_ids[:1].body)

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_cancel_ends_the_ticket(self):
        """Cancelling dates the end; reopening takes that back and counts."""
        ticket = self._started(self.env.user)
        ticket.action_cancel("Asked twice")
        self.assertEqual(ticket.date_closed, datetime(2026, 3, 2, 9))
        ticket.action_reopen("No, different")
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(ticket.date_closed)
        self.assertEqual(ticket.reopen_count, 1)

    @users("sd_agent_a")
    def test_reopen_needs_a_reason_and_an_end(self):
        """Only what is over is reopened, with a reason."""
        ticket = self._resolved(self.env.user)
        for reason in ("", " ", False):
            with self.assertRaises(UserError):
                ticket.action_reopen(reason)
        ticket.action_reopen("Wrong button")
        self.assertIn("Wrong button", ticket.message_ids[:1].body)
        with self.assertRaisesRegex(UserError, "is not closed"):
            ticket.action_reopen("Once more")

    @users("sd_agent_a")
    def test_deeds_return_true(self):
        """XML-RPC cannot carry None: every deed returns True."""
        ticket = self._ticket(self.env.user)
        self.assertIs(ticket.action_take(), True)
        self.assertIs(ticket.action_assign(user_id=self.agent_a.id), True)
        ticket.ticket_type_id = self.incident
        self.assertIs(ticket.action_start(), True)
        self.assertIs(ticket.action_wait("customer"), True)
        self.assertIs(ticket.action_start(), True)
        self.assertIs(ticket.action_resolve("Done"), True)
        self.assertIs(ticket.action_reopen("Wrong"), True)
        self.assertIs(ticket.action_cancel("Wrong"), True)

    @users("sd_agent_b", "sd_auditor", "sd_employee", "sd_customer")
    def test_deeds_need_work_on_the_ticket(self):
        """Who does not work on a ticket moves nothing, whatever he calls."""
        ticket = self._started(self.agent_a)
        ticket.message_subscribe(self.env.user.partner_id.ids)
        other = ticket.with_env(self.env)
        self.assertTrue(other.number)  # he may read it
        for deed in (
            lambda: other.action_take(),
            lambda: other.action_assign(user_id=self.env.uid),
            lambda: other.action_start(),
            lambda: other.action_wait("customer"),
            lambda: other.action_resolve("Done"),
            lambda: other.action_close("Because"),
            lambda: other.action_reopen("Because"),
            lambda: other.action_cancel("Because"),
            lambda: other.action_move(1),
        ):
            with self.assertRaises(UserError):  # AccessError is one
                deed()
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_many_tickets_all_or_none(self):
        """One ticket that cannot be moved keeps all of them where they are."""
        good, bad = self._started(self.env.user), self._classified(self.env.user)
        with self.assertRaises(UserError):
            (good | bad).action_wait("supplier")  # a new ticket cannot wait
        self.assertEqual(good.state, "in_progress")
        self.assertEqual(len(good.span_ids.filtered(lambda s: not s.date_to)), 1)
        with self.assertRaises(UserError):
            (good | self._ticket(self.env.user)).action_resolve("Done")
        self.assertEqual(good.state, "in_progress")
        self.assertFalse(good.resolution)

    @users("sd_dispatcher")
    def test_many_tickets_at_once(self):
        """A deed on many tickets moves all of them, each with its own figures."""
        tickets = self.env["servicedesk.ticket"]
        for _index in range(3):
            tickets |= self._started(self.agent_a).with_env(self.env)
        tickets[0].action_cancel("Wrong")
        tickets[0].action_reopen("Right")
        tickets.action_resolve("Done", closure_code="workaround")
        self.assertEqual(set(tickets.mapped("state")), {"resolved"})
        self.assertEqual(tickets.mapped("confirm_cycle"), [1, 1, 1])
        self.assertEqual(tickets.mapped("reopen_count"), [1, 0, 0])

    # ------------------------------------------------------------------
    # Taking and assigning
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_take_assigns_to_me(self):
        """Taking dates the first assignment; taking again changes nothing."""
        ticket = self._classified(self.env.user)
        self.assertTrue(ticket.action_take())
        self.assertEqual(ticket.user_id, self.agent_a)
        self.assertEqual(ticket.state, "assigned")
        self.assertEqual(ticket.date_assigned, datetime(2026, 3, 2, 9))
        with freeze_time("2026-03-02 10:00:00"):
            self.assertTrue(ticket.action_take())
        self.assertEqual(ticket.date_assigned, datetime(2026, 3, 2, 9))

    def test_who_is_offered_to_take_it(self):
        """Who may take it, and no one who would be refused: see the button."""
        ticket = self._classified(self.agent_a)

        def shown(user):
            return ticket.with_user(user).can_take

        self.assertTrue(shown(self.agent_a))
        self.assertTrue(shown(self.dispatcher))
        self.assertFalse(shown(self.auditor))
        ticket.with_user(self.dispatcher).action_assign(team_id=self.team_second.id)
        # He opened it, so that he reads it and answers; it is not his to take.
        self.assertFalse(shown(self.agent_a))
        self.assertTrue(shown(self.agent_b))
        with self.assertRaisesRegex(UserError, "^You are not a member"):
            ticket.with_user(self.agent_a).action_take()
        ticket.with_user(self.agent_b).action_take()
        self.assertFalse(shown(self.agent_b) or shown(self.dispatcher))

    def test_taken_is_taken(self):
        """Who comes second is told who has it, and nothing changes."""
        self.team_first.member_ids += self.agent_c
        ticket = self._classified(self.agent_a)
        ticket.action_take()
        late = ticket.with_user(self.agent_c)
        with self.assertRaisesRegex(UserError, "already taken by Agent A"):
            late.action_take()
        self.assertEqual(ticket.user_id, self.agent_a)

    @users("sd_agent_a")
    def test_agent_assigns_inside_the_team(self):
        """Colleagues of the team, yes; others, no."""
        self.team_first.sudo().member_ids += self.agent_c
        ticket = self._classified(self.env.user)
        self.assertTrue(ticket.action_assign(user_id=self.agent_c.id))
        self.assertEqual(ticket.user_id, self.agent_c)
        for deed in (
            lambda: ticket.action_assign(user_id=self.agent_b.id),
            lambda: ticket.write({"user_id": self.agent_b.id}),
        ):
            with self.assertRaisesRegex(UserError, "not a member of the team"):
                deed()
        self.assertEqual(ticket.user_id, self.agent_c)

    @users("sd_agent_a")
    def test_agent_moves_only_new_tickets_to_another_team(self):
        """Choosing the team is classification until work starts, then a hand-over."""
        ticket = self._ticket(self.env.user)
        self.assertTrue(ticket.action_assign(team_id=self.team_second.id))
        self.assertEqual(ticket.team_id, self.team_second)
        ticket = self._started(self.env.user)
        for deed in (
            lambda: ticket.action_assign(team_id=self.team_second.id),
            lambda: ticket.write({"team_id": self.team_second.id}),
        ):
            with self.assertRaisesRegex(UserError, "Escalate.*Only a dispatcher"):
                deed()
        ticket.write({"team_id": False})  # the rules give the same one: no hand-over
        self.assertEqual(ticket.team_id, self.team_first)

    @users("sd_dispatcher", "sd_manager", "sd_api")
    def test_dispatcher_moves_between_teams(self):
        """Dispatchers and managers move directly; the reason is logged."""
        ticket = self._started(self.agent_a).with_env(self.env)
        ticket.action_assign(
            user_id=self.agent_b.id, team_id=self.team_second.id, reason="Knows it"
        )
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(ticket.user_id, self.agent_b)
        self.assertIn("Knows it", "".join(ticket.message_ids.mapped("body")))

    @users("sd_dispatcher")
    def test_new_team_alone_unassigns(self):
        """A ticket sent to another team waits there for somebody to take it."""
        ticket = self._started(self.agent_a).with_env(self.env)
        ticket.action_assign(team_id=self.team_second.id)
        self.assertFalse(ticket.user_id)

    @users("sd_dispatcher")
    def test_assign_needs_somebody(self):
        """Assigning to nobody and no team is a mistake."""
        with self.assertRaisesRegex(UserError, "Choose a person or a team"):
            self._classified(self.agent_a).with_env(self.env).action_assign()

    @users("sd_dispatcher", "sd_manager")
    def test_only_staff_can_be_assigned(self):
        """A portal user cannot be made responsible, not even by RPC."""
        ticket = self._classified(self.agent_a).with_env(self.env)
        for deed in (
            lambda: ticket.action_assign(user_id=self.customer.id),
            lambda: ticket.write({"user_id": self.customer.id}),
        ):
            with self.assertRaises(UserError):
                deed()
        with self.assertRaises(UserError):
            self._ticket(self.env.user, user_id=self.customer.id)

    # ------------------------------------------------------------------
    # Plain writes of the stage, action_move
    # ------------------------------------------------------------------

    @users("sd_agent_a", "sd_api")
    def test_writing_the_stage_moves_along_a_plain_transition(self):
        """A drag along a move that asks nothing is that move."""
        ticket = self._classified(self.agent_a).with_env(self.env)
        ticket.write({"stage_id": self.stage_in_progress.id, "priority": "2"})
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.user_id, self.env.user)  # as by the button

    @users("sd_agent_a", "sd_api", "sd_manager")
    def test_writing_a_stage_that_asks_names_the_deed(self):
        """A drag into a stage that asks opens its dialog, and writes nothing.

        People are told what is missing, programs which deed to call.
        """
        ticket = self._started(self.agent_a).with_env(self.env)
        action = self.env.ref("servicedesk_core.servicedesk_ticket_move_action")
        for stage, deed, words, words_on_button in (
            (
                self.stage_resolved,
                "action_resolve",
                "Resolving needs a solution.",
                "Write the solution",
            ),
            (
                self.stage_waiting,
                "action_wait",
                "Waiting needs a reason: who or what is waited for?",
                "Choose the reason",
            ),
            (
                self.stage_cancelled,
                "action_cancel",
                "Cancelling needs a reason.",
                "Write the reason",
            ),
        ):
            with self.subTest(stage=stage.name):
                with self.assertRaises(RedirectWarning) as caught:
                    ticket.write({"stage_id": stage.id, "priority": "3"})
                message, action_id, button, context = caught.exception.args
                self.assertEqual((message, button), (words, words_on_button))
                self.assertEqual(context["servicedesk_deed"], deed)
                self.assertEqual(action_id, action.id)
                self.assertEqual(context["default_ticket_ids"], ticket.ids)
                transition = self._transition(self.stage_in_progress, stage)
                self.assertEqual(context["default_transition_id"], transition.id)
                self.assertEqual(ticket.stage_id, self.stage_in_progress)
                self.assertEqual(ticket.priority, "1")

    @users("sd_agent_a", "sd_api", "sd_manager")
    def test_writing_a_stage_without_a_way_is_refused(self):
        """No move, no change, and the stage where it is stuck is named."""
        ticket = self._started(self.agent_a).with_env(self.env)
        for stage in (self.stage_new, self.stage_assigned, self.stage_closed):
            with self.subTest(stage=stage.name):
                with self.assertRaisesRegex(UserError, "In Progress"):
                    ticket.write({"stage_id": stage.id})
        self.assertEqual(ticket.stage_id, self.stage_in_progress)

    @users("sd_agent_a")
    def test_writing_the_same_stage_is_no_move(self):
        """Saving a form unchanged makes no span and no note."""
        ticket = self._started(self.env.user)
        spans, messages = len(ticket.span_ids), len(ticket.message_ids)
        ticket.write({"stage_id": self.stage_in_progress.id})
        self.assertEqual(len(ticket.span_ids), spans)
        self.assertEqual(len(ticket.message_ids), messages)

    @users("sd_agent_a")
    def test_writing_the_stage_with_the_type(self):
        """The stage is judged by the type written along with it."""
        ticket = self._ticket(self.env.user)
        ticket.write(
            {
                "ticket_type_id": self.information.id,
                "stage_id": self.stage_in_progress.id,
            }
        )
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_writing_the_stage_of_many_all_or_none(self):
        """A list action over tickets that cannot all go there moves none."""
        good, bad = self._classified(self.env.user), self._resolved(self.env.user)
        with self.assertRaises(RedirectWarning):
            (good | bad).write({"stage_id": self.stage_in_progress.id})
        self.assertEqual(good.state, "new")
        self.assertEqual(bad.state, "resolved")

    @users("sd_agent_a")
    def test_move_without_question_moves(self):
        """The button of a plain move needs no dialog."""
        ticket = self._classified(self.env.user)
        move = self._transition(self.stage_new, self.stage_in_progress)
        self.assertIs(ticket.action_move(move.id), True)
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_move_with_question_opens_the_dialog(self):
        """The button of a move that asks returns its dialog, and writes nothing."""
        ticket = self._started(self.env.user)
        move = self._transition(self.stage_in_progress, self.stage_resolved)
        action = ticket.action_move(move.id)
        self.assertEqual(action["res_model"], "servicedesk.ticket.move")
        self.assertEqual(action["context"]["default_transition_id"], move.id)
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_move_with_answers_moves(self):
        """An integration that answers at once needs no dialog."""
        ticket = self._started(self.env.user)
        move = self._transition(self.stage_in_progress, self.stage_waiting)
        answers = {"waiting_reason": "approval", "comment": "By the boss"}
        self.assertIs(ticket.action_move(move.id, answers), True)
        self.assertEqual(ticket.waiting_reason, "approval")

    @users("sd_agent_a")
    def test_move_with_half_the_answers_is_refused(self):
        """What is asked is needed: a comment is no solution."""
        ticket = self._started(self.env.user)
        move = self._transition(self.stage_in_progress, self.stage_resolved)
        for answers in ({"comment": "x"}, {"resolution": "<p><br></p>"}):
            with self.assertRaisesRegex(UserError, "needs the solution"):
                ticket.action_move(move.id, answers)
        self.assertEqual(ticket.state, "in_progress")

    # ------------------------------------------------------------------
    # Who may, and on what condition
    # ------------------------------------------------------------------

    def test_transition_groups(self):
        """A move reserved to a group is neither offered nor made for others."""
        move = self._transition(self.stage_new, self.stage_in_progress)
        move.group_ids = self.env.ref("servicedesk_core.group_servicedesk_dispatcher")
        ticket = self._classified(self.agent_a)
        self.assertNotIn("Start", self._names(ticket))
        with self.assertRaisesRegex(UserError, "reserved to: .*Dispatcher"):
            ticket.action_start()
        for user in (self.dispatcher, self.manager):  # managers are dispatchers
            self.assertIn("Start", self._names(ticket.with_user(user)))
        ticket.with_user(self.dispatcher).action_start()
        self.assertEqual(ticket.state, "in_progress")

    def test_transition_condition(self):
        """A move whose condition is not met is neither offered nor made."""
        move = self._transition(self.stage_new, self.stage_in_progress)
        move.condition = "[('tag_ids', '!=', False)]"
        ticket = self._classified(self.agent_a)
        self.assertNotIn("Start", self._names(ticket))
        with self.assertRaisesRegex(UserError, "its condition is not met"):
            ticket.action_start()
        with self.assertRaisesRegex(UserError, "its condition is not met"):
            ticket.stage_id = self.stage_in_progress
        ticket.tag_ids = self.env["servicedesk.tag"].create({"name": "Till"})
        ticket.invalidate_recordset(["moves"])
        self.assertIn("Start", self._names(ticket))
        ticket.action_start()
        self.assertEqual(ticket.state, "in_progress")

    def test_transition_that_asks_a_comment(self):
        """A desk may ask for a comment on any move: the deed then needs it too."""
        self._transition(self.stage_new, self.stage_in_progress).asks = "comment"
        ticket = self._classified(self.agent_a)
        with self.assertRaisesRegex(UserError, "needs a comment"):
            ticket.action_start()
        with self.assertRaises(RedirectWarning) as caught:
            ticket.stage_id = self.stage_in_progress
        self.assertEqual(caught.exception.args[0], "“Start” needs a comment.")
        self.assertEqual(ticket.state, "new")

    def test_transition_from_any_stage(self):
        """A move without a from leads out of every stage of its type."""
        self.env["servicedesk.transition"].create(
            {
                "name": "Panic",
                "type_id": self.information.id,
                "to_stage_id": self.stage_cancelled.id,
                "asks": "nothing",
                "sequence": 1,
            }
        )
        for make in (self._classified, self._started, self._resolved):
            ticket = make(ticket_type_id=self.information.id)
            self.assertEqual(self._names(ticket)[0], "Panic")
        ticket.stage_id = self.stage_cancelled
        self.assertNotIn("Panic", self._names(ticket))

    def test_archived_transition_is_no_way(self):
        """Archiving a move takes it away at once."""
        ticket = self._classified(self.agent_a)
        self.assertIn("Start", self._names(ticket))
        self._transition(self.stage_new, self.stage_in_progress).active = False
        ticket.invalidate_recordset(["moves"])
        self.assertNotIn("Start", self._names(ticket))
        with self.assertRaises(UserError):
            ticket.action_start()

    def test_other_types_moves_do_not_count(self):
        """Each type has its own moves."""
        ticket = self._classified(self.agent_a, ticket_type_id=self.information.id)
        with self.assertRaises(UserError):
            ticket.stage_id = self.stage_assigned

    @users("sd_agent_a")
    def test_board_shows_every_stage(self):
        """Empty stages are columns too, so that tickets can be dragged there."""
        self._ticket(self.env.user)
        tickets = self.env["servicedesk.ticket"].with_context(read_group_expand=True)
        groups = tickets.formatted_read_group([], ["stage_id"], ["__count"])
        shown = [group["stage_id"][0] for group in groups]
        self.assertEqual(shown, self.env["servicedesk.stage"].search([]).ids)

    def test_stage_changes_are_tracked(self):
        """The conversation shows from where to where a ticket moved."""
        ticket = self._classified(self.agent_a)
        self.flush_tracking()
        ticket.action_start()
        self.flush_tracking()
        tracked = ticket.sudo().message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "stage_id"
        )
        self.assertEqual(tracked.old_value_char, "New")
        self.assertEqual(tracked.new_value_char, "In Progress")
