# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_closure_code,
    servicedesk_stage,
    servicedesk_ticket_type,
    servicedesk_transition,
    transition_condition,
    ticket_type_drawing,
)
