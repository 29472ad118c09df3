# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from copy import deepcopy
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.attempt import attempt
from .ticket_merge import UNDO

# When to look for what was written while a ticket was being merged.
SOON = timedelta(minutes=1)


class ServicedeskTicket(models.Model):
    """What is written to a merged ticket goes where the work goes on.

    A mail that answers the merged ticket, and a requester's message on it, land on the
    survivor. Of another customer they stay on his own ticket, and the survivor gets a
    hidden copy. What somebody wrote in the very moment of the merge is gathered soon
    after it: nothing that is said is lost, whoever was first.
    """

    _inherit = "servicedesk.ticket"

    def message_post(self, **kwargs):
        """Let requesters go on talking where the work goes on.

        :raise UserError: when the desk answers on a ticket where nobody looks.
        """
        # sudo: servicedesk.ticket - where it went, whoever may read that
        merged = len(self) == 1 and bool(self.sudo().merged_into_id)
        if not merged or self.env.context.get("servicedesk_answer"):
            return super().message_post(**kwargs)
        if not self.env.su and self.has_access("write"):
            self._check_answers_here(kwargs)
            return super().message_post(**kwargs)
        if self._is_merged_together():
            survivor = self._get_survivor()
            if self.env.su or survivor.has_access("read"):
                return survivor.message_post(**kwargs)
        message = super().message_post(**kwargs)
        # sudo: servicedesk.ticket - the desk gets to know what its customer writes
        self.sudo()._gather_late()
        return message

    def _check_answers_here(self, values):
        """Raise when a colleague answers the requester on a merged ticket."""
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        public = values.get("subtype_xmlid") == "mail.mt_comment"
        if public or values.get("subtype_id") == comment_id:
            # sudo: servicedesk.ticket - a number is no secret
            raise UserError(
                self.env._(
                    "%(ticket)s was merged into %(other)s; please answer there.",
                    ticket=self.number,
                    other=self._get_survivor().sudo().number,
                )
            )

    def _is_merged_together(self):
        """Return whether what is said on this ticket may be said on its survivor."""
        # sudo: servicedesk.ticket - requesters do not read the facts
        ticket, seen = self.sudo(), set()
        while ticket.merged_into_id and ticket.id not in seen:
            seen.add(ticket.id)
            if not (ticket.merge_facts or {}).get("together"):
                return False
            ticket = ticket.merged_into_id
        return True

    # ------------------------------------------------------------------
    # What came too late
    # ------------------------------------------------------------------

    @api.model
    def _plan_late_round(self):
        """Have late words gathered when all who were writing just now are done."""
        # sudo: ir.cron - agents plan no jobs, but this one follows from their deed
        cron = self.env.ref(
            "servicedesk_core.ir_cron_gather_merged", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger(at=fields.Datetime.now() + SOON)

    @api.model
    def _cron_gather_merged(self):
        """Bring what was written to tickets merged of late to where they go on."""
        since = fields.Datetime.now() - UNDO
        merged = self.search(
            [("merged_into_id", "!=", False), ("date_closed", ">=", since)], order="id"
        )

        def gather(tickets):
            for ticket in tickets:
                ticket._gather_late()

        # One that fails keeps its words for the next round, and stops no other.
        attempt(self.env, merged, gather)

    def _gather_late(self):
        """Bring late public words to the survivor; called in superuser mode.

        Along several merges from ticket to ticket, as if each had been merged with
        them: so each merge can be taken back by itself.
        """
        self.ensure_one()
        words, ticket, passed = self._find_late(), self, set()
        while words and ticket.merged_into_id and ticket.id not in passed:
            passed.add(ticket.id)
            words = ticket._pass_on(words)
            ticket = ticket.merged_into_id
        if words:
            ticket._tell_colleagues(
                self.env._(
                    "There is an answer to %(ticket)s, which was merged into this one.",
                    ticket=self.number,
                )
            )

    def _find_late(self):
        """Return what is said on this merged ticket and was not passed on yet."""
        facts = self.merge_facts or {}
        if not facts:
            return self.env["mail.message"]
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("subtype_id", "=", comment_id),
                ("message_type", "in", ("comment", "email")),
                ("id", "not in", [facts.get("told") or 0, *facts.get("copied", ())]),
            ],
            order="id",
        )

    def _pass_on(self, words):
        """Give words to the ticket that this one was merged into.

        :return: what that one got: the words, or of another customer copies of them.
        """
        target, facts = self.merged_into_id, deepcopy(self.merge_facts or {})
        if facts.get("together"):
            words.write({"res_id": target.id})
            words.attachment_ids.filtered(
                lambda file: (file.res_model, file.res_id) == (self._name, self.id)
            ).write({"res_id": target.id})
            facts["messages"] = [*facts.get("messages", ()), *words.ids]
        else:
            facts["copied"] = [*facts.get("copied", ()), *words.ids]
            words = words.browse(self._copy_conversation(target, words))
            facts["copies"] = [*facts.get("copies", ()), *words.ids]
        self._write_deed({"merge_facts": facts})
        return words
