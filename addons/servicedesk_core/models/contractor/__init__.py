# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_contractor_rate,
    servicedesk_contractor_report,
    res_partner,
    contractor_figures,
    contractor_suggestion,
    servicedesk_contract,
    servicedesk_work_order,
    work_order_act,
    work_order_mail,
    work_order_page,
)
