# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who may order what: the audience of services, decided without a database.

One rule serves a requester who opens the catalogue and the nightly count of all
people: a crowd is a number whose bit *n* is person *n*, so that a criterion is one
``&`` or ``|`` however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

EVERYBODY = None  # key of the people who belong to no company in particular


class Entry(NamedTuple):
    """A service, as far as it decides who may order it; see ``find_people``."""

    id: int
    parent_id: int | None = None
    company_id: int | None = None
    partner_ids: frozenset[int] = frozenset()
    tag_ids: frozenset[int] = frozenset()
    functions: frozenset[str] = frozenset()
    site_ids: frozenset[int] = frozenset()


class Crowd:
    """People by what decides about them; ``add`` tells one fact about one of them.

    The facts: ``partner`` (himself and the companies he belongs to), ``tag``,
    ``function``, ``site`` (his place and the territories around it) and ``company``
    (the legal entities that serve him; ``EVERYBODY``: any).
    """

    KINDS = ("partner", "tag", "function", "site", "company")

    def __init__(self, size: int = 1):
        self.everyone = (1 << size) - 1
        self._facts: dict[str, dict] = {kind: defaultdict(int) for kind in self.KINDS}

    def add(self, kind: str, value, person: int = 0) -> None:
        self._facts[kind][value] |= 1 << person

    def select(self, kind: str, values: Iterable) -> int:
        """Return the people of whom one of ``values`` is true."""
        facts, found = self._facts[kind], 0
        for value in values:
            found |= facts.get(value, 0)
        return found


def split_functions(text: str | None) -> frozenset[str]:
    """Return the job titles that stand one a line, ready to be compared."""
    lines = (fold_function(line) for line in (text or "").splitlines())
    return frozenset(line for line in lines if line)


def fold_function(text: str | None) -> str:
    """Return a job title without case and superfluous blanks."""
    return " ".join((text or "").split()).casefold()


def find_people(entries: Iterable[Entry], crowd: Crowd) -> dict[int, int]:
    """Return who may order what: {service: people}.

    * Within one criterion one hit is enough; all criteria must be met; an empty one
      is met by everybody.
    * A part of a service is for those only whom the whole is for.
    * A service is for the people its legal entity serves. Others must be named, they
      or the company they belong to, on the service or on what it is a part of.

    :param entries: parents before their children; the children of a parent that is
        not among them (an archived one) are for nobody.
    """
    reached: dict[int, tuple[int, int]] = {}
    for entry in entries:
        people, invited = crowd.everyone, 0
        if entry.parent_id is not None:
            people, invited = reached.get(entry.parent_id, (0, 0))
        if not people:
            reached[entry.id] = (0, 0)
            continue
        if entry.partner_ids:
            named = crowd.select("partner", entry.partner_ids)
            people &= named
            invited |= named
        if entry.company_id is not None:
            served = crowd.select("company", (entry.company_id, EVERYBODY))
            people &= served | invited
        if entry.tag_ids:
            people &= crowd.select("tag", entry.tag_ids)
        if entry.functions:
            people &= crowd.select("function", entry.functions)
        if entry.site_ids:
            people &= crowd.select("site", entry.site_ids)
        reached[entry.id] = (people, invited)
    return {service_id: people for service_id, (people, _invited) in reached.items()}
