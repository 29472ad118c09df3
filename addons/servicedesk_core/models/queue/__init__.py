# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    res_users,
    servicedesk_team,
    ticket_band,
    ticket_load,
    ticket_next,
    ticket_promise,
)
