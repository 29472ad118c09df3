# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_shadow_mixin,
    ir_attachment,
    mail_compose_message,
    mail_followers,
    mail_mail,
    mail_message,
    mail_template,
    mail_template_preview,
    mail_thread,
    message_publish,
    rating_rating,
    servicedesk_ticket,
)
