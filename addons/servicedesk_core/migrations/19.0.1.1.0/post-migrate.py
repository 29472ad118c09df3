# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.1.0, which brings the catalogue, classification and confidentiality."""

import logging

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file, file_open

MODULE = "servicedesk_core"
_logger = logging.getLogger(__name__)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    _renew_rules(env)
    _give_keywords(env)
    _keep_priorities(env)


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
