# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestCreateBatch(ServicedeskCommon):
    """Many tickets at once: one notice an assignee, one contact a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.agent_a.copy({"login": "sd_batch", "name": "Colleague"})
        cls.team_first.member_ids += cls.colleague
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)

    def _create(self, *vals_list):
        return self.Ticket.create(
            [
                {"name": f"Till {index}", "team_id": self.team_first.id, **vals}
                for index, vals in enumerate(vals_list)
            ]
        )

    def _notices(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ]
        )

    def test_assignee_is_told_once(self):
        """Of all his tickets in one message, and who assigns to himself of none."""
        tickets = self._create(
            *[{"user_id": self.colleague.id}] * 3, {"user_id": self.agent_a.id}
        )
        notice = self._notices(self.colleague)
        self.assertEqual(len(notice), 1)
        self.assertIn("3", notice.subject)
        for ticket in tickets[:3]:
            self.assertIn(ticket.number, notice.body)
            self.assertIn(f"res_id={ticket.id}", notice.body)
        self.assertNotIn(tickets[3].number, notice.body)
        self.assertFalse(self._notices(self.agent_a))

    def test_one_ticket_is_told_of_as_ever(self):
        """The notice of a single ticket hangs on that ticket."""
        ticket = self._create({"user_id": self.colleague.id})
        notice = self._notices(self.colleague)
        self.assertEqual((notice.model, notice.res_id), (ticket._name, ticket.id))

    def test_only_the_assignee_reads_the_notice(self):
        """It names several tickets, so who follows one of them does not get it."""
        follower = self.dispatcher
        tickets = self._create(*[{"user_id": self.colleague.id}] * 2)
        tickets.message_subscribe(follower.partner_id.ids)
        notice = self._notices(self.colleague)
        self.assertFalse(notice.model)
        self.assertEqual(notice.partner_ids, self.colleague.partner_id)
        self.assertTrue(notice.with_user(self.colleague).has_access("read"))
        self.assertFalse(notice.with_user(follower).has_access("read"))

    def test_notice_is_checked_for_every_ticket(self):
        """Who may not write about one of them is refused, as with a single one."""
        asked = []

        def check(tickets, partner_ids):
            asked.append((tickets, partner_ids))

        model = self.env.registry["servicedesk.ticket"]
        with patch.object(model, "_check_may_notify", check):
            tickets = self._create(*[{"user_id": self.colleague.id}] * 2)
        self.assertIn((tickets, self.colleague.partner_id.ids), asked)

    def test_notice_is_in_the_words_of_the_assignee(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.colleague.lang = "de_DE"
        asked = []
        original = type(self.env)._

        def note(env, source, *args, **kwargs):
            asked.append((env.context.get("lang"), source))
            return original(env, source, *args, **kwargs)

        with patch.object(type(self.env), "_", note):
            self._create(*[{"user_id": self.colleague.id}] * 2)
        said = [lang for lang, source in asked if "%(count)s tickets" in source]
        self.assertEqual(said, ["de_DE"])

    def test_strangers_share_and_differ(self):
        """By address, else by number; known ones are found, equal ones made once."""
        self.company.country_id = self.env.ref("base.uk")
        known = self.env["res.partner"].create(
            {"name": "Known", "phone": "01632 960222"}
        )
        typed = {"ticket_type_id": self.incident.id, "partner_id": False}
        before = self.env["res.partner"].search_count([])
        tickets = self._create(
            {**typed, "partner_email": "New@Far.example", "partner_phone": "555777"},
            {**typed, "partner_email": "new@far.example"},
            {**typed, "partner_phone": "+44 1632 960222"},
            {**typed, "partner_phone": "01632 960333", "speaker_name": "Kim"},
            {**typed, "partner_phone": "+44 1632 960333"},
            {**typed, "partner_phone": "none"},
            {"partner_email": "spam@far.example"},
        )
        new, same, found, spoke, again, none, spam = (
            ticket.sudo().partner_id for ticket in tickets
        )
        self.assertEqual((new.email, new.phone), ("new@far.example", "555777"))
        self.assertEqual(same, new)
        self.assertEqual(found, known)
        self.assertEqual(spoke.name, "Kim")
        self.assertEqual(again, spoke)
        self.assertFalse(none | spam)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 2)

    def test_strangers_follow_their_tickets(self):
        """A contact made with the ticket follows it, as an outsider does."""
        ticket = self._create(
            {"ticket_type_id": self.incident.id, "partner_email": "new@far.example"}
        )
        partner = ticket.sudo().partner_id
        followers = ticket.sudo().message_follower_ids
        mine = followers.filtered(lambda one: one.partner_id == partner)
        self.assertEqual(len(mine), 1)
        note = self.env.ref("mail.mt_note")
        self.assertNotIn(note, mine.subtype_ids)
        self.assertIn(self.agent_a.partner_id, followers.partner_id)

    def test_classifying_many_mails_keeps_their_senders_names(self):
        """Each contact has the name in the From of his own first mail."""
        tickets = self._create(
            *[
                {"partner_email": f"{name}@far.example", "channel": "email"}
                for name in ("ann", "ben")
            ]
        )
        for ticket, name in zip(tickets, ("Ann", "Ben"), strict=True):
            ticket.sudo().message_post(
                body="Help",
                message_type="email",
                email_from=f'"{name} Far" <{name.lower()}@far.example>',
                author_id=False,
            )
        tickets.ticket_type_id = self.incident
        names = tickets.sudo().partner_id.mapped("name")
        self.assertEqual(names, ["Ann Far", "Ben Far"])
        for ticket in tickets.sudo():
            self.assertIn(ticket.partner_id, ticket.message_partner_ids)

    def test_claims_come_in_one_order(self):
        """Two batches with the same strangers never wait for each other in a ring."""
        claims = self.env["servicedesk.contact.claim"]
        claims._claim("b", "a", "b", False)
        self.env.flush_all()
        digests = claims.search([], order="id desc", limit=2).mapped("digest")
        self.assertEqual(digests, sorted(digests, reverse=True))
        self.assertEqual(len(set(digests)), 2)
        claims._claim()

    def test_zone_of_the_company_follows_its_hours(self):
        """What is kept at hand is asked for anew when hours or their zone change."""
        companies = self.env["res.company"]
        hours = self.company.resource_calendar_id
        hours.tz = "Europe/Berlin"
        zone = companies._servicedesk_get_zone
        self.assertEqual(zone(self.company.id), "Europe/Berlin")
        hours.tz = "Asia/Tokyo"
        self.assertEqual(zone(self.company.id), "Asia/Tokyo")
        other = hours.copy({"name": "Other", "tz": "America/Lima"})
        self.company.resource_calendar_id = other
        self.assertEqual(zone(self.company.id), "America/Lima")
        self.company.resource_calendar_id = False
        self.assertEqual(zone(self.company.id), "UTC")
