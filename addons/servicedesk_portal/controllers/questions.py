# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A service's own questions on a page: what is asked, and what was answered.

The fields are named ``q-<question>``. What a page cannot ask is left to the desk:
records that the reader may not choose among.
"""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.servicedesk_core.controllers import guard
from odoo.addons.servicedesk_core.tools import form

PREFIX = "q-"
CHOICES = 200  # records offered in a drop-down
INPUTS = {
    "integer": "number",
    "float": "number",
    "monetary": "number",
    "date": "date",
    "datetime": "datetime-local",
}


def get_questions(service, post):
    """Return what a page asks for ``service``, with what was answered so far."""
    return [
        _prepare(question, post)
        for question in form.translate(_get_form(service), request.env.lang)
        if _can_ask(question)
    ]


def read_answers(service, post, zone):
    """Return (answers, sentences by field) of what was sent for ``service``.

    :param zone: the reader's time zone, in which he wrote times.
    """
    ticket = request.env["servicedesk.ticket"]
    definition = [question for question in _get_form(service) if _can_ask(question)]
    given = {question["name"]: _read(question, post, zone) for question in definition}
    answers, faults = form.clean(definition, given)
    faults += ticket._find_lost_records(definition, answers)
    labels = ticket._get_question_labels(definition)
    return answers, {
        PREFIX + fault.name: ticket._word_fault(fault, labels[fault.name])
        for fault in faults
    }


def _get_form(service):
    return service.env["servicedesk.service"]._get_form(service.id)


def _can_ask(question):
    if question["type"] not in ("many2one", "many2many"):
        return True
    model = question.get("comodel")
    return model in request.env and request.env[model].has_access("read")


def _prepare(question, post):
    """Return what the template draws of a question."""
    field = PREFIX + question["name"]
    kind = question["type"]
    sent = guard.text(post.get(field)) if field in post else None
    chosen = [value for value in request.httprequest.form.getlist(field) if value]
    default = question.get("default")
    if sent is None and default and kind not in ("many2one", "many2many"):
        sent = "yes" if kind == "boolean" else str(default)
        chosen = default if isinstance(default, list) else [sent]
    return {
        "name": question["name"],
        "field": field,
        "label": question.get("string") or question["name"],
        "help": question.get("help"),
        "kind": kind,
        "input": INPUTS.get(kind, "text"),
        "step": "any" if kind in ("float", "monetary") else None,
        "suffix": question.get("suffix"),
        "limit": form.LIMITS.get(kind),
        "required": question.get("required"),
        "options": _get_options(question),
        "value": sent or "",
        "chosen": chosen,
        "conditions": _to_json(form.conditions(question)),
    }


def _to_json(conditions):
    return json.dumps([list(leaf) for leaf in conditions]) if conditions else None


def _get_options(question):
    """Return [(value, label)] to choose from, or an empty list."""
    kind = question["type"]
    if kind in ("selection", "tags"):
        return [(option[0], option[1]) for option in question.get(kind) or ()]
    if kind == "boolean":
        return [("yes", request.env._("Yes")), ("no", request.env._("No"))]
    if kind in ("many2one", "many2many"):
        # As the reader: he chooses among what he may read.
        records = request.env[question["comodel"]].search([], limit=CHOICES)
        return [(str(record.id), record.display_name) for record in records]
    return []


def _read(question, post, zone):
    """Return what was sent for a question, still as text."""
    field, kind = PREFIX + question["name"], question["type"]
    if kind in ("tags", "many2many"):
        sent = request.httprequest.form.getlist(field)
        return [value for value in sent if value]
    value = guard.text(post.get(field))
    if kind == "html":
        return plaintext2html(value.strip()) if value.strip() else ""
    if kind == "datetime" and value:
        return _to_utc(value, zone)
    return value


def _to_utc(value, zone):
    """Return a time written in ``zone`` as UTC; what is no time stays as it was."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo:
        return value
    try:
        # By name: a zone of pytz, as Odoo has them, cannot just be put in place.
        zone = ZoneInfo(str(zone))
        return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return value
