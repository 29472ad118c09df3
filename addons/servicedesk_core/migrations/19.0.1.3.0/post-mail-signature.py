# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.3.0: the shipped mails end with the team's signature.

They ended with the team's name, which is what the signature is until somebody writes
one. Where a desk has changed that line, its text stays as it is.
"""

import json
import re

from odoo.tools import SQL

SHIPPED = ("mail_template_ticket_received", "mail_template_ticket_resolved")
NAME = re.compile(
    r'<p>\s*<t t-out="object\.team_id\.name or object\.company_id\.name"\s*'
    r"(?:/>|>\s*</t>)\s*</p>"
)
SIGNATURE = '<t t-out="object._get_mail_signature()"></t>'


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        SQL(
            "SELECT template.id, template.body_html FROM mail_template template"
            " JOIN ir_model_data data ON data.res_id = template.id"
            " WHERE data.model = 'mail.template'"
            " AND data.module = 'servicedesk_core' AND data.name IN %s",
            SHIPPED,
        )
    )
    for template_id, bodies in cr.fetchall():
        signed = {
            lang: NAME.sub(SIGNATURE, body) for lang, body in (bodies or {}).items()
        }
        if signed != bodies:
            cr.execute(
                SQL(
                    "UPDATE mail_template SET body_html = %s WHERE id = %s",
                    json.dumps(signed),
                    template_id,
                )
            )
