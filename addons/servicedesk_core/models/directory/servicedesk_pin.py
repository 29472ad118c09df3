# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...tools import pin as pins

# So many wrong tries in a row lock a PIN for so long.
MAX_TRIES = 5
LOCK_TIME = timedelta(minutes=15)
# Of so many at one moment each is heard; a telephone line or two are usual.
MAX_TURNS = 100
# What is compared where there is nothing to compare: never a PIN.
WRONG = "none"


class ServicedeskPin(models.Model):
    """The PIN by which a contact proves at the kiosk or on the phone who he is.

    One home for both. Kept as Odoo keeps passwords: salted, by a slow hash, read by
    nobody. A try is decided and counted at once, in a transaction of its own: neither
    an error afterwards nor many tries at one moment give another one.
    """

    _name = "servicedesk.pin"
    _description = "PIN of a Contact"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    pin_hash = fields.Char(
        required=True, copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
    failure_count = fields.Integer(string="Wrong Tries", copy=False)
    locked_until = fields.Datetime(copy=False)

    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id)", "A contact has one PIN for all."
    )

    @api.model
    def _set(self, values):
        """Keep new PINs: {contact: PIN}. Who was locked may try again."""
        context = self.env["res.users"]._crypt_context()
        vals = {
            partner.id: {
                "pin_hash": context.hash(value),
                "failure_count": 0,
                "locked_until": False,
            }
            for partner, value in values.items()
        }
        old = self.search([("partner_id", "in", list(vals))])
        # Tries are counted elsewhere: what is remembered of them here is old.
        old.invalidate_recordset()
        for record in old:
            record.write(vals.pop(record.partner_id.id))
        self.create([{"partner_id": key, **rest} for key, rest in vals.items()])

    @api.model
    def _verify(self, partner, value):
        """Return whether ``value`` is the PIN of ``partner``; always in the same time.

        A wrong PIN, none, a locked one and an unknown contact look alike.
        """
        context = self.env["res.users"]._crypt_context()
        dummy = self._get_dummy_hash()
        sensible = isinstance(value, str) and pins.check(value) == pins.VALID
        hashed = self._alone(self._read_hash, partner.id or 0)
        # The slow part, while nobody waits for it. It decides nothing yet.
        if hashed and sensible:
            right = context.verify(value, hashed)
        else:
            context.verify(WRONG, dummy)
            right = False
        return self._alone(self._settle, partner.id or 0, hashed, right) or False

    @api.model
    @tools.ormcache()
    def _get_dummy_hash(self):
        """Return a hash as slow as those of PINs, which no PIN fits."""
        return self.env["res.users"]._crypt_context().hash("no PIN")

    def _alone(self, deed, *args):
        """Do something in a short transaction of its own; return None if it cannot be.

        Of several at one moment each has its turn. Who waits longer than a moment,
        for a new PIN that is being saved, has lost: then it was no right try.
        """
        for _turn in range(MAX_TURNS):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SET LOCAL lock_timeout = '3s'")
                    return deed(cr, *args)
            except psycopg2.errors.SerializationFailure:
                continue
            except psycopg2.errors.LockNotAvailable:
                return None
        return None

    @api.model
    def _read_hash(self, cr, partner_id):
        cr.execute(
            SQL(
                "SELECT pin_hash FROM servicedesk_pin WHERE partner_id = %s", partner_id
            )
        )
        row = cr.fetchone()
        return row and row[0]

    @api.model
    def _settle(self, cr, partner_id, hashed, right):
        """Count a wrong try, forget those before a right one; return whether it is.

        Here it is decided: who is locked by now, or has another PIN by now, is
        refused, whatever was compared.
        """
        now = fields.Datetime.now()
        failures = SQL(
            "CASE WHEN locked_until IS NULL THEN failure_count ELSE 0 END + 1"
        )
        cr.execute(
            SQL(
                """UPDATE servicedesk_pin SET
                      failure_count = CASE WHEN %(right)s THEN 0 ELSE %(failures)s END,
                      locked_until = CASE
                          WHEN NOT %(right)s AND %(failures)s >= %(tries)s
                          THEN %(until)s::timestamp END
                    WHERE partner_id = %(partner_id)s
                      AND pin_hash = %(hashed)s
                      AND (locked_until IS NULL OR locked_until <= %(now)s)
                RETURNING id""",
                right=right,
                failures=failures,
                tries=MAX_TRIES,
                until=now + LOCK_TIME,
                now=now,
                partner_id=partner_id,
                hashed=hashed,
            ),
            # Another one's turn is no error: it is tried again.
            log_exceptions=False,
        )
        return right and bool(cr.fetchone())
