# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.1.0, which brings the catalogue, classification and confidentiality."""

import json
import logging

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, convert_file, file_open

from odoo.addons.servicedesk_core.tools import form

MODULE = "servicedesk_core"
_logger = logging.getLogger(__name__)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    _renew_rules(env)
    _give_keywords(env)
    _keep_priorities(env)
    _mend_defaults(env)
    _mend_answers(env)


def _renew_rules(env):
    """Close confidential tickets to dispatchers and managers outside their circle.

    Rules are not updated as a rule, since companies change them. These decide who
    reads what is confidential, so they are set anew; the log says so.
    """
    convert_file(
        env,
        MODULE,
        "security/servicedesk_rules.xml",
        {},
        mode="init",
        noupdate=True,
    )
    _logger.info("The record rules of tickets were set anew: confidential ones closed.")


def _give_keywords(env):
    """Give shipped types the words they are proposed by, where they have none."""
    path = f"{MODULE}/data/servicedesk_ticket_type_data.xml"
    with file_open(path, "rb") as source:
        records = etree.parse(source).iterfind(".//record")
        for record in records:
            words = record.findtext("field[@name='keywords']")
            kind = env.ref(f"{MODULE}.{record.get('id')}", raise_if_not_found=False)
            if kind and words and not kind.keywords:
                kind.keywords = words.strip()


def _keep_priorities(env):
    """What was chosen when there were no rules was chosen by hand, and stays."""
    env.cr.execute(
        """
        UPDATE servicedesk_ticket
           SET hand_set = 'priority'
         WHERE hand_set IS NULL
           AND priority != '1'
        """
    )
    env["servicedesk.ticket"].invalidate_model(["hand_set"])


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
