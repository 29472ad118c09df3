# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who may come to the desk, what there is to get at, and tables of who gets at what.

No tests here: whoever inherits must not run them again.
"""

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import ServicedeskCommon

# Everybody, in the order of the tables' rows.
ROLES = (
    "public",  # nobody logged in
    "customer",  # portal user, requester of the customer's tickets
    "other_customer",  # portal user of another company
    "boss",  # portal user who sees all tickets of the customer's company
    "employee",  # internal user without a role, requester of his own ticket
    "stranger",  # internal user without a role, requester of nothing
    "agent_a",  # agent of the first-line team
    "agent_b",  # agent of the second-line team
    "agent_idle",  # agent without a team
    "dispatcher",
    "manager",
    "auditor",
    "owner",  # keeps a service, has no other role in the desk
    "api_user",
    "foreign_agent",  # agent of another company
    "admin",  # may change settings, has no role in the desk
)


def parse_table(text):
    """Return {row: {column: letters}} of a table whose first line names the columns."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    return {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}


class AccessCommon(ServicedeskCommon):
    """A desk with one person of every role, and one ticket of every sort."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_more_people()
        cls._setup_tickets()
        cls.env.flush_all()

    @classmethod
    def _setup_more_people(cls):
        cls.public = cls.env.ref("base.public_user")
        cls.boss = cls._new_portal_user("sd_boss", cls.customer_company)
        cls.boss.partner_id.servicedesk_visibility = "company"
        cls.stranger = cls._new_user("sd_stranger", False)
        cls.agent_idle = cls._new_user("sd_agent_idle", "agent")
        cls.owner = cls._new_user("sd_owner", "service_owner")
        cls.admin = mail_new_test_user(
            cls.env,
            login="sd_admin",
            email="sd_admin@test.mycompany.com",
            groups="base.group_user,base.group_system",
            company_id=cls.company.id,
        )
        cls.foreign_company = cls.env["res.company"].create({"name": "Far Away"})
        cls.foreign_agent = mail_new_test_user(
            cls.env,
            login="sd_foreign_agent",
            email="sd_foreign_agent@far.example.com",
            groups="base.group_user,servicedesk_core.group_servicedesk_agent",
            company_id=cls.foreign_company.id,
            company_ids=[(6, 0, cls.foreign_company.ids)],
        )
        cls.foreign_team = cls.env["servicedesk.team"].create(
            {
                "name": "Far Away Desk",
                "company_id": cls.foreign_company.id,
                "member_ids": cls.foreign_agent.ids,
            }
        )

    @classmethod
    def _setup_tickets(cls):
        """Nobody of the agents opened them, has them or is responsible for a part."""
        other = cls.other_partner.id
        cls.owned_service = cls.env["servicedesk.service"].create(
            {
                "name": "Tills",
                "owner_id": cls.owner.id,
                "team_ids": (cls.team_second | cls.team_secret).ids,
            }
        )
        owned = cls.owned_service.id
        cls.tickets = {
            "first": cls._make(),
            "second": cls._make(team_id=cls.team_second.id),
            "secret": cls._make(team_id=cls.team_secret.id, partner_id=other),
            "unsorted": cls._make(team_id=cls.team_second.id, ticket_type_id=False),
            "unsorted_hr": cls._make(
                team_id=cls.team_secret.id, partner_id=other, ticket_type_id=False
            ),
            "internal": cls._make(partner_id=cls.employee.partner_id.id),
            "owned": cls._make(team_id=cls.team_second.id, service_id=owned),
            "owned_hr": cls._make(
                team_id=cls.team_secret.id, partner_id=other, service_id=owned
            ),
            "foreign": cls._make(
                team_id=cls.foreign_team.id,
                company_id=cls.foreign_company.id,
                partner_id=other,
            ),
        }

    @classmethod
    def _make(cls, **vals):
        """Return a ticket that came by itself, in superuser mode."""
        defaults = {
            "name": "The till does not open",
            "partner_id": cls.customer_partner.id,
            "team_id": cls.team_first.id,
            "ticket_type_id": cls.incident.id,
            "channel": "portal",
        }
        return cls.env["servicedesk.ticket"].create({**defaults, **vals})

    @classmethod
    def _as(cls, role, record):
        """Return ``record`` (or an empty recordset) as somebody of a role sees it."""
        return record.with_user(getattr(cls, role)).with_context({})

    def _may(self, deed, *args, **kwargs):
        """Try ``deed`` and take it back; return whether it was allowed."""
        allowed = False
        try:
            with self.env.cr.savepoint() as savepoint:
                deed(*args, **kwargs)
                self.env.flush_all()
                allowed = True
                savepoint.rollback()
        except (AccessError, UserError):
            allowed = False
        self.env.invalidate_all()
        return allowed

    @contextmanager
    def _refused(self, error=AccessError):
        """Expect a refusal; what was written before is taken back."""
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(error):
            yield
        self.env.invalidate_all()
