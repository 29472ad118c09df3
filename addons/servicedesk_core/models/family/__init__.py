# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ticket_related,
    ticket_split,
    ticket_major,
    ticket_major_work,
)
