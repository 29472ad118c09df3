# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_access_rpc import RpcCommon


@tagged("post_install", "-at_install")
class TestConversationRoutes(RpcCommon):
    """Odoo's routes of the chatter, with and without the keys they know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        worker = cls.tickets["first"].with_user(cls.agent_a)
        cls.public_message = worker.message_post(
            body="Velvet answer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("velvet.txt", b"Velvet file")],
        )
        cls.note = worker.message_post(
            body="Copper remark",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachments=[("copper.txt", b"Copper file")],
        )
        worker.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Copper plan",
            user_id=cls.agent_a.id,
        )
        cls.token = worker.sudo()._portal_ensure_token()
        cls.hash = worker.sudo()._sign_token(cls.customer_partner.id)
        cls.thread = {
            "thread_model": "servicedesk.ticket",
            "thread_id": cls.tickets["first"].id,
        }

    def _keys(self):
        return (
            {"token": self.token},
            {"hash": self.hash, "pid": self.customer_partner.id},
        )

    def test_messages(self):
        """Neither the back office's nor the portal's route gives customers a note."""
        for role, route in (
            ("customer", "/mail/thread/messages"),
            ("customer", "/mail/chatter_fetch"),
            ("boss", "/mail/thread/messages"),
        ):
            self._log_in(role)
            with self.subTest(role=role, route=route):
                found = str(self.make_jsonrpc_request(route, dict(self.thread)))
                self.assertIn("Velvet answer", found)
                self.assertNotIn("Copper", found)
                params = {**self.thread, "fetch_params": {"search_term": "Copper"}}
                found = self.make_jsonrpc_request(route, params)
                self.assertFalse(found["messages"])

    def test_messages_by_a_key(self):
        """A shared key opens the public part."""
        self.authenticate(None, None)
        found = self.make_jsonrpc_request(
            "/mail/chatter_fetch", {**self.thread, "token": self.token}
        )
        self.assertIn("Velvet answer", str(found))
        self.assertNotIn("Copper", str(found))

    def test_messages_of_others(self):
        """Strangers get nothing, logged in or not, with a wrong key or none."""
        for role in ("other_customer", "stranger", "foreign_agent"):
            self._log_in(role)
            for route in ("/mail/thread/messages", "/mail/chatter_fetch"):
                with self.subTest(role=role, route=route):
                    found = str(self.make_jsonrpc_request(route, dict(self.thread)))
                    self.assertNotIn("Velvet", found)
                    self.assertNotIn("Copper", found)
        self.authenticate(None, None)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/chatter_fetch", {**self.thread, "token": "wrong"}
            )

    def test_what_hangs_on_the_thread(self):
        """A key shows no files of notes, no followers and no plans of the desk."""
        wanted = ["attachments", "followers", "activities", "scheduledMessages"]
        for keys in ({}, *self._keys()):
            for role in (None, "customer", "other_customer"):
                if role:
                    self._log_in(role)
                else:
                    self.authenticate(None, None)
                params = {**self.thread, "request_list": wanted, "access_params": keys}
                with self.subTest(role=role, keys=keys):
                    found = str(
                        self.make_jsonrpc_request(
                            "/mail/data", {"fetch_params": [["mail.thread", params]]}
                        )
                    )
                    self.assertNotIn("copper", found.lower())
                    self.assertNotIn("velvet.txt", found)
                    self.assertNotIn(self.agent_a.email, found)
                    self.assertNotIn(self.customer.email, found)
        self._log_in("agent_a")
        params = {**self.thread, "request_list": wanted}
        found = self.make_jsonrpc_request(
            "/mail/data", {"fetch_params": [["mail.thread", params]]}
        )
        self.assertIn("copper.txt", str(found))

    def _post(self, **params):
        values = {"body": "Smuggled", "message_type": "email"}
        values["subtype_xmlid"] = "mail.mt_note"
        return self.make_jsonrpc_request(
            "/mail/message/post", {**self.thread, "post_data": values, **params}
        )

    def test_posting(self):
        """The chatter's route posts what a requester may say: a public comment."""
        for role in ("customer", "boss"):
            self._log_in(role)
            message = self.env["mail.message"].browse(self._post()["message_id"])
            with self.subTest(role=role):
                self.assertEqual(message.author_id, getattr(self, role).partner_id)
                self.assertEqual(message.message_type, "comment")
                self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))

    def test_posting_on_tickets_of_others(self):
        """Strangers, readers and holders of a key do not post."""
        for role in (None, "other_customer", "stranger", "auditor", "agent_b"):
            if role:
                self._log_in(role)
            else:
                self.authenticate(None, None)
            for keys in ({}, *self._keys()):
                with self.subTest(role=role, keys=keys), mute_logger("odoo.http"):
                    with self.assertRaises(JsonRpcException):
                        self._post(**keys)
        self.assertFalse(
            self.env["mail.message"].search([("body", "like", "Smuggled")])
        )

    def test_ratings_do_not_come_by_this_route(self):
        """Nor does a rating, which Odoo takes along with a message."""
        for role in ("customer", "agent_a"):
            self._log_in(role)
            with self.subTest(role=role):
                self.make_jsonrpc_request(
                    "/mail/message/post",
                    {**self.thread, "post_data": {"body": "Fine", "rating_value": 5}},
                )
                self.assertFalse(self.tickets["first"].rating_ids)

    def test_changing_what_was_said(self):
        """Requesters change neither others' words nor their own."""
        self._log_in("customer")
        own = self._post()["message_id"]
        for message_id in (own, self.public_message.id):
            with self.subTest(message=message_id), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        "/mail/message/update_content",
                        {"message_id": message_id, "update_data": {"body": "Other"}},
                    )
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        "/mail/update_is_internal",
                        {"message_id": message_id, "is_internal": True},
                    )
        self.assertIn("Smuggled", self.env["mail.message"].browse(own).body)

    def test_following(self):
        """Nobody but who works on a ticket adds followers to it."""
        for role in ("customer", "boss", "auditor", "agent_b"):
            self._log_in(role)
            params = {
                "res_model": "servicedesk.ticket",
                "res_id": self.tickets["first"].id,
                "partner_ids": self.other_partner.ids,
            }
            with self.subTest(role=role):
                self._refuse(
                    self.make_jsonrpc_request, "/mail/thread/subscribe", params
                )
        self.assertNotIn(self.other_partner, self.tickets["first"].message_partner_ids)

    def test_files(self):
        """The address of a file opens it for who reads its message."""

        def status(message):
            file = message.sudo().attachment_ids
            return self.url_open(f"/web/content/{file.id}").status_code

        for role, public, hidden in (
            ("agent_b", 200, 200),
            ("auditor", 200, 200),
            ("stranger", 404, 404),
            ("customer", 404, 404),
            ("other_customer", 404, 404),
        ):
            self._log_in(role)
            with self.subTest(role=role):
                self.assertEqual(status(self.public_message), public)
                self.assertEqual(status(self.note), hidden)
        ticket = self.tickets["internal"].with_user(self.agent_a)
        answer, note = (
            ticket.message_post(
                body="Here",
                message_type="comment",
                subtype_xmlid=subtype,
                attachments=[("file.txt", b"File")],
            )
            for subtype in ("mail.mt_comment", "mail.mt_note")
        )
        self._log_in("employee")
        self.assertEqual((status(answer), status(note)), (200, 404))

    def test_mailed_links_lead_to_the_page(self):
        """Odoo's link from mails leads requesters to the page, without a key."""
        path = f"/mail/view?model=servicedesk.ticket&res_id={self.tickets['first'].id}"
        self._log_in("customer")
        response = self.url_open(path, allow_redirects=False)
        location = response.headers["Location"]
        self.assertTrue(location.endswith(self.tickets["first"].access_url), location)
        self._log_in("stranger")
        location = self.url_open(path, allow_redirects=False).headers["Location"]
        self.assertNotIn("/my/tickets/", location)
