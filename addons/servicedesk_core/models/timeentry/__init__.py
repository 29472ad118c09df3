# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_time_activity,
    servicedesk_time_role,
    servicedesk_time_entry,
    servicedesk_ticket_type,
    servicedesk_ticket,
)
