# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    servicedesk_ticket_span,
    ticket_where,
    ticket_moves,
    ticket_opener_notice,
    res_partner_timeline,
    timeline_sources,
    timeline_closing,
    res_users,
)
