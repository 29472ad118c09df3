# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
{
    "name": "Service Desk Portal",
    "version": "19.0.1.6.0",
    "summary": "Requesters ask, follow, answer and confirm in the portal",
    "category": "Services/Service Desk",
    "author": "Service Desk contributors",
    "license": "LGPL-3",
    "depends": ["servicedesk_core"],
    "external_dependencies": {"python": ["python-magic"]},
    "data": [
        "views/portal_templates.xml",
        "views/ticket_list_templates.xml",
        "views/ticket_page_templates.xml",
        "views/ticket_new_templates.xml",
        "views/answer_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": ["servicedesk_portal/static/src/**/*"],
        "web.assets_tests": ["servicedesk_portal/static/tests/tours/**/*"],
    },
}
