# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import nonce as nonces


class ServicedeskAnswerNonce(models.Model):
    """Nonces that have been used. Those never used need no row: they are signed."""

    _name = "servicedesk.answer.nonce"
    _description = "Used Answer Nonce"
    _log_access = False

    digest = fields.Char(required=True)
    used_at = fields.Datetime(required=True)

    _digest_uniq = models.Constraint("UNIQUE (digest)", "This form was already sent.")

    @api.model
    def _use(self, nonce):
        """Mark ``nonce`` as used; return False when it was used before.

        Two requests with one nonce at one moment: the second waits for the first
        and then finds the row, or is retried by Odoo and finds it then.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO servicedesk_answer_nonce (digest, used_at)
                   VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING RETURNING id""",
                nonces.digest(nonce),
                fields.Datetime.now(),
            ),
            log_exceptions=False,  # somebody pressed twice: no error of ours
        )
        return bool(self.env.cr.fetchall())

    @api.autovacuum
    def _gc_used(self):
        """Forget nonces that are too old to be accepted anyway."""
        horizon = fields.Datetime.now() - timedelta(seconds=2 * nonces.MAX_AGE)
        self.search([("used_at", "<", horizon)], limit=10000).unlink()
