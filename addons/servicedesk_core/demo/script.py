# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The words in which a demo ticket's story is written.

A story tells who did what and when; what follows from that (stages, spans, mails,
dates) is left to the ticket itself. Times are relative to the day of loading, so
that the desk looks lived in whenever somebody opens it::

    Story(
        key="door_jams",
        subject="Front door jams",
        requester="dunmere",
        channel="phone",
        text="It opens a hand's breadth, then stops.",
        steps=(
            step(day(-3, "09:10"), "agent", "register", type="incident"),
            step(day(-3, "09:30"), "agent", "resolve", text="Cleared the rail."),
            step(ago(50), "dunmere", "confirm", rating=5),
        ),
    )

Who acts is the key of a demo user (``user_demo_<key>``) or, for requesters, of a
contact (``partner_demo_<key>``). What a step may do: the methods ``_do_<verb>`` of
:class:`~.player.Player`.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytz

# Steps at most so many minutes ago come after every step of an earlier day.
LAST_MINUTES = 360


@dataclass(frozen=True)
class Moment:
    """A time relative to the loading: a working day's hour, or minutes ago."""

    days: int = 0
    clock: str = ""
    minutes: int = 0

    def resolve(self, now, zone):
        """Return the instant as UTC without a zone.

        :param datetime now: the time of loading, UTC without a zone.
        :param zone: a zone of pytz, where the company's clocks hang.
        """
        if not self.clock:
            return now - timedelta(minutes=self.minutes)
        today = pytz.utc.localize(now).astimezone(zone).date()
        moment = datetime.combine(
            working_day(today, self.days), time.fromisoformat(self.clock)
        )
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


def working_day(today, offset):
    """Return the date so many working days (Monday to Friday) from ``today``.

    >>> from datetime import date
    >>> working_day(date(2026, 11, 9), -1)  # a Monday
    datetime.date(2026, 11, 6)
    """
    step_by = timedelta(days=1 if offset > 0 else -1)
    result = today
    for _index in range(abs(offset)):
        result += step_by
        while result.weekday() >= 5:
            result += step_by
    return result


def day(offset, clock):
    """Return the moment ``clock`` (HH:MM) of a working day before or after today."""
    return Moment(days=offset, clock=clock)


def ago(minutes):
    """Return the moment so many minutes before the loading."""
    if not 0 < minutes <= LAST_MINUTES:
        raise ValueError(f"{minutes} minutes: use day(-1, …) for what is longer ago")
    return Moment(minutes=minutes)


@dataclass(frozen=True)
class Step:
    """One deed of one person."""

    when: Moment
    who: str
    verb: str
    values: dict = field(default_factory=dict)


def step(when, who, verb, **values):
    """Return a step; ``values`` are those of the player's verb."""
    return Step(when, who, verb, values)


@dataclass(frozen=True)
class Story:
    """A ticket's life, from the requester's first word."""

    key: str
    subject: str
    channel: str
    text: str
    steps: tuple
    requester: str = ""
    sender: str = ""  # the From of a stranger's mail
    # The story of the closed ticket that this one goes on with, by a late “no”; or of
    # the one whose requester's last words it was split from.
    goes_on_with: str = ""
    split_from: str = ""
