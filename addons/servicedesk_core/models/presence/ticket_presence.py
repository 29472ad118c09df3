# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import AccessError, MissingError, UserError

from ...tools import arguments
from .servicedesk_presence import BEAT, BEAT_ALONE, STALE

PRESENCE = "servicedesk_ticket/presence"


class ServicedeskTicket(models.Model):
    """Who else is on this ticket now, told live to who reads it from the desk's side.

    Live messages go to each of those present by himself, not to a channel of the
    ticket: there is none to listen at, and whoever loses his right is told no more.
    """

    _inherit = "servicedesk.ticket"

    def action_be_present(self, is_writing=False):
        """Say that the current user has this ticket before his eyes.

        Others are told only when something changes: he came, he began or ended to
        write. A beat in between is one statement, and tells nobody.

        :return: ``{"others": [{"id", "name", "is_writing"}], "beat": s, "stale": s}``
        :raise AccessError: for who does not read the ticket from the desk's side.
        """
        is_writing = arguments.flag(self.env, is_writing, "is_writing")
        self._check_one_place()
        presence = self.env["servicedesk.presence"]
        before = presence._beat(self, is_writing)
        if before is None:
            raise AccessError(self._say_desk_only())
        fresh = fields.Datetime.now() - STALE
        seen, wrote = before.pop(self.env.uid, (None, False))
        if not seen or seen <= fresh or bool(wrote) != is_writing:
            self._tell_presence(list(before), is_here=True, is_writing=is_writing)
        others = {
            user_id: bool(writes)
            for user_id, (seen, writes) in before.items()
            if seen > fresh
        }
        # sudo: res.users - colleagues on the same ticket are named
        users = self.env["res.users"].sudo().browse(others)
        pace = BEAT if before else BEAT_ALONE
        return {
            "others": [
                {"id": user.id, "name": user.name, "is_writing": others[user.id]}
                for user in users
            ],
            "beat": int(pace.total_seconds()),
            "stale": int(STALE.total_seconds()),
        }

    def action_leave(self):
        """Say that the current user does not look at this ticket any more.

        :raise AccessError: for who is on no ticket, as people outside the desk.
        """
        self._check_one_place()
        if not self._reads_notes():
            raise AccessError(self._say_desk_only())
        if not self.exists():
            raise MissingError(self.env._("This ticket was deleted."))
        told = self.env["servicedesk.presence"]._leave(self)
        if told:
            # Another window of his hears of it, and says that he is here still.
            told = [*told, self.env.uid]
            self._tell_presence(told, is_here=False, is_writing=False)
        return True

    def _check_one_place(self):
        self._check_ids()
        if len(self) != 1:
            raise UserError(self.env._("Nobody is on several tickets at once."))

    def _say_desk_only(self):
        return self.env._("Only the service desk sees who is on a ticket.")

    def _tell_presence(self, user_ids, **facts):
        """Tell those who are on the ticket, as far as they may know of it still."""
        if not user_ids:
            return
        payload = {
            "ticket_id": self.id,
            "user_id": self.env.uid,
            "name": self.env.user.name,
            **facts,
        }
        self._filter_present(user_ids)._bus_send(PRESENCE, payload)

    def _filter_present(self, user_ids):
        """Return those users who read this ticket from the desk's side now."""
        self.ensure_one()
        # sudo: res.users - each is asked with his own rights
        users = self.env["res.users"].sudo().browse(user_ids).exists()
        tickets = self.sudo(False).with_context(allowed_company_ids=None)
        return users.filtered(
            lambda user: bool(tickets.with_user(user)._filter_desk_readable())
        )
