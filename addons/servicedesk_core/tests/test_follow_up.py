# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServicedeskCommon

COMMENT = "mail.mt_comment"
STILL = "The printer is on fire again."
# The smallest honest one.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
WITH_FILE = """\
From: {}
To: desk@test.mycompany.com
Subject: Re: it burns
References: {}
Message-Id: <file@customer.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

It burns, see the file.
--b
Content-Type: text/plain; name=log.txt
Content-Disposition: attachment; filename=log.txt

burns
--b--
"""
WITH_PICTURE = """\
From: {}
To: desk@test.mycompany.com
Subject: Re: it burns
References: {}
Message-Id: <picture-{}@customer.example.com>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="b"

--b
Content-Type: text/html

<p>Thank you!</p><p><img src="cid:logo@x"></p>
--b
Content-Type: image/png; name=logo.png
Content-Id: <logo@x>
Content-Disposition: inline; filename=logo.png
Content-Transfer-Encoding: base64

{}
--b--
"""


class FollowUpCommon(ServicedeskCommon):
    """``closed``: asked by the customer, solved and closed by agent_a."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed = cls._closed()

    @classmethod
    def _closed(cls, **values):
        ticket = cls._started(**values)
        ticket.action_resolve("<p>Extinguished.</p>")
        ticket.sudo()._apply_answer(
            {"answer": "confirm", "rating": 5, "by_phone": False}, ticket.partner_id
        )
        if ticket.state != "closed":
            ticket.action_close()
        return ticket

    def _follow_ups(self, ticket=None):
        return (ticket or self.closed).sudo().follow_up_ids

    def _answers(self, ticket=None, email_from=None, body=STILL, **mail):
        """Receive a mail that answers what the desk wrote about a ticket."""
        ticket = ticket or self.closed
        headers = {"References": ticket.sudo()._get_thread_key("customer")}
        headers |= mail.pop("headers", {})
        subject = mail.pop("subject", f"Re: [{ticket.number}] {ticket.name}")
        sender = email_from or ticket.partner_id.email_formatted
        return self._receive(
            sender, subject=subject, headers=headers, body=body, **mail
        )

    def _said(self, ticket):
        """Return the public messages of a ticket, oldest first."""
        comment = self.env.ref(COMMENT)
        return (
            ticket.sudo()
            .message_ids.filtered(lambda message: message.subtype_id == comment)
            .sorted("id")
        )


@tagged("post_install", "-at_install")
class TestFollowUpDeed(FollowUpCommon):
    """An agent registers a ticket that goes on with a closed one."""

    def _follow(self, ticket=None, user=None):
        ticket = (ticket or self.closed).with_user(user or self.agent_a)
        return self.env["servicedesk.ticket"].browse(ticket.action_follow_up())

    def test_what_it_takes_over(self):
        """Who asks, about what, in which team; not what became of the closed one."""
        tag = self.env["servicedesk.tag"].create({"name": "fire"})
        self.closed.sudo().tag_ids = tag
        fresh = self._follow()
        for name in (
            "name",
            "partner_id",
            "partner_email",
            "partner_phone",
            "site_id",
            "service_id",
            "ticket_type_id",
            "team_id",
            "company_id",
            "tag_ids",
        ):
            with self.subTest(name):
                self.assertEqual(fresh[name], self.closed[name])
        self.assertEqual(fresh.follow_up_of_id, self.closed)
        self.assertTrue(fresh.is_open)
        self.assertFalse(fresh.resolution or fresh.date_resolved or fresh.date_closed)
        self.assertEqual(fresh.confirmation, "none")
        self.assertFalse(fresh.confirm_cycle)
        self.assertNotEqual(fresh.number, self.closed.number)

    def _solve_as(self, user, **values):
        """Return a ticket of the team that a member of it solved; it was closed."""
        ticket = self._started(**values)
        ticket.with_user(user).action_resolve("Done.")
        answer = {"answer": "confirm", "rating": 5, "by_phone": False}
        ticket.sudo()._apply_answer(answer, ticket.partner_id)
        ticket.action_close()
        return ticket

    def test_it_goes_to_who_solved_it(self):
        """By deed and by mail alike, whoever's turn it is; it says why."""
        self.team_first.member_ids += self.leader
        for method in ("manual", "round_robin"):
            self.team_first.assignment = method
            for way in (self._follow, self._answers):
                for solver in (self.agent_a, self.leader):
                    closed = self._solve_as(solver, user_id=self.agent_a.id)
                    with self.subTest(method, way=way.__name__, solver=solver.login):
                        way(closed)
                        fresh = self._follow_ups(closed)
                        self.assertEqual(len(fresh), 1)
                        self.assertEqual(fresh.user_id, solver)
                        self.assertEqual(fresh.state, "assigned")
                        why = fresh.assignment_reason
                        self.assertEqual(why, "solved what it follows up")

    def test_the_teams_way(self):
        """Where the solver is away, or left the team, it goes as any ticket."""
        self.team_first.member_ids += self.leader
        closed = self._solve_as(self.agent_a)
        self.agent_a.sudo().out_of_office_from = "2020-01-01 00:00:00"
        self.assertFalse(self._follow(closed).user_id)
        self.team_first.assignment = "round_robin"
        self.assertEqual(self._follow(closed).user_id, self.leader)
        self.agent_a.sudo().out_of_office_from = False
        self.assertEqual(self._follow(closed).user_id, self.agent_a)
        self.team_first.member_ids -= self.agent_a
        for _turn in range(2):
            fresh = self._follow(closed, user=self.dispatcher)
            self.assertEqual(fresh.user_id, self.leader)

    def test_what_was_set_by_hand_goes_along(self):
        """How much it burns somebody said; the rules say the rest anew."""
        for way in (self._follow, self._answers):
            ticket = self._solve_as(self.agent_a, urgency="3", priority="3")
            with self.subTest(way=way.__name__):
                way(ticket)
                fresh = self._follow_ups(ticket)
                self.assertEqual((fresh.urgency, fresh.priority), ("3", "3"))
                self.assertTrue(fresh._is_by_hand("urgency"))
                self.assertTrue(fresh._is_by_hand("priority"))
                self.assertFalse(fresh._is_by_hand("impact"))

    def test_who_registers_it_opens_it(self):
        """The opener's seat is his who followed up, as of any ticket by hand."""
        fresh = self._follow()
        self.assertEqual((fresh.opener_id, fresh.channel), (self.agent_a, "manual"))

    def test_the_closed_one_stays_as_it_was(self):
        """Its answer and its figures are history."""
        names = ["state", "confirmation", "date_closed", "reopen_count"]
        before = self.closed.read(names)
        self._follow()
        self.assertEqual(self.closed.read(names), before)

    def test_both_say_so_to_the_desk_alone(self):
        """Each names the other in a note; the customer is told nothing by it."""
        with self.mock_mail_gateway():
            fresh = self._follow()
        for ticket, other in ((self.closed, fresh), (fresh, self.closed)):
            (note,) = ticket.message_ids.filtered(
                lambda message, other=other: (
                    other.number in message.body and message.subtype_id.internal
                )
            )
            self.assertNotEqual(note.subtype_id, self.env.ref(COMMENT))
        self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_links_both_ways(self):
        """The closed one lists what goes on with it."""
        fresh = self._follow()
        self.closed.invalidate_recordset()
        self.assertEqual(self.closed.follow_up_count, 1)
        action = self.closed.with_user(self.agent_a).action_view_follow_ups()
        found = self.env["servicedesk.ticket"].search(action["domain"])
        self.assertEqual(found, fresh)
        self.assertEqual(fresh.follow_up_count, 0)

    def test_resolved_and_cancelled_ones_too(self):
        """What is over in any way may be followed up."""
        resolved = self._started()
        resolved.action_resolve("<p>Done.</p>")
        cancelled = self._started()
        cancelled.action_cancel("Not needed")
        for ticket in (resolved, cancelled):
            with self.subTest(ticket.state):
                self.assertEqual(self._follow(ticket).follow_up_of_id, ticket)

    def test_not_of_one_in_work(self):
        """There one writes what is to be done."""
        with self.assertRaisesRegex(UserError, "still in work"):
            self._follow(self._started())

    def test_not_of_a_merged_one(self):
        """It goes on as another one, which may be followed up."""
        merged, survivor = self._started(), self._started()
        merged.action_merge_into(survivor.id)
        with self.assertRaisesRegex(UserError, survivor.number):
            self._follow(merged)

    def test_one_at_a_time(self):
        """The id of one is returned: of several none is made."""
        with self.assertRaises(UserError):
            (self.closed | self._closed()).with_user(self.agent_a).action_follow_up()

    def test_only_who_works_there(self):
        """Not the requester, an auditor, an agent of another team."""
        for user in (self.customer, self.auditor, self.agent_b, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._follow(user=user)
        self.assertFalse(self._follow_ups())

    def test_what_is_secret_stays_so(self):
        """Same circle, also when the team is no confidential one any more."""
        secret = self._closed(team_id=self.team_secret.id, user_id=self.agent_c.id)
        self.assertTrue(secret.is_confidential)
        fresh = self._follow(secret, self.agent_c)
        self.assertTrue(fresh.is_confidential)
        self.assertEqual(fresh.team_id, self.team_secret)
        self.assertFalse(fresh.with_user(self.agent_a).has_access("read"))

    def test_secret_of_an_archived_team(self):
        """A secret does not go to the first line because its team is no more."""
        secret = self._closed(team_id=self.team_secret.id, user_id=self.agent_c.id)
        self.team_secret.active = False
        fresh = secret.sudo()._make_follow_up({})
        self.assertEqual(fresh.team_id, self.team_secret)

    def test_of_an_archived_team(self):
        """What is not secret is given to whom the rules choose."""
        self.team_second.member_ids |= self.agent_a
        closed = self._closed(team_id=self.team_second.id)
        self.team_second.active = False
        self.assertNotEqual(closed.sudo()._make_follow_up({}).team_id, self.team_second)

    def test_not_for_the_customer_stays_so(self):
        """A ticket that the customer must not see is followed up by such a one."""
        self.closed.sudo().with_context(mail_notrack=True)._write_deed(
            {"internal_only": True}
        )
        self.assertTrue(self._follow().internal_only)

    def test_the_reason_is_noted(self):
        """Why there is one is said to the desk, as text."""
        fresh = self.closed.sudo()._make_follow_up({}, "Not solved, <b>he said</b>.")
        bodies = " ".join(fresh.message_ids.mapped("body"))
        self.assertIn("Not solved, &lt;b&gt;he said&lt;/b&gt;.", bodies)


@tagged("post_install", "-at_install")
class TestFollowUpByMail(FollowUpCommon):
    """A mail that answers a closed ticket opens one that goes on with it."""

    def test_the_mail_is_its_first_message(self):
        """Team, type and requester are those of the closed one; it is acknowledged."""
        with self.mock_mail_gateway():
            fresh = self._answers()
            (mail,) = self._sent_to(self.customer_partner.email)
        self.assertNotEqual(fresh, self.closed)
        self.assertEqual(fresh.follow_up_of_id, self.closed)
        self.assertEqual(self.closed.state, "closed")
        self.assertIn(fresh.number, mail["Subject"])
        for name in ("team_id", "ticket_type_id", "service_id", "partner_id"):
            self.assertEqual(fresh[name], self.closed[name], name)
        self.assertEqual(fresh.channel, "email")
        said = self._said(fresh)
        self.assertIn(STILL, said.body)
        self.assertEqual(said.author_id, self.customer_partner)
        self.assertFalse(
            self._said(self.closed).filtered(lambda message: STILL in message.body)
        )

    def test_subject(self):
        """Marks of answers and the old number go; a new subject is kept."""
        number, name = self.closed.number, self.closed.name
        for subject, expected in (
            (f"Re: AW: [{number}] {name}", name),
            (f"Your request {number} is solved", name),
            ("Re: Smoke in the shop", "Smoke in the shop"),
            ("", name),
        ):
            with self.subTest(subject):
                fresh = self._answers(subject=subject)
                self.assertEqual(fresh.name, expected)
                fresh.sudo().unlink()

    def test_files_come_along(self):
        """What is attached is the follow-up's."""
        key = self.closed.sudo()._get_thread_key("customer")
        fresh = self._hand_in(WITH_FILE.format(self.customer_partner.email, key))
        self.assertEqual(fresh.follow_up_of_id, self.closed)
        file = self._said(fresh).attachment_ids
        self.assertEqual((file.name, file.raw), ("log.txt", b"burns"))
        self.assertEqual((file.res_model, file.res_id), (fresh._name, fresh.id))

    def test_thanks_with_a_picture_in_the_signature(self):
        """A small one that the text shows is no file to look at; a large one is."""
        key = self.closed.sudo()._get_thread_key("customer")
        small = base64.b64encode(PNG).decode()
        sender = self.customer_partner.email
        landed = self._hand_in(WITH_PICTURE.format(sender, key, 1, small))
        self.assertEqual(landed, self.closed)
        self.assertFalse(self._follow_ups())
        large = base64.encodebytes(PNG + bytes(50_000)).decode()
        landed = self._hand_in(WITH_PICTURE.format(sender, key, 2, large))
        self.assertEqual(landed.follow_up_of_id, self.closed)

    def test_further_answers_join_it(self):
        """The second mail about the closed one is a message on the follow-up."""
        fresh = self._answers()
        self.assertEqual(self._answers(body="And smoke, too."), fresh)
        self.assertEqual(self._follow_ups(), fresh)
        self.assertEqual(len(self._said(fresh)), 2)

    def test_a_follow_up_that_is_over_is_followed_up(self):
        """While one is open it takes the words; later there is another one."""
        first = self._answers()
        first.with_user(self.agent_a).action_cancel("Not needed")
        second = self._answers(first)
        self.assertEqual(second.follow_up_of_id, first)
        # Of the oldest one as well: the conversation goes on in one place.
        self.assertEqual(self._answers(), second)

    def test_not_in_the_follow_up_of_somebody_else(self):
        """An answer does not go where its sender has no business."""
        fresh = self._answers()
        fresh.sudo().partner_id = self.other_partner
        again = self._answers()
        self.assertNotEqual(again, fresh)
        self.assertEqual(again.partner_id, self.customer_partner)

    def test_a_cancelled_one_too(self):
        """Cancelled is over as well."""
        cancelled = self._started()
        cancelled.action_cancel("Not needed")
        self.assertEqual(self._answers(cancelled).follow_up_of_id, cancelled)

    def test_colleagues_may(self):
        """Who has a right to the ticket: the follow-up stays the requester's."""
        colleague = self.env["res.partner"].create(
            {
                "name": "Gina",
                "email": "gina@customer.example.com",
                "parent_id": self.customer_company.id,
            }
        )
        fresh = self._answers(email_from=colleague.email)
        self.assertEqual(fresh.follow_up_of_id, self.closed)
        self.assertEqual(fresh.partner_id, self.customer_partner)
        self.assertEqual(self._said(fresh).author_id, colleague)

    def test_strangers_open_nothing(self):
        """Theirs is a note on the closed one, as on any other."""
        landed = self._answers(email_from="ann@nowhere.example")
        self.assertEqual(landed, self.closed)
        self.assertFalse(self._follow_ups())
        last = self.closed.sudo().message_ids.sorted("id")[-1]
        self.assertTrue(last.is_internal)

    def test_the_number_alone(self):
        """A sender nobody vouches for is let through, and marked, as always."""
        landed = self._receive(
            self.customer_partner.email_formatted,
            subject=f"[{self.closed.number}] again",
            body=STILL,
        )
        self.assertEqual(landed.follow_up_of_id, self.closed)
        self.assertEqual(self._said(landed).servicedesk_unverified, "unverified")

    def test_thanks_open_nothing(self):
        """They stay on the closed ticket, and nobody is told of them."""
        notices = self.env["servicedesk.notice"].sudo()
        before = notices.search_count([("event", "=", "customer_answer")])
        self.assertEqual(self._answers(body="Thank you very much!"), self.closed)
        self.assertFalse(self._follow_ups())
        self.assertIn("Thank you", self._said(self.closed)[-1].body)
        after = notices.search_count([("event", "=", "customer_answer")])
        self.assertEqual(after, before)
        self.assertFalse(self.closed.afterword_kind)

    def test_thanks_with_a_new_subject(self):
        """The subject may say what the text does not."""
        fresh = self._answers(subject="It burns again", body="Thank you!")
        self.assertEqual(fresh.follow_up_of_id, self.closed)

    def test_programs_open_nothing(self):
        """Absence replies are parked; a trusted program's mail stays a message."""
        self._answers(headers={"Auto-Submitted": "auto-replied"})
        self.assertFalse(self._follow_ups())

    def test_the_desk_opens_nothing(self):
        """A colleague's late word stays a message on the closed ticket."""
        headers = {"References": self.closed.sudo()._get_thread_key("desk")}
        landed = self._answers(email_from=self.agent_a.email_formatted, headers=headers)
        self.assertEqual(landed, self.closed)
        self.assertFalse(self._follow_ups())

    def test_of_a_merged_ticket(self):
        """Its survivor is what is answered: open, it takes the mail; closed, a
        follow-up of it does."""
        merged, survivor = self._started(), self._started()
        merged.action_merge_into(survivor.id)
        self.assertEqual(self._answers(merged), survivor)
        survivor.action_cancel("Not needed")
        fresh = self._answers(merged)
        self.assertEqual(fresh.follow_up_of_id, survivor)

    def test_a_secret_one(self):
        """Its follow-up is as secret, in the same team."""
        secret = self._closed(team_id=self.team_secret.id, user_id=self.agent_c.id)
        fresh = self._answers(secret)
        self.assertEqual(fresh.follow_up_of_id, secret)
        self.assertTrue(fresh.is_confidential)
        self.assertFalse(fresh.with_user(self.agent_a).has_access("read"))

    def test_nobody_forges_one(self):
        """A gateway's values make no follow-up of a ticket."""
        for forged in (self.closed.id, ("deed", self.closed.id), True):
            with self.subTest(forged):
                landed = self.env["servicedesk.ticket"].message_new(
                    {"subject": "x", "email_from": "ann@nowhere.example", "body": ""},
                    {"follow_up_of_id": self.closed.id},
                )
                self.assertFalse(landed.follow_up_of_id)


@tagged("post_install", "-at_install")
class TestFollowUpByWord(FollowUpCommon):
    """What the requester's side says on a closed ticket, by RPC and Odoo's routes."""

    def _say(self, user=None, body=STILL, ticket=None, sudo=False, **values):
        ticket = (ticket or self.closed).with_user(user or self.customer)
        values.setdefault("message_type", "comment")
        return ticket.sudo(sudo).message_post(
            body=body, subtype_xmlid=COMMENT, **values
        )

    def test_the_message_lives_on_the_follow_up(self):
        """He gets the message that he wrote, where it is."""
        with self.mock_mail_gateway():
            message = self._say()
            (mail,) = self._sent_to(self.customer_partner.email)
        fresh = self._follow_ups()
        self.assertEqual((message.model, message.res_id), (fresh._name, fresh.id))
        self.assertIn(fresh.number, mail["Subject"])
        self.assertTrue(fresh.with_user(self.customer).has_access("read"))
        self.assertEqual(fresh.channel, "portal")
        self.assertFalse(fresh.opener_id)
        self.assertTrue(fresh.date_acknowledged)

    def test_as_odoos_routes_post(self):
        """They ask in superuser mode for who may."""
        message = self._say(sudo=True)
        self.assertEqual(message.res_id, self._follow_ups().id)

    def test_without_a_word_about_its_kind(self):
        """Requesters need not say that what they write is public."""
        message = self.closed.with_user(self.customer).message_post(body=STILL)
        self.assertEqual(message.sudo().res_id, self._follow_ups().id)

    def test_joins_the_open_one(self):
        """By mail or here: one follow-up takes it all."""
        fresh = self._answers()
        self.assertEqual(self._say().res_id, fresh.id)
        self.assertEqual(self._follow_ups(), fresh)

    def test_who_followed_the_closed_one_sees_it(self):
        """A follower from another firm speaks, and reads on."""
        self.closed.sudo().message_subscribe(self.other_partner.ids)
        message = self._say(self.other_customer)
        fresh = self._follow_ups()
        self.assertEqual(message.sudo().res_id, fresh.id)
        self.assertEqual(fresh.partner_id, self.customer_partner)
        self.assertTrue(fresh.with_user(self.other_customer).has_access("read"))

    def test_strangers_say_nothing(self):
        """Who may not read the closed one makes no ticket by it."""
        with self.assertRaises(AccessError):
            self._say(self.other_customer)
        self.assertFalse(self._follow_ups())

    def test_thanks_stay(self):
        """Nothing is opened by them."""
        message = self._say(body="Thanks a lot!")
        self.assertEqual(message.res_id, self.closed.id)
        self.assertFalse(self._follow_ups())

    def test_thanks_with_a_file_are_something(self):
        """A file is to be looked at."""
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": "a.txt",
                    "raw": b"a",
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
        )
        file.sudo().create_uid = self.customer
        self._say(body="Thanks!", attachment_ids=file.ids, sudo=True)
        self.assertTrue(self._follow_ups())

    def test_the_desk_stays(self):
        """Its words and notes on a closed ticket are said there."""
        said = self._say(self.agent_a)
        note = self.closed.with_user(self.agent_a).message_post(body="A note")
        self.assertEqual({said.res_id, note.res_id}, {self.closed.id})
        self.assertFalse(self._follow_ups())

    def test_jobs_stay(self):
        """What the system posts opens nothing."""
        self.closed.sudo().message_post(body=STILL, subtype_xmlid=COMMENT)
        self.assertFalse(self._follow_ups())

    def test_what_he_must_not_know_of(self):
        """A ticket hidden from him is no way to speak."""
        self.closed.sudo()._write_deed({"internal_only": True})
        with self.assertRaises(AccessError):
            self._say()
        self.assertFalse(self._follow_ups())
