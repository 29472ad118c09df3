# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two deeds on one ticket at one moment, in two real transactions.

No tests here: whoever inherits must not run them again.
"""

from .race_case import RaceCase

NAME = "Closing Race"


class RaceCommon(RaceCase):
    """``one`` and ``two`` are agents of one team, ``boss`` a manager, ``customer`` the
    requester with a login."""

    NAME = NAME
    PEOPLE = {"one": "agent", "two": "agent", "boss": "manager", "customer": "portal"}
    MEMBERS = ("one", "two")
    CONTEXT = {}

    def _make(self, *deeds):
        """Commit a ticket on which ``deeds`` were done by the first agent."""
        with self._committing(self.one) as env:
            customer = env["res.users"].browse(self.customer)
            ticket = env["servicedesk.ticket"].create(
                {
                    "name": self.NAME,
                    "team_id": self.team_id,
                    "partner_id": customer.partner_id.id,
                }
            )
            ticket.ticket_type_id = env.ref("servicedesk_core.ticket_type_incident")
            for deed in deeds:
                deed(ticket)
            return ticket.id

    def _race_on(self, ticket_id, first, second, must_wait=False):
        """Do two deeds on a ticket; return (result of the second, final ticket).

        :param first: (user id, function of the ticket); must succeed.
        :param second: likewise; see :meth:`_race`.
        """

        def on_ticket(deed):
            return lambda env: deed(env["servicedesk.ticket"].browse(ticket_id))

        result = self._race(
            (first[0], on_ticket(first[1])),
            (second[0], on_ticket(second[1])),
            must_wait=must_wait,
        )
        return result, self._read(ticket_id)

    def _read(self, ticket_id):
        with self._committing() as env:
            return env["servicedesk.ticket"].browse(ticket_id).read(load=None)[0]

    # ------------------------------------------------------------------
    # What must hold whoever won
    # ------------------------------------------------------------------

    def assertWhole(self, ticket_id):
        """Nothing is half written: ledger, ratings, links and state fit together."""
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            self._check_spans(ticket)
            self._check_links(ticket)
            ratings = ticket.rating_ids.filtered("consumed")
            self.assertLessEqual(len(ratings), ticket.confirm_cycle)
            if ticket.confirmation == "awaiting":
                self.assertEqual(ticket.state, "resolved")
            if ticket.state == "closed":
                self.assertTrue(ticket.date_closed)
                self.assertNotIn(ticket.confirmation, ("awaiting", "refused"))

    def _check_spans(self, ticket):
        """The ledger has no gap and no overlap, and ends where the ticket is."""
        spans = ticket.span_ids.sorted("id")
        for before, after in zip(spans, spans[1:], strict=False):
            self.assertEqual(before.date_to, after.date_from)
        lasting = spans.filtered(lambda span: not span.date_to)
        self.assertEqual(lasting, spans[-1])
        self.assertEqual(lasting.state, ticket.state)
        self.assertEqual(lasting.user_id, ticket.user_id)

    def _check_links(self, ticket):
        """Links are open while their own question is, and no longer."""
        links = ticket.env["servicedesk.answer.link"].search(
            [
                ("res_model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("purpose", "=", "confirm"),
                ("revoked_at", "=", False),
            ]
        )
        if ticket.state != "resolved":
            self.assertFalse(links)
        self.assertLessEqual(set(links.mapped("cycle")), {ticket.confirm_cycle})
