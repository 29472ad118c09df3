# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""On which days something recurs, and when that is: arithmetic of the calendar.

A rule counts from the day it starts: “every second week” is every second week from
that one on. Days are dates of the desk's own zone; a moment is made of them at the end,
so that eight o'clock stays eight o'clock when the clocks change.
"""

from calendar import monthrange
from collections import namedtuple
from datetime import datetime, time, timedelta, timezone

UNITS = ("day", "week", "month", "year")
# A month or year recurs on: its day of that number, its last day, or a weekday.
DATE, LAST, WEEKDAY = "date", "last", "weekday"
LAST_WEEK = 5

# ``weekdays`` (0 is Monday) are of weekly rules; ``by``, ``day``, ``week`` and
# ``weekday`` of monthly and yearly ones. A yearly rule holds in the month of ``start``.
Rule = namedtuple(
    "Rule",
    "unit every start end weekdays by day week weekday",
    defaults=(None, frozenset(), DATE, 1, 1, 0),
)

# A rule that finds no day in so many periods finds none at all.
PATIENCE = 400


def check(rule):
    """Raise ValueError for a rule that names no day.

    :raise ValueError: with the name of the field that is wrong.
    """
    if rule.unit not in UNITS:
        raise ValueError("unit")
    if rule.every < 1:
        raise ValueError("every")
    if rule.unit == "week" and not rule.weekdays:
        raise ValueError("weekdays")
    if rule.unit in ("month", "year") and rule.by == DATE and not 1 <= rule.day <= 31:
        raise ValueError("day")
    if rule.end and rule.end < rule.start:
        raise ValueError("end")


def days(rule, since=None):
    """Yield the days of a rule in order, from ``since`` on.

    The 31st of a shorter month is its last day, and so is the 29th of February in a
    common year: work that is due is not left out because a month is short.
    """
    check(rule)
    since = max(since or rule.start, rule.start)
    first = _period_of(rule, since)
    # Only a year may be without a day, and only the first one.
    for period in range(max(first - 1, 0), max(first - 1, 0) + 100 * PATIENCE):
        try:
            found = _days_of_period(rule, period)
        except (OverflowError, ValueError):
            return  # the calendar ends in the year 9999
        for day in found:
            if rule.end and day > rule.end:
                return
            if day >= since:
                yield day


def placed(rule, place, since=None):
    """Yield the days of a rule after each was moved by ``place``, each one once.

    Days are moved forwards only. Two that come to lie on one day are one: what was
    due on Saturday and Sunday is done once on Monday.

    :param place: gives for a day the day on which it is done, or None to skip it.
    """
    last = None
    # What lies before may have been moved behind ``since``.
    early = since and since - timedelta(days=60)
    fruitless = 0
    for day in days(rule, early):
        moved = place(day)
        fruitless = 0 if moved else fruitless + 1
        if fruitless > PATIENCE:
            return
        if moved is None or (last and moved <= last):
            continue
        last = moved
        if since is None or moved >= since:
            yield moved


def at(day, hour, zone):
    """Return the instant (naive UTC) of an hour of the day by the clock of ``zone``.

    An hour that the clocks skip is as much later as they skip; of one that they show
    twice the first counts.

    :param float hour: 7.5 is half past seven.
    """
    minutes = round(hour * 60)
    clock = time(minutes // 60, minutes % 60) if minutes < 1440 else time(23, 59)
    local = datetime.combine(day, clock, tzinfo=zone)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def day_of(instant, zone):
    """Return the date in ``zone`` at an instant (naive UTC)."""
    return instant.replace(tzinfo=timezone.utc).astimezone(zone).date()


def bounds(day, zone):
    """Return the instants (naive UTC) between which a day of ``zone`` lies."""
    return at(day, 0, zone), at(day + timedelta(days=1), 0, zone)


def due(moments, now, catch_up):
    """Return which moments are made up for after an outage, in order.

    :param list moments: all that have not been done, in order; those to come too.
    :param str catch_up: ``all``, or ``last``: of those that are over only the last.
    """
    over = [moment for moment in moments if moment <= now]
    coming = moments[len(over) :]
    return (over if catch_up == "all" else over[-1:]) + coming


def _period_of(rule, day):
    """Return the number of the rule's period in which ``day`` lies."""
    start = rule.start
    if rule.unit == "day":
        return (day - start).days // rule.every
    if rule.unit == "week":
        return (_monday(day) - _monday(start)).days // 7 // rule.every
    months = (day.year - start.year) * 12 + day.month - start.month
    return months // (rule.every * (12 if rule.unit == "year" else 1))


def _days_of_period(rule, period):
    """Return the days of a rule in its period of that number, in order."""
    start, step = rule.start, period * rule.every
    if rule.unit == "day":
        return [start + timedelta(days=step)]
    if rule.unit == "week":
        monday = _monday(start) + timedelta(weeks=step)
        return [monday + timedelta(days=number) for number in sorted(rule.weekdays)]
    months = start.month - 1 + step * (12 if rule.unit == "year" else 1)
    return [_day_of_month(rule, start.year + months // 12, months % 12 + 1)]


def _day_of_month(rule, year, month):
    first = datetime(year, month, 1).date()
    length = monthrange(year, month)[1]
    if rule.by == LAST:
        return first.replace(day=length)
    if rule.by == DATE:
        return first.replace(day=min(rule.day, length))
    number = 1 + (rule.weekday - first.weekday()) % 7
    # A fifth one that a month does not have is its last.
    number += 7 * (min(rule.week, LAST_WEEK) - 1)
    return first.replace(day=number if number <= length else number - 7)


def _monday(day):
    return day - timedelta(days=day.weekday())
