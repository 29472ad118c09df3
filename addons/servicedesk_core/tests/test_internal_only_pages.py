# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from requests import HTTPError

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_answer_page import AnswerPageCommon

TICKET = "servicedesk.ticket"
WORD = "Velvet"


@tagged("post_install", "-at_install")
class TestInternalPages(AnswerPageCommon):
    """In a browser: no page, file, link or counter shows him the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._new_portal_user("sd_boss", cls.customer_company)
        cls.boss.partner_id.servicedesk_visibility = "company"
        cls.outsiders = (cls.customer, cls.boss, cls.employee, cls.other_customer)
        for user in (*cls.outsiders, cls.agent_a):
            user.password = user.login
        cls.shown = cls._started(name="Plain request")
        cls.ticket = cls._started(name=f"{WORD} complaint", internal_only=True)
        cls.message = cls.ticket.message_post(
            body=f"{WORD} answer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[(f"{WORD}.txt", f"{WORD} file".encode())],
        )
        cls.file = cls.message.sudo().attachment_ids

    def _paths(self):
        """Return where somebody might look."""
        number, ticket_id = self.ticket.number, self.ticket.id
        return (
            "/my",
            "/my/tickets",
            f"/my/tickets?search_in=all&search={number}",
            f"/my/tickets?search={WORD}",
            f"/my/tickets/{ticket_id}",
            f"/my/tickets/{ticket_id}?access_token=None",
            f"/my/tickets/{ticket_id}?access_token=",
            f"/my/tickets/{ticket_id}?access_token=False",
            f"/mail/view?model={TICKET}&res_id={ticket_id}",
            f"/mail/message/{self.message.id}",
            f"/web/content/{self.file.id}",
            f"/web/content/{self.file.id}?access_token=False",
            f"/web/image/{self.file.id}",
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_pages_and_files(self):
        """Whatever address he tries, of list, page, message, file: not a word."""
        for user in (*self.outsiders, None):
            self.authenticate(user and user.login, user and user.login)
            for path in self._paths():
                with self.subTest(user=user and user.login, path=path):
                    response = self.url_open(path)
                    self.assertNotIn(f"{WORD} ", response.text)
                    if f"search={self.ticket.number}" not in path:
                        self.assertNotIn(self.ticket.number, response.text)

    def test_the_desk_gets_them(self):
        """The file opens for who works on it: the test above can fail."""
        self.authenticate(self.agent_a.login, self.agent_a.login)
        response = self.url_open(f"/web/content/{self.file.id}")
        self.assertIn(f"{WORD} file", response.text)

    def test_a_link_of_a_file(self):
        """The key of a file, mailed or shown before, opens it no more."""
        self.shown.message_post(
            body="Look",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("seen.txt", b"Seen before")],
        )
        file = self.shown.sudo().message_ids.attachment_ids[:1]
        (token,) = file.generate_access_token()
        path = f"/web/content/{file.id}?access_token={token}"
        self.assertIn("Seen before", self.url_open(path).text)
        self.shown.action_hide_from_requester()
        self.env.flush_all()
        with mute_logger("odoo.http"):
            self.assertNotIn("Seen before", self.url_open(path).text)

    def test_counters_and_conversation(self):
        """The counter of his home page, and Odoo's own routes of the conversation."""
        self.authenticate(self.customer.login, self.customer.login)
        domain = [("partner_id", "=", self.customer_partner.id)]
        found = self.env[TICKET].with_user(self.customer).search_count(domain)
        self.assertEqual(found, 1)
        for path, params in (
            (
                "/mail/chatter_fetch",
                {"thread_model": TICKET, "thread_id": self.ticket.id},
            ),
            (
                "/mail/thread/messages",
                {"thread_model": TICKET, "thread_id": self.ticket.id},
            ),
            (
                "/mail/thread/data",
                {
                    "thread_model": TICKET,
                    "thread_id": self.ticket.id,
                    "request_list": ["messages", "followers", "attachments"],
                },
            ),
            (
                "/mail/message/post",
                {
                    "thread_model": TICKET,
                    "thread_id": self.ticket.id,
                    "post_data": {"body": "Hello?", "message_type": "comment"},
                },
            ),
        ):
            with self.subTest(path=path), mute_logger("odoo.http"):
                try:
                    heard = str(self.make_jsonrpc_request(path, params))
                except (JsonRpcException, HTTPError) as error:
                    heard = str(error)
                self.assertNotIn(WORD, heard)
                self.assertNotIn(self.ticket.number, heard)
        said = " ".join(map(str, self.ticket.sudo().message_ids.mapped("body")))
        self.assertNotIn("Hello?", said)

    def test_a_link_mailed_before(self):
        """The page that asked about the solution knows nothing any more."""
        _ticket, path = self._ask(self.shown)
        self.assertIn("Plain request", self._get(path)[0].text)
        self.shown.action_hide_from_requester()
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response = self.url_open(path)
        self.assertEqual(response.status_code, 404)
        self.assertNotIn("Plain request", response.text)
        self.assertEqual(self.shown.confirmation, "none")

    def test_a_page_open_while_it_is_hidden(self):
        """He sends the form he had open: nothing is taken, nothing is told."""
        _ticket, path = self._ask(self.shown)
        _response, page = self._get(path)
        self.shown.action_hide_from_requester()
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response, _page = self._post(path, page, answer="confirm", rating="5")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.shown.confirmation, "none")
        self.assertFalse(self._ratings(self.shown))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_a_shared_link(self):
        """Given to a friend while the ticket was shown: it opens nothing."""
        token = self.shown._portal_ensure_token()
        self.env.flush_all()
        path = f"/my/tickets/{self.shown.id}?access_token={token}"
        self.shown.action_hide_from_requester()
        self.env.flush_all()
        self.authenticate(None, None)
        self.assertNotIn("Plain request", self.url_open(path).text)
        data = {
            "thread_model": TICKET,
            "thread_id": self.shown.id,
            "token": token,
        }
        try:
            heard = str(self.make_jsonrpc_request("/mail/chatter_fetch", data))
        except (JsonRpcException, HTTPError) as error:
            heard = str(error)
        self.assertNotIn("Plain request", heard)
