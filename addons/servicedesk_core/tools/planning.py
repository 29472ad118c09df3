# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Planned windows against each other and against freezes, without a database.

Spans are pairs of instants; the end does not belong to them: a change that ends at
midnight and one that begins then do not meet.
"""

from collections import namedtuple

ALL, SITES, SERVICES = "all", "sites", "services"

# ``sites`` and ``services`` include those below; ``company`` None: all of them.
Freeze = namedtuple("Freeze", "id name start end company scope sites services")
# What a change touches.
Subject = namedtuple("Subject", "company sites services")


def meet(start, end, other_start, other_end):
    """Return whether two spans have an instant in common."""
    return start < other_end and other_start < end


def holds(freeze, subject):
    """Return whether a freeze is about what a change touches, whenever that is."""
    if freeze.company and freeze.company != subject.company:
        return False
    if freeze.scope == SITES:
        return not freeze.sites.isdisjoint(subject.sites)
    if freeze.scope == SERVICES:
        return not freeze.services.isdisjoint(subject.services)
    return True


def find_freezes(freezes, subject, start, end):
    """Return the freezes that a change would run into between two instants."""
    return [
        freeze
        for freeze in freezes
        if meet(start, end, freeze.start, freeze.end) and holds(freeze, subject)
    ]
