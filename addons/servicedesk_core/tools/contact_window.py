# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""When somebody wants to be called or disturbed: hours of his day, in his zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5


def format_hour(hour):
    """Return 8.5 as 8:30."""
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(frozen=True)
class ContactWindow:
    """Hours from ``hour_from`` to ``hour_to`` on somebody's own clock.

    Both zero, or equal, means the whole day. A window over midnight (22 to 6) belongs
    to the day on which it starts. All instants are naive UTC, as Odoo keeps them.
    """

    hour_from: float = 0.0
    hour_to: float = 0.0
    zone: str = "UTC"
    workdays: bool = False

    @property
    def is_whole_day(self):
        return self.hour_from % 24 == self.hour_to % 24

    def is_open(self, at):
        """Return whether he may be disturbed at the instant ``at``."""
        return self.get_next(at) == at

    def get_next(self, at):
        """Return ``at`` itself if the window is open, else when it opens next."""
        day = self._get_local(at).date() - DAY
        for _turn in range(10):
            start, end = self._get_bounds(day)
            if end > at and not (self.workdays and day.weekday() >= SATURDAY):
                return max(start, at)
            day += DAY
        raise AssertionError("a week has working days")

    def _get_bounds(self, day):
        """Return start and end of the window that starts on ``day``."""
        if self.is_whole_day:
            return self._get_utc(day, 0), self._get_utc(day + DAY, 0)
        last = day if self.hour_to > self.hour_from else day + DAY
        return self._get_utc(day, self.hour_from), self._get_utc(last, self.hour_to)

    def _get_local(self, at):
        return at.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(self.zone))

    def _get_utc(self, day, hour):
        if hour >= 24:
            return self._get_utc(day + DAY, hour - 24)
        minutes = round(hour * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        local = datetime.combine(day, clock, ZoneInfo(self.zone))
        return local.astimezone(timezone.utc).replace(tzinfo=None)
