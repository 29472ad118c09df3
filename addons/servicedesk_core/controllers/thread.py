# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal_thread import PortalChatter


class ServicedeskThread(PortalChatter):
    """Odoo's own routes of the conversation, as strict as the pages of the suite."""

    @classmethod
    def _get_thread_with_access_for_post(cls, thread_model, thread_id, **kwargs):
        """A ticket's token lets its holder read; to write one needs an account."""
        if thread_model == "servicedesk.ticket":
            kwargs = {}
        return super()._get_thread_with_access_for_post(
            thread_model, thread_id, **kwargs
        )

    def _setup_portal_message_fetch_extra_domain(self, data):
        """A public message that was hidden again stays hidden, token or not."""
        domain = Domain(super()._setup_portal_message_fetch_extra_domain(data))
        if request.env["servicedesk.ticket"]._is_desk_user():
            return domain
        return domain & (
            Domain("model", "!=", "servicedesk.ticket")
            | Domain("is_internal", "=", False)
        )
