# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

TICKET = "servicedesk.ticket"
# What is mailed to a requester by itself, and the field that names its text.
KINDS = {
    "received": "received_template_id",
    "question": "question_template_id",
    "assigned": "assigned_template_id",
    "resolved": "resolved_template_id",
    "reminder": "reminder_template_id",
    "silent": "silent_template_id",
}


class ServicedeskTicketType(models.Model):
    """What is mailed to requesters about tickets of a type."""

    _inherit = "servicedesk.ticket.type"

    received_template_id = fields.Many2one(
        "mail.template",
        string="Received",
        domain=[("model", "=", TICKET)],
        help="Says that a request arrived, and its number. Empty: the shipped text.",
    )
    question_template_id = fields.Many2one(
        "mail.template",
        string="Question",
        domain=[("model", "=", TICKET)],
        help="Asks the requester when a ticket begins to wait for him; what is entered"
        " then is the question, and he reads it. Empty: no such mail.",
    )
    assigned_template_id = fields.Many2one(
        "mail.template",
        string="Assigned",
        domain=[("model", "=", TICKET)],
        help="Tells the requester that somebody has his ticket, once it is given to"
        " somebody. Empty: no such mail.",
    )
    resolved_template_id = fields.Many2one(
        "mail.template",
        string="Resolved",
        domain=[("model", "=", TICKET)],
        help="Tells the requester what was done and asks him to confirm it. Empty: the"
        " shipped text.",
    )
    reminder_template_id = fields.Many2one(
        "mail.template",
        string="Reminder",
        domain=[("model", "=", TICKET)],
        help="Asks once more whether the solution works. Empty: the shipped text.",
    )
    silent_template_id = fields.Many2one(
        "mail.template",
        string="Closed without an Answer",
        domain=[("model", "=", TICKET)],
        help="Tells the requester that his ticket was closed, as he did not answer."
        " Empty: the shipped text.",
    )

    @api.constrains(*KINDS.values())
    def _check_mail_templates(self):
        """What is mailed is a text about tickets.

        :raise ValidationError: for a template of anything else: filled in by the
            ticket's number, it would tell of a stranger, or give his keys away.
        """
        for ticket_type in self:
            for name in KINDS.values():
                # sudo: mail.template - what it is about is no secret
                template = ticket_type[name].sudo()
                if template and template.model != TICKET:
                    raise ValidationError(
                        self.env._(
                            "“%(template)s” is no text about tickets.",
                            template=template.display_name,
                        )
                    )

    @api.model
    @tools.ormcache()
    def _get_mail_texts(self):
        """Return {type id: {kind: template id}} of the types with texts of their own.

        Cached: asked at every mail.
        """
        # sudo: servicedesk.ticket.type - what is mailed does not depend on who works
        types = self.sudo().search([("active", "in", [True, False])])
        return {
            ticket_type.id: {
                kind: ticket_type[name].id
                for kind, name in KINDS.items()
                if ticket_type[name]
            }
            for ticket_type in types
        }
