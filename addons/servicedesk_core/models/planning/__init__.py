# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ticket_snooze,
    servicedesk_schedule,
    schedule_run,
    ticket_schedule,
    servicedesk_freeze,
    servicedesk_ticket_type,
    servicedesk_stage,
    ticket_plan,
    ticket_freeze,
    ticket_plan_hint,
    servicedesk_change_window,
)
