# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .classification_common import ClassificationCommon


@tagged("post_install", "-at_install")
class TestRules(ClassificationCommon):
    """What each value is when nobody says otherwise."""

    def test_nothing_known(self):
        """One person asks for something: normal, by the matrix."""
        self._assert(
            self._new(),
            impact="1",
            urgency="2",
            priority="1",
            category_id=False,
            team_id=self.team_first.id,
            hand_set=False,
        )

    def test_by_service(self):
        """High × a site's users: impact site, at normal urgency high."""
        ticket = self._new(service_id=self.tills.id, ticket_type_id=self.incident.id)
        self._assert(
            ticket,
            impact="3",
            urgency="2",
            priority="2",
            category_id=False,
            team_id=self.team_second.id,
            hand_set=False,
        )

    def test_worst_of_several_services(self):
        ticket = self._new(
            service_id=self.mail.id, service_ids=[Command.set(self.tills.ids)]
        )
        self.assertEqual(ticket.impact, "3")
        ticket.service_ids = [Command.clear()]
        self.assertEqual(ticket.impact, "2")

    def test_customer_priority_only_where_the_service_says_so(self):
        self.customer_partner.service_priority = "3"
        self.assertEqual(self._new(service_id=self.tills.id).urgency, "2")
        self.assertEqual(self._new(service_id=self.mail.id).urgency, "3")

    def test_customer_priority_of_his_company(self):
        """A company's priority is its people's."""
        self.customer_company.service_priority = "3"
        self.assertEqual(self._new(service_id=self.mail.id).urgency, "3")

    def test_category(self):
        """The only one fills itself; one of two waits; the stale one falls away."""
        ticket = self._new(service_id=self.tills.id, ticket_type_id=self.change.id)
        self.assertEqual(ticket.category_id, self.more)
        ticket.ticket_type_id = self.incident
        self.assertFalse(ticket.category_id)
        self.assertEqual(ticket.possible_category_ids, (self.dead | self.slow).ids)

    def test_category_of_another_company_is_refused(self):
        stranger = self.env["servicedesk.category"].create(
            {"name": "Theirs", "company_id": self.company_2.id}
        )
        with self.assertRaises(UserError):
            self._new(category_id=stranger.id)

    def test_a_part_has_what_the_whole_has(self):
        """Teams, types and categories come from the service it is a part of."""
        part = self.Service.create({"name": "Drawer", "parent_id": self.tills.id})
        ticket = self._new(service_id=part.id, ticket_type_id=self.change.id)
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(ticket.category_id, self.more)

    def test_later_changes_of_the_service_leave_tickets_alone(self):
        """Figures of last year stay what they were."""
        ticket = self._new(service_id=self.tills.id)
        self.tills.write({"business_priority": "0", "user_count": 1})
        ticket.invalidate_recordset()
        self.assertEqual(ticket.impact, "3")
        self.assertEqual(self._new(service_id=self.tills.id).impact, "1")

    def test_service_takes_its_types_only(self):
        with self.assertRaisesRegex(ValidationError, "It takes: Suggestion"):
            self._new(service_id=self.ideas.id, ticket_type_id=self.incident.id)
        ticket = self._new(ticket_type_id=self.incident.id)
        with self.assertRaisesRegex(ValidationError, "“Ideas” takes no tickets"):
            ticket.service_id = self.ideas

    def test_only_type_classifies_when_an_agent_chooses(self):
        ticket = self._new(service_id=self.ideas.id)
        self.assertEqual(ticket.ticket_type_id, self.suggestion)
        later = self._new()
        later.service_id = self.ideas
        self.assertEqual(later.ticket_type_id, self.suggestion)

    def test_only_type_is_proposed_when_a_requester_chooses(self):
        """The portal registers in superuser mode: the first line classifies."""
        ticket = self.env["servicedesk.ticket"].create(
            {
                "name": "An idea",
                "channel": "portal",
                "partner_id": self.customer_partner.id,
                "service_id": self.ideas.id,
            }
        )
        self.assertFalse(ticket.ticket_type_id)
        found = ticket.with_user(self.agent_a).proposals
        self.assertEqual(
            [entry["id"] for entry in found if entry["field"] == "ticket_type_id"],
            self.suggestion.ids,
        )

    def test_company_of_a_service(self):
        """Another legal entity's service makes the ticket that entity's."""
        team = self.env["servicedesk.team"].create(
            {"name": "Theirs", "company_id": self.company_2.id}
        )
        self.mail.write({"company_id": self.company_2.id, "team_ids": team.ids})
        ticket = self.env["servicedesk.ticket"].create(
            {"name": "Across", "service_id": self.mail.id}
        )
        self.assertEqual(ticket.company_id, self.company_2)
        self.assertEqual(ticket.team_id, team)

    def test_service_teams_of_other_companies_do_not_count(self):
        team = self.env["servicedesk.team"].create(
            {"name": "Theirs", "company_id": self.company_2.id, "sequence": 0}
        )
        self.tills.team_ids |= team
        self.assertEqual(self._new(service_id=self.tills.id).team_id, self.team_second)


@tagged("post_install", "-at_install")
class TestTeamRule(ClassificationCommon):
    """Component, service, present, default: in this order."""

    def _component(self, team):
        return self.env["servicedesk.component"].create(
            {"name": "Till 3", "team_id": team.id}
        )

    def test_component_comes_before_service(self):
        component = self._component(self.team_secret)
        ticket = self._new(
            service_id=self.tills.id, component_ids=[Command.set(component.ids)]
        )
        self.assertEqual(ticket.team_id, self.team_secret)
        self.assertTrue(ticket.is_confidential)

    def test_service_moves_a_new_ticket(self):
        ticket = self._new()
        self.assertEqual(ticket.team_id, self.team_first)
        ticket.service_id = self.tills
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(
            ticket.sudo().span_ids.team_id, self.team_first | self.team_second
        )

    def test_service_without_a_team_leaves_it_where_it_is(self):
        ticket = self._new(service_id=self.tills.id)
        ticket.service_id = self.mail
        self.assertEqual(ticket.team_id, self.team_second)

    def test_by_hand_comes_first(self):
        ticket = self._new(service_id=self.tills.id, team_id=self.team_first.id)
        self.assertEqual(ticket.team_id, self.team_first)
        ticket.component_ids = self._component(self.team_second)
        self.assertEqual(ticket.team_id, self.team_first)

    def test_who_has_it_keeps_it(self):
        """Work does not jump to another team while somebody is at it."""
        ticket = self._new(user_id=self.agent_a.id)
        ticket.service_id = self.tills
        self._assert(ticket, team_id=self.team_first.id, user_id=self.agent_a.id)
        self.assertIn("at work", ticket.classification_reasons["team_id"])

    def test_address_of_a_mail_is_nobodys_decision(self):
        ticket = self._receive("someone@example.com")
        self.assertEqual(ticket.team_id, self.team_first)
        self.assertFalse(ticket.hand_set)
        ticket.with_user(self.agent_a).write(
            {"ticket_type_id": self.incident.id, "service_id": self.tills.id}
        )
        self.assertEqual(ticket.team_id, self.team_second)

    def test_confidential_team_gives_nothing_away(self):
        ticket = self._new(self.agent_c)
        self.assertEqual(ticket.team_id, self.team_secret)
        ticket.service_id = self.tills
        self.assertEqual(ticket.team_id, self.team_secret)


@tagged("post_install", "-at_install")
class TestMatrix(ClassificationCommon):
    """The editable matrix."""

    def _rule(self, impact="1", urgency="2", priority="3", company=False):
        return self.env["servicedesk.priority.rule"].create(
            {
                "impact": impact,
                "urgency": urgency,
                "priority": priority,
                "company_id": company and company.id,
            }
        )

    def test_shipped_matrix_is_complete(self):
        rules = self.env["servicedesk.priority.rule"].search(
            [("company_id", "=", False)]
        )
        self.assertEqual(len(rules), 12)
        self.assertEqual(len({(rule.impact, rule.urgency) for rule in rules}), 12)

    def test_company_wins(self):
        self._rule(company=self.company)
        self._rule(company=self.company_2, priority="0")
        self.assertEqual(self._new().priority, "3")

    def test_editing_counts_at_once(self):
        rule = self.env.ref("servicedesk_core.priority_rule_person_normal")
        self.assertEqual(self._new().priority, "1")
        rule.with_user(self.manager).priority = "2"
        self.assertEqual(self._new().priority, "2")

    def test_missing_cell(self):
        """Without a shared cell the built-in table holds."""
        self.env.ref("servicedesk_core.priority_rule_person_normal").unlink()
        self.assertEqual(self._new().priority, "1")

    @mute_logger("odoo.sql_db")
    def test_one_rule_a_cell(self):
        for company in (False, self.company):
            self._rule(company=company, impact="4") if company else None
            with self.subTest(company=company), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self._rule(company=company, impact="4")

    def test_who_edits(self):
        rule = self.env.ref("servicedesk_core.priority_rule_person_normal")
        for user in (self.agent_a, self.dispatcher, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).priority = "3"

    def test_impact_on_the_service(self):
        self.assertEqual(self.tills.impact, "3")
        self.tills.user_count = 500
        self.assertEqual(self.tills.impact, "4")


@tagged("post_install", "-at_install")
class TestByHand(ClassificationCommon):
    """What somebody set by hand stays, field by field."""

    def test_each_field(self):
        """A value given at creation survives another service and type."""
        values = {
            "category_id": self.slow.id,
            "impact": "1",
            "urgency": "1",
            "team_id": self.team_first.id,
            "priority": "3",
        }
        for name, value in values.items():
            with self.subTest(field=name):
                ticket = self._new(ticket_type_id=self.incident.id, **{name: value})
                self.assertEqual(ticket.hand_set, name)
                ticket.write(
                    {"service_id": self.tills.id, "ticket_type_id": self.change.id}
                )
                expected = {
                    "category_id": self.more.id,
                    "impact": "3",
                    "urgency": "2",
                    "team_id": self.team_second.id,
                } | {name: value}
                if name not in ("priority", "impact", "urgency"):
                    expected["priority"] = "2"
                self._assert(ticket, **expected)

    def test_written_by_hand(self):
        ticket = self._new(service_id=self.tills.id)
        ticket.urgency = "3"
        self._assert(ticket, hand_set="urgency", urgency="3", priority="3")
        ticket.write({"impact": "1", "priority": "0"})
        self._assert(ticket, hand_set="impact,urgency,priority", priority="0")
        ticket.service_id = self.mail
        self._assert(ticket, impact="1", urgency="3", priority="0")

    def test_empty_gives_back(self):
        ticket = self._new(service_id=self.tills.id, impact="1", priority="0")
        ticket.write({"impact": False})
        self._assert(ticket, hand_set="priority", impact="3", priority="0")
        ticket.write({"priority": False})
        self._assert(ticket, hand_set=False, priority="2")

    def test_follow_rules(self):
        ticket = self._new(
            service_id=self.tills.id,
            impact="1",
            urgency="3",
            team_id=self.team_first.id,
        )
        self.assertIs(ticket.action_follow_rules(["impact", "team_id"]), True)
        self._assert(
            ticket,
            hand_set="urgency",
            impact="3",
            urgency="3",
            priority="3",
            team_id=self.team_second.id,
        )
        self.assertEqual(len(ticket.sudo().span_ids), 2)
        ticket.action_follow_rules()
        self._assert(ticket, hand_set=False, urgency="2", priority="2")

    def test_follow_rules_in_work(self):
        """Who has the ticket keeps it: the rules would not take it to another team."""
        typed = {"ticket_type_id": self.incident.id}
        ticket = self._new(service_id=self.mail.id, impact="1", **typed)
        ticket.action_start()
        ticket.action_follow_rules()
        self._assert(ticket, hand_set=False, team_id=self.team_first.id)
        chosen = self._new(
            service_id=self.tills.id, team_id=self.team_first.id, **typed
        )
        chosen.action_start()
        chosen.action_follow_rules()
        self._assert(chosen, hand_set=False, team_id=self.team_first.id)

    def test_follow_rules_refused(self):
        ticket = self._new()
        with self.assertRaisesRegex(UserError, "name"):
            ticket.action_follow_rules(["name"])
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_c).action_follow_rules()

    def test_hand_set_itself_is_not_written(self):
        ticket = self._new()
        for deed in (
            lambda: ticket.write({"hand_set": "impact"}),
            lambda: self._new(hand_set="impact"),
        ):
            with self.assertRaisesRegex(UserError, "action_follow_rules"):
                deed()

    def test_many_at_once(self):
        """Each ticket of a batch keeps what was set on it."""
        tickets = self._new() | self._new(impact="4") | self._new(urgency="3")
        tickets.write({"service_id": self.tills.id, "priority": "1"})
        self.assertRecordValues(
            tickets,
            [
                {"impact": "3", "urgency": "2", "hand_set": "priority"},
                {"impact": "4", "urgency": "2", "hand_set": "impact,priority"},
                {"impact": "3", "urgency": "3", "hand_set": "urgency,priority"},
            ],
        )

    def test_copy(self):
        """A copy keeps what was by hand; the rest is worked out anew."""
        ticket = self._new(service_id=self.tills.id, impact="1")
        self.tills.uses_customer_priority = True
        self.customer_partner.service_priority = "3"
        self._assert(ticket.copy(), hand_set="impact", impact="1", urgency="3")

    def test_default_in_the_context_is_by_hand(self):
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        ticket = tickets.with_context(default_urgency="3").create({"name": "Now"})
        self._assert(ticket, hand_set="urgency", urgency="3")


@tagged("post_install", "-at_install")
class TestForm(ClassificationCommon):
    """The web form sends what the rules have filled in, too."""

    def _form(self, ticket=None):
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        return Form(ticket or tickets)

    def _save(self, form):
        return form.save().with_user(self.agent_a)

    def test_new_ticket_by_rules(self):
        form = self._form()
        form.name = "It fails"
        form.ticket_type_id = self.change
        form.service_id = self.tills
        self.assertEqual(form.impact, "3")
        self.assertEqual(form.priority, "2")
        self.assertEqual(form.category_id, self.more)
        self.assertEqual(form.team_id, self.team_second)
        self._assert(self._save(form), hand_set=False, priority="2")

    def test_only_type_shows_at_once(self):
        form = self._form()
        form.name = "An idea"
        form.service_id = self.ideas
        self.assertEqual(form.ticket_type_id, self.suggestion)

    def test_by_hand_before_saving(self):
        """What was chosen stays when the service is chosen after it."""
        form = self._form()
        form.name = "It fails"
        form.impact = "4"
        form.service_id = self.tills
        self.assertEqual(form.impact, "4")
        ticket = self._save(form)
        self._assert(ticket, hand_set="impact", impact="4", priority="3")

    def test_saved_ticket(self):
        ticket = self._new(service_id=self.mail.id)
        form = self._form(ticket)
        form.service_id = self.tills
        form.urgency = "3"
        self._save(form)
        self._assert(ticket, hand_set="urgency", impact="3", urgency="3", priority="3")

    def test_saving_something_else_touches_nothing(self):
        """Nor does a rule that would give another value today."""
        ticket = self._new(service_id=self.tills.id)
        self.tills.user_count = 1
        form = self._form(ticket)
        form.name = "It still fails"
        self._save(form)
        self._assert(ticket, hand_set=False, impact="3")

    def test_set_back_to_what_the_rules_give(self):
        ticket = self._new(service_id=self.tills.id, impact="1")
        form = self._form(ticket)
        form.impact = "3"
        self._save(form)
        self._assert(ticket, hand_set=False, impact="3")

    def test_reason_is_asked_when_reclassifying(self):
        ticket = self._new(ticket_type_id=self.incident.id)
        form = self._form(ticket)
        form.ticket_type_id = self.change
        sentence = (
            f"Ticket {ticket.number} is classified already: write into “Reason for"
            " Reclassifying”, below the service, in a sentence why"
        )
        with self.assertRaisesRegex(UserError, sentence):
            self._save(form)
        self.assertEqual(ticket.ticket_type_id, self.incident)
        form.reclassify_reason = "He wants a new one"
        self._save(form)
        self.assertEqual(ticket.reclassify_reason, "He wants a new one")

    def test_first_classification_asks_no_reason(self):
        form = self._form(self._new())
        form.ticket_type_id = self.change
        form.save()

    def test_old_reason_is_no_reason(self):
        ticket = self._new(ticket_type_id=self.incident.id)
        ticket.write({"ticket_type_id": self.change.id, "reclassify_reason": "One"})
        form = self._form(ticket)
        form.ticket_type_id = self.work
        self.assertFalse(form.reclassify_reason)

    def test_reason_is_asked_in_lists(self):
        """A list that writes several names the first that lacks a reason."""
        ticket = self._new(ticket_type_id=self.incident.id)
        vals = {"ticket_type_id": self.change.id}
        with self.assertRaisesRegex(UserError, "write into “Reason for Reclassifying”"):
            ticket.web_save_multi([vals], {})
        for reason in ("", "  ", False):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                ticket.web_save({**vals, "reclassify_reason": reason}, {})
        ticket.web_save_multi([{**vals, "reclassify_reason": "A new one"}], {})
        self.assertEqual(ticket.ticket_type_id, self.change)

    def test_unclassified_inbox(self):
        """It shows how a ticket came and when, not what nobody knows yet."""
        action = (
            self.env["ir.actions.act_window"]
            .with_user(self.agent_a)
            ._for_xml_id("servicedesk_core.servicedesk_ticket_action_unclassified")
        )
        view_id = dict((kind, view) for view, kind in action["views"])["list"]
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        arch = etree.fromstring(tickets.get_view(view_id, "list")["arch"])
        shown = [
            field.get("name")
            for field in arch.findall("field")
            if field.get("optional") != "hide" and not field.get("column_invisible")
        ]
        self.assertEqual(
            shown,
            [
                "number",
                "name",
                "partner_id",
                "service_id",
                "team_id",
                "channel",
                "create_date",
            ],
        )
