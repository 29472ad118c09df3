# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two teams side by side below a third one, and tickets offered between them.

No tests here: whoever inherits must not run them again.
"""

from odoo import fields

from .common import ServicedeskCommon

# A Monday, in working hours.
MONDAY = "2026-03-02 09:00:00"


class EscalationCommon(ServicedeskCommon):
    """``team_net`` (agent_n, led by leader_n) beside ``team_first`` (agent_a).

    Both are below ``team_second``, which ``leader`` leads.
    """

    @classmethod
    def _setup_teams(cls):
        result = super()._setup_teams()
        cls.agent_n = cls._new_user("sd_agent_n", "agent")
        cls.leader_n = cls._new_user("sd_leader_n", "agent")
        cls.team_net = cls.env["servicedesk.team"].create(
            {
                "company_id": cls.company.id,
                "name": "Networks",
                "level": "2",
                "sequence": 5,
                "parent_id": cls.team_second.id,
                "leader_id": cls.leader_n.id,
                "member_ids": cls.agent_n.ids,
            }
        )
        return result

    def _offered(self, ticket=None, share="whole", reason="Not ours", **vals):
        """Return what agent_a offers to Networks, in superuser mode."""
        ticket = ticket or self._started()
        if not {"to_team_id", "to_user_id"} & vals.keys():
            vals["to_team_id"] = self.team_net.id
        direction = vals.pop("direction", "horizontal")
        offer_id = ticket.action_escalate(direction, share, reason, **vals)
        return self.env["servicedesk.escalation"].browse(offer_id)

    def _accepted(self, ticket=None, user=None, **vals):
        offer = self._offered(ticket, **vals)
        offer.with_user(user or self.agent_n).action_accept()
        return offer

    def _disputed(self, ticket=None, **vals):
        """Return a dispute: Networks returned the same ticket twice."""
        first = self._offered(ticket, **vals)
        first.with_user(self.agent_n).action_return("Look at the cable first")
        ticket = first.ticket_id.with_user(self.agent_a)
        second = self._offered(ticket, **vals)
        second.with_user(self.agent_n).action_return("Still not ours")
        return second

    def _get_told(self, user, ticket):
        """Return the bodies of what ``user`` was notified of about ``ticket``."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "servicedesk.ticket"),
                ("res_id", "=", ticket.id),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ],
            order="id",
        )
        return [str(message.body) for message in messages]

    def _get_notes(self, ticket):
        """Return all notes on ``ticket``, the newest first, as one text."""
        return "\n".join(str(message.body) for message in ticket.sudo().message_ids)

    @staticmethod
    def _at(text):
        return fields.Datetime.to_datetime(text)
