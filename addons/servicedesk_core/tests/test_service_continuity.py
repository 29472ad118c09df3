# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree

from odoo.tests import tagged

from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestContinuity(CatalogueCommon):
    """Under pressure nobody looks through tabs: whom to call stands on top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_partner.write({"name": "Bank Hotline", "phone": "+44 1632 960105"})
        cls.tills.write(
            {
                "continuity_note": "<p>Open the spare drawer.</p>",
                "continuity_contact_ids": (
                    cls.other_partner | cls.leader.partner_id
                ).ids,
            }
        )
        cls.leader.partner_id.phone = False
        cls.env.flush_all()

    def _ticket_of(self, service):
        return self._make(service_id=service.id, team_id=self.team_first.id).with_user(
            self.agent_a
        )

    def test_the_ticket_says_whom_to_call(self):
        """By the service itself or the whole; with the number where there is one."""
        for service in (self.tills, self.card_reader):
            ticket = self._ticket_of(service)
            self.assertTrue(ticket.has_continuity)
            self.assertIn("Bank Hotline (+44 1632 960105)", ticket.continuity_call)
            self.assertIn(self.leader.name, ticket.continuity_call)
            self.assertNotIn("()", ticket.continuity_call)

    def test_other_tickets_say_nothing(self):
        for ticket in (
            self._ticket_of(self.taps),
            self._make().with_user(self.agent_a),
        ):
            self.assertFalse(ticket.has_continuity)
            self.assertFalse(ticket.continuity_call)

    def test_a_note_without_contacts_is_announced_too(self):
        self.taps.continuity_note = "<p>Shut the main valve.</p>"
        ticket = self._ticket_of(self.taps)
        self.assertTrue(ticket.has_continuity)
        self.assertFalse(ticket.continuity_call)

    def test_the_button_opens_what_to_do(self):
        ticket = self._ticket_of(self.card_reader)
        action = ticket.action_view_continuity()
        self.assertEqual((action["res_id"], action["target"]), (ticket.id, "new"))
        view_id = action["views"][0][0]
        arch = etree.fromstring(ticket.get_view(view_id, "form")["arch"])
        self.assertTrue(arch.xpath("//field[@name='continuity_note']"))
        self.assertIn("spare drawer", ticket.continuity_note)

    def test_requesters_do_not_open_it(self):
        ticket = self._make(service_id=self.tills.id)
        with self._refused():
            ticket.with_user(self.customer).action_view_continuity()
        with self._refused():
            ticket.with_user(self.customer).read(["continuity_call"])

    def test_the_service_shows_it_first(self):
        """Where there is one; a new one is written behind the other pages."""
        arch = self.env["servicedesk.service"].get_view(view_type="form")["arch"]
        pages = etree.fromstring(arch).xpath("//page/@name")
        self.assertEqual((pages[0], pages[-2]), ("continuity", "continuity_new"))
        agent = self.tills.with_user(self.agent_a)
        self.assertTrue(agent.has_continuity)
        self.assertIn("Bank Hotline (+44 1632 960105)", agent.continuity_call)
        self.assertFalse(self.taps.has_continuity)

    def test_a_part_shows_that_of_the_whole(self):
        part = self.card_reader.with_user(self.agent_a)
        self.assertTrue(part.has_continuity)
        self.assertFalse(part.has_own_continuity)
        self.assertIn("Bank Hotline", part.continuity_call)
        self.assertIn("spare drawer", part.inherited_continuity)
        self.card_reader.continuity_note = "<p>Use cash.</p>"
        part.invalidate_recordset()
        self.assertTrue(part.has_own_continuity)
        self.assertFalse(part.inherited_continuity)

    def test_the_page_does_not_jump_while_it_is_written(self):
        draft = self.taps.new(origin=self.taps)
        draft.continuity_note = "<p>Shut the main valve.</p>"
        self.assertFalse(draft.has_continuity)
