# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ..tools import arguments

SHOWN = 5


class ServicedeskMailSpam(models.TransientModel):
    """Asks whom to block when tickets, or mails, are marked as spam.

    Nobody, unless told. Mails are for dispatchers; agents mark their tickets.
    """

    _name = "servicedesk.mail.spam"
    _description = "Mark as Spam"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket", default=lambda self: self._default_ticket_ids()
    )
    intake_ids = fields.Many2many(
        "servicedesk.mail.intake",
        string="Mails",
        groups="servicedesk_core.group_servicedesk_dispatcher",
        default=lambda self: self._default_intake_ids(),
    )
    ticket_count = fields.Integer(compute="_compute_senders")
    senders = fields.Char(compute="_compute_senders", help="Who sent the mails.")
    may_block = fields.Boolean(compute="_compute_may_block")
    block = fields.Selection(
        [
            ("nobody", "Nobody"),
            ("address", "This Address"),
            ("domain", "Everybody at Its Domain"),
        ],
        required=True,
        default="nobody",
        help="Later mails of who is blocked are parked in the mail intake.",
    )

    def _default_ticket_ids(self):
        return self._get_active_ids("servicedesk.ticket")

    def _default_intake_ids(self):
        return self._get_active_ids("servicedesk.mail.intake")

    def _get_active_ids(self, model):
        """Return the ids of the records that it was opened for, or False."""
        if self.env.context.get("active_model") != model:
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    def _get_mails(self):
        """Return the mails; for who reads no mail intake, none."""
        mails = self.env["servicedesk.mail.intake"]
        return self.intake_ids if mails.has_access("read") else mails

    @api.depends("ticket_ids", "intake_ids")
    def _compute_senders(self):
        for wizard in self:
            # As the one who asks: a dialog tells of nothing that he does not read.
            tickets = wizard.ticket_ids._filtered_access("read")
            mails = wizard._get_mails()._filtered_access("read")
            senders = [ticket._get_spam_sender() for ticket in tickets[:SHOWN]]
            senders += [
                mails._get_sender({"email_from": mail.email_from})
                for mail in mails[:SHOWN]
            ]
            wizard.ticket_count = len(wizard.ticket_ids)
            names = ", ".join(dict.fromkeys(filter(None, senders)))
            more = max(len(tickets), len(mails)) > SHOWN
            wizard.senders = f"{names}, …" if more else names

    @api.depends("ticket_ids")
    def _compute_may_block(self):
        allowed = self.env["servicedesk.mail.sender"].has_access("create")
        for wizard in self:
            wizard.may_block = allowed

    def action_apply(self):
        """Mark the tickets, all or none; or the mails, each by itself.

        :raise UserError: as ``action_mark_spam`` of these; for neither.
        """
        self.ensure_one()
        block = "" if self.block == "nobody" else self.block
        close = {"type": "ir.actions.act_window_close"}
        if self.ticket_ids:
            self.ticket_ids.action_mark_spam(block)
            return close
        summary = self._get_mails()._do_on_each("action_mark_spam", block=block)
        summary["params"]["next"] = close
        return summary
