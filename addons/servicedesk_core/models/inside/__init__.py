# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ticket_internal_only,
    ticket_inside_readers,
    ticket_inside_words,
    ticket_inside_family,
    mail_activity,
    mail_compose_message,
    mail_followers,
    mail_mail,
    mail_message,
    servicedesk_mail_intake,
)
