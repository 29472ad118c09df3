# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A desk that offers tickets from team to team, and the job that looks after them.

No tests here: whoever inherits must not run them again.
"""

import re
from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.base.models.ir_cron import IrCron

from .common import ServicedeskCommon

# A Monday; the desk works from Monday to Friday, from nine to five (UTC).
MONDAY = datetime(2026, 3, 2, 10)


class OfferCommon(ServicedeskCommon):
    """The third line is above the second, which is above the first.

    Each has two hours to accept. ``boss`` leads the third line.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.calendar = cls._new_calendar()
        cls.boss = cls._new_user("sd_boss", "agent")
        cls.team_third = cls.env["servicedesk.team"].create(
            {
                "name": "Third Line",
                "level": "3",
                "company_id": cls.company.id,
                "leader_id": cls.boss.id,
                "member_ids": cls.boss.ids,
            }
        )
        cls.team_second.parent_id = cls.team_third
        for team in (cls.team_first, cls.team_second, cls.team_third):
            team.write(
                {"resource_calendar_id": cls.calendar.id, "acceptance_minutes": 120}
            )

    def _offered(self, at=MONDAY, ticket=None, share="whole", **offer):
        """Return (offer, mails): to the second line, made by agent_a at an instant."""
        with freeze_time(at), self.mock_mail_gateway():
            ticket = ticket or self._classified()
            offer_id = ticket.action_escalate(
                "horizontal",
                share,
                "It needs a router expert.",
                to_team_id=offer.pop("to_team_id", self.team_second.id),
                **offer,
            )
            self._flush()
            mails = list(self._mails)
        return self.env["servicedesk.escalation"].browse(offer_id), mails

    def _run(self, at):
        """Do what the job does at an instant; return what was mailed."""
        with (
            freeze_time(at),
            self.mock_mail_gateway(),
            patch.object(IrCron, "_commit_progress", lambda cron, *a, **kw: 1),
        ):
            self._flush()
            self.env["servicedesk.escalation"]._cron_escalate()
            self._flush()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
            return list(self._mails)

    def _flush(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def _told(self, mails, user):
        """Return the mails of a list that went to a user."""
        return [
            mail for mail in mails if any(user.email in to for to in mail["email_to"])
        ]

    def _offer_paths(self, mails, user):
        """Return the paths of the pages mailed to a user, oldest first."""
        paths = []
        for mail in self._told(mails, user):
            paths += re.findall(r"/servicedesk/escalation/\d+/[\w-]+", mail["body"])
        return list(dict.fromkeys(paths))

    def _said(self, ticket):
        """Return all that stands in the history of a ticket."""
        return " ".join(str(body) for body in ticket.sudo().message_ids.mapped("body"))
