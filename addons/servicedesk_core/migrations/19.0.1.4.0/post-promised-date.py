# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.4.0: the shipped mail *In Progress* promises no date that is past.

Nor does it tell seconds, and it names the clock. What a desk has written besides in
that mail stays as it is.
"""

import json

from odoo.tools import SQL

PROMISE = "object._get_promised_date()"
SHIPPED = (
    (
        "format_datetime(object.date_due,"
        " tz=object.partner_id.tz or object.company_id.partner_id.tz)",
        PROMISE,
    ),
    ('<p t-if="object.date_due">', f'<p t-if="{PROMISE}">'),
)


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        SQL(
            "SELECT template.id, template.body_html FROM mail_template template"
            " JOIN ir_model_data data ON data.res_id = template.id"
            " WHERE data.model = 'mail.template'"
            " AND data.module = 'servicedesk_core'"
            " AND data.name = 'mail_template_ticket_in_progress'"
        )
    )
    for template_id, bodies in cr.fetchall():
        mended = {lang: _mend(body) for lang, body in (bodies or {}).items()}
        if mended != bodies:
            cr.execute(
                SQL(
                    "UPDATE mail_template SET body_html = %s WHERE id = %s",
                    json.dumps(mended),
                    template_id,
                )
            )


def _mend(body):
    """Return a body that asks for the promise, where it has the shipped line."""
    if SHIPPED[0][0] not in body:
        return body
    for old, new in SHIPPED:
        body = body.replace(old, new)
    return body
