# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.timeline.res_partner_timeline import TimelineSource
from ..tools import excerpt
from .common import ServicedeskCommon


def at(time):
    """Return a moment of the day on which these stories play."""
    return datetime.fromisoformat(f"2026-03-02 {time}")


class TimelineCommon(ServicedeskCommon):
    """The customer's history, as agents read it."""

    def _timeline(self, user=None, partner=None, **arguments):
        self.env.flush_all()
        self.env.invalidate_all()
        partner = (partner or self.customer_partner).with_user(user or self.agent_b)
        return partner.get_servicedesk_timeline(**arguments)

    def _titles(self, *args, **kwargs):
        return [event["title"] for event in self._timeline(*args, **kwargs)]

    def _register(self, moment, **vals):
        """Return a ticket that was registered at ``moment``."""
        ticket = self._classified(**vals)
        ticket.flush_recordset()
        self.cr.execute(
            "UPDATE servicedesk_ticket SET create_date = %s WHERE id = %s",
            (moment, ticket.id),
        )
        ticket.invalidate_recordset()
        return ticket

    def _say(self, ticket, moment, user=None, **post):
        """Let somebody say something on a ticket at ``moment``."""
        post = {"body": "Hello", "subtype_xmlid": "mail.mt_comment", **post}
        with freeze_time(moment):
            return ticket.with_user(user or self.agent_a).message_post(
                message_type="comment", **post
            )


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCommon):
    """One line over all channels: what is on it, in which words and order."""

    def test_a_whole_story(self):
        """From the call to the stars: each event once, the newest first."""
        ticket = self._register(at("08:00:00"), channel="phone", description="Stuck")
        self._say(ticket, at("08:30:00"), body="Which till is it?")
        self._say(ticket, at("08:45:00"), self.customer, body="The left one.")
        with freeze_time(at("09:00:00")):
            ticket.action_start()
            ticket.action_resolve("Replaced the lock.")
        with freeze_time(at("10:00:00")):
            ticket.with_user(self.customer).action_confirm(rating=4, feedback="Fine")
        with freeze_time(at("11:00:00")):
            ticket.action_close()
        events = self._timeline()
        self.assertEqual(
            [(event["title"], event["text"], event["inward"]) for event in events],
            [
                ("Closed", "", False),
                ("Solution confirmed", "Fine", True),
                ("Solution proposed", "Replaced the lock.", False),
                ("Message", "The left one.", True),
                ("Answer of the desk", "Which till is it?", False),
                ("Registered: Phone", "Stuck", True),
            ],
        )
        self.assertEqual(events[1]["rating"], 4)
        self.assertEqual(events[0]["date"], "2026-03-02 11:00:00")
        self.assertEqual(events[-1]["author"], self.customer_partner.name)
        for event in events:
            self.assertEqual(event["ticket_number"], ticket.number)
            self.assertEqual(
                (event["res_model"], event["res_id"]), ("servicedesk.ticket", ticket.id)
            )

    def test_a_refusal_and_a_phone_answer(self):
        """What was told by phone names who recorded it; the reason stands there."""
        ticket = self._register(at("08:00:00"))
        with freeze_time(at("09:00:00")):
            ticket.action_start()
            ticket.action_resolve("Cleaned it.")
        with freeze_time(at("09:30:00")):
            ticket.action_refuse("Still stuck", by_phone=True)
        self._say(
            ticket, at("09:30:01"), body="He is angry", subtype_xmlid="mail.mt_note"
        )
        # A note beside the answer is not the answer.
        self.assertEqual(self._titles(kinds=["note"]), ["Hidden note"])
        event = self._timeline(kinds=["closing"])[0]
        self.assertEqual(event["title"], "Solution refused")
        self.assertEqual((event["text"], event["channel"]), ("Still stuck", "phone"))
        self.assertIn("recorded by Agent A", event["author"])

    def test_silence_is_not_satisfaction(self):
        """A ticket that was closed silently says so, and has no stars."""
        ticket = self._register(at("08:00:00"))
        with freeze_time(at("09:00:00")):
            ticket.action_start()
            ticket.action_resolve("Cleaned it.")
        with freeze_time(at("12:00:00")):
            ticket.sudo()._close_silently()
        events = self._timeline()
        self.assertEqual(events[0]["title"], "Closed without an answer")
        self.assertEqual(events[1]["title"], "Solution proposed, never answered")
        self.assertFalse(any(event["rating"] for event in events))

    def test_notes_are_shown_when_asked_for(self):
        """What the desk says to itself is not there at first."""
        ticket = self._register(at("08:00:00"))
        self._say(
            ticket, at("09:00:00"), body="He is angry", subtype_xmlid="mail.mt_note"
        )
        self.assertNotIn("Hidden note", self._titles())
        notes = self._timeline(kinds=["note"])
        self.assertEqual([note["text"] for note in notes], ["He is angry"])
        kinds = self.customer_partner.with_user(
            self.agent_b
        ).get_servicedesk_timeline_kinds()
        self.assertEqual(
            [kind["key"] for kind in kinds if not kind["on"]],
            ["note", "escalation"],
        )

    def test_the_mail_that_made_a_ticket_is_told_once(self):
        """Registered by e-mail, with its words; the answer to it is a message."""
        with freeze_time(at("08:00:00")):
            ticket = self._receive(
                self.customer_partner.email, body="Smoke everywhere."
            )
        ticket.ticket_type_id = self.incident
        events = self._timeline()
        self.assertEqual(
            [(event["title"], event["text"]) for event in events],
            [("Registered: E-mail", "Smoke everywhere.")],
        )
        self.assertEqual(events[0]["icon"], "fa-envelope")

    def test_calls_that_were_made(self):
        """Who was told by phone: the task that was done."""
        ticket = self._register(at("08:00:00"))
        ticket.sudo()._plan_call_task(self.customer_partner, "Say it is mended")
        activity = ticket.sudo().activity_ids.filtered("is_servicedesk_call")
        with freeze_time(at("09:00:00")):
            activity.with_user(self.agent_a).action_feedback(feedback="Reached")
        event = self._timeline(kinds=["call"])[0]
        self.assertEqual(
            (event["title"], event["kind"], event["channel"]),
            ("Told by phone", "call", "phone"),
        )
        self.assertIn("Reached", event["text"])

    def test_merged_and_followed_up(self):
        """Where it went on is told with the end, where it came from with the start."""
        ticket = self._register(at("08:00:00"))
        other = self._register(at("08:10:00"))
        other.sudo()._write_deed({"follow_up_of_id": ticket.id})
        with freeze_time(at("09:00:00")):
            ticket.action_merge_into(other.id)
        titles = self._titles(kinds=["ticket"])
        self.assertEqual(titles[0], f"Merged into {other.number}")
        self.assertIn(f"as a follow-up of {ticket.number}", titles[1])

    def test_approvals_asked_of_him(self):
        """What somebody was asked to approve is his history, on whose ticket ever."""
        ticket = self._register(at("08:00:00"), partner_id=self.other_partner.id)
        self.env["servicedesk.approval"].sudo().create(
            {
                "ticket_id": ticket.id,
                "name": "New till",
                "cycle": 1,
                "step": 1,
                "state": "pending",
                "partner_id": self.customer_partner.id,
                "asked_ids": [Command.set(self.customer_partner.ids)],
                "date_asked": at("09:00:00"),
            }
        )
        events = self._timeline()
        self.assertEqual([event["kind"] for event in events], ["approval"])
        self.assertIn("New till", events[0]["title"])
        self.assertEqual(events[0]["ticket_id"], ticket.id)

    def test_a_company_is_all_its_people(self):
        """Of a company all its people, of a person his own; who left stays there."""
        ticket = self._register(at("08:00:00"))
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer_company.id}
        )
        other = self._register(at("09:00:00"), partner_id=colleague.id)

        def shown(partner):
            return {event["ticket_id"] for event in self._timeline(partner=partner)}

        self.assertEqual(shown(self.customer_company), {ticket.id, other.id})
        self.assertEqual(shown(self.customer_partner), {ticket.id})
        self.assertEqual(shown(self.other_company), set())
        colleague.parent_id = self.other_company
        self.assertEqual(shown(self.customer_company), {ticket.id, other.id})
        self.assertEqual(shown(colleague), {other.id})
        self.assertEqual(shown(self.other_company), {other.id})

    def test_a_shop_is_its_own_people(self):
        """A place below the company shows those right below it."""
        shop = self.env["res.partner"].create(
            {
                "name": "Shop 7",
                "is_company": True,
                "parent_id": self.customer_company.id,
            }
        )
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": shop.id, "active": False}
        )
        ticket = self._register(at("08:00:00"), partner_id=clerk.id)
        self._register(at("09:00:00"))
        self.assertEqual(
            {event["ticket_id"] for event in self._timeline(partner=shop)}, {ticket.id}
        )

    def test_only_the_first_words(self):
        """A long text is cut, and what is quoted left out."""
        ticket = self._register(at("08:00:00"), description="word " * 500)
        self._say(
            ticket,
            at("09:00:00"),
            self.customer,
            body="Yes.",
        )
        events = self._timeline()
        self.assertLessEqual(len(events[-1]["text"]), 240)
        self.assertTrue(events[-1]["text"].endswith("…"))


@tagged("post_install", "-at_install")
class TestTimelinePaging(TimelineCommon):
    """Pages join without a gap or a double, and cost the same everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls._fill(cls.customer_partner, 45)

    @classmethod
    def _fill(cls, partner, count):
        """Make ``count`` tickets; three start in each second, half were closed."""
        tickets = cls.env["servicedesk.ticket"].with_user(cls.agent_a)
        made = tickets.create(
            [
                {
                    "name": f"Till {index}",
                    "partner_id": partner.id,
                    "team_id": cls.team_first.id,
                    "ticket_type_id": cls.incident.id,
                }
                for index in range(count)
            ]
        )
        cls.env.flush_all()
        for index, ticket in enumerate(made):
            start = at("08:00:00") + timedelta(seconds=index // 3)
            cls.cr.execute(
                "UPDATE servicedesk_ticket SET create_date = %s, date_closed = %s"
                " WHERE id = %s",
                (start, start if index % 2 else None, ticket.id),
            )
        cls.env.invalidate_all()
        return made

    def test_pages_join(self):
        """All pages together are the whole, whatever their size."""
        whole = [event["key"] for event in self._timeline(limit=200)]
        self.assertEqual(len(whole), 45 + 22)
        self.assertEqual(whole, sorted(whole, reverse=True))
        for size in (1, 2, 7, 30):
            keys, before = [], False
            while page := self._timeline(before=before, limit=size):
                keys += [event["key"] for event in page]
                before = page[-1]["key"]
            self.assertEqual(keys, whole)

    def test_what_comes_meanwhile_disturbs_no_page(self):
        """A ticket registered while one reads moves nothing on the next page."""
        first = self._timeline(limit=10)
        expected = self._timeline(limit=20)[10:]
        self._register(at("23:00:00"))
        self.assertEqual(self._timeline(before=first[-1]["key"], limit=10), expected)

    def test_a_page_costs_the_same(self):
        """However many events, tickets and pages: the same few statements."""
        self.env.flush_all()
        partner = self.customer_partner.with_user(self.agent_b)
        other = self.other_partner.with_user(self.agent_b)
        self._register(at("08:00:00"), partner_id=self.other_partner.id)
        partner.get_servicedesk_timeline()
        counts = []
        for one, before in ((other, False), (partner, False), (partner, True)):
            key = before and self._timeline(limit=30)[-1]["key"]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            one.get_servicedesk_timeline(before=key)
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(max(counts), 16, counts)
        self.assertLessEqual(max(counts) - counts[0], 2, counts)

    def test_arguments_that_make_no_sense(self):
        """Each is refused with a reason, none runs into the database."""
        partner = self.customer_partner.with_user(self.agent_b)
        for arguments in (
            {"before": "yesterday"},
            {"before": ["2026-03-02 08:00:00", "ticket"]},
            {"before": ["2026-03-02 08:00:00", "ticket", "one"]},
            {"before": ["soon", "ticket", 1]},
            {"before": {"date": 1}},
            {"kinds": ["nonsense"]},
            {"kinds": 7},
            {"limit": 201},
            {"limit": -1},
            {"limit": "many"},
        ):
            with self.subTest(arguments), self.assertRaises(UserError):
                partner.get_servicedesk_timeline(**arguments)
        with self.assertRaises(UserError):
            (partner | self.other_partner).get_servicedesk_timeline()
        with self.assertRaises(UserError):
            partner.browse().get_servicedesk_timeline()

    def test_another_addon_adds_its_events(self):
        """Telephony, say: a source of its own, in its place on the line."""
        partner = self.customer_partner
        ticket_id = self.tickets[0].id

        def find(_kinds):
            from odoo.tools import SQL

            return SQL(
                "SELECT %s::timestamp AS at, 1 AS id, id AS ticket_id FROM mine"
                " WHERE id = %s",
                at("12:00:00"),
                ticket_id,
            )

        def tell(ids, _tickets):
            return {
                one: {"kind": "call", "icon": "fa-phone", "title": "Called"}
                for one in ids
            }

        source = TimelineSource("ring", ("call",), find, tell)
        sources = type(partner)._get_timeline_sources
        self.patch(
            type(partner), "_get_timeline_sources", lambda one: [*sources(one), source]
        )
        self.assertEqual(self._timeline()[0]["title"], "Called")
        self.assertEqual(self._titles(kinds=["approval"]), [])


@tagged("post_install", "-at_install")
class TestExcerpt(TimelineCommon):
    """The first words of a message."""

    def test_words_of_html(self):
        """Marks go, words stay, in one line; what is cut in a mark does no harm."""
        for html, words in (
            ("<p>One</p><p>two &amp; three</p>", "One two & three"),
            ("<p>One</p><a href='x", "One"),
            ("", ""),
            (False, ""),
            ("<script>x()</script>Hi", "Hi"),
            ('<a href="https://a.example">here</a>', "here"),
            ('<p>Yes</p><blockquote type="cite">No</blockquote>', "Yes"),
            ('<blockquote type="cite">All quoted</blockquote>', "All quoted"),
        ):
            with self.subTest(html):
                self.assertEqual(excerpt.of_html(html, 50), words)

    def test_length(self):
        """Never longer than asked for, and it shows that it was cut."""
        self.assertEqual(excerpt.of_text("a b  c\nd", 20), "a b c d")
        self.assertEqual(excerpt.of_text("abcdefgh", 5), "abcd…")
        self.assertEqual(len(excerpt.of_html("<p>" + "x" * 900, 240)), 240)
