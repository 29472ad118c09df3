# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Whom to bring in: who covers a service at a site, best first; no database.

Cover is nearest first: who was named for the very service comes before who does all of
its department, and he before who does everything; so with sites. A contract that runs
outweighs both, for its prices and times are agreed. Among equals the better rated is
first, with few ratings counting for little, then who has less open, then the cheaper.
"""

from typing import NamedTuple

# What is said of one without ratings, on the scale from 1 to 5, and how many ratings it
# takes to outweigh that: one pleased customer makes nobody the best.
USUAL_RATING = 3.5
USUAL_COUNT = 3

# Covers whatever is asked: farther than any line of services or sites is long.
EVERYTHING = 1000


class Offer(NamedTuple):
    """One contractor: what he covers (nothing named: everything), and how he does."""

    id: int
    name: str = ""
    services: frozenset = frozenset()
    sites: frozenset = frozenset()
    contracts: tuple = ()  # of each running contract the services it covers
    rating: float = 0.0
    rating_count: int = 0
    open_orders: int = 0
    rate: float | None = None


class Ranked(NamedTuple):
    """An offer, how near its cover is, and whether a contract covers it."""

    offer: Offer
    service_distance: int
    site_distance: int
    has_contract: bool


def distance(covered, line):
    """Return how near a cover is: 0 is the very one, None not at all.

    :param covered: ids; none: everything.
    :param line: id of what is asked for and of what it is a part of, nearest first;
        empty: nothing was asked for.
    """
    if not line:
        return 0
    if not covered:
        return EVERYTHING
    return next((steps for steps, one in enumerate(line) if one in covered), None)


def score(rating, count):
    """Return a rating that few voices move little."""
    return (rating * count + USUAL_RATING * USUAL_COUNT) / (count + USUAL_COUNT)


def place(offer, service_line, site_line):
    """Return how ``offer`` fits, or None where it covers service or site not.

    A contract covers a service that the directory does not name, but no site.
    """
    site = distance(offer.sites, site_line)
    service = distance(offer.services, service_line)
    promised = [distance(services, service_line) for services in offer.contracts]
    promised = [steps for steps in promised if steps is not None]
    if site is None or (service is None and not promised):
        return None
    nearest = min([*promised, *([] if service is None else [service])])
    return Ranked(offer, nearest, site, bool(promised))


def rank(offers, service_line, site_line):
    """Return those who cover service and site, best first; see the module."""
    placed = (place(offer, service_line, site_line) for offer in offers)
    return sorted((one for one in placed if one), key=_order)


def _order(ranked):
    offer = ranked.offer
    return (
        not ranked.has_contract,
        ranked.service_distance,
        ranked.site_distance,
        -round(score(offer.rating, offer.rating_count), 1),
        offer.open_orders,
        offer.rate is None,
        offer.rate or 0.0,
        offer.name.casefold(),
        offer.id,
    )
