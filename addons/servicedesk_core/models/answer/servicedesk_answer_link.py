# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import secrets

from odoo import api, fields, models
from odoo.tools import consteq

from ...tools import nonce as nonces


class ServicedeskAnswerLink(models.Model):
    """A mailed link that lets one recipient answer one question.

    Made per recipient and question (for a solution: per closing cycle), so that a
    forwarded mail opens nothing but that question, and only while it is open. The
    database keeps the hash of the token: who reads the table cannot answer.
    """

    _name = "servicedesk.answer.link"
    _description = "Answer Link"
    _order = "id desc"
    _rec_name = "purpose"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    purpose = fields.Selection(
        [
            ("confirm", "Confirm a Solution"),
            ("approve", "Decide an Approval"),
            ("escalate", "Answer an Escalation"),
            ("work_order", "Answer a Work Order"),
        ],
        required=True,
    )
    cycle = fields.Integer(required=True)
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    email = fields.Char()
    token_digest = fields.Char(required=True, groups="base.group_system")
    revoked_at = fields.Datetime()

    _token_uniq = models.Constraint(
        "UNIQUE (token_digest)", "This link already exists."
    )
    _record_idx = models.Index("(res_model, res_id)")

    @api.model
    def _make(self, record, purpose, cycle, partner, email=False):
        """Create a link and return its token, which is never to be seen again."""
        return self._make_all([(record, purpose, cycle, partner, email)])[0]

    @api.model
    def _make_all(self, questions):
        """Create a link for each question; return the tokens in their order.

        :param questions: of each the arguments of :meth:`_make`.
        """
        questions = list(questions)
        tokens = [secrets.token_urlsafe(32) for _question in questions]
        self.create(
            [
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "purpose": purpose,
                    "cycle": cycle,
                    "partner_id": partner.id,
                    "email": email,
                    "token_digest": nonces.digest(token),
                }
                for (record, purpose, cycle, partner, email), token in zip(
                    questions, tokens, strict=True
                )
            ]
        )
        return tokens

    @api.model
    def _find(self, record, purpose, token):
        """Return the link of ``record`` that ``token`` opens, revoked or not."""
        digest = nonces.digest(token or "")
        link = self.search([("token_digest", "=", digest)], limit=1)
        if (
            link
            and consteq(link.token_digest, digest)
            and (link.res_model, link.res_id) == (record._name, record.id)
            and link.purpose == purpose
        ):
            return link
        return self.browse()

    @api.model
    def _revoke_of_others(self, ticket):
        """Close open links of ``ticket`` that were mailed to another requester."""
        self.search(
            [
                ("res_model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("revoked_at", "=", False),
            ]
        ).filtered(
            lambda link: (
                link.partner_id != ticket.partner_id
                and link.email != ticket.partner_email
            )
        ).revoked_at = fields.Datetime.now()

    @api.model
    def _revoke_for(self, records):
        """Close all open links of ``records``: their question is answered or moot."""
        self.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("revoked_at", "=", False),
            ]
        ).revoked_at = fields.Datetime.now()
