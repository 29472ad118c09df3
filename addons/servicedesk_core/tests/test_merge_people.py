# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .merge_common import COMMENT, NOTE, MergeCommon


@tagged("post_install", "-at_install")
class TestMergeApart(MergeCommon):
    """Tickets of two customers: neither of them reads a word of the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls._started(partner_id=cls.other_partner.id, name="Burning books")

    def _merge(self):
        self.theirs.action_merge_into(self.survivor.id)

    def test_what_was_said_stays_his_own(self):
        said = self._say(self.other_customer, "My secret shelf", self.theirs)
        self._merge()
        self.assertEqual(said.res_id, self.theirs.id)
        self.assertIn("My secret shelf", self._read(self.other_customer, self.theirs))

    def test_the_desk_finds_a_hidden_copy(self):
        self._say(self.other_customer, "My secret shelf", self.theirs)
        self._merge()
        copy = self.survivor.message_ids.filtered(
            lambda message: "secret shelf" in message.body
        )
        self.assertEqual(len(copy), 1)
        self.assertTrue(copy.is_internal)
        self.assertTrue(copy.subtype_id.internal)
        self.assertEqual(copy.author_id, self.other_partner)
        self.assertIn(self.theirs.number, copy.subject)

    def test_the_other_customer_reads_nothing_of_it(self):
        self._say(self.other_customer, "My secret shelf", self.theirs)
        self._file(self.theirs)
        self.theirs.sudo().description = "<p>Under the stairs</p>"
        self.survivor.message_post(body="On my way", subtype_xmlid=COMMENT)
        self._merge()
        read = self._read(self.customer, self.survivor)
        self.assertIn("On my way", read)
        self.assertNotIn("secret shelf", read)
        self.assertNotIn("stairs", read)
        self.assertNotIn(self.theirs.number, read)

    def test_files_are_copied_for_the_desk(self):
        message = self.theirs.message_post(
            body="Look", attachments=[("plan.txt", b"plan")], subtype_xmlid=COMMENT
        )
        self._merge()
        self.assertEqual(message.attachment_ids.res_id, self.theirs.id)
        copies = self.survivor.message_ids.attachment_ids
        self.assertEqual(copies.mapped("name"), ["plan.txt"])
        files = self.env["ir.attachment"].with_user(self.customer)
        self.assertFalse(files.search([("id", "in", copies.ids)]))
        files = self.env["ir.attachment"].with_user(self.agent_a)
        self.assertEqual(files.search([("id", "in", copies.ids)]), copies)

    def test_files_that_hang_on_no_message_are_copied_too(self):
        """With the note of the merge, for the desk alone; taken back with it."""
        self.theirs.message_post(
            body="Look", attachments=[("plan.txt", b"plan")], subtype_xmlid=COMMENT
        )
        loose = self._file(self.theirs)
        with freeze_time("2026-03-02 09:00:00"):
            self._merge()
        self.assertEqual(loose.res_id, self.theirs.id)
        files = self.env["ir.attachment"]
        on_survivor = [
            ("res_id", "=", self.survivor.id),
            ("res_model", "=", self.survivor._name),
        ]
        copies = files.with_user(self.agent_a).search(on_survivor)
        self.assertEqual(sorted(copies.mapped("name")), ["loose.txt", "plan.txt"])
        self.assertEqual(
            copies.filtered(lambda file: file.name == loose.name).raw, b"loose"
        )
        for user in (self.customer, self.other_customer):
            with self.subTest(user=user.login):
                hidden = [("id", "in", copies.ids)]
                self.assertFalse(files.with_user(user).search(hidden))
        with freeze_time("2026-03-02 10:00:00"):
            self.theirs.action_unmerge()
        self.assertFalse(files.search(on_survivor))
        self.assertEqual(loose.res_id, self.theirs.id)

    def test_he_does_not_follow(self):
        self.theirs.message_subscribe(self.employee.partner_id.ids)
        self._merge()
        followers = self.survivor.message_partner_ids
        self.assertNotIn(self.other_partner, followers)
        self.assertNotIn(self.employee.partner_id, followers)
        self.assertFalse(
            self.survivor.with_user(self.other_customer).has_access("read")
        )

    def test_colleagues_follow_who_read_it_anyway(self):
        self.theirs.message_subscribe(self.agent_b.partner_id.ids)
        self._merge()
        self.assertIn(self.agent_b.partner_id, self.survivor.message_partner_ids)

    def test_he_is_told_without_the_number(self):
        with self.mock_mail_gateway():
            self._merge()
            self.env.flush_all()
        mail = self._sent_to(self.other_partner.email)
        self.assertEqual(len(mail), 1)
        text = self._bodies(mail[0]) + mail[0]["Subject"]
        self.assertNotIn(self.survivor.number, text)
        self.assertNotIn(self.survivor.name, text)
        self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_whom_to_call_is_not_called_about_the_others_ticket(self):
        self.theirs.sudo()._plan_call_task(self.other_partner, "It burns")
        call = self.theirs.activity_ids
        plan = self.theirs.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id
        )
        self._merge()
        self.assertEqual(call.res_id, self.theirs.id)
        self.assertEqual(plan.res_id, self.survivor.id)

    def test_his_mail_stays_his_and_the_desk_gets_to_know(self):
        said = self.theirs.message_post(body="Where?", subtype_xmlid=COMMENT)
        self._merge()
        with self.mock_mail_gateway():
            landed = self._receive(
                self.other_partner.email_formatted,
                body="In the cellar",
                headers={"References": said.message_id},
            )
        self.assertEqual(landed, self.theirs)
        self.assertIn("In the cellar", self.theirs.message_ids[0].body)
        copies = self.survivor.message_ids.filtered(
            lambda message: "In the cellar" in message.body
        )
        self.assertEqual(len(copies), 1)
        self.assertTrue(copies.is_internal)
        self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_undone_the_copies_are_gone(self):
        self._say(self.other_customer, "My secret shelf", self.theirs)
        self.theirs.sudo().description = "<p>Under the stairs</p>"
        with freeze_time("2026-03-02 09:00:00"):
            self._merge()
        with freeze_time("2026-03-02 10:00:00"):
            self.theirs.action_unmerge()
        left = " ".join(self.survivor.message_ids.mapped("body"))
        self.assertNotIn("secret shelf", left)
        self.assertNotIn("stairs", left)
        self.assertEqual(self.theirs.state, "in_progress")

    def test_a_chain_is_as_tight_as_its_tightest_part(self):
        """Merged together and then apart, his mail stays on the other side."""
        more = self._started(partner_id=self.other_partner.id)
        more.action_merge_into(self.theirs.id)
        self._merge()
        self.assertFalse(more._is_merged_together())
        self.assertEqual(more._get_survivor(), self.survivor)

    def test_the_same_address_is_the_same_person(self):
        """A stranger who wrote twice is no other customer, a third one is."""
        first, second, third = (
            self._ticket(partner_id=False, partner_email=email)
            for email in ("ann@x.example", "ann@x.example", "bob@x.example")
        )
        self.assertTrue(first._shares_requester(second))
        self.assertFalse(third._shares_requester(second))
        self.assertFalse(self._ticket(partner_id=False)._shares_requester(second))


@tagged("post_install", "-at_install")
class TestMergeConfidential(MergeCommon):
    """Merging lets nobody in to a confidential ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_secret.member_ids |= cls.agent_a
        cls.secret = cls._started(team_id=cls.team_secret.id, name="Theft")

    def test_what_is_confidential_stays_among_its_own(self):
        with self.assertRaisesRegex(UserError, "confidential"):
            self.secret.action_merge_into(self.survivor.id)
        other = self._started(team_id=self.team_first.id, is_confidential=True)
        with self.assertRaisesRegex(UserError, "its own team"):
            self.secret.action_merge_into(other.id)
        self.assertFalse(self.secret.merged_into_id)

    def test_of_one_team_they_are_merged(self):
        more = self._started(team_id=self.team_secret.id)
        more.action_merge_into(self.secret.id)
        self.assertEqual(more.merged_into_id, self.secret)

    def test_only_the_same_person_is_let_in(self):
        colleague = self._colleague()
        ticket = self._started(partner_id=colleague.id)
        self.assertFalse(ticket._shares_requester(self.secret))
        ticket.message_subscribe(self.agent_b.partner_id.ids)
        ticket.action_merge_into(self.secret.id)
        followers = self.secret.message_partner_ids
        self.assertNotIn(colleague, followers)
        self.assertNotIn(self.agent_b.partner_id, followers)
        self.assertFalse(self.secret.with_user(self.agent_b).has_access("read"))

    def test_its_subject_is_not_said_on_the_open_one(self):
        """Whoever reads the open ticket reads what its requester is told there."""
        with self.mock_mail_gateway():
            self.merged.action_merge_into(self.secret.id)
        mail = self._sent_to(self.customer_partner.email)
        self.assertEqual(len(mail), 1)
        self.assertIn(self.secret.number, self._bodies(mail[0]))
        for user in (self.customer, self.agent_b, self.leader, self.auditor):
            with self.subTest(user=user.login):
                words = self._read(user, self.merged)
                self.assertIn(self.secret.number, words)
                self.assertNotIn("Theft", words)

    def test_what_outsiders_planned_stays_outside(self):
        plan = self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_b.id
        )
        self.merged.action_merge_into(self.secret.id)
        self.assertEqual(plan.res_id, self.merged.id)

    def test_its_name_is_kept_from_who_does_not_read_it(self):
        self.merged.action_merge_into(self.secret.id)
        ticket = self.merged.with_user(self.leader)
        self.assertEqual(
            ticket.read(["merged_into_id"])[0]["merged_into_id"][1], self.secret.number
        )


@tagged("post_install", "-at_install")
class TestMergeMail(MergeCommon):
    """What is written to a merged ticket lands where the work goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.customer_partner.email_formatted

    def _reply(self, message_id, body="Still smoking"):
        return self._receive(self.sender, body=body, headers={"References": message_id})

    def test_an_answer_to_what_was_said_before(self):
        said = self.merged.message_post(body="Where?", subtype_xmlid=COMMENT)
        self.merged.action_merge_into(self.survivor.id)
        self.assertEqual(self._reply(said.message_id), self.survivor)

    def test_an_answer_to_the_mail_that_told_him(self):
        with self.mock_mail_gateway():
            self.merged.action_merge_into(self.survivor.id)
        mail = self._sent_to(self.customer_partner.email)[0]
        self.survivor.action_wait("customer")
        landed = self._reply(mail["Message-Id"])
        self.assertEqual(landed, self.survivor)
        answer = self.survivor.message_ids.filtered(
            lambda message: message.message_type == "email"
        )[0]
        self.assertIn("Still smoking", answer.body)
        self.assertFalse(answer.is_internal)
        self.assertEqual(self.survivor.state, "in_progress")

    def test_along_a_chain(self):
        third = self._started()
        with self.mock_mail_gateway():
            self.merged.action_merge_into(self.survivor.id)
            self.survivor.action_merge_into(third.id)
        mail = self._sent_to(self.customer_partner.email)[0]
        self.assertEqual(self._reply(mail["Message-Id"]), third)

    def test_an_answer_to_a_hidden_note_stays_hidden(self):
        self.merged.action_merge_into(self.survivor.id)
        note = self.merged.message_post(
            body="Do you know?",
            subtype_xmlid=NOTE,
            partner_ids=self.agent_b.partner_id.ids,
        )
        landed = self._receive(
            self.agent_b.email_formatted, headers={"References": note.message_id}
        )
        self.assertEqual(landed, self.survivor)
        self.assertTrue(self.survivor.message_ids[0].subtype_id.internal)

    def test_after_undoing_it_lands_on_its_own_again(self):
        said = self.merged.message_post(body="Where?", subtype_xmlid=COMMENT)
        self.merged.action_merge_into(self.survivor.id)
        self.merged.action_unmerge()
        self.assertEqual(self._reply(said.message_id), self.merged)

    def test_the_requesters_message_by_rpc_too(self):
        self.merged.action_merge_into(self.survivor.id)
        message = self._say(self.customer, "It is worse")
        self.assertEqual(message.res_id, self.survivor.id)
        self.assertEqual(message.author_id, self.customer_partner)

    def test_late_words_are_gathered(self):
        """Written while it was merged: they are on the merged one, until soon."""
        self.merged.action_merge_into(self.survivor.id)
        late = self._late("In the last moment")
        self.env["servicedesk.ticket"]._cron_gather_merged()
        self.assertEqual(late.res_id, self.survivor.id)
        self.assertIn(self.merged.number, self.survivor.message_ids[0].body)
        self.env["servicedesk.ticket"]._cron_gather_merged()
        told = [
            message
            for message in self.survivor.message_ids
            if "There is an answer to" in message.body
        ]
        self.assertEqual(len(told), 1)
        self.merged.action_unmerge()
        self.assertEqual(late.res_id, self.merged.id)

    def test_the_pointer_is_not_gathered(self):
        self.merged.action_merge_into(self.survivor.id)
        pointer = self.merged.message_ids.filtered(
            lambda message: not message.subtype_id.internal and message.body
        )
        self.env["servicedesk.ticket"]._cron_gather_merged()
        self.assertEqual(len(pointer), 1)
        self.assertEqual(pointer.res_id, self.merged.id)

    def _late(self, body):
        """Return a message as it stands after a race: on the merged ticket."""
        return self.env["mail.message"].create(
            {
                "model": "servicedesk.ticket",
                "res_id": self.merged.id,
                "message_type": "comment",
                "subtype_id": self.env.ref(COMMENT).id,
                "author_id": self.customer_partner.id,
                "body": body,
            }
        )


@tagged("post_install", "-at_install")
class TestMergeChain(MergeCommon):
    """Merged with a ticket of the same customer, and that with another customer's.

    What the customer writes stays among his own, and the desk finds a copy at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls._started(partner_id=cls.other_partner.id, name="Burning books")
        cls.said = cls.merged.message_post(body="Where?", subtype_xmlid=COMMENT)

    def _merge(self):
        self.merged.action_merge_into(self.survivor.id)
        self.survivor.action_merge_into(self.last.id)

    def _late(self, body, ticket=None):
        """Return a message as it stands after a race: on a merged ticket."""
        return self.env["mail.message"].create(
            {
                "model": "servicedesk.ticket",
                "res_id": (ticket or self.merged).id,
                "message_type": "comment",
                "subtype_id": self.env.ref(COMMENT).id,
                "author_id": self.customer_partner.id,
                "body": body,
            }
        )

    def _copies(self, body, ticket=None):
        return (ticket or self.last).message_ids.filtered(
            lambda message: body in message.body
        )

    def test_his_message_is_copied_for_the_desk(self):
        self._merge()
        message = self._say(self.customer, "In the cellar")
        self.assertEqual(message.res_id, self.survivor.id)
        copies = self._copies("In the cellar")
        self.assertEqual(len(copies), 1)
        self.assertTrue(copies.is_internal)
        self.assertFalse(self.last.with_user(self.customer).has_access("read"))
        read = self.env["mail.message"].with_user(self.other_customer)
        self.assertFalse(read.search([("body", "ilike", "In the cellar")]))
        self.assertIn(self.merged.number, self.last.message_ids[0].body)

    def test_his_mail_is_neither_refused_nor_lost(self):
        self._merge()
        with self.mock_mail_gateway():
            self._receive(
                self.customer_partner.email_formatted,
                body="In the cellar",
                headers={"References": self.said.message_id},
            )
        self.assertEqual(len(self._copies("In the cellar", self.survivor)), 1)
        self.assertEqual(len(self._copies("In the cellar")), 1)

    def test_late_words_are_gathered_once(self):
        self._merge()
        late = self._late("In the last moment")
        self.env["servicedesk.ticket"]._cron_gather_merged()
        self.env["servicedesk.ticket"]._cron_gather_merged()
        self.assertEqual(late.res_id, self.survivor.id)
        self.assertEqual(len(self._copies("In the last moment")), 1)

    def test_each_merge_is_taken_back_by_itself(self):
        with freeze_time("2026-03-02 09:00:00"):
            self._merge()
            message = self._say(self.customer, "In the cellar")
        with freeze_time("2026-03-02 10:00:00"):
            self.survivor.action_unmerge()
            self.assertFalse(self._copies("In the cellar"))
            self.assertEqual(message.res_id, self.survivor.id)
            self.merged.action_unmerge()
        self.assertEqual(message.res_id, self.merged.id)

    def test_apart_first_and_then_together(self):
        """The copy goes on with the notes of the ticket that it was put on."""
        third = self._started(partner_id=self.other_partner.id)
        with freeze_time("2026-03-02 09:00:00"):
            self.merged.action_merge_into(self.last.id)
            self.last.action_merge_into(third.id)
            message = self._say(self.customer, "In the cellar")
            self.assertEqual(message.res_id, self.merged.id)
            self.assertEqual(len(self._copies("In the cellar", third)), 1)
        with freeze_time("2026-03-02 10:00:00"):
            self.last.action_unmerge()
            self.assertEqual(len(self._copies("In the cellar")), 1)
            self.merged.action_unmerge()
        self.assertFalse(self._copies("In the cellar"))
        self.assertEqual(message.res_id, self.merged.id)

    def test_one_that_fails_stops_no_other(self):
        """Its words wait for the next round."""
        self.merged.action_merge_into(self.survivor.id)
        other = self._started(name="Smoke again")
        other.action_merge_into(self.survivor.id)
        late, more = self._late("First"), self._late("Second", other)
        tickets = self.env.registry["servicedesk.ticket"]
        broken, pass_on = self.merged, tickets._pass_on

        def fail(ticket, words):
            if ticket == broken:
                raise KeyError("copies")
            return pass_on(ticket, words)

        with (
            patch.object(tickets, "_pass_on", fail),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            self.env["servicedesk.ticket"]._cron_gather_merged()
        self.assertEqual(late.res_id, self.merged.id)
        self.assertEqual(more.res_id, self.survivor.id)
        self.env["servicedesk.ticket"]._cron_gather_merged()
        self.assertEqual(late.res_id, self.survivor.id)
