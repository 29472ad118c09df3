# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools import form

SOURCE_LANG = "en_US"


class FormDefinition(fields.PropertiesDefinition):
    """Questions that are read in the reader's language (see ``tools/form.py``)."""

    def convert_to_record(self, value, record):
        questions = super().convert_to_record(value, record)
        lang = record.env.lang
        if not lang or lang == SOURCE_LANG:
            return questions
        return form.translate(questions, lang)


class ServicedeskService(models.Model):
    """What is asked of whoever orders a service: the whole's questions, then its own.

    ``ticket_properties_definition`` holds the service's own questions and is edited;
    ``form_definition`` what tickets ask.
    """

    _inherit = "servicedesk.service"

    ticket_properties_definition = FormDefinition(string="Request Form")
    form_definition = FormDefinition(
        string="Whole Request Form",
        compute="_compute_form_definition",
        store=True,
        recursive=True,
        copy=False,
        readonly=True,
    )
    asked_before = fields.Char(compute="_compute_asked_before")
    # Odoo edits questions where they are answered: here, on the service itself. What is
    # answered in this sample is nobody's request.
    form_service_id = fields.Many2one(
        "servicedesk.service", compute="_compute_form_service_id"
    )
    form_sample = fields.Properties(
        string="Questions", definition="form_service_id.ticket_properties_definition"
    )
    question_count = fields.Integer(compute="_compute_question_count")

    def _compute_form_service_id(self):
        for service in self:
            service.form_service_id = service._origin

    @api.depends("ticket_properties_definition", "parent_id.form_definition")
    def _compute_form_definition(self):
        """Put the questions of the whole before a part's own, in the source words."""
        for service in self.with_context(lang=None):
            asked = service.parent_id.form_definition or []
            names = {question["name"] for question in asked}
            service.form_definition = asked + [
                question
                for question in service.ticket_properties_definition or []
                if question["name"] not in names
            ]

    @api.depends("parent_id.form_definition")
    @api.depends_context("lang")
    def _compute_asked_before(self):
        """Name the questions that a part asks because the whole does."""
        for service in self:
            # sudo: servicedesk.service - whoever edits a part sees what is asked first
            whole = service.parent_id.sudo()
            labels = [question.get("string") for question in whole._get_questions()]
            service.asked_before = ", ".join(filter(None, labels))

    @api.constrains("ticket_properties_definition", "parent_id")
    def _check_question_names(self):
        """Each question of a whole form has a name of its own, for answers go by it.

        :raise ValidationError: when a part asks by a name that is asked before it.
        """
        # sudo: servicedesk.service - parts may be hidden from the one who writes
        services = self.sudo().with_context(active_test=False)
        below = services.search([("id", "child_of", services.ids)])
        for service in below | services:
            before = service.parent_id.form_definition or []
            names = {question["name"] for question in before}
            for question in service.ticket_properties_definition or []:
                if question["name"] in names:
                    raise ValidationError(
                        self.env._(
                            "“%(service)s” asks “%(question)s” under a name by which"
                            " the service it is a part of asks already.",
                            service=service.name,
                            question=question.get("string") or question["name"],
                        )
                    )

    @api.depends("form_definition")
    def _compute_question_count(self):
        for service in self:
            service.question_count = len(service._get_questions())

    def _get_questions(self):
        """Return all that is asked, in the reader's language."""
        return [
            question
            for question in self.form_definition or []
            if question["type"] != "separator"
        ]

    @api.model
    @tools.ormcache("service_id")
    def _get_form(self, service_id):
        """Return all that a service asks, in the source words; do not change it."""
        # sudo: servicedesk.service - what a form asks is checked for everybody
        service = self.sudo().with_context(lang=None).browse(service_id)
        return service.form_definition or []

    def write(self, vals):
        """Take what is edited in another language as its translation.

        Not while each service would take another one's words: forms are edited one
        by one.
        """
        lang = self.env.lang
        edited = vals.get("ticket_properties_definition")
        if (
            len(self) != 1
            or lang in (None, SOURCE_LANG)
            or not isinstance(edited, list)
            or not all(isinstance(item, dict) and item.get("name") for item in edited)
        ):
            return super().write(vals)
        own = self.with_context(lang=None).ticket_properties_definition or []
        merged = form.merge_translation(own, edited, lang)
        return super().write(dict(vals, ticket_properties_definition=merged))
