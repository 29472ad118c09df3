# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.5.0, which keeps a directory of contractors.

Whoever owes the desk something by an underpinning contract is one.
"""

KNOWN = """
UPDATE res_partner SET is_contractor = TRUE
 WHERE is_contractor IS NOT TRUE
   AND id IN (SELECT contractor_id FROM servicedesk_contract
               WHERE kind = 'underpinning')
"""


def migrate(cr, _version):
    cr.execute(KNOWN)
