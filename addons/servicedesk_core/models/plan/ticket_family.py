# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import clean_context

from ...tools import arguments

# A task in one of these keeps nobody waiting.
DONE_STATES = ("resolved", "closed", "cancelled")
CANCEL, KEEP = "cancel", "keep"
# How many tasks there are, and to do; how many affected ones, and not solved yet.
COUNTS = ("child_count", "child_open_count", "affected_count", "affected_open_count")


class ServicedeskTicket(models.Model):
    """A ticket and its tasks: tickets of their own, for the groups that are needed.

    Tickets of customers whom the same fault has hit stand below it as well: they have
    another role, and keep nobody waiting; see models/family/ticket_major.py.

    A ticket is solved when its tasks are done: solved, closed or cancelled. Who has it
    is told when the last one is. Tasks are of its company, and no ticket is a task of
    itself, however far down. Whoever reads a task may not read what it is a part of:
    of that he sees what he sees anywhere else.
    """

    _inherit = "servicedesk.ticket"

    parent_id = fields.Many2one(
        "servicedesk.ticket",
        string="Task of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    child_ids = fields.One2many(
        "servicedesk.ticket",
        "parent_id",
        string="Tasks",
        readonly=True,
        help="Tickets below this one: tasks, and affected ones.",
    )
    # Kept, not reckoned: every form and every move asks for them.
    child_count = fields.Integer(string="Number of Tasks", readonly=True, copy=False)
    child_open_count = fields.Integer(string="Tasks to Do", readonly=True, copy=False)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        """No ticket is a part of itself.

        :raise ValidationError: naming it.
        """
        placed = self.filtered("parent_id")
        if placed and placed._has_cycle("parent_id"):
            raise ValidationError(
                self.env._(
                    "%(ticket)s would be a task of itself.",
                    ticket=", ".join(placed.mapped("number")),
                )
            )

    # ------------------------------------------------------------------
    # Putting together, taking apart
    # ------------------------------------------------------------------

    def action_add_children(self, ticket_ids=None, role="task"):
        """Make other tickets tasks of this one; whoever does it works on all of them.

        :param list ticket_ids: their ids.
        :param str role: *task*, to be done before this one is solved; *affected*, a
            customer hit by the same fault, whose ticket is solved with this one.
        :raise UserError: for a ticket that is over, has another parent, is of another
            company, or is one that this ticket is a part of.
        """
        self._check_work_access()
        self.ensure_one()
        role = self._clean_role(role)
        children = self._find_given(ticket_ids, "ticket_ids")
        children._check_work_access()
        (self | children)._lock()
        self._check_takes_tasks()
        self._check_takes_role(children, role)
        for child in children:
            if child.parent_id and child.parent_id != self:
                raise UserError(
                    self.env._(
                        "%(ticket)s is a task of another ticket; take it out first.",
                        ticket=child.number,
                    )
                )
        added = children.filtered(lambda child: not child.parent_id)
        added._write_deed({"parent_id": self.id, "child_role": role})
        # sudo: servicedesk.ticket - tasks count, whoever may read them
        self.sudo()._recount_children()
        added._message_log_batch(
            bodies={
                child.id: self._get_added_words(role, self._get_number_on(child))
                for child in added
            }
        )
        return True

    def _clean_role(self, role):
        """Return what tickets are below this one; *task* if nothing is said.

        :raise UserError: for anything else but a role.
        """
        role = arguments.text(self.env, role, "role") or "task"
        roles = self._fields["child_role"].get_values(self.env)
        if role not in roles:
            raise UserError(
                self.env._("“role” must be one of: %(roles)s.", roles=", ".join(roles))
            )
        return role

    def _check_takes_role(self, children, role):
        """Raise UserError for tickets that stand below this one in another role."""
        for child in children:
            if child.parent_id == self and child.child_role != role:
                raise UserError(
                    self.env._(
                        "%(ticket)s stands below %(other)s already; take it out first.",
                        ticket=child.number,
                        other=self.number,
                    )
                )

    def _get_added_words(self, role, number):
        """Return the note that says what a ticket is to this one from now on.

        :param str number: of this one, as it may be said there.
        """
        return self.env._("Is a task of %(ticket)s now.", ticket=number)

    def action_leave_parent(self):
        """Take tasks out of the ticket they are a part of; both go on by themselves.

        :raise UserError: for a ticket that is no task.
        """
        self._check_work_access()
        # sudo: servicedesk.ticket - the ticket above goes on, whoever may read it
        parents = self.sudo().parent_id
        (self | parents.sudo(self.env.su))._lock()
        for ticket in self:
            if not ticket.parent_id:
                raise UserError(
                    self.env._("%(ticket)s is no task.", ticket=ticket.number)
                )
        numbers = {
            ticket.id: ticket.sudo().parent_id._get_number_on(ticket) for ticket in self
        }
        self._write_deed({"parent_id": False})
        bodies = {
            id_: self.env._("Is no task of %(ticket)s any more.", ticket=number)
            for id_, number in numbers.items()
        }
        self._message_log_batch(bodies=bodies)
        parents._on_children_changed()
        return True

    def action_view_children(self):
        """Open the list of the tasks."""
        self._check_ids()
        self.ensure_one()
        self.check_access("read")
        # Requesters are told nothing of the work behind.
        self._check_field_access(self._fields["child_count"], "read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        # No path: that address is the list of all tickets.
        action.pop("path", None)
        return action | {
            "display_name": self.env._("Tasks of %(ticket)s", ticket=self.number),
            "domain": [("parent_id", "=", self.id), ("child_role", "=", "task")],
            "context": {"create": False},
        }

    @api.model
    def _find_given(self, ticket_ids, argument):
        """Return the tickets that RPC names by their ids.

        :raise UserError: for anything but ids, and for none.
        """
        given = ticket_ids or []
        if not isinstance(given, list | tuple) or not all(map(arguments.is_id, given)):
            raise UserError(
                self.env._("“%(argument)s” must be a list of ids.", argument=argument)
            )
        if not given:
            raise UserError(self.env._("Choose at least one ticket."))
        return self.browse(dict.fromkeys(given))

    def _check_takes_tasks(self):
        if self.state in DONE_STATES:
            raise UserError(
                self.env._(
                    "%(ticket)s is not in work; reopen it first.", ticket=self.number
                )
            )

    # ------------------------------------------------------------------
    # Tasks move
    # ------------------------------------------------------------------

    def _on_state_changed(self, old_states):
        """A task that is done, or in work again, moves the ticket it is a part of."""
        result = super()._on_state_changed(old_states)
        # sudo: servicedesk.ticket - the ticket above goes on, whoever may read it
        turned = self.sudo().filtered(
            lambda ticket: (
                ticket.parent_id
                and (ticket.state in DONE_STATES) != (old_states[ticket] in DONE_STATES)
            )
        )
        turned.parent_id._on_children_changed()
        return result

    def _on_children_changed(self):
        """Count the tasks anew, and go on where the last of them is done.

        Called in superuser mode. The lock lets of two that end at once the second see
        that it is the last.
        """
        if not self:
            return
        parents = self._without_deed()
        parents._lock()
        busy = parents.filtered("child_open_count")
        parents._recount_children()
        for ticket in parents:
            if ticket.state not in DONE_STATES:
                ticket._on_task_turned()
        for ticket in busy:
            if not ticket.child_open_count and ticket.state not in DONE_STATES:
                ticket._on_children_done()

    def _without_deed(self):
        """Return the tickets without what another one is just written with."""
        return self.with_context(
            {
                **clean_context(self.env.context),
                "servicedesk_deed": False,
                "servicedesk_approved": False,
            }
        )

    def _on_task_turned(self):
        """React to a task that is done, or in work again; in superuser mode."""
        self.ensure_one()

    def _on_children_done(self):
        """Tell who has the ticket that nothing is left to wait for."""
        self.ensure_one()
        self._tell_colleagues(self.env._("All tasks are done."))

    def _recount_children(self):
        """Keep the numbers of tasks; called in superuser mode."""
        counts = {ticket.id: dict.fromkeys(COUNTS, 0) for ticket in self}
        for parent, role, state, count in self._read_group(
            [("parent_id", "in", self.ids)],
            ["parent_id", "child_role", "state"],
            ["__count"],
        ):
            every, to_do = COUNTS[2:] if role == "affected" else COUNTS[:2]
            counts[parent.id][every] += count
            counts[parent.id][to_do] += count if state not in DONE_STATES else 0
        for ticket in self:
            vals = counts[ticket.id]
            if any(ticket[name] != value for name, value in vals.items()):
                ticket._write_deed(vals)

    def unlink(self):
        """A task that is deleted keeps nobody waiting."""
        # sudo: servicedesk.ticket - the ticket above goes on, whoever may read it
        parents = self.sudo().parent_id - self
        result = super().unlink()
        parents._on_children_changed()
        return result

    # ------------------------------------------------------------------
    # The ticket moves
    # ------------------------------------------------------------------

    def _why_not(self, move):
        """A ticket is solved when its tasks are done."""
        ends = move.to_state in ("resolved", "closed") and self.state != "resolved"
        if ends and self.child_open_count:
            return self.env._(
                "%(ticket)s has tasks that are not done: %(count)s.",
                ticket=self.number,
                count=self.child_open_count,
            )
        return super()._why_not(move)

    def _get_asked(self, move):
        """Cancelling asks what becomes of the tasks."""
        asked = super()._get_asked(move)
        is_asked = move.to_state == "cancelled" and self.child_open_count
        return "comment" if is_asked and asked == "nothing" else asked

    @api.model
    def _clean_answers(self, answers):
        answers = super()._clean_answers(answers)
        if "children" in answers:
            answers["children"] = arguments.text(
                self.env, answers["children"], "children"
            )
        return answers

    def _check_answers(self, move, answers):
        """Whoever cancels a ticket says what becomes of its tasks.

        :raise UserError: unless he does.
        """
        result = super()._check_answers(move, answers)
        asked = move.to_state == "cancelled" and self.child_open_count
        if asked and answers.get("children") not in (CANCEL, KEEP):
            raise UserError(
                self.env._(
                    "%(ticket)s has tasks that are not done: %(count)s. Say whether"
                    " they are cancelled with it (“cancel”) or go on (“keep”).",
                    ticket=self.number,
                    count=self.child_open_count,
                )
            )
        return result

    def _move(self, moves, answers=None, extra=None):
        """Tasks are cancelled with their ticket if whoever cancels it says so."""
        result = super()._move(moves, answers, extra)
        if (answers or {}).get("children") == CANCEL:
            cancelled = self.filtered(lambda ticket: ticket.state == "cancelled")
            # sudo: servicedesk.ticket - tasks of other teams are cancelled as well
            cancelled.sudo()._cancel_children()
        return result

    def _find_tasks_below(self):
        """Return all open tasks, and theirs; affected tickets go on by themselves."""
        found, level = self, self
        while level:
            below = [("parent_id", "in", level.ids), ("child_role", "=", "task")]
            level = self.search(below) - found
            found |= level
        return (found - self).filtered(lambda task: task.state not in DONE_STATES)

    def _cancel_children(self):
        """Cancel all open tasks, and theirs; called in superuser mode."""
        if not self:
            return
        tasks = self._find_tasks_below().sorted("id", reverse=True)
        for task in tasks:
            stage = task._get_system_stage("cancelled")
            task._write_deed(
                {
                    "stage_id": stage.id,
                    "waiting_reason": False,
                    "date_closed": fields.Datetime.now(),
                }
            )
        tasks._end_questions()
        body = self.env._("Cancelled with the ticket of which it was a task.")
        tasks._message_log_batch(bodies=dict.fromkeys(tasks.ids, body))
