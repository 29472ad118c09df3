# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A confidential ticket full of a word that nobody outside its circle may meet.

No tests here: whoever inherits must not run them again.
"""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import mute_logger

from .access_common import AccessCommon

WORD = "Velvet"

# Who has no business with it, whatever he may do with other tickets.
OUTSIDERS = (
    "customer",
    "boss",
    "employee",
    "stranger",
    "agent_a",
    "agent_b",
    "agent_idle",
    "leader",
    "dispatcher",
    "manager",
    "api_user",
    "owner",
    "foreign_agent",
    "admin",
)


class ConfidentialCommon(AccessCommon):
    """``secret`` is agent_c's; ``other_customer`` asked; nobody else is on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls._make_secret()
        cls._fill(cls.secret)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_secret(cls, **vals):
        defaults = {
            "name": f"{WORD} complaint",
            "description": f"<p>{WORD} story</p>",
            "team_id": cls.team_secret.id,
            "user_id": cls.agent_c.id,
            "partner_id": cls.other_partner.id,
        }
        return cls._make(**{**defaults, **vals})

    @classmethod
    def _fill(cls, ticket):
        """Say the word in every way a ticket knows."""
        worker = ticket.with_user(cls.agent_c).with_context({})
        worker.action_start()
        for words, subtype in (("answer", "comment"), ("note", "note")):
            worker.message_post(
                body=f"{WORD} {words}",
                subject=f"{WORD} subject",
                message_type="comment",
                subtype_xmlid=f"mail.mt_{subtype}",
                attachments=[(f"{WORD} {words}.txt", f"{WORD} file".encode())],
            )
        worker.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{WORD} call",
            note=f"{WORD} plan",
            user_id=cls.agent_c.id,
        )
        cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(ticket._name),
                "res_id": ticket.id,
                "rating": 2,
                "feedback": f"{WORD} feedback",
                "consumed": True,
            }
        )

    def _hear(self, way):
        """Return what ``way`` tells, as text; a refusal tells nothing."""
        self.env.flush_all()
        self.env.invalidate_all()
        refusals = (AccessError, UserError, MissingError)
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.http", "odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    return str(way())
            except refusals as error:
                return str(error)
            finally:
                self.env.invalidate_all()
