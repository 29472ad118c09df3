# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools
from odoo.fields import Domain

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
DESK = Domain("alias_model_id.model", "=like", "servicedesk.%")


class MailAlias(models.Model):
    """Know the desk's addresses without asking the database at every mail."""

    _inherit = "mail.alias"

    @api.model
    @tools.ormcache()
    def _get_desk_aliases(self):
        """Return {plain address: alias id} of the desk: asked at every mail.

        An alias that counts in every domain is known by its local part as well; one
        without a domain that does not count everywhere gets no mail (as in Odoo).
        """
        # sudo: mail.alias - the gate asks, whoever delivers
        aliases = self.sudo().search(DESK & Domain("alias_name", "!=", False))
        known = {}
        for alias in aliases:
            if alias.alias_domain_id:
                known[alias.alias_full_name.lower()] = alias.id
            if alias.alias_incoming_local:
                known[alias.alias_name.lower()] = alias.id
        return known

    @api.model
    @tools.ormcache()
    def _get_tagged_aliases(self):
        """Return the addresses of other modules that only look like a tagged one."""
        # sudo: mail.alias - the gate asks, whoever delivers
        aliases = self.sudo().search(~DESK & Domain("alias_name", "like", "+"))
        return frozenset(aliases.filtered("alias_full_name").mapped("alias_full_name"))

    @api.model
    @tools.ormcache()
    def _get_alias_domains(self):
        """Return the names of all domains that aliases have here."""
        # sudo: mail.alias.domain - the gate asks, whoever delivers
        domains = self.env["mail.alias.domain"].sudo().search_fetch([], ["name"])
        return frozenset(name.lower() for name in domains.mapped("name") if name)

    @api.model
    def _counts_in_domain(self, domain):
        """Return whether aliases that count in every domain count in this one."""
        # sudo: ir.config_parameter - whoever delivers, the setting counts
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = parameters.get_param("mail.catchall.domain.allowed") or ""
        names = {name.strip().lower() for name in allowed.split(",") if name.strip()}
        return not names or domain in names or domain in self._get_alias_domains()

    @api.model
    def _find_desk_alias(self, address):
        """Return the id of the desk's alias that an address reaches, or False.

        ``desk+tag@`` reaches ``desk@``, unless it is somebody's address by itself
        (RFC 5233).

        :param str address: plain, in small letters.
        """
        known = self._get_desk_aliases()
        local, _at, domain = address.rpartition("@")
        plain = local.partition("+")[0]
        is_tagged = plain != local and address not in self._get_tagged_aliases()
        for name in (local, plain) if is_tagged else (local,):
            found = known.get(f"{name}@{domain}")
            if not found and name in known and self._counts_in_domain(domain):
                found = known[name]
            if found:
                return found
        return False

    @api.model
    def _is_of_other_module(self, addresses):
        """Return whether one of these addresses is an alias that is not the desk's."""
        locals_ = {
            address.rpartition("@")[0]
            for address in addresses
            if self._counts_in_domain(address.rpartition("@")[2])
        }
        named = Domain("alias_full_name", "in", list(addresses)) | (
            Domain("alias_name", "in", list(locals_))
            & Domain("alias_incoming_local", "=", True)
        )
        # sudo: mail.alias - the gate asks, whoever delivers
        return bool(self.sudo().search_count(~DESK & named, limit=1))

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Neither invalidate an alias nor write to anybody while the desk works.

        What failed is kept and shown to the desk: its customer did nothing wrong.
        """
        if self.env.context.get("servicedesk_intake"):
            return
        super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )

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
