# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools
from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all


class MailAlias(models.Model):
    _inherit = "mail.alias"

    @api.model
    @tools.ormcache()
    def _get_own_addresses(self):
        """Return all addresses that this database itself receives at, or sends from.

        Aliases of every model, catchall, bounces, default senders. What is mailed
        there comes back in as a new request: asked at every mail that goes out.
        """
        # sudo: mail.alias, mail.alias.domain - the gate asks, whoever writes
        aliases = self.sudo().search([("alias_name", "!=", False)])
        domains = self.env["mail.alias.domain"].sudo().search_fetch([], ["name"])
        found = aliases.mapped("alias_full_name")
        for domain in domains:
            found += [
                domain.catchall_email,
                domain.bounce_email,
                domain.default_from_email,
            ]
        return frozenset(filter(None, map(email_normalize, filter(None, found))))

    @api.model
    def _is_own(self, address):
        """Return whether ``address`` holds one of our own, however it is written."""
        own = self._get_own_addresses()
        return any(plain in own for plain in email_normalize_all(address or ""))
