# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Time that counts: arithmetic over the open hours of a calendar.

Open hours are pairs ``(start, end)`` of naive UTC instants; the end does not belong to
them. Durations are whole seconds: a fraction dropped here would come back as a minute
after a year. Where a zone changes its clocks the pairs themselves are an hour longer
or shorter, so nothing here knows of zones.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import islice

SECOND = timedelta(seconds=1)

# Where counting ends, whatever date or number somebody has entered: nobody promises
# anything for longer, and each month of a calendar costs some milliseconds.
REACH = 300  # months
# Outside of these nobody works; Python's own years end at 9999.
FIRST, LAST = datetime(1900, 1, 1), datetime(9000, 1, 1)


def whole(instant):
    """Return ``instant`` to the nearest whole second.

    Calendars end a day at 23:59:59.999999; two such days are one stretch of 48 hours.
    """
    instant = min(instant, LAST)
    if not instant.microsecond:
        return instant
    rest = timedelta(microseconds=instant.microsecond)
    return instant - rest + (SECOND if instant.microsecond >= 500_000 else timedelta())


def merge(pairs):
    """Return open hours in order, whole, without empty, touching or lapping ones."""
    merged = []
    for start, end in sorted((whole(start), whole(end)) for start, end in pairs):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def seconds_of(hours):
    """Return hours somebody has entered as seconds; none where they are no number.

    No more than can be reached: what is longer is never over, which is the same.
    """
    if not hours > 0:  # so is NaN, which is neither
        return 0
    return int(min(hours, REACH * 31 * 24) * 3600)


def months(start, end):
    """Yield the first instants of the calendar months (UTC) that touch start..end.

    No more of them than :data:`REACH`, and none outside of the years people work in.
    """
    start, end = max(start, FIRST), min(end, LAST - SECOND)
    at = datetime(start.year, start.month, 1)
    for _month in range(REACH + 1):
        if at > end:
            return
        yield at
        at = next_month(at)


def next_month(at):
    """Return the first instant of the month after the one of ``at``."""
    return datetime(at.year + at.month // 12, at.month % 12 + 1, 1)


class WorkTime:
    """The open hours of one calendar, fetched month by month as they are needed.

    What lies farther from the start than 25 years (:data:`REACH`) does not count, and
    is never asked for: a date in the year 9999 costs no more than one in 25 years.

    :param fetch: a function that gives the merged open hours of the month that starts
        at an instant; called once a month at most.
    :param horizon: how many months are looked through for an open hour before it is
        said that there is none.
    """

    def __init__(self, fetch, horizon=24):
        self._fetch = fetch
        self._months = {}
        self.horizon = horizon

    @classmethod
    def always(cls):
        """Return the hours of a desk that never closes."""
        return cls(lambda month: [(month, next_month(month))])

    def get_open(self, start, end):
        """Return the open hours between two instants, cut to them."""
        start, end = whole(start), whole(end)
        pairs = [
            (max(opening, start), min(closing, end))
            for month in months(start, end)
            for opening, closing in self._get_month(month)
        ]
        return merge(pairs)

    def count(self, start, end):
        """Return the seconds that count from ``start`` to ``end``.

        Negative where the end lies before the start, so that adding what was counted
        always leads back.
        """
        if end < start:
            return -self.count(end, start)
        return sum(
            int((closing - opening).total_seconds())
            for opening, closing in self.get_open(start, end)
        )

    def add(self, start, seconds):
        """Return the instant at which ``seconds`` have counted since ``start``.

        The last instant of the work, not the opening after it: eight hours from nine
        end at five, not at nine next morning. No seconds are over at once, whether it
        is open or not. None where the calendar has no such hours within its horizon,
        or that takes longer than 25 years.

        :raise ValueError: for a negative number of seconds.
        """
        if seconds < 0:
            raise ValueError("working time does not run backwards")
        left, at = int(seconds), whole(start)
        if not left:
            return at
        idle = 0
        for month in months(at, LAST):
            if idle > self.horizon:
                break
            worked = False
            for opening, closing in self._get_rest(month, at):
                length = int((closing - opening).total_seconds())
                if length >= left:
                    return opening + timedelta(seconds=left)
                left -= length
                worked = True
            idle = 0 if worked else idle + 1
        return None

    def is_open(self, at):
        """Return whether time counts at an instant; at closing time it does not."""
        return self.get_next_open(at) == whole(at)

    def get_next_open(self, at):
        """Return ``at`` itself if time counts then, else when it counts next.

        None where that is not within the horizon.
        """
        at = whole(at)
        for month in islice(months(at, LAST), self.horizon + 1):
            for opening, _closing in self._get_rest(month, at):
                return opening
        return None

    def count_days(self, start, end):
        """Return on how many days (UTC dates) with open hours start..end touches."""
        days = set()
        for opening, closing in self.get_open(start, end):
            day, last = opening.date(), (closing - SECOND).date()
            while day <= last:
                days.add(day)
                day += timedelta(days=1)
        return len(days)

    def _get_month(self, month):
        if month not in self._months:
            self._months[month] = list(self._fetch(month))
        return self._months[month]

    def _get_rest(self, month, at):
        """Return the open hours of ``month`` from ``at`` on."""
        pairs = self._get_month(month)
        index = max(bisect_right(pairs, (at, at)) - 1, 0)
        return [
            (max(opening, at), closing)
            for opening, closing in pairs[index:]
            if closing > at
        ]
