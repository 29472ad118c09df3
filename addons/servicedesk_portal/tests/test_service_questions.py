# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import UTC
from unittest import TestCase
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ..controllers import questions
from .common import PortalCommon

PATH = "/my/tickets/new"
QUESTIONS = [
    {
        "name": "device",
        "type": "selection",
        "string": "Device",
        "selection": [["till", "Till"], ["printer", "Printer"]],
        "required": True,
        "help": "What stands on the sticker?",
        "i18n": {"ru_RU": {"string": "Устройство"}},
    },
    {
        "name": "count",
        "type": "integer",
        "string": "How many",
        "required": True,
        "visible_if": [["device", "=", "printer"]],
    },
    {"name": "moment", "type": "datetime", "string": "When"},
    {"name": "urgent", "type": "boolean", "string": "Urgent"},
    {"name": "kinds", "type": "tags", "string": "Kinds", "tags": [["a", "A", 1]]},
    {
        "name": "person",
        "type": "many2one",
        "string": "For whom",
        "comodel": "res.partner",
    },
    {
        "name": "line",
        "type": "many2one",
        "string": "Desk's own",
        "comodel": "servicedesk.team",
        "required": True,
    },
]


@tagged("post_install", "-at_install")
class TestServiceQuestions(PortalCommon):
    """Ordering a service draws its own form; the server checks what comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service, cls.plain = cls.env["servicedesk.service"].create(
            [
                {"name": "Devices", "ticket_properties_definition": QUESTIONS},
                {"name": "Keys"},
            ]
        )
        cls.customer.tz = "Europe/Berlin"

    def _open(self):
        self._log_in(self.customer)
        return self._form(self._see(PATH))

    def _fill(self, service, **values):
        return {
            "team": str(self.team_first.id),
            "service": str(service.id),
            "name": "It is stuck",
            "description": "Since this morning.",
            **values,
        }

    def _asked(self, **values):
        """Return the form with the questions of the service."""
        page = self._send(self._open(), **self._fill(self.service, **values))[1]
        return self._form(page)

    def _new(self):
        return self.env["servicedesk.ticket"].search(
            [("partner_id", "=", self.customer_partner.id)]
        )

    def test_choosing_a_service_brings_its_questions(self):
        """Nothing is sent before they were seen, and what was typed stays."""
        response, page = self._send(self._open(), **self._fill(self.service))
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._new())
        words = self._words(page)
        self.assertIn("A few questions about it", words)
        self.assertIn("Nothing was sent yet", words)
        self.assertIn("What stands on the sticker?", words)
        form = self._form(page)
        self.assertEqual(form.fields["name"], "It is stuck")
        self.assertEqual(form.fields["service"], str(self.service.id))
        self.assertIn("q-device", form.fields)

    def test_a_service_without_questions_asks_none(self):
        self._send(self._open(), **self._fill(self.plain))
        self.assertEqual(self._new().service_id, self.plain)

    def test_answers_are_kept_as_what_was_asked_for(self):
        person = self.customer_partner
        self._send(
            self._asked(),
            **{
                "q-device": "printer",
                "q-count": " 3 ",
                "q-moment": "2026-03-31T14:30",
                "q-urgent": "no",
                "q-kinds": "a",
                "q-person": str(person.id),
            },
        )
        self.assertEqual(
            self._new().properties._values,
            {
                "device": "printer",
                "count": 3,
                # 14:30 in Berlin's summer
                "moment": "2026-03-31 12:30:00",
                "urgent": False,
                "kinds": ["a"],
                "person": person.id,
            },
        )

    def test_required_questions_must_be_answered(self):
        response, page = self._send(self._asked())
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._new())
        self.assertIn("“Device” must be answered.", self._words(page))

    def test_faults_stand_beside_their_question(self):
        page = self._send(self._asked(), **{"q-device": "printer", "q-count": "many"})[
            1
        ]
        (error,) = page.xpath("//*[@id='q-count_error']")
        self.assertIn("wants a number", error.text_content())
        self.assertEqual(self._form(page).fields["q-count"], "many")
        self.assertFalse(self._new())

    def test_a_hidden_question_is_not_required(self):
        self._send(self._asked(), **{"q-device": "till", "q-count": "5"})
        self.assertEqual(self._new().properties._values, {"device": "till"})

    def test_a_forged_answer_is_refused(self):
        """A choice that was not offered, and a contact he may not read."""
        hidden = self.env["res.partner"].create({"name": "Nobody's business"})
        for answers in (
            {"q-device": "fridge"},
            {"q-device": "till", "q-person": str(hidden.id)},
        ):
            with self.subTest(answers=answers):
                form = self._asked()
                for name, value in answers.items():
                    field = form.inputs[name]
                    field.append(field[0].__copy__())
                    field[-1].set("value", value)
                response, page = self._send(form, **answers)
                self.assertEqual(response.status_code, 422)
                self.assertNotIn("Nobody's business", self._words(page))
        self.assertFalse(self._new())

    def test_what_a_page_cannot_ask_is_left_to_the_desk(self):
        """Teams are none of a requester's choices: the agent sees what is missing."""
        form = self._asked()
        self.assertNotIn("q-line", form.fields)
        self._send(form, **{"q-device": "till"})
        self.assertEqual(self._new().missing_answers, "Desk's own")

    def test_questions_speak_the_readers_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.customer_partner.lang = "ru_RU"
        page = self._send(self._open(), **self._fill(self.service))[1]
        self.assertIn("Устройство", self._words(page))

    def test_a_default_is_filled_in(self):
        """Also of a question that is answered by yes or no."""
        self.service.ticket_properties_definition = [
            {"name": "urgent", "type": "boolean", "string": "Urgent", "default": True},
            {"name": "room", "type": "char", "string": "Room", "default": "Lobby"},
            {"name": "count", "type": "integer", "string": "How many", "default": 0},
        ]
        form = self._asked()
        self.assertEqual(form.fields["q-urgent"], "yes")
        self.assertEqual(form.fields["q-room"], "Lobby")
        self.assertEqual(form.fields["q-count"], "")

    def test_parts_ask_what_the_whole_asks(self):
        """First the whole's questions, then the part's own; both are checked."""
        part = self.env["servicedesk.service"].create(
            {
                "name": "Printers",
                "parent_id": self.service.id,
                "ticket_properties_definition": [
                    {"name": "paper", "type": "char", "string": "Which paper"}
                ],
            }
        )
        form = self._form(self._send(self._open(), **self._fill(part))[1])
        asked = [name for name in form.fields if name.startswith("q-")]
        self.assertEqual((asked[0], asked[-1]), ("q-device", "q-paper"))
        response, page = self._send(form, **{"q-paper": "A5"})
        self.assertIn("“Device” must be answered.", self._words(page))
        self._send(self._form(page), **{"q-device": "till", "q-paper": "A5"})
        self.assertEqual(
            self._new().properties._values, {"device": "till", "paper": "A5"}
        )

    def test_changing_the_service_asks_again(self):
        """The answers of one service are not taken for another's."""
        other = self.env["servicedesk.service"].create(
            {
                "name": "Doors",
                "ticket_properties_definition": [
                    {"name": "door", "type": "char", "string": "Which door"}
                ],
            }
        )
        form = self._asked()
        response, page = self._send(form, **self._fill(other))
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._new())
        self.assertIn("q-door", self._form(page).fields)

    def test_a_preview_sends_nothing(self):
        self._send(self._open(), **self._fill(self.plain), preview="1")
        self.assertFalse(self._new())

    def test_a_label_is_no_markup(self):
        self.service.ticket_properties_definition = [
            {"name": "x", "type": "char", "string": "<b>Bold</b>", "help": "<i>x</i>"}
        ]
        page = self._send(self._open(), **self._fill(self.service))[1]
        self.assertFalse(page.xpath("//fieldset//b | //fieldset//i"))
        self.assertIn("<b>Bold</b>", self._words(page))


class TestTimes(TestCase):
    """Times are written in the reader's zone and kept in UTC."""

    def test_times_of_a_zone_become_utc(self):
        berlin = ZoneInfo("Europe/Berlin")
        for sent, kept in (
            ("2026-03-31T14:30", "2026-03-31 12:30:00"),
            ("2026-01-31T14:30", "2026-01-31 13:30:00"),
            ("2026-03-29T02:30", "2026-03-29 01:30:00"),  # an hour that is not there
        ):
            with self.subTest(sent=sent):
                self.assertEqual(str(questions._to_utc(sent, berlin)), kept)

    def test_what_is_no_time_is_left_for_the_check(self):
        for sent in ("soon", "2026-03-31T14:30+02:00", "0001-01-01T00:00"):
            with self.subTest(sent=sent):
                zone = ZoneInfo("Asia/Tokyo") if sent[0] == "0" else UTC
                self.assertEqual(questions._to_utc(sent, zone), sent)
