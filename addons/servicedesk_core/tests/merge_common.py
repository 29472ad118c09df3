# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two tickets of one customer that are to become one.

No tests here: whoever inherits must not run them again.
"""

from .common import ServicedeskCommon

COMMENT, NOTE = "mail.mt_comment", "mail.mt_note"


class MergeCommon(ServicedeskCommon):
    """``survivor`` and ``merged``: started by agent_a, asked by the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survivor = cls._started(name="The printer is on fire")
        cls.merged = cls._started(name="Smoke in the shop")

    @classmethod
    def _colleague(cls):
        """Return another person of the customer."""
        return cls.env["res.partner"].create(
            {
                "name": "Gina",
                "email": "gina@customer.example.com",
                "parent_id": cls.customer_company.id,
            }
        )

    def _say(self, user, body, ticket=None):
        """Return a requester's message on the merged ticket, or another one."""
        ticket = (ticket or self.merged).with_user(user)
        return ticket.message_post(body=body, subtype_xmlid=COMMENT).sudo()

    def _read(self, user, ticket):
        """Return all that ``user`` reads of the conversation of a ticket."""
        messages = (
            self.env["mail.message"]
            .with_user(user)
            .search([("model", "=", ticket._name), ("res_id", "=", ticket.id)])
        )
        words = [*messages.mapped("body"), *messages.mapped("subject")]
        return " ".join(filter(None, words))

    def _file(self, ticket):
        """Put a file on a ticket, on no message."""
        return self.env["ir.attachment"].create(
            {
                "name": "loose.txt",
                "raw": b"loose",
                "res_model": ticket._name,
                "res_id": ticket.id,
            }
        )

    def _ask_approval(self, ticket):
        """Have a ticket wait for the approval of an employee."""
        move = ticket._get_move_to("waiting")
        transition = self.env["servicedesk.transition"].browse(move.id)
        self.env["servicedesk.approval.rule"].create(
            {
                "ticket_type_id": ticket.ticket_type_id.id,
                "who": "users",
                "user_ids": self.employee.ids,
            }
        )
        transition.asks = "approval"
        ticket.action_move(transition.id, {"waiting_reason": "supplier"})
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.state, "pending")
        return approval
