# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A service whose tickets are started with approval, and who approves.

No tests here: whoever inherits must not run them again.
"""

import re
from datetime import datetime

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import ServicedeskCommon

MONDAY = datetime(2026, 3, 2, 9)  # UTC


class ApprovalCommon(ServicedeskCommon):
    """Requests of a badge: ``boss`` leads the requester, ``owner`` keeps the service.

    ``boss`` is a portal user, ``friend`` an employee without a role in the desk,
    ``deputy`` another one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._new_portal_user("sd_boss", cls.customer_company)
        cls.customer_partner.manager_id = cls.boss.partner_id
        cls.owner = cls._new_user("sd_owner", "service_owner")
        cls.friend = cls._new_user("sd_friend", False)
        cls.deputy = cls._new_user("sd_deputy", False)
        cls.service = cls.env["servicedesk.service"].create(
            {
                "name": "Badges",
                "owner_id": cls.owner.id,
                "team_ids": cls.team_first.ids,
                "company_id": cls.company.id,
            }
        )
        cls._setup_badge_type()

    @classmethod
    def _setup_badge_type(cls):
        """Make a life cycle of its own, whatever stages the shipped ones have."""
        stages = (
            cls.stage_new
            | cls.stage_in_progress
            | cls.stage_waiting
            | cls.stage_resolved
            | cls.stage_closed
            | cls.stage_cancelled
        )
        cls.badge_type = cls.env["servicedesk.ticket.type"].create(
            {
                "name": "Badge",
                "kind": "request",
                "company_id": cls.company.id,
                "is_planned": True,
                "stage_ids": stages.ids,
            }
        )
        moves = (
            ("new", "in_progress", "approval"),
            ("waiting", "in_progress", "nothing"),
            ("in_progress", "waiting", "waiting_reason"),
            ("in_progress", "resolved", "resolution"),
            ("waiting", "resolved", "resolution"),
            ("resolved", "closed", "nothing"),
            ("resolved", "in_progress", "comment"),
            ("cancelled", "in_progress", "comment"),
            (False, "cancelled", "comment"),
        )
        transitions = cls.env["servicedesk.transition"].create(
            [
                {
                    "type_id": cls.badge_type.id,
                    "from_stage_id": start and getattr(cls, f"stage_{start}").id,
                    "to_stage_id": getattr(cls, f"stage_{end}").id,
                    "asks": asks,
                }
                for start, end, asks in moves
            ]
        )
        cls.move = transitions[0]

    @classmethod
    def _add_rules(cls, *rules, subject=None):
        """Give the service (or ``subject``) approval steps in this order."""
        subject = subject or cls.service
        field = {
            "servicedesk.service": "service_id",
            "servicedesk.ticket.type": "ticket_type_id",
        }[subject._name]
        return cls.env["servicedesk.approval.rule"].create(
            [
                {"name": f"Step {step}", "sequence": step, field: subject.id, **rule}
                for step, rule in enumerate(rules, start=1)
            ]
        )

    @classmethod
    def _named(cls, *users, **vals):
        ids = [user.id for user in users]
        return {"who": "users", "user_ids": [(6, 0, ids)], **vals}

    @classmethod
    def _request(cls, creator=None, **vals):
        """Return a classified ticket about the service, by agent_a."""
        return cls._classified(
            creator,
            ticket_type_id=cls.badge_type.id,
            service_id=cls.service.id,
            **vals,
        )

    @classmethod
    def _asked(cls, creator=None, **vals):
        """Return a ticket that waits for approval."""
        ticket = cls._request(creator, **vals)
        ticket.action_start()
        return ticket

    def _of(self, ticket, user):
        """Return the approvals of a ticket that are for a user, in his environment."""
        approvals = ticket.sudo().approval_ids.filtered(
            lambda one: user.partner_id in (one.partner_id | one.asked_ids)
        )
        return approvals.with_user(user).with_context({})

    def _states(self, ticket):
        """Return {login: state} of the approvals of a ticket."""
        return {
            approval.partner_id.user_ids.login.replace("sd_", ""): approval.state
            for approval in ticket.sudo().approval_ids
        }

    def _approval_paths(self, address):
        """Return the paths of the pages mailed to ``address``, oldest first."""
        paths = []
        for message in self._sent_to(address):
            paths += re.findall(
                r"/servicedesk/approval/\d+/[\w-]+", self._bodies(message)
            )
        return list(dict.fromkeys(paths))

    @classmethod
    def _new_foreigner(cls):
        company = cls.env["res.company"].create({"name": "Far Away"})
        return mail_new_test_user(
            cls.env,
            login="sd_far",
            email="sd_far@far.example.com",
            groups="base.group_user,servicedesk_core.group_servicedesk_agent",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
