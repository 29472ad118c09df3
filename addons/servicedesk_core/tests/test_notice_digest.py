# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeDigest(NoticeCommon):
    """Who hears of many tickets at one moment hears of them in one message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only("assigned", "assignee")
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)

    def _create(self, *users):
        return self.Ticket.create(
            [
                {
                    "name": f"Till {index}",
                    "team_id": self.team_first.id,
                    "user_id": u.id,
                }
                for index, u in enumerate(users)
            ]
        )

    def _get_mails(self, user):
        return self.env["mail.mail"].search(
            [("recipient_ids", "=", user.partner_id.id)]
        )

    def test_an_assignee_is_told_once(self):
        """Of all his tickets, with a link to each; nobody of what he did himself."""
        tickets = self._create(self.helper, self.helper, self.helper, self.agent_a)
        self.assertEqual(self._tell(), [(self.helper.name, "mail")])
        mail = self._get_mails(self.helper)
        self.assertIn("3", mail.subject)
        for ticket in tickets[:3]:
            self.assertIn(ticket.display_name, mail.body_html)
            self.assertIn(f"res_id={ticket.id}", mail.body_html)
        self.assertNotIn(tickets[3].number, mail.body_html)

    def test_each_assignee_hears_of_his_own(self):
        tickets = self._create(self.helper, self.leader, self.helper)
        self.assertEqual(
            self._tell(),
            sorted([(self.helper.name, "mail"), (self.leader.name, "mail")]),
        )
        body = self._get_mails(self.leader).body_html
        self.assertIn(tickets[1].number, body)
        self.assertNotIn(tickets[0].number, body)

    def test_a_single_one_hangs_on_its_ticket(self):
        ticket = self._create(self.helper)
        self._tell()
        mail = self._get_mails(self.helper)
        self.assertEqual((mail.model, mail.res_id), (ticket._name, ticket.id))

    def test_only_its_reader_reads_it(self):
        """It names several tickets, so who follows one of them does not get it."""
        self.helper.notification_type = "inbox"
        tickets = self._create(self.helper, self.helper)
        tickets.message_subscribe(self.dispatcher.partner_id.ids)
        self.assertEqual(self._tell(), [(self.helper.name, "inbox")])
        message = self.env["mail.message"].search(
            [("notified_partner_ids", "=", self.helper.partner_id.id)]
        )
        self.assertFalse(message.model)
        self.assertTrue(message.with_user(self.helper).has_access("read"))
        self.assertFalse(message.with_user(self.dispatcher).has_access("read"))

    def test_a_mail_of_many_hangs_on_none(self):
        self._create(self.helper, self.helper)
        self._tell()
        mail = self._get_mails(self.helper)
        self.assertEqual((mail.model, mail.res_id), (False, 0))
        self.assertFalse(
            mail.mail_message_id.with_user(self.agent_b).has_access("read")
        )

    def test_what_he_may_not_read_is_left_out(self):
        self._only("assigned", "leader")
        tickets = self._create(self.helper, self.helper, self.helper)
        self.team_first.membership_ids.filtered(
            lambda seat: seat.user_id == self.leader
        ).unlink()
        tickets[0].sudo()._write_deed({"is_confidential": True})
        self.env.flush_all()
        reads = tickets.with_user(self.leader)._filtered_access("read")
        self._tell()
        body = self._get_mails(self.leader).body_html
        for ticket in tickets:
            self.assertEqual(ticket.number in body, ticket.id in reads.ids)

    def test_other_news_say_what_happened(self):
        """Beside each ticket, since it may be another thing at each."""
        tickets = self._create(self.helper, self.helper)
        self._forget()
        self._only("cancelled", "assignee")
        tickets.with_user(self.dispatcher).action_cancel("A drill")
        self.assertEqual(self._tell(), [(self.helper.name, "mail")])
        mail = self._get_mails(self.helper)
        self.assertEqual(mail.subject, "News of 2 tickets")
        self.assertEqual(mail.body.count("The ticket was cancelled."), 2)

    def test_a_requester_has_a_mail_a_ticket(self):
        """He answers each of them where it belongs."""
        self._only("cancelled", "requester")
        tickets = self._create(self.helper, self.helper)
        tickets.sudo().partner_id = self.customer_partner
        self._forget()
        tickets.with_user(self.dispatcher).action_cancel("A drill")
        name = self.customer_partner.name
        self.assertEqual(self._tell(), [(name, "mail"), (name, "mail")])

    def test_in_the_words_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.helper.lang = "de_DE"
        tickets = self._create(self.helper, self.helper)
        heap = [(row, None) for row in self.Notice.search([])]
        self.assertEqual(heap[0][0].ticket_id | heap[1][0].ticket_id, tickets)
        asked, original = [], type(self.env)._

        def note(env, source, *args, **kwargs):
            asked.append((env.context.get("lang"), source))
            return original(env, source, *args, **kwargs)

        self.patch(type(self.env), "_", note)
        self._tell()
        said = [lang for lang, source in asked if "%(count)s tickets" in source]
        self.assertEqual(said, ["de_DE"])

    def test_quiet_hours_end_with_one_message(self):
        """What was held back until the morning comes together."""
        self.helper.write({"servicedesk_quiet_from": 11, "servicedesk_quiet_to": 14})
        self.helper.tz = "UTC"
        for _ticket in range(2):
            self._create(self.helper)
        self.assertEqual(self._tell(), [])
        type(self).now = datetime(2026, 3, 3, 14, 1)
        self.assertEqual(self._tell(), [(self.helper.name, "mail")])
        self.assertIn("2", self._get_mails(self.helper).subject)
