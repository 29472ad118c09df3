# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_skill,
    servicedesk_category,
    servicedesk_service,
    servicedesk_team,
    servicedesk_team_member,
    team_standing,
    team_routing,
    servicedesk_ticket,
    ticket_first_line,
    ticket_routing,
    ticket_take_next,
)
