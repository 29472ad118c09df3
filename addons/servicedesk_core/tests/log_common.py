# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The log, and a confidential ticket that people of every role may want to read.

No tests here: whoever inherits must not run them again.
"""

from .confidential_common import ConfidentialCommon

NOON = "2026-03-02 12:00:00"
READING = {"name": {}, "description": {}}


class LogCommon(ConfidentialCommon):
    """The log, empty at the beginning of each test."""

    def setUp(self):
        super().setUp()
        self.logs = self.env["servicedesk.log"].sudo()
        self._forget()

    def _forget(self):
        self.env.cr.execute("DELETE FROM servicedesk_log")
        self.logs.invalidate_model()

    def _rows(self, what=None):
        """Return what is in the log, oldest first."""
        self.env.flush_all()
        domain = [("what", "=", what)] if what else []
        return self.logs.search(domain, order="id")

    def _reads(self):
        return [(row.user_id, row.res_id, row.scope) for row in self._rows("read")]
