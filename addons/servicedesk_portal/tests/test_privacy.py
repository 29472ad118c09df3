# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PortalCommon

SECRET = "a difficult customer"


@tagged("post_install", "-at_install")
class TestPrivacy(PortalCommon):
    """What is not for the reader is not there: on no page and by no route.

    Through rendered pages and real requests, since that is where helpdesks leak.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._resolved(name="The till is stuck")
        cls.public = cls._say(cls.ticket, "We come this afternoon.")
        cls.note = cls._hide(
            cls.ticket, SECRET, attachments=[("secret.txt", SECRET.encode())]
        )
        cls.hidden_again = cls._say(cls.ticket, f"Oops, {SECRET}")
        cls.hidden_again.sudo().is_internal = True
        cls.ticket.action_refuse("Still locked", by_phone=True)
        cls.ticket.action_wait("supplier", SECRET)
        cls.log = cls.ticket.sudo().message_ids[:1]
        cls.ticket.action_resolve("Replaced the lock.")
        cls.other = cls._resolved(name="The lamp", partner_id=cls.other_partner.id)
        cls.own = cls._resolved(partner_id=cls.employee.partner_id.id)
        cls._hide(cls.own, SECRET)
        cls.file = cls.note.attachment_ids

    def _paths(self, ticket):
        return (
            f"/my/tickets/{ticket.id}",
            f"/my/tickets/{ticket.id}?earlier=1",
            f"/my/tickets/{ticket.id}/confirm",
            f"/my/tickets/{ticket.id}/files/{self.file.id}",
        )

    # ------------------------------------------------------------------
    # Another's ticket
    # ------------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_anothers_ticket_is_not_found_in_any_route(self):
        """Without a token, with a wrong one, and with that of another ticket."""
        token, anothers = self._share(self.ticket), self._share(self.other)
        self.assertNotEqual(token, anothers)
        tokens = (None, "", "0", "x" * 36, "%C3%BC", "%00", token[:-1], anothers)
        for user in (self.other_customer, self.colleague, self.employee, None):
            self._log_in(user)
            for path in self._paths(self.ticket):
                for wrong in tokens:
                    mark = "&" if "?" in path else "?"
                    query = "" if wrong is None else f"{mark}access_token={wrong}"
                    with self.subTest(user=user and user.login, path=path + query):
                        self._check_nothing(path + query)

    def _check_nothing(self, path):
        response = self.url_open(path, allow_redirects=False)
        if response.status_code in (302, 303):
            self.assertIn("/web/login", response.headers["Location"])
        else:
            self.assertIn(response.status_code, (403, 404))
        for words in ("The till is stuck", "The lamp", SECRET):
            self.assertNotIn(words, response.text)

    @mute_logger("odoo.http")
    def test_anothers_ticket_takes_no_answer_in_any_route(self):
        before = self.ticket.sudo().message_ids.ids
        for user in (self.other_customer, self.colleague, self.employee):
            self._log_in(user)
            csrf = self._form(self._see("/my/tickets/new")).fields["csrf_token"]
            for path in ("answer", "confirm"):
                response = self.url_open(
                    f"/my/tickets/{self.ticket.id}/{path}",
                    data={"csrf_token": csrf, "body": "x", "answer": "confirm"},
                )
                self.assertEqual(response.status_code, 404, path)
        self.assertEqual(self.ticket.sudo().message_ids.ids, before)
        self.assertEqual(self.ticket.confirmation, "awaiting")

    def test_missing_and_forbidden_look_alike(self):
        self._log_in(self.other_customer)
        missing = self.url_open("/my/tickets/999999999")
        forbidden = self.url_open(f"/my/tickets/{self.ticket.id}")
        self.assertEqual(missing.status_code, forbidden.status_code)
        self.assertEqual(missing.status_code, 404)

    def test_a_confidential_ticket_is_for_requester_and_followers_only(self):
        self.ticket.with_user(self.dispatcher).is_confidential = True
        for user, status in (
            (self.customer, 200),
            (self.chief, 404),
            (self.agent_b, 404),
        ):
            self._log_in(user)
            self._see(f"/my/tickets/{self.ticket.id}", status)

    # ------------------------------------------------------------------
    # Hidden notes
    # ------------------------------------------------------------------

    def test_hidden_notes_are_on_no_page(self):
        token = self._share(self.ticket)
        page = f"/my/tickets/{self.ticket.id}"
        for user, path in (
            (self.customer, page),
            (self.customer, f"{page}?earlier=1"),
            (self.customer, f"{page}/confirm"),
            (self.customer, f"/my/tickets?search={SECRET}"),
            (self.chief, page),
            (self.employee, f"/my/tickets/{self.own.id}"),
            (self.agent_a, page),
            (None, f"{page}?access_token={token}"),
        ):
            with self.subTest(user=user and user.login, path=path):
                self._log_in(user)
                response, _page = self._get(path)
                self.assertEqual(response.status_code, 200)
                content = response.text.replace(f'value="{SECRET}"', "")
                self.assertNotIn(SECRET, content)
                self.assertNotIn("secret.txt", content)

    def _ask(self, path, **params):
        """Return the text of a JSON route's answer, whether it is one or an error."""
        self.env.flush_all()
        response = self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.text

    @mute_logger("odoo.http")
    def test_hidden_notes_are_in_no_json_route(self):
        """Odoo's own chatter asks here; anybody may ask the same."""
        token = self._share(self.ticket)
        thread = {"thread_model": "servicedesk.ticket", "thread_id": self.ticket.id}
        request_list = ["attachments", "followers", "activities", "display_name"]
        data = [["mail.thread", {**thread, "request_list": request_list}]]
        reach = [["mail.thread", {**thread, "access_params": {"token": token}}]]
        reach[0][1]["request_list"] = request_list
        self.env["mail.message"].flush_model()
        for user in (
            self.customer,
            self.chief,
            self.employee,
            self.other_customer,
            None,
        ):
            self._log_in(user)
            for path, params in (
                ("/mail/chatter_fetch", thread),
                ("/mail/chatter_fetch", {**thread, "token": token}),
                ("/mail/chatter_fetch", {**thread, "token": "wrong"}),
                ("/mail/thread/messages", thread),
                ("/mail/data", {"fetch_params": data}),
                ("/mail/data", {"fetch_params": reach}),
                ("/portal/chatter_init", {**thread, "token": token}),
            ):
                with self.subTest(path, user=user and user.login, **params):
                    answer = self._ask(path, **params)
                    self.assertNotIn(SECRET, answer)
                    self.assertNotIn("secret.txt", answer)

    @mute_logger("odoo.http")
    def test_addresses_of_the_desk_are_in_no_json_route(self):
        """Who speaks is named; how to reach him past the desk is not told."""
        thread = {"thread_model": "servicedesk.ticket", "thread_id": self.ticket.id}
        lists = ["suggestedRecipients", "followers", "activities"]
        for path, params in (
            ("/mail/chatter_fetch", thread),
            ("/mail/thread/recipients", thread),
            ("/mail/thread/recipients/get_suggested_recipients", thread),
            ("/mail/data", {"fetch_params": [["mail.thread", thread]]}),
            (
                "/mail/data",
                {"fetch_params": [["mail.thread", {**thread, "request_list": lists}]]},
            ),
        ):
            for user in (self.customer, self.chief):
                self._log_in(user)
                with self.subTest(path, user=user.login):
                    self.assertNotIn(self.agent_a.email, self._ask(path, **params))

    @mute_logger("odoo.http")
    def test_the_public_conversation_is_in_odoos_chatter_too(self):
        """The test above would pass if those routes told nothing at all."""
        self._log_in(self.customer)
        answer = self._ask(
            "/mail/chatter_fetch",
            thread_model="servicedesk.ticket",
            thread_id=self.ticket.id,
        )
        self.assertIn("We come this afternoon.", answer)

    @mute_logger("odoo.http")
    def test_a_token_lets_read_not_write(self):
        """Odoo's chatter takes messages, files and reactions from a token's holder."""
        token = self._share(self.ticket)
        thread = {"thread_model": "servicedesk.ticket", "thread_id": self.ticket.id}
        before = self.ticket.sudo().message_ids.ids
        pid, signature = (
            self.customer_partner.id,
            self.ticket._sign_token(self.customer_partner.id),
        )
        for user, page in (
            (None, "/web/login"),
            (self.other_customer, "/my/tickets/new"),
        ):
            self._log_in(user)
            (csrf, *_rest) = self._see(page).xpath("//input[@name='csrf_token']/@value")
            for key in ({"token": token}, {"pid": pid, "hash": signature}):
                self._ask(
                    "/mail/message/post", **thread, **key, post_data={"body": "Spam"}
                )
                response = self.url_open(
                    "/mail/attachment/upload",
                    data={**thread, **key, "csrf_token": csrf},
                    files={"ufile": ("spam.txt", b"spam")},
                )
                self.assertEqual(response.status_code, 404)
        self.assertEqual(self.ticket.sudo().message_ids.ids, before)

    # ------------------------------------------------------------------
    # By RPC
    # ------------------------------------------------------------------

    def test_hidden_notes_are_not_read_by_id(self):
        """Of whatever type: a note an agent wrote, the log of a move, a message that
        was public once."""
        for user in (self.customer, self.chief, self.other_customer, self.employee):
            for message in (self.note, self.log, self.hidden_again):
                with self.subTest(user=user.login, message=message.message_type):
                    with self.assertRaises(AccessError):
                        message.with_user(user).read(["body"])
        self.public.with_user(self.customer).read(["body"])
        (self.note | self.log).with_user(self.agent_a).read(["body"])

    def test_hidden_notes_are_not_found(self):
        for user in (self.customer, self.chief, self.employee):
            messages = self.env["mail.message"].with_user(user)
            domain = [("model", "=", "servicedesk.ticket"), ("body", "ilike", SECRET)]
            self.assertFalse(messages.search(domain))
            self.assertFalse(messages.search_count(domain))

    def test_an_employee_who_is_mentioned_in_a_note_reads_it(self):
        """Whoever mentions him shows it to him on purpose; his inbox must open."""
        note = self._hide(
            self.ticket,
            "Do you know this till?",
            partner_ids=self.employee.partner_id.ids,
        )
        messages = self.env["mail.message"].with_user(self.employee)
        self.assertIn(note, messages.search([("id", "=", note.id)]))
        note.with_user(self.employee).read(["body"])

    def test_requesters_answer_by_rpc_in_their_own_name_only(self):
        own = self.own.with_user(self.employee)
        for ticket, user in ((self.ticket, self.customer), (own, self.employee)):
            message = ticket.with_user(user).message_post(
                body="<b>I know more</b>",
                author_id=self.agent_a.partner_id.id,
                email_from="boss@example.com",
                subtype_xmlid="mail.mt_note",
                partner_ids=self.other_partner.ids,
                message_type="notification",
            )
            self.assertRecordValues(
                message.sudo(),
                [
                    {
                        "author_id": user.partner_id.id,
                        "message_type": "comment",
                        "subtype_id": self.env.ref("mail.mt_comment").id,
                        "partner_ids": [],
                    }
                ],
            )
            self.assertIn("&lt;b&gt;", str(message.sudo().body))
            self.assertNotIn("boss@", message.sudo().email_from)

    def test_nobody_takes_a_foreign_file_into_his_answer(self):
        """Posting with its id would make the secret file a public one."""
        for ticket, user in ((self.ticket, self.customer), (self.own, self.employee)):
            message = ticket.with_user(user).message_post(
                body="Mine now", attachment_ids=self.file.ids
            )
            self.assertFalse(message.sudo().attachment_ids)

    def test_strangers_do_not_answer_by_rpc(self):
        for user in (self.other_customer, self.colleague, self.employee, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ticket.with_user(user).message_post(body="x")

    def test_requesters_cannot_make_or_move_tickets_by_rpc(self):
        tickets = self.env["servicedesk.ticket"].with_user(self.customer)
        with self.assertRaises(AccessError):
            tickets.create({"name": "x", "partner_id": self.customer_partner.id})
        with self.assertRaises(UserError):
            self.ticket.with_user(self.customer).write(
                {"stage_id": self.stage_closed.id}
            )
        self.assertEqual(self.ticket.state, "resolved")
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.customer).read(["access_token"])
