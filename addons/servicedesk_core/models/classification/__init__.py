# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_category,
    servicedesk_priority_rule,
    servicedesk_service,
    servicedesk_ticket_type,
    servicedesk_ticket,
    ticket_by_hand,
    ticket_caller,
    ticket_explanation,
    ticket_proposal,
    ticket_requester_card,
    ticket_quick,
)
