# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.servicedesk_core.tools import nonce as nonces

from .common import PDF, PNG, PROGRAM, PortalCommon

PATH = "/my/tickets/new"


@tagged("post_install", "-at_install")
class TestTicketNew(PortalCommon):
    """A requester registers his ticket himself; the desk classifies it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_other_line = cls.env["servicedesk.team"].create(
            {
                "name": "Facilities",
                "level": "1",
                "sequence": 5,
                "company_id": cls.company.id,
            }
        )

    def _open(self, user=None):
        self._log_in(user or self.customer)
        return self._form(self._see(PATH))

    def _fill(self, **values):
        return {
            "team": str(self.team_first.id),
            "name": "The till is stuck",
            "description": "Since this morning.\nIt is the left one.",
            **values,
        }

    def _new(self, user=None):
        """Return the tickets that ``user`` asked for."""
        partner = (user or self.customer).partner_id
        return self.env["servicedesk.ticket"].search([("partner_id", "=", partner.id)])

    # ------------------------------------------------------------------
    # The ticket
    # ------------------------------------------------------------------

    def test_nul_characters_are_left_out(self):
        """PostgreSQL stores none: the request is taken without them."""
        self._send(self._open(), **self._fill(name="a\x00b"))
        self.assertEqual(self._new().name, "ab")
        self._see("/my/tickets?search=a%00b")

    def test_a_file_in_place_of_a_text_is_no_text(self):
        """It is as if the field had been left empty, and no error of the server."""
        form = self._open()
        data = {**dict(form.form_values()), **self._fill()}
        data = {key: data[key] for key in data if key not in ("name", "files")}
        for fields in ({"name"}, {"name", "nonce"}):
            texts = {key: data[key] for key in data if key not in fields}
            response = self.opener.post(
                self.base_url() + form.get("action"),
                data=texts,
                files=[(field, ("a.txt", b"text")) for field in fields],
                timeout=30,
            )
            self.assertLess(response.status_code, 500)
        self.assertFalse(self._new())

    def test_a_filled_form_makes_a_ticket_and_leads_to_it(self):
        response, page = self._send(self._open(), **self._fill())
        ticket = self._new()
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn(f"/my/tickets/{ticket.id}", response.url)
        self.assertIn(ticket.number, self._words(page))
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "The till is stuck",
                    "partner_id": self.customer_partner.id,
                    "commercial_partner_id": self.customer_company.id,
                    "company_id": self.company.id,
                    "team_id": self.team_first.id,
                    "channel": "portal",
                    "state": "new",
                    "ticket_type_id": False,
                    "opener_id": False,
                    "user_id": False,
                }
            ],
        )

    def test_the_request_opens_the_conversation(self):
        self._send(self._open(), **self._fill(), files=[("till.png", PNG)])
        ticket = self._new()
        message, _more = ticket._portal_get_messages()
        self.assertEqual(message.author_id, self.customer_partner)
        self.assertIn("It is the left one.", str(message.body))
        self.assertIn("It is the left one.", str(ticket.description))
        self.assertEqual(message.attachment_ids.mapped("name"), ["till.png"])
        page = self._see(f"/my/tickets/{ticket.id}")
        self.assertEqual(page.text_content().count("It is the left one."), 1)

    def test_the_requester_gets_the_number_in_his_language(self):
        form = self._open()
        with self.mock_mail_gateway():
            self._send(form, **self._fill())
            (mail,) = self._sent_to(self.customer.email)
        ticket = self._new()
        self.assertIn(ticket.number, mail["Subject"])
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertTrue(ticket.date_acknowledged)

    def test_the_requester_follows_and_can_answer(self):
        self._send(self._open(), **self._fill())
        self.assertIn(self.customer_partner, self._new().message_partner_ids)

    def test_employees_and_agents_ask_like_customers(self):
        for user in (self.employee, self.agent_a):
            with self.subTest(user.login):
                self._send(self._open(user), **self._fill())
                ticket = self._new(user)
                self.assertEqual(
                    (ticket.channel, ticket.opener_id.id), ("portal", False)
                )

    def test_the_desk_one_asked_gets_it(self):
        self._send(self._open(), **self._fill(team=str(self.team_other_line.id)))
        self.assertEqual(self._new().team_id, self.team_other_line)

    def test_with_one_desk_there_is_nothing_to_choose(self):
        (self._get_first_line() - self.team_first).active = False
        form = self._open()
        self.assertNotIn("team", form.fields)
        self._send(form, **self._fill(team=None))
        self.assertEqual(self._new().team_id, self.team_first)

    def test_the_kind_of_request_is_a_hint_for_the_desk(self):
        """It stands in a hidden note; classifying stays the desk's business."""
        self._send(self._open(), **self._fill(wish=str(self.information.id)))
        ticket = self._new()
        self.assertFalse(ticket.ticket_type_id)
        notes = ticket.message_ids.filtered(lambda m: m.subtype_id.internal)
        self.assertIn(self.information.name, str(notes.mapped("body")))
        page = self._see(f"/my/tickets/{ticket.id}")
        self.assertNotIn("Chosen by the requester", page.text_content())

    def test_only_desks_and_types_of_the_company_are_offered(self):
        company = self.env["res.company"].create({"name": "Another"})
        foreign = self.env["servicedesk.team"].create(
            {"name": "Foreign", "level": "1", "company_id": company.id}
        )
        foreign_type = self.incident.copy({"company_id": company.id})
        form = self._open()
        offered = set(form.inputs["team"].value_options) - {""}
        self.assertEqual(offered, {str(team.id) for team in self._get_first_line()})
        self.assertNotIn(str(foreign_type.id), form.inputs["wish"].value_options)
        for wrong in (foreign.id, self.team_second.id, "x", "-1"):
            response, _page = self._send(form, **self._fill(team=str(wrong)))
            self.assertEqual(response.status_code, 422)
        response, page = self._send(form, **self._fill(wish=str(foreign_type.id)))
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please choose one of these", self._words(page))
        self.assertFalse(self._new())

    def _get_first_line(self):
        """Return the company's first-line teams, the shipped one among them."""
        return self.env["servicedesk.team"].search(
            [("company_id", "=", self.company.id), ("level", "=", "1")]
        )

    # ------------------------------------------------------------------
    # Errors
    # ------------------------------------------------------------------

    def test_what_is_missing_is_said_by_the_field(self):
        response, page = self._send(
            self._open(), **self._fill(team="", name="  ", description="")
        )
        self.assertEqual(response.status_code, 422)
        for field, words in (
            ("team", "whom you ask"),
            ("name", "in a few words"),
            ("description", "describe what happened"),
        ):
            with self.subTest(field):
                (error,) = page.xpath(f"//*[@id='{field}_error']")
                self.assertIn(words, self._words(error))
                (control,) = page.xpath(f"//*[@id='{field}']")
                self.assertIn("is-invalid", control.get("class"))
                self.assertEqual(control.get("aria-describedby"), f"{field}_error")
        self.assertFalse(self._new())

    def test_what_was_typed_is_kept(self):
        sent = self._fill(name="", wish=str(self.work.id))
        _response, page = self._send(self._open(), **sent)
        form = self._form(page)
        for field in ("team", "wish", "name", "description"):
            self.assertEqual((form.fields[field] or "").strip(), sent[field], field)
        self._send(form, name="The till is stuck")
        self.assertEqual(len(self._new()), 1)

    def test_limits_hold_on_the_server(self):
        for field, size in (("name", 201), ("description", 20001)):
            with self.subTest(field):
                response, page = self._send(
                    self._open(), **self._fill(**{field: "x" * size})
                )
                self.assertEqual(response.status_code, 422)
                self.assertTrue(page.xpath(f"//*[@id='{field}_error']"))
        self.assertFalse(self._new())

    def test_a_dangerous_file_stops_the_whole_form(self):
        response, page = self._send(
            self._open(), **self._fill(), files=[("a.pdf", PDF), ("b.pdf", PROGRAM)]
        )
        self.assertEqual(response.status_code, 422)
        (error,) = page.xpath("//*[@id='files_error']")
        self.assertIn("“b.pdf” is a program", self._words(error))
        self.assertFalse(self._new())

    def test_markup_is_text(self):
        self._send(self._open(), **self._fill(name="<b>x</b>", description="<i>y</i>"))
        ticket = self._new()
        self.assertEqual(ticket.name, "<b>x</b>")
        self.assertIn("&lt;i&gt;", str(ticket.description))

    def test_a_form_cannot_set_anything_else(self):
        self._send(
            self._open(),
            **self._fill(),
            partner_id=str(self.other_partner.id),
            user_id=str(self.agent_a.id),
            priority="3",
            ticket_type_id=str(self.incident.id),
            channel="phone",
        )
        self.assertRecordValues(
            self._new(),
            [
                {
                    "partner_id": self.customer_partner.id,
                    "user_id": False,
                    "priority": "1",
                    "ticket_type_id": False,
                    "channel": "portal",
                }
            ],
        )

    # ------------------------------------------------------------------
    # Once, by a person
    # ------------------------------------------------------------------

    def test_a_form_sent_twice_makes_one_ticket(self):
        form = self._open()
        self._send(form, **self._fill())
        response, page = self._send(form, **self._fill())
        self.assertEqual(len(self._new()), 1)
        self.assertEqual(response.status_code, 200)
        self.assertIn("was sent before", self._words(page))
        self.assertIn(self._new().number, self._words(page))

    def test_a_program_is_quicker_than_a_person(self):
        with patch.object(nonces, "MIN_AGE", 60):
            response, page = self._send(self._open(), **self._fill())
        self.assertEqual(response.status_code, 422)
        self.assertIn("too quick", self._words(page))
        self.assertFalse(self._new())

    def test_anothers_form_does_not_count(self):
        nonce = self._open().fields["nonce"]
        response, _page = self._send(
            self._open(self.colleague), **self._fill(nonce=nonce)
        )
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._new(self.colleague))

    @mute_logger("odoo.http")
    def test_a_form_from_elsewhere_is_refused(self):
        response, _page = self._send(self._open(), **self._fill(csrf_token="0"))
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._new())

    def test_only_a_post_makes_a_ticket(self):
        """Odoo lets OPTIONS in without a CSRF token wherever a POST may come."""
        fields = self._open().fields
        data = {**fields, **self._fill()}
        data.pop("csrf_token", None)
        response = self.url_open(PATH, data=data, method="OPTIONS")
        self.assertEqual(response.status_code, 405)
        self.assertFalse(self._new())

    def test_who_is_not_logged_in_is_asked_to(self):
        self._log_in(None)
        response = self.url_open(PATH, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])
