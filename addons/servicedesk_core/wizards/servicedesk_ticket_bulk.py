# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..tools import arguments


class ServicedeskTicketBulk(models.TransientModel):
    """One deed on many tickets, chosen in a list: all of them, or none."""

    _name = "servicedesk.ticket.bulk"
    _description = "Many Tickets at Once"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_bulk_rel",
        "bulk_id",
        "ticket_id",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    deed = fields.Selection(
        [
            ("assign", "Assign"),
            ("tag", "Tag"),
            ("answer", "Answer the requesters"),
            ("note", "Leave a note"),
            ("merge", "Merge"),
            ("resolve", "Resolve"),
            ("close", "Close"),
            ("cancel", "Cancel"),
        ],
        string="What to Do",
        required=True,
        default="assign",
    )
    team_id = fields.Many2one("servicedesk.team")
    user_id = fields.Many2one(
        "res.users", string="Assignee", domain=[("share", "=", False)]
    )
    tag_ids = fields.Many2many("servicedesk.tag", "servicedesk_ticket_bulk_tag_rel")
    body = fields.Html(string="Text")
    closure_code_id = fields.Many2one("servicedesk.closure.code")
    reason = fields.Char()
    survivor_id = fields.Many2one(
        "servicedesk.ticket",
        string="Goes on",
        compute="_compute_survivor_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', ticket_ids)]",
        help="Keeps everything; the others are closed and point to it.",
    )
    apart_numbers = fields.Char(compute="_compute_apart_numbers")
    is_done = fields.Boolean(readonly=True)

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        for bulk in self:
            bulk.ticket_count = len(bulk.ticket_ids)

    @api.depends("ticket_ids")
    def _compute_survivor_id(self):
        """Of tickets that are merged the oldest open one goes on, unless another is
        chosen."""
        for bulk in self:
            tickets = bulk.ticket_ids._origin.sorted("id")
            bulk.survivor_id = tickets.filtered("is_open")[:1]

    @api.depends("ticket_ids", "survivor_id", "deed")
    def _compute_apart_numbers(self):
        for bulk in self:
            survivor = bulk.survivor_id._origin if bulk.deed == "merge" else False
            tickets = bulk.ticket_ids._origin - survivor if survivor else ()
            bulk.apart_numbers = ", ".join(
                ticket.number
                for ticket in tickets
                if not ticket._shares_requester(survivor)
            )

    def action_apply(self):
        """Do it on every ticket, once; each checks it as if it were alone.

        :raise UserError: when something is missing, one of them refuses, or it is done.
        """
        self.ensure_one()
        self._begin()
        if not self.ticket_ids:
            raise UserError(self.env._("Choose at least one ticket."))
        # Mails to many are queued, and sent when everything is written.
        queued = self.with_context(mail_notify_force_send=False)
        getattr(queued, f"_apply_{self.deed}")()
        self._send_queued()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Done on %(count)s tickets.", count=self.ticket_count
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _begin(self):
        """Raise UserError when this was done before: a second click writes no mail.

        Of two at one moment the second waits at the row, and is told so then.
        """
        if self.is_done:
            raise UserError(self.env._("This is done already; nothing is done twice."))
        self.is_done = True
        self.flush_recordset(["is_done"])

    def _send_queued(self):
        """Have the queue of mails run at once, not at its next hour."""
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if queue:
            # sudo: ir.cron - that mails go out soon is nobody's privilege
            queue.sudo()._trigger()

    def _apply_assign(self):
        self.ticket_ids.action_assign(
            user_id=self.user_id.id, team_id=self.team_id.id, reason=self.reason or ""
        )

    def _apply_tag(self):
        if not self.tag_ids:
            raise UserError(self.env._("Choose the tags to add."))
        self.ticket_ids._check_work_access()
        self.ticket_ids.write(
            {"tag_ids": [Command.link(tag.id) for tag in self.tag_ids]}
        )

    def _get_text(self):
        if is_html_empty(self.body):
            raise UserError(self.env._("Write the text."))
        return self.body

    def _apply_answer(self):
        """Post the text to each requester, each in a conversation of his own."""
        text = self._get_text()
        self.ticket_ids._check_work_access()
        for ticket in self.ticket_ids:
            ticket.message_post(
                body=text,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **ticket._get_requester_recipients(),
            )

    def _apply_note(self):
        text = self._get_text()
        self.ticket_ids._check_work_access()
        self.ticket_ids._message_log_batch(
            bodies=dict.fromkeys(self.ticket_ids.ids, text)
        )

    def _apply_merge(self):
        merged = self.ticket_ids - self.survivor_id
        if not merged or self.survivor_id not in self.ticket_ids:
            raise UserError(
                self.env._("Choose at least two tickets, and the one that goes on.")
            )
        merged.action_merge_into(self.survivor_id.id)

    def _apply_resolve(self):
        self.ticket_ids.action_resolve(
            self._get_text(), closure_code=self.closure_code_id.id
        )

    def _apply_close(self):
        self.ticket_ids.action_close(self.reason or "")

    def _apply_cancel(self):
        self.ticket_ids.action_cancel(self.reason or "")
