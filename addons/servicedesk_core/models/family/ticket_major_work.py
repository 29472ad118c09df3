# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.attempt import attempt
from ..plan.ticket_family import DONE_STATES
from ..ticket.servicedesk_ticket import DEED

# More than these are worked on behind the scenes: who solves it does not wait.
AT_ONCE = 50
# So many between two commits.
PORTION = 20
CRON = "servicedesk_core.ir_cron_work_for_affected"


class ServicedeskTicket(models.Model):
    """What is done with all affected tickets: at once, or by a job if they are many.

    It is done as whoever asked for it. What one ticket refuses is said on it and on the
    major incident, and stops nothing else.
    """

    _inherit = "servicedesk.ticket"

    affected_queue = fields.Json(
        readonly=True,
        copy=False,
        help="What is still to be done with affected tickets, in its order.",
    )
    affected_progress = fields.Char(compute="_compute_affected_progress")

    _affected_queue_idx = models.Index("(id) WHERE affected_queue IS NOT NULL")

    @api.depends("affected_queue")
    def _compute_affected_progress(self):
        for ticket in self:
            job = (ticket.affected_queue or [False])[0]
            ticket.affected_progress = job and ticket._get_progress(job)

    def _get_progress(self, job):
        """Return how far a job is."""
        names = {"done": job["total"] - len(job["ids"]), "total": job["total"]}
        if job["do"] == "solve":
            return self.env._(
                "Solving the affected tickets: %(done)s of %(total)s.", **names
            )
        if job["do"] == "tell":
            return self.env._(
                "Writing to who is affected: %(done)s of %(total)s.", **names
            )
        return self.env._(
            "Putting affected tickets back in work: %(done)s of %(total)s.", **names
        )

    # ------------------------------------------------------------------
    # At once or later; all of these are called in superuser mode
    # ------------------------------------------------------------------

    def _work_for_affected(self, job, tickets):
        """Do a job for affected tickets: now for a few, soon for many.

        Much the same waits its turn behind what waits already.
        """
        self.ensure_one()
        if not tickets:
            return
        job |= {"ids": tickets.ids, "total": len(tickets), "uid": self.env.uid}
        if len(tickets) <= AT_ONCE and not self.affected_queue:
            self._do_job(job, tickets.ids)
            return
        self._write_deed({"affected_queue": [*(self.affected_queue or []), job]})
        self._message_log(body=self._get_progress(job))
        self._wake_affected_job()

    @api.model
    def _wake_affected_job(self):
        # sudo: ir.cron - agents plan no jobs, but this one follows from their deed
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_work_for_affected(self):
        """Work off what waits, a portion at a time."""
        jobs = self.env["ir.cron"]
        while ticket := self.search(
            [("affected_queue", "!=", False)], order="id", limit=1
        ):
            try:
                if attempt(self.env, ticket, lambda one: one._work_off_portion()):
                    ticket._set_portion_aside()
            except OperationalError:
                # Somebody writes there just now.
                self.env.cr.rollback()
                self._wake_affected_job()
                return
            left = self.search_count([("affected_queue", "!=", False)])
            if not jobs._commit_progress(1, remaining=left):
                return

    def _work_off_portion(self):
        """Do the next portion of the first job; say so when that is done."""
        self.ensure_one()
        self._lock()
        job, *rest = self.affected_queue or [False]
        if not job:
            return
        ids, job["ids"] = job["ids"][:PORTION], job["ids"][PORTION:]
        desk = self._speak_as_desk()
        if job["do"] == "solve" and not self._is_solved_in(job["cycle"]):
            job["ids"] = []
            desk._message_log(
                body=desk.env._(
                    "It is in work again: no further affected tickets are solved."
                )
            )
        else:
            self._do_job(job, ids)
            if not job["ids"]:
                desk._message_log(body=desk._get_progress(job))
        queue = [job, *rest] if job["ids"] else rest
        self._write_deed({"affected_queue": queue or False})

    def _set_portion_aside(self):
        """Leave out the portion that fails, and say so; what is behind it goes on."""
        self.ensure_one()
        # What failed may be half in memory still.
        self.env.invalidate_all()
        job, *rest = self.affected_queue
        ids, job["ids"] = job["ids"][:PORTION], job["ids"][PORTION:]
        queue = [job, *rest] if job["ids"] else rest
        self._write_deed({"affected_queue": queue or False})
        desk = self._speak_as_desk()
        why = desk.env._("An error; see the log of the server.")
        tickets = desk.browse(ids).exists()
        attempt(
            self.env, desk, lambda one: one._tell_refused(dict.fromkeys(tickets, why))
        )

    def _is_solved_in(self, cycle):
        """Return whether the solution of that closing cycle still stands."""
        return self.state in ("resolved", "closed") and self.confirm_cycle == cycle

    # ------------------------------------------------------------------
    # The deed
    # ------------------------------------------------------------------

    def _do_job(self, job, ids):
        """Do a job for the tickets ``ids`` as who asked for it; tell what failed."""
        self.ensure_one()
        user = self.env["res.users"].browse(job["uid"])
        # sudo: servicedesk.ticket - see _solve_affected; who did it is on record
        worker = self._without_deed().with_user(user).sudo()
        # What is taken back may not have been mailed already.
        worker = worker.with_context(mail_notify_force_send=False)
        tickets = worker.browse(ids).exists()
        tickets._lock()
        tickets = tickets.filtered(
            lambda ticket: (
                ticket.parent_id == worker and ticket.child_role == "affected"
            )
        )
        deed = {
            "solve": worker._solve_them,
            "tell": worker._tell_them,
            "reopen": worker._reopen_them,
        }[job["do"]]
        refused = deed(job, tickets)
        if refused:
            worker._tell_refused(refused)
        # sudo: ir.cron - whoever is written to waits for the mail
        queue = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if queue:
            queue.sudo()._trigger()

    def _find_moves_of_all(self, tickets, states, get_answers):
        """Return ({code: {ticket: move}}, {ticket: why not}) of moves to ``states``."""
        ready, refused = {}, {}
        for ticket in tickets:
            try:
                move = ticket._find_move(states=states)
                answers = get_answers(ticket)
                if ticket._get_asked(move) == "approval":
                    raise UserError(
                        self.env._("“%(move)s” needs approval.", move=move.name)
                    )
                ticket._check_answers(move, answers)
            except (UserError, ValidationError) as error:
                refused[ticket] = str(error)
            else:
                key = answers.get("closure_code_id") or False
                ready.setdefault(key, {})[ticket] = move
        return ready, refused

    def _move_them(self, ready, refused, answers):
        """Make the moves in as few steps as can be; add what fails to ``refused``."""
        done = self.browse()
        for code, moves in ready.items():
            batch = self.browse([ticket.id for ticket in moves])
            given = answers | ({"closure_code_id": code} if code else {})

            def move(some, moves=moves, given=given):
                some._move({ticket: moves[ticket] for ticket in some}, given)

            failed = self.browse().concat(*attempt(self.env, batch, move))
            for ticket in failed:
                refused[ticket] = self.env._("An error; see the log of the server.")
            done |= batch - failed
        return done

    def _solve_them(self, job, tickets):
        """Solve tickets with the words of this one; return {ticket: why not}."""
        tickets = tickets.filtered(lambda ticket: ticket.state not in DONE_STATES)
        answers = {"resolution": job["resolution"]}

        def get_answers(ticket):
            return answers | {"closure_code_id": ticket._get_own_code(job["code"])}

        ready, refused = self._find_moves_of_all(tickets, ["resolved"], get_answers)
        done = self._move_them(ready, refused, answers)
        done._message_log_batch(
            bodies={
                ticket.id: self.env._(
                    "Solved with %(ticket)s.", ticket=self._get_number_on(ticket)
                )
                for ticket in done
            }
        )
        return refused

    def _get_own_code(self, code_id):
        """Return the closure code if tickets of this type have it, else False."""
        try:
            self._check_closure_code(code_id)
        except UserError:
            return False
        return code_id

    def _reopen_them(self, job, tickets):
        """Put tickets back in work; return {ticket: why not}."""
        tickets = tickets.filtered(
            lambda ticket: (
                ticket.state == "resolved" and ticket.confirmation != "confirmed"
            )
        ).with_context(servicedesk_reopening_affected=DEED)
        answers = {"comment": job["reason"]}
        ready, refused = self._find_moves_of_all(
            tickets, ["in_progress", "assigned", "new"], lambda ticket: answers
        )
        self.with_env(tickets.env)._move_them(ready, refused, answers)
        return refused

    def _tell_them(self, job, tickets):
        """Write to the requesters of tickets; return {ticket: why not}."""

        def tell(some):
            for ticket in some:
                ticket._say_to_requester(Markup(job["body"]))

        tickets = tickets.filtered(
            lambda ticket: ticket.is_open and not ticket.internal_only
        )
        failed = attempt(self.env, tickets, tell)
        why = self.env._("An error; see the log of the server.")
        return {ticket: why for (ticket,) in failed}

    def _say_to_requester(self, body):
        """Post a public message of the desk, as its author, to the requester."""
        self.ensure_one()
        ticket = self.with_context(
            mail_post_autofollow=False, mail_post_autofollow_author_skip=True
        )
        ticket.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **self._get_requester_recipients(),
        )

    def _tell_refused(self, refused):
        """Say on the tickets, and on this one, what could not be done and why."""
        lines = [
            self.env._("These are left to be looked at; they go on by themselves:")
        ]
        for ticket, why in refused.items():
            ticket._tell_colleagues(
                ticket.env._(
                    "It does not move with %(ticket)s: %(why)s",
                    ticket=self._get_number_on(ticket),
                    why=why,
                )
            )
            lines.append(Markup("%s: %s") % (ticket._get_link_on(self), why))
        self._tell_colleagues(Markup("<br/>").join(lines))
