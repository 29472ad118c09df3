# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_escalation,
    servicedesk_escalation_deeds,
    servicedesk_escalation_told,
    servicedesk_escalation_rule,
    escalation_mail,
    escalation_deadline,
    escalation_figures,
    servicedesk_ticket,
    servicedesk_ticket_merged,
    servicedesk_ticket_offer,
    servicedesk_ticket_offered,
    ticket_rule,
    escalation_screens,
    ticket_path_map,
    escalation_timeline,
)
