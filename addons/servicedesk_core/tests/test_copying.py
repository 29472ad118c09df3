# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestCopying(ServicedeskCommon):
    """A copied service, or type, works as its original does, and by itself."""

    def _give_rules(self, owner, field):
        """Give ``owner`` approval steps and a plan whose last step waits for both."""
        self.env["servicedesk.approval.rule"].create(
            {
                field: owner.id,
                "name": "Money",
                "who": "users",
                "user_ids": self.leader.ids,
                "enough": "all",
                "on_reject": "cancel",
            }
        )
        steps = self.env["servicedesk.plan.step"].create(
            [
                {field: owner.id, "name": name, "team_id": team.id, "sequence": place}
                for place, (name, team) in enumerate(
                    (
                        ("Hand over", self.team_first),
                        ("Order", self.team_first),
                        ("Wire", self.team_second),
                    ),
                    start=1,
                )
            ]
        )
        # The first in the list is done last: it waits for chosen ones.
        steps[1].waits = "chosen"
        steps[2].waits = "beside"
        steps[0].write({"waits": "chosen", "after_ids": [(6, 0, steps[1:].ids)]})
        owner.write({"plan_start": "approved", "plan_end": "resolve"})

    def _check_copy(self, original, copied):
        rule = copied.approval_rule_ids
        self.assertRecordValues(
            rule, [{"name": "Money", "enough": "all", "on_reject": "cancel"}]
        )
        self.assertEqual(rule.user_ids, self.leader)
        self.assertNotEqual(rule, original.approval_rule_ids)
        steps = copied.plan_step_ids.sorted("sequence")
        self.assertFalse(steps & original.plan_step_ids)
        self.assertEqual(steps.mapped("name"), ["Hand over", "Order", "Wire"])
        self.assertEqual(steps[0].after_ids, steps[1:])
        self.assertEqual((copied.plan_start, copied.plan_end), ("approved", "resolve"))
        # By itself: what becomes of the copy leaves the original alone.
        copied.plan_step_ids.unlink()
        rule.unlink()
        self.assertEqual(len(original.plan_step_ids), 3)
        self.assertTrue(original.approval_rule_ids)

    def test_a_service(self):
        """With its approvers and the path of those who are called in."""
        service = self.env["servicedesk.service"].create(
            {
                "name": "Desks",
                "company_id": self.company.id,
                "approver_ids": self.leader.ids,
                "path_ids": [
                    (0, 0, {"team_id": self.team_first.id}),
                    (0, 0, {"user_id": self.leader.id, "delay_hours": 4}),
                ],
            }
        )
        self._give_rules(service, "service_id")
        copied = service.copy({"name": "Chairs"})
        self.assertEqual(copied.name, "Chairs")
        self.assertEqual(copied.approver_ids, self.leader)
        self.assertEqual(
            copied.path_ids.mapped("delay_hours"),
            service.path_ids.mapped("delay_hours"),
        )
        self._check_copy(service, copied)

    def test_a_type(self):
        """With its stages and moves; named so, or marked as a copy."""
        self.assertEqual(self.work.copy().name, f"{self.work.name} (copy)")
        self._give_rules(self.work, "ticket_type_id")
        copied = self.work.copy({"name": "Works"})
        self.assertEqual(copied.name, "Works")
        self.assertEqual(copied.stage_ids, self.work.stage_ids)
        self.assertEqual(len(copied.transition_ids), len(self.work.transition_ids))
        self._check_copy(self.work, copied)

    def test_with_steps_of_its_own(self):
        """What whoever copies gives holds instead."""
        self._give_rules(self.work, "ticket_type_id")
        step = {"name": "Only", "team_id": self.team_first.id}
        copied = self.work.copy({"plan_step_ids": [(0, 0, step)]})
        self.assertEqual(copied.plan_step_ids.mapped("name"), ["Only"])
