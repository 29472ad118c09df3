# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import arguments, mail_provider

KINDS = [
    ("blocked", "Blocked"),
    ("allowed", "Always Let In"),
    ("fax", "Fax Machine"),
]


class ServicedeskMailSender(models.Model):
    """What is done with the mail of a sender, or of everybody at a domain.

    An address counts before its domain, a company's own line before a shared one.
    """

    _name = "servicedesk.mail.sender"
    _inherit = "servicedesk.cached.mixin"
    _description = "Mail Sender"
    _order = "name, id"

    name = fields.Char(
        string="Address or Domain",
        required=True,
        help="One of: till@shop.example.com, or shop.example.com for everybody there."
        " Domains below it are other domains.",
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="blocked",
        help="Blocked: parked in the mail intake. Always let in: never parked for"
        " being sent by a program, a list or too often, as monitoring systems write."
        " Fax machine: let in likewise, as a ticket of the channel Fax, and never"
        " answered by the desk itself.",
    )
    note = fields.Char(help="Why, for colleagues.")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: for the desks of all companies.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))",
        "This sender is on the list already, perhaps among those archived.",
    )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize(vals) for vals in vals_list])

    def write(self, vals):
        """Dispatchers block; what is let in is a manager's decision.

        :raise AccessError: when a line would become one the user may not write.
        """
        result = super().write(self._normalize(vals))
        if not self.env.su:
            self.check_access("write")
        return result

    @api.model
    def _normalize(self, vals):
        """Keep each line in the form it is compared in.

        :raise ValidationError: when it is neither an address nor a domain.
        """
        if "name" not in vals:
            return vals
        try:
            return vals | {"name": mail_provider.normalize(vals["name"])}
        except ValueError:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is neither a mail address nor a domain such as"
                    " shop.example.com.",
                    text=vals["name"],
                )
            ) from None

    @api.constrains("name", "kind")
    def _check_name(self):
        """Refuse what would shut out, or let in, people nobody thought of.

        :raise ValidationError: saying whom.
        """
        own = self._get_own_addresses()
        for sender in self:
            if "@" not in sender.name and mail_provider.is_public(sender.name):
                raise ValidationError(
                    self.env._(
                        "Anybody may have an address at %(domain)s: customers, too."
                        " Name the one address instead.",
                        domain=sender.name,
                    )
                )
            if sender.kind == "blocked":
                sender._check_may_be_blocked(own)

    def _check_may_be_blocked(self, own):
        mine = self.name in own or any(
            one.endswith(f"@{self.name}") for one in own if "@" in one
        )
        if mine:
            raise ValidationError(
                self.env._(
                    "%(name)s is the service desk's own and cannot be blocked.",
                    name=self.name,
                )
            )
        colleague = self._find_colleague()
        if colleague:
            raise ValidationError(
                self.env._(
                    "%(name)s is the address of a colleague, or of colleagues"
                    " (%(colleague)s), and cannot be blocked.",
                    name=self.name,
                    colleague=colleague.name,
                )
            )

    def _find_colleague(self):
        """Return a user of the house whom this line is about, or none."""
        people = Domain("login", "=ilike", tools.escape_psql(self.name))
        if "@" in self.name:
            people |= Domain("partner_id.email_normalized", "=", self.name)
        else:
            ending = f"%@{tools.escape_psql(self.name)}"
            people |= Domain("partner_id.email_normalized", "=ilike", ending)
            people |= Domain("login", "=ilike", ending)
        # sudo: res.users - a colleague of another company is one, too
        users = self.env["res.users"].sudo()
        return users.search(Domain("share", "=", False) & people, limit=1)

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_rules(self):
        """Return {address or domain: ((company id or False, kind), …)}; cached."""
        # sudo: servicedesk.mail.sender - the gate asks, whoever delivers
        rows = self.sudo().search_fetch([], ["name", "company_id", "kind"])
        rules = {}
        for row in rows:
            rules.setdefault(row.name, []).append((row.company_id.id, row.kind))
        return {name: tuple(lines) for name, lines in rules.items()}

    @api.model
    def _find_kind(self, address, company_ids=()):
        """Return what is done with an address's mail: a key of KINDS, or False.

        :param company_ids: of the desks it is for; none: not known, all count.

        Who is blocked in one company but not in another reaches that one.
        """
        rules = self._get_rules()
        if not rules or not address:
            return False
        names = mail_provider.names_of(address)
        lines = [rules.get(name, ()) for name in names]
        known = {company for found in lines for company, _kind in found}
        companies = set(company_ids) or known
        kinds = {self._choose(lines, company) for company in companies}
        for kind in ("allowed", "fax"):
            if kind in kinds:
                return kind
        return "blocked" if kinds == {"blocked"} else False

    @api.model
    def _choose(self, lines, company):
        for found in lines:
            by_company = dict(found)
            for key in (company, False):
                if key in by_company:
                    return by_company[key]
        return False

    @api.model
    @tools.ormcache()
    def _get_own_addresses(self):
        """Return the desk's addresses and those Odoo sends from; cached.

        Local parts alone where an alias counts in every domain.
        """
        # sudo: mail.alias.domain - the gate asks, whoever delivers
        domains = self.env["mail.alias.domain"].sudo().search_fetch([], ["name"])
        own = set(self.env["mail.alias"]._get_desk_aliases())
        for domain in domains:
            own |= {
                domain.bounce_email,
                domain.catchall_email,
                domain.default_from_email,
            }
        return frozenset(one.lower() for one in own if one)

    @api.model
    @tools.ormcache()
    def _get_gateway_allowed(self):
        """Return the addresses on Odoo's own list of allowed senders; cached."""
        # sudo: mail.gateway.allowed - the gate asks, whoever delivers
        rows = self.env["mail.gateway.allowed"].sudo()
        rows = rows.search_fetch([], ["email_normalized"])
        return frozenset(row for row in rows.mapped("email_normalized") if row)

    # ------------------------------------------------------------------
    # Blocking
    # ------------------------------------------------------------------

    @api.model
    def _check_block(self, block):
        """Return what is to be blocked: "", "address" or "domain".

        :raise UserError: for anything else.
        """
        block = arguments.text(self.env, block, "block")
        if block not in ("", "address", "domain"):
            raise UserError(self.env._("“block” must be empty, “address” or “domain”."))
        return block

    @api.model
    def _block(self, names, company):
        """Put senders on the list of a company, as the current user.

        :raise AccessError: unless he is a dispatcher.
        :raise ValidationError: for who is let in on purpose, or cannot be blocked.
        """
        if not self.has_access("create"):
            raise AccessError(
                self.env._("Senders are blocked by dispatchers and managers.")
            )
        for name in dict.fromkeys(
            self._normalize({"name": one})["name"] for one in names
        ):
            lines = self.with_context(active_test=False).search(
                [("name", "=", name), ("company_id", "in", (company.id, False))]
            )
            other = lines.filtered(lambda line: line.active and line.kind != "blocked")
            if other:
                raise ValidationError(
                    self.env._(
                        "%(name)s is let in on purpose; ask a manager to change that.",
                        name=name,
                    )
                )
            if lines.filtered("active"):
                continue
            own = lines.filtered("company_id")
            if own:
                own.write({"active": True, "kind": "blocked"})
            else:
                self.create({"name": name, "company_id": company.id})
        return True
