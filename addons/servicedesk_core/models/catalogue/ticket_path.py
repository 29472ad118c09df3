# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ServicedeskTicket(models.Model):
    """Calling in whom the service's escalation path names next."""

    _inherit = "servicedesk.ticket"

    called_path_ids = fields.Many2many(
        "servicedesk.service.path",
        "servicedesk_ticket_called_path_rel",
        "ticket_id",
        "path_id",
        string="Steps Called In",
        readonly=True,
        copy=False,
    )
    next_path_id = fields.Many2one(
        "servicedesk.service.path",
        string="Next on the Path",
        compute="_compute_next_path_id",
    )

    @api.depends("service_id", "called_path_ids")
    def _compute_next_path_id(self):
        for ticket in self:
            ticket.next_path_id = ticket._get_next_step()

    def _get_next_step(self):
        """Return the first step of the path that nobody has used for this ticket."""
        paths = self.env["servicedesk.service.path"]
        steps = paths._get_step_ids(self.service_id.id)
        called = set(self.called_path_ids.ids) if steps else ()
        left = [step_id for step_id in steps if step_id not in called]
        return paths.browse(left[:1])

    def action_call_in_next(self):
        """Call in the next step of the service's escalation path.

        The person, or the team's leader (its members, where nobody leads it), answers
        for a part from now on and follows the ticket; the service's owner is told.

        :raise UserError: when a ticket is over, when its service has no path or the
            path is at its end, or when nobody of the step can be called.
        """
        self._check_work_access()
        calls = [(ticket, *ticket._find_next_step()) for ticket in self]
        for ticket, step, people in calls:
            ticket._call_in(step, people)
        return True

    def _find_next_step(self):
        """Return (step, users) of whom is to be called in next.

        :raise UserError: saying why there is nobody.
        """
        self.ensure_one()
        number = self.number
        # sudo: servicedesk.service.path - who works on a ticket may use the path, not
        # read those of all companies
        step = self._get_next_step().sudo()
        if not self.is_open:
            raise UserError(
                self.env._("%(ticket)s is over: nobody is called in.", ticket=number)
            )
        if not step:
            raise UserError(
                self.env._(
                    "The escalation path of %(ticket)s has no further step.",
                    ticket=number,
                )
                if self.called_path_ids
                else self.env._(
                    "There is no escalation path for %(ticket)s: its service has none.",
                    ticket=number,
                )
            )
        people = step._get_people()
        if not people:
            raise UserError(
                self.env._(
                    "Nobody can be called in for “%(step)s” now.",
                    step=step.display_name,
                )
            )
        return step, people

    def _call_in(self, step, people):
        """Give ``people`` a part of the work, and say so to all whom it concerns."""
        self.write({"co_responsible_ids": [Command.link(user.id) for user in people]})
        self._write_deed({"called_path_ids": [Command.link(step.id)]})
        self.message_subscribe(partner_ids=people.partner_id.ids)
        names = ", ".join(people.mapped("name"))
        body = self.env._(
            "Called in by the escalation path of “%(service)s”: %(people)s.",
            service=step.service_id.display_name,
            people=names,
        )
        self._message_log(body=body)
        self.message_notify(
            partner_ids=people.partner_id.ids,
            subject=self.env._("You are called in: %(ticket)s", ticket=self.number),
            body=body,
        )
        self._tell_service_owner(step, names)

    def _tell_service_owner(self, step, names):
        """Tell the owner that the path was used; of a ticket he may not read, no word.

        The message hangs on no record: he reads it also where he does not read the
        ticket.
        """
        # sudo: servicedesk.service, res.users - the owner is told by whoever works
        service = self.service_id.sudo()
        owner = service.owner_id or step.service_id.owner_id
        if not owner.active or owner == self.env.user:
            return
        ticket = self.number
        if self.with_user(owner).has_access("read"):
            ticket = self.display_name
        words = self.with_context(lang=owner.lang).env
        self.env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids,
            subject=words._(
                "Escalation path used: %(service)s", service=service.display_name
            ),
            body=words._(
                "%(user)s called in %(people)s for %(ticket)s.",
                user=self.env.user.name,
                people=names,
                ticket=ticket,
            ),
        )
