# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

import pytz
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

from ...tools import arguments
from ..base.attempt import attempt
from ..ticket.servicedesk_ticket import DEED

BATCH = 100
# A ticket that somebody is just writing is looked at again after so long.
AGAIN = timedelta(minutes=1)
LONGEST = timedelta(days=5 * 365)


class ServicedeskTicket(models.Model):
    """Tickets that are put aside until a date and come back by themselves.

    A snoozed ticket waits with reason *scheduled date*. It wakes at its moment, or at
    once when the requester writes, in the stage it left. Every other move ends the
    snooze as well: who resumes, resolves or cancels has looked at it.
    """

    _inherit = "servicedesk.ticket"

    snoozed_until = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The ticket waits until then and comes back by itself.",
    )
    snooze_stage_id = fields.Many2one(
        "servicedesk.stage",
        string="Stage before Snoozing",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    may_snooze = fields.Boolean(
        compute="_compute_may_snooze",
        help="Whether the life cycle lets the ticket wait from here.",
    )

    @api.depends("stage_id", "ticket_type_id", "waiting_reason")
    def _compute_may_snooze(self):
        for ticket in self:
            ticket.may_snooze = ticket.waiting_reason != "approval" and bool(
                ticket.state == "waiting" or ticket._get_move_to("waiting")
            )

    # ------------------------------------------------------------------
    # Falling asleep
    # ------------------------------------------------------------------

    def action_snooze(self, until=False, note=""):
        """Put tickets aside until a moment; they come back by themselves.

        :param until: when (UTC), as ``YYYY-MM-DD HH:MM:SS``.
        :param str note: why; logged as a note.
        :raise UserError: for a moment that is over, where the life cycle has no
            waiting, or for a ticket that waits for an approval.
        """
        self._check_work_access()
        until = arguments.moment(self.env, until, "until")
        note = arguments.text(self.env, note, "note")
        now = fields.Datetime.now()
        if not until or not now < until < now + LONGEST:
            raise UserError(
                self.env._("Choose a moment to come, within five years, to snooze to.")
            )
        answers = {"waiting_reason": "scheduled", "comment": note}
        waiting = self.filtered(lambda ticket: ticket.state == "waiting")
        waiting._check_may_be_snoozed()
        moves = {
            ticket: ticket._find_move(states=["waiting"]) for ticket in self - waiting
        }
        left = {ticket: ticket.stage_id for ticket in moves}
        if moves:
            self.browse([ticket.id for ticket in moves])._move(
                moves, answers, {"snoozed_until": until}
            )
        for stage in set(left.values()):
            tickets = self.filtered(lambda t, stage=stage: left.get(t) == stage)
            tickets._write_deed({"snooze_stage_id": stage.id})
        if waiting:
            waiting._write_deed({"waiting_reason": "scheduled", "snoozed_until": until})
        self._log_snooze(waiting, note)
        self._plan_waking(until)
        return True

    def _check_may_be_snoozed(self):
        """Raise for a ticket whose waiting somebody else ends: an approver."""
        for ticket in self:
            if ticket.waiting_reason == "approval":
                raise UserError(
                    self.env._(
                        "%(ticket)s waits for an approval and cannot be snoozed.",
                        ticket=ticket.number,
                    )
                )

    def _log_snooze(self, waiting, note):
        """Note until when; what was said with a move stands in the move's own note."""
        bodies = {}
        for ticket in self:
            until = self._say_moment(ticket.snoozed_until)
            body = self.env._("Snoozed until %(until)s.", until=until)
            if note and ticket in waiting:
                body = f"{body} {note}"
            bodies[ticket.id] = body
        self._message_log_batch(bodies=bodies)

    @api.model
    def _say_moment(self, moment):
        """Return a moment in words: day, hour, and by whose clock.

        A note is read by others than who wrote it; so the zone belongs to it.
        """
        zone = self.env.tz
        local = pytz.utc.localize(moment).astimezone(zone)
        return "{}, {} ({})".format(
            format_date(self.env, local.date(), date_format="long"),
            format_time(self.env, local.time(), time_format="short"),
            zone.zone,
        )

    @api.model
    def _plan_waking(self, at):
        """Have the alarm ring at that moment, besides its hourly round."""
        # sudo: ir.cron - agents plan no jobs, but this one wakes what they put aside
        cron = self.env.ref(
            "servicedesk_core.ir_cron_wake_snoozed", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger(at=at)

    # ------------------------------------------------------------------
    # Waking
    # ------------------------------------------------------------------

    def write(self, vals):
        """End the snooze of tickets that leave their waiting, whoever moves them."""
        deed = self.env.context.get("servicedesk_deed") is DEED
        if deed and "stage_id" in vals and "snoozed_until" not in vals:
            states = self.env["servicedesk.stage"]._get_states()
            # sudo: servicedesk.ticket - answers of requesters move tickets too
            snoozed = any(ticket.snoozed_until for ticket in self.sudo())
            if snoozed and states.get(vals["stage_id"]) != "waiting":
                vals = vals | {"snoozed_until": False, "snooze_stage_id": False}
        return super().write(vals)

    def _get_stage_after_snooze(self):
        """Return where the ticket goes on: the stage it left, if the cycle has it.

        Else the first of the same state; one that was waiting already resumes.
        """
        self.ensure_one()
        left, stages = self.snooze_stage_id, self.ticket_type_id.stage_ids
        if left and left in stages:
            return left
        same = stages.filtered(lambda stage: left and stage.state == left.state)
        return same[:1] or self._get_system_stage("in_progress")

    def _wake(self, said):
        """Put snoozed tickets back to work, and say why in a note."""
        bodies, by_stage = {}, {}
        for ticket in self:
            stage = ticket._get_stage_after_snooze()
            by_stage[stage] = by_stage.get(stage, self.browse()) | ticket
            bodies[ticket.id] = self.env._(
                "%(said)s Back in stage “%(stage)s”.", said=said, stage=stage.name
            )
        for stage, tickets in by_stage.items():
            tickets._write_deed({"stage_id": stage.id, "waiting_reason": False})
        # Not in the name of the requester whose answer did it: he wrote no note.
        author_id = self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
        self._message_log_batch(bodies=bodies, author_id=author_id)

    def _resume_on_answer(self):
        """An answer of the requester wakes a snoozed ticket at once."""
        # sudo: servicedesk.ticket - the requester's message moves the ticket
        ticket = self.sudo()
        if ticket.state == "waiting" and ticket.snoozed_until:
            return ticket._wake(self.env._("The requester answered."))
        return super()._resume_on_answer()

    def _wake_over(self):
        self._wake(self.env._("The snooze is over."))

    def _note_stuck(self):
        """Say on a ticket that it does not wake; each round tries it again."""
        desk = self._speak_as_desk()
        desk._note_once(
            desk.env._(
                "The snooze is over, but the ticket could not be put back to work."
            )
        )

    @api.model
    def _cron_wake_snoozed(self):
        """Wake what is due; who is just being written is looked at a minute later.

        A ticket that its requester woke between looking and locking is left alone:
        the database tells, and the round goes on with what is true now.
        """
        now = fields.Datetime.now()
        tried, busy = set(), False
        while True:
            due = self.search(
                [("snoozed_until", "<=", now), ("id", "not in", list(tried))],
                order="snoozed_until, id",
                limit=BATCH,
            )
            if not due:
                break
            tried.update(due.ids)
            try:
                free = due.try_lock_for_update(allow_referencing=True)
                stuck = attempt(self.env, free, lambda some: some._wake_over())
                for ticket in stuck:
                    ticket._note_stuck()
                self.env["ir.cron"]._commit_progress(len(free))
            except SerializationFailure:
                self.env.cr.rollback()
                free = self.browse()
            busy = busy or len(free) < len(due)
        if busy:
            self._plan_waking(fields.Datetime.now() + AGAIN)
