# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PortalCommon

QUESTIONS = [
    {
        "name": "device",
        "type": "selection",
        "string": "Device",
        "selection": [["till", "Till"], ["printer", "Printer"]],
        "i18n": {
            "fr_FR": {"string": "Appareil", "selection": {"printer": "Imprimante"}}
        },
    },
    {"name": "count", "type": "integer", "string": "How many", "suffix": "pieces"},
    {"name": "weight", "type": "float", "string": "Weight"},
    {"name": "since", "type": "date", "string": "Since"},
    {"name": "moment", "type": "datetime", "string": "When"},
    {"name": "urgent", "type": "boolean", "string": "Urgent"},
    {"name": "head", "type": "separator", "string": "Where it is"},
    {"name": "room", "type": "char", "string": "Room"},
    {
        "name": "person",
        "type": "many2one",
        "string": "For whom",
        "comodel": "res.partner",
    },
]


@tagged("post_install", "-at_install")
class TestTicketAnswers(PortalCommon):
    """Who asked reads what he answered to the service's form, in his own language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["servicedesk.service"].create(
            {"name": "Devices", "ticket_properties_definition": QUESTIONS}
        )
        cls.customer.tz = "Europe/Berlin"

    def _answered(self, **answers):
        answers = answers or {"device": "printer", "count": 3}
        return self._ticket(
            service_id=self.service.id,
            properties=answers,
            partner_id=self.customer_partner.id,
        )

    def _see_answers(self, ticket, user, query=""):
        """Return {question: answer} as the page of a ticket shows them."""
        self._log_in(user)
        page = self._see(f"/my/tickets/{ticket.id}{query}")
        sections = page.find_class("o_servicedesk_answers")
        if not sections:
            return {}
        terms = [self._words(node) for node in sections[0].iter("dt")]
        return dict(zip(terms, map(self._words, sections[0].iter("dd")), strict=True))

    def test_the_requester_reads_questions_with_answers(self):
        ticket = self._answered(
            device="printer",
            count=3,
            weight=1.5,
            since="2026-03-31",
            moment="2026-03-31 12:30:00",
            urgent=False,
        )
        self.assertEqual(
            self._see_answers(ticket, self.customer),
            {
                "Device": "Printer",
                "How many": "3 pieces",
                "Weight": "1.5",
                "Since": "03/31/2026",
                # in his own zone, in summer
                "When": "3/31/26, 2:30 PM",
                "Urgent": "no",
            },
        )

    def test_unanswered_questions_and_headings_are_left_out(self):
        shown = self._see_answers(self._answered(device="till"), self.customer)
        self.assertEqual(shown, {"Device": "Till"})

    def test_nothing_is_said_where_nothing_was_answered(self):
        ticket = self._ticket(partner_id=self.customer_partner.id)
        self.assertEqual(self._see_answers(ticket, self.customer), {})

    def test_they_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        ticket = self._answered(device="printer", weight=1.5)
        self.customer.lang = "fr_FR"
        shown = self._see_answers(ticket, self.customer)
        self.assertEqual(shown, {"Appareil": "Imprimante", "Weight": "1,5"})

    def test_a_colleague_who_may_see_the_ticket_reads_them(self):
        ticket = self._answered()
        self.assertIn("Device", self._see_answers(ticket, self.chief))

    def test_strangers_read_nothing(self):
        """Neither a colleague who sees his own tickets only, nor another customer."""
        ticket = self._answered()
        for user in (self.colleague, self.other_customer):
            with self.subTest(user=user.login):
                self._log_in(user)
                page = self._see(f"/my/tickets/{ticket.id}", 404)
                self.assertNotIn("Printer", page.text_content())

    def test_a_record_is_named_to_who_may_read_it_only(self):
        """The agent chose a contact whom the requester does not know."""
        hidden = self.env["res.partner"].create({"name": "Nobody's business"})
        own = self.customer_partner
        for person, shown in ((own, own.display_name), (hidden, None)):
            with self.subTest(person=person.name):
                ticket = self._answered(device="till", person=person.id)
                answers = self._see_answers(ticket, self.customer)
                self.assertEqual(answers.get("For whom"), shown)
                self.assertEqual(answers["Device"], "Till")

    def test_by_a_share_link_no_record_is_named(self):
        ticket = self._answered(device="till", person=self.customer_partner.id)
        token = self._share(ticket)
        shown = self._see_answers(ticket, None, f"?access_token={token}")
        self.assertEqual(shown, {"Device": "Till"})

    def test_an_answer_is_no_markup(self):
        ticket = self._answered(room="<script>alert(1)</script>")
        self._log_in(self.customer)
        page = self._see(f"/my/tickets/{ticket.id}")
        self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))
        self.assertIn("<script>", self._one(page, "o_servicedesk_answers"))

    def test_an_answer_that_nobody_was_to_give_is_not_shown(self):
        """A default of a hidden question is kept as *no*, which nobody said."""
        questions = [dict(question) for question in QUESTIONS]
        questions[5].update(default=True, visible_if=[["device", "=", "till"]])
        self.service.ticket_properties_definition = questions
        ticket = self._answered(device="printer")
        self.assertNotIn("Urgent", self._see_answers(ticket, self.customer))

    def test_an_answer_of_another_kind_is_shown_as_it_is(self):
        """The question was changed since: the page must open all the same."""
        ticket = self._answered(device="till", room="east wing")
        questions = [dict(question) for question in QUESTIONS]
        questions[7]["type"] = "float"
        self.service.ticket_properties_definition = questions
        shown = self._see_answers(ticket, self.customer)
        self.assertEqual(shown["Room"], "east wing")

    def test_the_confirm_page_repeats_them(self):
        ticket = self._answered(device="printer")
        ticket.ticket_type_id = self.incident
        ticket.action_take()
        ticket.action_start()
        ticket.action_resolve("Replaced.")
        self._log_in(self.customer)
        page = self._see(f"/my/tickets/{ticket.id}/confirm")
        self.assertEqual(self._one(page, "o_servicedesk_answers"), "Device: Printer")
