# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    mail_thread,
    servicedesk_notice_rule,
    servicedesk_notice_choice,
    servicedesk_notice,
    res_users,
    servicedesk_ticket,
    ticket_people,
    ticket_delivery,
    notice_digest,
    mail_activity,
)
