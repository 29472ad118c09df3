# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from .servicedesk_ticket import DEED, DEED_FIELDS, UNATTENDED_CHANNELS
from .servicedesk_ticket_span import SPAN_FIELDS

# By these the rules move a ticket to another team: see models/classification.
TEAM_CAUSES = ("service_id", "component_ids", "hand_set")

# Longer subjects are cut: they are the head of a mail and of a page.
NAME_LENGTH = 500


class ServicedeskTicket(models.Model):
    """Registering tickets, and what every write keeps in order."""

    _inherit = "servicedesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        """Register tickets: number, opener, first span, followers, all in batch.

        :raise UserError: when a value is given that only a deed may set, or a
            stage in which no ticket starts.
        """
        self = self._drop_deed_defaults()
        vals_list = [self._prepare_create_vals(vals) for vals in vals_list]
        vals_list = self._prepare_assignees(vals_list)
        # sudo: ir.sequence - whoever may create a ticket may have it numbered
        numbers = (
            self.env["ir.sequence"].sudo()._servicedesk_next_numbers(len(vals_list))
        )
        for vals, number in zip(vals_list, numbers, strict=True):
            vals["number"] = number
        # Followers are inserted for the whole batch below; Odoo's own way asks the
        # database once a ticket.
        batch = self.with_context(
            mail_create_nosubscribe=True,
            servicedesk_skip_auto_subscribe=True,
        )
        tickets = super(ServicedeskTicket, batch).create(vals_list)
        tickets = tickets.with_env(self.env)
        for ticket, vals in zip(tickets, vals_list, strict=True):
            if not vals.get("assignment_facts"):
                self._check_assignee(ticket.user_id.id, ticket.team_id.id)
        # sudo: servicedesk.ticket.span - the ledger is written by the system only
        self.env["servicedesk.ticket.span"].sudo()._open_for(
            tickets, fields.Datetime.now()
        )
        tickets.filtered("ticket_type_id")._make_contacts(is_new=True)
        tickets._subscribe_people()
        return tickets

    def _drop_deed_defaults(self):
        """Return ``self`` without default values in the context for deed fields."""
        forged = {
            key
            for key in self.env.context
            if key.startswith("default_") and self._is_kept_by_deeds(key[8:])
        }
        if not forged:
            return self
        kept = {k: v for k, v in self.env.context.items() if k not in forged}
        return self.with_env(self.env(context=kept))

    @api.model
    def _prepare_create_vals(self, vals):
        """Return a copy of ``vals`` completed with what every ticket must have."""
        vals = dict(vals)
        self._check_deed_fields(vals, allowed={"company_id"})
        for name in ("number", "date_promised"):
            vals.pop(name, None)
        self._check_start_stage(vals)
        self._normalize_email(vals)
        self._normalize_name(vals)
        if "team_id" not in vals and self.env.context.get("default_team_id"):
            vals["team_id"] = self.env.context["default_team_id"]
        vals["company_id"] = self._get_company_id_for(vals)
        self._check_may_register_there(vals)
        vals.setdefault("rating_last_value", 0)
        channel = vals.get("channel") or self.env.context.get("default_channel")
        user = self.env.user
        if user._is_internal() and user.active:
            if channel not in UNATTENDED_CHANNELS:
                vals.setdefault("opener_id", user.id)
        if vals.get("user_id"):
            vals.setdefault("date_assigned", fields.Datetime.now())
            self._prepare_assigned_stage(vals)
        return vals

    @api.model
    def _prepare_assigned_stage(self, vals):
        """A ticket registered with type and assignee starts as assigned."""
        if not vals.get("ticket_type_id") or "stage_id" in vals:
            return
        moves = self.env["servicedesk.transition"]._get_moves_from(
            vals["ticket_type_id"], self._get_new_stage_id()
        )
        for move in moves:
            free = not (move.group_ids or move.condition) and move.asks == "nothing"
            if move.to_state == "assigned" and free:
                vals["stage_id"] = move.to_stage_id
                return

    @api.model
    def _normalize_email(self, vals):
        """Keep plain addresses, by which senders are found and loops detected.

        :raise UserError: for a text that is none. A mail from such a sender is kept
            without: its From stands in the conversation.
        """
        given = vals.get("partner_email")
        if not given:
            return
        vals["partner_email"] = tools.email_normalize(str(given))
        if not vals["partner_email"] and not self.env.su:
            raise UserError(
                self.env._("“%(email)s” is no e-mail address.", email=given)
            )

    @api.model
    def _normalize_name(self, vals):
        """Keep a subject to one line of at most 500 characters.

        :raise UserError: when nothing is left.
        """
        if "name" not in vals:
            return
        vals["name"] = " ".join(str(vals["name"] or "").split())[:NAME_LENGTH]
        if not vals["name"]:
            raise UserError(self.env._("A ticket needs a subject."))

    def _check_start_stage(self, vals):
        """A ticket starts in a stage of state *new*; only the system imports others."""
        stage_id = vals.get("stage_id") or self.env.context.get("default_stage_id")
        if not stage_id or self.env.su:
            return
        stage = self.env["servicedesk.stage"].browse(stage_id)
        if stage._get_states().get(stage.id) != "new":
            raise UserError(
                self.env._(
                    "A ticket cannot start in stage “%(stage)s”. Create it first, then"
                    " move it along its life cycle.",
                    stage=stage.display_name,
                )
            )

    @api.model
    def _get_company_id_for(self, vals):
        """Return the company: given, else the team's, service's, requester's, user's.

        A service without a company is offered by all of them.
        """
        if vals.get("company_id"):
            return vals["company_id"]
        # sudo: servicedesk.team, res.partner - only the company is read
        if vals.get("team_id"):
            team = self.env["servicedesk.team"].sudo().browse(vals["team_id"])
            return team.company_id.id
        service = self.env["servicedesk.service"]._get_facts(vals.get("service_id"))
        if service.company_id:
            return service.company_id
        if vals.get("partner_id"):
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            if partner.company_id:
                return partner.company_id.id
        return self.env.company.id

    def _check_may_register_there(self, vals):
        """A desk registers for itself: another company's service is ordered from it.

        :raise UserError: saying where; the access rules refuse it anyway, without
            telling anybody what to do.
        """
        user = self.env.user
        if self.env.su or vals["company_id"] in user._get_company_ids():
            return
        service = self.env["servicedesk.service"]._get_facts(vals.get("service_id"))
        if service.company_id != vals["company_id"]:
            return
        # sudo: res.company - its name is told to those whom its service is offered
        company = self.env["res.company"].sudo().browse(service.company_id)
        raise UserError(
            self.env._(
                "This service is %(company)s's. The requester orders it in the portal,"
                " or by a mail or call to their desk: they register it there.",
                company=company.name,
            )
        )

    def _check_deed_fields(self, vals, allowed=()):
        """Refuse fields that record what a deed did.

        :raise UserError: naming the fields; integrations call the deed instead.
        """
        if self.env.su or self.env.context.get("servicedesk_deed") is DEED:
            return
        given = set(filter(self._is_kept_by_deeds, vals)) - set(allowed)
        refused = [name for name in given if vals[name]] if not self else list(given)
        if refused:
            raise UserError(
                self.env._(
                    "These fields are written by the ticket's own actions only:"
                    " %(fields)s.",
                    fields=", ".join(sorted(refused)),
                )
            )

    @api.model
    def _is_kept_by_deeds(self, name):
        """Return whether only deeds write a field: what they did, or a list of it.

        Odoo writes a list by way of its rows: who names the tasks of a ticket takes
        them from another one. No list that is read only is for anybody to write.
        """
        field = self._fields.get(name)
        is_list = field and field.type in ("one2many", "many2many")
        return name in DEED_FIELDS or bool(is_list and field.readonly)

    def write(self, vals):
        """Write, keep the ledger, and let stages change only along the life cycle."""
        vals = dict(vals)
        self._check_deed_fields(vals)
        self._normalize_email(vals)
        self._normalize_name(vals)
        is_deed = self.env.context.get("servicedesk_deed") is DEED
        if not is_deed:
            self._check_people_change(vals)
            self._check_requester_change(vals)
            if "stage_id" in vals and not vals["stage_id"]:
                raise UserError(self.env._("A ticket is always in a stage."))
        stage_id = False if is_deed else vals.pop("stage_id", False)
        if vals.get("user_id"):
            self._stamp_first_assignment(vals)
        if vals.get("ticket_type_id"):
            self._open_unattended()
        before = self._snapshot(vals)
        result = super().write(vals) if vals or not stage_id else True
        self._give_back_to_rules()
        self._turn_spans(before)
        if "ticket_type_id" in vals:
            self._on_classified(before)
        if not is_deed and (vals.get("user_id") or vals.get("ticket_type_id")):
            self._enter_assigned_stage()
        if stage_id:
            self._write_stage(stage_id)
        return result

    def _stamp_first_assignment(self, vals):
        """``date_assigned`` is when somebody first had the ticket."""
        if all(not ticket.date_assigned for ticket in self):
            vals.setdefault("date_assigned", fields.Datetime.now())
            return
        first = self.filtered(lambda ticket: not ticket.date_assigned)
        if first:
            first._write_deed({"date_assigned": fields.Datetime.now()})

    def _write_deed(self, vals):
        """Write what only a deed may write, with the rights of the caller."""
        return self.with_context(servicedesk_deed=DEED).write(vals)

    def _snapshot(self, vals):
        """Return what spans and notices compare with: {ticket: values before}."""
        watched = {"stage_id", "ticket_type_id", *SPAN_FIELDS, *TEAM_CAUSES}
        if not watched & vals.keys():
            return {}
        names = (*SPAN_FIELDS, "ticket_type_id", "stage_id")
        return {ticket: {name: ticket[name] for name in names} for ticket in self}

    def _turn_spans(self, before):
        """Start a new span for each ticket whose state, reason, team or user moved."""
        turned = self.browse(
            ticket.id
            for ticket, values in before.items()
            if any(ticket[name] != values[name] for name in SPAN_FIELDS)
        )
        if not turned:
            return
        # sudo: servicedesk.ticket.span - the ledger is written by the system only
        self.env["servicedesk.ticket.span"].sudo()._turn_for(
            turned, fields.Datetime.now()
        )
        changed = turned.filtered(
            lambda ticket: ticket.state != before[ticket]["state"]
        )
        if changed:
            changed._on_state_changed(
                {ticket: before[ticket]["state"] for ticket in changed}
            )

    @api.model
    def _find_open_of_other_company(self, field_name, record):
        """Return one open ticket with ``record`` in a field and another company."""
        # sudo: servicedesk.ticket - tickets of every company count here
        return self.sudo().search(
            [
                (field_name, "=", record.id),
                ("is_open", "=", True),
                ("company_id", "!=", record.company_id.id),
            ],
            limit=1,
        )

    def copy_data(self, default=None):
        """Mark a copy in its subject: it gets a number and a life of its own."""
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=ticket.name))
            for ticket, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def unlink(self):
        """Take the mailed links along: nobody can answer about a deleted ticket."""
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        links.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        return super().unlink()
