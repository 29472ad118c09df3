# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import logging
import traceback

from psycopg2 import OperationalError
from psycopg2.extras import Json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...tools import mail_envelope

_logger = logging.getLogger(__name__)

# How often a lost race is run again at once; the job tries again later.
TRIES = 5


class ServicedeskMailIntake(models.Model):
    """Store first, work off afterwards, each in a transaction of its own.

    Never in the caller's: his snapshot may be older than what others have stored
    meanwhile, and he may still fail, and take the mail with him.
    """

    _inherit = "servicedesk.mail.intake"

    # ------------------------------------------------------------------
    # Whose mail
    # ------------------------------------------------------------------

    @api.model
    def _is_for_desk(self, envelope, options):
        """Return whether a mail is the desk's; in doubt it is.

        :param Envelope envelope: its head.
        :param dict options: what the caller said: ``model``, ``thread_id``, …
        """
        if (options.get("model") or "").startswith("servicedesk."):
            return True
        aliases = self.env["mail.alias"]._get_desk_aliases()
        for address in envelope.recipients:
            if address in aliases or address.partition("@")[0] in aliases:
                return True
        return self._answers_desk(envelope)

    @api.model
    def _answers_desk(self, envelope):
        """Return whether a mail refers to one about a ticket."""
        if not envelope.references:
            return False
        # sudo: mail.message - the gate asks, whoever delivers
        return bool(
            self.env["mail.message"]
            .sudo()
            .search_count(
                [
                    ("message_id", "in", envelope.references),
                    ("model", "=like", "servicedesk.%"),
                ],
                limit=1,
            )
        )

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    @api.model
    def _take_in(self, raw, envelope, options):
        """Store a mail, then work it off; return the ticket's id, or False.

        :raise Exception: only if it is not stored: whoever delivers keeps it.
        """
        intake_id = self._store(raw, envelope, options)
        return self._work_off(intake_id) if intake_id else False

    @api.model
    def _store(self, raw, envelope, options):
        """Store a mail and commit; return the id of its row."""
        with self.env.registry.cursor() as cr:
            store = self.with_env(self.env(cr=cr, user=SUPERUSER_ID))
            return store._insert(store._prepare_row(raw, envelope, options))

    @api.model
    def _prepare_row(self, raw, envelope, options):
        server_id = self.env.context.get("default_fetchmail_server_id")
        return {
            "state": "received",
            "key": envelope.key,
            "body_hash": envelope.body_hash,
            "message_id": envelope.message_id or None,
            "in_reply_to": envelope.in_reply_to or None,
            "thread_root": envelope.root or None,
            "subject": envelope.subject,
            "email_from": envelope.sender,
            "email_to": envelope.to,
            "recipient": options.get("recipient") or None,
            "size": len(raw),
            "source": "fetched" if server_id else "delivered",
            "fetchmail_server_id": server_id or None,
            "options": Json(options),
            "deliveries": 1,
            "attempts": 0,
            "raw": base64.b64encode(raw),
        }

    @api.model
    def _insert(self, row):
        """Insert a row; return its id, or that of the same mail stored before."""
        now = fields.Datetime.now()
        row |= {
            "create_uid": SUPERUSER_ID,
            "write_uid": SUPERUSER_ID,
            "create_date": now,
            "write_date": now,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT (key) DO NOTHING"
                " RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        if found := self.env.cr.fetchone():
            return found[0]
        return self.search([("key", "=", row["key"])]).id

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    @api.model
    def _work_off(self, intake_id):
        """Work off a stored mail in a fresh transaction; return the ticket's id.

        A lost race is run again; what then still fails waits for the job.
        """
        for _attempt in range(TRIES):
            try:
                with self.env.registry.cursor() as cr:
                    intake = self.with_env(self.env(cr=cr, user=SUPERUSER_ID, su=True))
                    return intake._work_off_locked(intake_id)
            except OperationalError:
                _logger.info("Mail intake %s: once more", intake_id, exc_info=True)
        return False

    @api.model
    def _work_off_locked(self, intake_id):
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = %s AND state = 'received'"
                " FOR UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                intake_id,
            )
        )
        if not self.env.cr.fetchone():
            return False
        intake = self.browse(intake_id)
        try:
            with self.env.cr.savepoint():
                return intake._work().id
        except OperationalError:
            raise
        except Exception:  # what strangers send can fail in any way
            _logger.exception("Mail intake %s failed", intake_id)
            self.env.invalidate_all()
            intake._finish("failed", error=traceback.format_exc())
        return False

    def _work(self):
        """Read, screen, route and deliver this mail; return its first ticket."""
        self.ensure_one()
        message, values = self._read_mail()
        verdict = self._screen_mail(message, values)
        routes = [] if verdict else self._route_mail(message, values)
        verdict = verdict or self._screen_routes(message, values, routes)
        if verdict:
            reason, detail = verdict
            self._finish("parked", reason=reason, detail=detail)
            return self.env["servicedesk.ticket"]
        tickets = self._deliver(message, values, routes)
        self._finish("done", tickets=tickets)
        return tickets[:1]

    def _deliver(self, message, values, routes):
        """Post the mail where it goes; return the tickets among that."""
        thread = self.env["mail.thread"]
        values.update(thread._message_parse_post_process(message, values, routes))
        ticket_id = thread._message_route_process(message, values, routes)
        return self.env["servicedesk.ticket"].browse(ticket_id or [])

    def _finish(self, state, **facts):
        """Say what became of this mail."""
        tickets = facts.pop("tickets", self.env["servicedesk.ticket"])
        self.write(
            {
                "state": state,
                "date_processed": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                "ticket_id": tickets[:1].id,
                **facts,
            }
        )

    def _get_raw(self):
        """Return the mail as it came, in bytes."""
        return base64.b64decode(self.raw or b"")

    def _get_envelope(self):
        """Return the head of the mail."""
        return mail_envelope.read(self._get_raw())
