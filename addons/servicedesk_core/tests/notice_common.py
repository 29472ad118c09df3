# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A desk in which notices are queued and told, for the tests about them.

No tests here: whoever inherits must not run them again.
"""

from datetime import datetime
from unittest.mock import patch

from odoo import fields

from .common import ServicedeskCommon

# A Tuesday.
NOON = datetime(2026, 3, 3, 12)


class NoticeCommon(ServicedeskCommon):
    """Everybody is told by mail, unless a test says otherwise; it is always noon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # MailCommon creates without tracking, as imports do: then nobody is told.
        cls.env = cls.env(context={"lang": "en_US"})
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: cls.now))
        cls.now = NOON
        cls.Rule = cls.env["servicedesk.notice.rule"]
        cls.Notice = cls.env["servicedesk.notice"]
        cls.shipped = cls.Rule.search([])
        cls.helper = cls._new_user("sd_helper", "agent")
        cls.team_first.member_ids |= cls.helper
        cls.team_first.leader_id = cls.leader

    def setUp(self):
        super().setUp()
        type(self).now = NOON
        self.addCleanup(setattr, type(self), "now", NOON)

    @classmethod
    def _only(cls, event, recipient, channel="preferred", **vals):
        """Put all other rules away; return the one that is left."""
        cls.Rule.search([]).active = False
        return cls._rule(event, recipient, channel, **vals)

    @classmethod
    def _rule(cls, event, recipient, channel="preferred", **vals):
        return cls.Rule.create(
            {"event": event, "recipient": recipient, "channel": channel, **vals}
        )

    def _tell(self):
        """Do what the scheduled job does; return who was told, as {(name, how)}.

        How is mail, inbox or call; an address stands for who is no contact.
        """
        self._flush()
        last = self._get_last_ids()
        self.Notice._queue_late()
        while self.Notice._tell_batch():
            pass
        return self._get_told(last)

    def _flush(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()

    def _get_last_ids(self):
        return {
            model: self.env[model].search([], order="id desc", limit=1).id or 0
            for model in ("mail.mail", "mail.notification", "mail.activity")
        }

    def _get_told(self, last):
        told = []
        for mail in self.env["mail.mail"].search([("id", ">", last["mail.mail"])]):
            names = mail.recipient_ids.mapped("name") or [mail.email_to]
            told += [(name, "mail") for name in names]
        notes = self.env["mail.notification"].search(
            [("id", ">", last["mail.notification"])]
        )
        told += [(note.res_partner_id.name, note.notification_type) for note in notes]
        calls = self.env["mail.activity"].search([("id", ">", last["mail.activity"])])
        told += [(call.servicedesk_partner_id.name, "call") for call in calls]
        return sorted(told)

    def _forget(self):
        """Leave out what has happened so far."""
        self._flush()
        self.Notice.search([]).unlink()
