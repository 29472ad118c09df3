# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_component_type,
    servicedesk_component,
    component_graph,
    component_offer,
    servicedesk_remote_host,
    servicedesk_remote_action,
    servicedesk_contract,
    res_partner,
    res_company,
    servicedesk_ticket,
    ticket_remote,
    ticket_contract,
)
