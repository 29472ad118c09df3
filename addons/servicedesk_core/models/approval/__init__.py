# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_approval_rule,
    servicedesk_approval,
    approval_round,
    approval_question,
    approval_successor,
    res_partner,
    res_users,
    servicedesk_transition,
    servicedesk_ticket_type,
    servicedesk_service,
    servicedesk_ticket,
    ticket_approval,
    ticket_approved_window,
)
