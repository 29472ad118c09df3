# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What burns first: tickets in bands, by promised time and by whose move it is."""

from collections import namedtuple
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# In the order in which one works them off.
NOW, TODAY, LATER, WAITING, CONFIRM, ENDED = "123456"

# A promise that ends within this time leaves none for anything else.
SOON = timedelta(hours=1)
# The priority that is for now, whatever was promised.
MOST_URGENT = "3"

# Naive UTC: now, an hour later, and when this day ends where the reader is.
Bounds = namedtuple("Bounds", "now soon today")


def get_bounds(now, zone):
    """Return the Bounds at an instant (naive UTC) for a reader in a time zone."""
    place = ZoneInfo(zone or "UTC")
    local = now.replace(tzinfo=timezone.utc).astimezone(place)
    midnight = datetime(local.year, local.month, local.day) + timedelta(days=1)
    today = midnight.replace(tzinfo=place).astimezone(timezone.utc)
    return Bounds(now, now + SOON, today.replace(tzinfo=None))


def get_band(state, due, priority, bounds):
    """Return the band of a ticket: what waits for others burns nobody's fingers.

    One that waits beyond its promised time is for now all the same.
    """
    if state in ("closed", "cancelled"):
        return ENDED
    if state == "resolved":
        return CONFIRM
    if due and due < bounds.now:
        return NOW
    if state == "waiting":
        return WAITING
    if priority == MOST_URGENT or (due and due < bounds.soon):
        return NOW
    return TODAY if due and due < bounds.today else LATER
