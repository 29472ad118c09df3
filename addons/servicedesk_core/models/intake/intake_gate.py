# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import logging
import random
import time

from psycopg2.errors import (
    DeadlockDetected,
    LockNotAvailable,
    SerializationFailure,
    UniqueViolation,
)
from psycopg2.extras import Json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...tools import mail_envelope

_logger = logging.getLogger(__name__)

# Who brings the desk's mail by RPC.
GATEWAY = "servicedesk_core.group_servicedesk_api"
# How often a lost race is run again at once; the job tries again later.
TRIES = 6
# Up to so many seconds, and longer each time, between two of them.
PAUSE = 0.1
# What another transaction at the same moment causes, and a later one does not meet.
RACES = (
    SerializationFailure,
    DeadlockDetected,
    LockNotAvailable,
    UniqueViolation,
    ConcurrencyError,
)
# How often, and after how many seconds, a repeat looks whether the first one is done.
LOOKS, LOOK_AGAIN = 20, 0.25


class Held:
    """A mail at hand. Contexts are compared: two of these differ without a look."""

    def __init__(self, intake_id, raw):
        self.intake_id = intake_id
        self.raw = raw


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

        It is by its addressees, by what it answers or returns, and, as long as it is
        not clearly another module's, by the mailbox it lies in.

        :param Envelope envelope: its head.
        :param dict options: what the caller said: ``model``, ``thread_id``, …
        """
        if self._find_desks(envelope):
            return True
        models = self._get_models_referred_to(envelope)
        if any((name or "").startswith("servicedesk.") for name in models):
            return True
        if self._read_thread_keys(envelope):
            return True
        fallback = str(options.get("model") or "")
        is_ours = fallback.startswith("servicedesk.") or self._is_desk_mailbox(options)
        is_lost = not (fallback or (envelope.readable and envelope.recipients))
        is_lost = is_lost or not fallback and self._is_left_to_gate(envelope)
        if not is_ours and not is_lost:
            return False
        aliases = self.env["mail.alias"]
        return not any(models) and not aliases._is_of_other_module(envelope.recipients)

    @api.model
    def _is_left_to_gate(self, envelope):
        """Return whether the desk's gateway brings what Odoo could but refuse.

        It is set up for the desk's mail: to whom a mail was rewritten or forwarded may
        be unknown here. What comes to Odoo's own addresses, Odoo has its rules for.
        """
        if self.env.su or not self.env.user.has_group(GATEWAY):
            return False
        own = self.env["servicedesk.mail.sender"]._get_own_addresses()
        return own.isdisjoint(envelope.recipients)

    @api.model
    def _find_desks(self, envelope):
        """Return the ids of the desk's aliases that a mail names, in its order."""
        aliases = self.env["mail.alias"]
        found = map(aliases._find_desk_alias, envelope.recipients)
        return list(dict.fromkeys(filter(None, found)))

    @api.model
    def _get_models_referred_to(self, envelope):
        """Return the models of the messages that a mail answers or returns."""
        named = [*envelope.references, *envelope.reported]
        if not named:
            return set()
        # sudo: mail.message - the gate asks, whoever delivers
        messages = self.env["mail.message"].sudo()
        groups = messages._read_group([("message_id", "in", named)], ["model"])
        return {model for (model,) in groups}

    @api.model
    def _read_thread_keys(self, envelope):
        """Return what of a ticket's own keys a mail carries: then it is an answer.

        Empty here, for whoever gives tickets such keys.

        :param Envelope envelope: its head.
        """

    @api.model
    def _is_desk_mailbox(self, options):
        """Return whether a mail was fetched from a mailbox that belongs to a team."""
        server_id = options.get("fetchmail_server_id")
        if not server_id:
            return False
        # sudo: fetchmail.server - the gate asks, whoever fetches
        server = self.env["fetchmail.server"].sudo().browse(server_id)
        return bool(server.servicedesk_team_id)

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    @api.model
    def _take_in(self, raw, envelope, options):
        """Store a mail, then work it off; return the ticket's id, or False.

        A mail that was delivered before is worked off only if nobody did so yet:
        who delivered it first may have died.

        :raise Exception: only if it is not stored: whoever delivers keeps it.
        """
        intake_id, is_new = self._store(raw, envelope, options)
        if is_new:
            return self._work_off(intake_id, raw)
        self._add_missing_desks(intake_id, envelope, options)
        return self._count_attempt(intake_id) and self._work_off(intake_id)

    @api.model
    def _store(self, raw, envelope, options):
        """Store a mail and commit; return the id of its row, and whether it is new."""
        row = self._prepare_row(raw, envelope, options)
        return self._in_fresh_cursor(lambda store: store._store_row(row, envelope))

    @api.model
    def _in_fresh_cursor(self, deed):
        """Do a deed in a transaction of its own; again, while it loses races.

        :param deed: a function of this model in that transaction, as superuser.
        """
        for turn in range(1, TRIES + 1):
            try:
                with self.env.registry.cursor() as cr:
                    # What the caller's context says is not meant for this.
                    env = self.env(cr=cr, user=SUPERUSER_ID, su=True, context={})
                    return deed(self.with_env(env))
            except RACES:
                if turn == TRIES:
                    raise
                _logger.info("Mail intake: once more", exc_info=True)
            time.sleep(random.uniform(0, PAUSE * turn))
        return None

    @api.model
    def _prepare_row(self, raw, envelope, options):
        server_id = options.get("fetchmail_server_id")
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
            "recipient": mail_envelope.cut(str(options.get("recipient") or "")) or None,
            "size": len(raw),
            "source": "fetched" if server_id else "delivered",
            "fetchmail_server_id": server_id or None,
            "options": Json(mail_envelope.without_none(options)),
            "deliveries": 1,
            # Counted before it is made: whoever makes it may die of it.
            "attempts": 1,
            # As text: the driver would write each byte of bytes in two letters.
            "raw": base64.b64encode(raw).decode(),
        }

    def _store_row(self, row, envelope):
        """Insert a row, or find the one of the same mail; return (id, is new).

        A mail with the Message-Id of another one, and another body, is kept beside
        it: somebody has to look which of them is meant.
        """
        if intake_id := self._insert(row):
            return intake_id, True
        if self.search_count(
            [("key", "=", row["key"]), ("body_hash", "=", row["body_hash"])], limit=1
        ):
            return self._count_delivery(row["key"]), False
        row = row | {"key": envelope.conflict_key}
        if intake_id := self._insert(row):
            intake = self.browse(intake_id)
            intake._finish("parked", reason="conflict", detail=envelope.message_id)
            return intake_id, True
        return self._count_delivery(row["key"]), False

    @api.model
    def _insert(self, row):
        """Insert a row; return its id, or False if there is one with its key."""
        now = fields.Datetime.now()
        row = row | {
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
        found = self.env.cr.fetchone()
        return found[0] if found else False

    @api.model
    def _count_delivery(self, key):
        """Count that a mail came again; return its id.

        While somebody works on it, it is not counted: who waited for him here would
        keep the mail server waiting.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET deliveries = deliveries + 1 WHERE id IN ("
                "SELECT id FROM %(table)s WHERE key = %(key)s FOR UPDATE SKIP LOCKED)",
                table=SQL.identifier(self._table),
                key=key,
            )
        )
        return self.search([("key", "=", key)]).id

    # ------------------------------------------------------------------
    # Again, for another desk
    # ------------------------------------------------------------------

    @api.model
    def _add_missing_desks(self, intake_id, envelope, options):
        """Have desks get a mail that only this copy of it names, by Bcc perhaps.

        Who works on the first copy right now is waited for, in this rare case alone.
        """
        named = self._name_desks(envelope, options)
        if not named or self._in_fresh_cursor(
            lambda store: store._has_desks(intake_id, named)
        ):
            return
        for _look in range(LOOKS):
            if self._in_fresh_cursor(
                lambda store: store._add_desks_locked(intake_id, envelope, options)
            ):
                return
            time.sleep(LOOK_AGAIN)
        _logger.warning("Mail intake %s: further desks were not told", intake_id)

    @api.model
    def _name_desks(self, envelope, options):
        """Return what names desks in a mail: aliases; without any, its mailbox."""
        named = {("alias", alias_id) for alias_id in self._find_desks(envelope)}
        if not named and self._is_desk_mailbox(options):
            named = {("mailbox", options["fetchmail_server_id"])}
        return named

    @api.model
    def _has_desks(self, intake_id, named):
        """Return whether a stored mail names these desks, or is too old to say."""
        intake = self.browse(intake_id)
        return not intake.raw or named <= self._name_desks(
            intake._get_envelope(), intake.options or {}
        )

    @api.model
    def _add_desks_locked(self, intake_id, envelope, options):
        """Add desks to a stored mail; return False while somebody works on it."""
        if not self._lock(intake_id):
            return False
        self.browse(intake_id)._add_desks(envelope, options)
        return True

    def _add_desks(self, envelope, options):
        """Take a mail to the desks that only another copy of it names.

        Empty here, for whoever routes mail. The row is locked; its state is any: what
        is not done yet has them as further recipients when it is. May be called again
        for the same desks.

        :param Envelope envelope: the head of that copy.
        :param dict options: how it was delivered.
        """

    @api.model
    def _lock(self, intake_id):
        """Lock a row; return its state, or False while somebody works on it."""
        self.env.cr.execute(
            SQL(
                "SELECT state FROM %s WHERE id = %s FOR UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                intake_id,
            )
        )
        found = self.env.cr.fetchone()
        return found[0] if found else False

    # ------------------------------------------------------------------
    # The mail itself
    # ------------------------------------------------------------------

    @api.model
    def _hold_raw(self, intake_id, raw):
        """Return this model with a mail at hand, so that it is not read back.

        :param bytes raw: the mail as it came, or None.
        """
        if not raw:
            return self
        return self.with_context(servicedesk_held=Held(intake_id, raw))

    def _get_raw(self):
        """Return the mail as it came, in bytes."""
        held = self.env.context.get("servicedesk_held")
        if held and held.intake_id == self.id:
            return held.raw
        return base64.b64decode(self.raw or b"")

    def _get_envelope(self):
        """Return the head of the mail."""
        envelope = mail_envelope.read(self._get_raw())
        envelope.add_recipient(self.recipient)
        return envelope

    def _get_message_id(self):
        """Return the Message-Id; of a mail without one, the same at each attempt."""
        digest = mail_envelope.digest(self.key)
        return self.message_id or f"<{digest}@mail-intake.invalid>"
