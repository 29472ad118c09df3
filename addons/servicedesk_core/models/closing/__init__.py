# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_closing_cycle,
    ticket_type_silence,
    ticket_cycle,
    ticket_silence,
    ticket_ask_call,
    ticket_refusals,
    mail_activity,
    mail_mail,
)
