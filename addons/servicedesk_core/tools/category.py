# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Which categories a ticket may have: it follows from its service and its type."""

from typing import NamedTuple


class Rule(NamedTuple):
    """For which tickets a category is; an empty set means any."""

    key: int
    services: frozenset
    types: frozenset
    company: int  # False: every company


def possible(rules, path, type_id, company_id):
    """Return the keys of the categories a ticket may have, in their order.

    Categories that name the service, or what it belongs to, come alone: the nearest of
    them. Only a service without its own falls back on those for any service. Without a
    type all types count, since none is excluded yet.

    :param path: the service and its ancestors, the nearest first; may be empty.
    """
    fitting = [
        rule
        for rule in rules
        if (not rule.types or not type_id or type_id in rule.types)
        and (not rule.company or rule.company == company_id)
    ]
    for service in path:
        own = [rule.key for rule in fitting if service in rule.services]
        if own:
            return own
    return [rule.key for rule in fitting if not rule.services]


def choose(keys, current=None):
    """Return the category by rule: the only one, else the present if it still fits."""
    if len(keys) == 1:
        return keys[0]
    return current if current in keys else False
