# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import io

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged, users

from .common import ServicedeskCommon

AGENTS_SIGNATURE = "Call me at home, 555-0199"


class BrandCase(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = cls.customer_partner.email
        cls.desk = cls.team_first.alias_email
        cls.agent_a.signature = f"<p>{AGENTS_SIGNATURE}</p>"

    def _says(self, ticket, words="Is it till four?", user=None, **values):
        """Post a public comment of agent_a; return the mails by address."""
        with self.mock_mail_gateway():
            ticket.with_user(user or self.agent_a).message_post(
                body=words,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **values,
            )
        return self._mails

    def _mailed(self, address=None):
        (message,) = self._sent_to(address or self.address)
        return message


@tagged("post_install", "-at_install")
class TestMailBrand(BrandCase):
    """Who requesters read as sender, and what stands around the words."""

    # ------------------------------------------------------------------
    # Sender
    # ------------------------------------------------------------------

    def test_an_answer_comes_from_the_desk_with_the_agents_name(self):
        """As shipped: his name, the team's name, the team's address; not his own."""
        self._says(self._started())
        message = self._mailed()
        self.assertEqual(message["From"], f"Agent A · First Line <{self.desk}>")
        self.assertEqual(message["Reply-To"], f"First Line <{self.desk}>")
        self.assertNotIn(self.agent_a.email, message.as_string())

    def test_a_quiet_team_names_nobody(self):
        """Who does not show who writes speaks as a team: in no header, in no line."""
        self.team_first.show_agent_names = False
        self._says(self._started())
        message = self._mailed()
        self.assertEqual(message["From"], f"First Line <{self.desk}>")
        self.assertNotIn("Agent A", str(message.items()) + self._bodies(message))

    def test_the_name_in_mails(self):
        """The brand stands where the team's name stood: in sender and frame."""
        self.team_first.mail_brand_name = "Till Helpline"
        self._says(self._started())
        message = self._mailed()
        self.assertEqual(message["From"], f"Agent A · Till Helpline <{self.desk}>")
        self.assertEqual(message["Reply-To"], f"Till Helpline <{self.desk}>")
        self.assertIn("Till Helpline", self._bodies(message))
        self.assertNotIn("First Line", self._bodies(message))

    def test_the_name_breaks_no_header(self):
        """A name of two lines stays one line: no header can be smuggled in."""
        self.team_first.mail_brand_name = "Tills\r\nBcc: spy@nowhere.example"
        self._says(self._started())
        self.assertIsNone(self._mailed()["Bcc"])

    def test_brand_and_signature_speak_the_requesters_language(self):
        """Name and signature are said in the language of who reads them."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.customer_partner.lang = "ru_RU"
        self.team_first.mail_brand_name = "Helpline"
        self.team_first.mail_signature = "<p>Yours, the helpline</p>"
        russian = self.team_first.with_context(lang="ru_RU")
        russian.mail_brand_name = "Поддержка"
        russian.mail_signature = "<p>Ваша поддержка</p>"
        self._says(self._started())
        message = self._mailed()
        self.assertIn("Поддержка", message["From"])
        self.assertIn("Ваша поддержка", self._bodies(message))
        self.assertNotIn("Yours", self._bodies(message))

    def test_without_an_address_the_catchall_sends(self):
        """A team without an alias sends from the company's catchall, never from him."""
        ticket = self._started(self.agent_c, team_id=self.team_secret.id)
        self._says(ticket, user=self.agent_c)
        message = self._mailed()
        self.assertIn("<catchall.test@test.mycompany.com>", message["From"])
        self.assertNotIn(self.agent_c.email, message.as_string())

    def test_after_a_handover_the_new_team_sends(self):
        """The team that has the ticket now is the sender."""
        self.team_second.alias_name = "second"
        ticket = self._started()
        ticket.with_user(self.dispatcher).action_assign(team_id=self.team_second.id)
        self._says(ticket, user=self.dispatcher)
        self.assertIn("second@test.mycompany.com", self._mailed()["From"])

    def test_a_customers_word_to_other_customers(self):
        """His name and the desk's address: we do not send in his mail server's name."""
        ticket = self._started()
        ticket.sudo().message_subscribe(
            self.other_partner.ids, [self.env.ref("mail.mt_comment").id]
        )
        self._says(ticket, user=self.customer)
        message = self._mailed(self.other_partner.email)
        self.assertEqual(message["From"], f"Customer · First Line <{self.desk}>")
        self.assertNotIn(self.address, message.as_string())

    def test_what_a_rule_sends_comes_from_the_desk(self):
        """Mails made for a ticket by anything else have the desk's sender, too."""
        ticket = self._started()
        with self.mock_mail_gateway():
            self.env["mail.mail"].create(
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "email_from": self.agent_a.email_formatted,
                    "email_to": self.address,
                    "subject": "By a rule",
                    "body_html": "<p>Words</p>",
                }
            ).send()
        self.assertEqual(self._mailed()["From"], f"First Line <{self.desk}>")

    def test_mails_about_other_things_stay_as_they_are(self):
        """Only tickets have a desk."""
        with self.mock_mail_gateway():
            self.customer_partner.with_user(self.agent_a).sudo().message_notify(
                body="Hello", subject="Hello", partner_ids=self.customer_partner.ids
            )
        self.assertNotIn("First Line", self._mailed()["From"])

    def test_colleagues_get_mails_as_everywhere(self):
        """Staff see who wrote, from his own address, with his own signature."""
        ticket = self._started()
        ticket.message_subscribe(
            self.agent_b.partner_id.ids, [self.env.ref("mail.mt_comment").id]
        )
        self._says(ticket)
        message = self._mailed(self.agent_b.email)
        self.assertIn(self.agent_a.email, message["From"])
        self.assertIn(AGENTS_SIGNATURE, self._bodies(message))

    def test_one_name_for_the_button(self):
        """“View Ticket”, in mails to colleagues and to customers with a login."""
        ticket = self._started()
        ticket.message_subscribe(
            self.agent_b.partner_id.ids, [self.env.ref("mail.mt_comment").id]
        )
        self._says(ticket)
        for address in (self.agent_b.email, self.address):
            body = self._bodies(self._mailed(address))
            self.assertIn("View Ticket", body)
            self.assertNotIn("View Service Desk", body)

    # ------------------------------------------------------------------
    # Signature and logo
    # ------------------------------------------------------------------

    def test_the_teams_signature_replaces_the_agents(self):
        """What an agent signs with inside, his private number say, stays inside."""
        self.team_first.mail_signature = "<p>Open from 8 to 18</p>"
        self._says(self._started())
        body = self._bodies(self._mailed())
        self.assertIn("Open from 8 to 18", body)
        self.assertIn("Agent A", body)
        self.assertNotIn(AGENTS_SIGNATURE, body)

    def test_the_solution_is_signed_once(self):
        """The text of the solution ends with the signature; the frame adds none."""
        self.team_first.mail_signature = "<p>Open from 8 to 18</p>"
        with self.mock_mail_gateway():
            self._started().action_resolve("Replaced the lock.")
        html = self._mailed().get_body(("html",)).get_content()
        self.assertEqual(html.count("Open from 8 to 18"), 1)

    def test_signature_runs_nothing(self):
        """A signature is text: scripts are taken out when it is saved."""
        self.team_first.mail_signature = "<p>Hi<script>alert(1)</script></p>"
        self.assertNotIn("script", self.team_first.mail_signature)

    def test_logo_above_the_mail(self):
        """The team's logo is shown, by an address that opens without a login."""
        self.team_first.mail_logo = _picture()
        self._says(self._started())
        html = self._mailed().get_body(("html",)).get_content()
        self.assertIn(f"/servicedesk/logo/{self.team_first.id}?unique=", html)

    def test_a_change_shows_at_once(self):
        """What is cached about a team is forgotten when it changes."""
        ticket = self._started()
        self.assertEqual(ticket._get_mail_brand().name, "First Line")
        self.team_first.name = "Front Desk"
        self.assertEqual(ticket._get_mail_brand().name, "Front Desk")
        self.team_first.mail_brand_name = "Helpline"
        self.assertEqual(ticket._get_mail_brand().name, "Helpline")

    @users("sd_manager")
    def test_managers_set_the_brand(self):
        """How a team shows itself is configuration."""
        team = self.team_first.with_user(self.env.user)
        team.write({"mail_brand_name": "Helpline", "show_agent_names": False})
        self.assertEqual(team.mail_brand_name, "Helpline")

    @users("sd_agent_a", "sd_dispatcher")
    def test_agents_do_not(self):
        """An agent does not change who his team says it is."""
        with self.assertRaises(AccessError):
            self.team_first.with_user(self.env.user).mail_brand_name = "Mine"


@tagged("post_install", "-at_install")
class TestTeamLogo(BrandCase, HttpCase):
    def test_logo_opens_for_everybody(self):
        """People who read mails have no account; a team without a logo has none."""
        self.team_first.mail_logo = _picture()
        response = self.url_open(f"/servicedesk/logo/{self.team_first.id}")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.headers["Content-Type"].startswith("image/"))
        for team_id in (self.team_second.id, 2**31 - 1):
            response = self.url_open(f"/servicedesk/logo/{team_id}")
            self.assertEqual(response.status_code, 404)


def _picture():
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
