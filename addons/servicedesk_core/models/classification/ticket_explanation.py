# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models

from ...tools import priority
from .servicedesk_ticket import RULE_FIELDS
from .ticket_by_hand import REASONED

NOTED = ("ticket_type_id", "service_id", *RULE_FIELDS)


class ServicedeskTicket(models.Model):
    """Why a ticket is classified as it is: for the reader of the form, and in notes."""

    _inherit = "servicedesk.ticket"

    priority_explanation = fields.Char(
        compute="_compute_classification_reasons",
        help="By which impact and urgency the ticket has its priority.",
    )
    classification_reasons = fields.Json(
        compute="_compute_classification_reasons",
        help="By field: which rule gave its value, in a sentence.",
    )

    @api.depends(
        "service_id",
        "service_ids",
        "component_ids",
        "category_id",
        "impact",
        "urgency",
        "priority",
        "team_id",
        "hand_set",
    )
    @api.depends_context("lang")
    def _compute_classification_reasons(self):
        for ticket in self:
            reasons = {name: ticket._explain(name) for name in RULE_FIELDS}
            ticket.classification_reasons = reasons
            ticket.priority_explanation = reasons["priority"]

    def _explain(self, name):
        """Return the sentence that says why a field has its value."""
        self.ensure_one()
        if self._is_by_hand(name):
            return self._explain_by_hand(name)
        return getattr(self, f"_explain_{name}")()

    def _explain_by_hand(self, name):
        """Say what the rules would give, where that is a step of a scale."""
        if name == "priority":
            rules = self.env["servicedesk.priority.rule"]
            company = self.company_id or self.env.company
            value = rules._get_priority(company.id, self.impact, self.urgency)
        elif name == "impact":
            value = self._get_rule_impact()[0]
        elif name == "urgency":
            value = self._get_rule_urgency()
        else:
            return self.env._("Set by hand")
        labels = dict(self._fields[name]._description_selection(self.env))
        return self.env._(
            "Set by hand; the rules would give %(value)s", value=labels.get(value, "")
        )

    def _explain_category_id(self):
        count = len(self._get_possible_category_ids())
        if count == 1:
            return self.env._("The only one for this service and type")
        return self.env._(
            "%(count)s are possible for this service and type", count=count
        )

    def _explain_impact(self):
        _impact, service_id = self._get_rule_impact()
        label = self._get_label("impact")
        if not service_id:
            return self.env._(
                "%(impact)s, because no service is chosen: one person asks",
                impact=label,
            )
        services = self.env["servicedesk.service"]
        facts = services._get_facts(service_id)
        decides = "service_id"
        if service_id != self.service_id._origin.id:
            decides = "service_ids"
        # sudo: servicedesk.service - the name of what decides is told
        service = services.sudo().browse(service_id)
        labels = dict(
            services._fields["business_priority"]._description_selection(self.env)
        )
        return self.env._(
            "%(impact)s, because “%(service)s” has the business priority %(priority)s"
            " and %(users)s",
            impact=label,
            service=service.display_name if self._may_tell(decides) else "—",
            priority=labels[facts.business_priority],
            users=self._get_band_label(priority.band(facts.user_count)),
        )

    @api.model
    def _get_band_label(self, band):
        return {
            "one": self.env._("one user"),
            "few": self.env._("a few users"),
            "site": self.env._("the users of a site"),
            "organisation": self.env._("users all over the organisation"),
        }[band]

    def _explain_urgency(self):
        label = self._get_label("urgency")
        if self.urgency == priority.NORMAL_URGENCY:
            return self.env._("%(urgency)s: nothing raises it", urgency=label)
        return self.env._(
            "%(urgency)s, because this service hurries for its most important"
            " customers",
            urgency=label,
        )

    def _explain_priority(self):
        return self.env._(
            "%(priority)s, because impact %(impact)s × urgency %(urgency)s",
            priority=self._get_label("priority"),
            impact=self._get_label("impact"),
            urgency=self._get_label("urgency"),
        )

    def _explain_team_id(self):
        team = self.env["servicedesk.team"]
        if self.component_ids:
            team = self._get_component_routing()[self][0]
        team_id, rule = self._get_rule_team_id(team)
        if team_id != self.team_id._origin.id:
            rule = "present"
        return {
            "component": self.env._("Looks after the component"),
            "service": self.env._("Supports the service"),
            "post": self.env._("Serves this customer, place, work or language"),
            "confidential": self.env._("A confidential team keeps its tickets"),
            "taken": self.env._("Its assignee is at work; others come by escalation"),
            "present": self.env._("Neither component nor service names another one"),
            "default": self.env._("The team of who registered it, or the first line"),
        }[rule]

    def _get_label(self, name):
        """Return the value of a selection or a link as people read it."""
        field = self._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(self[name], "")
        # sudo: any model - what the ticket has is told with the ticket
        return self[name].sudo().display_name or ""

    # ------------------------------------------------------------------
    # One note a change
    # ------------------------------------------------------------------

    def _get_classification(self):
        """Return {ticket: its classification now}, to compare with afterwards."""
        return {ticket: {name: ticket[name] for name in NOTED} for ticket in self}

    def _log_classification(self, before, reason=None):
        """Add the reasons to the note that tells what changed from what to what.

        That note is Odoo's own of tracked values; so each ticket gets one, in batch.
        """
        for ticket, old in before.items():
            changed = [name for name in NOTED if ticket[name] != old[name]]
            if not changed or changed == ["team_id"]:
                continue
            again = old["ticket_type_id"] and REASONED & set(changed)
            lines = []
            if again and reason:
                lines.append(self.env._("Reclassified: %(reason)s", reason=reason))
            elif again:
                lines.append(self.env._("Reclassified"))
            elif reason:
                lines.append(reason)
            for name in RULE_FIELDS:
                if name in changed:
                    label = self._fields[name]._description_string(self.env)
                    lines.append(f"{label}: {ticket._explain(name)}")
            if lines:
                ticket._track_set_log_message(Markup("<br/>").join(lines))
