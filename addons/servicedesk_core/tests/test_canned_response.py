# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestCannedResponse(ServicedeskCommon):
    """Odoo's canned responses: the desk's are the managers' to keep, for all to use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.env.ref("servicedesk_core.mail_canned_response_looking")
        cls.Canned = cls.env["mail.canned.response"]

    def _own(self, user, **values):
        values = {"source": "mine", "substitution": "My words"} | values
        return self.Canned.with_user(user).create(values)

    def test_whoever_works_in_the_desk_uses_the_shipped_ones(self):
        for user in (self.agent_a, self.dispatcher, self.manager):
            with self.subTest(user=user.login):
                found = self.Canned.with_user(user).search(
                    [("source", "=", self.shipped.source)]
                )
                self.assertIn(self.shipped, found)
        found = self.Canned.with_user(self.employee).search([])
        self.assertNotIn(self.shipped, found)

    def test_managers_keep_the_desks_and_agents_their_own(self):
        self.shipped.with_user(self.manager).substitution = "We are on it."
        self.assertEqual(self.shipped.substitution, "We are on it.")
        self.assertTrue(self.shipped.with_user(self.manager).is_editable)
        with self.assertRaises(AccessError):
            self.shipped.with_user(self.agent_a).substitution = "No."
        own = self._own(self.agent_a)
        own.substitution = "My better words"
        self.shipped.with_user(self.manager).unlink()
        self.assertFalse(self.shipped.exists())

    def test_managers_leave_alone_what_is_not_the_desks(self):
        private = self._own(self.agent_a)
        other = self._own(self.employee, group_ids=self.env.ref("base.group_user").ids)
        for response in (private, other):
            with self.subTest(owner=response.create_uid.login):
                with self.assertRaises(AccessError):
                    response.with_user(self.manager).substitution = "Changed"

    def test_the_menus_show_the_right_ones(self):
        mine = self.env.ref("servicedesk_core.mail_canned_response_action_mine")
        self.assertIn("create_uid", mine.domain)
        desk = self.env.ref("servicedesk_core.mail_canned_response_action_desk")
        agents = self.env.ref("servicedesk_core.group_servicedesk_agent")
        self.assertIn(str(agents.id), desk.context)
