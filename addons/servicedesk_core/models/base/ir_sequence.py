# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

TICKET_SEQUENCE_CODE = "servicedesk.ticket"
FORMER_PREFIXES_PARAMETER = "servicedesk.former_prefixes"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _servicedesk_next_numbers(self, count):
        """Return ``count`` fresh ticket numbers in one statement.

        One standard (PostgreSQL) sequence serves every kind of ticket and every
        company, so that a number names one ticket; gaps are allowed. A sequence
        somebody made *no gap* or dated still works, one number at a time.
        """
        sequence_id, pg_name, prefix, suffix, padding = self._servicedesk_number_parts()
        if not pg_name:
            sequence = self.browse(sequence_id)
            return [sequence.next_by_id() for _index in range(count)]
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", pg_name, count)
        )
        return [f"{prefix}{number:0{padding}d}{suffix}" for (number,) in rows]

    @api.model
    @tools.ormcache()
    def _servicedesk_number_parts(self):
        """Return (id, PostgreSQL sequence or False, prefix, suffix, padding).

        Cached, because it is needed at every creation and changes hardly ever;
        writing on a sequence empties the cache.
        """
        # sudo: ir.sequence - whoever may create a ticket may have it numbered
        sequence = self.sudo().search(
            [("code", "=", TICKET_SEQUENCE_CODE), ("active", "in", [True, False])],
            order="active desc, id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "The number series of tickets is missing: make a sequence with the"
                    " code %(code)s.",
                    code=TICKET_SEQUENCE_CODE,
                )
            )
        prefix, suffix = sequence.prefix or "", sequence.suffix or ""
        simple = (
            sequence.implementation == "standard"
            and not sequence.use_date_range
            and sequence.number_increment == 1
            and "%" not in prefix + suffix
        )
        pg_name = f"ir_sequence_{sequence.id:03d}" if simple else False
        return sequence.id, pg_name, prefix, suffix, sequence.padding

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        if TICKET_SEQUENCE_CODE in sequences.mapped("code"):
            self.env.registry.clear_cache()
        return sequences

    def write(self, vals):
        ours = self.filtered(lambda seq: seq.code == TICKET_SEQUENCE_CODE)
        if ours and "prefix" in vals:
            ours._servicedesk_remember_prefixes(vals["prefix"])
        result = super().write(vals)
        if ours:
            self.env.registry.clear_cache()
        return result

    def _servicedesk_remember_prefixes(self, new_prefix):
        """Keep prefixes that tickets already carry, so that old mail is matched."""
        # sudo: ir.config_parameter - the list is kept by the system
        parameters = self.env["ir.config_parameter"].sudo()
        known = (parameters.get_param(FORMER_PREFIXES_PARAMETER) or "").split()
        for prefix in self.mapped("prefix"):
            if prefix and prefix != new_prefix and prefix not in known:
                known.append(prefix)
        parameters.set_param(FORMER_PREFIXES_PARAMETER, " ".join(known))
