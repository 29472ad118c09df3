# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A desk that proposes solutions, and what its job does while nobody answers.

No tests here: whoever inherits must not run them again.
"""

from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.base.models.ir_cron import IrCron

from .common import ServicedeskCommon

# A Monday; the desk works from Monday to Friday, from nine to five (UTC).
MONDAY = datetime(2026, 3, 2, 10)


class ClosingCommon(ServicedeskCommon):
    """Incidents are reminded twice, after two working days each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.calendar = cls._new_calendar()
        cls.incident.write(
            {
                "reminder_days": 2,
                "reminder_count": 2,
                "silence": "call_task",
                "resource_calendar_id": cls.calendar.id,
                "rating_policy": "required",
                "low_rating": 1,
            }
        )
        cls.team_first.leader_id = cls.leader

    def _solved(self, at=MONDAY, creator=None, **vals):
        """Return (ticket, mails): solved at an instant, with its mail sent."""
        with freeze_time(at), self.mock_mail_gateway():
            ticket = self._resolved(creator, **vals)
            self._flush()
            mails = list(self._mails)
        self._run(at)
        return ticket, mails

    def _run(self, at):
        """Do what the job does at an instant; return what was mailed."""
        with (
            freeze_time(at),
            self.mock_mail_gateway(),
            patch.object(IrCron, "_commit_progress", lambda cron, *a, **kw: 1),
        ):
            self._flush()
            self.env["servicedesk.ticket"]._cron_ask_again()
            self._flush()
            waiting = self.env["mail.mail"].search([("state", "=", "outgoing")])
            waiting.send()
            # What became of the mails is heeded in the same minute.
            self.env["servicedesk.ticket"]._cron_ask_again()
            self._flush()
            return list(self._mails)

    def _flush(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()

    def _cycles(self, ticket):
        """Return the ledger of a ticket, oldest first."""
        return (
            self.env["servicedesk.closing.cycle"]
            .search([("ticket_id", "=", ticket.id)])
            .sorted("cycle")
        )

    def _asking(self, ticket):
        """Return the call tasks that ask about the solution."""
        return ticket.sudo().activity_ids.filtered("servicedesk_asks")

    def _told(self, mails, partner=None):
        """Return the mails of a list that went to the customer, or somebody else."""
        email = (partner or self.customer_partner).email
        return [mail for mail in mails if any(email in to for to in mail["email_to"])]
