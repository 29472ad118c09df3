# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_tag,
    servicedesk_ticket,
    servicedesk_ticket_span,
    ticket_record,
    ticket_access,
    ticket_lifecycle,
    ticket_cycle_entry,
    ticket_closing,
    ticket_confirmation,
    ticket_conversation,
    ticket_hooks,
    ticket_links,
    ticket_lock,
    ticket_mail,
    ticket_mail_out,
    ticket_notice,
    ticket_question,
)
