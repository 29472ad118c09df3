# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .notice_common import NOON, NoticeCommon


@tagged("post_install", "-at_install")
class TestShippedRules(NoticeCommon):
    """Who is told with the rules as shipped: these people, and nobody else."""

    def _assigned(self, **vals):
        """Return a started ticket of the helper that agent_a opened, all told."""
        ticket = self._classified(user_id=self.helper.id, **vals)
        ticket.with_user(self.helper).action_start()
        self._forget()
        return ticket

    def assertTold(self, *expected):
        self.assertEqual(self._tell(), sorted(expected))

    def test_registered_by_phone(self):
        """The requester is told at once that his request was accepted."""
        self._ticket(channel="phone")
        self.assertTold(("Customer", "mail"))

    def test_registered_by_mail(self):
        """The acknowledgement has told him: no second mail."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.customer_partner.email_formatted)
        self.assertTrue(ticket.date_acknowledged)
        self.assertTold()

    def test_registered_critical(self):
        """Who is on duty hears of what is critical; without a roster the leader."""
        self._ticket(priority="3")
        self.assertTold(("Customer", "mail"), ("Leader", "mail"))
        self.env["servicedesk.duty"].create(
            {
                "team_id": self.team_first.id,
                "user_id": self.helper.id,
                "date_from": NOON - timedelta(hours=1),
                "date_to": NOON + timedelta(hours=1),
            }
        )
        self._ticket(priority="3")
        self.assertTold(("Customer", "mail"), ("Helper", "mail"))

    def test_assigned(self):
        """The new assignee is told, once, and by no mail of Odoo's own besides."""
        ticket = self._classified()
        self._forget()
        with self.mock_mail_gateway():
            ticket.action_assign(user_id=self.helper.id)
            self._flush()
            self.assertFalse(self._new_mails)
        self.assertTold(("Helper", "mail"))

    def test_assigned_at_creation(self):
        self._ticket(user_id=self.helper.id, partner_id=False)
        self.assertTold(("Helper", "mail"))
        self._ticket(user_id=self.agent_a.id, partner_id=False)
        self.assertTold()

    def test_taken(self):
        """Who takes a ticket knows; its opener is told when he is somebody else."""
        ticket = self._classified()
        self._forget()
        ticket.with_user(self.helper).action_take()
        self.assertTold(("Agent A", "mail"))
        ticket.with_user(self.leader).action_assign(user_id=self.leader.id)
        self.assertTold(("Agent A", "mail"))

    def test_passed_on_between_teams(self):
        """The opener hears of every move, and of nobody else's tickets."""
        ticket = self._assigned()
        ticket.with_user(self.dispatcher).action_assign(
            user_id=self.agent_b.id, team_id=self.team_second.id
        )
        self.assertTold(("Agent A", "mail"), ("Agent B", "mail"))

    def test_in_progress(self):
        """The author is told when work begins."""
        ticket = self._classified(user_id=self.agent_a.id)
        self._forget()
        ticket.action_start()
        self.assertTold(("Customer", "mail"))

    def test_waiting(self):
        ticket = self._assigned()
        ticket.with_user(self.helper).action_wait("supplier")
        self.assertTold(("Agent A", "mail"), ("Customer", "mail"))

    def test_the_customers_answer(self):
        """Followers have the answer itself; who is co-responsible has the notice."""
        ticket = self._assigned()
        ticket.co_responsible_ids = self.agent_b
        with self.mock_mail_gateway():
            ticket.with_user(self.customer).message_post(
                body="It is the drawer.", message_type="comment"
            )
            self._flush()
        self.assertTold(("Agent B", "mail"))

    def test_the_desks_answer(self):
        """The requester gets the answer by mail, and nothing on top of it."""
        ticket = self._assigned()
        with self.mock_mail_gateway():
            ticket.message_post(
                body="Coming.", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self._flush()
        self.assertTold()

    def test_resolved_confirmed_and_closed(self):
        """The solution's own mail asks; the opener hears of what others do."""
        ticket = self._assigned()
        ticket.with_user(self.helper).action_resolve("Replaced the lock.")
        self.assertTold(("Agent A", "mail"))
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertTold()
        ticket.action_close()
        self.assertTold(("Customer", "mail"))

    def test_resolved_as_soon_as_registered(self):
        """Who has the solution is not told after it that his request arrived."""
        ticket = self._ticket(ticket_type_id=self.incident.id)
        ticket.action_start()
        ticket.action_resolve("It was switched off.")
        self.assertTold()
        stranger = self._ticket(partner_id=False, partner_email="new@shop.example")
        stranger.ticket_type_id = self.incident
        stranger.action_start()
        stranger.action_resolve("It was switched off.")
        self.assertTold()

    def test_registered_and_called_all_the_same(self):
        """A call that a rule wants is no second mail."""
        self.customer_partner.phone = "+49 30 555"
        self._only("registered", "requester", "call")
        self._rule("resolved", "requester", "mail")
        ticket = self._ticket(ticket_type_id=self.incident.id)
        ticket.action_start()
        ticket.action_resolve("It was switched off.")
        self.assertTold(("Customer", "call"))

    def test_refused(self):
        """Back in work by the requester's word: all who work on it hear of it, once.

        Who has the word itself by mail is not told a second time.
        """
        ticket = self._assigned()
        ticket.co_responsible_ids = self.agent_b
        ticket.with_user(self.helper).action_resolve("Replaced the lock.")
        self._forget()
        ticket.with_user(self.customer).action_refuse("Still broken")
        self.assertTold(("Agent B", "mail"))
        word = ticket.sudo().message_ids.filtered(lambda one: "Still" in one.body)
        mailed = word.notification_ids.res_partner_id.mapped("name")
        self.assertLessEqual({"Agent A", "Helper"}, set(mailed))
        self.assertNotIn("Agent B", mailed)

    def test_cancelled(self):
        ticket = self._assigned()
        ticket.with_user(self.helper).action_cancel("Not ours")
        self.assertTold(("Agent A", "mail"), ("Customer", "mail"))

    def test_late(self):
        """Told once for a promised time; a new promise is another matter."""
        ticket = self._assigned()
        ticket.date_due = NOON - timedelta(minutes=1)
        expected = (("Helper", "mail"), ("Leader", "mail"))
        self.assertTold(*expected)
        self.assertTold()
        ticket.date_due = NOON - timedelta(seconds=1)
        self.assertTold(*expected)

    def test_late_long_ago_is_no_news(self):
        ticket = self._assigned()
        ticket.date_due = NOON - timedelta(days=2)
        self.assertTold()

    def test_resolved_tickets_run_late_no_more(self):
        ticket = self._assigned()
        ticket.with_user(self.helper).action_resolve("Replaced the lock.")
        self._forget()
        ticket.date_due = NOON - timedelta(minutes=1)
        self.assertTold()

    def test_owner_of_a_service(self):
        """The owner hears of urgent tickets of his service, not of every one."""
        owner = self._new_user("sd_owner", "service_owner")
        service = self.env["servicedesk.service"].create(
            {"name": "Tills", "owner_id": owner.id, "team_ids": self.team_first.ids}
        )
        self._forget()
        self._classified(service_id=service.id, partner_id=False)
        self.assertTold()
        self._classified(service_id=service.id, partner_id=False, priority="2")
        self.assertTold(("Owner", "mail"))


@tagged("post_install", "-at_install")
class TestNoticeRules(NoticeCommon):
    """What a rule may say, and whom it reaches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An agent of another company of the group.
        cls.foreign = cls._new_user("sd_foreign", "agent")
        company = cls.env["res.company"].create({"name": "Far Away"})
        cls.foreign.write(
            {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        )

    def test_every_recipient(self):
        """Each kind of recipient is these people."""
        owner = self._new_user("sd_owner", "service_owner")
        service = self.env["servicedesk.service"].create(
            {"name": "Tills", "owner_id": owner.id, "team_ids": self.team_first.ids}
        )
        ticket = self._classified(service_id=service.id, user_id=self.helper.id)
        ticket.co_responsible_ids = self.agent_b
        ticket.message_subscribe(self.other_partner.ids)
        expected = {
            "requester": ["Customer"],
            "watchers": ["Other"],
            "opener": ["Agent A"],
            "assignee": ["Helper"],
            "co_responsible": ["Agent B"],
            "owner": ["Owner"],
            "leader": ["Leader"],
            "on_duty": ["Leader"],
        }
        found = {
            who: [partner.name for partner in ticket.sudo()._get_notice_partners(who)]
            for who in expected
        }
        self.assertEqual(found, expected)

    def test_every_channel(self):
        ticket = self._classified(user_id=self.helper.id)
        for channel, expected in (
            ("preferred", "mail"),
            ("inbox", "inbox"),
            ("mail", "mail"),
            ("call", "call"),
        ):
            with self.subTest(channel=channel):
                self._only("waiting", "assignee", channel)
                self._forget()
                ticket.action_start()
                ticket.action_wait("supplier")
                self.assertEqual(self._tell(), [("Helper", expected)])

    def test_filters(self):
        """Type, team and priority narrow a rule down."""
        work = self._only("registered", "leader", type_ids=self.work.ids)
        self._ticket(ticket_type_id=self.incident.id)
        self.assertEqual(self._tell(), [])
        self._ticket(ticket_type_id=self.work.id)
        self.assertEqual(self._tell(), [("Leader", "mail")])
        work.write({"type_ids": False, "team_ids": self.team_second.ids})
        self._ticket()
        self.assertEqual(self._tell(), [])
        self._ticket(team_id=self.team_second.id)
        self.assertEqual(self._tell(), [("Leader", "mail")])
        work.write({"team_ids": False, "priority": "2"})
        self._ticket(priority="1")
        self.assertEqual(self._tell(), [])

    def test_another_companys_rule(self):
        company_id = self.foreign.company_id.id
        self._only("registered", "leader", company_id=company_id)
        self._ticket()
        self.assertEqual(self._tell(), [])

    def test_a_rule_about_a_stage_names_it(self):
        with self.assertRaises(ValidationError):
            self._rule("stage", "requester")

    def test_who_may_not_read_is_not_told(self):
        """A leader outside the circle of a confidential ticket hears nothing."""
        self._only("registered", "leader")
        self.team_secret.leader_id = self.leader
        self._ticket(team_id=self.team_secret.id)
        self.assertEqual(self._tell(), [("Leader", "mail")])
        self._only("registered", "owner")
        owner = self._new_user("sd_owner", "service_owner")
        service = self.env["servicedesk.service"].create(
            {"name": "Files", "owner_id": owner.id, "team_ids": self.team_secret.ids}
        )
        self._ticket(team_id=self.team_secret.id, service_id=service.id)
        self.assertEqual(self._tell(), [])

    def test_who_follows_and_may_not_read_is_not_told(self):
        """A contact without a login is told; an agent outside the circle is not."""
        self._only("waiting", "watchers")
        friend = self.env["res.partner"].create(
            {"name": "Friend", "email": "friend@example.com"}
        )
        ticket = self._classified(user_id=self.agent_a.id)
        ticket.message_subscribe(friend.ids)
        ticket.action_start()
        self._forget()
        ticket.action_wait("supplier")
        self.assertEqual(self._tell(), [("Friend", "mail")])
        person = ticket.sudo()._prepare_notice_person(
            self.foreign.partner_id, "watcher", self._get_facts()
        )
        self.assertFalse(person.may_read)

    def _get_facts(self):
        return {
            "event": "waiting",
            "stage_id": False,
            "actor_id": False,
            "message": self.env["mail.message"],
        }

    def test_the_archived_are_not_told(self):
        ticket = self._classified(user_id=self.helper.id)
        self.helper.active = False
        self._only("waiting", "assignee")
        self._forget()
        ticket.action_start()
        ticket.action_wait("supplier")
        self.assertEqual(self._tell(), [])

    def test_a_stranger_is_told_by_his_address(self):
        self._only("registered", "requester", "mail")
        self._ticket(partner_id=False, partner_email="new@shop.example")
        self.assertEqual(self._tell(), [("new@shop.example", "mail")])

    def test_a_stranger_who_was_answered_gets_nothing_on_top(self):
        """At his bare address, or as the contact that Odoo's composer makes of it."""
        self._only("desk_answer", "requester")
        contact = self.env["res.partner"].create(
            {"name": "New", "email": "New@shop.example"}
        )
        ticket = self._ticket(partner_id=False, partner_email="new@shop.example")
        self._forget()
        ways = (
            ({"outgoing_email_to": '"New" <NEW@shop.example>'}, []),
            ({"partner_ids": contact.ids}, []),
            ({"outgoing_email_to": "other@shop.example"}, ["new@shop.example"]),
            ({}, ["new@shop.example"]),
        )
        for recipients, expected in ways:
            with self.subTest(recipients=recipients), self.mock_mail_gateway():
                ticket.message_post(
                    body="Coming.",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    **recipients,
                )
                self._flush()
            told = [(name, "mail") for name in expected]
            self.assertEqual(self._tell(), told)

    def test_one_person_is_told_once_of_one_moment(self):
        """Two rules name him: the event that matters more tells him."""
        self._only("assigned", "assignee")
        self._rule("moved", "assignee")
        ticket = self._classified(user_id=self.helper.id)
        self._forget()
        ticket.with_user(self.dispatcher).action_assign(user_id=self.agent_a.id)
        self.assertEqual(self._tell(), [("Agent A", "mail")])

    def test_imports_tell_nobody(self):
        """Nor does what comes without tracking, nor the demo."""
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        for key in ("import_file", "tracking_disable", "mail_auto_subscribe_no_notify"):
            with self.subTest(context=key):
                tickets.with_context(**{key: True}).create(
                    {"name": "Old", "partner_id": self.customer_partner.id}
                )
                self.assertEqual(self._tell(), [])

    def test_what_was_undone_is_not_told(self):
        """A deed that fails takes its notices back."""
        ticket = self._classified(user_id=self.agent_a.id)
        self._forget()
        with self.env.cr.savepoint() as savepoint:
            ticket.action_start()
            savepoint.rollback()
        self.assertEqual(self._tell(), [])

    def test_words_in_the_readers_language(self):
        """A template speaks the language of who is told."""
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("servicedesk_core.mail_template_ticket_closed")
        self._only("cancelled", "requester", template_id=template.id)
        template.with_context(lang="fr_FR").body_html = "<p>Annulé</p>"
        self.customer_partner.lang = "fr_FR"
        ticket = self._classified()
        self._forget()
        ticket.action_cancel("Not ours")
        self._tell()
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn("Annulé", mail.body_html)
        self.assertIn(ticket.number, mail.subject)

    def test_mails_are_queued_and_marked_as_automatic(self):
        """Odoo's queue sends them, from the desk's address, without keys in links."""
        ticket = self._classified(user_id=self.agent_a.id)
        self._forget()
        ticket.action_start()
        self._tell()
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("Auto-Submitted", mail.headers)
        self.assertIn("desk@", mail.email_from)
        self.assertNotIn("access_token", mail.body_html)

    def test_the_job_is_woken_once(self):
        """However many tickets: one trigger a transaction."""
        cron = self.env.ref("servicedesk_core.ir_cron_notices")
        triggers = self.env["ir.cron.trigger"]
        self._forget()
        before = triggers.search_count([("cron_id", "=", cron.id)])
        for _turn in range(3):
            self._ticket()
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
        self.assertEqual(len(self.Notice.search([])), 3)


@tagged("post_install", "-at_install")
class TestQuietHours(NoticeCommon):
    """A person's own choices, and the hours in which he is left alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only("assigned", "assignee")

    def _assign(self, **vals):
        ticket = self._classified(**vals)
        self._forget()
        ticket.action_assign(user_id=self.helper.id)
        return self._tell()

    def test_his_choice_goes_before_the_rule(self):
        mine = self.helper.with_user(self.helper)
        mine.servicedesk_notice_channel = "inbox"
        self.assertEqual(self._assign(), [("Helper", "inbox")])
        mine.servicedesk_notice_channel = "none"
        self.assertEqual(self._assign(), [])

    def test_a_line_for_one_event(self):
        mine = self.helper.with_user(self.helper)
        mine.write(
            {
                "servicedesk_notice_channel": "none",
                "servicedesk_notice_choice_ids": [
                    (0, 0, {"event": "assigned", "channel": "inbox"}),
                    (0, 0, {"event": "late", "channel": "none"}),
                ],
            }
        )
        self.assertEqual(self._assign(), [("Helper", "inbox")])

    def test_held_back_and_told_when_quiet_ends(self):
        """In his own zone: seven in the morning in Tokyo is ten in the evening UTC."""
        self.helper.write(
            {
                "servicedesk_quiet_from": 20,
                "servicedesk_quiet_to": 7,
                "tz": "Asia/Tokyo",
            }
        )
        self.assertEqual(self._assign(), [])
        held = self.Notice.search([])
        self.assertEqual(held.date_send, datetime(2026, 3, 3, 22))
        type(self).now = held.date_send - timedelta(seconds=1)
        self.assertEqual(self._tell(), [])
        type(self).now = held.date_send
        self.assertEqual(self._tell(), [("Helper", "mail")])
        self.assertFalse(self.Notice.search([]))

    def test_what_is_critical_is_not_held_back(self):
        self.helper.write({"servicedesk_quiet_from": 8, "servicedesk_quiet_to": 18})
        self.assertEqual(self._assign(priority="2"), [])
        self.assertEqual(self._assign(priority="3"), [("Helper", "mail")])

    def test_held_for_nobody_who_may_hear_no_more(self):
        """Archived meanwhile, he is not told; nor when the rule is gone."""
        self.helper.write({"servicedesk_quiet_from": 8, "servicedesk_quiet_to": 18})
        self._assign()
        self.helper.active = False
        type(self).now = datetime(2026, 3, 3, 18)
        self.assertEqual(self._tell(), [])
        self.assertFalse(self.Notice.search([]))

    def test_hours_lie_on_a_clock(self):
        with self.assertRaises(ValidationError):
            self.helper.servicedesk_quiet_from = 25

    def test_everybody_chooses_for_himself_only(self):
        """Nobody changes, or reads, another one's lines."""
        line = self.env["servicedesk.notice.choice"].create(
            {"user_id": self.helper.id, "event": "late", "channel": "none"}
        )
        self.assertFalse(line.with_user(self.agent_a).has_access("write"))
        mine = self.agent_a.with_user(self.agent_a)
        for command in (
            (1, line.id, {"channel": "mail"}),
            (4, line.id),
            (6, 0, line.ids),
            (0, 0, {"user_id": self.helper.id, "event": "moved", "channel": "mail"}),
        ):
            with self.subTest(command=command), self.assertRaises(AccessError):
                mine.servicedesk_notice_choice_ids = [command]
        mine.servicedesk_notice_choice_ids = [(0, 0, {"event": "late"})]
        own = mine.servicedesk_notice_choice_ids
        mine.servicedesk_notice_choice_ids = [(2, own.id)]
        self.assertTrue(line.with_user(self.helper).has_access("write"))
