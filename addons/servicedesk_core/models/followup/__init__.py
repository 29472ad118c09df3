# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    ticket_follow_up,
    ticket_afterword,
    ticket_late_word,
    mail_thread,
)
