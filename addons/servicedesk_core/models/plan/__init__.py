# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_plan_step,
    servicedesk_ticket_type,
    servicedesk_service,
    ticket_family,
    ticket_steps,
)
