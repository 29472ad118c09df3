# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Spans of time in the words of the reader."""

from babel.units import format_unit

from .moments import find_locale

DAY, HOUR = 24 * 60, 60  # minutes


def say(hours, lang):
    """Return a span as people say it: ``45 minutes``, ``1 hour 30 minutes``.

    Days are named only where they come out even, and minutes not beyond a day.

    :param float hours: rounded to minutes; at least one is said.
    :param str lang: an Odoo language code, e.g. ``pt_BR``.
    """
    locale = find_locale(lang)
    minutes = max(round(hours * HOUR), 1)

    def name(count, unit):
        return format_unit(count, f"duration-{unit}", length="long", locale=locale)

    if minutes % DAY == 0:
        return name(minutes // DAY, "day")
    if minutes > DAY:
        return name(round(minutes / HOUR), "hour")
    whole, rest = divmod(minutes, HOUR)
    parts = [name(whole, "hour")] if whole else []
    if rest:
        parts.append(name(rest, "minute"))
    return " ".join(parts)
