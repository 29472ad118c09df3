# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ...tools import notice
from ..ticket.servicedesk_ticket import DEED

# In what is imported, played or moved by the system nobody did anything just now.
SILENT = ("tracking_disable", "import_file", "mail_auto_subscribe_no_notify")
ENDED = ("resolved", "closed", "cancelled")
# States that are events, too.
STATE_EVENTS = {"waiting", "resolved", "closed", "cancelled"}


class ServicedeskTicket(models.Model):
    """What happens to tickets is queued, for those whom the notice rules name."""

    _inherit = "servicedesk.ticket"

    late_told_due = fields.Datetime(
        readonly=True,
        copy=False,
        help="The promised time that passed when people were told it is late.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._queue_notices(
            {
                "registered": tickets,
                "classified": tickets.filtered("ticket_type_id"),
                "assigned": tickets.filtered("user_id"),
            }
        )
        return tickets

    def _turn_spans(self, before):
        """Queue what a write has changed: each write sees its own part once."""
        result = super()._turn_spans(before)
        found = {}
        for ticket, values in before.items():
            for event in ticket._find_events(values):
                found[event] = found.get(event, self.browse()) | ticket
        self._queue_notices(found)
        return result

    def _find_events(self, before):
        """Return what happened to the ticket, compared with its values before."""
        self.ensure_one()
        events = []
        changed = self.user_id != before["user_id"]
        if changed and self.user_id:
            events.append("assigned")
        team = before["team_id"] and self.team_id != before["team_id"]
        if team or changed and before["user_id"] and self.user_id:
            events.append("moved")
        if self.ticket_type_id and not before["ticket_type_id"]:
            events.append("classified")
        if self.stage_id != before["stage_id"]:
            events.append("stage")
        if self.state != before["state"]:
            if self.state in STATE_EVENTS:
                events.append(self.state)
            elif before["state"] in ENDED:
                events.append("reopened")
        return events

    def _on_customer_message(self, message):
        result = super()._on_customer_message(message)
        # The mail that makes a ticket answers nothing.
        if not self.env.context.get("servicedesk_first_mail"):
            self._queue_notices({"customer_answer": self}, message)
        return result

    def _on_agent_message(self, message):
        result = super()._on_agent_message(message)
        self._queue_notices({"desk_answer": self}, message)
        return result

    def _after_public_message(self, message, msg_values):
        """What an answer sets going was done by who wrote it, not by the gateway."""
        author_id = msg_values.get("author_id")
        if not author_id:
            return super()._after_public_message(message, msg_values)
        ticket = self.with_context(servicedesk_notice_actor=(DEED, author_id))
        return super(ServicedeskTicket, ticket)._after_public_message(
            message, msg_values
        )

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Leave it to the rules to tell somebody that he has a ticket."""
        if template != "mail.message_user_assigned":
            return super()._message_auto_subscribe_notify(partner_ids, template)
        return None

    # ------------------------------------------------------------------
    # The queue
    # ------------------------------------------------------------------

    @api.model
    def _queue_notices(self, happened, message=None):
        """Queue what a rule may tell somebody of.

        :param dict happened: the tickets by event.
        :param message: the answer it is about.
        """
        if any(self.env.context.get(key) for key in SILENT):
            return
        rules = self.env["servicedesk.notice.rule"]._get_rules()
        rows = []
        for event, tickets in happened.items():
            # sudo: servicedesk.ticket - whoever did it, the rules look at the ticket
            for ticket in tickets.sudo() if event in rules else ():
                actor_id = ticket._get_notice_actor_id()
                if ticket._may_interest(rules[event], event, actor_id):
                    found = (message and message.id) or None
                    row = (ticket.id, event, ticket.stage_id.id, actor_id)
                    rows.append((*row, found, None))
        # sudo: servicedesk.notice - the queue is the system's
        self.env["servicedesk.notice"].sudo()._queue(rows)

    def _tell_by(self, message):
        """Whoever is sent ``message`` has in it that the ticket is back in work."""
        self.ensure_one()
        # sudo: servicedesk.notice - the queue is the system's
        self.env["servicedesk.notice"].sudo()._tell_by(self, message)

    def _may_interest(self, rules, event, actor_id):
        """Return whether one of ``rules`` may tell somebody of the ticket."""
        self.ensure_one()
        facts = self._get_notice_facts()
        return any(
            notice.matches(rule, event, facts)
            and self._may_concern(rule.recipient, actor_id)
            for rule in rules
        )

    def _get_notice_facts(self, stage_id=None):
        """Return what rules look at."""
        self.ensure_one()
        return notice.Facts(
            stage_id=stage_id or self.stage_id.id,
            type_id=self.ticket_type_id.id,
            team_id=self.team_id.id,
            company_id=self.company_id.id,
            priority=self.priority,
        )

    def _get_notice_actor_id(self):
        """Return the contact who does what happens now: nobody is told his own deeds.

        It is who answers on a public page, or by mail, rather than the user in whose
        name the server works meanwhile.
        """
        self.ensure_one()
        mark = self.env.context.get("servicedesk_notice_actor")
        if isinstance(mark, tuple) and mark[0] is DEED:
            return mark[1]
        authors = self.env.cr.precommit.data.get(f"mail.tracking.author.{self._name}")
        author = (authors or {}).get(self.id)
        return (author or self.env.user.partner_id).id or None

    def _may_concern(self, recipient, actor_id):
        """Return whether somebody may be told as ``recipient``, without asking much.

        The job looks closely; this only spares rows for what concerns nobody.
        """
        self.ensure_one()
        if recipient == "requester":
            partner = self.partner_id
            return partner.id != actor_id if partner else bool(self.partner_email)
        if recipient == "assignee":
            own = self.user_id == self.env.user
            return bool(self.user_id) and not (
                own and self.env.user.partner_id.id == actor_id
            )
        if recipient == "opener" and self.opener_id == self.env.user:
            return self.env.user.partner_id.id != actor_id
        if recipient == "owner":
            return bool(self.service_id)
        return True
