# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ...tools import work_order as steps
from ..ticket.servicedesk_ticket import DEED

# From these a ticket begins to wait for a contractor.
ACTIVE_STATES = ("new", "assigned", "in_progress")


class ServicedeskTicket(models.Model):
    """Tickets wait while a contractor has the work, where their type says so.

    When the last of the contractors is done, has declined, or is called off, the ticket
    goes back to the stage it left; unless somebody has moved it meanwhile, or has it
    wait for something else: what a person decided stays.
    """

    _inherit = "servicedesk.ticket"

    contractor_stage_id = fields.Many2one(
        "servicedesk.stage",
        string="Stage before the Contractor",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    def write(self, vals):
        """Forget where to go back to as soon as somebody moves the ticket."""
        moved = {"stage_id", "waiting_reason"} & vals.keys()
        deed = self.env.context.get("servicedesk_deed") is DEED
        if deed and moved and "contractor_stage_id" not in vals:
            # sudo: servicedesk.ticket - answers of requesters move tickets too
            if any(ticket.contractor_stage_id for ticket in self.sudo()):
                vals = vals | {"contractor_stage_id": False}
        return super().write(vals)

    def _wait_for_contractor(self):
        """Let tickets wait whose type says so; called in superuser mode."""
        for ticket in self:
            if not ticket.ticket_type_id.waits_for_contractor:
                continue
            if ticket.state not in ACTIVE_STATES:
                continue
            move = ticket._get_move_to("waiting")
            if not move or ticket._why_not(move):
                continue
            ticket._move(
                {ticket: move},
                {"waiting_reason": "contractor"},
                {"contractor_stage_id": ticket.stage_id.id},
            )

    def _resume_from_contractor(self):
        """Put tickets back that wait for no contractor any more, if nobody has."""
        for ticket in self:
            if (
                not ticket.contractor_stage_id
                or ticket.state != "waiting"
                or ticket.waiting_reason != "contractor"
                or ticket._has_contractor_at_work()
            ):
                continue
            stage = ticket.contractor_stage_id
            if stage not in ticket.ticket_type_id.stage_ids:
                stage = ticket._get_system_stage("in_progress")
            ticket._write_deed({"stage_id": stage.id, "waiting_reason": False})
            desk = ticket._speak_as_desk()
            desk._message_log(
                body=desk.env._(
                    "No contractor is awaited any more. Back in stage “%(stage)s”.",
                    stage=stage.name,
                ),
                author_id=self.env.ref("base.partner_root").id,
            )

    def _unmerge(self):
        """Neither of the two goes on waiting for who has nothing more to do for it.

        What came over with the orders returns with them, and what they were for may
        have been done meanwhile.
        """
        survivor = self.merged_into_id
        result = super()._unmerge()
        # sudo: servicedesk.ticket - as when an order is done: whoever may read it
        (self | survivor).sudo()._resume_from_contractor()
        return result

    def _has_contractor_at_work(self):
        self.ensure_one()
        orders = self.env["servicedesk.work.order"]
        return bool(
            orders.search_count(
                [
                    ("ticket_id", "=", self.id),
                    ("contractor_id", "!=", False),
                    ("state", "in", steps.UNDER_WAY),
                ],
                limit=1,
            )
        )
