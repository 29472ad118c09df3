# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import serialize_exception
from odoo.tests import tagged

from ..models.conflict.ticket_conflict import TicketConflict
from .common import ServicedeskCommon

QUESTIONS = [
    {"name": "device", "type": "char", "string": "Which device?"},
    {"name": "since", "type": "char", "string": "Since when?"},
]
SPEC = {"name": {}, "priority": {}, "user_id": {"fields": {"display_name": {}}}}


@tagged("post_install", "-at_install")
class TestConflict(ServicedeskCommon):
    """A save over somebody's newer change is told, not carried out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.team_first.member_ids |= cls.agent_b
        cls.ticket = cls._started(name="Till", description="<p>It is dead.</p>")
        cls.other = cls.ticket.with_user(cls.agent_b)

    def _save(self, vals, known, ticket=None, **context):
        ticket = self.ticket if ticket is None else ticket
        keys = {f"servicedesk_{key}": value for key, value in context.items()}
        return ticket.with_context(servicedesk_known=known, **keys).web_save(vals, SPEC)

    def _clash(self, vals, known, ticket=None, **context):
        """Return the facts of the conflict that this save must end in."""
        with self.assertRaises(TicketConflict) as caught:
            self._save(vals, known, ticket, **context)
        return caught.exception.context["servicedesk_conflict"]

    # ------------------------------------------------------------------
    # What is written, and what is not
    # ------------------------------------------------------------------

    def test_without_the_key_the_last_one_wins(self):
        """Integrations that say nothing go on as ever."""
        self.other.name = "Theirs"
        self.ticket.web_save({"name": "Mine"}, SPEC)
        self.assertEqual(self.ticket.name, "Mine")

    def test_untouched_by_others_it_is_written(self):
        [row] = self._save({"name": "Mine"}, {"name": "Till"})
        self.assertEqual(row["name"], "Mine")
        self.assertNotIn("servicedesk_others", row)

    def test_both_changed_one_field(self):
        """Nothing is written, not even what does not collide."""
        self.other.name = "Theirs"
        self._clash(
            {"name": "Mine", "date_due": "2026-03-02 09:00:00"},
            {"name": "Till", "date_due": False},
        )
        self.assertEqual(self.ticket.name, "Theirs")
        self.assertFalse(self.ticket.date_due)

    def test_both_wrote_the_same(self):
        self.other.name = "Agreed"
        [row] = self._save({"name": "Agreed"}, {"name": "Till"})
        self.assertEqual(row["name"], "Agreed")

    def test_other_fields_merge(self):
        """What somebody else changed stays, and the save says what that is."""
        self.other.priority = "3"
        [row] = self._save(
            {"name": "Mine"}, {"name": "Till"}, seen={"priority": "1", "user_id": False}
        )
        self.assertEqual((row["name"], row["priority"]), ("Mine", "3"))
        told = {one["label"]: one["text"] for one in row["servicedesk_others"]}
        self.assertEqual(told["Priority"], "Critical")

    def test_nothing_new_is_not_told(self):
        seen = {"priority": self.ticket.priority, "user_id": self.agent_a.id}
        [row] = self._save({"name": "Mine"}, {"name": "Till"}, seen=seen)
        self.assertNotIn("servicedesk_others", row)

    def test_what_the_rules_filled_in_gives_way(self):
        """A value that only followed from another does not beat a person's."""
        self.other.priority = "3"
        self._save(
            {"impact": "2", "priority": "0"},
            {"impact": self.ticket.impact, "priority": "1"},
            derived=["priority"],
        )
        self.assertEqual(self.ticket.impact, "2")
        self.assertEqual(self.ticket.priority, "3")

    def test_tags_merge_link_by_link(self):
        """Lists are written as commands: each link for itself."""
        one, two = self.env["servicedesk.tag"].create([{"name": "A"}, {"name": "B"}])
        self.other.tag_ids = one
        self._save({"tag_ids": [Command.link(two.id)]}, {"tag_ids": []})
        self.assertEqual(self.ticket.tag_ids, one | two)

    def test_plain_write_takes_the_key_as_well(self):
        self.other.name = "Theirs"
        mine = self.ticket.with_context(servicedesk_known={"name": "Till"})
        with self.assertRaises(TicketConflict):
            mine.write({"name": "Mine"})
        mine.with_context(servicedesk_known={"name": "Theirs"}).write({"name": "Mine"})
        self.assertEqual(self.ticket.name, "Mine")

    def test_new_tickets_are_nobodys_yet(self):
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        row = self._save({"name": "New"}, {"name": "Old"}, ticket=tickets)
        self.assertEqual(row[0]["name"], "New")

    def test_what_follows_from_the_save_is_not_compared(self):
        """The keys end with the save: deeds in its course write what they write."""
        self.ticket.sudo().user_id = False
        self._save({"user_id": self.agent_b.id}, {"user_id": False})
        self.assertEqual(self.ticket.user_id, self.agent_b)

    # ------------------------------------------------------------------
    # Nobody collides with himself
    # ------------------------------------------------------------------

    def test_normalized_values_are_no_change(self):
        """Blanks, spelling and cleaning of what he himself wrote are not news."""
        sent = {
            "name": "  Till   two ",
            "partner_email": "Ann <ANN@Shop.Example>",
            "description": "<p>It <b onclick='x()'>smokes</b>.\n</p>",
        }
        self._save(sent, {"name": "Till"})
        again = {
            "name": "Till three",
            "partner_email": "bob@shop.example",
            "description": "<p>Fine.</p>",
        }
        self._save(again, sent)
        self.assertEqual(self.ticket.name, "Till three")

    def test_saving_twice_with_what_came_back(self):
        """Known is what the save before returned, whatever it is of."""
        spec = {
            name: {}
            for name in (
                "name",
                "description",
                "date_due",
                "priority",
                "team_id",
                "is_confidential",
                "partner_phone",
                "planned_start",
            )
        }
        vals = {
            "name": "Again",
            "description": "<p><br></p>",
            "date_due": "2026-03-02 09:00:00",
            "priority": "2",
            "partner_phone": "",
        }
        known = self.ticket.web_read(spec)[0]
        for _time in range(2):
            known.pop("id", None)
            keyed = self.ticket.with_context(servicedesk_known=known)
            known = keyed.web_save(vals, spec)[0]
        self.assertEqual(self.ticket.priority, "2")

    def test_an_empty_text_is_an_empty_text(self):
        """False, nothing, and the line that an editor leaves behind are the same."""
        self.ticket.description = False
        self._save({"description": "<p>New</p>"}, {"description": "<p><br></p>"})
        self.assertIn("New", self.ticket.description)

    def test_records_in_every_spelling(self):
        """Odoo reads one record in three ways; each will do."""
        user = self.ticket.user_id
        for known in (
            user.id,
            [user.id, user.name],
            {"id": user.id, "display_name": user.name},
        ):
            with self.subTest(known=known):
                self._save({"user_id": user.id}, {"user_id": known})

    # ------------------------------------------------------------------
    # What is told
    # ------------------------------------------------------------------

    @freeze_time("2026-03-02 09:00:00")
    def test_the_facts(self):
        """Both values in words, by whom and when, and as they are written."""
        self.agent_a.tz = "Asia/Shanghai"
        self.other.with_context(tracking_disable=False).write(
            {"user_id": self.agent_b.id, "date_due": "2026-03-02 12:00:00"}
        )
        self.env.flush_all()
        facts = self._clash(
            {"user_id": self.agent_a.id, "date_due": "2026-03-03 12:00:00"},
            {"user_id": False, "date_due": False},
        )
        self.assertEqual(facts["number"], self.ticket.number)
        due, user = sorted(facts["fields"], key=lambda one: one["name"])
        self.assertEqual(user["label"], "Assignee")
        self.assertEqual(user["theirs"]["value"], self.agent_b.id)
        self.assertEqual(user["theirs"]["text"], self.agent_b.name)
        self.assertEqual(user["mine"]["text"], self.agent_a.name)
        self.assertEqual(user["user"], self.agent_b.name)
        self.assertEqual(due["theirs"]["value"], "2026-03-02 12:00:00")
        self.assertIn("8:00", due["theirs"]["text"])

    def test_selections_and_texts_in_words(self):
        self.other.write({"priority": "3", "description": "<p>Theirs</p>"})
        facts = self._clash(
            {"priority": "0", "description": "<p>Mine<script>x()</script></p>"},
            {"priority": "1", "description": "<p>It is dead.</p>"},
        )
        text, priority = sorted(facts["fields"], key=lambda one: one["name"])
        self.assertEqual(priority["theirs"]["text"], "Critical")
        self.assertEqual(priority["mine"]["text"], "Low")
        self.assertEqual(text["type"], "html")
        self.assertNotIn("script", text["mine"]["text"])
        self.assertIn("Theirs", text["theirs"]["text"])

    def test_the_message_speaks_to_people_and_programs(self):
        """XML-RPC has the words only; JSON has the facts beside them."""
        self.other.name = "Theirs"
        with self.assertRaises(UserError) as caught:
            self._save({"name": "Mine"}, {"name": "Till"})
        self.assertIn(self.ticket.number, str(caught.exception))
        self.assertIn("Subject", str(caught.exception))
        answer = serialize_exception(caught.exception)
        self.assertEqual(
            answer["context"]["servicedesk_conflict"]["fields"][0]["name"], "name"
        )

    def test_nobody_learns_a_name_by_writing_an_id(self):
        """Of a record that he may not read, only the number he gave comes back."""
        hidden = self.env["res.partner"].create(
            {"name": "Secret Person", "company_id": self.company.id}
        )
        self.other.partner_id = self.other_partner
        rule = self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        self.assertTrue(rule)
        facts = self._clash(
            {"partner_id": hidden.id}, {"partner_id": self.customer_partner.id}
        )
        self.assertEqual(facts["fields"][0]["mine"]["text"], str(hidden.id))

    def test_who_may_not_write_is_told_nothing(self):
        """An auditor who saves hears that he may not, and no value."""
        self.other.name = "Theirs"
        with self.assertRaises(AccessError):
            self._save(
                {"name": "Mine"},
                {"name": "Till"},
                ticket=self.ticket.with_user(self.auditor),
            )

    def test_who_may_not_read_is_told_nothing(self):
        ticket = self.ticket.with_user(self.agent_c)
        self.ticket.sudo().write({"team_id": self.team_second.id, "user_id": False})
        self.ticket.sudo().is_confidential = True
        for known in ({"name": "x"}, {}):
            with self.assertRaises(AccessError):
                self._save(
                    {"name": "Mine"}, known, ticket=ticket, seen={"priority": "0"}
                )

    # ------------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------------

    def test_a_drag_out_of_a_stage_it_has_left(self):
        """A move is a deed of what one saw; it is refused in words."""
        self.other.action_resolve("Done")
        with self.assertRaises(UserError) as caught:
            self._save(
                {"stage_id": self.stage_assigned.id},
                {"stage_id": self.stage_in_progress.id},
            )
        self.assertNotIsInstance(caught.exception, TicketConflict)
        self.assertIn("Resolved", str(caught.exception))
        self.assertIn(self.agent_b.name, str(caught.exception))
        self.assertEqual(self.ticket.state, "resolved")

    def test_a_drag_of_what_one_sees(self):
        self.ticket.web_save({"name": "Till"}, SPEC)
        cancelled = self._classified(name="Other")
        self._save(
            {"stage_id": self.stage_in_progress.id},
            {"stage_id": cancelled.stage_id.id},
            ticket=cancelled,
        )
        self.assertEqual(cancelled.state, "in_progress")

    # ------------------------------------------------------------------
    # The page is gone
    # ------------------------------------------------------------------

    def test_leaving_keeps_both(self):
        """Nobody can be asked: the newer value stays, his own becomes a note."""
        self.other.name = "Theirs"
        self._save(
            {"name": "Mine", "date_due": "2026-03-02 09:00:00"},
            {"name": "Till", "date_due": False},
            leaving=True,
        )
        self.assertEqual(self.ticket.name, "Theirs")
        self.assertTrue(self.ticket.date_due)
        note = self.ticket.message_ids[0]
        self.assertIn("Mine", note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)

    # ------------------------------------------------------------------
    # What programs send
    # ------------------------------------------------------------------

    def test_odd_keys_are_refused_in_words(self):
        for context in (
            {"servicedesk_known": "name"},
            {"servicedesk_known": {"user_id": "Ann"}},
            {"servicedesk_known": {"date_due": "tomorrow"}},
            {"servicedesk_known": {"properties": "text"}},
            {"servicedesk_known": {"properties": -1}},
            {"servicedesk_seen": [1]},
            {"servicedesk_derived": {"a": 1}},
        ):
            with self.subTest(context=context), self.assertRaises(UserError):
                self.ticket.with_context(**context).write(
                    {
                        "user_id": self.agent_b.id,
                        "date_due": "2026-03-02 09:00:00",
                        "properties": {},
                    }
                )
        self.assertFalse(self.ticket.date_due)

    def test_one_ticket_at_a_time(self):
        tickets = self.ticket | self._started(name="Another")
        with self.assertRaises(UserError):
            tickets.with_context(servicedesk_known={"name": "Till"}).write(
                {"name": "x"}
            )

    def test_unknown_names_are_passed_over(self):
        self._save({"name": "Mine"}, {"name": "Till", "no_such_field": 1})
        self.assertEqual(self.ticket.name, "Mine")


@tagged("post_install", "-at_install")
class TestConflictAnswers(ServicedeskCommon):
    """The answers to a service's form are compared one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["servicedesk.service"].create(
            {"name": "Devices", "ticket_properties_definition": QUESTIONS}
        )
        cls.team_first.member_ids |= cls.agent_b
        cls.ticket = cls._classified(
            service_id=cls.service.id, properties={"device": "till", "since": "May"}
        )
        cls.other = cls.ticket.with_user(cls.agent_b)
        cls.read = cls.ticket.web_read({"properties": {}})[0]["properties"]

    def _answer(self, **answers):
        return [
            {**one, "value": answers.get(one["name"], one["value"])}
            for one in self.read
        ]

    def _save(self, answers):
        mine = self.ticket.with_context(servicedesk_known={"properties": self.read})
        return mine.web_save({"properties": answers}, {"properties": {}})

    def test_two_answers_of_two_people(self):
        self.other.properties = {"device": "printer", "since": "May"}
        self._save(self._answer(since="June"))
        self.assertEqual(
            self.ticket.properties._values, {"device": "printer", "since": "June"}
        )

    def test_one_answer_of_two_people(self):
        self.other.properties = {"device": "printer", "since": "May"}
        with self.assertRaises(TicketConflict) as caught:
            self._save(self._answer(device="scanner"))
        [fact] = caught.exception.context["servicedesk_conflict"]["fields"]
        self.assertEqual(fact["name"], "properties.device")
        self.assertEqual(fact["label"], "Which device?")
        self.assertEqual(fact["mine"]["text"], "scanner")
        self.assertEqual(fact["theirs"]["text"], "printer")
        self.assertEqual(self.ticket.properties._values["device"], "printer")

    def test_leaving_keeps_the_other_answers(self):
        self.other.properties = {"device": "printer", "since": "May"}
        mine = self.ticket.with_context(
            servicedesk_known={"properties": self.read}, servicedesk_leaving=True
        )
        mine.web_save({"properties": self._answer(device="scanner", since="June")}, {})
        self.assertEqual(
            self.ticket.properties._values, {"device": "printer", "since": "June"}
        )
