# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.presence import ticket_changed
from ..models.presence.ticket_changed import CHANGED, KEY
from .test_presence import PresenceCase


@tagged("post_install", "-at_install")
class TestPresenceChanged(PresenceCase):
    """Who has a ticket open is told, after the commit, what others have changed."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.cr.postcommit.data.pop(KEY, None)

    def _changes(self):
        return self.env.cr.postcommit.data.get(KEY, {"fields": {}})["fields"]

    def _commit(self, user):
        """Do what follows a commit, and return (channel, payload) of what was told."""
        self.env.flush_all()
        tickets = self.env["servicedesk.ticket"].with_user(user)
        self.sent.clear()
        tickets._tell_changes(self._changes())
        self.env.cr.postcommit.data.pop(KEY, None)
        return [
            (channel, payload)
            for channel, kind, payload in self.sent
            if kind == CHANGED
        ]

    def test_who_looks_on_is_told_what_changed(self):
        """Ticket, user, fields and the time of the change, which others compare."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket.with_user(self.agent_a).write({"urgency": "3", "impact": "2"})
        ((channel, payload),) = self._commit(self.agent_a)
        self.assertEqual(channel, self.agent_b.partner_id)
        self.assertEqual(payload["ticket_id"], self.ticket.id)
        self.assertEqual(payload["user_id"], self.agent_a.id)
        self.assertEqual(payload["user_name"], self.agent_a.name)
        self.assertLessEqual({"urgency", "impact"}, set(payload["fields"]))
        self.assertTrue(payload["write_date"])

    def test_book_keeping_is_nobodys_news(self):
        """Dates that the desk keeps by itself are shown, and no colleague named."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket._write_stamp({"date_asked": "2026-03-02 10:00:00"})
        ((_channel, payload),) = self._commit(self.agent_a)
        self.assertEqual(payload["fields"], [])
        self.ticket._write_stamp({"confirm_next_at": "2026-03-04 10:00:00"})
        self.ticket.with_user(self.agent_a).write({"urgency": "3"})
        ((_channel, payload),) = self._commit(self.agent_a)
        self.assertIn("urgency", payload["fields"])
        self.assertNotIn("confirm_next_at", payload["fields"])

    def test_the_writer_is_not_told(self):
        self.ticket.with_user(self.agent_a).action_be_present()
        self.ticket.with_user(self.agent_a).write({"urgency": "3"})
        self.assertFalse(self._commit(self.agent_a))

    def test_nobody_there_nobody_told(self):
        self.ticket.with_user(self.agent_a).write({"urgency": "3"})
        self.assertFalse(self._commit(self.agent_a))

    def test_one_message_for_all_of_a_transaction(self):
        """However often it was written."""
        self.ticket.with_user(self.agent_b).action_be_present()
        ticket = self.ticket.with_user(self.agent_a)
        ticket.write({"urgency": "3"})
        ticket.write({"name": "The till is open"})
        ((_channel, payload),) = self._commit(self.agent_a)
        self.assertLessEqual({"urgency", "name"}, set(payload["fields"]))

    def test_deeds_are_changes(self):
        """A move is seen as a change of the stage."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket.with_user(self.agent_a).action_start()
        ((_channel, payload),) = self._commit(self.agent_a)
        self.assertIn("stage_id", payload["fields"])

    def test_messages_are_changes(self):
        """Who writes an answer learns that one was given just now."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket.with_user(self.agent_a).message_post(
            body="Done", message_type="comment"
        )
        ((_channel, payload),) = self._commit(self.agent_a)
        self.assertIn("message_ids", payload["fields"])

    def test_the_customers_answer_is_told_to_the_desk_only(self):
        """He writes, the desk's people on the ticket are told."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket.with_user(self.customer).message_post(body="Still stuck")
        ((channel, payload),) = self._commit(self.customer)
        self.assertEqual(channel, self.agent_b.partner_id)
        self.assertEqual(payload["user_name"], self.customer.name)

    def test_who_may_not_read_it_any_more_is_not_told(self):
        """Not even that there was a change."""
        self.ticket.with_user(self.agent_b).action_be_present()
        self.ticket.sudo().write({"team_id": self.team_secret.id})
        self.assertFalse(self._commit(self.dispatcher))

    def test_new_tickets_are_told_to_nobody(self):
        """Nobody has open what was not there: not even a statement is spent."""
        self._classified(name="The lamp")
        self.assertEqual(self._changes(), {})

    def test_a_change_costs_its_writer_nothing(self):
        """All that is asked is asked after the commit, in one statement."""
        self.ticket.with_user(self.agent_a).write({"urgency": "3"})
        changes = self._changes()
        self.env.flush_all()
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        with self.assertQueryCount(1):
            tickets._tell_changes(changes)

    def test_a_failure_undoes_nothing(self):
        """It is logged: the change is committed already."""

        class Registry:
            @staticmethod
            def cursor():
                raise OSError("no connection")

        changes = {"fields": {self.ticket.id: {"name"}}, "uid": self.agent_a.id}
        with mute_logger("odoo.addons.servicedesk_core.models.presence.ticket_changed"):
            ticket_changed._tell(Registry, changes)
        with self.assertLogs(ticket_changed._logger, "ERROR"):
            ticket_changed._tell(Registry, changes)
