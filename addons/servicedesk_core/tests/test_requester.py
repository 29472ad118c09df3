# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon

WORDS = "do not see this contact"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestRequesterOfAnotherCompany(AccessCommon):
    """Agents make requesters of contacts they read; others may come by themselves.

    ``far`` is a contact of ``foreign_company``, which the desk does not read.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.partner"].create(
            {
                "name": "Zebedee",
                "email": "zebedee@far.example.com",
                "company_id": cls.foreign_company.id,
            }
        )
        cls.env.flush_all()

    def _refuse(self, deed, *args):
        with self.assertRaisesRegex(UserError, WORDS) as caught:
            with self.env.cr.savepoint():
                deed(*args)
                self.env.flush_all()
        self.assertNotIn("Zebedee", str(caught.exception))
        self.env.invalidate_all()

    def test_nobody_registers_for_him(self):
        """By a value, by a default, for one or for many, whatever the role."""
        for role in ("agent_a", "dispatcher", "manager", "api_user"):
            tickets = self._as(role, self.env["servicedesk.ticket"])
            mine = {"company_id": self.company.id, "name": "It fails"}
            his = {**mine, "partner_id": self.far.id}
            default = tickets.with_context(default_partner_id=self.far.id)
            with self.subTest(role=role):
                self._refuse(tickets.create, his)
                self._refuse(tickets.create, [mine, his])
                self._refuse(default.create, mine)
                self._refuse(tickets.web_save, his, {"name": {}})

    def test_nobody_makes_him_the_requester(self):
        ticket = self.tickets["first"]
        for role in ("agent_a", "dispatcher", "manager", "api_user"):
            mine = self._as(role, ticket)
            with self.subTest(role=role):
                self._refuse(mine.write, {"partner_id": self.far.id})
                self._refuse(mine.web_save, {"partner_id": self.far.id}, {"name": {}})
        self.assertEqual(ticket.partner_id, self.customer_partner)

    def test_who_reads_him_may(self):
        """A contact of his own company, of no company, and colleagues everywhere."""
        own = self._as("foreign_agent", self.env["servicedesk.ticket"])
        for partner in (self.far, self.customer_partner, self.agent_a.partner_id):
            with self.subTest(partner=partner.name):
                made = own.create({"name": "It fails", "partner_id": partner.id})
                self.assertEqual(made.partner_id, partner)

    def test_he_may_come_by_himself(self):
        """By mail to the desk, and by a portal's form: nobody chose him."""
        mailed = self._receive("Zebedee <zebedee@far.example.com>")
        self.assertTrue(mailed)
        mailed.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertEqual(mailed.ticket_type_id, self.incident)
        ordered = self._make(partner_id=self.far.id)
        self.assertEqual(ordered.partner_id, self.far)
        with self.mock_mail_gateway():
            ordered.with_user(self.agent_a).action_take()
            ordered.with_user(self.agent_a).action_start()
        self.assertEqual(ordered.state, "in_progress")

    def test_a_stranger_who_turns_out_to_be_his(self):
        """Classifying finds whose number it is, though the agent may not read him."""
        self.far.phone = "+32470112233"
        ticket = self._as("agent_a", self.env["servicedesk.ticket"]).create(
            {"name": "He called", "partner_phone": "+32 470 11 22 33"}
        )
        ticket.sudo()._write_deed({"partner_id": False})
        with self.env.cr.savepoint():
            ticket.ticket_type_id = self.incident
            self.env.flush_all()
        self.assertEqual(ticket.ticket_type_id, self.incident)

    def test_a_form_saves_what_it_shows(self):
        """An unchanged requester is nobody's choice."""
        ticket = self._make(partner_id=self.far.id)
        mine = self._as("agent_a", ticket)
        vals = {"partner_id": self.far.id, "name": "The door sticks"}
        mine.web_save(vals, {"name": {}})
        self.assertEqual(ticket.name, "The door sticks")

    def test_he_is_corrected(self):
        """Whoever works on the ticket puts the right one in his place, and it is said.

        The log names both: his name has stood on the ticket.
        """
        for role in ("agent_a", "dispatcher"):
            ticket = self._make(partner_id=self.far.id)
            self.flush_tracking()
            before = ticket.message_ids
            mine = self._as(role, ticket)
            with self.subTest(role=role):
                mine.web_save({"partner_id": self.customer_partner.id}, {"name": {}})
                self.flush_tracking()
                self.assertEqual(ticket.partner_id, self.customer_partner)
                values = (ticket.message_ids - before).tracking_value_ids
                self.assertIn("Zebedee", values.mapped("old_value_char"))

    def test_a_copy_keeps_him(self):
        """Who copies a ticket chooses nobody; who names one in passing does."""
        ticket = self._make(partner_id=self.far.id)
        mine = self._as("agent_a", ticket)
        self.assertEqual(mine.copy().partner_id, self.far)
        self._refuse(self._as("agent_a", self.tickets["first"]).copy, self._him())
        faked = self._as("agent_a", ticket).with_context(servicedesk_copying=True)
        self._refuse(faked.create, {"name": "It fails", **self._him()})

    def _him(self):
        return {"partner_id": self.far.id, "company_id": self.company.id}
