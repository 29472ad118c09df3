# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ..models.values.servicedesk_kept import check

# All that the suite asks in a dialog.
DIALOGS = (
    "servicedesk.approval.decide",
    "servicedesk.call.outcome",
    "servicedesk.confidential.move",
    "servicedesk.cycle.change",
    "servicedesk.cycle.change.line",
    "servicedesk.escalation.answer",
    "servicedesk.mail.spam",
    "servicedesk.message.publish",
    "servicedesk.notice.try",
    "servicedesk.notice.try.line",
    "servicedesk.payment.export",
    "servicedesk.ticket.affected",
    "servicedesk.ticket.answer",
    "servicedesk.ticket.bulk",
    "servicedesk.ticket.children",
    "servicedesk.ticket.escalate",
    "servicedesk.ticket.join",
    "servicedesk.ticket.merge",
    "servicedesk.ticket.move",
    "servicedesk.ticket.related",
    "servicedesk.ticket.remote",
    "servicedesk.ticket.snooze",
    "servicedesk.ticket.split",
    "servicedesk.time.close",
    "servicedesk.work.order.answer",
    "servicedesk.work.order.claim",
    "servicedesk.work.order.claim.line",
    "servicedesk.work.order.cut",
    "servicedesk.work.order.decide",
    "servicedesk.work.order.make",
    "servicedesk.work.order.sign",
)

for dialog in DIALOGS:

    class ServicedeskDialog(models.TransientModel):
        """The gate of dialogs: values of their fields' types, as everywhere.

        Loaded last, and so asked first: all that stands behind relies on it.
        """

        _inherit = dialog

        @api.model_create_multi
        def create(self, vals_list):
            check(self, vals_list)
            return super().create(vals_list)

        def write(self, vals):
            check(self, [vals])
            return super().write(vals)
