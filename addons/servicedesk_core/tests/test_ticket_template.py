# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .classification_common import ClassificationCommon

FORM = "servicedesk_core.servicedesk_ticket_view_form"
QUICK = "servicedesk_core.servicedesk_ticket_view_form_quick"


class TemplateCommon(ClassificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["servicedesk.tag"].create({"name": "Joiner"})
        cls.service = cls.env["servicedesk.service"].create(
            {"name": "Workplaces", "team_ids": cls.team_first.ids}
        )
        cls.template = (
            cls.env["servicedesk.ticket.template"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "New colleague",
                    "title": "Workplace for a new colleague",
                    "description": "<p>Who, from when, and where?</p>",
                    "service_id": cls.service.id,
                    "ticket_type_id": cls.incident.id,
                    "impact": "4",
                    "urgency": "3",
                    "team_id": cls.team_second.id,
                    "tag_ids": [Command.set(cls.tag.ids)],
                }
            )
        )
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)


@tagged("post_install", "-at_install")
class TestTemplateForm(TemplateCommon):
    """In a form a template fills what is empty, at once and to be seen."""

    def test_it_fills_an_empty_form(self):
        for view in (FORM, QUICK):
            with self.subTest(view=view):
                form = Form(self.Ticket, view)
                form.template_id = self.template
                self.assertEqual(form.name, "Workplace for a new colleague")
                self.assertIn("from when", form.description)
                self.assertEqual(form.service_id, self.service)
                self.assertEqual(form.ticket_type_id, self.incident)
                self.assertEqual(form.urgency, "3")
                self.assertEqual(form.team_id, self.team_second)
                ticket = form.save()
                self.assertRecordValues(
                    ticket,
                    [
                        {
                            "name": "Workplace for a new colleague",
                            "service_id": self.service.id,
                            "team_id": self.team_second.id,
                            "template_id": self.template.id,
                            "urgency": "3",
                        }
                    ],
                )

    def test_what_a_person_has_said_stays(self):
        form = Form(self.Ticket, FORM)
        form.name = "Desk for Ann"
        form.description = "<p>From Monday</p>"
        form.urgency = "1"
        form.template_id = self.template
        self.assertEqual(form.name, "Desk for Ann")
        self.assertIn("From Monday", form.description)
        self.assertEqual(form.urgency, "1")
        self.assertEqual(form.impact, "4")
        self.assertEqual(form.service_id, self.service)
        self.assertEqual(form.save().urgency, "1")

    def test_what_it_fills_in_outlives_a_later_choice(self):
        """As if typed by hand: another service does not overrule the template."""
        other = self.env["servicedesk.service"].create(
            {"name": "Phones", "team_ids": self.team_first.ids}
        )
        form = Form(self.Ticket, FORM)
        form.template_id = self.template
        form.service_id = other
        self.assertEqual(form.team_id, self.team_second)
        self.assertEqual(form.impact, "4")

    def test_what_is_emptied_again_stays_empty(self):
        form = Form(self.Ticket, FORM)
        form.template_id = self.template
        form.description = False
        form.tag_ids.clear()
        ticket = form.save()
        self.assertFalse(ticket.description)
        self.assertFalse(ticket.tag_ids)

    def test_its_button_opens_the_filled_form(self):
        action = self.template.with_user(self.agent_a).action_use()
        self.assertEqual(action["res_model"], "servicedesk.ticket")
        form = Form(self.Ticket.with_context(**action["context"]), FORM)
        self.assertEqual(form.template_id, self.template)
        self.assertEqual(form.name, "Workplace for a new colleague")
        self.assertEqual(form.urgency, "3")
        ticket = form.save()
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(ticket.tag_ids, self.tag)
        self.assertIn("urgency", ticket.hand_set)

    def test_it_speaks_the_language_of_who_uses_it(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.template.with_context(lang="ru_RU").title = "Место для новичка"
        form = Form(self.Ticket.with_context(lang="ru_RU"), FORM)
        form.template_id = self.template
        self.assertEqual(form.name, "Место для новичка")


@tagged("post_install", "-at_install")
class TestTemplateRpc(TemplateCommon):
    """Without a form, creating with a template fills what is left out."""

    def test_what_is_left_out_is_filled(self):
        ticket = self.Ticket.create({"template_id": self.template.id})
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Workplace for a new colleague",
                    "service_id": self.service.id,
                    "ticket_type_id": self.incident.id,
                    "impact": "4",
                    "urgency": "3",
                    "team_id": self.team_second.id,
                    "tag_ids": self.tag.ids,
                }
            ],
        )

    def test_what_is_given_counts(self):
        ticket = self.Ticket.create(
            {"template_id": self.template.id, "name": "Mine", "urgency": "1"}
        )
        self.assertEqual(ticket.name, "Mine")
        self.assertEqual(ticket.urgency, "1")
        self.assertEqual(ticket.impact, "4")

    def test_a_template_without_a_value_leaves_it_to_the_rules(self):
        plain = self.env["servicedesk.ticket.template"].create({"name": "Plain"})
        ticket = self.Ticket.create({"template_id": plain.id, "name": "Simple"})
        self.assertFalse(ticket.hand_set)

    def test_what_was_archived_since_is_left_out(self):
        self.service.active = False
        self.tag.active = False
        ticket = self.Ticket.create({"template_id": self.template.id})
        self.assertFalse(ticket.service_id)
        self.assertFalse(ticket.tag_ids)

    def test_it_is_chosen_while_registering_only(self):
        ticket = self.Ticket.create({"name": "Broken"})
        with self.assertRaises(UserError):
            ticket.write({"template_id": self.template.id})
        ticket = self.Ticket.create({"template_id": self.template.id})
        ticket.write({"template_id": self.template.id, "name": "Same again"})
        self.assertEqual(ticket.name, "Same again")

    def test_a_copy_is_no_use_of_the_template(self):
        ticket = self.Ticket.create({"template_id": self.template.id})
        self.assertFalse(ticket.copy().template_id)

    def test_many_at_once_ask_for_the_template_once(self):
        vals = {"template_id": self.template.id, "partner_id": self.customer_partner.id}
        self.Ticket.create([dict(vals)])
        self.env.flush_all()
        tickets = self.Ticket.create([dict(vals) for _each in range(100)])
        self.assertEqual(set(tickets.mapped("urgency")), {"3"})

    def test_odd_ids_are_refused_in_words(self):
        for odd in ("x", [1], {"a": 1}, -1, 10**30, 1.5):
            with self.subTest(odd=odd):
                with self.assertRaises(UserError):
                    self.Ticket.create({"template_id": odd, "name": "x"})


@tagged("post_install", "-at_install")
class TestTemplateAccess(TemplateCommon):
    """Agents use templates, managers keep them, requesters know of none."""

    def test_agents_use_but_do_not_keep_them(self):
        mine = self.template.with_user(self.agent_a)
        self.assertEqual(mine.title, "Workplace for a new colleague")
        for deed in (
            lambda: mine.write({"title": "Mine"}),
            lambda: mine.copy(),
            lambda: mine.unlink(),
        ):
            with self.assertRaises(AccessError):
                deed()

    def test_requesters_neither_read_nor_use_them(self):
        for user in (self.customer, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.template.with_user(user).read(["title"])
                with self.assertRaises(AccessError):
                    self.template.with_user(user).action_use()
                with self.assertRaises(AccessError):
                    self.Ticket.with_user(user).create(
                        {"template_id": self.template.id}
                    )
        ticket = self.Ticket.create(
            {"template_id": self.template.id, "partner_id": self.customer_partner.id}
        )
        with self.assertRaises(AccessError):
            ticket.with_user(self.customer).read(["template_id"])

    def test_another_companys_are_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["servicedesk.ticket.template"].create(
            {"name": "Theirs", "title": "Secret plan", "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            self.Ticket.create({"template_id": foreign.id})
        with self.assertRaises(AccessError):
            foreign.with_user(self.agent_a).action_use()

    def test_what_it_names_is_of_its_company(self):
        """A template for every company cannot name one company's team."""
        with self.assertRaises(UserError):
            self.env["servicedesk.ticket.template"].create(
                {
                    "name": "Mixed",
                    "company_id": self.env["res.company"].create({"name": "X"}).id,
                    "team_id": self.team_first.id,
                }
            )

    def test_an_archived_one_is_not_used(self):
        self.template.active = False
        with self.assertRaises(UserError):
            self.template.with_user(self.agent_a).action_use()

    def test_it_is_offered_to_the_teams_it_names(self):
        self.template.user_team_ids = self.team_second
        domain = [
            "|",
            ("user_team_ids", "=", False),
            ("user_team_ids.member_ids", "in", [self.agent_a.id]),
        ]
        templates = self.template.with_user(self.agent_a)
        self.assertNotIn(templates, templates.search(domain))
        self.template.user_team_ids |= self.team_first
        self.assertIn(templates, templates.search(domain))
