# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ServicedeskCommon

QUESTIONS = [
    {
        "name": "device",
        "type": "selection",
        "string": "Device",
        "selection": [["till", "Till"], ["printer", "Printer"]],
        "required": True,
        "i18n": {"ru_RU": {"string": "Устройство", "selection": {"till": "Касса"}}},
    },
    {
        "name": "count",
        "type": "integer",
        "string": "How many",
        "required": True,
        "visible_if": [["device", "=", "printer"]],
    },
    {"name": "since", "type": "date", "string": "Since"},
    {
        "name": "person",
        "type": "many2one",
        "string": "For whom",
        "comodel": "res.partner",
    },
]


@tagged("post_install", "-at_install")
class TestServiceForm(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.services = cls.env["servicedesk.service"]
        cls.service = cls.services.create(
            {"name": "Devices", "ticket_properties_definition": QUESTIONS}
        )
        cls.other = cls.services.create(
            {
                "name": "Keys",
                "ticket_properties_definition": [
                    {"name": "door", "type": "char", "string": "Which door"},
                    {"name": "since", "type": "date", "string": "Since"},
                ],
            }
        )
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)

    def _create(self, answers, **vals):
        vals = {
            "name": "Broken",
            "partner_id": self.customer_partner.id,
            "team_id": self.team_first.id,
            "service_id": self.service.id,
            "properties": answers,
            **vals,
        }
        return self.Ticket.create(vals)

    def _answers(self, ticket):
        ticket.flush_recordset()
        ticket.invalidate_recordset()
        return ticket.properties._values

    def test_questions_show_as_soon_as_the_service_is_chosen(self):
        """On a ticket that is not saved, too, and of the last service chosen."""
        spec = {"service_id": {}, "properties": {}, "is_form_asked": {}}
        values = {"service_id": self.service.id, "properties": []}
        shown = self.Ticket.onchange(values, ["service_id"], spec)["value"]
        asked = shown["properties"]
        self.assertEqual(
            [question["name"] for question in asked],
            [question["name"] for question in QUESTIONS],
        )
        values = {"service_id": self.other.id, "properties": asked}
        asked = self.Ticket.onchange(values, ["service_id"], spec)["value"][
            "properties"
        ]
        self.assertEqual([one["name"] for one in asked], ["door", "since"])
        values = {"service_id": False, "properties": asked}
        asked = self.Ticket.onchange(values, ["service_id"], spec)["value"][
            "properties"
        ]
        self.assertFalse(asked)

    def test_a_caller_may_answer_later(self):
        """The quick form saves what is known; a wrong answer is refused there, too."""
        quick = self.Ticket.with_context(servicedesk_quick=True)
        vals = {"name": "Broken", "service_id": self.service.id}
        ticket = quick.create(vals | {"properties": {}})
        self.assertEqual(ticket.missing_answers, "Device")
        with self.assertRaises(UserError):
            quick.create(vals | {"properties": {"device": "no such thing"}})

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    def _ask_for(self, **keys):
        question = {"name": "a", "type": "many2one", "string": "Which one", **keys}
        service = self.service.with_user(self.manager)
        service.write({"ticket_properties_definition": [question]})
        self.env.flush_all()

    def test_records_requesters_may_not_read_are_not_asked_for(self):
        """Everybody who orders would be stuck before a question without a choice."""
        for model in (
            None,
            False,
            "",
            "no.such.model",
            "mail.mail",
            "ir.config_parameter",
            "servicedesk.confidential.ticket",
            "servicedesk.ticket.move",
            "servicedesk.tree.mixin",
        ):
            for kind in ("many2one", "many2many"):
                with (
                    self.subTest(model=model, kind=kind),
                    self.assertRaisesRegex(ValidationError, "“Which one” asks for"),
                    self.env.cr.savepoint(),
                ):
                    self._ask_for(type=kind, comodel=model)
        self.assertEqual(len(self.service.ticket_properties_definition), 4)

    def test_records_requesters_may_read_are_asked_for(self):
        for model in ("res.partner", "servicedesk.site", "res.country"):
            with self.subTest(model=model):
                self._ask_for(comodel=model, domain="[('name', 'ilike', 'a')]")
                question = self.service.ticket_properties_definition[0]
                self.assertEqual(question["comodel"], model)

    def test_domains_name_fields_there_are(self):
        for domain in ("[('nothing', '=', 1)]", "[('name', 'near', 1)]", "[5]", "5"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "“Which one” .*: domain"),
                self.env.cr.savepoint(),
            ):
                self._ask_for(comodel="res.partner", domain=domain)

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def test_answers_are_converted(self):
        """What a web form sends as text is kept as what was asked for."""
        ticket = self._create({"device": "printer", "count": "3"})
        self.assertEqual(self._answers(ticket), {"device": "printer", "count": 3})

    def test_a_text_is_no_number(self):
        """Odoo would have kept it (and broken every figure made of it)."""
        with self.assertRaisesRegex(UserError, "“How many” wants a number"):
            self._create({"device": "printer", "count": "abc"})

    def test_required_answers_are_asked_at_registration(self):
        with self.assertRaisesRegex(UserError, "“Device” must be answered"):
            self._create({})
        with self.assertRaisesRegex(UserError, "“How many” must be answered"):
            self._create({"device": "printer"})
        self.assertTrue(self._create({"device": "till"}))

    def test_without_answers_at_all_they_are_missed_too(self):
        with self.assertRaisesRegex(UserError, "“Device” must be answered"):
            self.Ticket.create({"name": "Broken", "service_id": self.service.id})

    def test_a_refused_ticket_is_not_there(self):
        count = self.env["servicedesk.ticket"].search_count([])
        with self.assertRaises(UserError):
            self._create({"device": "fridge"})
        self.assertEqual(self.env["servicedesk.ticket"].search_count([]), count)

    def test_every_fault_is_told_at_once(self):
        with self.assertRaises(UserError) as refused:
            self._create({"device": "fridge", "since": "soon", "colour": "red"})
        sentences = str(refused.exception).splitlines()
        self.assertEqual(len(sentences), 3)
        self.assertIn("“Device”: choose one of the offered answers.", sentences)

    def test_faults_are_told_in_the_readers_language(self):
        ticket = self._create({"device": "till"}).with_context(lang="ru_RU")
        with self.assertRaisesRegex(UserError, "Устройство"):
            ticket.properties = {"device": "fridge"}

    def test_a_default_is_checked_like_a_value(self):
        """Neither the service nor the answers come past the form by the context."""
        by_default = self.Ticket.with_context(default_service_id=self.service.id)
        with self.assertRaisesRegex(UserError, "“Device” must be answered"):
            by_default.create({"name": "Broken"})
        odd = by_default.with_context(default_properties={"device": "x", "zz": 1})
        with self.assertRaisesRegex(UserError, "choose one of the offered"):
            odd.create({"name": "Broken"})

    def test_a_default_record_that_is_gone_stops_nobody(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        questions = [dict(question) for question in QUESTIONS]
        questions[3]["default"] = gone.id
        self.service.ticket_properties_definition = questions
        gone.unlink()
        ticket = self._create({"device": "till"})
        self.assertEqual(self._answers(ticket), {"device": "till", "person": False})

    def test_a_default_of_a_hidden_question_is_no_answer(self):
        questions = [dict(question) for question in QUESTIONS]
        questions[1]["default"] = 7
        self.service.ticket_properties_definition = questions
        ticket = self._create({"device": "till"})
        self.assertFalse(self._answers(ticket).get("count"))
        ticket = self._create({"device": "printer"})
        self.assertEqual(self._answers(ticket)["count"], 7)

    def test_a_mail_cannot_be_asked(self):
        """It becomes a ticket all the same, which says what it lacks."""
        ticket = self._create({}, channel="email")
        self.assertEqual(ticket.missing_answers, "Device")

    def test_choosing_the_service_later_does_not_ask(self):
        """One click classifies; what is missing is shown."""
        ticket = self._create(False, service_id=False)
        self.assertFalse(ticket.missing_answers)
        ticket.service_id = self.service
        self.assertEqual(ticket.missing_answers, "Device")
        ticket.properties = {"device": "till"}
        self.assertFalse(ticket.missing_answers)

    def test_written_answers_are_checked(self):
        ticket = self._create({"device": "till"})
        for answers, words in (
            ({"device": "printer"}, "“How many” must be answered"),
            ({"since": "2026-03-31"}, "“Device” must be answered"),
            ({"device": "till", "since": "31.03.2026"}, "“Since” wants a date"),
            ({"device": "till", "x": 1}, "“x” is no question of this service"),
            ("device", "names of questions with values"),
            ([1, 2], "names of questions with values"),
        ):
            with self.subTest(answers=answers):
                with self.assertRaisesRegex(UserError, words):
                    ticket.write({"properties": answers})
        self.assertEqual(self._answers(ticket), {"device": "till"})

    def test_answers_to_hidden_questions_are_not_kept(self):
        ticket = self._create({"device": "printer", "count": 2})
        ticket.properties = {"device": "till", "count": 2}
        self.assertEqual(self._answers(ticket), {"device": "till"})

    def test_the_screens_list_of_answers_is_understood(self):
        ticket = self._create({"device": "till"})
        asked = ticket.read(["properties"])[0]["properties"]
        for question in asked:
            if question["name"] == "device":
                question["value"] = "printer"
            if question["name"] == "count":
                question["value"] = 4
        ticket.write({"properties": asked})
        self.assertEqual(self._answers(ticket), {"device": "printer", "count": 4})

    def test_questions_are_not_changed_by_answering(self):
        """Not even by whoever may edit the service: its form is its home."""
        ticket = self._create({"device": "till"}).with_user(self.manager)
        asked = ticket.read(["properties"])[0]["properties"]
        asked[0].update(definition_changed=True, string="Gadget")
        with self.assertRaisesRegex(UserError, "changed on its service"):
            ticket.write({"properties": asked})
        self.assertEqual(
            self.service.ticket_properties_definition[0]["string"], "Device"
        )

    def test_one_answer_cannot_serve_two_forms(self):
        one = self._create({"device": "till"})
        two = self._create({"door": "Main"}, service_id=self.other.id)
        with self.assertRaisesRegex(UserError, "one by one"):
            (one | two).write({"properties": {"since": "2026-03-31"}})

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    def test_an_answer_names_a_record_that_is_there(self):
        ticket = self._create({"device": "till", "person": self.customer_partner.id})
        self.assertEqual(ticket.properties["person"], self.customer_partner)
        with self.assertRaisesRegex(UserError, "“For whom”: this entry"):
            self._create({"device": "till", "person": 2_000_000_000})

    def test_an_answer_cannot_probe_for_records(self):
        """What a person may not read does not exist for him, not even under sudo."""
        hidden = self.env["res.partner"].create({"name": "Nobody's business"})
        answers = {"device": "till", "person": hidden.id}
        portal = self.env["servicedesk.ticket"].with_user(self.customer).sudo()
        with self.assertRaisesRegex(UserError, "“For whom”: this entry"):
            portal.create(
                {
                    "name": "Probe",
                    "service_id": self.service.id,
                    "properties": answers,
                    "channel": "portal",
                }
            )

    # ------------------------------------------------------------------
    # Reclassifying
    # ------------------------------------------------------------------

    def test_answers_that_still_fit_stay(self):
        ticket = self._create({"device": "till", "since": "2026-03-30"})
        ticket.service_id = self.other
        self.assertEqual(self._answers(ticket), {"since": "2026-03-30"})

    def test_answers_nobody_asks_for_any_more_stay_in_the_history(self):
        ticket = self._create({"device": "printer", "count": 3})
        ticket.service_id = self.other
        notes = ticket.message_ids.filtered(lambda note: "Devices" in note.body)
        self.assertIn("Device: Printer", notes[:1].body)
        self.assertIn("How many: 3", notes[:1].body)

    def test_an_answer_is_no_markup_in_the_history(self):
        ticket = self._create(
            {"door": "<script>alert(1)</script>"}, service_id=self.other.id
        )
        ticket.service_id = False
        note = ticket.message_ids.filtered(lambda note: "Keys" in note.body)
        self.assertNotIn("<script", note.body)
        self.assertIn("alert(1)", note.body)

    # ------------------------------------------------------------------
    # The form itself
    # ------------------------------------------------------------------

    def test_a_condition_nobody_can_tell_is_refused(self):
        for condition, words in (
            ("device =", "cannot be told from"),
            ([["later", "=", 1]], "no question before it"),
        ):
            with self.subTest(condition=condition):
                question = {
                    "name": "q",
                    "type": "char",
                    "string": "Q",
                    "visible_if": condition,
                }
                with self.assertRaisesRegex(ValidationError, words):
                    self.service.ticket_properties_definition = [question]

    def test_questions_are_read_in_the_readers_language(self):
        ticket = self._create({"device": "till"})
        asked = ticket.with_context(lang="ru_RU").read(["properties"])[0]["properties"]
        self.assertEqual(asked[0]["string"], "Устройство")
        self.assertEqual(asked[0]["selection"][0], ["till", "Касса"])
        asked = ticket.with_context(lang="en_US").read(["properties"])[0]["properties"]
        self.assertEqual(asked[0]["string"], "Device")

    def test_editing_in_a_language_translates(self):
        russian = self.service.with_context(lang="ru_RU")
        questions = russian.read(["ticket_properties_definition"])[0][
            "ticket_properties_definition"
        ]
        questions[2]["string"] = "С какого дня"
        russian.write({"ticket_properties_definition": questions})
        english = self.service.with_context(lang="en_US").ticket_properties_definition
        self.assertEqual(english[2]["string"], "Since")
        self.assertEqual(
            russian.ticket_properties_definition[2]["string"], "С какого дня"
        )

    def test_a_changed_form_counts_at_once(self):
        """The form is cached; changing it empties the cache."""
        self._create({"device": "till"})
        self.service.ticket_properties_definition = []
        ticket = self._create({})
        self.assertFalse(self._answers(ticket))
        with self.assertRaisesRegex(UserError, "no question of this service"):
            self._create({"device": "till"})

    def test_questions_are_edited_on_the_service(self):
        """Odoo's own editor writes them through the sample of the service's page."""
        sample = self.service.with_user(self.manager)
        asked = sample.read(["form_sample"])[0]["form_sample"]
        asked[2].update(definition_changed=True, required=True)
        sample.write({"form_sample": asked})
        self.assertTrue(self.service.ticket_properties_definition[2]["required"])

    def test_agents_do_not_edit_forms(self):
        with self.assertRaises(AccessError):
            self.service.with_user(self.agent_a).write(
                {"ticket_properties_definition": []}
            )

    def test_counts_questions(self):
        self.assertEqual(self.service.question_count, 4)
