# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

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
    """The service's own form: what is asked of whoever orders it."""

    _inherit = "servicedesk.service"

    ticket_properties_definition = FormDefinition(string="Request Form")
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

    @api.depends("ticket_properties_definition")
    def _compute_question_count(self):
        for service in self:
            service.question_count = len(service._get_questions())

    def _get_questions(self):
        """Return the questions of the form in the reader's language."""
        self.ensure_one()
        return [
            question
            for question in self.ticket_properties_definition or []
            if question["type"] != "separator"
        ]

    @api.model
    @tools.ormcache("service_id")
    def _get_form(self, service_id):
        """Return a service's questions with their source words; do not change them."""
        # sudo: servicedesk.service - what a form asks is checked for everybody
        service = self.sudo().with_context(lang=None).browse(service_id)
        return service.ticket_properties_definition or []

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
        merged = form.merge_translation(self._get_form(self.id), edited, lang)
        return super().write(dict(vals, ticket_properties_definition=merged))
