# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    mail_alias,
    servicedesk_mail_intake,
    intake_gate,
    intake_read,
    intake_screen,
    intake_route,
    mail_thread,
    intake_attention,
    intake_notice,
    intake_reading,
    intake_bulk,
    servicedesk_ticket,
    fetchmail_server,
)
