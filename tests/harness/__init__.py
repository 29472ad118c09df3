# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The real counterparts the black-box tests talk to: nothing here is a mock."""

import pytest

# Their assertions are part of the tests and explain themselves as those do.
pytest.register_assert_rewrite(f"{__name__}.main_job", f"{__name__}.confirm_page")
