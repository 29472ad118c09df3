# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What burns first: open tickets in bands by their promised time."""

from collections import namedtuple
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# In the order in which one works them off.
LATE, TODAY, WEEK, LATER, UNDATED, WAITING, DONE = "1234567"

# Naive UTC: now, when this day ends where the reader is, and six days later.
Bounds = namedtuple("Bounds", "now today week")


def get_bounds(now, zone):
    """Return the Bounds at an instant (naive UTC) for a reader in a time zone."""
    place = ZoneInfo(zone or "UTC")
    local = now.replace(tzinfo=timezone.utc).astimezone(place)
    midnight = datetime(local.year, local.month, local.day)
    ends = (midnight + timedelta(days=days) for days in (1, 7))
    today, week = (
        end.replace(tzinfo=place).astimezone(timezone.utc).replace(tzinfo=None)
        for end in ends
    )
    return Bounds(now, today, week)


def get_band(state, due, bounds):
    """Return the band of a ticket: what waits or is done burns nobody's fingers.

    A ticket that waits beyond its promised time is late all the same.
    """
    if state in ("resolved", "closed", "cancelled"):
        return DONE
    if due and due < bounds.now:
        return LATE
    if state == "waiting":
        return WAITING
    if not due:
        return UNDATED
    if due < bounds.today:
        return TODAY
    return WEEK if due < bounds.week else LATER
