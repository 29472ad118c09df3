# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from .common import ServicedeskCommon

MONDAY = "2026-03-02 10:00:00"


class WorkDayCommon(ServicedeskCommon):
    """An engineer of the second line, two places, and orders for him.

    * ``engineer`` is a member of ``team_second``, in the zone of Berlin;
    * ``shop`` has an address, ``depot`` has none;
    * ``repairs`` is a contractor with a person.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls._new_user("sd_engineer", "agent")
        cls.engineer.tz = "Europe/Berlin"
        cls.team_second.member_ids += cls.engineer
        cls.shop, cls.depot = cls.env["servicedesk.site"].create(
            [
                {"name": "Main Shop", "street": "Am Hof 1", "city": "Berlin"},
                {"name": "Depot"},
            ]
        )
        cls.repairs = cls.env["res.partner"].create(
            {"name": "Rapid Repairs", "is_company": True, "is_contractor": True}
        )
        cls.repairer = cls.env["res.partner"].create(
            {
                "name": "Rita Rapid",
                "parent_id": cls.repairs.id,
                "email": "rita@repairs.example.com",
            }
        )
        cls.ticket = cls._started(name="The till is dark", partner_phone="+49 30 1234")

    @classmethod
    def _order(cls, start="2026-03-02 09:00:00", end=False, send=True, **values):
        """Return an order for the engineer, sent unless said otherwise."""
        order = (
            cls.env["servicedesk.work.order"]
            .with_user(cls.dispatcher)
            .create(
                {
                    "ticket_id": cls.ticket.id,
                    "name": "Look at the till",
                    "user_id": cls.engineer.id,
                    "planned_start": start,
                    "planned_end": end,
                    **values,
                }
            )
        )
        if send:
            order.action_send()
        return order

    def _day(self, day=False, user=None):
        orders = self.env["servicedesk.work.order"].with_user(user or self.engineer)
        return orders.get_day(day)

    def _ids(self, rows):
        return [row["id"] for row in rows]

    def _finish(self, order):
        order.with_user(self.engineer).action_start()
        order.with_user(self.engineer).action_done("Changed the drum")
