# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_team,
    servicedesk_team_member,
    servicedesk_service,
    servicedesk_ticket,
    ticket_circle,
    servicedesk_confidential_ticket,
    servicedesk_service_path,
    res_partner,
    portal_wizard_user,
)
