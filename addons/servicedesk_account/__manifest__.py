# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
{
    "name": "Service Desk Vendor Bills",
    "version": "19.0.1.6.0",
    "summary": "Decided work of contractors becomes a draft vendor bill",
    "category": "Services/Service Desk",
    "author": "Service Desk contributors",
    "license": "LGPL-3",
    "depends": ["servicedesk_core", "account"],
    "data": ["views/servicedesk_work_order_views.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
