# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# By the beginning of a request's path: programs', and the requester's own pages.
PROGRAM_PATHS = ("/xmlrpc", "/jsonrpc", "/json/")
PUBLIC_PATHS = ("/my/", "/servicedesk/")

COLUMNS = (
    "what",
    "scope",
    "at",
    "user_id",
    "user_name",
    "company_id",
    "channel",
    "res_model",
    "res_id",
    "res_name",
    "record_count",
    "details",
)


class ServicedeskLog(models.Model):
    """Who read a confidential ticket, exported records, changed the configuration.

    Append-only: rows are written by SQL in the transaction of the deed they tell of,
    so that neither is kept without the other, and no call of create, write or unlink
    gets at them, whoever it comes from.
    """

    _name = "servicedesk.log"
    _description = "Service Desk Log"
    _order = "id desc"
    _rec_name = "what"
    _log_access = False

    what = fields.Selection(
        [
            ("read", "Read a Confidential Ticket"),
            ("export", "Exported"),
            ("config", "Changed the Configuration"),
        ],
        required=True,
        readonly=True,
    )
    scope = fields.Selection(
        [
            ("subject", "Subject, in a List"),
            ("content", "Ticket or Conversation"),
            ("file", "File"),
            ("export", "Export"),
            ("create", "Created"),
            ("write", "Changed"),
            ("unlink", "Deleted"),
        ],
        string="How",
        readonly=True,
    )
    at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    user_name = fields.Char(
        readonly=True, help="As it was then; it stays when the user is deleted."
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    channel = fields.Selection(
        [
            ("web", "Web Client"),
            ("api", "Program"),
            ("portal", "Requester's Page"),
            ("server", "Server"),
        ],
        readonly=True,
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record ID", model_field="res_model", readonly=True, aggregator=None
    )
    res_name = fields.Char(
        string="Record",
        readonly=True,
        help="As it was called then; of a confidential ticket its number only.",
    )
    model_name = fields.Char(string="Kind of Record", compute="_compute_model_name")
    record_count = fields.Integer(string="Records", readonly=True)
    details = fields.Text(readonly=True)

    _record_idx = models.Index("(res_model, res_id, user_id, at)")
    _user_idx = models.Index("(user_id, at)")
    _at_idx = models.Index("(at)")

    @api.depends("what", "res_name")
    def _compute_display_name(self):
        labels = dict(self._fields["what"]._description_selection(self.env))
        for row in self:
            told = (labels.get(row.what), row.res_name)
            row.display_name = ": ".join(filter(None, told))

    @api.depends("res_model")
    def _compute_model_name(self):
        for row in self:
            # sudo: ir.model - what a model is called is no secret
            model = self.env["ir.model"].sudo()._get(row.res_model or "base")
            row.model_name = model.name or row.res_model

    # ------------------------------------------------------------------
    # Nobody writes here
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse rows that no deed wrote: a log anybody may add to proves nothing.

        :raise AccessError: always, for superusers too.
        """
        self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change what was logged.

        :raise AccessError: always, for superusers too.
        """
        self._refuse()
        return super().write(vals)

    def unlink(self):
        """Refuse to delete what was logged; what is old goes by itself.

        :raise AccessError: always, for superusers too.
        """
        self._refuse()
        return super().unlink()

    def _refuse(self):
        raise AccessError(
            self.env._(
                "The log is written by the system alone. Nobody adds to it, changes or"
                " deletes what is in it."
            )
        )

    # ------------------------------------------------------------------
    # How rows come in
    # ------------------------------------------------------------------

    @api.model
    def _is_watching(self):
        """Return whether the current user's deeds are logged.

        The system's own are not, neither its cron jobs' nor what an installation
        writes. Whoever borrows superuser rights on the way is still himself.
        """
        return self.env.uid != SUPERUSER_ID and self.env.registry.ready

    @api.model
    def _get_channel(self):
        """Return by which door the current user came in."""
        if not request:
            return "server"
        path = request.httprequest.path
        if path.startswith(PROGRAM_PATHS):
            return "api"
        return "portal" if path.startswith(PUBLIC_PATHS) else "web"

    @api.model
    def _append(self, rows):
        """Write rows, with one statement, in the transaction of what they tell of.

        :param list rows: dicts of columns; who, when and by which door is added.
        """
        if not rows:
            return
        common = {
            "at": fields.Datetime.now(),
            "user_id": self.env.uid,
            # sudo: res.users - who he is, as he may be a visitor of a page
            "user_name": self.env.user.sudo().name,
            "channel": self._get_channel(),
        }
        lines = SQL(", ").join(self._get_line({**common, **row}) for row in rows)
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        table = SQL.identifier(self._table)
        self._run(SQL("INSERT INTO %s (%s) VALUES %s", table, columns, lines))

    @api.model
    def _get_line(self, row):
        cells = (SQL("%s", row.get(name) or None) for name in COLUMNS)
        return SQL("(%s)", SQL(", ").join(cells))

    @api.model
    def _run(self, statement):
        """Run a statement that writes, also where the cursor only reads.

        Odoo serves what only reads from a replica, if there is one. Its cursor is
        rolled back first, as Odoo does when it has an asset to store: nothing was
        written with it. That a row could not be stored is told in the server's log;
        the ticket stays readable.
        """
        cursor = self.env.cr
        if not cursor.readonly:
            cursor.execute(statement)
            return
        cursor.rollback()
        try:
            with self.env.registry.cursor() as writing:
                writing.execute(statement)
        except psycopg2.Error:
            _logger.exception("The service desk's log could not be written.")
