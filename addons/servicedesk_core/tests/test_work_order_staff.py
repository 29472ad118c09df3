# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To whom work is given, and who may answer for it."""

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .settlement_common import SettlementCommon

VERIFY = "servicedesk_core.mail_activity_type_verify_work"


@tagged("post_install", "-at_install")
class TestEngineers(SettlementCommon):
    """Any employee may be an engineer; interfaces and auditors are none."""

    def _own(self):
        order = self._draft(user_id=self.engineer.id)
        order.action_send()
        return order

    def test_handed_to_who_does_no_work(self):
        """Neither to the login of an interface, nor to an auditor."""
        order = self._own()
        for user in (self.api_user, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError) as refused:
                    order.with_user(self.engineer).action_hand_over(user.id, "Go")
                self.assertIn("does no such work", str(refused.exception))
        self.assertEqual(order.user_id, self.engineer)
        self.assertTrue(
            order.with_user(self.engineer).action_hand_over(self.employee.id, "Ill")
        )
        self.assertEqual(order.user_id, self.employee)

    def test_ordered_from_who_does_no_work(self):
        for user in (self.api_user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._draft(user_id=user.id)

    def test_an_auditor_who_is_an_agent(self):
        """Who has both roles works."""
        self.agent_b.group_ids += self.env.ref(
            "servicedesk_core.group_servicedesk_auditor"
        )
        self.assertTrue(self._draft(user_id=self.agent_b.id))

    def test_nobody_else_is_offered(self):
        """Where a colleague is chosen, only those stand who can take it."""
        house, stranger, _both = self._new_house()
        order = self._own()
        dialogs = self.env["servicedesk.work.order.answer"].with_user(self.engineer)
        form = Form(
            dialogs.with_context(
                active_model=order._name,
                active_ids=order.ids,
                default_deed="hand_over",
            )
        )
        form.user_id = self.employee
        form.reason = "Ill"
        dialog = form.save()
        offered = self.env["res.users"].search(
            [
                ("share", "=", False),
                ("id", "not in", dialog.doer_ids.ids),
                ("company_ids", "in", dialog.company_ids.ids),
            ]
        )
        self.assertIn(self.agent_b, offered)
        refused = self.engineer | self.api_user | self.auditor | stranger
        self.assertFalse(offered & refused)
        self.assertNotIn(house, dialog.company_ids)
        for model in ("servicedesk.work.order", "servicedesk.work.order.make"):
            domain = str(self.env[model].fields_get(["user_id"])["user_id"]["domain"])
            with self.subTest(model=model):
                self.assertIn(str(self.api_user.id), domain)


@tagged("post_install", "-at_install")
class TestResponsible(SettlementCommon):
    """Who answers for an order verifies it, so it is nobody who does it."""

    def _own(self, user=None, done=True):
        """Return an order for agent_b, of agent_a; done unless told."""
        order = self._draft(user_id=(user or self.agent_b).id)
        order.action_send()
        if done:
            order.with_user(user or self.agent_b).action_start()
            order.with_user(user or self.agent_b).action_done("Changed it")
        return order

    def _get_asked(self, order):
        kind = self.env.ref(VERIFY)
        asked = order.sudo().activity_ids
        return asked.filtered(lambda one: one.activity_type_id == kind).user_id

    def setUp(self):
        super().setUp()
        # An agent of the same team: he works on the ticket, and may write the order.
        self.team_first.member_ids += self.agent_b

    def test_the_doer_does_not_make_himself_responsible(self):
        """Nor somebody else: that is not his to say."""
        for done in (False, True):
            order = self._own(done=done)
            for user in (self.agent_b, self.manager):
                with (
                    self.subTest(done=done, user=user.login),
                    self.assertRaisesRegex(UserError, "your own work"),
                ):
                    order.with_user(self.agent_b).write({"responsible_id": user.id})
            self.assertEqual(order.responsible_id, self.agent_a)

    def test_nobody_makes_a_doer_responsible(self):
        """Also not who had it before it went to a colleague."""
        order = self._own(done=False)
        order.with_user(self.agent_b).action_accept()
        order.with_user(self.agent_b).action_hand_over(self.engineer.id, "Ill")
        for user in (self.agent_b, self.engineer):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "somebody else is responsible"),
            ):
                order.with_user(self.agent_a).write({"responsible_id": user.id})
        order.with_user(self.agent_a).write({"responsible_id": self.manager.id})
        self.assertEqual(order.responsible_id, self.manager)

    def test_a_form_that_sends_it_along_is_saved(self):
        """What is not changed is not refused."""
        order = self._own(done=False)
        order.with_user(self.agent_b).write({"responsible_id": self.agent_a.id})
        self.assertEqual(order.responsible_id, self.agent_a)

    def test_what_is_to_be_done_goes_with_it(self):
        """The new one is asked to look at what was done, and the former no more."""
        order = self._own()
        self.assertEqual(self._get_asked(order), self.agent_a)
        order.with_user(self.agent_a).write({"responsible_id": self.manager.id})
        self.assertEqual(self._get_asked(order), self.manager)

    def test_the_form_knows_the_company(self):
        """Whom it offers depends on it, also for who has one company only."""
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        arch = etree.fromstring(orders.get_view(view_type="form")["arch"])
        self.assertTrue(arch.xpath("//field[@name='company_id']"))
        (responsible,) = arch.xpath("//field[@name='responsible_id']")
        self.assertIn("my_side == 'doer'", responsible.get("readonly"))
