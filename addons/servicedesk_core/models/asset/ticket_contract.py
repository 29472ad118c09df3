# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...tools.contracts import choose, find_lapsed, is_active


class ServicedeskTicket(models.Model):
    """What a ticket is done under: the customer's contract for the service."""

    _inherit = "servicedesk.ticket"

    contract_id = fields.Many2one(
        "servicedesk.contract",
        compute="_compute_contract_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The customer's contract that covers the service on the day of the"
        " ticket; chosen by itself until somebody chooses another.",
    )
    contract_by_hand = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody chose another contract than the rules.",
    )
    contract_warning = fields.Char(compute="_compute_contract_warning")

    @api.depends("partner_id", "commercial_partner_id", "service_id")
    def _compute_contract_id(self):
        """Choose anew when the customer or the service changes.

        What was chosen by hand stays, as long as it is the customer's.
        """
        chosen = self._choose_contracts()
        for ticket in self:
            kept = ticket.contract_by_hand and ticket.contract_id
            # sudo: servicedesk.contract - requesters' tickets have a contract, too
            if not kept or kept.sudo().partner_id not in ticket._get_customers():
                ticket.contract_id = chosen[ticket]
            else:
                ticket.contract_id = kept

    def _choose_contracts(self):
        """Return {ticket: id of the contract that the rules give, or False}.

        For a whole batch it is one statement, and none for customers that have no
        contract.
        """
        candidates = self._get_contract_candidates()
        result = dict.fromkeys(self, False)
        for ticket, contracts in candidates.items():
            contract = choose(
                contracts, ticket._get_service_path(), ticket._get_contract_day()
            )
            result[ticket] = contract.id if contract else False
        return result

    @api.depends("contract_id", "partner_id", "commercial_partner_id", "service_id")
    def _compute_contract_warning(self):
        """Say that nothing covers the ticket any more, where something did."""
        candidates = self._get_contract_candidates()
        for ticket in self:
            lapsed = ticket.contract_id
            if not lapsed and candidates.get(ticket):
                lapsed = find_lapsed(
                    candidates[ticket],
                    ticket._get_service_path(),
                    ticket._get_contract_day(),
                )
            ticket.contract_warning = ticket._warn_of(lapsed)

    def _warn_of(self, lapsed):
        """Return a sentence about a contract that has ended, else False."""
        if not lapsed or not lapsed.date_end:
            return False
        if lapsed.date_end >= self._get_company_day(fields.Datetime.now()):
            return False
        # sudo: servicedesk.contract - the name of what covered his own ticket
        contract = self.env["servicedesk.contract"].sudo().browse(lapsed.id)
        return self.env._(
            "Contract %(contract)s ended on %(date)s and covers nothing any more.",
            contract=contract.display_name,
            date=format_date(self.env, lapsed.date_end),
        )

    def _get_contract_candidates(self):
        """Return {ticket: contracts of its customer}, for a batch in one statement."""
        contracts = self.env["servicedesk.contract"]
        found = contracts._get_candidates(
            self._get_customers().ids, self.company_id.ids
        )
        return {
            ticket: [
                contract
                for partner_id in ticket._get_customers().ids
                for contract in found.get((partner_id, ticket.company_id.id), ())
            ]
            for ticket in (self if found else ())
        }

    def _get_customers(self):
        """Return whose contracts may cover the tickets: the company, the person."""
        return (self.commercial_partner_id | self.partner_id)._origin

    def _get_service_path(self):
        """Return the ids of the service and of those above it, nearest first."""
        return self.env["servicedesk.service"]._get_line(self.service_id._origin.id)

    def _get_contract_day(self):
        """Return the day of the ticket in the zone of its company."""
        return self._get_company_day(self.create_date or fields.Datetime.now())

    def _get_company_day(self, moment):
        """Return the day that a moment in UTC belongs to, for the ticket's company."""
        zone = self.env["res.company"]._servicedesk_get_zone(self.company_id._origin.id)
        return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        default = self.env.context.get("default_contract_id")
        given = [bool(vals.get("contract_id") or default) for vals in vals_list]
        if any(given):
            pairs = zip(tickets, given, strict=True)
            chosen = tickets.browse(ticket.id for ticket, is_given in pairs if is_given)
            for by_hand, changed in chosen._sort_contracts_by_hand():
                changed.write({"contract_by_hand": by_hand})
        return tickets

    def write(self, vals):
        """Keep a contract chosen by hand; an empty one gives the choice back.

        :raise ValidationError: when the contract is not the customer's, or was not
            running on the day of the ticket.
        """
        if "contract_id" not in vals:
            return super().write(vals)
        if vals["contract_id"]:
            result = super().write(vals)
            for by_hand, tickets in self._sort_contracts_by_hand():
                super(ServicedeskTicket, tickets).write({"contract_by_hand": by_hand})
            return result
        kept = {name: value for name, value in vals.items() if name != "contract_id"}
        result = super().write(kept | {"contract_by_hand": False})
        self.env.add_to_compute(self._fields["contract_id"], self)
        return result

    def _sort_contracts_by_hand(self):
        """Return [(by hand, tickets)] of those where the contract just given is now
        another's choice than it was: a person's, or that of the rules.
        """
        self._check_contract_by_hand()
        chosen = self._choose_contracts()
        sorted_tickets = self.grouped(
            lambda ticket: ticket.contract_id.id != chosen[ticket]
        )
        return [
            (by_hand, changed)
            for by_hand, tickets in sorted_tickets.items()
            if (
                changed := tickets.filtered(
                    lambda ticket, new=by_hand: ticket.contract_by_hand != new
                )
            )
        ]

    def _check_contract_by_hand(self):
        """By hand only a contract of the ticket's customer, running on its day.

        What the rules choose is that by itself.
        """
        # sudo: servicedesk.contract - requesters' tickets have a contract, too
        for ticket, known in zip(self, self.sudo(), strict=True):
            contract = known.contract_id
            company = contract.company_id
            may_tell = self.env.su or ticket.contract_id.has_access("read")
            name = contract.display_name if may_tell else "—"
            of_customer = contract.partner_id in known._get_customers()
            if not of_customer or (company and company != known.company_id):
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s is not one of %(customer)s.",
                        contract=name,
                        customer=known.commercial_partner_id.name or "—",
                    )
                )
            if not is_active(contract, ticket._get_contract_day()):
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s was not running on the day of"
                        " %(ticket)s, so it does not cover it.",
                        contract=name,
                        ticket=ticket.number,
                    )
                )
