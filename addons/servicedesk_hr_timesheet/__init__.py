# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.addons.servicedesk_core.hooks import forget_keys

from . import models


def uninstall_hook(env):
    forget_keys(env, "servicedesk_hr_timesheet")
