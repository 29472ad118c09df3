# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import assignment

# A ticket in one of these is over: who has more to say says it on a new one.
OVER = ("closed", "cancelled")
FOLLOWED = ("resolved", *OVER)

# What a follow-up takes over as it is.
TAKEN_VALUES = (
    "name",
    "partner_email",
    "partner_phone",
    "speaker_name",
    "is_confidential",
    "internal_only",
)
# What it takes over as long as it is in use.
TAKEN_RECORDS = ("ticket_type_id", "service_id", "team_id", "category_id")
# How much it burns, where a person said so: the rules say it of the new one.
TAKEN_BY_HAND = ("impact", "urgency", "priority")
# Why somebody has it.
SOLVER = "solver"


class ServicedeskTicket(models.Model):
    """A ticket that goes on with what a closed one was about.

    The closed one stays closed, with its figures and what its requester said of it.
    Both name the other. What is confidential, or not for the customer, stays so.
    """

    _inherit = "servicedesk.ticket"

    follow_up_of_id = fields.Many2one(
        "servicedesk.ticket",
        string="Follows up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    follow_up_ids = fields.One2many(
        "servicedesk.ticket", "follow_up_of_id", string="Follow-ups", readonly=True
    )
    follow_up_count = fields.Integer(
        compute="_compute_follow_up_count", string="Number of Follow-ups"
    )

    @api.depends("follow_up_ids", "is_open")
    def _compute_follow_up_count(self):
        """Count those of solved tickets: a ticket in work has none to show."""
        solved = self.filtered(lambda ticket: ticket._origin.state in FOLLOWED)
        counts = {}
        if solved:
            # sudo: servicedesk.ticket - that there are some is no secret in the desk
            counts = dict(
                self.sudo()._read_group(
                    [("follow_up_of_id", "in", solved._origin.ids)],
                    ["follow_up_of_id"],
                    ["__count"],
                )
            )
        for ticket in self:
            ticket.follow_up_count = counts.get(ticket._origin.sudo(), 0)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_follow_up(self):
        """Register a ticket that goes on with this one, which is over.

        :return: the id of the new one.
        :raise AccessError: for who does not work on this one.
        :raise UserError: for a ticket in work, and for one that was merged.
        """
        self._check_work_access()
        if len(self) != 1:
            raise UserError(self.env._("Choose one ticket to follow up."))
        self._check_followed()
        return self._make_follow_up({"channel": "manual"}).id

    def action_view_follow_ups(self):
        """Open the tickets that go on with this one."""
        self._check_ids()
        self.ensure_one()
        self.check_access("read")
        # Requesters are told nothing of the work behind.
        self._check_field_access(self._fields["follow_up_count"], "read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        # No path: that address is the list of all tickets.
        action.pop("path", None)
        return action | {
            "display_name": self.env._("Follow-ups of %(ticket)s", ticket=self.number),
            "domain": [("follow_up_of_id", "=", self.id)],
            "context": {"create": False},
        }

    def _check_followed(self):
        """Raise UserError unless this ticket is over, and goes on nowhere else."""
        # sudo: servicedesk.ticket - where it went, whoever may read that
        if survivor := self.sudo().merged_into_id:
            raise UserError(
                self.env._(
                    "%(ticket)s was merged into %(other)s; follow up that one.",
                    ticket=self.number,
                    other=survivor.number,
                )
            )
        if self.state not in FOLLOWED:
            raise UserError(
                self.env._(
                    "%(ticket)s is still in work: write there what is to be done.",
                    ticket=self.number,
                )
            )

    # ------------------------------------------------------------------
    # Making one
    # ------------------------------------------------------------------

    def _prepare_follow_up_vals(self):
        """Return what a ticket takes over that goes on with this one.

        Who asks, about what, where, and who is to know; not the solution, the dates.
        Without its team a secret has no circle: that one is kept even
        if it is archived.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - what it is about, whoever goes on with it
        ticket = self.sudo()
        vals = {name: ticket[name] for name in TAKEN_VALUES}
        for name in TAKEN_RECORDS:
            if ticket[name].active or name == "team_id" and ticket.is_confidential:
                vals[name] = ticket[name].id
        if ticket.contract_by_hand and ticket.contract_id.active:
            vals["contract_id"] = ticket.contract_id.id
        return vals | {
            "company_id": ticket.company_id.id,
            "partner_id": ticket.partner_id.id,
            "site_id": ticket.site_id.id,
            "service_ids": [fields.Command.set(ticket.service_ids.ids)],
            "component_ids": [fields.Command.set(ticket.component_ids.ids)],
            "tag_ids": [fields.Command.set(ticket.tag_ids.ids)],
        }

    def _prepare_continued_vals(self):
        """Return what a ticket is registered with that follows this one up.

        It goes to who solved this one: he knows what was done. Where he has left the
        team, is away or has all he can carry, the team gives it to somebody its way.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - who solved it, whoever goes on with it
        ticket = self.sudo()
        vals = ticket._prepare_follow_up_vals()
        for name in TAKEN_BY_HAND:
            if ticket._is_by_hand(name) and ticket[name]:
                vals[name] = ticket[name]
        solver = ticket.resolved_by_id
        if not (solver and vals.get("ticket_type_id") and vals.get("team_id")):
            return vals
        if ticket.internal_only and ticket._is_subject(solver.partner_id):
            return vals
        team = ticket.team_id.with_company(ticket.company_id)
        there = assignment.find_free(team._get_standing()[0])[0]
        for each in there:
            if each.id == solver.id:
                choice = assignment.Choice(each.id, SOLVER, frozenset(), each.load)
                vals["user_id"] = choice.id
                vals["assignment_facts"] = ticket._prepare_assignment_facts(choice)
        return vals

    def _explain_assignment(self):
        facts = self.assignment_facts or {}
        if facts.get("why") != SOLVER or facts.get("user_id") != self.user_id.id:
            return super()._explain_assignment()
        return self.env._("solved what it follows up")

    def _make_follow_up(self, values, reason=""):
        """Return a new ticket that goes on with this one; both say so.

        Whoever may do that was asked before: it is made in superuser mode.

        :param dict values: what is different with it: its channel, its subject.
        :param str reason: why there is one, a sentence for the desk.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - requesters, and colleagues of other teams too
        maker = self.sudo()._without_deed().with_company(self.company_id)
        vals = self._prepare_continued_vals() | values
        fresh = maker.browse().create(vals)
        return self._tie_follow_up(fresh, reason).with_env(self.env)

    def _tie_follow_up(self, fresh, reason=""):
        """Say on both tickets that ``fresh`` goes on with this one; return it."""
        self.ensure_one()
        # sudo: servicedesk.ticket - both are told, whoever may read them
        closed, fresh = self.sudo(), fresh.sudo()
        fresh.with_context(mail_notrack=True)._write_deed(
            {"follow_up_of_id": closed.id}
        )
        desk = closed._speak_as_desk()
        body = desk.env._(
            "%(ticket)s goes on with this one.", ticket=fresh._get_number_link()
        )
        desk._message_log(body=body)
        desk = fresh._speak_as_desk()
        body = desk.env._("Goes on with %(ticket)s.", ticket=closed._get_number_link())
        if reason:
            body = Markup(" ").join((body, reason))
        desk._message_log(body=body)
        return fresh

    # ------------------------------------------------------------------
    # The one that is open
    # ------------------------------------------------------------------

    def _lock_for_follow_up(self):
        """Let one at a time look for a follow-up, and make one.

        A lock alone lets the second look at what was there before the first one came;
        a write makes PostgreSQL send it back, and it begins anew.
        """
        self.ensure_one()
        self._lock()
        self.env.cr.execute(
            SQL(
                "UPDATE servicedesk_ticket SET write_date = write_date WHERE id = %s",
                self.id,
            ),
            log_exceptions=False,
        )

    def _find_open_follow_up(self):
        """Return the young open ticket that goes on with this one, or an empty one.

        Also one that goes on with a follow-up of it. Only where the same person asks,
        in the same circle: nobody is shown by an answer what he may not see.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - the desk looks, whoever has something to say
        ticket = self.sudo()
        level = ticket
        seen = ticket
        while level := ticket.search(
            Domain("follow_up_of_id", "in", level.ids)
            & Domain("id", "not in", seen.ids),
            order="id desc",
        ):
            seen |= level
            for found in level:
                found = found._get_survivor()
                if found.state not in OVER and found._is_asked_alike(ticket):
                    return found
        return ticket.browse()

    def _is_asked_alike(self, other):
        """Return whether both are of one requester, in one circle."""
        names = ("partner_id", "partner_email", "is_confidential", "internal_only")
        alike = all(self[name] == other[name] for name in names)
        return alike and self.company_id == other.company_id
