# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The arithmetic of working time that people write down: no database, no clock.

The rule of rounding: what a timer measured counts in full minutes, and a begun minute
is a full one; a company may round up to longer steps. Hours are minutes divided by
sixty, so that sums stay sums of minutes.
"""

import math
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# A timer that ran longer was forgotten: nobody works on one thing that long.
MAX_TIMER_HOURS = 12
# What one entry may count at most.
MAX_ENTRY_HOURS = 24
MAX_STEP = 60


def count_minutes(span, step=1):
    """Return the minutes that ``span`` counts, rounded up to full steps.

    Fractions of a second are nobody's work: what the clock of the database adds
    while a timer is stopped begins no minute.
    """
    step = step if 1 <= step <= MAX_STEP else 1
    seconds = max(int(span.total_seconds()), 0)
    return math.ceil(seconds / (60 * step)) * step


def count_hours(span, step=1):
    """Return the hours that ``span`` counts; see :func:`count_minutes`."""
    return count_minutes(span, step) / 60


def clean_hours(hours):
    """Return hours given by hand in full minutes, or None for what is no duration.

    More than a day in one entry is a slip of the keyboard.
    """
    if isinstance(hours, bool) or not isinstance(hours, int | float):
        return None
    # Before it is reckoned with: what is too large for a float would be no number.
    if not 0 < hours <= MAX_ENTRY_HOURS + 1:
        return None
    # 0.1 h is 6.000000000000001 minutes to a computer.
    minutes = math.ceil(round(hours * 60, 6))
    return minutes / 60 if 0 < minutes <= MAX_ENTRY_HOURS * 60 else None


def is_forgotten(span):
    """Return whether a timer ran so long that its owner must have forgotten it."""
    return span > timedelta(hours=MAX_TIMER_HOURS)


def format_hours(hours):
    """Return hours as a clock shows them: 1.5 is “1:30”, 100 is “100:00”."""
    minutes = round(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def find_day(moment, zone):
    """Return the day that the naive UTC ``moment`` is in, in the time zone ``zone``.

    An unknown zone is UTC: a day is always found.
    """
    try:
        tz = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        tz = timezone.utc
    return moment.replace(tzinfo=timezone.utc).astimezone(tz).date()


def find_rate(rates, day):
    """Return the rate that holds on ``day``: of those begun, the youngest; else 0.

    :param rates: pairs of the day a rate begins and the rate, in any order.
    """
    begun = [(since, rate) for since, rate in rates if since <= day]
    return max(begun)[1] if begun else 0.0
