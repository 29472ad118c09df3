# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A small catalogue for the tests of classification.

No tests here: whoever inherits must not run them again.
"""

from .common import ServicedeskCommon


class ClassificationCommon(ServicedeskCommon):
    """Three services, two of the second line.

    * ``tills``: high, 60 users, the second line's; categories *Dead* and *Slow* for
      incidents, *More* for changes;
    * ``mail``: normal, 5 users, hurries for important customers; no own category;
    * ``ideas``: takes suggestions only.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Service = cls.env["servicedesk.service"]
        cls.tills, cls.mail, cls.ideas = cls.Service.create(
            [
                {
                    "name": "Tills",
                    "business_priority": "2",
                    "user_count": 60,
                    "team_ids": cls.team_second.ids,
                    "keywords": "till, receipt",
                },
                {
                    "name": "Mail",
                    "business_priority": "1",
                    "user_count": 5,
                    "uses_customer_priority": True,
                    "keywords": "mailbox, outlook",
                },
                {"name": "Ideas", "type_ids": cls.suggestion.ids, "user_count": 1},
            ]
        )
        cls.dead, cls.slow, cls.more = cls.env["servicedesk.category"].create(
            [
                cls._category("Dead", cls.incident),
                cls._category("Slow", cls.incident),
                cls._category("More", cls.change),
            ]
        )

    @classmethod
    def _category(cls, name, ticket_type):
        return {
            "name": f"{name} till",
            "service_ids": cls.tills.ids,
            "type_ids": ticket_type.ids,
        }

    def _new(self, user=None, **vals):
        """Register a ticket as an agent does: by a plain create."""
        tickets = self.env["servicedesk.ticket"].with_user(user or self.agent_a)
        defaults = {"name": "It fails", "partner_id": self.customer_partner.id}
        return tickets.create({**defaults, **vals})

    def _note(self, ticket):
        """Return what the next flush writes into the ticket's chatter."""
        before = ticket.sudo().message_ids
        self.flush_tracking()
        return ticket.sudo().message_ids - before

    def _assert(self, ticket, **expected):
        self.assertRecordValues(ticket, [expected])
