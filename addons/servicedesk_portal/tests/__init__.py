# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import test_moments, test_sizes, test_durations, test_uploads, test_ticket_texts
from . import test_ticket_list, test_ticket_page, test_ticket_answer, test_ticket_new
from . import test_ticket_files, test_ticket_confirm, test_privacy
from . import test_performance, test_browser_tours, test_ticket_service
from . import test_service_questions, test_company_pages, test_ticket_answers
from . import test_ticket_merged, test_log_page
from . import test_ticket_follow_up, test_publish
