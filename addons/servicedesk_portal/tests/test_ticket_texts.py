# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.tests import freeze_time, tagged

from odoo.addons.servicedesk_core.tests.common import ServicedeskCommon

from ..models import servicedesk_ticket as texts
from ..tools import moments

UTC = moments.find_zone("UTC")


@tagged("post_install", "-at_install")
class TestTicketTexts(ServicedeskCommon):
    """What the pages say follows from state, reason and confirmation alone."""

    def _page(self, ticket, reader=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        reader = reader or self.customer_partner
        return ticket.sudo()._portal_prepare_page(UTC, reader, **options)

    def _note(self, ticket, text, **values):
        return ticket.message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_note", **values
        )

    def _comment(self, ticket, text, **values):
        return ticket.message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )

    # ------------------------------------------------------------------
    # Whose move
    # ------------------------------------------------------------------

    def test_the_desk_moves_while_it_works(self):
        ticket = self._classified()
        self.assertEqual(self._page(ticket)["turn"], "desk")
        ticket.action_start()
        page = self._page(ticket)
        self.assertEqual(page["turn"], "desk")
        self.assertEqual(page["headline"], "We are working on it.")

    def test_the_requester_moves_when_his_answer_is_needed(self):
        ticket = self._started()
        ticket.action_wait("customer", "Which till?")
        page = self._page(ticket)
        self.assertEqual(page["turn"], "you")
        self.assertIn("we need your answer", page["next"])

    def test_his_turn_is_not_his_colleagues(self):
        """Chiefs, followers and holders of a share link read whose turn it is."""
        ticket = self._resolved()
        for reader in (self.other_partner, self.other_partner.browse()):
            page = ticket.sudo()._portal_prepare_page(UTC, reader)
            self.assertEqual(page["turn"], "requester")
            self.assertTrue(page["next"].startswith("The requester's turn"))

    def test_others_move_while_they_are_waited_for(self):
        """Every reason to wait has words; none of them leaves the reader guessing."""
        reasons = dict(
            self.env["servicedesk.ticket"]._fields["waiting_reason"].selection
        )
        said = set()
        for reason in reasons:
            ticket = self._started()
            ticket.action_wait(reason)
            page = self._page(ticket)
            said.add(page["next"])
            expected = "you" if reason == "customer" else "other"
            self.assertEqual(page["turn"], expected, reason)
        self.assertEqual(len(said), len(reasons))

    def test_the_requester_moves_when_a_solution_is_proposed(self):
        page = self._page(self._resolved())
        self.assertEqual(page["turn"], "you")
        self.assertTrue(page["is_asked"])
        self.assertIn("Replaced the lock.", page["resolution"])

    def test_nobody_is_asked_where_the_type_asks_nobody(self):
        ticket = self._started(ticket_type_id=self.suggestion.id)
        ticket.action_resolve("Thank you for the idea.")
        page = self._page(ticket)
        self.assertEqual(page["turn"], "desk")
        self.assertFalse(page["is_asked"])

    def test_the_desk_moves_after_the_confirmation_and_nobody_after_closing(self):
        ticket = self._resolved()
        ticket.action_confirm(rating=5, by_phone=True)
        page = self._page(ticket)
        self.assertEqual((page["turn"], page["confirmation"]), ("desk", "confirmed"))
        ticket.action_close()
        page = self._page(ticket)
        self.assertEqual((page["turn"], page["is_open"]), ("nobody", False))
        self.assertIn("Replaced the lock.", page["resolution"])

    def test_a_refused_solution_is_no_solution(self):
        ticket = self._resolved()
        ticket.action_refuse("Still locked", by_phone=True)
        page = self._page(ticket)
        self.assertFalse(page["resolution"])
        self.assertEqual(page["turn"], "desk")

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------

    @freeze_time("2026-03-02 09:00:00")
    def test_a_promise_is_shown_until_it_is_kept(self):
        ticket = self._started()
        self.assertFalse(self._page(ticket)["due"])
        ticket.date_due = datetime(2026, 3, 5, 14, 0)
        due = " ".join(self._page(ticket)["due"].split())
        self.assertEqual(due, "Expected by Thu, Mar 5, 2:00 PM")
        ticket.action_resolve("Done")
        self.assertFalse(self._page(ticket)["due"])

    @freeze_time("2026-03-02 09:00:00")
    def test_a_missed_promise_is_admitted(self):
        ticket = self._started(date_due=datetime(2026, 3, 1, 14, 0))
        page = self._page(ticket)
        self.assertTrue(page["is_late"])
        self.assertTrue(page["due"].startswith("Was expected by"))

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------

    def test_history_tells_each_step_with_its_time(self):
        with freeze_time("2026-03-02 09:00:00"):
            ticket = self._classified()
        with freeze_time("2026-03-02 10:30:00"):
            ticket.action_start()
        with freeze_time("2026-03-03 08:00:00"):
            ticket.action_wait("customer")
        with freeze_time("2026-03-03 12:00:00"):
            ticket.action_resolve("Replaced the lock.")
            history = self._page(ticket)["history"]
        self.assertEqual(
            [(step["text"], " ".join(step["at"].split())) for step in history],
            [
                ("Received", "Mar 2, 9:00 AM"),
                ("In work", "Mar 2, 10:30 AM"),
                ("Waiting for your answer", "Mar 3, 8:00 AM"),
                ("Solution proposed", "Mar 3, 12:00 PM"),
            ],
        )

    def test_hand_overs_are_the_desks_business(self):
        """Teams and people change inside a step; the requester sees one step."""
        ticket = self._started()
        before = self._page(ticket)["history"]
        ticket.with_user(self.dispatcher).write(
            {"team_id": self.team_second.id, "user_id": self.agent_b.id}
        )
        self.assertGreater(len(ticket.sudo().span_ids), len(before))
        self.assertEqual(self._page(ticket)["history"], before)

    def test_a_refusal_stands_in_the_history(self):
        ticket = self._resolved()
        ticket.action_refuse("Still locked", by_phone=True)
        self.assertEqual(
            [step["text"] for step in self._page(ticket)["history"]][-2:],
            ["Solution proposed", "Not solved, work goes on"],
        )

    def test_nobody_of_the_desk_is_named_who_did_not_speak(self):
        """Assignee, opener, team, leader and all their addresses stay inside."""
        ticket = self._started()
        ticket.with_user(self.dispatcher).write(
            {"team_id": self.team_second.id, "user_id": self.agent_b.id}
        )
        text = str(self._page(ticket))
        inside = (
            self.agent_a | self.agent_b | self.leader | self.dispatcher
        ).partner_id
        for secret in (
            *inside.mapped("name"),
            *inside.mapped("email"),
            self.team_first.name,
            self.team_second.name,
        ):
            self.assertNotIn(secret, text)

    # ------------------------------------------------------------------
    # Conversation
    # ------------------------------------------------------------------

    def test_only_public_messages_are_in_the_conversation(self):
        ticket = self._started()
        self._comment(ticket, "We are on our way.")
        self._note(ticket, "He is a difficult one.")
        hidden = self._comment(ticket, "Said too much.")
        hidden.sudo().is_internal = True
        ticket.action_wait("supplier", "They owe us a part")
        texts_shown = [str(m["body"]) for m in self._page(ticket)["messages"]]
        self.assertEqual(texts_shown, ["<p>We are on our way.</p>"])

    def test_a_message_whose_text_was_removed_is_not_shown(self):
        ticket = self._started()
        message = self._comment(ticket, "Sorry, the wrong ticket.")
        ticket.sudo()._message_update_content(message.sudo(), body="")
        self.assertEqual(self._page(ticket)["messages"], [])

    def test_messages_come_in_order_and_say_who_wrote(self):
        ticket = self._started()
        self._comment(ticket, "Which till?")
        self._comment(ticket.with_user(self.customer), "The left one.")
        shown = self._page(ticket)["messages"]
        self.assertEqual(
            [(m["author"], m["is_mine"], m["is_desk"]) for m in shown],
            [
                (self.agent_a.name, False, True),
                (self.customer.name, True, False),
            ],
        )

    def test_a_stranger_is_shown_by_name_never_by_address(self):
        ticket = self._receive("Zoe Stranger <zoe@nowhere.example.com>")
        nameless = self._receive("nobody@nowhere.example.com")
        self.assertEqual(self._page(ticket)["messages"][0]["author"], "Zoe Stranger")
        page = self._page(nameless)
        self.assertEqual(page["messages"][0]["author"], "Requester")
        self.assertNotIn("nobody@", str(page["messages"][0]["author"]))

    def test_a_mailed_request_is_shown_once(self):
        """Its description is its first message; what an agent noted is neither."""
        mailed = self._receive(self.customer.email, body="It smokes.")
        self.assertFalse(self._page(mailed)["description"])
        self.assertEqual(len(self._page(mailed)["messages"]), 1)
        phoned = self._ticket(channel="phone", description="<p>It smokes.</p>")
        self.assertIn("It smokes.", self._page(phoned)["description"])
        self.assertEqual(self._page(phoned)["messages"], [])
        imported = self._ticket(channel="portal", description="<p>It smokes.</p>")
        self.assertIn("It smokes.", self._page(imported)["description"])

    def test_a_long_conversation_starts_with_what_is_new(self):
        ticket = self._started()
        comment = self.env.ref("mail.mt_comment")
        self.env["mail.message"].create(
            [
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "message_type": "comment",
                    "subtype_id": comment.id,
                    "body": f"<p>Message {index}</p>",
                }
                for index in range(texts.RECENT_MESSAGES + 5)
            ]
        )
        page = self._page(ticket)
        self.assertTrue(page["has_earlier"])
        self.assertEqual(len(page["messages"]), texts.RECENT_MESSAGES)
        self.assertIn("Message 5", str(page["messages"][0]["body"]))
        page = self._page(ticket, earlier=True)
        self.assertFalse(page["has_earlier"])
        self.assertEqual(len(page["messages"]), texts.RECENT_MESSAGES + 5)

    def test_files_are_found_by_public_messages_only(self):
        ticket, other = self._started(), self._started()
        public = self._comment(ticket, "See", attachments=[("a.txt", b"a")])
        hidden = self._note(ticket, "See", attachments=[("b.txt", b"b")])
        foreign = self._comment(other, "See", attachments=[("c.txt", b"c")])
        find = ticket.sudo()._portal_find_file
        self.assertEqual(find(public.attachment_ids.id), public.attachment_ids)
        self.assertFalse(find(hidden.attachment_ids.id))
        self.assertFalse(find(foreign.attachment_ids.id))
        self.assertFalse(find(0))

    # ------------------------------------------------------------------
    # Whatever has become of the people
    # ------------------------------------------------------------------

    def test_pages_do_not_depend_on_who_is_still_there(self):
        """Archived assignee, archived requester, contacts of another company."""
        company = self.env["res.company"].create({"name": "Another"})
        stranger = self.env["res.partner"].create(
            {"name": "Far Away", "company_id": company.id, "email": "far@example.com"}
        )
        ticket = self._started()
        self._comment(ticket, "We are on our way.")
        ticket.sudo().message_subscribe(stranger.ids)
        self.agent_a.active = False
        self.agent_a.partner_id.active = False
        self.customer_partner.user_ids.active = False
        self.customer_partner.active = False
        page = self._page(ticket, reader=self.other_partner)
        self.assertEqual(page["requester"], self.customer_partner.name)
        self.assertEqual(page["messages"][0]["author"], self.agent_a.name)

    def test_a_ticket_without_requester_and_type_has_a_page(self):
        page = self._page(self._ticket(partner_id=False))
        self.assertEqual((page["requester"], page["type"]), ("", ""))
