# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
class TestWorkOrderCompany(WorkOrderCommon):
    """Two legal entities of one house order from each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works = cls.env["res.company"].create({"name": "Works Ltd"})
        cls.works_team = cls.env["servicedesk.team"].create(
            {"name": "Works", "level": "1", "company_id": cls.works.id}
        )
        cls.works_agent = cls._new_works_user("sd_works_agent", "agent")
        cls.works_manager = cls._new_works_user("sd_works_manager", "manager")
        cls.works_staff = cls._new_works_user("sd_works_staff", False)
        cls.works_team.member_ids = cls.works_agent
        cls.ticket = cls._started(name="Dismissal of Ms Miller")
        cls.order = cls._sent(
            ticket_id=cls.ticket.id, contractor_id=cls.works.partner_id.id
        )

    @classmethod
    def _new_works_user(cls, login, role):
        groups = f",servicedesk_core.group_servicedesk_{role}" if role else ""
        return mail_new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user{groups}",
            company_id=cls.works.id,
            company_ids=[(6, 0, cls.works.ids)],
            tz="UTC",
        )

    def test_who_sees_it(self):
        """The agents of the engaged company see it once sent, its other staff not."""
        self.assertEqual(self.order.doer_company_id, self.works)
        self.assertEqual(self.order.company_id, self.company)
        for user, expected in (
            (self.works_agent, True),
            (self.works_manager, True),
            (self.works_staff, False),
            (self.agent_b, True),
        ):
            self.assertEqual(self.order.with_user(user).has_access("read"), expected)
        draft = self._order(
            ticket_id=self.ticket.id, contractor_id=self.works.partner_id.id
        )
        self.assertFalse(draft.with_user(self.works_agent).has_access("read"))
        other = self._sent(ticket_id=self.ticket.id)
        self.assertFalse(other.with_user(self.works_agent).has_access("read"))

    def test_they_answer_by_mail(self):
        """To the notice they were sent: for both sides, since they read no notes."""
        self.works_agent.email = "agent@works.example"
        for side, hidden in (("note", False), ("desk", False), ("customer", True)):
            self._receive(
                "agent@works.example",
                subject="Re: work order",
                body=f"We come on Monday, {side}",
                headers={"References": self.order.sudo()._get_thread_key(side)},
            )
            message = self.order.sudo().message_ids[:1]
            self.assertIn(side, message.body)
            self.assertEqual(message.author_id, self.works_agent.partner_id)
            self.assertEqual(message.is_internal, hidden)

    def test_they_answer(self):
        """Its agents accept and do it; verifying and editing is for who ordered."""
        his = self.order.with_user(self.works_agent)
        for deed in (his.action_verify, lambda: his.action_cancel("No")):
            with self.assertRaises(AccessError):
                deed()
        with self.assertRaises(AccessError):
            his.write({"responsible_id": self.works_agent.id})
        with self.assertRaises(AccessError):
            self.order.with_user(self.works_staff).action_accept()
        self.assertEqual(his.my_side, "doer")
        his.action_accept()
        his.action_start()
        his.action_done("Mended")
        self.order.action_verify()
        self.assertEqual(self.order.state, "verified")

    def test_the_ticket_stays_unknown(self):
        """The engaged company learns the number of the ticket, not its subject."""
        his = self.order.with_user(self.works_agent)
        self.assertEqual(his.read(["ticket_id"])[0]["ticket_id"][1], self.ticket.number)
        groups = his.formatted_read_group(
            [("id", "=", his.id)], ["ticket_id"], ["__count"]
        )
        self.assertEqual(groups[0]["ticket_id"][1], self.ticket.number)
        row = his.web_read({"ticket_id": {"fields": {"display_name": {}}}})[0]
        self.assertEqual(row["ticket_id"]["display_name"], self.ticket.number)
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.works_agent).read(["name"])
        found = his.search([("ticket_id.name", "ilike", "Dismissal")])
        self.assertFalse(found)

    def test_notes_stay_in_the_house(self):
        """Notes and their files are the ordering company's; public words are both's."""
        note = self.order.message_post(
            body="Between us",
            subtype_xmlid="mail.mt_note",
            attachments=[("calculation.txt", b"dear")],
        )
        word = self.order.message_post(
            body="Come at nine",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("plan.txt", b"door")],
        )
        messages = self.env["mail.message"].with_user(self.works_agent)
        files = self.env["ir.attachment"].with_user(self.works_agent)
        found = messages.search([("id", "in", (note | word).ids)])
        self.assertEqual(found.ids, word.ids)
        self.assertFalse(note.with_user(self.works_agent).has_access("read"))
        every = note.attachment_ids | word.attachment_ids
        found = files.search([("id", "in", every.ids)])
        self.assertEqual(found.ids, word.attachment_ids.ids)
        with self.assertRaises(AccessError):
            note.attachment_ids.with_user(self.works_agent).read(["datas"])
        answer = self.order.with_user(self.works_agent).message_post(
            body="We come", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(answer.sudo().subtype_id.internal)

    def test_they_register_a_ticket(self):
        """The engaged desk makes a ticket of its own, once, asked by who ordered."""
        his = self.order.with_user(self.works_agent)
        with self.assertRaises(UserError):
            self.order.action_make_ticket()
        ticket = self.env["servicedesk.ticket"].browse(his.action_make_ticket())
        self.assertEqual(ticket.company_id, self.works)
        self.assertEqual(ticket.partner_id, self.agent_a.partner_id)
        self.assertIn(self.order.number, ticket.name)
        self.assertEqual(self.order.sudo().doer_ticket_id, ticket)
        with self.assertRaisesRegex(UserError, "already"):
            his.action_make_ticket()
        name = self.order.with_user(self.dispatcher).read(["doer_ticket_id"])
        self.assertEqual(name[0]["doer_ticket_id"][1], ticket.number)

    def test_their_ticket_is_shown_to_who_reads_it(self):
        """On the order, by number and button; the ordering desk learns nothing."""
        his = self.order.with_user(self.works_agent)
        self.assertTrue(his.can_make_ticket)
        self.assertFalse(his.doer_ticket_number)
        self.assertFalse(self.order.with_user(self.agent_a).can_make_ticket)
        action = his.action_register_ticket()
        ticket = self.order.sudo().doer_ticket_id
        self.assertEqual(
            (action["res_model"], action["res_id"]), (ticket._name, ticket.id)
        )
        self.assertFalse(his.can_make_ticket)
        self.assertEqual(his.doer_ticket_number, ticket.number)
        self.assertEqual(his.action_open_doer_ticket()["res_id"], ticket.id)
        # Who ordered is its requester; his colleagues have nothing to do with it.
        mate = self.order.with_user(self.agent_b)
        self.assertTrue(mate.has_access("read"))
        self.assertFalse(mate.doer_ticket_number)
        with self.assertRaises(AccessError):
            mate.action_open_doer_ticket()

    def test_what_opens(self):
        """Either side opens what it reads: its own ticket, or its request's page."""
        his = self.order.with_user(self.works_agent)
        self.assertFalse(his.can_open_ticket)
        with self.assertRaisesRegex(AccessError, "order says it all"):
            his.action_open_ticket()
        ticket = self.env["servicedesk.ticket"].browse(his.action_make_ticket())
        self.assertEqual(his.action_open_doer_ticket()["res_id"], ticket.id)
        mine = self.order.with_user(self.agent_a)
        self.assertTrue(mine.can_open_ticket)
        self.assertEqual(mine.action_open_ticket()["res_id"], self.ticket.id)
        # He asked for it, and is no agent there.
        self.assertEqual(mine.action_open_doer_ticket()["url"], ticket.access_url)
        with self.assertRaises(AccessError):
            self.order.with_user(self.agent_b).action_open_doer_ticket()

    def test_without_dispatchers_agents_are_told(self):
        """Somebody of the engaged desk hears of it; without any, who ordered does."""
        order = self._order(
            ticket_id=self.ticket.id, contractor_id=self.works.partner_id.id
        )
        self.works_manager.active = False
        order.action_send()
        told = self.env["mail.message"].search(
            [
                ("model", "=", order._name),
                ("res_id", "=", order.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.works_agent.partner_id, told.notified_partner_ids)
        self.works_agent.active = False
        other = self._sent(
            ticket_id=self.ticket.id, contractor_id=self.works.partner_id.id
        )
        self.assertIn("nobody at its desk", other.sudo().message_ids[0].body)

    def test_a_contractor_has_no_desk(self):
        """A contractor from outside registers no ticket in the house."""
        order = self._sent()
        with self.assertRaises(UserError):
            order.with_user(self.fitter).action_make_ticket()

    def test_both_ways(self):
        """The other company orders from us just as well."""
        ticket = (
            self.env["servicedesk.ticket"]
            .with_user(self.works_agent)
            .create({"name": "The crane stands still", "team_id": self.works_team.id})
        )
        ticket.ticket_type_id = self.incident
        orders = self.env["servicedesk.work.order"].with_user(self.works_agent)
        order = orders.create(
            {
                "name": "Mend the crane",
                "ticket_id": ticket.id,
                "contractor_id": self.company.partner_id.id,
            }
        )
        self.assertEqual(order.company_id, self.works)
        order.action_send()
        ours = order.with_user(self.agent_b)
        ours.action_accept()
        ours.action_done("Mended")
        self.assertEqual(ours.read(["ticket_id"])[0]["ticket_id"][1], ticket.number)
        with self.assertRaises(AccessError):
            ours.action_verify()
        order.action_verify()

    def test_companies_of_the_ticket(self):
        """An order belongs to its ticket's company, whatever else is asked for."""
        order = self._order(ticket_id=self.ticket.id, company_id=self.works.id)
        self.assertEqual(order.company_id, self.company)
        with self.assertRaises(UserError):
            order.write({"company_id": self.works.id})
