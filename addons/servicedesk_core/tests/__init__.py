# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    test_access_fields,
    test_access_matrix,
    test_access_rpc,
    test_access_messages,
    test_access_rules,
    test_answer_page,
    test_browser_desk,
    test_closing,
    test_concurrency,
    test_config,
    test_confirmation,
    test_create,
    test_demo,
    test_lifecycle,
    test_mail_in,
    test_mail_out,
    test_move_dialog,
    test_nonce,
    test_partner,
    test_performance,
    test_sequence,
    test_spans,
    test_team,
    test_uninstall_hook,
)
