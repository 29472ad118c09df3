# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Sizes of files in the words of the reader."""

from babel.units import format_unit

from .moments import find_locale

STEP = 1024  # as the limits of uploads count, and Odoo
LARGER = ("digital-kilobyte", "digital-megabyte", "digital-gigabyte")


def say(size, lang):
    """Return ``size`` as people say it: ``49 bytes``, ``1.5 MB``.

    :param int size: in bytes.
    :param str lang: an Odoo language code, e.g. ``pt_BR``.
    """
    locale = find_locale(lang)
    if size < STEP:
        return format_unit(size, "digital-byte", length="long", locale=locale)
    for unit in LARGER:
        size /= STEP
        if round(size, 1) < STEP or unit == LARGER[-1]:
            return format_unit(round(size, 1), unit, length="short", locale=locale)
