# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Which contract a ticket is done under."""

from collections import namedtuple
from datetime import date

# What is known of a contract here; dates are inclusive, None is open.
Contract = namedtuple("Contract", "id kind date_start date_end service_ids")

# Underpinning contracts bind a contractor; they cover no customer's ticket.
KINDS = ("maintenance", "software")


def is_active(contract, day):
    """Return whether ``day`` lies within the contract, its first and last included."""
    started = not contract.date_start or contract.date_start <= day
    return started and (not contract.date_end or day <= contract.date_end)


def get_distance(contract, service_path):
    """Return how far the contract is from naming the service; None: not covered.

    :param service_path: ids from the service up to its root; empty: not known yet.
        0 is the service itself; a contract without services covers all of them,
        and is the farthest.
    """
    if not contract.service_ids:
        return len(service_path)
    for distance, service_id in enumerate(service_path):
        if service_id in contract.service_ids:
            return distance
    return None


def choose(contracts, service_path, day):
    """Return the contract that covers the service on ``day``, or None.

    Maintenance comes before software, then the one that names the service most
    closely, then the one that lasts longest, then the oldest.
    """
    covering = [
        (KINDS.index(contract.kind), distance, contract)
        for contract in contracts
        if contract.kind in KINDS and is_active(contract, day)
        if (distance := get_distance(contract, service_path)) is not None
    ]
    return min(covering, key=_rank, default=(None, None, None))[2]


def find_lapsed(contracts, service_path, day):
    """Return the contract that covered the service and ended before ``day``, or None.

    Of several, the one that ended last.
    """
    lapsed = [
        contract
        for contract in contracts
        if contract.kind in KINDS
        and contract.date_end
        and contract.date_end < day
        and get_distance(contract, service_path) is not None
    ]
    return max(lapsed, key=lambda contract: contract.date_end, default=None)


def _rank(candidate):
    kind, distance, contract = candidate
    end = contract.date_end or date.max
    return (kind, distance, -end.toordinal(), contract.id)
