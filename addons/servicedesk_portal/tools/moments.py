# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Instants in the words of the reader: his language, his zone, no seconds."""

import pytz
from babel import Locale, UnknownLocaleError, dates


def find_zone(*names):
    """Return the first of ``names`` that names a time zone, else UTC."""
    for name in names:
        if name in pytz.all_timezones_set:
            return pytz.timezone(name)
    return pytz.utc


def say(moment, now, zone, lang, weekday=False):
    """Return ``moment`` as people say it: ``Nov 21, 14:00``.

    The year is named only where it is not the current one.

    :param datetime moment: naive UTC, as Odoo stores it.
    :param datetime now: naive UTC.
    :param tzinfo zone: of the reader.
    :param str lang: an Odoo language code, e.g. ``pt_BR``.
    :param bool weekday: name the day of the week too, for what is still to come.
    """
    locale = find_locale(lang)
    moment = pytz.utc.localize(moment).astimezone(zone)
    now = pytz.utc.localize(now).astimezone(zone)
    skeleton = "MMMEd" if weekday else "MMMd"
    if moment.year != now.year:
        skeleton = "y" + skeleton
    day = dates.format_skeleton(skeleton, moment, tzinfo=zone, locale=locale)
    hour = dates.format_time(moment, format="short", tzinfo=zone, locale=locale)
    pattern = dates.get_datetime_format("medium", locale=locale)
    return pattern.replace("'", "").replace("{0}", hour).replace("{1}", day)


def find_locale(lang):
    """Return the Babel locale of an Odoo language (``sr@latin`` has a script)."""
    code = (lang or "en_US").partition("@")[0]
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
