# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PortalCommon

PATH = "/my/tickets/new"


@tagged("post_install", "-at_install")
class TestTicketService(PortalCommon):
    """Requesters choose among the services they may order; tickets say which it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        services = cls.env["servicedesk.service"]
        services.search([]).active = False
        cls.it, cls.kitchen, cls.staff = services.create(
            [
                {"name": "IT"},
                {"name": "Kitchen", "audience_functions": "Cook"},
                {"name": "Staff matters", "is_confidential": True},
            ]
        )
        cls.tills = services.create(
            {
                "name": "Tills",
                "parent_id": cls.it.id,
                "audience_functions": "Cashier",
                "team_ids": cls.team_second.ids,
                "type_ids": cls.incident.ids,
            }
        )
        cls.reader = services.create({"name": "Card reader", "parent_id": cls.tills.id})
        cls.customer_partner.function = "cashier"
        cls.colleague.partner_id.function = "Cook"
        cls.other_line = cls.env["servicedesk.team"].create(
            {"name": "Buildings", "level": "1", "company_id": cls.company.id}
        )

    def _open(self, user=None):
        self._log_in(user or self.customer)
        return self._form(self._see(PATH))

    def _fill(self, service=None, **values):
        return {
            "team": str(self.team_first.id),
            "service": str(service.id) if service else "",
            "name": "It is stuck",
            "description": "Since this morning.",
            **values,
        }

    def _offered(self, user):
        form = self._open(user)
        return set(form.inputs["service"].value_options) - {""}

    def _new(self, user=None):
        partner = (user or self.customer).partner_id
        return self.env["servicedesk.ticket"].search([("partner_id", "=", partner.id)])

    # ------------------------------------------------------------------
    # What is offered
    # ------------------------------------------------------------------

    def test_everybody_is_offered_his_own(self):
        common = self.it | self.staff
        for user, services in (
            (self.customer, common | self.tills | self.reader),
            (self.colleague, common | self.kitchen),
            (self.other_customer, common),
            (self.agent_a, common),
        ):
            with self.subTest(user.login):
                self.assertEqual(
                    self._offered(user), {str(service.id) for service in services}
                )

    def test_departments_head_their_services(self):
        self._log_in(self.customer)
        page = self._see(PATH)
        groups = {
            group.get("label"): [option.text for option in group]
            for group in page.xpath("//select[@id='service']/optgroup")
        }
        self.assertEqual(
            groups,
            {
                "IT": ["IT", "Tills", "Tills / Card reader"],
                "Staff matters": ["Staff matters"],
            },
        )

    def test_a_cook_never_reads_of_the_till(self):
        self._log_in(self.colleague)
        response, page = self._get(PATH)
        self.assertNotIn("Tills", response.text)
        self.assertIn("Kitchen", self._words(page))

    def test_without_a_catalogue_nothing_is_asked(self):
        self.env["servicedesk.service"].search([]).active = False
        self.assertNotIn("service", self._open().fields)

    def test_names_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.it.with_context(lang="fr_FR").name = "Informatique"
        self.customer.lang = "fr_FR"
        self._log_in(self.customer)
        page = self._see(PATH)
        self.assertTrue(page.xpath("//optgroup[@label='Informatique']"))

    # ------------------------------------------------------------------
    # What becomes of it
    # ------------------------------------------------------------------

    def test_choosing_one_is_optional(self):
        self._send(self._open(), **self._fill())
        self.assertFalse(self._new().service_id)

    def test_the_service_brings_its_team_and_proposes_its_only_type(self):
        """What a requester chooses is classified by the first line: one click."""
        self._send(self._open(), **self._fill(self.reader))
        self.assertRecordValues(
            self._new(),
            [
                {
                    "service_id": self.reader.id,
                    "team_id": self.team_second.id,
                    "ticket_type_id": False,
                    "company_id": self.company.id,
                    "opener_id": False,
                }
            ],
        )
        found = self._new().proposals
        self.assertEqual(
            [one["id"] for one in found if one["field"] == "ticket_type_id"],
            self.incident.ids,
        )

    def test_of_several_types_the_desk_chooses(self):
        self.tills.type_ids |= self.information
        self._send(self._open(), **self._fill(self.tills))
        self.assertFalse(self._new().ticket_type_id)

    def test_a_service_without_team_goes_to_the_desk_one_asked(self):
        sent = self._fill(self.it, team=str(self.other_line.id))
        self._send(self._open(), **sent)
        self.assertEqual(self._new().team_id, self.other_line)

    def test_of_the_services_teams_the_one_asked_goes_first(self):
        self.it.team_ids = self.team_second | self.team_first | self.other_line
        sent = self._fill(self.it, team=str(self.other_line.id))
        self._send(self._open(), **sent)
        self.assertEqual(self._new().team_id, self.other_line)

    def test_who_names_the_service_need_not_know_the_desk(self):
        response, _page = self._send(self._open(), **self._fill(self.tills, team=""))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._new().team_id, self.team_second)

    def test_what_is_not_offered_is_refused(self):
        """Nothing is registered, and what was typed is kept."""
        for value in (self.kitchen.id, "x", "-1", f"{self.tills.id} or 1=1"):
            response, page = self._send(
                self._open(), **self._fill(service=None) | {"service": str(value)}
            )
            self.assertEqual(response.status_code, 422)
            (error,) = page.xpath("//*[@id='service_error']")
            self.assertIn("not offered to you", self._words(error))
            self.assertEqual(self._form(page).fields["name"], "It is stuck")
        self.assertFalse(self._new())

    def test_the_choice_is_kept_when_something_is_missing(self):
        _response, page = self._send(self._open(), **self._fill(self.tills, name=""))
        self.assertEqual(self._form(page).fields["service"], str(self.tills.id))

    def test_a_confidential_service_makes_a_confidential_ticket(self):
        """Colleagues who see all of the company do not see it; the requester does."""
        self._send(self._open(), **self._fill(self.staff))
        ticket = self._new()
        self.assertTrue(ticket.is_confidential)
        self.assertTrue(ticket.with_user(self.customer).has_access("read"))
        self.assertFalse(ticket.with_user(self.chief).has_access("read"))
        self._log_in(self.chief)
        self._see(f"/my/tickets/{ticket.id}", status=404)

    def test_the_team_of_a_service_is_set_by_nobody(self):
        """Another service brings its own team, as far as the ticket is still new."""
        self._send(self._open(), **self._fill(self.tills))
        ticket = self._new()
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertFalse(ticket.hand_set)

    def test_another_companys_service(self):
        """B's employee asks A's desk: the ticket is A's, and he reads it."""
        far = self.env["res.company"].create({"name": "Far Away"})
        person = mail_new_test_user(
            self.env,
            login="sd_far",
            password="sd_far_sd_far",
            email="sd_far@far.example.com",
            groups="base.group_user",
            company_id=far.id,
            company_ids=[(6, 0, far.ids)],
        )
        self.env["servicedesk.team"].create(
            {"name": "Far Desk", "level": "1", "company_id": far.id}
        )
        fridges = self.env["servicedesk.service"].create(
            {
                "name": "Fridges",
                "company_id": self.company.id,
                "audience_partner_ids": far.partner_id.ids,
            }
        )
        self.authenticate("sd_far", "sd_far_sd_far")
        form = self._form(self._see(PATH))
        self.assertIn(str(fridges.id), form.inputs["service"].value_options)
        self._send(form, **self._fill(fridges, team=None))
        ticket = self._new(person)
        self.assertEqual(ticket.company_id, self.company)
        self.assertEqual(ticket.team_id.company_id, self.company)
        self.assertEqual(ticket.team_id.level, "1")
        page = self._see(f"/my/tickets/{ticket.id}")
        self.assertIn("Fridges", self._words(page))

    # ------------------------------------------------------------------
    # What the ticket says
    # ------------------------------------------------------------------

    def _page(self, ticket, user=None):
        self._log_in(user or self.customer)
        return self._see(f"/my/tickets/{ticket.id}")

    def test_the_page_names_the_service(self):
        ticket = self._started(service_id=self.reader.id)
        words = self._one(self._page(ticket), "o_servicedesk_history")
        self.assertIn("Service IT / Tills / Card reader", words)
        self.assertNotIn(
            "Service", self._one(self._page(self._started()), "o_servicedesk_history")
        )

    def test_phases_stand_for_the_stages(self):
        """In the headline and in the history, for parts of the service, too."""
        self.tills.phase_ids = [
            (0, 0, {"stage_id": self.stage_in_progress.id, "name": "On the bench"}),
            (0, 0, {"stage_id": self.stage_new.id, "name": "Noted down"}),
        ]
        ticket = self._started(service_id=self.reader.id)
        page = self._page(ticket)
        self.assertEqual(self._one(page, "o_servicedesk_headline"), "On the bench")
        history = self._one(page, "o_servicedesk_steps")
        self.assertIn("Noted down", history)
        self.assertIn("On the bench", history)
        self.assertNotIn("In work", history)
        ticket.action_resolve("Replaced the reader.")
        page = self._page(ticket)
        self.assertIn("Solution proposed", self._one(page, "o_servicedesk_steps"))
        self.assertNotEqual(self._one(page, "o_servicedesk_headline"), "On the bench")

    def test_whose_answer_is_waited_for_is_said_in_any_case(self):
        self.tills.phase_ids = [
            (0, 0, {"stage_id": self.stage_waiting.id, "name": "On the shelf"})
        ]
        ticket = self._started(service_id=self.tills.id)
        ticket.action_wait("customer")
        history = self._one(self._page(ticket), "o_servicedesk_steps")
        self.assertIn("Waiting for your answer", history)

    def test_refused_work_goes_on_in_its_own_words(self):
        self.tills.phase_ids = [
            (0, 0, {"stage_id": self.stage_in_progress.id, "name": "On the bench"})
        ]
        ticket = self._resolved(service_id=self.tills.id)
        ticket.with_user(self.customer).action_refuse("It is stuck again")
        history = self._one(self._page(ticket), "o_servicedesk_steps")
        self.assertIn("Not solved, work goes on", history)

    # ------------------------------------------------------------------
    # What the page says of the chosen one
    # ------------------------------------------------------------------

    def _choose(self, service, **values):
        """Return the page as it comes back when a service was chosen."""
        return self._send(self._open(), **self._fill(service, preview="1", **values))[1]

    def test_the_chosen_service_says_what_it_is_and_how_long_it_takes(self):
        self.tills.description = "Tills that do not open.\nNot the card readers."
        self.tills.expected_hours = 4
        page = self._choose(self.tills)
        self.assertEqual(
            self._one(page, "o_servicedesk_about"),
            "Tills that do not open. Not the card readers. It usually takes 4 hours",
        )
        self.assertFalse(self._new())
        self.assertFalse(self._choose(self.it).find_class("o_servicedesk_about"))

    def test_a_part_takes_as_long_as_the_whole_unless_it_says_so(self):
        self.tills.expected_hours = 4
        page = self._choose(self.reader)
        self.assertIn("4 hours", self._one(page, "o_servicedesk_about"))
        self.reader.expected_hours = 48
        page = self._choose(self.reader)
        self.assertIn("2 days", self._one(page, "o_servicedesk_about"))

    def test_who_chose_a_service_is_not_asked_for_a_desk(self):
        """Its teams have it; who is not sure chooses a desk as before."""
        self.assertIn("team", self._open().fields)
        form = self._form(self._choose(self.tills))
        self.assertNotIn("team", form.fields)
        self._send(form)
        self.assertEqual(self._new().team_id, self.team_second)
        self.assertIn("team", self._form(self._choose(None)).fields)

    def test_a_service_without_teams_goes_to_the_first_line(self):
        self._send(self._form(self._choose(self.it)))
        first = self.env["servicedesk.team"]._get_first_line(self.company)
        self.assertEqual(self._new().team_id, first)

    def test_the_kind_is_asked_where_the_service_has_several(self):
        self.assertNotIn("wish", self._form(self._choose(self.tills)).fields)
        change = self.env.ref("servicedesk_core.ticket_type_change")
        self.tills.type_ids |= change
        wishes = self._form(self._choose(self.tills)).inputs["wish"].value_options
        self.assertEqual(set(wishes) - {""}, {str(self.incident.id), str(change.id)})
