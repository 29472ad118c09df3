# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)


class ServicedeskTicket(models.Model):
    """What comes next with a ticket, and whether its requester waits for an answer."""

    _inherit = "servicedesk.ticket"

    has_unread_answer = fields.Boolean(
        string="Unread Answer",
        compute="_compute_has_unread_answer",
        groups=DESK,
        help="The requester's side wrote last, and nobody of the desk has answered.",
    )
    next_step = fields.Char(
        string="What Comes Next",
        compute="_compute_next_step",
        groups=DESK,
        help="What is to be done, or whose move it is.",
    )

    @api.depends("message_ids")
    def _compute_has_unread_answer(self):
        """Ask once for all of them who wrote last in public."""
        unread = set()
        if self.ids:
            self.env["mail.message"].flush_model()
            rows = self.env.execute_query(self._get_unread_query())
            unread = {row[0] for row in rows}
        for ticket in self:
            ticket.has_unread_answer = ticket._origin.id in unread

    def _get_unread_query(self):
        """Return the statement for tickets whose last public word is not the desk's.

        The desk's people are internal users; one who asks for himself is a requester.
        """
        return SQL(
            """
            SELECT ticket.id
              FROM servicedesk_ticket ticket
              JOIN LATERAL (
                    SELECT m.author_id
                      FROM mail_message m
                     WHERE m.model = 'servicedesk.ticket'
                       AND m.res_id = ticket.id
                       AND m.message_type IN ('comment', 'email')
                       AND m.subtype_id = %(public)s
                       AND m.is_internal IS NOT TRUE
                     ORDER BY m.id DESC
                     LIMIT 1
                   ) said ON TRUE
             WHERE ticket.id IN %(ids)s
               AND (said.author_id IS NULL
                    OR said.author_id = ticket.partner_id
                    OR NOT EXISTS (SELECT 1
                                     FROM res_users u
                                    WHERE u.partner_id = said.author_id
                                      AND u.share IS NOT TRUE))
            """,
            public=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            ids=tuple(self.ids),
        )

    @api.depends(
        "state",
        "waiting_reason",
        "confirmation",
        "ticket_type_id",
        "user_id",
        "snoozed_until",
        "has_unread_answer",
    )
    @api.depends_context("lang", "tz")
    def _compute_next_step(self):
        reasons = dict(self._fields["waiting_reason"]._description_selection(self.env))
        for ticket in self:
            ticket.next_step = ticket._say_next_step(reasons)

    def _say_next_step(self, reasons):
        """Return in a few words what is to be done, or whom it waits for."""
        self.ensure_one()
        if self.state in ("closed", "cancelled"):
            return False
        if self.state == "resolved":
            if self.confirmation == "awaiting":
                return self.env._("The requester confirms")
            return self.env._("Close it")
        if self.has_unread_answer:
            return self.env._("Answer the requester")
        if self.state == "waiting":
            return self.env._(
                "Waiting for: %(reason)s",
                reason=reasons.get(self.waiting_reason) or self.stage_id.name,
            )
        if not self.ticket_type_id:
            return self.env._("Classify it")
        if not self.user_id:
            return self.env._("Somebody takes it")
        if self.state == "in_progress":
            return self.env._("Solve it")
        return self.env._("Start on it")
