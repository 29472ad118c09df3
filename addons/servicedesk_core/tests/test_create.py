# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from ..models.ticket.servicedesk_ticket import DEED_FIELDS
from .common import ServicedeskCommon

# A value for each field that only deeds write, of the kind somebody would forge.
FORGED = {
    "approval_state": "approved",
    "assignment_facts": {"user_id": 2, "why": "round_robin"},
    "called_path_ids": [(6, 0, [1])],
    "number": "SD-1",
    "work_order_count": 1,
    "work_order_open_count": 1,
    "worked_hours": 7.5,
    "timer_count": 1,
    "contractor_stage_id": 1,
    "company_id": 1,
    "merged_into_id": 1,
    "merge_facts": {"at": "2026-03-02 09:00:00"},
    "parent_id": 1,
    "child_count": 3,
    "child_open_count": 3,
    "affected_count": 3,
    "affected_open_count": 3,
    "affected_queue": [{"do": "solve"}],
    "related_count": 3,
    "merged_count": 3,
    "split_message_id": 1,
    "plan_step_id": 1,
    "plan_state": {"ahead": [1]},
    "commercial_partner_id": 1,
    "kind": "request",
    "state": "closed",
    "is_open": True,
    "waiting_reason": "customer",
    "snoozed_until": "2026-03-09 09:00:00",
    "snooze_stage_id": 1,
    "schedule_id": 1,
    "schedule_date": "2026-03-09",
    "opener_id": 1,
    "resolution": "<p>Done</p>",
    "closure_code_id": 1,
    "resolved_by_id": 1,
    "is_first_line": True,
    "confirmation": "confirmed",
    "confirm_cycle": 3,
    "reopen_count": 3,
    "rating_last_value": 5,
    "date_assigned": "2026-03-02 09:00:00",
    "date_acknowledged": "2026-03-02 09:00:00",
    "date_first_response": "2026-03-02 09:00:00",
    "date_resolved": "2026-03-02 09:00:00",
    "date_confirmed": "2026-03-02 09:00:00",
    "date_closed": "2026-03-02 09:00:00",
    "late_told_due": "2026-03-02 09:00:00",
    "date_promised": "2026-03-02 09:00:00",
    "date_asked": "2026-03-02 09:00:00",
    "confirm_next_at": "2026-03-02 09:00:00",
    "confirm_reminder_count": 2,
    "confirm_called_at": "2020-01-01 00:00:00",
    "confirm_call_count": 3,
    "refuse_count": 2,
    "follow_up_of_id": 1,
    "afterword_id": 1,
    "afterword_kind": "thanks",
    "related_ids": [(6, 0, [1])],
    "child_role": "affected",
    "fired_rule_ids": [(6, 0, [1])],
    "rule_next_at": "2026-03-02 09:00:00",
    "escalation_id": 1,
    "hand_over_count": 3,
    "offer_count": 2,
}


@tagged("post_install", "-at_install")
class TestCreate(ServicedeskCommon):
    """What a new ticket has, and what nobody may give it."""

    @users("sd_agent_a")
    def test_new_ticket_is_new_open_and_unclassified(self):
        """A fresh ticket is new, open, without type, kind, and confirmation."""
        ticket = self._ticket(self.env.user)
        self.assertRecordValues(
            ticket,
            [
                {
                    "stage_id": self.stage_new.id,
                    "state": "new",
                    "is_open": True,
                    "ticket_type_id": False,
                    "kind": False,
                    "waiting_reason": False,
                    "confirmation": "none",
                    "confirm_cycle": 0,
                    "reopen_count": 0,
                    "priority": "1",
                    "company_id": self.company.id,
                    "rating_last_value": 0,
                }
            ],
        )

    @users("sd_agent_a")
    def test_name_shows_number_and_subject(self):
        """People find a ticket by its number as by its subject."""
        ticket = self._ticket(self.env.user)
        self.assertEqual(ticket.display_name, f"{ticket.number} {ticket.name}")
        for words in (ticket.number, "till does not"):
            found = ticket.name_search(words)
            self.assertIn(ticket.id, [ticket_id for ticket_id, _name in found])

    @users("sd_agent_a")
    def test_agent_opens_what_he_registers(self):
        """The agent who registers a call is its opener."""
        for channel in ("phone", "manual", "chat", "sms", "messenger", "fax"):
            with self.subTest(channel=channel):
                ticket = self._ticket(self.env.user, channel=channel)
                self.assertEqual(ticket.opener_id, self.agent_a)

    @users("sd_agent_a")
    def test_unattended_channels_have_no_opener_yet(self):
        """What comes by mail, portal or machine is opened by who classifies it."""
        for channel in ("email", "portal", "kiosk", "monitoring", "web", "api"):
            with self.subTest(channel=channel):
                ticket = self._ticket(self.env.user, channel=channel)
                self.assertFalse(ticket.opener_id)
                ticket.ticket_type_id = self.incident
                self.assertEqual(ticket.opener_id, self.agent_a)

    @users("sd_dispatcher")
    def test_opener_stays_when_another_classifies(self):
        """Who registered a ticket stays its opener, whoever classifies it."""
        ticket = self._ticket(self.agent_a, channel="phone").with_env(self.env)
        ticket.ticket_type_id = self.incident
        self.assertEqual(ticket.opener_id, self.agent_a)

    @users("sd_agent_a")
    def test_requester_gives_address_phone_and_customer(self):
        """Address, phone and company are taken from the requester."""
        self.customer_partner.phone = "+32 2 555 01 02"
        ticket = self._ticket(self.env.user)
        self.assertEqual(ticket.partner_email, self.customer_partner.email_normalized)
        self.assertEqual(ticket.partner_phone, "+32 2 555 01 02")
        self.assertEqual(ticket.commercial_partner_id, self.customer_company)

    @users("sd_agent_a")
    def test_address_without_contact_is_normalized(self):
        """Addresses are kept plain, so that senders can be found by them."""
        ticket = self._ticket(
            self.env.user, partner_id=False, partner_email='"Ann" <Ann@Shop.Example>'
        )
        self.assertEqual(ticket.partner_email, "ann@shop.example")
        ticket.partner_email = "Bob@Shop.Example"
        self.assertEqual(ticket.partner_email, "bob@shop.example")

    def test_customer_is_a_snapshot(self):
        """A contact who changes firms leaves his tickets with the old firm."""
        ticket = self._ticket()
        self.customer_partner.parent_id = self.other_company
        ticket.invalidate_recordset()
        self.assertEqual(ticket.commercial_partner_id, self.customer_company)
        self.assertEqual(self._ticket().commercial_partner_id, self.other_company)

    @users("sd_agent_b")
    def test_team_is_the_registering_agents(self):
        """Without a team the ticket goes to the team of who registers it."""
        ticket = self.env["servicedesk.ticket"].create({"name": "No team"})
        self.assertEqual(ticket.team_id, self.team_second)

    @users("sd_dispatcher")
    def test_team_else_first_line(self):
        """Somebody without a team registers for the first line."""
        ticket = self.env["servicedesk.ticket"].create({"name": "No team"})
        self.assertEqual(ticket.team_id, self.team_first)

    @users("sd_dispatcher")
    def test_team_from_the_context(self):
        """Registering from a team's list registers for that team."""
        tickets = self.env["servicedesk.ticket"].with_context(
            default_team_id=self.team_second.id
        )
        self.assertEqual(tickets.create({"name": "Second"}).team_id, self.team_second)

    def test_company_is_the_teams_else_the_requesters(self):
        """Company: the team's, else the requester's, else the user's."""
        abroad = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id}
        )
        partner = self.env["res.partner"].create(
            {"name": "Abroad", "company_id": self.company_2.id}
        )
        tickets = self.env["servicedesk.ticket"].create(
            [
                {"name": "By team", "team_id": abroad.id},
                {"name": "By requester", "partner_id": partner.id},
                {"name": "By user"},
            ]
        )
        self.assertEqual(tickets[0].company_id, self.company_2)
        self.assertEqual(tickets[1].company_id, self.company_2)
        self.assertEqual(tickets[1].team_id.company_id, self.company_2)
        self.assertEqual(tickets[2].company_id, self.env.company)

    def test_team_of_another_company_is_refused(self):
        """A team works for its own company only."""
        abroad = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id}
        )
        with self.assertRaises(UserError):
            self.env["servicedesk.ticket"].create(
                {
                    "name": "Mixed",
                    "team_id": abroad.id,
                    "company_id": self.company.id,
                }
            )
        ticket = self._ticket(self.dispatcher)
        with self.assertRaises(UserError):
            ticket.team_id = abroad

    @users("sd_agent_a")
    def test_confidential_team_makes_confidential_tickets(self):
        """Its tickets are confidential, and stay so when they leave it."""
        ticket = self._ticket(self.env.user, team_id=self.team_secret.id)
        self.assertTrue(ticket.is_confidential)
        ticket.sudo().team_id = self.team_first
        self.assertTrue(ticket.is_confidential)
        self.assertFalse(self._ticket(self.env.user).is_confidential)

    @users("sd_agent_a")
    def test_requester_and_opener_follow(self):
        """Requester, opener and assignee follow a new ticket, and nobody twice."""
        ticket = self._ticket(self.env.user, user_id=self.agent_a.id)
        self.assertEqual(
            ticket.message_partner_ids,
            self.customer_partner | self.agent_a.partner_id,
        )
        self.assertEqual(len(ticket.message_follower_ids), 2)

    @users("sd_agent_a")
    def test_requester_does_not_follow_internal_subtypes(self):
        """The requester follows what is public, the opener also the notes' kinds."""
        internal = (
            self.env["mail.message.subtype"]
            .sudo()
            .create(
                {
                    "name": "Parts ordered",
                    "res_model": "servicedesk.ticket",
                    "internal": True,
                    "default": True,
                }
            )
        )
        followers = self._ticket(self.env.user).message_follower_ids
        by_partner = {
            follower.partner_id: follower.subtype_ids for follower in followers
        }
        self.assertNotIn(internal, by_partner[self.customer_partner])
        self.assertIn(internal, by_partner[self.agent_a.partner_id])

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_batch_is_as_complete_as_one(self):
        """Fifty tickets at once have all that a single one has."""
        vals = {"partner_id": self.customer_partner.id, "user_id": self.agent_a.id}
        tickets = self.env["servicedesk.ticket"].create(
            [{**vals, "name": f"Ticket {index}"} for index in range(50)]
        )
        self.assertEqual(len(set(tickets.mapped("number"))), 50)
        self.assertEqual(tickets.mapped("span_ids.state"), ["new"] * 50)
        for ticket in tickets:
            self.assertEqual(ticket.opener_id, self.agent_a)
            self.assertEqual(ticket.date_assigned, datetime(2026, 3, 2, 9))
            self.assertEqual(len(ticket.message_follower_ids), 2)

    @users("sd_agent_a")
    def test_creation_is_logged_as_a_note(self):
        """Registering writes one note and mails nobody."""
        with self.mock_mail_gateway():
            ticket = self._ticket(self.env.user)
        self.assertFalse(self._mails)
        self.assertEqual(len(ticket.message_ids), 1)
        self.assertEqual(ticket.message_ids.subtype_id, self.env.ref("mail.mt_note"))

    @users("sd_agent_a")
    def test_agent_registers_for_members_of_the_team_only(self):
        """An agent gives a new ticket to somebody of its team, as later on."""
        with self.assertRaisesRegex(UserError, "not a member of the team"):
            self._ticket(self.env.user, user_id=self.agent_b.id)
        ticket = self._ticket(
            self.env.user, user_id=self.agent_b.id, team_id=self.team_second.id
        )
        self.assertEqual(ticket.user_id, self.agent_b)

    @users("sd_agent_a")
    def test_stranger_registered_classified_becomes_a_contact(self):
        """A caller nobody knows becomes a contact with his first classified ticket."""
        ticket = self._ticket(
            self.env.user,
            partner_id=False,
            partner_email="ann@shop.example",
            ticket_type_id=self.incident.id,
        )
        self.assertEqual(ticket.partner_id.email, "ann@shop.example")
        self.assertIn(ticket.partner_id, ticket.message_partner_ids)

    @users("sd_agent_a")
    def test_start_stage_must_be_new(self):
        """Nobody registers a ticket in the middle of its life."""
        for stage in (self.stage_in_progress, self.stage_closed):
            with self.subTest(stage=stage.name), self.assertRaises(UserError):
                self._ticket(self.env.user, stage_id=stage.id)

    @users("sd_agent_a")
    def test_start_stage_from_the_context_must_be_new(self):
        """The plus sign of a board's column is no way around that."""
        tickets = self.env["servicedesk.ticket"].with_context(
            default_stage_id=self.stage_closed.id
        )
        with self.assertRaises(UserError):
            tickets.create({"name": "Born closed"})

    @users("sd_agent_a")
    def test_any_new_stage_may_be_the_first(self):
        """A desk with two intake stages chooses between them."""
        vip = self.stage_new.sudo().copy({"name": "New from VIP", "sequence": 99})
        ticket = self._ticket(self.env.user, stage_id=vip.id)
        self.assertEqual(ticket.stage_id, vip)

    def test_every_deed_field_is_forged_here(self):
        """A new field of this kind gets into the tests below."""
        self.assertEqual(set(FORGED), set(DEED_FIELDS))

    @users("sd_agent_a", "sd_dispatcher", "sd_manager", "sd_api")
    def test_deed_fields_are_refused_at_creation(self):
        """No role sets at creation what records a deed, except the company."""
        for name, value in FORGED.items():
            if name == "company_id":
                continue
            with self.subTest(field=name), self.assertRaises(UserError) as caught:
                self._ticket(self.env.user, **{name: value})
            self.assertIn(name, str(caught.exception))

    @users("sd_agent_a", "sd_dispatcher", "sd_manager", "sd_api")
    def test_deed_fields_are_refused_on_write(self):
        """No role writes what records a deed; the message names the field."""
        ticket = self._ticket(self.agent_a).with_env(self.env)
        for name, value in FORGED.items():
            with self.subTest(field=name), self.assertRaises(UserError) as caught:
                ticket.write({name: value})
            self.assertIn(name, str(caught.exception))

    def _get_lists(self):
        """Return the names of all lists whose other side only deeds write."""
        fields = self.env["servicedesk.ticket"]._fields
        return [
            name
            for name, field in fields.items()
            if field.type in ("one2many", "many2many")
            and field.comodel_name.startswith("servicedesk.")
            and (field.readonly or getattr(field, "inverse_name", 0) in DEED_FIELDS)
        ]

    @users("sd_agent_a", "sd_dispatcher", "sd_manager", "sd_api")
    def test_lists_of_deeds_are_refused(self):
        """No role takes tasks, follow-ups, spans … for a ticket by naming them."""
        mine = self._ticket(self.env.user)
        other = self._ticket(self.agent_a)
        names = self._get_lists()
        self.assertLessEqual(
            {
                "approval_ids",
                "child_ids",
                "closing_cycle_ids",
                "follow_up_ids",
                "merged_ids",
                "related_ids",
                "span_ids",
            },
            set(names),
        )
        for name in names:
            rows = other if name.endswith(("child_ids", "up_ids")) else other.span_ids
            for command in (
                Command.set(rows.ids),
                Command.link(rows.id),
                Command.create({"name": "Forged"}),
                Command.update(rows.id, {"name": "Forged"}),
                Command.unlink(rows.id),
                Command.delete(rows.id),
            ):
                with self.subTest(field=name, command=command):
                    with self.assertRaisesRegex(UserError, name):
                        self._ticket(self.env.user, **{name: [command]})
                    with self.assertRaisesRegex(UserError, name):
                        mine.write({name: [command]})

    @users("sd_agent_a", "sd_api")
    def test_lists_of_deeds_by_default(self):
        """Nor by default values in the context, nor from a contact's page."""
        other = self._ticket(self.agent_a)
        defaults = {f"default_{name}": other.ids for name in self._get_lists()}
        tickets = self.env["servicedesk.ticket"].with_context(**defaults)
        ticket = tickets.create({"name": "Forged", "channel": "api"})
        self.env.invalidate_all()
        self.assertFalse(ticket.sudo().child_ids | ticket.sudo().follow_up_ids)
        self.assertFalse(other.sudo().parent_id | other.sudo().follow_up_of_id)
        contact = self.customer_partner.with_env(self.env)
        for name in ("child_ids", "follow_up_ids"):
            vals = {"name": "Forged", name: [Command.link(other.id)]}
            rows = {"servicedesk_ticket_ids": [Command.create(vals)]}
            with self.subTest(name), self.assertRaises(UserError):
                contact.write(rows)

    def test_no_deed_by_way_of_another_record(self):
        """Registering a ticket lends its rows nothing of what deeds may."""
        other = self._ticket(self.agent_a)
        components = self.env["servicedesk.component"]
        component = components.create({"name": "Till", "company_id": self.company.id})
        forged = {"confirmation": "confirmed"}
        rows = {"ticket_ids": [Command.update(other.id, forged)]}
        with self.assertRaisesRegex(UserError, "confirmation"):
            self._ticket(
                self.manager, component_ids=[Command.update(component.id, rows)]
            )
        self.assertEqual(other.confirmation, "none")

    @users("sd_manager", "sd_api")
    def test_deed_fields_cannot_be_emptied(self):
        """Taking a deed back by writing nothing is refused as well."""
        ticket = self._resolved().with_env(self.env)
        for name in ("resolution", "date_resolved", "confirmation", "opener_id"):
            with self.subTest(field=name), self.assertRaises(UserError):
                ticket.write({name: False})

    @users("sd_agent_a", "sd_api")
    def test_forged_deed_context_is_no_deed(self):
        """No value that can travel in a context makes a caller a deed."""
        for value in (True, 1, "DEED", "<object object>", {}, [1]):
            tickets = self.env["servicedesk.ticket"].with_context(
                servicedesk_deed=value
            )
            with self.subTest(value=value):
                with self.assertRaises(UserError):
                    tickets.create({"name": "Forged", "confirmation": "confirmed"})
                ticket = tickets.browse(self._ticket(self.agent_a).id)
                with self.assertRaises(UserError):
                    ticket.write({"confirmation": "confirmed"})

    @users("sd_agent_a", "sd_api")
    def test_forged_defaults_are_no_deed(self):
        """Default values in the context set no deed field either."""
        defaults = {f"default_{name}": value for name, value in FORGED.items()}
        tickets = self.env["servicedesk.ticket"].with_context(**defaults)
        ticket = tickets.create({"name": "Forged", "channel": "api"})
        honest = self.env["servicedesk.ticket"].create(
            {"name": "Honest", "channel": "api"}
        )
        for name in FORGED.keys() - {"number"}:
            self.assertEqual(ticket.sudo()[name], honest.sudo()[name], name)
        self.assertNotEqual(ticket.number, FORGED["number"])

    @users("sd_agent_a")
    def test_copy_starts_a_new_life(self):
        """A copy is marked, new, unassigned, and has nothing of the old outcome."""
        ticket = self._resolved(self.env.user, user_id=self.agent_a.id)
        copy = ticket.copy()
        self.assertEqual(copy.name, f"{ticket.name} (copy)")
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "new",
                    "user_id": False,
                    "resolution": False,
                    "confirmation": "none",
                    "date_resolved": False,
                    "opener_id": self.agent_a.id,
                    "partner_id": self.customer_partner.id,
                }
            ],
        )

    @users("sd_agent_a")
    @freeze_time("2026-03-02 09:00:00")
    def test_late_is_open_past_due_and_unsolved(self):
        """Late: due in the past, and the desk still has the work."""
        late, timely, undated, resolved = (
            self._classified(self.env.user, date_due=due)
            for due in (
                "2026-03-02 08:59:59",
                "2026-03-02 09:00:01",
                False,
                "2026-03-01 09:00:00",
            )
        )
        resolved.action_resolve("Done.")
        tickets = late | timely | undated | resolved
        self.assertEqual(tickets.filtered("is_late"), late)
        found = tickets.search([("id", "in", tickets.ids), ("is_late", "=", True)])
        self.assertEqual(found, late)
        rest = tickets.search([("id", "in", tickets.ids), ("is_late", "=", False)])
        self.assertEqual(rest, tickets - late)
