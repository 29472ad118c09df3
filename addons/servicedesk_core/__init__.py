# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import controllers, models, wizards
from .hooks import post_init_hook, uninstall_hook
from .tools import log_mask

# In every process that loads the addon: workers, jobs, shells.
log_mask.install()
