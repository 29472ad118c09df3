# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import defaultdict

from odoo import api, fields, models

from ...tools import mailbox

# Where who fetches mails waits to hear that the one at hand is stored.
WATCH = "servicedesk_mailbox_watch"

# By database and mailbox: mails of it that could not be stored.
_memories = defaultdict(mailbox.Memory)


class FetchmailServer(models.Model):
    """A mailbox: what could not be stored stays unread in it, and is fetched again."""

    _inherit = "fetchmail.server"

    servicedesk_team_id = fields.Many2one(
        "servicedesk.team",
        string="Desk Mailbox of",
        index="btree_not_null",
        ondelete="set null",
        help="A mail in this mailbox that is for no other address known here becomes"
        " a ticket of this team.",
    )

    def fetch_mail(self):
        """Ask for everything when a person asks: perhaps the trouble is over."""
        for server in self:
            server._servicedesk_memory().forgive()
        return super().fetch_mail()

    def _fetch_mail(self, batch_limit=50):
        """Mark a mail as read only once it is stored.

        Odoo marks it in any case, also after an error.
        """
        watch = mailbox.Round()
        self = self.with_context(**{WATCH: watch})
        error = super()._fetch_mail(batch_limit=batch_limit)
        for box in watch.boxes:
            if box.left:
                box.server._servicedesk_report_left(box.left)
        return error

    def _connect__(self, allow_archived=False):
        connection = super()._connect__(allow_archived=allow_archived)
        watch = self.env.context.get(WATCH)
        if watch is None:
            return connection
        box = mailbox.careful(connection, watch, self._servicedesk_memory())
        box.server = self
        return box

    def _servicedesk_memory(self):
        self.ensure_one()
        return _memories[self.env.cr.dbname, self.id]

    def _servicedesk_report_left(self, count):
        """Show on the mailbox that mails were left unread in it."""
        self.with_context(fetchmail_cron_running=True).write(
            {
                "error_date": fields.Datetime.now(),
                "error_message": self.env._(
                    "%(count)s mails could not be stored. They stay unread in the"
                    " mailbox and are fetched again; the server log says why.",
                    count=count,
                ),
            }
        )


class ServicedeskMailIntake(models.Model):
    """Tell who fetches mails when the one at hand is settled."""

    _inherit = "servicedesk.mail.intake"

    @api.model
    def _is_for_desk(self, envelope, options):
        is_ours = super()._is_for_desk(envelope, options)
        if not is_ours:
            self._settle_fetched()  # what becomes of it is Odoo's affair
        return is_ours

    @api.model
    def _take_in(self, raw, envelope, options):
        ticket_id = super()._take_in(raw, envelope, options)
        self._settle_fetched()
        return ticket_id

    @api.model
    def _settle_fetched(self):
        if watch := self.env.context.get(WATCH):
            watch.is_settled = True
