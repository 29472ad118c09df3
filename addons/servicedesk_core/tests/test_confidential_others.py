# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .confidential_common import WORD, ConfidentialCommon


@tagged("post_install", "-at_install")
class TestOtherServicesAffected(ConfidentialCommon):
    """A confidential service among the others affected makes a ticket confidential.

    What happened to the pay roll is told by the ticket of the server it runs on.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server, cls.people, cls.parking = cls.env["servicedesk.service"].create(
            [
                {"name": "Server"},
                {"name": "People", "is_confidential": True},
                {"name": "Parking"},
            ]
        )
        cls.pay = cls.people.create({"name": "Pay", "parent_id": cls.people.id})

    def _about(self, *others, **vals):
        ids = [service.id for service in others]
        return self._make(
            name=WORD,
            service_id=self.server.id,
            service_ids=[Command.set(ids)],
            **vals,
        )

    def test_at_creation(self):
        for others, expected in (
            ((self.people,), True),
            ((self.parking, self.pay), True),
            ((self.parking,), False),
            ((), False),
        ):
            with self.subTest(others=[service.name for service in others]):
                self.assertEqual(self._about(*others).is_confidential, expected)

    def test_later(self):
        """By whatever command, by who may not read it afterwards as well."""
        for value in (
            [Command.link(self.pay.id)],
            [Command.set([self.parking.id, self.pay.id])],
            [self.pay.id],
        ):
            ticket = self._about(self.parking, team_id=self.team_first.id)
            with self.subTest(value=value):
                ticket.with_user(self.dispatcher).write({"service_ids": value})
                self.assertTrue(ticket.is_confidential)
                mine = self._as("dispatcher", ticket)
                self.assertFalse(self._may(mine.read, ["name"]))
                self.assertNotIn(WORD, self._hear(lambda m=mine: m.read(["name"])))

    def test_nothing_undoes_it(self):
        """Neither that the service goes, nor its mark, nor the service itself."""
        ticket = self._about(self.people)
        kept = self._about(self.pay)
        ticket.service_ids = self.parking
        self.assertTrue(ticket.is_confidential)
        ticket.service_ids = False
        self.people.is_confidential = False
        self.assertTrue(ticket.is_confidential)
        self.assertTrue(kept.is_confidential)
        kept.write({"team_id": self.team_second.id})
        self.pay.unlink()
        self.env.flush_all()
        self.assertTrue(kept.is_confidential)

    def test_not_lifted_by_the_same_hand(self):
        """Who says at once that it is open and that it is about pay says the latter."""
        ticket = self._about(team_id=self.team_secret.id)
        insider = ticket.with_user(self.agent_c)
        insider.write(
            {"is_confidential": False, "service_ids": [Command.link(self.pay.id)]}
        )
        self.assertTrue(ticket.is_confidential)
        made = self._as("agent_c", ticket.browse()).create(
            {
                "name": WORD,
                "is_confidential": False,
                "service_ids": [Command.set(self.pay.ids)],
            }
        )
        self.assertTrue(made.is_confidential)

    def test_only_its_team_lifts_it(self):
        ticket = self._about(self.pay, team_id=self.team_first.id)
        with self._refused(AccessError):
            ticket.with_user(self.dispatcher).is_confidential = False
        ticket.with_user(self.agent_a).is_confidential = False
        self.assertFalse(ticket.is_confidential)

    def test_a_service_takes_its_tickets_along(self):
        """Also those that name it among others, closed ones too; and its parts'."""
        about = self._about(self.parking)
        below = self._about(self.parking.create({"name": "Gate"}))
        below.service_ids.parent_id = self.parking
        closed = self._about(self.parking)
        closed.with_user(self.dispatcher).action_cancel("Twice")
        other = self._about()
        self.parking.with_user(self.manager).is_confidential = True
        for ticket, expected in ((about, 1), (below, 1), (closed, 1), (other, 0)):
            self.assertEqual(ticket.is_confidential, bool(expected))

    def test_who_followed_is_let_go(self):
        ticket = self._about(team_id=self.team_first.id)
        ticket.message_subscribe(self.stranger.partner_id.ids)
        ticket.service_ids = self.pay
        self.assertNotIn(self.stranger.partner_id, ticket.message_partner_ids)

    def test_components_do_not_lead_it_away(self):
        """A ticket that begins as a secret goes by its service, not by its things."""
        component = self.env["servicedesk.component"].create(
            {"name": "Disk", "team_id": self.team_second.id}
        )
        self.server.team_ids = self.team_first
        vals = {
            "name": WORD,
            "service_id": self.server.id,
            "component_ids": [Command.set(component.ids)],
        }
        tickets = self.env["servicedesk.ticket"]
        plain = tickets.create(vals)
        secret = tickets.create({**vals, "service_ids": [Command.set(self.pay.ids)]})
        self.assertEqual(plain.team_id, self.team_second)
        self.assertEqual(secret.team_id, self.team_first)
