# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .merge_common import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeDialog(MergeCommon):
    """The dialog offers the same requester's tickets, and shows what goes over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls._started(partner_id=cls.other_partner.id)
        cls.colleagues = cls._started(partner_id=cls._colleague().id)

    def _dialog(self, tickets=None, user=None):
        tickets = self.merged if tickets is None else tickets
        dialogs = self.env["servicedesk.ticket.merge"].with_user(user or self.agent_a)
        return dialogs.with_context(
            active_model="servicedesk.ticket", active_ids=tickets.ids
        )

    def test_it_offers_his_own_first(self):
        dialog = self._dialog().create({})
        self.assertEqual(dialog.scope, "requester")
        self.assertEqual(dialog.offered_ids, self.survivor)

    def test_then_those_of_his_company(self):
        dialog = self._dialog().create({"scope": "customer"})
        self.assertEqual(dialog.offered_ids, self.survivor | self.colleagues)
        self.assertEqual(self._dialog(self.colleagues).create({}).scope, "customer")
        self.assertEqual(self._dialog(self.theirs).create({}).scope, "all")

    def test_a_stranger_is_known_by_his_address(self):
        mails = [
            self._ticket(partner_id=False, partner_email="ann@x.example")
            for _each in range(2)
        ]
        dialog = self._dialog(mails[0]).create({})
        self.assertEqual(dialog.offered_ids, mails[1])

    def test_what_is_over_is_not_offered(self):
        self.survivor.action_cancel("Gone")
        self.assertNotIn(self.survivor, self._dialog().create({}).offered_ids)

    def test_it_shows_what_goes_over(self):
        self._say(self.customer, "It smokes")
        self._file(self.merged)
        self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id
        )
        self.merged.action_add_children(self._started().ids)
        with Form(self._dialog()) as form:
            form.survivor_id = self.survivor
            self.assertEqual(form.message_count, 1)
            self.assertEqual(form.file_count, 1)
            self.assertEqual(form.activity_count, 1)
            self.assertEqual(form.task_count, 1)
            self.assertFalse(form.apart_numbers)
            self.assertFalse(form.refusal)

    def test_it_warns_of_another_customer(self):
        with Form(self._dialog()) as form:
            form.scope = "all"
            form.survivor_id = self.theirs
            self.assertEqual(form.apart_numbers, self.merged.number)

    def test_it_says_at_once_what_will_be_refused(self):
        self.survivor.action_cancel("Gone")
        dialog = self._dialog().create({"survivor_id": self.survivor.id})
        self.assertIn("closed or cancelled", dialog.refusal)
        with self.assertRaisesRegex(UserError, "closed or cancelled"):
            dialog.action_apply()

    def test_it_merges_and_opens_the_survivor(self):
        dialog = self._dialog().create({"survivor_id": self.survivor.id})
        self.assertEqual(dialog.action_apply()["res_id"], self.survivor.id)
        self.assertEqual(self.merged.merged_into_id, self.survivor)

    def test_who_does_not_work_on_it_is_refused(self):
        dialog = self._dialog(user=self.agent_b).create(
            {"survivor_id": self.survivor.id}
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()
        for user in (self.customer, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._dialog(user=user).create({})

    def test_it_offers_no_ticket_that_its_user_does_not_read(self):
        """A confidential one of the same requester stays unknown."""
        secret = self._started(
            self.agent_c, team_id=self.team_secret.id, name="Confidential matter"
        )
        self.assertNotIn(secret, self._dialog().create({}).offered_ids)


@tagged("post_install", "-at_install")
class TestTakeBackButton(MergeCommon):
    """The button takes the merge back by the same rules, and loads the page anew."""

    def _press(self, user):
        action = self.env.ref("servicedesk_core.servicedesk_ticket_unmerge_action")
        action = action.with_user(user).with_context(
            active_model="servicedesk.ticket",
            active_id=self.merged.id,
            active_ids=self.merged.ids,
        )
        return action.run()

    def test_it_takes_back(self):
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self._press(self.agent_a)["tag"], "reload")
        self.assertEqual(self.merged.state, "in_progress")

    def test_who_does_not_work_on_it_is_refused(self):
        self.merged.action_merge_into(self.survivor.id)
        for user in (self.agent_b, self.auditor, self.employee):
            with (
                self.subTest(user=user.login),
                mute_logger("odoo.addons.base.models.ir_actions"),
                self.assertRaises(AccessError),
            ):
                self._press(user)
        self.assertEqual(self.merged.merged_into_id, self.survivor)


@tagged("post_install", "-at_install")
class TestBulkMerge(MergeCommon):
    """Merging is one of the deeds on many tickets in a list."""

    def _bulk(self, tickets, **values):
        bulk = self.env["servicedesk.ticket.bulk"].with_user(self.agent_a)
        bulk = bulk.with_context(
            active_model="servicedesk.ticket", active_ids=tickets.ids
        )
        return bulk.create({"deed": "merge", **values})

    def test_the_oldest_goes_on_unless_told(self):
        third = self._started()
        bulk = self._bulk(third | self.merged | self.survivor)
        self.assertEqual(bulk.survivor_id, self.survivor)
        bulk.action_apply()
        self.assertEqual((third | self.merged).merged_into_id, self.survivor)

    def test_another_may_be_chosen(self):
        bulk = self._bulk(self.merged | self.survivor, survivor_id=self.merged.id)
        bulk.action_apply()
        self.assertEqual(self.survivor.merged_into_id, self.merged)

    def test_what_is_over_does_not_go_on(self):
        self.survivor.action_cancel("Gone")
        bulk = self._bulk(self.merged | self.survivor)
        self.assertEqual(bulk.survivor_id, self.merged)
        with self.assertRaisesRegex(UserError, "nothing to merge"):
            bulk.action_apply()
        self.assertEqual(self.merged.state, "in_progress")

    def test_one_ticket_is_not_enough(self):
        with self.assertRaisesRegex(UserError, "at least two"):
            self._bulk(self.merged).action_apply()
        with self.assertRaisesRegex(UserError, "at least two"):
            self._bulk(self.merged, survivor_id=self.survivor.id).action_apply()

    def test_one_that_refuses_refuses_all(self):
        theirs = self._started(self.agent_b, team_id=self.team_second.id)
        with self.assertRaises(AccessError):
            self._bulk(self.survivor | self.merged | theirs).action_apply()
        self.assertFalse(self.merged.merged_into_id)

    def test_it_warns_of_other_customers(self):
        theirs = self._started(partner_id=self.other_partner.id)
        bulk = self._bulk(self.survivor | self.merged | theirs)
        self.assertEqual(bulk.apart_numbers, theirs.number)
        bulk.deed = "tag"
        self.assertFalse(bulk.apart_numbers)
