# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    res_company,
    res_users,
    servicedesk_time_activity,
    servicedesk_time_role,
    servicedesk_time_rate,
    servicedesk_time_entry,
    time_entry_deeds,
    time_entry_end,
    servicedesk_ticket_cost,
    servicedesk_ticket_type,
    servicedesk_ticket,
    ticket_resolve_time,
    servicedesk_work_order,
)
