# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ServicedeskCommon

DEVICE = {
    "name": "device",
    "type": "selection",
    "string": "Device",
    "selection": [["till", "Till"], ["printer", "Printer"]],
    "required": True,
    "i18n": {"ru_RU": {"string": "Устройство"}},
}
COUNT = {"name": "count", "type": "integer", "string": "How many"}
PAPER = {"name": "paper", "type": "char", "string": "Which paper", "required": True}


@tagged("post_install", "-at_install")
class TestFormsOfParts(ServicedeskCommon):
    """A part asks what the whole asks, and then what it asks itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.services = cls.env["servicedesk.service"]
        cls.whole = cls.services.create(
            {"name": "Devices", "ticket_properties_definition": [DEVICE]}
        )
        cls.part = cls.services.create(
            {
                "name": "Printers",
                "parent_id": cls.whole.id,
                "ticket_properties_definition": [PAPER],
            }
        )
        cls.leaf = cls.services.create({"name": "Labels", "parent_id": cls.part.id})

    def _asked(self, service):
        self.env.flush_all()
        return [question["name"] for question in self.services._get_form(service.id)]

    def _create(self, service, answers):
        return self.env["servicedesk.ticket"].create(
            {
                "name": "Broken",
                "team_id": self.team_first.id,
                "service_id": service.id,
                "properties": answers,
            }
        )

    # ------------------------------------------------------------------
    # What is asked
    # ------------------------------------------------------------------

    def test_the_wholes_questions_come_first(self):
        self.assertEqual(self._asked(self.whole), ["device"])
        self.assertEqual(self._asked(self.part), ["device", "paper"])
        self.assertEqual(self._asked(self.leaf), ["device", "paper"])

    def test_what_the_whole_asks_anew_its_parts_ask_too(self):
        self.whole.ticket_properties_definition = [DEVICE, COUNT]
        self.assertEqual(self._asked(self.leaf), ["device", "count", "paper"])
        self.whole.ticket_properties_definition = []
        self.assertEqual(self._asked(self.leaf), ["paper"])

    def test_a_part_that_moves_asks_what_its_new_whole_asks(self):
        other = self.services.create(
            {"name": "Office", "ticket_properties_definition": [COUNT]}
        )
        self.part.parent_id = other
        self.assertEqual(self._asked(self.leaf), ["count", "paper"])

    def test_the_server_wants_both_answered(self):
        with self.assertRaises(UserError) as refused:
            self._create(self.part, {})
        self.assertEqual(
            str(refused.exception).splitlines(),
            ["“Device” must be answered.", "“Which paper” must be answered."],
        )
        ticket = self._create(self.part, {"device": "printer", "paper": "A5"})
        self.assertEqual(
            ticket.properties._values, {"device": "printer", "paper": "A5"}
        )

    def test_the_screen_asks_the_same_as_the_server(self):
        ticket = self._create(self.leaf, {"device": "till", "paper": "A5"})
        asked = ticket.read(["properties"])[0]["properties"]
        self.assertEqual([item["name"] for item in asked], ["device", "paper"])
        self.assertEqual(asked[1]["value"], "A5")

    def test_answers_stay_within_the_whole(self):
        ticket = self._create(self.part, {"device": "printer", "paper": "A5"})
        ticket.service_id = self.whole
        self.assertEqual(ticket.properties._values["device"], "printer")
        self.assertIn("Which paper: A5", ticket.message_ids[:1].body)

    def test_inherited_questions_are_read_in_the_readers_language(self):
        russian = self.leaf.with_context(lang="ru_RU")
        self.assertEqual(russian._get_questions()[0]["string"], "Устройство")
        self.assertEqual(self.leaf.form_definition[0]["string"], "Device")
        self.assertEqual(russian.asked_before, "Устройство, Which paper")

    def test_translating_a_part_does_not_copy_the_whole(self):
        """What is asked before is the whole's, also in the words of a language."""
        russian = self.part.with_context(lang="ru_RU")
        questions = russian.ticket_properties_definition
        questions[0]["string"] = "Какая бумага"
        russian.write({"ticket_properties_definition": questions})
        self.assertEqual(len(self.part.ticket_properties_definition), 1)
        english = self.part.with_context(lang="en_US").form_definition
        self.assertEqual(english[1]["string"], "Which paper")
        self.assertEqual(english[0]["i18n"], DEVICE["i18n"])

    def test_a_ticket_says_whether_anything_is_asked(self):
        """The heading stands above questions only."""
        plain = self.services.create({"name": "Parking"})
        ticket = self.env["servicedesk.ticket"]
        self.assertFalse(ticket.new({"service_id": plain.id}).is_form_asked)
        self.assertFalse(ticket.new({}).is_form_asked)
        self.assertTrue(ticket.new({"service_id": self.leaf.id}).is_form_asked)

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    def test_a_part_does_not_ask_by_a_name_that_is_asked_before(self):
        again = dict(COUNT, name="device")
        for service in (self.part, self.leaf):
            with self.assertRaisesRegex(ValidationError, "“How many” under a name"):
                service.ticket_properties_definition = [again]

    def test_nor_does_the_whole_by_one_that_a_part_asks_by(self):
        self.leaf.ticket_properties_definition = [COUNT]
        self.leaf.active = False
        with self.assertRaisesRegex(ValidationError, "“Labels” asks “How many”"):
            self.whole.ticket_properties_definition = [COUNT]

    def test_nor_is_a_part_moved_below_one_that_does(self):
        copy = self.whole.copy()
        self.assertEqual(self._asked(copy), ["device"])
        with self.assertRaisesRegex(ValidationError, "asks already"):
            copy.parent_id = self.part

    def test_sisters_may_ask_alike(self):
        sister = self.services.create(
            {
                "name": "Scanners",
                "parent_id": self.whole.id,
                "ticket_properties_definition": [PAPER],
            }
        )
        self.assertEqual(self._asked(sister), ["device", "paper"])


@tagged("post_install", "-at_install")
class TestQuestionsThatSaySomething(ServicedeskCommon):
    """What is asked must be asked in words, and what nobody answered is no answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["servicedesk.service"].create({"name": "Devices"})

    def test_a_question_without_words_does_not_go_live(self):
        """Neither the ones of an editor nor those of an import."""
        for label in (None, False, "", "  ", "Property 1", "Property 12"):
            with self.subTest(label=label):
                with self.assertRaisesRegex(ValidationError, "Question 2 does not say"):
                    self.service.ticket_properties_definition = [
                        COUNT,
                        {"name": "q", "type": "char", "string": label},
                    ]
        self.assertFalse(self.service.ticket_properties_definition)
        self.service.ticket_properties_definition = [
            {"name": "q", "type": "char", "string": "Property 1 or 2?"}
        ]

    def test_nor_by_the_sample_of_the_services_page(self):
        self.service.ticket_properties_definition = [COUNT]
        asked = self.service.read(["form_sample"])[0]["form_sample"]
        asked.append(
            {"name": "new", "type": "char", "string": "", "definition_changed": True}
        )
        with self.assertRaisesRegex(ValidationError, "Question 2 does not say"):
            self.service.with_user(self.manager).write({"form_sample": asked})

    def test_a_number_nobody_gave_is_no_zero(self):
        """Odoo's editor proposes 0 as the default of numbers, and *no* of boxes."""
        self.service.ticket_properties_definition = [
            dict(COUNT, default=0, required=True),
            {"name": "box", "type": "boolean", "string": "Box", "default": False},
        ]
        ticket = self.env["servicedesk.ticket"]
        vals = {"name": "x", "service_id": self.service.id}
        with self.assertRaisesRegex(UserError, "“How many” must be answered"):
            ticket.create(vals)
        given = ticket.create({**vals, "properties": {"count": 0}})
        given.invalidate_recordset()
        self.assertEqual(given.properties._values, {"count": 0})
