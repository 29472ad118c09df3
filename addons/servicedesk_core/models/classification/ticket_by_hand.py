# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED
from .servicedesk_ticket import RULE_FIELDS

# Changing these on a classified ticket asks for a reason.
REASONED = frozenset({"ticket_type_id", "service_id"})
# Written together with these, a ticket is classified anew.
CAUSES = frozenset(
    {"ticket_type_id", "service_id", "service_ids", "component_ids", "partner_id"}
)


class ServicedeskTicket(models.Model):
    """What a person sets by hand stays, field by field, until he gives it back.

    A plain write or create with a value sets it by hand. The form sends what the rules
    have filled in as well, so from there only what differs from the rules counts. An
    empty value, and :meth:`action_follow_rules`, give a field back.
    """

    _inherit = "servicedesk.ticket"

    reclassify_reason = fields.Char(
        string="Reason for Reclassifying",
        compute="_compute_reclassify_reason",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Why the type or the service was changed the last time.",
    )
    needs_reclassify_reason = fields.Boolean(
        compute="_compute_needs_reclassify_reason",
        help="A form is changing the type or the service of a classified ticket.",
    )

    @api.depends("ticket_type_id", "service_id")
    def _compute_reclassify_reason(self):
        """A reason belongs to one change: the next one does not inherit it."""
        for ticket in self:
            reason = ticket.reclassify_reason
            is_old = ticket.id or reason == ticket._origin.reclassify_reason
            ticket.reclassify_reason = False if is_old else reason

    @api.depends("ticket_type_id", "service_id")
    def _compute_needs_reclassify_reason(self):
        for ticket in self:
            saved = ticket._origin
            ticket.needs_reclassify_reason = bool(
                saved.ticket_type_id
                and (
                    saved.ticket_type_id != ticket.ticket_type_id._origin
                    or saved.service_id != ticket.service_id._origin
                )
            )

    # ------------------------------------------------------------------
    # Forms
    # ------------------------------------------------------------------

    def web_save(self, vals, specification, next_id=None):
        form = self.with_context(servicedesk_from_form=True)
        return super(ServicedeskTicket, form).web_save(vals, specification, next_id)

    def web_save_multi(self, vals_list, specification):
        form = self.with_context(servicedesk_from_form=True)
        return super(ServicedeskTicket, form).web_save_multi(vals_list, specification)

    def onchange(self, values, field_names, fields_spec):
        """Note what the person at the form sets by hand, before the rules answer.

        What he empties he gives back: the rules answer for it at once.
        """
        touched = [name for name in RULE_FIELDS if name in field_names]
        if not touched:
            return super().onchange(values, field_names, fields_spec)
        emptied = {name for name in touched if not values.get(name)}
        names = set((values.get("hand_set") or self.hand_set or "").split(","))
        hand_set = self._join_names((names | set(touched)) - emptied)
        values = dict(values, hand_set=hand_set)
        answers = {"hand_set": hand_set}
        if emptied:
            draft = self.new(values, origin=self)
            for name in RULE_FIELDS:
                if name in emptied:
                    getattr(draft, f"_compute_{name}")()
                    values[name] = draft._fields[name].convert_to_write(
                        draft[name], draft
                    )
            read = draft.web_read({name: fields_spec.get(name, {}) for name in emptied})
            answers |= {name: read[0][name] for name in emptied}
        result = super().onchange(values, field_names, fields_spec)
        shown = {name: answers[name] for name in answers if name in fields_spec}
        result["value"] = {**result.get("value", {}), **shown}
        return result

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model
    def _prepare_create_vals(self, vals):
        """Say which values were set by hand; choose a service's only type."""
        if not vals.get("ticket_type_id"):
            type_id = self.env.context.get("default_ticket_type_id")
            type_id = type_id or self._get_only_type_id(vals.get("service_id"))
            vals = dict(vals, ticket_type_id=type_id)
        hand_set = vals.get("hand_set")
        vals = super()._prepare_create_vals(vals)
        if "hand_set" in vals:
            self._check_hand_set_unwritten()
        context = self.env.context
        given = {
            name: vals.pop(name, False) or context.get(f"default_{name}")
            for name in RULE_FIELDS
        }
        given = {name: value for name, value in given.items() if value}
        if context.get("servicedesk_from_form"):
            given = self.new(vals)._get_differing(given)
        names = set(given)
        # The address a mail came to is nobody's decision, nor is what the portal's
        # page makes of the service one chose.
        by_page = context.get("servicedesk_answers_later") is DEED
        if vals.get("channel") == "email" or by_page:
            names.discard("team_id")
        return vals | given | {"hand_set": hand_set or self._join_names(names)}

    def write(self, vals):
        """Write, keep what is set by hand, and tell in one note what follows.

        :raise UserError: when ``hand_set`` itself is written; it follows from the
            values, and :meth:`action_follow_rules` takes names off it.
        """
        if "hand_set" in vals:
            self._check_hand_set_unwritten()
        if not vals.keys() & (CAUSES | set(RULE_FIELDS)):
            return super().write(vals)
        if not vals.get("team_id", True):
            moved = self.filtered(lambda ticket: ticket._is_moved_by_rules(vals))
            moved._check_people_change(vals)
        self._check_reclassify_reason(vals)
        before = self._get_classification()
        for tickets, part, given_back in self._sort_by_hand(vals):
            tickets = tickets.with_context(servicedesk_given_back=given_back)
            super(ServicedeskTicket, tickets).write(part)
        self._log_classification(before, vals.get("reclassify_reason"))
        return True

    def _check_reclassify_reason(self, vals):
        """A person at a form or a list says why he changes what a ticket is.

        :raise UserError: saying what to write, and where.
        """
        if not self.env.context.get("servicedesk_from_form"):
            return
        if str(vals.get("reclassify_reason") or "").strip():
            return
        changing = REASONED & vals.keys()
        for ticket in self if changing else ():
            if ticket.ticket_type_id and any(
                ticket[name].id != (vals[name] or False) for name in changing
            ):
                raise UserError(
                    self.env._(
                        "Ticket %(number)s is classified already: write into “Reason"
                        " for Reclassifying”, below the service, in a sentence why"
                        " its type or service changes.",
                        number=ticket.number,
                    )
                )

    def _is_moved_by_rules(self, vals):
        """Return whether giving the team back to the rules takes it to another one."""
        self.ensure_one()
        rest = {name: vals[name] for name in CAUSES & vals.keys()}
        draft = self.new(rest, origin=self)
        team_id, _rule = draft._get_rule_team_id(draft._get_draft_component_team())
        return team_id != self.team_id.id

    def _check_hand_set_unwritten(self):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "What is set by hand follows from the values themselves; give a"
                    " field back to the rules with action_follow_rules."
                )
            )

    def _sort_by_hand(self, vals):
        """Return what to write on which tickets: (tickets, values, names given back).

        Most often that is one part: tickets differ only in what was set before.
        """
        form = self.env.context.get("servicedesk_from_form")
        given = {name: vals[name] for name in RULE_FIELDS if name in vals}
        causes = {name: value for name, value in vals.items() if name not in given}
        parts = {}
        for ticket in self:
            mine = dict(causes)
            if causes.get("service_id") and "ticket_type_id" not in causes:
                if not ticket.ticket_type_id:
                    type_id = self._get_only_type_id(causes["service_id"])
                    mine |= {"ticket_type_id": type_id} if type_id else {}
            by_hand = {name: value for name, value in given.items() if value}
            if form and by_hand:
                by_hand = self.new(mine, origin=ticket)._get_differing(by_hand)
            before = set((ticket.hand_set or "").split(",")) - {""}
            back = frozenset(given.keys() - by_hand.keys())
            hand_set = self._join_names((before | by_hand.keys()) - back)
            if hand_set != (ticket.hand_set or False) or back:
                mine["hand_set"] = hand_set
            key = (tuple(sorted(by_hand)), hand_set, back, "ticket_type_id" in mine)
            tickets, _vals, _back = parts.get(key, (self.browse(), None, None))
            parts[key] = (tickets | ticket, mine | by_hand, back)
        return list(parts.values())

    def _give_back_to_rules(self):
        """Have what a write gives back computed anew, with what follows from it."""
        result = super()._give_back_to_rules()
        names = self.env.context.get("servicedesk_given_back")
        for name in names or ():
            self.env.add_to_compute(self._fields[name], self)
        if names:
            self.modified(names)
        return result

    def _get_differing(self, given):
        """Return those of the ``given`` values that the rules would not give.

        Asked of a draft that has all other values of the form.
        """
        self.ensure_one()
        self.hand_set = False
        rules = {
            "category_id": self._get_rule_category_id(),
            "impact": self._get_rule_impact()[0],
            "urgency": self._get_rule_urgency(),
            "team_id": self._get_rule_team_id(self._get_draft_component_team())[0],
        }
        differing = {
            name: value
            for name, value in given.items()
            if name != "priority" and value != rules[name]
        }
        if "priority" in given:
            # What the form does not send stays as it is on the ticket.
            saved = self._origin
            impact, urgency = (
                differing.get(name)
                or (rules[name] if name in given or not saved else saved[name])
                for name in ("impact", "urgency")
            )
            by_rule = self.env["servicedesk.priority.rule"]._get_priority(
                (self.company_id or self.env.company).id, impact, urgency
            )
            if given["priority"] != by_rule:
                differing["priority"] = given["priority"]
        return differing

    def _get_draft_component_team(self):
        if not self.component_ids:
            return self.env["servicedesk.team"]
        return self._get_component_routing()[self][0]

    @api.model
    def _join_names(self, names):
        """Return names of fields as they are stored, in their fixed order."""
        return ",".join(name for name in RULE_FIELDS if name in names) or False

    def copy_data(self, default=None):
        """A copy keeps what was set by hand; the rules give the rest anew."""
        copies = super().copy_data(default=default)
        for ticket, vals in zip(self, copies, strict=True):
            vals.pop("hand_set", None)
            for name in RULE_FIELDS:
                if name not in (default or {}) and not ticket._is_by_hand(name):
                    vals.pop(name, None)
        return copies

    # ------------------------------------------------------------------
    # Deed
    # ------------------------------------------------------------------

    def action_follow_rules(self, field_names=RULE_FIELDS):
        """Give fields back to the rules: they are worked out again, now.

        :param list field_names: of category_id, impact, urgency, team_id, priority.
        :raise UserError: for another name.
        """
        self._check_work_access()
        field_names = arguments.names(self.env, field_names, "field_names")
        wrong = set(field_names) - set(RULE_FIELDS)
        if wrong:
            raise UserError(
                self.env._(
                    "No rule gives these fields: %(fields)s.",
                    fields=", ".join(sorted(wrong)),
                )
            )
        vals = dict.fromkeys(field_names, False)
        by_hand = self.filtered(lambda ticket: ticket._is_by_hand("team_id"))
        if by_hand:
            by_hand.write(vals)
        # A team that nobody chose is not given back: that would be a hand-over.
        vals.pop("team_id", None)
        if vals:
            (self - by_hand).write(vals)
        return True
