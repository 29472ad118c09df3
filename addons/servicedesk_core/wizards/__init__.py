# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_approval_decide,
    servicedesk_call_outcome,
    servicedesk_cycle_change,
    servicedesk_confidential_move,
    servicedesk_escalation_answer,
    servicedesk_mail_spam,
    servicedesk_message_publish,
    servicedesk_notice_try,
    servicedesk_ticket_answer,
    servicedesk_ticket_bulk,
    servicedesk_ticket_bulk_refusal,
    servicedesk_ticket_affected,
    servicedesk_ticket_children,
    servicedesk_ticket_escalate,
    servicedesk_ticket_join,
    servicedesk_ticket_merge,
    servicedesk_ticket_move,
    servicedesk_ticket_related,
    servicedesk_ticket_remote,
    servicedesk_ticket_snooze,
    servicedesk_ticket_split,
    servicedesk_time_spent,
    servicedesk_work_order_answer,
    servicedesk_work_order_make,
    # Checks what all others are given: keep it last.
    servicedesk_dialog_values,
)
