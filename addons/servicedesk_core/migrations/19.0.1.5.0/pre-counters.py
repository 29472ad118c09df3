# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.5.0, which counts offers, hand-overs and work orders of each ticket.

Tickets that are there already have had none, which is 0 and not unknown: a mean over
all tickets leaves out what is unknown. A column that is made with its value costs
nothing, however many tickets there are; filling it afterwards writes each of them.
"""

from odoo.tools import SQL

COUNTERS = {
    "offer_count": "integer",
    "hand_over_count": "integer",
    "work_order_count": "integer",
    "work_order_open_count": "integer",
    "worked_hours": "double precision",
    "timer_count": "integer",
}


def migrate(cr, _version):
    for name, kind in COUNTERS.items():
        column = SQL.identifier(name)
        cr.execute(
            SQL(
                "ALTER TABLE servicedesk_ticket"
                " ADD COLUMN IF NOT EXISTS %(column)s %(kind)s DEFAULT 0",
                column=column,
                kind=SQL(kind),
            )
        )
        # What comes from now on gets its number from Odoo.
        cr.execute(
            SQL("ALTER TABLE servicedesk_ticket ALTER COLUMN %s DROP DEFAULT", column)
        )
