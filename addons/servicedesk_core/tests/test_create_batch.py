# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestCreateBatch(ServicedeskCommon):
    """Many tickets at once: one contact a stranger, one number a ticket."""

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
