# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.2.0, which brings teams at work, approvals, planning and notices.

Life cycles stay as a desk has them: the shipped ones are for new databases.
"""

import json

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.servicedesk_core.tools import form


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    _mend_defaults(env)
    _mend_answers(env)


def _mend_defaults(env):
    """Take away defaults of questions that are longer than XML-RPC can say."""
    for column in ("ticket_properties_definition", "form_definition"):
        for service_id, questions in _find_long_numbers(
            env, "servicedesk_service", column
        ):
            for question in questions:
                name = question.get("name")
                kept, _gone = form.mend_numbers(
                    {name: question.get("type")}, {name: question.get("default")}
                )
                if name not in kept:
                    question.pop("default")
            _write_json(env, "servicedesk_service", column, service_id, questions)
    env["servicedesk.service"].invalidate_model()
    env.registry.clear_cache()


def _mend_answers(env):
    """Take away answers that kept whole lists from being read; the history has them."""
    tickets = env["servicedesk.ticket"]
    gone_of = {}
    for ticket_id, answers in _find_long_numbers(env, tickets._table, "properties"):
        questions = env["servicedesk.service"]._get_form(
            tickets.browse(ticket_id).service_id.id
        )
        kinds = {question["name"]: question["type"] for question in questions}
        kept, gone_of[ticket_id] = form.mend_numbers(kinds, answers)
        _write_json(env, tickets._table, "properties", ticket_id, kept)
    tickets.invalidate_model(["properties"])
    for ticket_id, gone in gone_of.items():
        if gone:
            words = ", ".join(f"{name}: {value}" for name, value in gone.items())
            tickets.browse(ticket_id)._message_log(
                body=env._(
                    "Too big to be kept as an answer: %(answers)s", answers=words
                )
            )


def _find_long_numbers(env, table, column):
    """Return [(id, value)] of rows in which a number has ten digits or more."""
    return env.execute_query(
        SQL(
            "SELECT id, %(column)s FROM %(table)s"
            " WHERE %(column)s::text ~ ': -?[0-9]{10,}[,}]'",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
        )
    )


def _write_json(env, table, column, row_id, value):
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s = %s::jsonb WHERE id = %s",
            SQL.identifier(table),
            SQL.identifier(column),
            json.dumps(value),
            row_id,
        )
    )
