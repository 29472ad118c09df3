# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .merge_common import COMMENT, NOTE, MergeCommon


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    """The survivor keeps everything; the other one is closed and points to it."""

    def test_the_merged_one_is_closed_with_a_pointer(self):
        self.merged.action_merge_into(self.survivor.id)
        self.assertRecordValues(
            self.merged,
            [
                {
                    "state": "closed",
                    "is_open": False,
                    "merged_into_id": self.survivor.id,
                    "confirmation": "none",
                    "resolution": False,
                    "date_resolved": False,
                    "is_first_line": False,
                }
            ],
        )
        self.assertTrue(self.merged.date_closed)
        self.assertEqual(
            self.merged.closure_code_id,
            self.env.ref("servicedesk_core.closure_code_duplicate"),
        )
        self.assertEqual(self.survivor.state, "in_progress")

    def test_messages_keep_kind_author_and_date(self):
        said = self._say(self.customer, "It smokes")
        note = self.merged.message_post(body="He is nervous", subtype_xmlid=NOTE)
        system = self.merged.message_ids - said - note
        kept = {message.id: self._of(message) for message in said | note | system}
        self.merged.action_merge_into(self.survivor.id)
        moved = self.survivor.message_ids
        self.assertLessEqual(set(kept), set(moved.ids))
        for message in moved.filtered(lambda one: one.id in kept):
            self.assertEqual(self._of(message), kept[message.id])

    def _of(self, message):
        """Return what is to stay of a message."""
        facts = (message.subtype_id, message.author_id, message.date, message.body)
        return *facts, message.is_internal, message.message_type

    def test_files_go_over(self):
        """Those of messages and those that were put on the ticket by itself."""
        message = self.merged.message_post(
            body="Look", attachments=[("smoke.txt", b"smoke")], subtype_xmlid=COMMENT
        )
        loose = self._file(self.merged)
        self.merged.action_merge_into(self.survivor.id)
        files = message.attachment_ids | loose
        self.assertEqual(len(files), 2)
        self.assertEqual(set(files.mapped("res_id")), {self.survivor.id})
        self.assertEqual(files.with_user(self.agent_a).mapped("name")[-1], "loose.txt")

    def test_activities_go_over(self):
        activity = self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id, summary="Look"
        )
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(activity.res_id, self.survivor.id)
        self.assertEqual(self.survivor.activity_ids, activity)

    def test_followers_go_over(self):
        """Those of the customer, and colleagues who read the survivor anyway."""
        colleague = self._colleague()
        self.merged.message_subscribe((self.agent_b.partner_id | colleague).ids)
        self.merged.action_merge_into(self.survivor.id)
        followers = self.survivor.message_partner_ids
        self.assertIn(self.agent_b.partner_id, followers)
        self.assertIn(colleague, followers)

    def test_strangers_do_not_follow(self):
        """Who followed the one ticket only reads nothing of the other one's past."""
        strangers = self.other_partner | self.employee.partner_id
        self.merged.message_subscribe(strangers.ids)
        self._say(self.customer, "A word among us", self.survivor)
        self.merged.action_merge_into(self.survivor.id)
        self.assertFalse(strangers & self.survivor.message_partner_ids)
        for user in (self.other_customer, self.employee):
            with self.subTest(user=user.login):
                reader = self.survivor.with_user(user)
                self.assertFalse(reader.has_access("read"))
                self.assertNotIn("A word among us", self._read(user, self.survivor))

    def test_strangers_are_not_told_its_subject(self):
        """They read what its requester is told on the merged ticket as well."""
        self.merged.message_subscribe(self.other_partner.ids)
        self.merged.action_merge_into(self.survivor.id)
        told = self._read(self.other_customer, self.merged)
        self.assertIn(self.survivor.number, told)
        self.assertNotIn(self.survivor.name, told)

    def test_a_stranger_by_mail_follows_his_own(self):
        """Without a contact on the survivor the requester himself is no stranger."""
        mail = self._started(
            partner_id=False, partner_email=self.customer_partner.email
        )
        self.merged.message_subscribe(self.other_partner.ids)
        mail.sudo().commercial_partner_id = False
        self.assertTrue(self.merged._may_follow(self.customer_partner, mail, True))
        self.assertFalse(self.merged._may_follow(self.other_partner, mail, True))

    def test_the_requester_follows_the_survivor(self):
        colleague = self._colleague()
        self.survivor.sudo().partner_id = colleague
        self.survivor.message_unsubscribe(self.customer_partner.ids)
        self.merged.action_merge_into(self.survivor.id)
        self.assertIn(self.customer_partner, self.survivor.message_partner_ids)
        self.assertEqual(self.survivor.partner_id, colleague)
        self.assertTrue(self.survivor.with_user(self.customer).has_access("read"))

    def test_ratings_and_ledger_stay_with_what_they_are_about(self):
        self.merged.action_resolve("New fuse")
        self.merged.with_user(self.customer).action_confirm(rating=5)
        rating = self.merged.sudo().rating_ids
        spans = self.merged.span_ids
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(rating.res_id, self.merged.id)
        self.assertEqual(self.merged.rating_last_value, 5)
        self.assertFalse(self.survivor.rating_last_value)
        self.assertEqual(self.merged.confirmation, "confirmed")
        self.assertEqual(self.merged.span_ids[: len(spans)], spans)
        last = self.merged.span_ids[-1]
        self.assertEqual((last.state, last.date_to), ("closed", False))
        self.assertEqual(last.date_from, self.merged.span_ids[-2].date_to)

    def test_the_description_is_found_on_the_survivor(self):
        self.merged.sudo().description = "<p>Blue sparks</p>"
        self.merged.action_merge_into(self.survivor.id)
        note = self.survivor.message_ids.filtered(
            lambda message: "Blue sparks" in message.body
        )
        self.assertIn(self.merged.number, note.body)
        self.assertTrue(note.subtype_id.internal)

    def test_what_a_mail_said_is_not_said_twice(self):
        self._say(self.customer, "Blue sparks")
        self.merged.sudo().description = "<p>Blue  sparks</p>"
        self.merged.action_merge_into(self.survivor.id)
        said = self.survivor.message_ids.filtered(lambda one: "sparks" in one.body)
        self.assertEqual(len(said), 1)

    def test_the_requester_is_told_once_where_it_goes_on(self):
        with self.mock_mail_gateway():
            self.merged.action_merge_into(self.survivor.id)
            self.env.flush_all()
            self.env.ref("servicedesk_core.ir_cron_notices").method_direct_trigger()
        mails = self._sent_to(self.customer_partner.email)
        self.assertEqual(len(mails), 1)
        self.assertIn(self.survivor.number, self._bodies(mails[0]))
        self.assertIn(self.survivor.name, self._bodies(mails[0]))
        self.assertNotIn("/servicedesk/confirm/", self._bodies(mails[0]))

    def test_nobody_is_asked_to_confirm(self):
        """A proposed solution that is merged is waived; its link is dead."""
        self.merged.action_resolve("New fuse")
        links = self.env["servicedesk.answer.link"].search(
            [("res_id", "=", self.merged.id), ("revoked_at", "=", False)]
        )
        self.assertTrue(links)
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self.merged.confirmation, "waived")
        self.assertTrue(all(links.mapped("revoked_at")))

    def test_waiting_and_snooze_end(self):
        self.merged.action_snooze("2030-03-02 09:00:00")
        self.merged.action_merge_into(self.survivor.id)
        self.assertFalse(self.merged.snoozed_until)
        self.assertFalse(self.merged.waiting_reason)

    def test_an_open_question_for_approval_is_withdrawn(self):
        approval = self._ask_approval(self.merged)
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(approval.state, "withdrawn")
        self.assertEqual(self.merged.approval_state, "withdrawn")

    def test_tasks_become_the_survivors(self):
        task = self._started()
        self.merged.action_add_children(task.ids)
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(task.parent_id, self.survivor)
        self.assertEqual(self.survivor.child_open_count, 1)
        self.assertEqual(self.merged.child_count, 0)

    def test_the_survivor_takes_its_place_as_a_task(self):
        """What waits for the merged one goes on waiting for the work."""
        whole = self._started()
        whole.action_add_children(self.merged.ids)
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self.survivor.parent_id, whole)
        self.assertEqual(whole.child_open_count, 1)

    def test_announcements_name_the_survivor(self):
        news = self.env["servicedesk.announcement"].create(
            {
                "name": "Smoke",
                "date_from": "2026-03-02 08:00:00",
                "date_to": "2026-03-03 08:00:00",
                "ticket_id": self.merged.id,
            }
        )
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(news.ticket_id, self.survivor)

    def test_shared_links_open_nothing_any_more(self):
        for ticket in self.merged | self.survivor:
            ticket.sudo()._portal_ensure_token()
        self.merged.action_merge_into(self.survivor.id)
        for ticket in self.merged | self.survivor:
            self.assertFalse(ticket.sudo().access_token)

    def test_several_into_one(self):
        third = self._started()
        (self.merged | third).action_merge_into(self.survivor.id)
        self.assertEqual((self.merged | third).merged_into_id, self.survivor)
        self.assertEqual(set((self.merged | third).mapped("state")), {"closed"})

    def test_an_unclassified_one_is_merged_too(self):
        fresh = self._ticket()
        fresh.action_merge_into(self.survivor.id)
        self.assertEqual(fresh.state, "closed")
        self.assertFalse(fresh.ticket_type_id)

    def test_the_old_number_is_found(self):
        self.merged.action_merge_into(self.survivor.id)
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        found = tickets.name_search(self.merged.number)
        self.assertEqual([row[0] for row in found], self.merged.ids)

    def test_it_costs_no_mail_of_the_stage_nor_a_notice_of_closing(self):
        self.env["servicedesk.notice"].search([]).unlink()
        self.merged.action_merge_into(self.survivor.id)
        events = self.env["servicedesk.notice"].search(
            [("ticket_id", "=", self.merged.id)]
        )
        self.assertFalse(events.filtered(lambda one: one.event in ("closed", "stage")))


@tagged("post_install", "-at_install")
class TestMergeRefused(MergeCommon):
    """What is refused says why, and nothing has changed."""

    def _refused(self, ticket, survivor, words, error=UserError):
        before = ticket.sudo().read(["state", "merged_into_id", "child_count"])
        with self.assertRaisesRegex(error, words):
            ticket.action_merge_into(survivor.id)
        self.env.flush_all()
        self.assertEqual(
            ticket.sudo().read(["state", "merged_into_id", "child_count"]), before
        )

    def test_into_itself(self):
        self._refused(self.merged, self.merged, "into itself")
        both = self.merged | self.survivor
        self._refused(both, self.survivor, "into itself")

    def test_in_circles(self):
        """A into B, and then B into A."""
        self.merged.action_merge_into(self.survivor.id)
        self._refused(self.survivor, self.merged, "merge into that one")

    def test_twice(self):
        third = self._started()
        self.merged.action_merge_into(self.survivor.id)
        self._refused(self.merged, third, "already")

    def test_into_what_is_over(self):
        self.survivor.action_cancel("Gone")
        self._refused(self.merged, self.survivor, "closed or cancelled")

    def test_what_is_over(self):
        self.merged.action_cancel("Gone")
        self._refused(self.merged, self.survivor, "nothing to merge")

    def test_into_a_task_of_its_own(self):
        self.merged.action_add_children(self.survivor.ids)
        self._refused(self.merged, self.survivor, "other way round")
        self.survivor.action_merge_into(self.merged.id)
        self.assertEqual(self.merged.child_open_count, 0)

    def test_part_of_a_plan(self):
        self.merged.sudo()._write_deed({"plan_state": {"ahead": [1]}})
        self._refused(self.merged, self.survivor, "end the plan first")

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Far Away"})
        team = self.env["servicedesk.team"].create(
            {"name": "Far", "company_id": company.id}
        )
        far = self._ticket(self.env.user, team_id=team.id, partner_id=False)
        both = (self.company | company).ids
        self.env.user.company_ids |= company
        ticket = self.merged.sudo().with_context(allowed_company_ids=both)
        self._refused(ticket, far, "different companies")

    def test_who_works_on_one_of_them_only(self):
        other = self._started(self.agent_b, team_id=self.team_second.id)
        self._refused(self.merged, other, "", AccessError)
        self._refused(other.with_user(self.agent_a), self.survivor, "", AccessError)
        self.merged.with_user(self.dispatcher).action_merge_into(other.id)
        self.assertEqual(self.merged.merged_into_id, other)

    def test_requesters_and_readers(self):
        for user in (self.customer, self.employee, self.auditor, self.agent_c):
            with self.subTest(user=user.login):
                ticket = self.merged.with_user(user)
                self._refused(ticket, self.survivor, "", AccessError)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose the ticket"):
            self.merged.action_merge_into()

    def test_a_merged_ticket_moves_no_more(self):
        self.merged.action_merge_into(self.survivor.id)
        self.assertFalse(self.merged.moves)
        with self.assertRaisesRegex(UserError, "where it goes on"):
            self.merged.action_reopen("Again")
        with self.assertRaises(UserError):
            self.merged.with_user(self.customer).action_confirm(rating=5)

    def test_nobody_forges_it(self):
        for vals in ({"merged_into_id": self.survivor.id}, {"merge_facts": {"at": 1}}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.merged.with_user(self.manager).write(vals)

    def test_the_desk_answers_on_the_survivor(self):
        self.merged.action_merge_into(self.survivor.id)
        with self.assertRaisesRegex(UserError, "answer there"):
            self.merged.message_post(body="Soon", subtype_xmlid=COMMENT)
        note = self.merged.message_post(body="For the record", subtype_xmlid=NOTE)
        self.assertEqual(note.res_id, self.merged.id)


@tagged("post_install", "-at_install")
class TestUnmerge(MergeCommon):
    """Within a day a merge is taken back, and all returns that came over."""

    @freeze_time("2026-03-02 09:00:00")
    def _merge(self):
        self.merged.action_merge_into(self.survivor.id)

    def test_everything_returns(self):
        task = self._started()
        self.merged.action_add_children(task.ids)
        said = self._say(self.customer, "It smokes")
        loose = self._file(self.merged)
        colleague = self._colleague()
        self.merged.message_subscribe(colleague.ids)
        activity = self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id
        )
        before = self._facts(self.merged), self._facts(self.survivor)
        self._merge()
        with freeze_time("2026-03-03 08:59:00"):
            self.assertTrue(self.merged.may_unmerge)
            self.merged.action_unmerge()
        self.assertEqual((self._facts(self.merged), self._facts(self.survivor)), before)
        self.assertEqual(said.res_id, self.merged.id)
        self.assertEqual(loose.res_id, self.merged.id)
        self.assertEqual(activity.res_id, self.merged.id)
        self.assertEqual(task.parent_id, self.merged)
        self.assertNotIn(colleague, self.survivor.message_partner_ids)

    def _facts(self, ticket):
        """Return what is to be the same afterwards."""
        names = ["state", "stage_id", "waiting_reason", "confirmation", "date_closed"]
        names += ["closure_code_id", "merged_into_id", "child_count", "parent_id"]
        names += ["child_open_count", "message_partner_ids", "activity_ids"]
        self.env.invalidate_all()
        values = ticket.sudo().read(names, load=None)[0]
        return {**values, "message_partner_ids": set(values["message_partner_ids"])}

    def test_what_was_said_since_stays(self):
        self._merge()
        later = self.survivor.message_post(body="On my way", subtype_xmlid=COMMENT)
        with freeze_time("2026-03-02 10:00:00"):
            self.merged.action_unmerge()
        self.assertEqual(later.res_id, self.survivor.id)

    def test_a_snoozed_one_sleeps_on(self):
        with freeze_time("2026-03-02 08:00:00"):
            self.merged.action_snooze("2026-03-09 09:00:00")
        self._merge()
        with freeze_time("2026-03-02 10:00:00"):
            self.merged.action_unmerge()
        self.assertEqual(self.merged.waiting_reason, "scheduled")
        self.assertEqual(str(self.merged.snoozed_until), "2026-03-09 09:00:00")

    def test_a_proposed_solution_is_put_to_him_again(self):
        self.merged.action_resolve("New fuse")
        self._merge()
        with freeze_time("2026-03-02 10:00:00"), self.mock_mail_gateway():
            self.merged.action_unmerge()
            self.env.flush_all()
        self.assertEqual(self.merged.confirmation, "awaiting")
        mail = self._sent_to(self.customer_partner.email)[-1]
        self.assertTrue(self._confirm_paths(mail))

    def test_after_a_day_no_more(self):
        self._merge()
        with freeze_time("2026-03-03 09:00:01"):
            self.assertFalse(self.merged.may_unmerge)
            with self.assertRaisesRegex(UserError, "more than a day ago"):
                self.merged.action_unmerge()
        self.assertEqual(self.merged.merged_into_id, self.survivor)

    def test_what_is_not_merged(self):
        with self.assertRaisesRegex(UserError, "is not merged"):
            self.merged.action_unmerge()

    def test_the_later_merge_first(self):
        third = self._started()
        self._merge()
        with freeze_time("2026-03-02 10:00:00"):
            self.survivor.action_merge_into(third.id)
            with self.assertRaisesRegex(UserError, "take that back first"):
                self.merged.action_unmerge()
            self.survivor.action_unmerge()
            self.merged.action_unmerge()
        self.assertFalse((self.merged | self.survivor).merged_into_id)

    def test_who_got_a_place_there_stays(self):
        self.merged.message_subscribe(self.agent_b.partner_id.ids)
        self._merge()
        self.survivor.sudo().user_id = self.agent_b
        with freeze_time("2026-03-02 10:00:00"):
            self.merged.action_unmerge()
        self.assertIn(self.agent_b.partner_id, self.survivor.message_partner_ids)

    def test_a_stage_that_is_gone_is_replaced(self):
        self._merge()
        facts = self.merged.merge_facts
        gone = {**facts["before"], "stage_id": 2**31 - 1}
        self.merged.sudo()._write_deed({"merge_facts": {**facts, "before": gone}})
        with freeze_time("2026-03-02 10:00:00"):
            self.merged.action_unmerge()
        self.assertTrue(self.merged.is_open)

    def test_who_works_on_it_only(self):
        self._merge()
        with freeze_time("2026-03-02 10:00:00"):
            for user in (self.customer, self.auditor, self.agent_b):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.merged.with_user(user).action_unmerge()

    def test_it_is_told_on_both_sides(self):
        self._merge()
        with freeze_time("2026-03-02 10:00:00"), self.mock_mail_gateway():
            self.merged.action_unmerge()
        self.assertIn("taken back", " ".join(self.merged.message_ids.mapped("body")))
        self.assertIn(
            "goes on by itself again", self.survivor.message_ids.sorted("id")[-1].body
        )
        self.assertEqual(len(self._sent_to(self.customer_partner.email)), 1)
