# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .log_reading import CONTENT, FILE, OPEN_FIELDS, SAYING_TYPES, SUBJECT, TICKET

# A grouping gives out what is in fields of these types, row by row.
WORD_TYPES = SAYING_TYPES | {"char"}
COUNTING = frozenset({"count", "count_distinct"})


class ServicedeskLogWords(models.AbstractModel):
    """Texts of confidential tickets are written down as read also where they group.

    Odoo groups by any text, and gives whole lists of them (``body:array_agg``). What
    asks for no text costs nothing; what does, one statement.
    """

    _name = "servicedesk.log.words"
    _description = "Words of Tickets"

    @api.model
    def _get_word_fields(self):
        """Return the names of the fields that tell what a ticket is about."""
        return frozenset()

    @api.model
    def _get_word_scope(self, names):
        """Return the scope of reading the fields with these names."""
        types = {self._fields[name].type for name in names}
        return CONTENT if types & SAYING_TYPES else SUBJECT

    def _get_word_tickets(self):
        """Return the tickets that the records are about."""
        # sudo: any model with this mixin - where it belongs, nothing else
        return self.sudo().ticket_id.sudo(self.env.su)

    @api.model
    def _get_secret_domain(self):
        """Return which records are about confidential tickets."""
        return Domain("ticket_id.is_confidential", "=", True)

    def _log_words(self, fnames):
        """Write down that these fields of the records were read, if they tell."""
        names = self._get_word_fields().intersection(fnames)
        if self and names and not self.env.su:
            self._get_word_tickets()._log_reading(self._get_word_scope(names))

    # ------------------------------------------------------------------
    # Grouping
    # ------------------------------------------------------------------

    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        rows = super()._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )
        self._log_grouping(domain, [*groupby, *aggregates])
        return rows

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        rows = super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        specs = [spec for groupby in grouping_sets for spec in groupby]
        self._log_grouping(domain, [*specs, *aggregates])
        return rows

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group no other records by what tickets say: whose it is, nobody could tell.

        :raise AccessError: for a path that ends in such a text.
        """
        if not self.env.su and alias != self._table:
            if self._find_words([groupby_spec]):
                raise AccessError(
                    self.env._("What tickets say is not grouped through other records.")
                )
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _find_words(self, specs):
        """Return the names of the fields that tell, of those grouped or gathered."""
        names = set()
        for spec in specs:
            path, _colon, kind = spec.partition(":")
            if kind not in COUNTING:
                names.add(path.split(".")[0])
        return names & self._get_word_fields()

    @api.model
    def _log_grouping(self, domain, specs):
        names = set() if self.env.su else self._find_words(specs)
        if not names:
            return
        found = Domain("id", "in", self._search(domain)) & self._get_secret_domain()
        # sudo: any model with this mixin - found with the reader's own rights
        secret = self.sudo().search(found).sudo(False)
        secret._get_word_tickets()._log_reading(self._get_word_scope(names))


class ServicedeskTicket(models.Model):
    _name = "servicedesk.ticket"
    _inherit = ["servicedesk.ticket", "servicedesk.log.words"]

    @api.model
    def _get_word_fields(self):
        words = {
            name for name, field in self._fields.items() if field.type in WORD_TYPES
        }
        return frozenset(words) - OPEN_FIELDS

    def _get_word_tickets(self):
        return self

    @api.model
    def _get_secret_domain(self):
        return Domain("is_confidential", "=", True)


class ServicedeskClosingCycle(models.Model):
    """What was proposed, and what the requester said to it, is the ticket's own."""

    _name = "servicedesk.closing.cycle"
    _inherit = ["servicedesk.closing.cycle", "servicedesk.log.words"]

    @api.model
    def _get_word_fields(self):
        return frozenset({"resolution", "feedback"})

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load=load)
        self._log_words(fnames)
        return result


class ServicedeskApproval(models.Model):
    """Whoever is asked to approve reads what the ticket is about, and what it says."""

    _name = "servicedesk.approval"
    _inherit = ["servicedesk.approval", "servicedesk.log.words"]

    @api.model
    def _get_word_fields(self):
        return frozenset({"ticket_name", "description", "back_out_plan"})

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load=load)
        self._log_words(fnames)
        return result


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "servicedesk.log.words"]

    @api.model
    def _get_word_fields(self):
        return frozenset({"body", "subject"})

    @api.model
    def _get_word_scope(self, names):
        return CONTENT

    def _get_word_tickets(self):
        # sudo: mail.message - where a message belongs, nothing else
        return self.env[TICKET].browse(set(self.sudo().mapped("res_id")))

    @api.model
    def _get_secret_domain(self):
        # sudo: servicedesk.ticket - only which are confidential
        secret = self.env[TICKET].sudo()._search([("is_confidential", "=", True)])
        return Domain("model", "=", TICKET) & Domain("res_id", "in", secret)


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "servicedesk.log.words"]

    @api.model
    def _get_word_fields(self):
        return frozenset({"index_content"})

    @api.model
    def _get_word_scope(self, names):
        return FILE

    def _get_word_tickets(self):
        # sudo: ir.attachment - where a file hangs, nothing else
        return self.env[TICKET].browse(set(self.sudo().mapped("res_id")))

    @api.model
    def _get_secret_domain(self):
        # sudo: servicedesk.ticket - only which are confidential
        secret = self.env[TICKET].sudo()._search([("is_confidential", "=", True)])
        return Domain("res_model", "=", TICKET) & Domain("res_id", "in", secret)
