# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What is paid for a work order: claims, cuts line by line, budgets, and rows of files.

Money is counted in whole units of the currency's rounding (cents, say), so that the
parts of a sum always add up to it.
"""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

APPROVED, CUT, REFUSED = "approved", "cut", "refused"
DECISIONS = (APPROVED, CUT, REFUSED)
NEAR, OVER = "near", "over"
MAX_HOURS = 24  # of one person on one day
# An older year is a slip of the keyboard, as in time that is written down.
MOST_YEARS = 5
MAX_AMOUNT = 1e12  # more is a slip of the hand

# What a spreadsheet would take for the beginning of a formula (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Claim(NamedTuple):
    """What is asked for one line, and what was allowed of it; None: not yet said."""

    claimed: float
    approved: float | None = None


class Work(NamedTuple):
    """Hours that one person is said to have worked on one day."""

    person: object
    day: object
    hours: float


class SettlementError(ValueError):
    """A decision that does not fit what was claimed; ``code`` says why.

    * *nothing*: nothing was claimed, so there is nothing to pay for;
    * *is_cut*: all was to be approved, and lines are cut;
    * *not_all*: all was to be approved, and the amount is not what was claimed;
    * *not_less*: it was to be cut, and the amount is all of it;
    * *too_little*, *too_much*: the lines decided one by one do not allow the amount;
    * *nothing_left*: cut to nothing, which is a refusal.
    """

    def __init__(self, code, amount=0.0):
        super().__init__(code)
        self.code = code
        self.amount = amount


# ----------------------------------------------------------------------
# Amounts
# ----------------------------------------------------------------------


def to_units(amount, rounding):
    """Return ``amount`` in whole units of ``rounding``, halves away from zero."""
    units = Decimal(repr(amount)) / Decimal(repr(rounding))
    return int(units.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_units(units, rounding):
    return float(units * Decimal(repr(rounding)))


def round_amount(amount, rounding):
    return from_units(to_units(amount, rounding), rounding)


def get_claimed(claims, rounding):
    """Return what is asked for altogether."""
    return from_units(
        sum(to_units(claim.claimed, rounding) for claim in claims), rounding
    )


def get_payable(claims, rounding):
    """Return what would be paid now: lines that nobody looked at count in full."""
    return from_units(sum(_payable_units(claims, rounding)), rounding)


def _payable_units(claims, rounding):
    return [
        to_units(claim.claimed if claim.approved is None else claim.approved, rounding)
        for claim in claims
    ]


def spread(parts, total):
    """Return whole parts of ``total`` in proportion to ``parts``, adding up to it.

    What rounding leaves over goes to the largest remainders, the first of equal ones
    before the others (Hamilton's method). ``total`` is at most the sum of ``parts``,
    and no part becomes greater than it was.
    """
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    shares = [divmod(part * total, whole) for part in parts]
    result = [share for share, _remainder in shares]
    order = sorted(range(len(parts)), key=lambda index: -shares[index][1])
    for index in order[: total - sum(result)]:
        result[index] += 1
    return result


def decide(decision, claims, amount, rounding):
    """Return what each line is paid after ``decision`` about the whole.

    :param claims: list of :class:`Claim`, in the order of the result.
    :param amount: what is to be paid altogether; None: what the lines say.
    :raise SettlementError: when decision, amount and lines contradict each other.
    """
    if decision == REFUSED:
        return [0.0] * len(claims)
    if not get_claimed(claims, rounding):
        raise SettlementError("nothing")
    if decision == APPROVED:
        return _approve(claims, amount, rounding)
    return _cut(claims, amount, rounding)


def _approve(claims, amount, rounding):
    claimed = get_claimed(claims, rounding)
    payable = get_payable(claims, rounding)
    if payable != claimed:
        raise SettlementError("is_cut", payable)
    if amount is not None and round_amount(amount, rounding) != claimed:
        raise SettlementError("not_all", claimed)
    return [round_amount(claim.claimed, rounding) for claim in claims]


def _cut(claims, amount, rounding):
    """Lines decided one by one stay as they are; the others bear what is left."""
    units = _payable_units(claims, rounding)
    target = sum(units) if amount is None else to_units(amount, rounding)
    claimed = to_units(get_claimed(claims, rounding), rounding)
    if target >= claimed:
        raise SettlementError("not_less", from_units(claimed, rounding))
    if target <= 0:
        raise SettlementError("nothing_left")
    undecided = [at for at, claim in enumerate(claims) if claim.approved is None]
    decided = sum(units) - sum(units[at] for at in undecided)
    if target < decided:
        raise SettlementError("too_little", from_units(decided, rounding))
    if target > sum(units):
        raise SettlementError("too_much", from_units(sum(units), rounding))
    rest = spread([units[at] for at in undecided], target - decided)
    for at, share in zip(undecided, rest, strict=True):
        units[at] = share
    return [from_units(one, rounding) for one in units]


# ----------------------------------------------------------------------
# Warnings
# ----------------------------------------------------------------------


def get_labour_price(hours, rate, rounding):
    """Return what ``hours`` cost at ``rate``; None where no rate was agreed."""
    return round_amount(hours * rate, rounding) if rate else None


def find_long_days(works):
    """Return [(person, day, hours)] of those who worked more than a day has hours."""
    days = {}
    for work in works:
        key = (work.person, work.day)
        days[key] = days.get(key, 0.0) + work.hours
    return [(*key, hours) for key, hours in days.items() if round(hours, 6) > MAX_HOURS]


def compare_budget(used, budget, warn_percent):
    """Return OVER, NEAR or None; a budget of 0 is none.

    :param warn_percent: from which share of the budget on it is NEAR.
    """
    if not budget:
        return None
    if round(used - budget, 6) > 0:
        return OVER
    return NEAR if round(used * 100 - budget * warn_percent, 6) >= 0 else None


def has_crossed(before, after):
    """Return whether a budget's warning became graver than it was."""
    grades = (None, NEAR, OVER)
    return grades.index(after) > grades.index(before)


# ----------------------------------------------------------------------
# Rows of files
# ----------------------------------------------------------------------


def get_cell(value):
    """Return ``value`` as it may stand in a spreadsheet: a text is never a formula."""
    if value is None or value is False:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def write_csv(rows):
    """Return the bytes of a CSV file (RFC 4180), in UTF-8 that Excel recognises."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([get_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
