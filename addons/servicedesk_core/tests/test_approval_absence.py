# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .approval_common import MONDAY, ApprovalCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestApprovalAbsence(ApprovalCommon):
    """Stand-ins of the absent, reminders in working time, and escalating."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Eight hours a day, Monday to Friday, from 8 to 16 UTC.
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Desk hours",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        },
                    )
                    for day in range(5)
                ],
            }
        )
        cls.team_first.resource_calendar_id = cls.calendar

    def _away(self, user, start=MONDAY - timedelta(days=1), end=None):
        user.write({"out_of_office_from": start, "out_of_office_to": end})

    def _remind(self, at):
        """Run the reminders at an instant; return the addresses that got mail."""
        no_commit = patch.object(self.env.cr, "commit")
        with freeze_time(at), no_commit, self.mock_mail_gateway():
            self.env.invalidate_all()
            self.env["servicedesk.approval"]._cron_remind()
            self.assertFalse(self._mails, "They are queued.")
            self._new_mails.exists().send()
        return sorted(to for mail in self._mails for to in mail["email_to"])

    # ------------------------------------------------------------------
    # Stand-ins
    # ------------------------------------------------------------------

    def test_the_stand_in_of_the_absent_is_asked(self):
        """He decides in the other's place, and that is what is recorded."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._away(self.friend)
        self._add_rules(self._named(self.friend))
        with self.mock_mail_gateway():
            ticket = self._asked()
        self.assertTrue(self._approval_paths(self.deputy.email))
        approval = self._of(ticket, self.deputy)
        approval.action_approve()
        self.assertRecordValues(
            approval.sudo(),
            [
                {
                    "partner_id": self.friend.partner_id.id,
                    "decided_by_id": self.deputy.partner_id.id,
                    "is_stand_in": True,
                }
            ],
        )
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertIn("approved by Deputy for Friend", notes)

    def test_the_absent_may_decide_himself(self):
        self.friend.servicedesk_stand_in_id = self.deputy
        self._away(self.friend)
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        self._of(ticket, self.friend).action_approve()
        self.assertFalse(ticket.sudo().approval_ids.is_stand_in)

    def test_no_stand_in_for_who_is_there(self):
        self.friend.servicedesk_stand_in_id = self.deputy
        # Odoo asks the database whether somebody is away, which has its own clock.
        self._away(self.friend, datetime(2099, 3, 2))
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        self.assertFalse(self._of(ticket, self.deputy))
        with self.assertRaises(AccessError):
            ticket.sudo().approval_ids.with_user(self.deputy).action_approve()

    def test_stand_ins_of_stand_ins(self):
        """An absent stand-in has one, too; a circle of absent people has none."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self.deputy.servicedesk_stand_in_id = self.owner
        self._away(self.friend)
        self._away(self.deputy)
        self.assertEqual(self.friend._servicedesk_find_stand_in(), self.owner)
        self.owner.servicedesk_stand_in_id = self.friend
        self._away(self.owner)
        self.assertFalse(self.friend._servicedesk_find_stand_in())

    def test_the_requester_stands_in_for_nobody(self):
        """Nobody approves his own request, not for another either."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._away(self.friend)
        self._add_rules(self._named(self.friend))
        ticket = self._asked(partner_id=self.deputy.partner_id.id)
        self.assertFalse(self._of(ticket, self.deputy))

    def test_who_may_stand_in(self):
        for user in (self.friend, self.customer):
            with self.subTest(user=user.name), self.assertRaises(ValidationError):
                self.friend.servicedesk_stand_in_id = user

    def test_everybody_names_his_own(self):
        """In one's preferences, without any right on users; nobody else's."""
        mine = self.friend.with_user(self.friend)
        mine.write({"servicedesk_stand_in_id": self.deputy.id})
        self.assertEqual(mine.servicedesk_stand_in_id, self.deputy)
        with self.assertRaises(AccessError):
            self.owner.with_user(self.friend).write(
                {"servicedesk_stand_in_id": self.friend.id}
            )

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    def test_reminders_count_working_time(self):
        """Asked on Friday at 15:00, reminded eight open hours later: Monday at 15."""
        self._add_rules(self._named(self.friend))
        with freeze_time(datetime(2026, 3, 6, 15)):
            ticket = self._asked()
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.date_next, datetime(2026, 3, 9, 15))
        self.assertEqual(self._remind(datetime(2026, 3, 9, 14, 59)), [])
        said = self._remind(datetime(2026, 3, 9, 15))
        self.assertEqual(len(said), 1)
        self.assertIn(self.friend.email, said[0])
        self.assertEqual(approval.reminder_count, 1)
        self.assertEqual(approval.date_next, datetime(2026, 3, 10, 15))
        self.assertEqual(self._remind(datetime(2026, 3, 9, 15, 15)), [])

    def test_no_reminders_where_the_rule_says_none(self):
        self._add_rules(self._named(self.friend, reminder_hours=0))
        ticket = self._asked()
        self.assertFalse(ticket.sudo().approval_ids.date_next)
        self.assertEqual(self._remind(datetime(2026, 4, 1, 12)), [])

    def test_the_decided_are_left_alone(self):
        self._add_rules(self._named(self.friend))
        ticket, other = self._asked(), self._asked()
        self._of(ticket, self.friend).action_approve()
        other.action_cancel("Not needed")
        self.assertEqual(self._remind(datetime(2026, 4, 1, 12)), [])

    def test_a_reminder_opens_the_page_as_well(self):
        self._add_rules(self._named(self.friend))
        self._asked()
        self._remind(datetime(2026, 3, 3, 9))
        (message,) = self._sent_to(self.friend.email)
        self.assertIn("/servicedesk/approval/", self._bodies(message))
        self.assertIn("we still wait", self._bodies(message))

    def test_one_that_fails_stops_no_other(self):
        """A text that does not fit one approval: the other's approver is reminded."""
        self._add_rules(self._named(self.friend, reminder_hours=8))
        # Odoo tries a text with the first there is, before it takes it.
        good, bad = self._asked(), self._asked()
        approval = bad.sudo().approval_ids
        template = self.env.ref("servicedesk_core.mail_template_approval_asked")
        template.subject = "{{ 1 / (object.id - %d) and object.name }}" % approval.id
        with mute_logger(
            "odoo.addons.servicedesk_core.models.base.attempt",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            said = self._remind(datetime(2026, 3, 3, 9))
            again = self._remind(datetime(2026, 3, 3, 9, 15))
        self.assertEqual((len(said), len(again)), (1, 0))
        self.assertEqual(good.sudo().approval_ids.reminder_count, 1)
        self.assertEqual(approval.reminder_count, 0)
        self.assertEqual(approval.date_next, datetime(2026, 3, 4, 9))
        notes = " ".join(bad.message_ids.mapped("body"))
        self.assertEqual(notes.count("the mail that asks failed"), 1)
        self.assertNotIn("failed", " ".join(good.message_ids.mapped("body")))

    def test_a_stand_in_who_cannot_be_asked_stops_no_other(self):
        """Nor what comes to the stand-ins of the absent; one note in all rounds."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, reminder_hours=0))
        good, bad = self._asked(), self._asked()
        self._away(self.friend)
        template = self.env.ref("servicedesk_core.mail_template_approval_asked")
        number = bad.sudo().approval_ids.id
        template.subject = "{{ 1 / (object.id - %d) and object.name }}" % number
        with mute_logger(
            "odoo.addons.servicedesk_core.models.base.attempt",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self._remind(MONDAY + timedelta(minutes=15))
            self._remind(MONDAY + timedelta(minutes=30))
        self.assertFalse(self._of(bad, self.deputy))
        self.assertTrue(self._of(good, self.deputy))
        notes = " ".join(bad.message_ids.mapped("body"))
        self.assertEqual(notes.count("the mail that asks failed"), 1)

    def test_who_went_away_meanwhile(self):
        """The first reminder finds his stand-in, without waiting for the escalation."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, escalate_after=0))
        ticket = self._asked()
        self._away(self.friend, MONDAY + timedelta(hours=2))
        said = " ".join(self._remind(datetime(2026, 3, 3, 9)))
        self.assertIn(self.deputy.email, said)
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_who_goes_away_is_not_waited_for(self):
        """The stand-in of the moment is asked at the next round, once."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, reminder_hours=0))
        ticket = self._asked()
        self.assertEqual(self._remind(MONDAY + timedelta(minutes=15)), [])
        self._away(self.friend)
        said = self._remind(MONDAY + timedelta(minutes=30))
        self.assertEqual(len(said), 1)
        self.assertIn(self.deputy.email, said[0])
        self.assertEqual(self._remind(MONDAY + timedelta(minutes=45)), [])
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertEqual(notes.count("Deputy asked in place of Friend"), 1)
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_escalated_to_the_stand_in(self):
        """After two reminders, though he is there: he does not answer."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, escalate_after=2))
        ticket = self._asked()
        self._remind(datetime(2026, 3, 3, 9))
        self.assertFalse(self._of(ticket, self.deputy))
        self._remind(datetime(2026, 3, 4, 9))
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.date_escalated, datetime(2026, 3, 4, 9))
        self.assertEqual(
            approval.asked_ids, self.friend.partner_id | self.deputy.partner_id
        )
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertIn("Deputy asked in place of Friend", notes)

    def test_escalated_to_the_manager(self):
        """Who has no stand-in has a manager, once: not one more each time."""
        self.friend.partner_id.manager_id = self.owner.partner_id
        self.owner.partner_id.manager_id = self.deputy.partner_id
        self._add_rules(self._named(self.friend, escalate_after=1))
        ticket = self._asked()
        for day in (3, 4, 5, 6):
            self._remind(datetime(2026, 3, day, 9))
        approval = ticket.sudo().approval_ids
        self.assertEqual(
            approval.asked_ids, self.friend.partner_id | self.owner.partner_id
        )
        self.assertEqual(approval.reminder_count, 4)
        self._of(ticket, self.owner).action_reject("No money")
        self.assertEqual(ticket.state, "new")

    def test_never_escalated_where_the_rule_says_so(self):
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, escalate_after=0))
        ticket = self._asked()
        for day in (3, 4, 5, 6):
            self._remind(datetime(2026, 3, day, 9))
        self.assertFalse(self._of(ticket, self.deputy))
