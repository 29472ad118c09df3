# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments, settlement
from ...tools import work_order as steps
from ..workorder.servicedesk_work_order import NAME_LENGTH
from .servicedesk_work_order import MAX_RATE

CLAIMED = (
    "kind",
    "name",
    "date",
    "partner_id",
    "hours",
    "quantity",
    "amount_claimed",
)
# A bill often comes when the work was looked at already.
TAKING = (steps.ACCEPTED, steps.IN_PROGRESS, steps.DONE, steps.VERIFIED)
MAX_LINES = 500
# A minute; what people write as 0.01 or 0.016 h is meant as one.
LEAST_HOURS = 0.01


class ServicedeskWorkOrder(models.Model):
    """Claims: what was done and used, and what is asked for it."""

    _inherit = "servicedesk.work.order"

    def action_claim(self, lines):
        """Claim labour, parts and other costs of a work order, line by line.

        Who does the work claims; who ordered it may enter what came on paper, and then
        does not decide about it. Labour without an amount costs its hours at the
        agreed rate; where none is agreed, the amount has to be said.

        :param list lines: dicts of ``kind`` (labour, part, other), ``name``, ``date``
            (default: today), ``partner_id`` (the person), ``hours``, ``quantity``,
            ``amount_claimed`` (before taxes, of the whole line).
        :return: ids of the new lines, in the order given.
        :raise AccessError: for who neither does the work nor ordered it.
        :raise UserError: before it was accepted, after the payment was decided, and for
            what is no claim; nothing is written then.
        """
        self._check_doer()
        self._check_one()
        # sudo: servicedesk.work.order - deeds write lines, users do not
        return self.sudo()._do_claim(self.env.user.partner_id, lines)

    def _do_claim(self, partner, lines):
        """Keep what ``partner`` claims; return the ids of the new lines."""
        self._lock()
        vals_list = self._prepare_claim_vals(lines)
        with self.contract_id._watch_budgets():
            created = self.line_ids.create(vals_list)
        self._with_house_words(partner)._log_claim(created, partner)
        return created.ids

    def _prepare_claim_vals(self, lines):
        """Return vals of new lines, checked; in superuser mode.

        :raise UserError: naming the line that is no claim, and why.
        """
        self.ensure_one()
        self._check_claim()
        given = arguments.rows(self.env, lines, "lines")
        if not given:
            raise UserError(self.env._("Say what was done or used."))
        if len(given) + len(self.line_ids) > MAX_LINES:
            raise UserError(
                self.env._(
                    "A work order has at most %(most)s lines. Sum some of them up.",
                    most=MAX_LINES,
                )
            )
        return [
            self._prepare_claim_line_vals(number, line)
            for number, line in enumerate(given, start=1)
        ]

    def _prepare_claim_line_vals(self, number, line):
        """Return the vals of one line; ``number`` names it when it is refused."""
        line = arguments.mapping(self.env, line, "lines")
        unknown = sorted(str(name) for name in line.keys() - set(CLAIMED))
        if unknown:
            raise UserError(
                self.env._(
                    "Line %(line)s: %(names)s cannot be claimed.",
                    line=number,
                    names=", ".join(unknown),
                )
            )
        model = self.env["servicedesk.work.order.line"]
        line = {
            name: value
            for name, value in line.items()
            if value is not None and value is not False
        }
        arguments.values(self.env, model._fields, line)
        vals = {
            "order_id": self.id,
            "kind": line.get("kind") or "labour",
            "name": arguments.text(self.env, str(line.get("name") or ""), "name"),
            "date": fields.Date.to_date(line.get("date"))
            or fields.Date.context_today(self),
            "partner_id": self._get_claimed_person(number, line.get("partner_id")),
            "hours": float(line.get("hours", 0.0)),
            "quantity": float(line.get("quantity", 1.0)),
            "claimed_by_id": self.env.uid,
        }
        vals["amount_claimed"] = self._get_claimed_amount(vals, line)
        self._check_claim_vals(number, vals)
        return vals

    def _get_claimed_amount(self, vals, line):
        """Return what a line costs: what is asked, else its hours at the rate.

        None where that cannot be known: labour, and no rate was agreed.
        """
        rounding = self.currency_id.rounding or 0.01
        amount = line.get("amount_claimed")
        if amount is not None:
            amount = float(amount)
            if abs(amount) > settlement.MAX_AMOUNT:
                return amount
            return settlement.round_amount(amount, rounding)
        if vals["kind"] != "labour" or vals["hours"] > settlement.MAX_HOURS:
            return 0.0
        return settlement.get_labour_price(vals["hours"], self.rate, rounding)

    def _get_claimed_person(self, number, partner_id):
        """Return the id of who did it, if he is of the side that does the work.

        An outsider can so not find out which ids are contacts.
        """
        if not partner_id:
            return False
        person = self.env["res.partner"].browse(int(partner_id)).exists()
        firm = self.contractor_commercial_id
        if person and (
            person == self.user_id.partner_id
            or (firm and person.commercial_partner_id == firm)
            or self.doer_company_id in person.user_ids.company_ids
        ):
            return person.id
        raise UserError(
            self.env._(
                "Line %(line)s: the person is not of those who do the work.",
                line=number,
            )
        )

    def _check_claim_vals(self, number, vals):
        """Raise UserError for a line that cannot have been worked or used."""
        today = fields.Date.context_today(self)
        asked = vals["amount_claimed"]
        amount = asked or 0.0
        faults = (
            (not vals["name"], self.env._("say what was done or used")),
            (
                len(vals["name"]) > NAME_LENGTH,
                self.env._(
                    "say it in at most %(most)s characters; the rest is for the report",
                    most=NAME_LENGTH,
                ),
            ),
            (vals["date"] > today, self.env._("its day has not come yet")),
            (
                vals["date"].year < today.year - settlement.MOST_YEARS,
                self.env._(
                    "that was more than %(years)s years ago: check the year",
                    years=settlement.MOST_YEARS,
                ),
            ),
            *self._get_hour_faults(vals),
            (vals["quantity"] <= 0, self.env._("a quantity is more than nothing")),
            (amount < 0, self.env._("an amount is not negative")),
            (
                max(amount, vals["quantity"]) > settlement.MAX_AMOUNT,
                self.env._("that is too much to be true"),
            ),
            (
                asked is None,
                self.env._("no hourly rate is agreed, so say the amount"),
            ),
        )
        fault = next((words for is_so, words in faults if is_so), None)
        if fault:
            raise UserError(
                self.env._("Line %(line)s: %(fault)s.", line=number, fault=fault)
            )

    def _get_hour_faults(self, vals):
        """Return pairs: whether hours have a fault, and that fault in words."""
        hours = vals["hours"]
        has_none = vals["kind"] == "labour" and not hours
        return (
            (hours < 0, self.env._("hours are not negative")),
            (
                0 < hours < LEAST_HOURS,
                self.env._("less than a minute is not counted as work"),
            ),
            (
                hours > settlement.MAX_HOURS,
                self.env._("a day has 24 hours; make a line for each day"),
            ),
            (
                has_none,
                self.env._("labour has hours; what has none is a part or another cost"),
            ),
        )

    def _takes_claims(self):
        """Return whether costs may be claimed at this stage of the work."""
        return self.state in TAKING

    def _check_claim(self):
        """Raise UserError unless costs may be claimed now."""
        self._check_not_decided()
        if not self._takes_claims():
            raise UserError(self._tell_state())

    @api.model
    def _get_claim_text(self, lines):
        """Return what is claimed in lines, one a row."""
        return "\n".join(
            self.env._(
                "%(day)s: %(what)s, %(amount)s",
                day=fields.Date.to_string(line.date),
                what=line.name,
                amount=line.currency_id.format(line.amount_claimed),
            )
            for line in lines
        )

    def _log_claim(self, lines, partner):
        """Note in the history what was claimed; the lines tell it to the other side."""
        text = self._get_claim_text(lines.with_env(self.env))
        self._note_down(self.env._("Claimed:"), text, partner)

    # ------------------------------------------------------------------
    # A rate that comes late
    # ------------------------------------------------------------------

    def action_set_rate(self, rate):
        """Agree on an hourly rate where none was; labour without an amount costs it.

        Who ordered does so, for labour that was claimed when nobody knew what an hour
        costs. Both sides are told.

        :param float rate: of an hour, in the order's currency; more than 0.
        :raise AccessError: as for the approval of lines.
        :raise UserError: where a rate is agreed, and once the payment is decided.
        """
        rate = arguments.number(self.env, rate, "rate") or 0.0
        self._check_orderer()
        self._check_one()
        self._check_separation()
        # sudo: servicedesk.work.order - deeds write rates and lines, users do not
        order = self.sudo()
        order._lock()
        order._check_rate(rate)
        lines = order.line_ids._get_unpriced()
        with order.contract_id._watch_budgets():
            order.rate = rate
            for line in lines:
                line.amount_claimed = settlement.get_labour_price(
                    line.hours, rate, order.currency_id.rounding or 0.01
                )
        order._tell_payment(
            self.env._(
                "Hourly rate: %(rate)s. Labour that had no amount: %(amount)s.",
                rate=order.currency_id.format(rate),
                amount=order.currency_id.format(sum(lines.mapped("amount_claimed"))),
            )
        )
        return True

    def _check_rate(self, rate):
        """Raise UserError unless an hourly rate can be agreed on now."""
        self._check_not_decided()
        if not (self._takes_claims() or self._takes_decision()):
            raise UserError(self._tell_state())
        if self.rate:
            raise UserError(
                self.env._(
                    "%(order)s: %(rate)s an hour are agreed already.",
                    order=self.display_name,
                    rate=self.currency_id.format(self.rate),
                )
            )
        if not 0 < rate <= MAX_RATE:
            raise UserError(self.env._("An hourly rate is more than nothing."))

    def action_open_claim(self):
        """Open the dialog in which costs are entered."""
        self._check_doer()
        self._check_one()
        # sudo: servicedesk.work.order - who may was checked just above
        self.sudo()._check_claim()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_work_order_claim_action"
        )
        action["context"] = {"default_order_id": self.id}
        return action
