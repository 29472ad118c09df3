# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Read Odoo's log as an administrator would: any warning must have a reason."""

import re

_ENTRY = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+):"
)

# What Odoo says of itself, and what Odoo makes good by itself.
NOT_OURS = (
    # Two at once: PostgreSQL stops one of them, Odoo runs it again.
    re.compile(r"could not serialize access due to concurrent update"),
    re.compile(r"endpoints are deprecated in Odoo 19"),
)


def entries(text, levels=("WARNING", "ERROR", "CRITICAL")):
    """Return the log entries of these levels, each with its traceback."""
    found = []
    wanted = False
    for line in text.splitlines():
        head = _ENTRY.match(line)
        if head:
            wanted = head["level"] in levels
            if wanted:
                found.append(line)
        elif wanted:
            found[-1] += "\n" + line
    return [entry for entry in found if not _is_not_ours(entry)]


def _is_not_ours(entry):
    return any(pattern.search(entry) for pattern in NOT_OURS)
