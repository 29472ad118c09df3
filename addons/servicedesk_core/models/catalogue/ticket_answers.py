# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import suppress

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools import format_date, format_datetime, html_sanitize
from odoo.tools.misc import babel_locale_parse

from ...tools import form


class ServicedeskTicket(models.Model):
    """The answers to the service's form, in words for people."""

    _inherit = "servicedesk.ticket"

    def _get_answers_in_words(self, user, zone=None):
        """Return ``[(question, answer)]`` of what was asked and answered here.

        In the language of the context, and without the records that ``user`` may not
        read himself: who looks at a ticket need not know all that it names.

        :param res.users user: who reads them; nobody's link reads as the public.
        :param str zone: name of the time zone for times; else the user's own.
        """
        self.ensure_one()
        self.fetch(["properties"])
        definition = self.env["servicedesk.service"]._get_form(self.service_id.id)
        answers = self.properties._values or {}
        answers = self._drop_unread_records(definition, answers, user)
        return [
            (label, words)
            for _name, label, words in self._describe_answers(
                self.service_id, answers, zone
            )
        ]

    @api.model
    def _drop_unread_records(self, definition, answers, user):
        """Return ``answers`` without the records that ``user`` cannot see."""
        readable = dict(answers)
        for question in definition:
            value = answers.get(question["name"])
            if question["type"] not in ("many2one", "many2many") or not value:
                continue
            ids = self._get_answer_ids(value)
            model = question.get("comodel")
            found = []
            if model in self.env:
                records = self.env[model].with_user(user)
                if records.has_access("read"):
                    found = records.search([("id", "in", ids)]).ids
            readable[question["name"]] = [id_ for id_ in ids if id_ in found]
        return readable

    def _log_dropped_answers(self, service, answers):
        """Keep in the history what the form of another service no longer asks."""
        self.ensure_one()
        kept = self.properties._values or {}
        lines = [
            Markup("<li>%s: %s</li>") % (label, words)
            for name, label, words in self._describe_answers(service, answers)
            if name not in kept
        ]
        if lines:
            self._message_log(
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    self.env._(
                        "Answers to the form of “%(service)s”, which this ticket no"
                        " longer asks:",
                        # sudo: servicedesk.service - it was this ticket's own
                        service=service.sudo().name,
                    ),
                    Markup().join(lines),
                )
            )

    @api.model
    def _describe_answers(self, service, answers, zone=None):
        """Return ``(name, label, answer in words)`` of each answered question.

        What the answers before it let nobody ask is no answer.
        """
        described = []
        definition = self.env["servicedesk.service"]._get_form(service.id)
        for question in form.translate(definition, self.env.lang):
            value = answers.get(question["name"])
            if question["type"] == "separator" or form.is_empty(question, value):
                continue
            if form.is_visible(question, answers):
                label = question.get("string") or question["name"]
                words = self._word_answer(question, value, zone)
                described.append((question["name"], label, words))
        return described

    @api.model
    def _word_answer(self, question, value, zone=None):
        """Return an answer as a person reads it, safe to put into a page."""
        kind = question["type"]
        if kind == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if kind in ("selection", "tags"):
            labels = {option[0]: option[1] for option in question.get(kind) or ()}
            values = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(item) or str(item) for item in values)
        if kind in ("many2one", "many2many"):
            if question.get("comodel") not in self.env:
                return ""
            # sudo: any model - the person who answered chose it among what he sees
            records = self.env[question["comodel"]].sudo()
            records = records.browse(self._get_answer_ids(value)).exists()
            return ", ".join(records.mapped("display_name"))
        if kind == "html":
            return html_sanitize(value)
        words = self._word_plain_answer(kind, value, zone)
        if question.get("suffix"):
            words = f"{words} {question['suffix']}"
        return escape(words)

    @api.model
    def _word_plain_answer(self, kind, value, zone):
        """Return a number, a day or an instant in the reader's way, a text as it is.

        So is what was answered when the question was still of another kind.
        """
        with suppress(TypeError, ValueError, ArithmeticError):
            if kind == "date":
                return format_date(self.env, value)
            if kind == "datetime":
                return format_datetime(self.env, value, zone or False, "short")
            if kind in ("float", "monetary"):
                locale = babel_locale_parse(self.env.lang)
                return format_decimal(value, format="0.######", locale=locale)
        return str(value)

    @api.model
    def _get_answer_ids(self, value):
        """Return the ids in an answer that names one record or several."""
        ids = value if isinstance(value, list) else [value]
        return [id_ for id_ in ids if isinstance(id_, int)]
