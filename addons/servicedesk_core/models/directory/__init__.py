# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_site,
    servicedesk_site_overview,
    site_company,
    res_partner,
    res_partner_number,
    res_partner_channel,
    servicedesk_pin,
    res_partner_pin,
    res_partner_house,
    servicedesk_contact_claim,
    servicedesk_ticket,
    ticket_contact,
    ticket_requester,
)
