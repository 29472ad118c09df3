# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED

# For so long a merge is taken back whole; later too much has been built on it.
UNDO = timedelta(days=1)

# What closing a merged ticket overwrites, and taking the merge back restores.
KEPT_VALUES = (
    "stage_id",
    "waiting_reason",
    "snoozed_until",
    "snooze_stage_id",
    "contractor_stage_id",
    "confirmation",
    "closure_code_id",
)


class ServicedeskTicket(models.Model):
    """Two tickets about the same: one survives, the other is closed and points to it.

    The survivor gets what was said and planned on the other; the merged one keeps its
    number, its ledger and its ratings. Nobody reads more by it than he may: what
    another customer said is copied for the desk's eyes and stays his own, and a
    confidential ticket is merged within its circle only.
    """

    _inherit = "servicedesk.ticket"

    merged_into_id = fields.Many2one(
        "servicedesk.ticket",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    merge_facts = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        help="Of a merged ticket: what it was and what went over, to take it back.",
    )
    may_unmerge = fields.Boolean(
        compute="_compute_may_unmerge",
        help="Whether the merge is young enough to be taken back, by you.",
    )

    @api.depends("merged_into_id", "merge_facts")
    @api.depends_context("uid")
    def _compute_may_unmerge(self):
        for ticket in self:
            ticket.may_unmerge = bool(
                ticket.merged_into_id and ticket._is_merge_young() and ticket.may_work
            )

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_merge_into(self, ticket_id=False):
        """Merge tickets into another one, which goes on; these are closed.

        Of two who merge at one moment the second is told what the first one did.

        :param int ticket_id: the survivor.
        :raise AccessError: for who does not work on all of them.
        :raise UserError: for a ticket that is over or merged, on either side, of
            another company or circle, or that the survivor is a part of.
        """
        self._check_work_access()
        ticket_id = arguments.record_id(self.env, ticket_id, "ticket_id")
        if not ticket_id:
            raise UserError(self.env._("Choose the ticket that goes on."))
        survivor = self.browse(ticket_id)
        survivor._check_work_access()
        (self | survivor)._lock()
        for ticket in self:
            ticket._check_may_merge(survivor)
        for ticket in self:
            ticket._merge_into(survivor)
        return True

    def action_unmerge(self):
        """Take a merge back: what came over returns, and the ticket goes on by itself.

        :raise UserError: for a ticket that is not merged, after a day, and where the
            survivor was merged itself.
        """
        self._check_work_access()
        survivors = self.merged_into_id
        survivors._check_work_access()
        (self | survivors)._lock()
        for ticket in self:
            ticket._check_may_unmerge()
        for ticket in self:
            ticket._unmerge()
        return True

    # ------------------------------------------------------------------
    # Whether
    # ------------------------------------------------------------------

    def _check_may_merge(self, survivor):
        """Raise UserError, saying why, unless this ticket may go into ``survivor``."""
        self.ensure_one()
        reason = self._why_not_merged(survivor)
        if reason:
            raise UserError(reason)

    def _why_not_merged(self, survivor):
        """Return why this ticket may not go into ``survivor``, or False."""
        return (
            survivor._why_no_survivor()
            or self._why_not_mergeable()
            or self._why_not_together(survivor)
        )

    def _why_no_survivor(self):
        """Return why nothing may be merged into this ticket, or False."""
        # sudo: servicedesk.ticket - a number is no secret
        target = self.sudo().merged_into_id
        if target:
            return self.env._(
                "%(ticket)s was merged into %(other)s; merge into that one.",
                ticket=self.number,
                other=target.number,
            )
        if not self.is_open:
            return self.env._(
                "%(ticket)s is closed or cancelled; reopen it first, or choose"
                " another.",
                ticket=self.number,
            )
        return False

    def _why_not_mergeable(self):
        """Return why this ticket may not be merged into any, or False."""
        # sudo: servicedesk.ticket - a number is no secret
        target = self.sudo().merged_into_id
        if target:
            return self.env._(
                "%(ticket)s was merged into %(other)s already.",
                ticket=self.number,
                other=target.number,
            )
        if not self.is_open:
            return self.env._(
                "%(ticket)s is closed or cancelled: there is nothing to merge.",
                ticket=self.number,
            )
        if self.plan_step_id and self.parent_id or (self.plan_state or {}).get("ahead"):
            return self.env._(
                "%(ticket)s is part of a plan that goes on; end the plan first.",
                ticket=self.number,
            )
        if self.affected_queue:
            return self.env._(
                "The affected tickets of %(ticket)s are being worked off; wait a"
                " moment.",
                ticket=self.number,
            )
        return False

    def _why_not_together(self, survivor):
        """Return why these two are not to become one, or False."""
        names = {"ticket": self.number, "other": survivor.number}
        if self == survivor:
            return self.env._("%(ticket)s cannot be merged into itself.", **names)
        if self.company_id != survivor.company_id:
            return self.env._(
                "%(ticket)s and %(other)s are of different companies.", **names
            )
        circle = survivor.is_confidential and survivor.team_id == self.team_id
        if self.is_confidential and not circle:
            return self.env._(
                "%(ticket)s is confidential: only a confidential ticket of its own team"
                " may take it up.",
                **names,
            )
        if self in survivor._get_parents():
            return self.env._(
                "%(other)s is a task of %(ticket)s; merge them the other way round.",
                **names,
            )
        return False

    def _get_parents(self):
        """Return all tickets that this one is a part of."""
        # sudo: servicedesk.ticket - what stands above counts, whoever may read it
        found, ticket = self.sudo().browse(), self.sudo().parent_id
        while ticket and ticket not in found:
            found |= ticket
            ticket = ticket.parent_id
        return found.sudo(self.env.su)

    def _shares_requester(self, survivor):
        """Return whether who asked for this ticket may read what ``survivor`` says.

        The same person, or one of the same customer; of the confidential the same
        person only.
        """
        # sudo: res.partner - whose ticket it is decides, whoever reads contacts
        one, other = self.sudo(), survivor.sudo()
        if one.partner_id and one.partner_id == other.partner_id:
            return True
        if one.is_confidential or other.is_confidential:
            return False
        if one.commercial_partner_id and other.commercial_partner_id:
            return one.commercial_partner_id == other.commercial_partner_id
        return bool(one.partner_email) and one.partner_email == other.partner_email

    def _is_merge_young(self):
        merged_at = fields.Datetime.to_datetime((self.merge_facts or {}).get("at"))
        return bool(merged_at) and fields.Datetime.now() - merged_at <= UNDO

    def _check_may_unmerge(self):
        """Raise UserError, saying why, unless the merge may be taken back now."""
        self.ensure_one()
        target = self.merged_into_id
        names = {"ticket": self.number, "other": target.number}
        if not target:
            raise UserError(self.env._("%(ticket)s is not merged.", **names))
        if not self._is_merge_young():
            raise UserError(
                self.env._(
                    "%(ticket)s was merged into %(other)s more than a day ago; that is"
                    " not taken back any more. Register what is left as a new ticket.",
                    **names,
                )
            )
        if target.merged_into_id:
            raise UserError(
                self.env._(
                    "%(other)s, which took up %(ticket)s, was merged itself; take that"
                    " back first.",
                    **names,
                )
            )

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _merge_into(self, survivor):
        """Hand everything over, close the ticket, and say so on both sides."""
        # sudo: servicedesk.approval, mail.message, mail.followers, mail.activity -
        # what hangs on the ticket goes along, whoever may change it by itself
        ticket, target = self.sudo(), survivor.sudo()
        ticket._withdraw_approvals()
        facts = {
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            "together": self._shares_requester(survivor),
            "before": ticket._get_values_before_merge(),
        }
        facts |= ticket._hand_over(target, facts["together"])
        # Its own first: nobody is asked any more when he is told.
        ticket._end_questions()
        self._write_deed(self._prepare_merge_vals() | {"merged_into_id": target.id})
        facts |= self._log_merge(survivor, facts)
        facts["told"] = self._tell_merged(survivor, facts["together"]).id
        self._write_deed({"merge_facts": facts})
        target._recount_merged()
        (ticket | target)._rotate_token()
        self._plan_late_round()

    def _rotate_token(self):
        """Links that were shared open nothing any more: others read here now."""
        self.filtered("access_token").write({"access_token": False})

    def _get_values_before_merge(self):
        """Return what closing overwrites, as JSON keeps it."""
        values = self.read(KEPT_VALUES, load=None)[0]
        values["snoozed_until"] = fields.Datetime.to_string(self.snoozed_until) or False
        values.pop("id")
        return values

    def _prepare_merge_vals(self):
        """Return what closes a merged ticket: nobody is asked, nothing was solved."""
        self.ensure_one()
        vals = {
            "stage_id": self._get_system_stage("closed").id,
            "waiting_reason": False,
            "date_closed": fields.Datetime.now(),
        }
        if self._is_unanswered():
            vals["confirmation"] = "waived"
        code = self.env.ref(
            "servicedesk_core.closure_code_duplicate", raise_if_not_found=False
        )
        # sudo: servicedesk.closure.code - which types it is for
        types = code and code.sudo().type_ids
        if code and not self.closure_code_id and code.sudo().active:
            if not types or self.ticket_type_id in types:
                vals["closure_code_id"] = code.id
        return vals

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def _unmerge(self):
        """Give back what came over, reopen the ticket as it was, and say so."""
        # sudo: mail.message, mail.followers, mail.activity - as when it was merged
        ticket, target = self.sudo(), self.merged_into_id.sudo()
        facts = self.merge_facts
        ticket._take_back(target, facts)
        self.with_context(servicedesk_unmerging=DEED)._write_deed(
            self._prepare_unmerge_vals(facts["before"])
        )
        target._recount_merged()
        (ticket | target)._rotate_token()
        self._message_log(
            body=self.env._(
                "The merge into %(ticket)s was taken back.", ticket=target.number
            )
        )
        target._message_log(
            body=self.env._(
                "%(ticket)s, which was merged into this one, goes on by itself again.",
                ticket=self.number,
            )
        )
        if self.confirmation == "awaiting":
            # The links of the first mail are dead.
            self._propose_solution()
        elif facts.get("told"):
            self._post_to_requester(
                lambda words: words.env._(
                    "We go on with %(ticket)s by itself again.", ticket=self.number
                )
            )

    def _prepare_unmerge_vals(self, before):
        """Return what the ticket was; a stage that is gone is replaced by its like."""
        vals = {name: before.get(name) or False for name in KEPT_VALUES}
        vals["confirmation"] = before.get("confirmation") or "none"
        stages = self.env["servicedesk.stage"]
        stage = stages.browse(before["stage_id"]).exists()
        if not stage.active or (
            self.ticket_type_id and stage not in self.ticket_type_id.stage_ids
        ):
            stage = self._get_system_stage(stage.state or "in_progress")
        vals["stage_id"] = stage.id
        if stage.state != "waiting":
            vals |= {"waiting_reason": False, "snoozed_until": False}
        elif not vals["waiting_reason"]:
            vals["waiting_reason"] = "customer"
        if (
            stage.state != "waiting"
            or not stages.browse(vals["contractor_stage_id"] or []).exists()
        ):
            vals["contractor_stage_id"] = False
        if vals["confirmation"] == "awaiting" and stage.state != "resolved":
            vals["confirmation"] = "none"
        return vals | {
            "merged_into_id": False,
            "merge_facts": False,
            "date_closed": False,
        }

    # ------------------------------------------------------------------
    # What it means elsewhere
    # ------------------------------------------------------------------

    def _get_survivor(self):
        """Return the ticket that goes on with this one: itself, if it is not merged."""
        self.ensure_one()
        # sudo: servicedesk.ticket - where it went, whoever may read that
        ticket, seen = self.sudo(), set()
        while ticket.merged_into_id and ticket.id not in seen:
            seen.add(ticket.id)
            ticket = ticket.merged_into_id
        return ticket.sudo(self.env.su)

    @api.depends("merged_into_id")
    def _compute_moves(self):
        return super()._compute_moves()

    def _why_not(self, move):
        """A merged ticket moves no more: its work goes on elsewhere."""
        # sudo: servicedesk.ticket - a number is no secret
        target = self.sudo().merged_into_id
        if target:
            return self.env._(
                "%(ticket)s was merged into %(other)s, where it goes on.",
                ticket=self.number,
                other=target.number,
            )
        return super()._why_not(move)

    def _find_events(self, before):
        """Nobody is told that a ticket was closed which goes on elsewhere."""
        events = super()._find_events(before)
        if self.merged_into_id or self.env.context.get("servicedesk_unmerging") is DEED:
            return [event for event in events if event in ("assigned", "moved")]
        return events

    def _get_stage_template_id(self):
        """Nor is the mail of the stage sent."""
        return None if self.merged_into_id else super()._get_stage_template_id()
