# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Contractors, their people and orders that the tests of work orders share."""

from .common import ServicedeskCommon


class WorkOrderCommon(ServicedeskCommon):
    """Two contractors with portal users, and an own engineer without a role.

    * ``firm``: Roof & Sons, with ``fitter`` and ``foreman``; its tickets' type waits;
    * ``rival``: another one, with ``rival_user``;
    * ``engineer``: an employee who is no agent; ``mate`` his colleague.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm, cls.rival = cls.env["res.partner"].create(
            [
                {"name": "Roof & Sons", "is_company": True, "email": "r@firm.example"},
                {"name": "Quick Fix", "is_company": True, "email": "q@fix.example"},
            ]
        )
        cls.fitter = cls._new_portal_user("sd_fitter", cls.firm)
        cls.foreman = cls._new_portal_user("sd_foreman", cls.firm)
        cls.rival_user = cls._new_portal_user("sd_rival", cls.rival)
        cls.engineer = cls._new_user("sd_engineer", False)
        cls.mate = cls._new_user("sd_mate", False)
        cls.incident.waits_for_contractor = True

    @classmethod
    def _order(cls, creator=None, **vals):
        """Return a draft for the firm, of a ticket that agent_a works on."""
        creator = creator or cls.agent_a
        if "ticket_id" not in vals:
            vals["ticket_id"] = cls._started(cls.agent_a).id
        if "user_id" not in vals:
            vals.setdefault("contractor_id", cls.firm.id)
        orders = cls.env["servicedesk.work.order"].with_user(creator)
        return orders.create({"name": "Mend the lock of the till", **vals})

    @classmethod
    def _sent(cls, creator=None, **vals):
        order = cls._order(creator, **vals)
        order.action_send()
        return order

    @classmethod
    def _done(cls, **vals):
        """Return an order that the firm's fitter has done, for who ordered it."""
        order = cls._sent(**vals)
        doer = order.user_id or cls.fitter
        order.with_user(doer).action_accept()
        order.with_user(doer).action_done("Mended.")
        return order
