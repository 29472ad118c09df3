# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.urls import url_encode

from odoo import models


class ServicedeskTicket(models.Model):
    """Where links to a ticket lead, and who gets one that opens without a login."""

    _inherit = "servicedesk.ticket"

    def _compute_access_url(self):
        super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/tickets/{ticket.id}"

    def _portal_ensure_token(self):
        """Return the portal token for a share link somebody asks for on purpose."""
        # sudo: servicedesk.ticket - the token is hidden from all but administrators
        return super(ServicedeskTicket, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        # sudo: servicedesk.ticket - the token is hidden from all but administrators
        return super(ServicedeskTicket, self.sudo())._sign_token(pid)

    def get_portal_url(
        self,
        suffix=None,
        report_type=None,
        download=None,
        query_string=None,
        anchor=None,
    ):
        """Return the address of the ticket's page, without the permanent key.

        Odoo puts the token into it for whoever asks, by RPC too, and asks nobody
        whether he may read the ticket.
        """
        self.ensure_one()
        self.check_access("read")
        query = {"report_type": report_type, "download": "true" if download else None}
        words = url_encode({key: value for key, value in query.items() if value})
        words += query_string or ""
        return "".join(
            (
                self.access_url,
                suffix or "",
                f"?{words.lstrip('&')}" if words else "",
                f"#{anchor}" if anchor else "",
            )
        )

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """Give the permanent key only to those who work on the ticket.

        For everybody else the link is plain: who opens it logs in.
        """
        self.check_access("read")
        if not self.has_access("write"):
            share_token, signup_partner, pid = False, False, None
        # sudo: servicedesk.ticket - Odoo reads the token to see whether there is one
        return super(ServicedeskTicket, self.sudo())._get_share_url(
            redirect=redirect,
            signup_partner=signup_partner,
            pid=pid,
            share_token=share_token,
        )

    def _get_access_action(self, access_uid=None, force_website=False):
        """Lead requesters to the page, without a token: they are logged in.

        Colleagues outside the desk are requesters; its form is not for them.
        """
        user = self.env["res.users"].browse(access_uid) or self.env.user
        outside = not self.with_user(user)._is_desk_user()
        action = super()._get_access_action(
            access_uid=access_uid, force_website=force_website or outside
        )
        if action.get("type") == "ir.actions.act_url":
            action["url"] = self.access_url
        return action
