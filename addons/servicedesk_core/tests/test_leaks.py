# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .common import ServicedeskCommon
from .log_common import LogCommon
from .merge_common import COMMENT, MergeCommon
from .test_internal_only import InternalCommon

PRIVATE = "Our safe stands open at night"
TICKET = "servicedesk.ticket"


@tagged("post_install", "-at_install")
class TestCopiesStayHidden(MergeCommon):
    """What another customer said is copied for the desk, and shown to nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stranger = cls.env["res.partner"].create(
            {"name": "Other Co", "email": "other@other.example.com"}
        )
        cls.merged = cls._started(name="Smoke", partner_id=stranger.id)
        cls.said = cls.merged.message_post(
            body=PRIVATE,
            author_id=stranger.id,
            message_type="comment",
            subtype_xmlid=COMMENT,
        )
        cls.merged.with_user(cls.agent_a).action_merge_into(cls.survivor.id)
        cls.copy = cls.survivor.message_ids.filtered(
            lambda message: PRIVATE in (message.body or "")
        )

    def test_not_shown(self):
        """The copy is nobody's to show; his clock of the first answer runs on."""
        mine = self.survivor.with_user(self.agent_a)
        before = self.survivor.date_first_response
        with self.assertRaises(UserError):
            mine.action_publish_message(self.copy.id)
        self.assertNotIn(PRIVATE, self._read(self.customer, self.survivor))
        self.assertEqual(self.survivor.date_first_response, before)
        self.assertFalse(self.copy._is_publishable())

    def test_not_split(self):
        """Nor does it become a ticket of the survivor's requester."""
        with self.assertRaises(UserError):
            self.survivor.with_user(self.agent_a).action_split(self.copy.id)

    def test_of_old_merges(self):
        """Copies that were made of people's own type are known all the same."""
        self.copy.sudo().message_type = "comment"
        with self.assertRaises(UserError):
            self.survivor.with_user(self.agent_a).action_publish_message(self.copy.id)

    def test_late_copies(self):
        """What he writes after the merge is a copy as well."""
        late = self.merged.with_context(servicedesk_answer=True).message_post(
            body="Late words",
            author_id=self.merged.partner_id.id,
            message_type="comment",
            subtype_xmlid=COMMENT,
        )
        self.merged.sudo()._gather_late()
        copy = self.survivor.message_ids.filtered(
            lambda message: "Late words" in (message.body or "")
        )
        self.assertTrue(copy)
        self.assertNotEqual(copy, late)
        with self.assertRaises(UserError):
            self.survivor.with_user(self.agent_a).action_publish_message(copy.id)

    def test_what_was_mailed_stays(self):
        """Taking the merge back deletes no message that the customer has read."""
        comment = self.env.ref("mail.mt_comment")
        self.copy.sudo().write({"subtype_id": comment.id, "is_internal": False})
        self.merged.with_user(self.agent_a).action_unmerge()
        self.assertTrue(self.copy.exists())

    def test_the_rest_is_taken_back(self):
        self.merged.with_user(self.agent_a).action_unmerge()
        self.assertFalse(self.copy.exists())


@tagged("post_install", "-at_install")
class TestEveryReadingIsLogged(LogCommon):
    """Whatever gives out what a confidential ticket says leaves a row."""

    def _assert_logged(self, way):
        self._forget()
        self.env.invalidate_all()
        way()
        self.assertIn(
            (self.agent_c, self.secret.id), [read[:2] for read in self._reads()]
        )

    def test_ways(self):
        ticket = self.secret.with_user(self.agent_c)
        own = [("id", "=", ticket.id)]
        messages = self.env["mail.message"].with_user(self.agent_c)
        hanging = [("model", "=", TICKET), ("res_id", "=", ticket.id)]
        self.secret.message_post(body="Words")
        ways = {
            "moves": ticket.get_servicedesk_moves,
            "grouped": lambda: ticket.formatted_read_group(own, ["name"], ["__count"]),
            "gathered": lambda: ticket.formatted_read_group(
                own, [], ["description:array_agg"]
            ),
            "sets": lambda: ticket.formatted_read_grouping_sets(
                own, [["name"], []], ["__count"]
            ),
            "messages": lambda: messages.formatted_read_group(
                hanging, [], ["body:array_agg"]
            ),
            "timeline": self.secret.partner_id.with_user(
                self.agent_c
            ).get_servicedesk_timeline,
        }
        for name, way in ways.items():
            with self.subTest(way=name):
                self._assert_logged(way)

    def test_cycles(self):
        """The ledger of solutions says what was done, and what he said to it."""
        cycles = self.env["servicedesk.closing.cycle"].sudo()
        cycles.create(
            {
                "ticket_id": self.secret.id,
                "cycle": 1,
                "company_id": self.secret.company_id.id,
                "resolution": "<p>Done</p>",
                "outcome": "awaiting",
            }
        )
        mine = cycles.with_user(self.agent_c)
        own = [("ticket_id", "=", self.secret.id)]
        self._assert_logged(lambda: mine.search_read(own, ["resolution"]))
        self._assert_logged(lambda: mine.search_read(own, ["feedback"]))
        self._assert_logged(
            lambda: mine.formatted_read_group(own, [], ["resolution:array_agg"])
        )

    def test_counting_tells_nothing(self):
        """Groups without texts leave no row, and cost no statement."""
        tickets = self.secret.with_user(self.agent_c)
        tickets.formatted_read_group([], ["team_id"], ["__count"])
        tickets.formatted_read_group([], ["state"], ["name:count_distinct"])
        self.assertFalse(self._rows("read"))

    def test_not_through_others(self):
        """Other records are not grouped by what tickets say."""
        spans = self.env["servicedesk.ticket.span"].with_user(self.agent_c)
        with self.assertRaises(AccessError):
            spans.formatted_read_group([], ["ticket_id.name"], ["__count"])
        self.assertTrue(
            spans.formatted_read_group([], ["ticket_id.state"], ["__count"])
        )


@tagged("post_install", "-at_install")
class TestAboutColleagues(InternalCommon):
    """An internal ticket about somebody of the desk is kept from him everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_one = cls._started(name="Printer")
        cls.about = cls._about(cls.agent_b)

    @classmethod
    def _about(cls, user, **vals):
        return cls._inside(partner_id=user.partner_id.id, name="About him", **vals)

    def _notes(self, ticket):
        return " ".join(filter(None, ticket.sudo().message_ids.mapped("body")))

    def test_confidential_numbers(self):
        """A dispatcher neither sees nor moves what is about himself."""
        ticket = self._about(self.dispatcher)
        ticket.sudo().is_confidential = True
        self.env.flush_all()
        numbers = self.env["servicedesk.confidential.ticket"]
        mine = numbers.with_user(self.dispatcher)
        self.assertFalse(mine.search([("id", "=", ticket.id)]))
        team = self.team_second
        with self.assertRaises(MissingError):
            mine.browse(ticket.id).action_move(team.id, "Away")
        self.assertNotEqual(ticket.team_id, team)
        theirs = numbers.with_user(self.manager)
        self.assertTrue(theirs.search([("id", "=", ticket.id)]))

    def test_links(self):
        """A link leaves him no note and no number of links."""
        other = self._started(name="Paper")
        self.open_one.action_link([self.about.id, other.id])
        self.assertNotIn(self.about.number, self._notes(self.open_one))
        self.assertIn(other.number, self._notes(self.open_one))
        self.assertIn(self.open_one.number, self._notes(self.about))
        self.env.flush_all()
        self.env.invalidate_all()
        his = self.open_one.with_user(self.agent_b).read(["related_count"])[0]
        self.assertEqual(his["related_count"], 1)
        ours = self.open_one.with_user(self.agent_a).read(["related_count"])[0]
        self.assertEqual(ours["related_count"], 2)

    def test_links_about_customers(self):
        """Whom it is about reads no notes: so these may name it."""
        self.open_one.action_link([self.ticket.id])
        self.assertIn(self.ticket.number, self._notes(self.open_one))

    def test_families(self):
        """A task's notes do not name the ticket it is a part of."""
        for role in ("task", "affected"):
            child = self._started(name="Part")
            self.about.action_add_children([child.id], role)
            child.action_leave_parent()
            with self.subTest(role=role):
                self.assertIn("Internal ticket", self._notes(child))
                self.assertNotIn(self.about.number, self._notes(child))

    def test_merging(self):
        """It does not go into one that he reads."""
        with self.assertRaisesRegex(UserError, "same eyes"):
            self.about.action_merge_into(self.open_one.id)
        self.assertTrue(self.ticket.action_merge_into(self.open_one.id))

    def test_ledgers(self):
        """An auditor whom it is about reads neither its path nor its solutions."""
        ticket = self._about(self.auditor)
        ticket.action_resolve("Done")
        self.env.flush_all()
        for model in ("servicedesk.ticket.span", "servicedesk.closing.cycle"):
            own = [("ticket_id", "=", ticket.id)]
            rows = self.env[model].sudo().search(own)
            with self.subTest(model=model):
                self.assertTrue(rows)
                self.assertFalse(rows.with_user(self.auditor).search(own))
                self.assertFalse(rows.with_user(self.auditor).has_access("read"))
        other = [("ticket_id", "=", self.open_one.id)]
        spans = self.env["servicedesk.ticket.span"].with_user(self.auditor)
        self.assertTrue(spans.search(other))

    def test_hiding_takes_the_question_back(self):
        """The row of the solution that he was asked about is withdrawn."""
        self.open_one.action_resolve("Done")
        self.assertEqual(self.open_one.confirmation, "awaiting")
        self.open_one.action_hide_from_requester()
        cycles = self.env["servicedesk.closing.cycle"].sudo()
        row = cycles.search([("ticket_id", "=", self.open_one.id)])
        self.assertEqual(row.outcome, "withdrawn")


@tagged("post_install", "-at_install")
class TestNotifying(ServicedeskCommon):
    """Who may not answer a requester does not mail him by name either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(name="Printer")

    def _notify(self, user, partner, **extra):
        thread = self.ticket.with_user(user)
        if extra:
            thread = self.env["mail.thread"].with_user(user)
        return thread.message_notify(partner_ids=partner.ids, body="Hello", **extra)

    def test_customers(self):
        by_id = {"model": TICKET, "res_id": self.ticket.id}
        for extra in ({}, by_id):
            with self.subTest(extra=extra), self.assertRaises(AccessError):
                self._notify(self.agent_b, self.customer.partner_id, **extra)
        self.assertTrue(self._notify(self.agent_a, self.customer.partner_id))

    def test_colleagues(self):
        """The desk's own people are told by everybody of the desk."""
        self.assertTrue(self._notify(self.agent_b, self.agent_a.partner_id))

    def test_among_colleagues(self):
        """One from outside among them is enough to be refused."""
        people = self.agent_a.partner_id | self.customer.partner_id
        with self.assertRaises(AccessError):
            self._notify(self.agent_b, people)
