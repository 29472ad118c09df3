# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...tools import mail_address, mail_envelope, mail_kind, mail_preview
from .intake_thread import plain_address
from .mail_message import TICKET

# So much of a page is looked at; its first words are among that.
LOOKED_AT = 8000
QUOTED = re.compile(r"<blockquote|<[^<>]{1,200}gmail_quote", re.IGNORECASE)
# Odoo's own parameters and their defaults.
LOOP_PARAMETERS = {
    "mail.gateway.loop.minutes": 120,
    "mail.gateway.loop.threshold": 20,
}


class ServicedeskMailIntake(models.Model):
    """Keep from the desk what no person wrote to it: parked, with a reason."""

    _inherit = "servicedesk.mail.intake"

    sender_key = fields.Char(readonly=True, help="What floods are counted by.")
    opened = fields.Boolean(readonly=True, help="Whether a ticket was made of it.")

    _sender_idx = models.Index("(sender_key, create_date) WHERE sender_key IS NOT NULL")

    def _screen_mail(self, message, values):
        """Return (reason, detail) of a mail to be parked, or None."""
        if self.env.context.get("servicedesk_by_hand"):
            return None
        sender = self._get_sender(values)
        kinds = self._get_sender_kinds(message, values)
        kind = self._weigh(kinds)
        verdict = mail_kind.classify(
            message,
            sender,
            values.get("subject"),
            self.env["servicedesk.mail.sender"]._get_own_addresses(),
            trusted=kind in ("allowed", "fax"),
            words=self._get_first_words(values),
        )
        if verdict and verdict[0] == "list" and self._is_allowed_list(message):
            verdict = None
        if verdict and verdict[0] == "bounce":
            self._note_bounce(message, values)
        if not verdict and kind == "blocked":
            verdict = ("blocked", _find_key(kinds, "blocked"))
        return verdict

    def _get_first_words(self, values):
        """Return how the text of a mail begins, without what it quotes."""
        body = str(values.get("body") or "")[:LOOKED_AT]
        return mail_preview.to_words(QUOTED.split(body, maxsplit=1)[0])

    def _screen_routes(self, message, values, routes):
        """Return (reason, detail) of a mail to be parked for where it goes, or None.

        So many new tickets by mail of one sender in so many minutes, or so many of his
        mails on one ticket, are a loop: counted as Odoo counts, but nothing is dropped.
        """
        if self.env.context.get("servicedesk_by_hand"):
            return None
        sender = self._get_sender(values)
        if self._get_sender_kind(message, values) in ("allowed", "fax"):
            return None
        minutes, most = (self._get_number(*item) for item in LOOP_PARAMETERS.items())
        since = self.env.cr.now() - timedelta(minutes=minutes)
        by_model = {}
        for model, thread_id, *_rest in routes or ():
            by_model.setdefault(model, []).append(thread_id)
        for model, thread_ids in by_model.items():
            if not hasattr(self.env[model], "_detect_loop_sender_domain"):
                continue
            there = [thread_id for thread_id in thread_ids if thread_id]
            if (
                len(there) < len(thread_ids)
                and self._count_new(model, values, since, most) >= most
                or there
                and self._count_answers(model, there, values, since, most) >= most
            ):
                return "flood", self.env._(
                    "%(sender)s: more than %(count)s in %(minutes)s minutes",
                    sender=sender or values.get("email_from") or "",
                    count=most,
                    minutes=minutes,
                )
        return None

    def _count_new(self, model, values, since, most):
        """Return how many records a sender's mails made, at most ``most``.

        His tags are his; who gives no address is counted with his like.
        """
        if model == TICKET:
            domain = self._get_loop_domain(values, since)
            return self.search_count(domain & Domain("opened", "=", True), limit=most)
        sender = self._get_sender(values)
        if not sender:
            return 0
        # sudo: any thread - the gate counts, whoever delivers
        records = self.env[model].sudo()
        domain = records._detect_loop_sender_domain(sender)
        if not domain:
            return 0
        domain = Domain("create_date", ">=", since) & Domain(domain)
        return records.search_count(domain, limit=most)

    def _count_answers(self, model, ids, values, since, most):
        """Return how many mails of a sender one record has, at most about ``most``."""
        if model == TICKET:
            domain = self._get_loop_domain(values, since)
            domain &= Domain("ticket_id", "in", ids)
            groups = self._read_group(domain, ["ticket_id"], ["__count"])
            return max((count for _ticket, count in groups), default=0)
        mine = Domain("email_from", "in", self._get_spellings(values))
        if values.get("author_id"):
            mine = Domain("author_id", "=", values["author_id"])
        domain = mine & Domain(
            [
                ("model", "=", model),
                ("res_id", "in", ids),
                ("create_date", ">=", since),
                ("message_type", "=", "email"),
            ]
        )
        # sudo: mail.message - the gate counts, whoever delivers
        messages = self.env["mail.message"].sudo()
        groups = messages._read_group(domain, ["res_id"], ["__count"])
        return max((count for _res_id, count in groups), default=0)

    def _get_sender_facts(self, values, routes):
        """Keep with a mail what its sender's next one is counted by."""
        facts = super()._get_sender_facts(values, routes)
        opened = any(route[0] == TICKET and not route[1] for route in routes)
        return facts | {"sender_key": self._get_sender_key(values), "opened": opened}

    def _get_loop_domain(self, values, since):
        return Domain(
            [
                ("sender_key", "=", self._get_sender_key(values)),
                ("create_date", ">=", since),
                ("state", "=", "done"),
            ]
        )

    def _get_sender_key(self, values):
        """Return what a sender is counted by; without one, the mailbox."""
        sender = self._get_sender(values)
        if not sender:
            return f"@{self.fetchmail_server_id.id or 0}"
        return mail_address.strip_tag(sender)

    def _get_number(self, name, default):
        # sudo: ir.config_parameter - the gate asks, whoever delivers
        value = self.env["ir.config_parameter"].sudo().get_param(name)
        try:
            return max(int(value or default), 1)
        except ValueError:
            return default

    # ------------------------------------------------------------------
    # Who writes, and to whom
    # ------------------------------------------------------------------

    def _get_sender(self, values):
        """Return the plain address of the sender, or False."""
        return plain_address(values.get("email_from")) or False

    def _get_spellings(self, values):
        """Return the sender as Odoo may have kept him on his other mails."""
        spellings = {values.get("email_from"), self._get_sender(values)}
        return [spelling for spelling in spellings if spelling]

    def _get_sender_kind(self, message, values):
        """Return what is on the lists about the sender: a key of KINDS, or False."""
        return self._weigh(self._get_sender_kinds(message, values))

    def _weigh(self, kinds):
        """Return what counts of senders' kinds: one who is blocked, else the first."""
        if "blocked" in kinds.values():
            return "blocked"
        return next(iter(kinds.values()), False)

    def _get_sender_kinds(self, message, values):
        """Return {address: what is on the lists about it}, the sender's own first.

        Whoever else From names is one of them: nobody passes by adding another.
        """
        senders = self.env["servicedesk.mail.sender"]
        allowed = senders._get_gateway_allowed()
        companies = self._get_addressed_companies(values)
        head = self._get_head(message)
        found = [self._find_sender(head, values), self._get_sender(values)]
        kinds = {}
        for address in filter(None, [*found, *mail_envelope.sender_addresses(head)]):
            kind = senders._find_kind(address, companies)
            if kind in (False, "blocked") and address in allowed:
                kind = "allowed"
            kinds[address] = kind
        return kinds

    def _is_allowed_list(self, message):
        """Return whether a list's own address is one that is always let in."""
        senders = self.env["servicedesk.mail.sender"]
        allowed = senders._get_gateway_allowed()
        return any(
            address in allowed or senders._find_kind(address) == "allowed"
            for address in mail_kind.list_addresses(message)
        )

    def _get_addressed_companies(self, values):
        """Return the ids of the companies whose desks a mail is for; costs nothing."""
        if not self.env["servicedesk.mail.sender"]._get_rules():
            return set()
        teams = self._get_desk_teams()
        named = " ".join(
            str(values.get(name) or "") for name in ("to", "cc", "recipients")
        )
        names = [
            name
            for address in mail_kind.find_addresses(named)
            for name in (address, address.partition("@")[0])
        ]
        found = {teams[name][1] for name in names if name in teams}
        return found or set(self.company_id.ids)

    # ------------------------------------------------------------------
    # Returned mail
    # ------------------------------------------------------------------

    def _note_bounce(self, message, values):
        """Mark what we mailed as returned, as Odoo does; and name the ticket."""
        if not values.get("is_bounce"):
            return
        self.env["mail.thread"]._routing_handle_bounce(message, values)
        bounced = values.get("bounced_message")
        if bounced and bounced.model == "servicedesk.ticket" and bounced.res_id:
            self.ticket_id = self.env[bounced.model].browse(bounced.res_id).exists()

    # ------------------------------------------------------------------
    # Fax machines
    # ------------------------------------------------------------------

    def _deliver(self, message, values, routes):
        """Say that a mail is a fax to whatever makes a ticket of it."""
        if self._get_sender_kind(message, values) == "fax":
            self = self.with_context(servicedesk_fax=True)
        return super()._deliver(message, values, routes)


def _find_key(kinds, wanted):
    return next(key for key, kind in kinds.items() if kind == wanted)
