# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Work orders to a contractor and to an own engineer, that cost something.

No tests here: whoever inherits must not run them again.
"""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from .common import ServicedeskCommon

MONDAY = datetime(2026, 3, 2, 9)  # UTC
DAY = "2026-03-02"


class SettlementCommon(ServicedeskCommon):
    """``fixer`` is a portal user of the contractor Fix It, ``rival`` of another one.

    agent_a orders; ``engineer`` is an employee of the house, who does the work of own
    orders; manager and ``boss`` decide about payments.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.fix_it, cls.other_firm = cls.env["res.partner"].create(
            [
                {"name": "Fix It", "is_company": True, "is_contractor": True},
                {"name": "Rival", "is_company": True, "is_contractor": True},
            ]
        )
        cls.fixer = cls._new_portal_user("sd_fixer", cls.fix_it)
        cls.rival = cls._new_portal_user("sd_rival", cls.other_firm)
        cls.engineer = cls._new_user("sd_engineer", False)
        cls.boss = cls._new_user("sd_boss", "manager")
        cls.ticket = cls._classified(team_id=cls.team_first.id)
        cls.ticket.with_user(cls.agent_a).action_take()

    @classmethod
    def _order(cls, **vals):
        """Return an order that Fix It accepted, at 40 an hour."""
        order = cls._draft(**vals)
        order.action_send()
        cls._as_doer(order).action_accept()
        return order

    @classmethod
    def _draft(cls, **vals):
        doer = {} if "user_id" in vals else {"contractor_id": cls.fix_it.id}
        orders = cls.env["servicedesk.work.order"].with_user(cls.agent_a)
        return orders.create(
            {
                "name": "Change the drum",
                "ticket_id": cls.ticket.id,
                "rate": 40.0,
                **doer,
                **vals,
            }
        ).with_context({})

    @classmethod
    def _as_doer(cls, order):
        return order.with_user(order.sudo().user_id or cls.fixer)

    @classmethod
    def _claimed(cls, *lines, order=None, user=None):
        """Return an order for which lines were claimed; by who does it, unless told."""
        order = order or cls._order()
        doer = order.with_user(user) if user else cls._as_doer(order)
        doer.action_claim([{"name": "Work", **line} for line in lines])
        order.invalidate_recordset()
        return order

    @classmethod
    def _verified(cls, *lines, order=None):
        """Return an order that was done as claimed, and verified by agent_a."""
        order = cls._claimed(*(lines or ({"hours": 2.5},)), order=order)
        cls._as_doer(order).action_done("Changed it.")
        order.with_user(cls.agent_a).action_verify()
        return order

    @classmethod
    def _decided(cls, *lines, decision="approved", **values):
        order = cls._verified(*lines)
        order.with_user(cls.manager).action_decide(decision, **values)
        return order

    def _lines(self, order, user=None):
        """Return the lines of an order in the order they were claimed."""
        lines = order.sudo().line_ids.sorted("id")
        return lines.with_user(user or self.agent_a)

    def _paid(self, order):
        """Return (decision, amount, [approved of each line])."""
        order = order.sudo()
        order.invalidate_recordset()
        return (
            order.payment_decision,
            order.payment_amount,
            self._lines(order).mapped("amount_approved"),
        )

    def _underpin(self, budget=0.0, **vals):
        return self.env["servicedesk.contract"].create(
            {
                "name": "Drums and belts",
                "kind": "underpinning",
                "contractor_id": self.fix_it.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "budget_amount": budget,
                **vals,
            }
        )

    @staticmethod
    def _later(days):
        return freeze_time(MONDAY + timedelta(days=days))

    @classmethod
    def _new_house(cls):
        """Return (company, an agent of it, a manager of both companies)."""
        company = cls.env["res.company"].create({"name": "House Two"})
        company.partner_id.is_contractor = True
        agent = cls._new_user("sd_second_agent", "agent")
        agent.write(
            {
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
            }
        )
        both = cls._new_user("sd_both", "manager")
        both.company_ids = cls.company | company
        return company, agent, both
