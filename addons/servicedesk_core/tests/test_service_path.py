# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .catalogue_common import CatalogueCommon


class PathCommon(CatalogueCommon):
    """The tills' path: the second line, then a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._new_user("sd_expert", "agent")
        cls.tills.path_ids = [
            (0, 0, {"team_id": cls.team_second.id, "sequence": 1}),
            (0, 0, {"user_id": cls.expert.id, "sequence": 2, "delay_hours": 2}),
        ]
        cls.step_team, cls.step_person = cls.tills.path_ids
        cls.env.flush_all()

    def _told(self, user):
        """Return what was sent to a user, as text."""
        messages = self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
        return "\n".join(
            f"{message.subject} {html2plaintext(message.body)}" for message in messages
        )


@tagged("post_install", "-at_install")
class TestCallIn(PathCommon):
    """Calling in whom the service's owner named, one step after the other."""

    def test_steps_are_called_in_their_order(self):
        ticket = self._classified(service_id=self.tills.id)
        self.assertEqual(ticket.next_path_id, self.step_team)
        self.assertIs(ticket.action_call_in_next(), True)
        self.assertEqual(ticket.co_responsible_ids, self.leader)
        self.assertIn(self.leader.partner_id, ticket.message_partner_ids)
        self.assertEqual(ticket.next_path_id, self.step_person)
        ticket.action_call_in_next()
        self.assertEqual(ticket.co_responsible_ids, self.leader | self.expert)
        self.assertFalse(ticket.next_path_id)
        with self._refused(UserError):
            ticket.action_call_in_next()

    def test_who_is_called_in_works_on_the_ticket(self):
        ticket = self._classified(service_id=self.tills.id)
        self.assertFalse(ticket.with_user(self.leader).has_access("write"))
        ticket.action_call_in_next()
        self.assertTrue(ticket.with_user(self.leader).has_access("write"))
        self.assertIn("You are called in", self._told(self.leader))

    def test_a_team_without_leader_is_called_in_as_it_is(self):
        self.team_second.leader_id = False
        ticket = self._classified(service_id=self.tills.id)
        ticket.action_call_in_next()
        self.assertEqual(ticket.co_responsible_ids, self.agent_b)

    def test_nobody_left_in_a_team_is_said(self):
        self.team_second.write({"leader_id": False, "membership_ids": [(5,)]})
        ticket = self._classified(service_id=self.tills.id)
        with self.assertRaisesRegex(UserError, "Second Line"):
            ticket.action_call_in_next()
        self.assertFalse(ticket.called_path_ids)

    def test_it_stands_in_the_conversation_and_not_for_the_requester(self):
        ticket = self._classified(service_id=self.tills.id)
        ticket.action_call_in_next()
        note = ticket.message_ids.filtered(lambda m: "Called in by" in m.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertIn(self.leader.name, note.body)
        self.assertNotIn("Called in", self._told(self.customer))

    def test_the_owner_is_told_of_each_use(self):
        ticket = self._classified(service_id=self.tills.id)
        ticket.action_call_in_next()
        told = self._told(self.owner)
        self.assertIn(ticket.number, told)
        self.assertIn(self.leader.name, told)
        self.assertIn("IT / Checkouts", told)

    def test_a_confidential_ticket_stays_so(self):
        """The owner hears its number, not what it is about, and does not get in."""
        ticket = self._make(
            name="Velvet trouble",
            team_id=self.team_secret.id,
            service_id=self.tills.id,
        ).with_user(self.agent_c)
        ticket.action_call_in_next()
        self.assertIn(ticket.number, self._told(self.owner))
        self.assertNotIn("Velvet", self._told(self.owner))
        self.assertFalse(ticket.with_user(self.owner).has_access("read"))
        self.assertTrue(ticket.with_user(self.leader).has_access("read"))
        self.assertFalse(ticket.with_user(self.expert).has_access("read"))

    def test_parts_use_the_path_of_the_whole_until_they_have_one(self):
        ticket = self._classified(service_id=self.card_reader.id)
        self.assertEqual(ticket.next_path_id, self.step_team)
        self.card_reader.path_ids = [(0, 0, {"user_id": self.agent_b.id})]
        ticket.action_call_in_next()
        self.assertEqual(ticket.co_responsible_ids, self.agent_b)

    def test_another_service_has_another_path(self):
        ticket = self._classified(service_id=self.tills.id)
        ticket.action_call_in_next()
        self.taps.path_ids = [(0, 0, {"user_id": self.agent_b.id})]
        ticket.service_id = self.taps
        self.assertEqual(ticket.next_path_id, self.taps.path_ids)
        ticket.service_id = self.facilities
        with self.assertRaisesRegex(UserError, "no further step"):
            ticket.action_call_in_next()

    def test_without_path_or_service_it_is_said(self):
        for service in (self.taps.id, False):
            ticket = self._classified(service_id=service)
            with self.assertRaisesRegex(UserError, "no escalation path"):
                ticket.action_call_in_next()

    def test_what_is_over_calls_nobody(self):
        ticket = self._classified(service_id=self.tills.id)
        ticket.action_cancel("Not ours")
        with self.assertRaisesRegex(UserError, "is over"):
            ticket.action_call_in_next()

    def test_all_or_nothing(self):
        """One ticket of several has no path: nobody is called in for any."""
        good = self._classified(service_id=self.tills.id)
        bad = self._classified(service_id=self.taps.id)
        with self._refused(UserError):
            (good | bad).action_call_in_next()
        self.assertFalse(good.co_responsible_ids)

    def test_who_only_reads_calls_nobody(self):
        ticket = self._classified(service_id=self.tills.id)
        for user in (self.agent_b, self.auditor, self.customer, self.owner):
            with self.subTest(user.login), self._refused():
                ticket.with_user(user).action_call_in_next()

    def test_used_steps_are_counted_by_the_deed_alone(self):
        ticket = self._classified(service_id=self.tills.id)
        with self._refused(UserError):
            ticket.called_path_ids = self.step_team
        self.assertEqual(ticket.next_path_id, self.step_team)


@tagged("post_install", "-at_install")
class TestPath(PathCommon):
    def test_a_step_is_a_team_or_a_person(self):
        both = {"team_id": self.team_first.id, "user_id": self.expert.id}
        for vals in (both, {}):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.tills.path_ids.create({"service_id": self.tills.id, **vals})

    def test_customers_are_not_called_in(self):
        with self.assertRaises(ValidationError):
            self.step_person.user_id = self.customer

    def test_a_changed_path_holds_at_once(self):
        """The path is cached: a change empties the cache."""
        ticket = self._classified(service_id=self.tills.id)
        self.assertEqual(ticket.next_path_id, self.step_team)
        self.step_team.sequence = 9
        ticket.invalidate_recordset()
        self.assertEqual(ticket.next_path_id, self.step_person)
        self.step_person.unlink()
        ticket.invalidate_recordset()
        self.assertEqual(ticket.next_path_id, self.step_team)

    def test_phases_speak_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.tills.phase_ids = [
            (0, 0, {"stage_id": self.stage_in_progress.id, "name": "On the bench"}),
            (0, 0, {"stage_id": self.stage_new.id, "name": "Noted"}),
        ]
        phase = self.tills.phase_ids.filtered(lambda p: p.name == "On the bench")
        phase.with_context(lang="fr_FR").name = "Sur l'établi"
        ticket = self._make(service_id=self.card_reader.id)
        by_stage, by_state = ticket._get_phase_words()
        self.assertEqual(by_stage[self.stage_in_progress.id], "On the bench")
        self.assertEqual(by_state, {"new": "Noted", "in_progress": "On the bench"})
        _stage, by_state = ticket.with_context(lang="fr_FR")._get_phase_words()
        self.assertEqual(by_state["in_progress"], "Sur l'établi")
        phase.update_field_translations("name", {"fr_FR": "À l'atelier"})
        _stage, by_state = ticket.with_context(lang="fr_FR")._get_phase_words()
        self.assertEqual(by_state["in_progress"], "À l'atelier")
        self.assertEqual(self._make()._get_phase_words(), ({}, {}))

    def test_the_continuity_note_stands_on_the_ticket(self):
        """Of the service, else of what it is a part of; agents read it."""
        self.tills.write(
            {
                "continuity_note": "<p>Open the spare drawer.</p>",
                "continuity_contact_ids": self.other_partner.ids,
            }
        )
        ticket = self._classified(service_id=self.card_reader.id)
        self.assertIn("spare drawer", ticket.continuity_note)
        self.assertEqual(ticket.continuity_contact_ids, self.other_partner)
        with self._refused():
            ticket.with_user(self.customer).read(["continuity_note"])
        self.assertFalse(self._classified().continuity_note)
