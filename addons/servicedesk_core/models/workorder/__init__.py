# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_work_order,
    work_order_access,
    work_order_deeds,
    work_order_duties,
    work_order_staff,
    work_order_send,
    work_order_chatter,
    work_order_thread,
    intake_order,
    servicedesk_work_order_line,
    servicedesk_ticket_type,
    servicedesk_ticket,
    ticket_contractor_wait,
    mail_message,
    ir_attachment,
)
