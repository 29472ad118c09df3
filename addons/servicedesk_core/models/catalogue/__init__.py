# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    base,
    servicedesk_service,
    servicedesk_service_path,
    servicedesk_service_phase,
    service_access,
    service_audience,
    service_approver,
    service_inheritance,
    service_editing,
    service_continuity,
    res_users,
    servicedesk_ticket,
    ticket_approver,
    ticket_path,
    service_form,
    ticket_form,
    ticket_answers,
)
