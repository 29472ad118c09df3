# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.6.0, which keeps who has worked on an order, also if he deletes his time.

Before, that was asked of the time that is there.
"""

WORKED = """
INSERT INTO servicedesk_work_order_doer_rel (order_id, user_id)
SELECT DISTINCT work_order_id, user_id
  FROM servicedesk_time_entry
 WHERE work_order_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""


def migrate(cr, _version):
    cr.execute(WORKED)
