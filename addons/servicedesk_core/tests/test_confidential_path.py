# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .confidential_common import ConfidentialCommon

PATH = "servicedesk.service.path"


@tagged("post_install", "-at_install")
class TestWhoNamesSteps(ConfidentialCommon):
    """Who is called in comes to read: outsiders name nobody for what they don't."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common = {"company_id": cls.company.id, "team_ids": cls.team_secret.ids}
        services = cls.env["servicedesk.service"]
        cls.whole = services.create({**common, "name": "People"})
        cls.pay = services.create(
            {
                **common,
                "name": "Pay",
                "parent_id": cls.whole.id,
                "is_confidential": True,
                "owner_id": cls.owner.id,
            }
        )
        cls.plain = services.create({**common, "name": "Tills"})
        cls.led = cls.env["servicedesk.team"].create(
            {"name": "Led", "company_id": cls.company.id, "leader_id": cls.manager.id}
        )
        cls.step = cls.env[PATH].create(
            {"service_id": cls.plain.id, "user_id": cls.agent_b.id}
        )
        for service in (cls.pay, cls.plain):
            cls._make_secret(service_id=service.id)

    def _refuses(self, way):
        with self.assertRaisesRegex(AccessError, "you do not read"):
            with self.env.cr.savepoint():
                way()
        self.env.invalidate_all()

    def test_outsiders_name_nobody(self):
        """Not for a confidential service, nor for the whole whose path it has."""
        for role in ("manager", "owner"):
            steps = self._as(role, self.env[PATH])
            for target in (
                {"user_id": getattr(self, role).id},
                {"user_id": self.stranger.id},
                {"team_id": self.led.id},
            ):
                with self.subTest(role=role, target=target):
                    vals = {"service_id": self.pay.id, **target}
                    self._refuses(lambda s=steps, v=vals: s.create(v))
        mine = self._as("manager", self.whole)
        step = {"user_id": self.manager.id}
        self._refuses(lambda: mine.write({"path_ids": [Command.create(step)]}))
        self.assertFalse((self.whole | self.pay).path_ids)

    def test_outsiders_change_nobody(self):
        """A step gets no other person, team or service; its hours are free."""
        step = self.env[PATH].create(
            {"service_id": self.pay.id, "user_id": self.agent_c.id}
        )
        mine = self._as("manager", step)
        for vals in (
            {"user_id": self.manager.id},
            {"user_id": False, "team_id": self.led.id},
        ):
            with self.subTest(vals=vals):
                self._refuses(lambda v=vals: mine.write(v))
        self._refuses(
            lambda: self._as("manager", self.step).write({"service_id": self.pay.id})
        )
        mine.write({"delay_hours": 3, "sequence": 4})
        self.assertEqual(step.user_id, self.agent_c)
        self.assertEqual(step.delay_hours, 3)

    def test_no_path_by_another_place(self):
        """A service with such tickets does not move below one that has a path."""
        self.plain.create({"name": "Beside"})
        step = {"user_id": self.manager.id}
        made = self._as("manager", self.plain.browse()).create(
            {
                "name": "Mine",
                "company_id": self.company.id,
                "path_ids": [Command.create(step)],
            }
        )
        mine = self._as("manager", self.pay)
        self._refuses(lambda: mine.write({"parent_id": made.id}))
        self.assertEqual(self.pay.parent_id, self.whole)
        made.path_ids.unlink()
        mine.write({"parent_id": made.id})
        self.assertEqual(self.pay.parent_id.id, made.id)

    def test_other_services(self):
        """Where a ticket is confidential by itself, he only does not name himself."""
        steps = self._as("manager", self.env[PATH])
        for target in ({"user_id": self.manager.id}, {"team_id": self.led.id}):
            vals = {"service_id": self.plain.id, **target}
            with self.subTest(target=target):
                self._refuses(lambda v=vals: steps.create(v))
        steps.create({"service_id": self.plain.id, "team_id": self.team_second.id})
        self.assertEqual(self.plain.path_ids.team_id, self.team_second)

    def test_who_may(self):
        """Anybody while there is nothing to read; then insiders, administrators."""
        fresh = self.pay.create({"name": "New", "is_confidential": True})
        steps = self._as("manager", self.env[PATH])
        steps.create({"service_id": fresh.id, "user_id": self.manager.id})
        vals = {"service_id": self.pay.id, "user_id": self.stranger.id}
        self.team_secret.member_ids += self.manager
        made = steps.create(vals)
        self.team_secret.member_ids -= self.manager
        self._refuses(lambda: steps.create(vals))
        self.manager.group_ids += self.env.ref("base.group_system")
        made |= steps.create(vals)
        self.assertEqual(self.pay.path_ids, made.with_env(self.env))
