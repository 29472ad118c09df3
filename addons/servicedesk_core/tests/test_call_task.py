# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .notice_common import NOON, NoticeCommon


@tagged("post_install", "-at_install")
class TestCallTask(NoticeCommon):
    """Who cannot, or does not want to, be written to is told by phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.caller = cls.env["res.partner"].create(
            {"name": "Old Mill", "phone": "+49 30 1234567"}
        )

    def _resolved(self, **vals):
        """Return a ticket of the caller that was just resolved."""
        ticket = self._started(partner_id=self.caller.id, **vals)
        self._forget()
        ticket.action_resolve("Replaced the lock.")
        return ticket

    def _get_call(self, ticket):
        return ticket.sudo().activity_ids.filtered("is_servicedesk_call")

    def _report(self, call, user=None, **vals):
        outcomes = self.env["servicedesk.call.outcome"].with_user(user or self.agent_a)
        return outcomes.create({"activity_id": call.id, **vals}).action_apply()

    def _get_last_note(self, ticket):
        return ticket.sudo().message_ids.sorted("id")[-1:].body

    def test_without_an_address(self):
        """The opener calls: he knows whom, which number and what to say."""
        ticket = self._resolved()
        self.assertEqual(self._tell(), [("Old Mill", "call")])
        call = self._get_call(ticket)
        self.assertEqual(call.user_id, self.agent_a)
        self.assertEqual(call.summary, "Call Old Mill: +49 30 1234567")
        self.assertIn("Replaced the lock.", call.note)

    def test_what_to_say_is_no_letter(self):
        """The rule's text is for mails; the operator reads what happened."""
        self._ticket(partner_id=self.caller.id)
        self._tell()
        call = self.env["mail.activity"].search([], limit=1, order="id desc")
        self.assertIn("registered", call.note)
        self.assertNotIn("answer this mail", call.note)

    def test_who_prefers_the_phone(self):
        """He has an address and gets the solution's own mail, and he is called."""
        self.caller.write({"email": "mill@example.com", "preferred_channel": "phone"})
        with self.mock_mail_gateway():
            ticket = self._resolved()
        self.assertEqual(self._tell(), [("Old Mill", "call")])
        self.assertEqual(len(self._get_call(ticket)), 1)

    def test_who_has_an_address_and_no_wish_is_not_called(self):
        self.caller.email = "mill@example.com"
        with self.mock_mail_gateway():
            self._resolved()
        self.assertEqual(self._tell(), [])

    def test_within_his_hours(self):
        """He is called from two o'clock on: until then the task waits."""
        self.caller.write({"contact_hour_from": 14, "contact_hour_to": 18, "tz": "UTC"})
        ticket = self._resolved()
        self.assertEqual(self._tell(), [])
        self.assertFalse(self._get_call(ticket))
        type(self).now = datetime(2026, 3, 3, 14)
        self.assertEqual(self._tell(), [("Old Mill", "call")])

    def test_critical_at_any_hour(self):
        self.caller.write({"contact_hour_from": 14, "contact_hour_to": 18})
        self._resolved(priority="3")
        self.assertEqual(self._tell(), [("Old Mill", "call")])

    def test_one_call_for_all_there_is_to_say(self):
        ticket = self._resolved()
        self._tell()
        ticket.action_reopen("It broke again")
        ticket.action_wait("supplier")
        self._tell()
        call = self._get_call(ticket)
        self.assertEqual(len(call), 1)
        self.assertIn("solution", call.note)
        self.assertIn("waits", call.note)

    def test_nobody_can_call(self):
        """A team without people: the ticket says so, and nobody is forgotten."""
        self._only("registered", "requester", "call")
        team = self.env["servicedesk.team"].create(
            {"name": "Empty", "company_id": self.company.id}
        )
        ticket = self.env["servicedesk.ticket"].create(
            {
                "name": "No light",
                "partner_id": self.caller.id,
                "team_id": team.id,
                "channel": "portal",
            }
        )
        self.assertEqual(self._tell(), [])
        self.assertIn("Nobody is there", self._get_last_note(ticket))

    # ------------------------------------------------------------------
    # Outcome
    # ------------------------------------------------------------------

    def _called(self):
        ticket = self._resolved()
        self._tell()
        return ticket, self._get_call(ticket)

    def test_reached(self):
        """The task ends, and the ticket tells what came of it."""
        ticket, call = self._called()
        self._report(call, outcome="reached", note="He will try it")
        self.assertFalse(self._get_call(ticket))
        self.assertIn("Reached. He will try it", self._get_last_note(ticket))

    def test_not_reached(self):
        ticket, call = self._called()
        self._report(call, outcome="not_reached")
        self.assertFalse(self._get_call(ticket))
        self.assertIn("Not Reached", self._get_last_note(ticket))

    def test_call_again(self):
        """The task goes on, at the time that was agreed, and the try is on record."""
        ticket, call = self._called()
        at = NOON + timedelta(days=2, hours=3)
        self._report(call, outcome="again", call_at=at, note="In a meeting")
        self.assertEqual(self._get_call(ticket), call)
        self.assertEqual(call.date_deadline, date(2026, 3, 5))
        self.assertEqual(call.servicedesk_call_at, at)
        note = self._get_last_note(ticket)
        self.assertIn("2026-03-05", note)
        self.assertIn("In a meeting", note)

    def test_call_again_needs_a_time_to_come(self):
        _ticket, call = self._called()
        for at in (False, NOON - timedelta(minutes=1)):
            with self.subTest(at=at), self.assertRaises(UserError):
                self._report(call, outcome="again", call_at=at)

    def test_the_dialog_opens_from_the_task(self):
        _ticket, call = self._called()
        action = call.with_user(self.agent_a).action_servicedesk_outcome()
        self.assertEqual(action["res_model"], "servicedesk.call.outcome")
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent_a)
            .with_context(**action["context"])
        )
        form.outcome = "not_reached"
        form.save().action_apply()
        self.assertFalse(call.exists().filtered("active"))

    def test_other_activities_have_no_such_outcome(self):
        ticket = self._classified()
        other = ticket.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id
        )
        with self.assertRaises(UserError):
            other.action_servicedesk_outcome()

    def test_who_does_not_work_on_the_ticket_reports_nothing(self):
        """Nor does anybody outside the desk."""
        _ticket, call = self._called()
        for user in (self.agent_b, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._report(call, user=user)


@tagged("post_install", "-at_install")
class TestTryNotices(NoticeCommon):
    """The trial says who would be told, and why not; it tells nobody."""

    def _try(self, ticket, event, user=None, **vals):
        trials = self.env["servicedesk.notice.try"].with_user(user or self.manager)
        form = Form(trials)
        form.ticket_id = ticket.with_user(self.manager)
        form.event = event
        for name, value in vals.items():
            setattr(form, name, value)
        trial = form.save()
        return {
            (line.who, line.channel or None): line.reason for line in trial.line_ids
        }

    def test_who_and_why(self):
        ticket = self._classified(user_id=self.helper.id)
        ticket.co_responsible_ids = self.agent_b
        self.agent_b.servicedesk_notice_channel = "none"
        self._forget()
        found = self._try(ticket, "reopened", actor_id=self.agent_a.partner_id)
        self.assertEqual(
            found,
            {
                ("Helper", "mail"): "As Odoo notifies him.",
                ("Agent B", None): "He does not want to hear of this.",
                ("Agent A", None): "It was he who did it.",
            },
        )
        self.assertEqual(self._tell(), [])

    def test_held_back(self):
        ticket = self._classified(user_id=self.helper.id)
        self.helper.write({"servicedesk_quiet_from": 8, "servicedesk_quiet_to": 18})
        self._only("late", "assignee")
        (reason,) = self._try(ticket, "late").values()
        self.assertIn("Held back until", reason)

    def test_a_stage(self):
        """Entering the stage that is chosen, wherever the ticket is.

        Who registered it hears of that as well as who asked.
        """
        ticket = self._classified()
        found = self._try(ticket, "stage", stage_id=self.stage_in_progress)
        people = self.customer_partner | ticket.opener_id.partner_id
        told = [(person.display_name, "mail") for person in people]
        self.assertCountEqual(found, told)

    def test_an_answer_is_the_requesters_own_deed(self):
        """As proposed; all else is taken for what one does oneself."""
        ticket = self._classified(user_id=self.agent_a.id)
        form = Form(self.env["servicedesk.notice.try"].with_user(self.manager))
        form.ticket_id = ticket.with_user(self.manager)
        form.event = "customer_answer"
        self.assertEqual(form.actor_id, self.customer_partner)
        form.event = "late"
        self.assertEqual(form.actor_id, self.manager.partner_id)
        form.actor_id = self.helper.partner_id
        self.assertEqual(form.save().actor_id, self.helper.partner_id)

    def test_secrets_stay_secret(self):
        """Who does not read a ticket learns nothing of it by trying."""
        ticket = self._ticket(team_id=self.team_secret.id)
        trials = self.env["servicedesk.notice.try"].with_user(self.manager)
        for event in ("late", "customer_answer"):
            with self.subTest(event=event), self.assertRaises(AccessError):
                trial = trials.create({"ticket_id": ticket.id, "event": event})
                trial.line_ids.mapped("who")

    def test_managers_try(self):
        with self.assertRaises(AccessError):
            self.env["servicedesk.notice.try"].with_user(self.agent_a).create(
                {"ticket_id": self._ticket().id, "event": "late"}
            )

    def test_the_button_of_a_rule(self):
        rule = self._only("stage", "requester", stage_ids=self.stage_waiting.ids)
        context = rule.with_user(self.manager).action_try()["context"]
        self.assertEqual(context["default_event"], "stage")
        self.assertEqual(context["default_stage_id"], self.stage_waiting.id)
