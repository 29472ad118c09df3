# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    base_language_import,
    field_access,
    ir_demo,
    ir_fields_converter,
    ir_module_module,
    ir_sequence,
    mail_thread,
    servicedesk_cached_mixin,
    servicedesk_import_mixin,
    servicedesk_tree_mixin,
)
