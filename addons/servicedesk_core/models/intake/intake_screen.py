# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...tools import mail_kind

# Odoo's own parameters and their defaults.
LOOP_PARAMETERS = {
    "mail.gateway.loop.minutes": 120,
    "mail.gateway.loop.threshold": 20,
}


class ServicedeskMailIntake(models.Model):
    """Keep from the desk what no person wrote to it: parked, with a reason."""

    _inherit = "servicedesk.mail.intake"

    def _screen_mail(self, message, values):
        """Return (reason, detail) of a mail to be parked, or None."""
        if self.env.context.get("servicedesk_by_hand"):
            return None
        sender = self._get_sender(values)
        kind = self._get_sender_kind(values)
        verdict = mail_kind.classify(
            message,
            sender,
            values.get("subject"),
            self.env["servicedesk.mail.sender"]._get_own_addresses(),
            trusted=kind in ("allowed", "fax"),
        )
        if verdict and verdict[0] == "list" and self._is_allowed_list(message):
            verdict = None
        if verdict and verdict[0] == "bounce":
            self._note_bounce(message, values)
        if not verdict and kind == "blocked":
            verdict = ("blocked", sender)
        return verdict

    def _screen_routes(self, message, values, routes):
        """Return (reason, detail) of a mail to be parked for where it goes, or None.

        So many new tickets by mail of one sender in so many minutes, or so many of his
        mails on one ticket, are a loop: counted as Odoo counts, but nothing is dropped.
        """
        if self.env.context.get("servicedesk_by_hand"):
            return None
        sender = self._get_sender(values)
        if not sender or self._get_sender_kind(values) in ("allowed", "fax"):
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
                and self._count_new(model, sender, since, most) >= most
                or there
                and self._count_answers(model, there, values, since, most) >= most
            ):
                return "flood", self.env._(
                    "%(sender)s: more than %(count)s in %(minutes)s minutes",
                    sender=sender,
                    count=most,
                    minutes=minutes,
                )
        return None

    def _count_new(self, model, sender, since, most):
        """Return how many records a sender's mails made, at most ``most``."""
        # sudo: any thread - the gate counts, whoever delivers
        records = self.env[model].sudo()
        domain = records._detect_loop_sender_domain(sender)
        if not domain:
            return 0
        domain = Domain("create_date", ">=", since) & Domain(domain)
        return records.search_count(domain, limit=most)

    def _count_answers(self, model, ids, values, since, most):
        """Return how many mails of a sender one record has, at most about ``most``."""
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
        return email_normalize(values.get("email_from") or "", strict=False)

    def _get_spellings(self, values):
        """Return the sender as Odoo may have kept him on his other mails."""
        spellings = {values.get("email_from"), self._get_sender(values)}
        return [spelling for spelling in spellings if spelling]

    def _get_sender_kind(self, values):
        """Return what is on the lists about the sender: a key of KINDS, or False."""
        senders = self.env["servicedesk.mail.sender"]
        sender = self._get_sender(values)
        kind = senders._find_kind(sender, self._get_addressed_companies(values))
        if kind in (False, "blocked") and sender in senders._get_gateway_allowed():
            return "allowed"
        return kind

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
        if self._get_sender_kind(values) == "fax":
            self = self.with_context(servicedesk_fax=True)
        return super()._deliver(message, values, routes)
