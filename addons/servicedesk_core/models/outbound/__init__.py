# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ir_http,
    ir_mail_server,
    mail_alias,
    mail_mail,
    mail_once,
    res_company,
    servicedesk_team,
    servicedesk_ticket_type,
    ticket_sender,
    ticket_recipients,
    ticket_type_mail,
    ticket_solution_files,
    servicedesk_notice,
)
