# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ticket_merge,
    ticket_merge_content,
    ticket_merge_late,
    ticket_merge_links,
    ticket_merged,
    mail_thread,
)
