# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The day of a field engineer: in which order he goes, and how he gets there.

What he has put in order keeps it. What came later is slipped in before the first stop
that is planned for a later hour, so that an urgent job of the morning does not wait at
the end of the list.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

# Opens whichever maps the phone has (RFC 5870, and Android's ``q`` for an address):
# where a customer lives is told to nobody whom the house has not chosen. The client
# turns it into what other devices understand.
DIRECTIONS = "geo:0,0?q={place}"


class Stop(NamedTuple):
    """One order of the day."""

    id: int
    start: datetime
    place: int | None  # what he gave it in this day's order; None: not put in order


def route(stops):
    """Return the ids of ``stops`` in the order in which they are gone to."""
    stops = list(stops)
    placed = [stop for stop in stops if stop.place is not None]
    ordered = sorted(placed, key=lambda stop: (stop.place, stop.start, stop.id))
    others = [stop for stop in stops if stop.place is None]
    for stop in sorted(others, key=lambda stop: (stop.start, stop.id)):
        later = [
            index for index, other in enumerate(ordered) if other.start > stop.start
        ]
        ordered.insert(later[0] if later else len(ordered), stop)
    return [stop.id for stop in ordered]


def directions(template, address, latitude=0.0, longitude=0.0):
    """Return the link that shows the way, "" where there is nothing to go to.

    :param str template: a URL with ``{place}``, or with ``{latitude}`` and
        ``{longitude}`` for maps that know no addresses. What is no web or geo link, or
        asks for what is not known, is passed over.
    """
    known = bool(latitude or longitude)
    place = f"{latitude:.6f},{longitude:.6f}" if known else address
    if not place:
        return ""
    if not template.startswith(("https://", "http://", "geo:")):
        template = DIRECTIONS
    needs_point = "{latitude}" in template or "{longitude}" in template
    if needs_point and not known:
        template = DIRECTIONS
    for key, value in (
        ("{place}", place),
        ("{address}", address or place),
        ("{latitude}", f"{latitude:.6f}"),
        ("{longitude}", f"{longitude:.6f}"),
    ):
        template = template.replace(key, quote(value, safe=""))
    return template
