# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.5.0, in which each ticket knows when a rule of escalation looks at it.

There is no rule yet, so none does: the column is made empty. Otherwise the moment
would be computed for each ticket there is.
"""


def migrate(cr, _version):
    cr.execute(
        "ALTER TABLE servicedesk_ticket ADD COLUMN IF NOT EXISTS rule_next_at timestamp"
    )
