# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import form
from ..ticket.servicedesk_ticket import DEED

# Nobody is there to be asked.
MACHINE_CHANNELS = ("email", "sms", "messenger", "fax", "monitoring", "schedule")


class ServicedeskTicket(models.Model):
    """The answers to the service's form.

    Every answer is checked and converted when it is written, whoever writes it.
    Required questions must be answered when a ticket is registered with its service,
    and whenever its answers are written. A ticket that came by mail or from a machine,
    from a caller by the quick form, or whose service an agent chooses later, may lack
    answers: the form says which.
    """

    _inherit = "servicedesk.ticket"

    is_form_asked = fields.Boolean(
        compute="_compute_missing_answers",
        help="Whether the service asks anything.",
    )
    missing_answers = fields.Char(
        compute="_compute_missing_answers",
        help="Required questions of the service's form that nobody has answered yet.",
    )

    @api.depends("service_id", "properties")
    @api.depends_context("lang")
    def _compute_missing_answers(self):
        for ticket in self:
            ticket.missing_answers = False
            definition = self.env["servicedesk.service"]._get_form(
                ticket.service_id._origin.id
            )
            ticket.is_form_asked = bool(definition)
            if not definition:
                continue
            names = form.missing(definition, ticket.properties._values or {})
            labels = self._get_question_labels(definition)
            ticket.missing_answers = ", ".join(labels[name] for name in names)

    def onchange(self, values, field_names, fields_spec):
        """Show at once what the chosen service asks.

        Without answers and defaults Odoo sees no change, and would send no questions.
        """
        result = super().onchange(values, field_names, fields_spec)
        if "service_id" not in field_names or "properties" not in fields_spec:
            return result
        shown = result.setdefault("value", {})
        if "properties" not in shown:
            answers = {name: values.get(name) for name in ("service_id", "properties")}
            draft = self.new(answers, origin=self)
            spec = {"properties": fields_spec["properties"]}
            shown["properties"] = draft.web_read(spec)[0]["properties"]
        return result

    @api.model
    def _prepare_create_vals(self, vals):
        vals = super()._prepare_create_vals(vals)
        context = self.env.context
        # A default is as good as a value, and checked like one.
        service_id = vals.get("service_id", context.get("default_service_id"))
        given = vals.get("properties", context.get("default_properties"))
        if not service_id and not given:
            return vals
        definition = self.env["servicedesk.service"]._get_form(service_id)
        complete = (
            vals.get("channel") not in MACHINE_CHANNELS
            # A page that cannot ask everything leaves the rest to the desk.
            and self.env.context.get("servicedesk_answers_later") is not DEED
            # A caller who does not know yet must not keep his ticket from being saved.
            and not self.env.context.get("servicedesk_quick")
        )
        # Given in any case: Odoo would read the service to find defaults.
        cleaned = self._clean_form_answers(definition, given, complete, defaults=True)
        # A default of what is not asked is no answer: said, or Odoo would add it.
        silent = {
            question["name"]: False
            for question in definition
            if question.get("default") and question["name"] not in cleaned
        }
        vals["properties"] = cleaned | silent
        return vals

    def write(self, vals):
        if "properties" not in vals and "service_id" not in vals:
            return super().write(vals)
        vals = dict(vals)
        before = {}
        if "service_id" in vals:
            before = {
                ticket: ticket.properties._values
                for ticket in self
                if ticket.service_id.id != vals["service_id"]
                and ticket.properties._values
            }
        services = {ticket: ticket.service_id for ticket in before}
        if vals.get("properties"):
            vals["properties"] = self._clean_written_answers(vals)
        result = super().write(vals)
        for ticket, answers in before.items():
            ticket._log_dropped_answers(services[ticket], answers)
        return result

    def _clean_written_answers(self, vals):
        """Return the answers of a write, checked against the form they belong to.

        :raise UserError: when they are written to tickets of different services, or
            when the caller tries to change the questions by answering them.
        """
        service = self.env["servicedesk.service"]
        if "service_id" in vals:
            service = service.browse(vals["service_id"])
        else:
            service = self.service_id
        if len(service) > 1:
            raise UserError(
                self.env._("Answer the forms of different services one by one.")
            )
        return self._clean_form_answers(
            self.env["servicedesk.service"]._get_form(service.id),
            vals["properties"],
            complete=True,
        )

    @api.model
    def _clean_form_answers(self, definition, given, complete, defaults=False):
        """Return answers as their questions want them: ``{name: value}``.

        :param given: a mapping, or the list of questions with values that Odoo's
            screens send.
        :raise UserError: with a sentence for each answer that does not fit.
        """
        answers = self._read_answers(given)
        cleaned, faults = form.clean(definition, answers, complete, defaults)
        lost = self._find_lost_records(definition, cleaned)
        for fault in lost:
            if fault.name not in answers:  # a default that is not there any more
                del cleaned[fault.name]
        faults += [fault for fault in lost if fault.name in answers]
        if faults:
            labels = self._get_question_labels(definition)
            raise UserError(
                "\n".join(
                    self._word_fault(fault, labels.get(fault.name, fault.name))
                    for fault in faults
                )
            )
        return cleaned

    @api.model
    def _read_answers(self, given):
        """Return ``{name: value}`` of answers in any of the forms Odoo accepts.

        :raise UserError: for anything else, and for questions changed on the way:
            they are the service's, and are changed there.
        """
        if hasattr(given, "_values"):  # the value of another ticket's field
            given = given._values
        if isinstance(given, list) and all(
            isinstance(item, dict) and isinstance(item.get("name"), str)
            for item in given
        ):
            if any(
                item.get("definition_changed") or item.get("definition_deleted")
                for item in given
            ):
                raise UserError(
                    self.env._("The questions of a form are changed on its service.")
                )
            given = {item["name"]: item.get("value") for item in given}
        if not given:
            return {}
        if not isinstance(given, dict):
            raise UserError(
                self.env._("Answers are given as names of questions with values.")
            )
        return given

    @api.model
    def _find_lost_records(self, definition, answers):
        """Return a fault for each answer that names a record the person cannot see."""
        faults = []
        for question in definition:
            value = answers.get(question["name"])
            if question["type"] not in ("many2one", "many2many") or not value:
                continue
            ids = value if isinstance(value, list) else [value]
            model = question.get("comodel")
            # As the person himself: an id must not tell what he may not read.
            found = model in self.env and self.env[model].with_user(
                self.env.uid
            ).search_count([("id", "in", ids)])
            if found != len(ids):
                faults.append(form.Fault(question["name"], "record"))
        return faults

    @api.model
    def _get_question_labels(self, definition):
        translated = form.translate(definition, self.env.lang)
        return {
            question["name"]: question.get("string") or question["name"]
            for question in translated
        }

    @api.model
    def _word_fault(self, fault, label):
        """Return the sentence that tells a person what is wrong with his answer."""
        sentences = {
            "required": self.env._("“%(question)s” must be answered."),
            "unknown": self.env._("“%(question)s” is no question of this service."),
            "type": self.env._("“%(question)s”: this is not what was asked for."),
            "number": self.env._("“%(question)s” wants a number."),
            "range": self.env._("“%(question)s”: this number is too big."),
            "date": self.env._("“%(question)s” wants a date like 2026-03-31."),
            "datetime": self.env._(
                "“%(question)s” wants a time like 2026-03-31 14:30:00."
            ),
            "option": self.env._("“%(question)s”: choose one of the offered answers."),
            "record": self.env._("“%(question)s”: this entry does not exist."),
            "length": self.env._("“%(question)s”: at most %(detail)s characters."),
            "character": self.env._(
                "“%(question)s” contains a character nobody can read."
            ),
        }
        return sentences[fault.code] % {"question": label, "detail": fault.detail}
