# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Four weeks of an invented retail chain's desk, told team by team."""

from . import (
    changes,
    closing,
    facilities,
    handed_over,
    logistics,
    people,
    plans,
    second_line,
    service_desk,
    together,
    transport,
    unclassified,
    work,
)

STORIES = (
    *service_desk.STORIES,
    *second_line.STORIES,
    *facilities.STORIES,
    *logistics.STORIES,
    *people.STORIES,
    *changes.STORIES,
    *plans.STORIES,
    *transport.STORIES,
    *unclassified.STORIES,
    *closing.STORIES,
    *together.STORIES,
    *handed_over.STORIES,
    *work.STORIES,
)
