# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_work_order,
    work_order_claim,
    work_order_decision,
    work_order_export,
    servicedesk_contract,
)
