# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT = timedelta(days=1)


class ServicedeskContactClaim(models.Model):
    """Makes two who would make the same contact at one moment come one by one.

    Each writes the row of the address or number first. The database lets the second
    wait, and then tells it that the world has moved on; Odoo starts it anew, and it
    finds the contact of the first. Only hashes are kept, and only for a day.
    """

    _name = "servicedesk.contact.claim"
    _description = "Claim to Make a Contact"
    _log_access = False

    digest = fields.Char(required=True)
    claimed_at = fields.Datetime(required=True)

    _digest_uniq = models.Constraint("UNIQUE (digest)", "Claimed already.")

    @api.model
    def _claim(self, *texts):
        """Claim addresses or numbers until the end of the transaction.

        In one order for all, so that two batches wait for each other once only.
        """
        now = fields.Datetime.now()
        digests = {hashlib.sha256(text.encode()).hexdigest() for text in texts if text}
        rows = [SQL("(%s, %s)", digest, now) for digest in sorted(digests)]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO servicedesk_contact_claim (digest, claimed_at)
                   VALUES %s
                   ON CONFLICT (digest) DO UPDATE SET claimed_at = excluded.claimed_at
                """,
                SQL(", ").join(rows),
            )
        )

    @api.autovacuum
    def _gc_claims(self):
        self.search([("claimed_at", "<", fields.Datetime.now() - KEPT)]).unlink()
