# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""When somebody who says nothing is asked again: arithmetic over working days.

A working day is a date, by the clock of the desk, on which it is open at all.
"""

from datetime import timedelta, timezone

from .recurrence import bounds, day_of

# So far is looked ahead for days on which a desk is open.
HORIZON = timedelta(days=400)


def add_days(worktime, start, days, zone):
    """Return the instant (naive UTC) that is ``days`` working days after ``start``.

    The day of ``start`` does not count, and the time of day stays: asked on Friday at
    four, two days later is Tuesday at four. Outside the open hours it is the next
    opening. A desk that never opens counts every day, so that nothing waits for ever.

    :param worktime: the open hours, as a ``tools.worktime.WorkTime``.
    :param zone: by whose clock days begin.
    """
    local = start.replace(tzinfo=timezone.utc).astimezone(zone)
    clock = local.replace(tzinfo=None) - local.replace(
        hour=0, minute=0, second=0, microsecond=0, tzinfo=None
    )
    first = day = day_of(start, zone)
    left = days
    while left > 0:
        day += timedelta(days=1)
        if day - first > HORIZON:
            return start + timedelta(days=days)
        if worktime.get_open(*bounds(day, zone)):
            left -= 1
    midnight, end = bounds(day, zone)
    # On a day when clocks change, late hours are those of the day all the same.
    at = min(midnight + clock, end - timedelta(seconds=1))
    return worktime.get_next_open(at) or at
