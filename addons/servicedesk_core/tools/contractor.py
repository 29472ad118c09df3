# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Whom to bring in: who covers a service at a site, best first; no database.

Who is named for it comes before who does everything, contract or not. A running
contract that names the service or the component outweighs an entry in the directory,
for its prices and times are agreed; then cover is nearest first: who was named for the
very service before who does all of its department; so with sites. A contract about
everything says little of this service: it counts among equals alone. Then the better
rated is first, with few ratings counting for little, then who has less open, then the
cheaper.
"""

from typing import NamedTuple

# What is said of one without ratings, on the scale from 1 to 5, and how many ratings it
# takes to outweigh that: one pleased customer makes nobody the best.
USUAL_RATING = 3.5
USUAL_COUNT = 3

# Covers whatever is asked: farther than any line of services or sites is long.
EVERYTHING = 1000
# Covers the very thing that needs work: nearer than any service that it is part of.
COMPONENT = -1


class Promise(NamedTuple):
    """A running contract: the services and components that it covers.

    Nothing named: everything. Components alone: work on those, and nothing else.
    """

    services: frozenset = frozenset()
    components: frozenset = frozenset()


class Offer(NamedTuple):
    """One contractor: what he covers (nothing named: everything), and how he does."""

    id: int
    name: str = ""
    services: frozenset = frozenset()
    sites: frozenset = frozenset()
    contracts: tuple = ()  # a Promise for each running contract
    rating: float = 0.0
    rating_count: int = 0
    open_orders: int = 0
    rate: float | None = None


class Ranked(NamedTuple):
    """An offer, and how near its cover is; of contracts: None where none covers it.

    The distance of the service is that of directory or contract, whichever is nearer.
    """

    offer: Offer
    service_distance: int
    site_distance: int
    contract_distance: int | None

    @property
    def is_named(self):
        """Return whether service or component were named, and not just everything."""
        return self.service_distance < EVERYTHING

    @property
    def has_named_contract(self):
        """Return whether a contract names service or component."""
        return (
            self.contract_distance is not None and self.contract_distance < EVERYTHING
        )


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


def promised(promise, service_line, components):
    """Return how near a contract comes to what is asked for; None: it covers it not.

    :param components: ids of what needs work, with all that it is a part of.
    """
    if promise.components & components:
        return COMPONENT
    if promise.components and not promise.services:
        return None
    return distance(promise.services, service_line)


def score(rating, count):
    """Return a rating that few voices move little."""
    return (rating * count + USUAL_RATING * USUAL_COUNT) / (count + USUAL_COUNT)


def place(offer, service_line, site_line, components=frozenset()):
    """Return how ``offer`` fits, or None where it covers service or site not.

    A contract covers a service that the directory does not name, but no site.
    """
    site = distance(offer.sites, site_line)
    found = [promised(one, service_line, components) for one in offer.contracts]
    contract = min((steps for steps in found if steps is not None), default=None)
    named = [distance(offer.services, service_line), contract]
    nearest = min((steps for steps in named if steps is not None), default=None)
    if site is None or nearest is None:
        return None
    return Ranked(offer, nearest, site, contract)


def rank(offers, service_line, site_line, components=frozenset()):
    """Return those who cover service and site, best first; see the module."""
    placed = (place(offer, service_line, site_line, components) for offer in offers)
    return sorted((one for one in placed if one), key=_order)


def _order(ranked):
    offer = ranked.offer
    return (
        not ranked.is_named,
        not ranked.has_named_contract,
        ranked.service_distance,
        ranked.site_distance,
        ranked.contract_distance is None,
        -round(score(offer.rating, offer.rating_count), 1),
        offer.open_orders,
        offer.rate is None,
        offer.rate or 0.0,
        offer.name.casefold(),
        offer.id,
    )
