# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ServicedeskMailIntake(models.Model):
    """What people do about mail that made no ticket.

    Each mail is worked off in a transaction of its own, never in the user's: so a
    failure is kept with the mail even though the user is told by an error, and what
    went well with one mail is not undone for the next. Of two who do it at one moment
    one wins; the other is told.
    """

    _inherit = "servicedesk.mail.intake"

    def action_replay(self):
        """Work off mails that failed, once more; each of them for itself.

        :return: True, when all went through: to a ticket, or to where such mail is
            parked.
        :raise AccessError: for who is no dispatcher, or does not read one of them.
        :raise UserError: before anything is done: for none, and for one that did not
            fail. Afterwards: which of them failed again; the others are done.
        """
        self._check_may_decide()
        self._check_any()
        for intake in self:
            if intake.state != "failed":
                raise UserError(intake._say_state())
        problems = []
        for intake in self:
            try:
                # Whoever wanted a ticket of it before still wants one.
                intake._work_off_by_hand(("failed",), bool(intake.reason))
            except UserError as error:
                problems.append(str(error))
        if problems:
            raise UserError(self._say_problems(problems))
        return True

    def action_make_ticket(self):
        """Make a ticket of a mail that was parked or failed, whatever it is.

        :return: the id of the ticket that it made, or is an answer on.
        :raise AccessError: for who is no dispatcher, or does not read it.
        :raise UserError: for none or many; for one that is done, with its ticket;
            when it fails, which is kept with the mail.
        """
        self._check_may_decide()
        self._check_any()
        if len(self) > 1:
            raise UserError(self.env._("Make a ticket of one mail at a time."))
        if self.state not in ("parked", "failed"):
            raise UserError(self._say_state())
        return self._work_off_by_hand(("parked", "failed"), True)

    def _check_any(self):
        """:raise UserError: unless there is a mail at all."""
        if not self:
            raise UserError(self.env._("Choose a mail first."))

    def _lock_to_decide(self):
        """Keep others from deciding about these mails until the user's deed is done.

        :raise UserError: when somebody else is at it, or decided since the user's
            transaction began: what is read here would be out of date.
        """
        lock = SQL(
            "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE NOWAIT",
            SQL.identifier(self._table),
            tuple(self.ids),
        )
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(lock, log_exceptions=False)
                locked = {row_id for (row_id,) in self.env.cr.fetchall()}
        except (LockNotAvailable, SerializationFailure):
            locked = set()
        late = self.filtered(lambda mail: mail.id not in locked)[:1]
        if late:
            # sudo: servicedesk.mail.intake - that the user may read it was checked
            raise UserError(late.sudo()._in_fresh_cursor(late._say_now))

    def _work_off_by_hand(self, states, by_hand):
        """Work off this mail for a person; return the ticket's id, or False.

        :raise UserError: when somebody else has it, or it fails.
        """
        # sudo: servicedesk.mail.intake - whether the user may was checked; the gate
        # works as itself, whoever asks for it
        gate = self.sudo()
        try:
            seen = (self.reason or None, self.date_handled or None)
            state, ticket_id = gate._try_to_work_off(self.id, states, by_hand, seen)
        except Exception as error:
            _logger.info("Mail intake %s: not by hand either", self.id, exc_info=True)
            raise UserError(
                self.env._(
                    "“%(mail)s” failed. Managers see why with the mail; nothing of it"
                    " is lost.",
                    mail=self.display_name,
                )
            ) from error
        self.invalidate_recordset()
        if not state:
            raise UserError(gate._in_fresh_cursor(self._say_now))
        return ticket_id

    def _say_now(self, store):
        """Return what to tell who came too late, from what is stored by now."""
        intake = store.browse(self.id).with_context(lang=self.env.lang).exists()
        if not intake or intake.state in ("received", "done"):
            return intake._say_state()
        seen = (self.reason, self.date_handled)
        if (intake.reason, intake.date_handled) != seen and intake.state == "parked":
            return intake._explain()
        return self.env._(
            "Somebody else is just working on “%(mail)s”.", mail=self.display_name
        )

    def _say_state(self):
        """Return why there is nothing to be done about this mail."""
        mail = self.display_name
        if self.state == "done" and self.ticket_id:
            return self.env._(
                "“%(mail)s” is in ticket %(number)s already.",
                mail=mail,
                number=self.ticket_id.number,
            )
        if self.state == "done":
            return self.env._("“%(mail)s” has been worked off already.", mail=mail)
        if self.state == "received":
            return self.env._("“%(mail)s” is just being worked off.", mail=mail)
        if self.state == "parked":
            return self.env._(
                "“%(mail)s” is parked, it did not fail: make a ticket of it.", mail=mail
            )
        return self.env._("There is no such mail any more.")

    def _say_problems(self, problems):
        """Return what went wrong with how many of these mails."""
        if len(self) == 1:
            return problems[0]
        head = self.env._(
            "%(count)s of %(all)s mails did not go through; the others are done.",
            count=len(problems),
            all=len(self),
        )
        return "\n".join([head, *problems])
