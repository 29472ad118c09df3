# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.tests import tagged

from ..models.classification import ticket_proposal
from .classification_common import ClassificationCommon


@tagged("post_install", "-at_install")
class TestReclassify(ClassificationCommon):
    """Reclassifying keeps the ticket and says what changed, and why."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context={"lang": "en_US"})
        self.tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)

    def _ticket(self, **vals):
        ticket = self.tickets.create({"name": "It fails", **vals})
        self.flush_tracking()
        return ticket

    def test_what_stays(self):
        ticket = self._ticket(service_id=self.mail.id, ticket_type_id=self.incident.id)
        ticket.message_post(body="Hello")
        kept = ("number", "create_date", "stage_id", "opener_id", "date_assigned")
        before = {name: ticket[name] for name in kept}
        spans, messages = ticket.sudo().span_ids, ticket.sudo().message_ids
        ticket.write({"ticket_type_id": self.change.id})
        self.flush_tracking()
        self.assertEqual({name: ticket[name] for name in kept}, before)
        self.assertEqual(ticket.sudo().span_ids, spans)
        self.assertLess(messages, ticket.sudo().message_ids)

    def test_one_note(self):
        """From what to what, and why: of the person, and of each rule."""
        ticket = self._ticket(service_id=self.mail.id, ticket_type_id=self.incident.id)
        ticket.write(
            {
                "service_id": self.tills.id,
                "ticket_type_id": self.change.id,
                "reclassify_reason": "It is the till, & he wants a new one",
            }
        )
        note = self._note(ticket)
        self.assertEqual(len(note), 1)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        body = str(note.body)
        self.assertIn("It is the till, &amp; he wants a new one", body)
        self.assertIn("Site, because “Tills” has the business priority High", body)
        self.assertIn("High, because impact Site × urgency Normal", body)
        tracked = {
            value.field_id.name: (
                value.old_value_char or value.old_value_integer,
                value.new_value_char or value.new_value_integer,
            )
            for value in note.sudo().tracking_value_ids
        }
        self.assertEqual(tracked["ticket_type_id"], ("Incident", "Request for Change"))
        self.assertEqual(tracked["service_id"], ("Mail", "Tills"))
        self.assertEqual(tracked["impact"], ("Group", "Site"))
        self.assertEqual(tracked["priority"], ("Normal", "High"))
        self.assertEqual(tracked["category_id"][1], "More till")
        self.assertNotIn("urgency", tracked)

    def test_reason_may_be_left_out_by_rpc(self):
        ticket = self._ticket(ticket_type_id=self.incident.id)
        ticket.write({"ticket_type_id": self.change.id})
        self.assertIn("Reclassified", str(self._note(ticket).body))

    def test_reason_belongs_to_one_change(self):
        ticket = self._ticket(ticket_type_id=self.incident.id)
        ticket.write({"ticket_type_id": self.change.id, "reclassify_reason": "One"})
        self.assertEqual(ticket.reclassify_reason, "One")
        ticket.write({"ticket_type_id": self.work.id})
        self.assertFalse(ticket.reclassify_reason)

    def test_by_hand_is_told(self):
        ticket = self._ticket(ticket_type_id=self.incident.id)
        ticket.impact = "4"
        body = str(self._note(ticket).body)
        self.assertIn("Impact: Set by hand", body)
        self.assertIn("Priority: Critical, because impact Organisation", body)

    def test_batch(self):
        """Fifty at once: a note each, and not a statement more for each."""
        tickets = self.tickets.create(
            [
                {"name": f"Ticket {number}", "ticket_type_id": self.incident.id}
                for number in range(50)
            ]
        )
        self.flush_tracking()
        tickets.write({"service_id": self.tills.id, "reclassify_reason": "Tills"})
        self.assertEqual(set(tickets.mapped("impact")), {"3"})
        self.assertEqual(set(tickets.mapped("team_id")), {self.team_second})
        before = len(tickets.sudo().message_ids)
        self.flush_tracking()
        self.assertEqual(len(tickets.sudo().message_ids) - before, 50)

    def test_explanation(self):
        ticket = self._ticket(service_id=self.tills.id)
        self.assertEqual(
            ticket.priority_explanation, "High, because impact Site × urgency Normal"
        )
        reasons = ticket.classification_reasons
        self.assertEqual(reasons["team_id"], "Supports the service")
        self.assertEqual(reasons["urgency"], "Normal: nothing raises it")
        ticket.priority = "0"
        self.assertRegex(
            ticket.priority_explanation, "^Set by hand; the rules would give [A-Z]"
        )


@tagged("post_install", "-at_install")
class TestProposals(ClassificationCommon):
    """What an unclassified ticket may be."""

    def _mailed(self, name="It fails", partner=None, **vals):
        return self.env["servicedesk.ticket"].create(
            {
                "name": name,
                "channel": "email",
                "partner_id": (partner or self.customer_partner).id,
                "team_id": self.team_first.id,
                **vals,
            }
        )

    def _proposed(self, ticket, field_name, user=None):
        proposals = ticket.with_user(user or self.agent_a).proposals or []
        return [entry for entry in proposals if entry["field"] == field_name]

    def _history(self, count, service, **vals):
        return self.env["servicedesk.ticket"].create(
            [
                {
                    "name": "Before",
                    "partner_id": self.customer_partner.id,
                    "service_id": service.id,
                    "ticket_type_id": self.change.id,
                    "team_id": self.team_first.id,
                    **vals,
                }
                for _number in range(count)
            ]
        )

    def test_common_words_of_past_tickets_weigh_little(self):
        """Everybody writes of the till here: what else he writes decides."""
        ticket = self._mailed("The till and its mailbox")
        first = self._proposed(ticket, "service_id")[0]["id"]
        self.assertEqual(first, self.tills.id)
        tickets = self.env["servicedesk.ticket"]
        tickets.create([{"name": f"A till, number {n}"} for n in range(60)])
        self.env.registry.clear_cache()
        ticket.invalidate_recordset(["proposals"])
        first = self._proposed(ticket, "service_id")[0]["id"]
        self.assertEqual(first, self.mail.id)

    def test_confidential_subjects_tell_nothing(self):
        tickets = self.env["servicedesk.ticket"]
        tickets.create(
            [{"name": "Tillx", "team_id": self.team_secret.id} for n in range(60)]
        )
        self.env.registry.clear_cache()
        self.assertNotIn("tillx", tickets._get_common_words(self.company.id, 0))

    def test_common_words_ask_nothing_twice(self):
        tickets = self.env["servicedesk.ticket"]
        tickets._get_common_words(self.company.id, 0)
        with self.assertQueryCount(0):
            tickets._get_common_words(self.company.id, 0)

    def test_by_words(self):
        ticket = self._mailed("The till prints no receipts")
        first = self._proposed(ticket, "service_id")[0]
        self.assertEqual(first["id"], self.tills.id)
        self.assertEqual(first["reason"], "words: till, receipts")

    def test_by_words_of_the_text(self):
        ticket = self._mailed("Help", description="<p>My <b>Outlook</b> is gone</p>")
        self.assertEqual(self._proposed(ticket, "service_id")[0]["id"], self.mail.id)

    def test_by_history(self):
        self._history(3, self.mail)
        self._history(1, self.tills)
        ticket = self._mailed("Help")
        proposed = self._proposed(ticket, "service_id")
        self.assertEqual([e["id"] for e in proposed], [self.mail.id, self.tills.id])
        self.assertEqual(
            proposed[0]["reason"], "3 of the last 4 tickets of this requester"
        )
        self.assertEqual(
            self._proposed(ticket, "ticket_type_id")[0]["id"], self.change.id
        )

    def test_by_site(self):
        """What his colleagues at the site asked for."""
        site = self.env["servicedesk.site"].create({"name": "Shop 7"})
        self._history(2, self.mail, partner_id=self.other_partner.id, site_id=site.id)
        ticket = self._mailed("Help", site_id=site.id)
        self.assertEqual(
            self._proposed(ticket, "service_id")[0]["reason"], "2 tickets of this site"
        )

    def test_confidential_tickets_tell_nothing(self):
        self._history(3, self.mail, team_id=self.team_secret.id)
        self.assertFalse(self._proposed(self._mailed("Help"), "service_id"))

    def test_tickets_of_other_companies_tell_nothing(self):
        self._history(3, self.mail, team_id=False, company_id=self.company_2.id)
        self.assertFalse(self._proposed(self._mailed("Help"), "service_id"))

    def test_only_what_the_requester_may_order(self):
        self.tills.audience_partner_ids = self.other_company
        text = "The till prints no receipts"
        self.assertFalse(self._proposed(self._mailed(text), "service_id"))
        theirs = self._mailed(text, self.other_partner)
        self.assertTrue(self._proposed(theirs, "service_id"))

    def test_category_follows_the_service(self):
        ticket = self._mailed("It is slow", service_id=self.tills.id)
        self.assertEqual(self._proposed(ticket, "category_id")[0]["id"], self.slow.id)

    def test_classified_tickets_have_none(self):
        ticket = self._history(1, self.tills)
        self.assertFalse(ticket.with_user(self.agent_a).proposals)

    def test_apply(self):
        """A click each: the service, then the type; the ticket is classified."""
        ticket = self._mailed("The till is broken").with_user(self.agent_a)
        for name, expected in (
            ("service_id", self.tills),
            ("ticket_type_id", self.incident),
        ):
            entry = self._proposed(ticket, name)[0]
            self.assertIs(ticket.action_apply_proposal(entry), True)
            self.assertEqual(ticket[name], expected)
        self.assertEqual(ticket.opener_id, self.agent_a)

    def test_apply_nonsense(self):
        ticket = self._mailed().with_user(self.agent_a)
        for proposal in (
            None,
            "service_id",
            {},
            {"field": "name", "id": 1},
            {"field": "service_id"},
            {"field": "service_id", "id": "1"},
            {"field": "service_id", "id": -1},
            {"field": "service_id", "id": 2**31 - 1},
        ):
            with (
                self.subTest(proposal=proposal),
                self.assertRaises(Exception) as caught,
            ):
                ticket.action_apply_proposal(proposal)
            self.assertEqual(type(caught.exception).__name__, "UserError")

    def test_words_in_the_requesters_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.tills.with_context(lang="ru_RU").keywords = "касса, чек"
        ticket = self._mailed("Не могу открыть кассу")
        self.assertEqual(self._proposed(ticket, "service_id")[0]["id"], self.tills.id)

    def test_cost_does_not_grow_with_history(self):
        """Ten times the tickets cost not one statement more."""
        counts = []
        for more in (1, 10, 100):  # the first one warms the process's caches
            self._history(more, self.mail)
            ticket = self._mailed("The till").with_user(self.agent_a)
            # Which words are common is asked anew once in 500 tickets.
            with patch.object(ticket_proposal, "SUBJECTS", 10**9):
                ticket.read(["proposals"])
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                ticket.read(["proposals"])
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestRequesterCard(ClassificationCommon):
    """Who asks, at a glance."""

    def test_card(self):
        site = self.env["servicedesk.site"].create({"name": "Shop 7"})
        self.customer_partner.write(
            {"function": "Cashier", "service_priority": "3", "site_id": site.id}
        )
        self.env["servicedesk.component"].create(
            {"name": "Till 3", "user_id": self.customer_partner.id}
        )
        self._new()
        card = self._new().requester_card
        self.assertEqual(card["job"], "Cashier")
        self.assertEqual(card["site"], "Shop 7")
        self.assertEqual(card["company"], "Green Grocers")
        self.assertEqual(card["priority_label"], "Critical")
        self.assertEqual((card["open_count"], card["closed_count"]), (2, 0))
        self.assertEqual([one["name"] for one in card["devices"]], ["Till 3"])

    def test_counts_only_what_the_agent_sees(self):
        self._new(self.dispatcher, team_id=self.team_secret.id)
        self.assertEqual(self._new().requester_card["open_count"], 1)

    def test_nobody(self):
        self.assertFalse(self._new(partner_id=False).requester_card)

    def test_a_draft_tells_only_what_one_reads(self):
        """A form names any contact: no card, site or hint of one that is not read."""
        far = self.env["res.company"].create({"name": "Far Away"})
        site = self.env["servicedesk.site"].create({"name": "Shop 7"})
        hidden = self.env["res.partner"].create(
            {
                "name": "Hidden",
                "site_id": site.id,
                "company_id": far.id,
                "email": "hidden@far.example.com",
                "phone": "+44 1632 960 999",
            }
        )
        self.customer_partner.write({"site_id": site.id, "phone": "+44 1632 960 998"})
        asked = ("requester_card", "site_id", "contact_hint")
        spec = dict.fromkeys((*asked, "partner_email", "partner_phone"), {})
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        saved = self._new(partner_id=False)
        for ticket in (tickets, saved):
            for partner, told in ((hidden, False), (self.customer_partner, True)):
                values = {"partner_id": partner.id, "site_id": False}
                answer = ticket.onchange(values, ["partner_id"], spec)["value"]
                with self.subTest(partner=partner.name, saved=bool(ticket)):
                    self.assertEqual(bool(answer.get("requester_card")), told)
                    self.assertEqual(answer.get("site_id", False) == site.id, told)
                    for name in ("partner_email", "partner_phone"):
                        self.assertEqual(bool(answer.get(name)), told, name)
        saved.sudo().partner_id = hidden
        self.env.invalidate_all()
        self.assertEqual(saved.requester_card["name"], "Hidden")
        draft = saved.new({}, origin=saved)
        self.assertEqual(draft.requester_card["name"], "Hidden")

    def test_a_draft_tells_only_services_one_reads(self):
        """Neither the note nor the name of a service that the agent does not read."""
        far = self.env["res.company"].create({"name": "Far Away"})
        hidden = self.Service.create(
            {"name": "Vault", "company_id": far.id, "continuity_note": "<p>Key</p>"}
        )
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        self.tills.continuity_note = "<p>Drawer</p>"
        for service, told in ((hidden, False), (self.tills, True)):
            for name in ("service_id", "service_ids"):
                value = service.id if name == "service_id" else service.ids
                draft = tickets.new({name: value})
                with self.subTest(service=service.name, field=name):
                    reason = draft.classification_reasons["impact"]
                    self.assertEqual(service.name in reason, told)
            draft = tickets.new({"service_id": service.id})
            self.assertEqual(bool(draft.continuity_note), told)
