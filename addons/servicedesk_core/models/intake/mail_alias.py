# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools

# What changes whom a mail is for.
ADDRESSING = frozenset(
    {
        "alias_name",
        "alias_domain_id",
        "alias_model_id",
        "alias_defaults",
        "alias_force_thread_id",
        "alias_incoming_local",
    }
)


class MailAlias(models.Model):
    _inherit = "mail.alias"

    @api.model
    @tools.ormcache()
    def _get_desk_aliases(self):
        """Return {plain address: alias id} of the desk: asked at every mail.

        An alias that counts in every domain is known by its local part alone.
        """
        # sudo: mail.alias - the gate asks, whoever delivers
        aliases = self.sudo().search(
            [
                ("alias_model_id.model", "=like", "servicedesk.%"),
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

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        self.env.registry.clear_cache()
        return aliases

    def write(self, vals):
        result = super().write(vals)
        if ADDRESSING & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result
