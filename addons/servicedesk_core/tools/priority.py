# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Impact, urgency and priority of a ticket: three published tables, no database.

Impact says how many are hit and how much the business feels it; urgency says how soon
something must be done; the matrix of both gives the priority. The same tables are
printed in ``docs/classification.md``.
"""

# Up to so many users a service belongs to the band; beyond the last one it is the
# organisation's.
BAND_LIMITS = ((1, "one"), (9, "few"), (99, "site"))
LARGEST_BAND = "organisation"
# Nobody has counted the users yet.
UNKNOWN_BAND = "few"

# business priority -> impact by band: one, few, site, organisation
BANDS = ("one", "few", "site", "organisation")
IMPACT_TABLE = {
    "0": ("1", "1", "2", "2"),
    "1": ("1", "2", "2", "3"),
    "2": ("1", "2", "3", "4"),
    "3": ("2", "3", "4", "4"),
}
# What is known when no service is: one person has asked.
NO_SERVICE_IMPACT = "1"

URGENCIES = ("1", "2", "3")
NORMAL_URGENCY = "2"
# Customers of this service priority are hurried where the service says so.
URGENT_CUSTOMER = "3"

# impact -> priority by urgency: low, normal, high. What holds for a cell that neither
# the company nor the shared matrix has.
MATRIX = {
    ("1", "1"): "0",
    ("1", "2"): "1",
    ("1", "3"): "1",
    ("2", "1"): "0",
    ("2", "2"): "1",
    ("2", "3"): "2",
    ("3", "1"): "1",
    ("3", "2"): "2",
    ("3", "3"): "3",
    ("4", "1"): "2",
    ("4", "2"): "3",
    ("4", "3"): "3",
}


def band(user_count):
    """Return the band of a number of users; 0 or nothing means nobody counted."""
    if not user_count or user_count < 0:
        return UNKNOWN_BAND
    for limit, name in BAND_LIMITS:
        if user_count <= limit:
            return name
    return LARGEST_BAND


def impact(business_priority, user_count):
    """Return the impact of one service being down: '1' person … '4' organisation."""
    row = IMPACT_TABLE[business_priority or "1"]
    return row[BANDS.index(band(user_count))]


def highest_impact(services):
    """Return the impact of several services, and which of them decides.

    :param services: pairs (business priority, user count); the first one is the
        ticket's own and wins a draw.
    :return: ``(impact, index)``; the index is None without any service.
    """
    best, index = NO_SERVICE_IMPACT, None
    for position, (business_priority, user_count) in enumerate(services):
        value = impact(business_priority, user_count)
        if index is None or value > best:
            best, index = value, position
    return best, index


def urgency(service_priority=None, counts_customer=False):
    """Return the urgency: normal, one higher for the most important customers.

    A customer's priority orders queues; only a service that says so lets it hurry.
    """
    if counts_customer and service_priority == URGENT_CUSTOMER:
        return URGENCIES[URGENCIES.index(NORMAL_URGENCY) + 1]
    return NORMAL_URGENCY


def pick(impact_value, urgency_value, *matrices):
    """Return the priority of a cell, from the first matrix that has it.

    :param matrices: mappings ``{(impact, urgency): priority}``, the nearest first;
        :data:`MATRIX` comes last by itself and has every cell.
    """
    cell = (impact_value or NO_SERVICE_IMPACT, urgency_value or NORMAL_URGENCY)
    for matrix in matrices:
        if cell in matrix:
            return matrix[cell]
    return MATRIX[cell]
