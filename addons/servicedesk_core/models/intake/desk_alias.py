# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval

from odoo import api, models, tools

from ...tools import mail_thread
from .mail_message import TICKET

# Besides what changes whom a mail is for: what else routing remembers.
REMEMBERED = frozenset({"alias_contact"})


class MailAlias(models.Model):
    """Whose address is whose, remembered: asked for every recipient of every mail."""

    _inherit = "mail.alias"

    @api.model
    def _find_desk(self, address):
        """Return (alias id or False, tag) of the desk that an address reaches.

        :param str address: plain, in small letters.
        """
        alias_id = self._find_desk_alias(address)
        plain, tag = mail_thread.split_tag(address)
        if not alias_id or not tag:
            return alias_id, ""
        exact = self._find_desk_alias(plain) != alias_id
        return alias_id, "" if exact else tag

    @api.model
    @tools.ormcache()
    def _get_desk_facts(self):
        """Return {alias id: what routing asks of it} of the aliases of teams.

        Those of other models of the suite are routed as Odoo does.
        """
        # sudo: mail.alias - the gate asks, whoever delivers
        aliases = self.sudo().browse(set(self._get_desk_aliases().values()))
        facts = {}
        for alias in aliases.filtered(lambda each: each.alias_model_id.model == TICKET):
            defaults = literal_eval(alias.alias_defaults or "{}")
            facts[alias.id] = {
                "alias_id": alias.id,
                "thread_id": alias.alias_force_thread_id,
                "defaults": defaults,
                "team_id": defaults.get("team_id", False),
                "contact": alias.alias_contact,
            }
        return facts

    @api.model
    @tools.ormcache()
    def _get_other_aliases(self):
        """Return {plain address: alias id} of what is not the desk's."""
        # sudo: mail.alias - the gate asks, whoever delivers
        aliases = self.sudo().search(
            [
                ("alias_model_id.model", "not =like", "servicedesk.%"),
                ("alias_name", "!=", False),
            ]
        )
        known = {}
        for alias in aliases:
            if alias.alias_full_name:
                known[alias.alias_full_name.lower()] = alias.id
            if alias.alias_incoming_local:
                known[alias.alias_name.lower()] = alias.id
        return known

    @api.model
    def _find_other_alias(self, address):
        """Return the id of the alias of another module that an address reaches.

        :param str address: plain, in small letters.
        """
        known = self._get_other_aliases()
        local, _at, domain = address.rpartition("@")
        if address not in known and local in known and self._counts_in_domain(domain):
            return known[local]
        return known.get(address, False)

    def write(self, vals):
        result = super().write(vals)
        if REMEMBERED & vals.keys():
            self.env.registry.clear_cache()
        return result
