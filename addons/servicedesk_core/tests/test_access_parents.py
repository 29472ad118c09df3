# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.service.model import call_kw
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_access_rpc import RpcCommon

# Who stands on the requester's side of the customer's ticket.
REQUESTERS = ("customer", "boss")


@tagged("post_install", "-at_install")
class TestHangingOnNotes(RpcCommon):
    """Nothing that a requester says or presses hangs on a hidden note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        worker = cls.tickets["first"].with_user(cls.agent_a)
        worker = worker.with_context(mail_post_autofollow_author_skip=True)
        said = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        cls.answer = worker.message_post(body="Velvet answer", **said)
        withdrawn = worker.message_post(body="Copper slip", **said)
        withdrawn.is_internal = True
        note = worker.message_post(
            body="Copper remark",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachments=[("copper.txt", b"Copper file")],
        )
        log = worker._message_log(body="Copper log of a move").sudo(False)
        cls.notes = {"withdrawn": withdrawn, "note": note, "log": log}
        cls.file = note.attachment_ids
        cls.thread = {
            "thread_model": "servicedesk.ticket",
            "thread_id": cls.tickets["first"].id,
        }
        cls.messages = cls.env["mail.message"]

    def _post(self, context=None, **values):
        """Post by the chatter's route; return (the answer as text, the message)."""
        data = {"body": "Thank you", **values}
        params = {**self.thread, "post_data": data, "context": context or {}}
        found = self.make_jsonrpc_request("/mail/message/post", params)
        return str(found), self.messages.browse(found["message_id"])

    def test_answering_by_the_chatter(self):
        """The answer hangs on what was said to him, though a note came later."""
        for role in REQUESTERS:
            self._log_in(role)
            for sort, note in self.notes.items():
                for way in (
                    {"parent_id": note.id},
                    {"context": {"default_parent_id": note.id}},
                ):
                    found, message = self._post(**way)
                    with self.subTest(role=role, note=sort, way=str(way)):
                        self.assertNotIn("Copper", found)
                        self.assertNotIn(message.parent_id, self.notes.values())
                        self.assertFalse(message.parent_id.is_internal)

    def test_answering_by_rpc(self):
        for role in (*REQUESTERS, "employee"):
            kind = "internal" if role == "employee" else "first"
            ticket = self._as(role, self.tickets[kind])
            hidden = (
                self.tickets[kind]
                .with_user(self.agent_a)
                ._message_log(body="Copper log")
            )
            kwargs = {"body": "Thank you", "parent_id": hidden.id}
            message_id = call_kw(ticket, "message_post", [ticket.ids], kwargs)
            message = self.messages.browse(message_id)
            with self.subTest(role=role):
                self.assertNotEqual(message.parent_id, hidden)

    def test_who_reads_notes_hangs_on_them(self):
        """An agent's answer goes on from the note before, as in every chatter."""
        ticket = self.tickets["first"].with_user(self.agent_a)
        note = self.notes["note"]
        message = ticket.message_post(body="So be it", parent_id=note.id)
        self.assertEqual(message.parent_id, note)

    def test_files_of_notes_do_not_come_along(self):
        """The route takes a context, and with it default values for the message."""
        self._log_in("customer")
        ways = (
            {"default_attachment_ids": [[6, 0, self.file.ids]]},
            {"default_attachment_ids": self.file.ids},
            {"default_child_ids": [[6, 0, self.notes["note"].ids]]},
            {"default_subtype_id": self.env.ref("mail.mt_note").id},
            {"default_is_internal": True},
        )
        for context in ways:
            found, message = self._post(context=context)
            with self.subTest(context=context):
                self.assertNotIn("copper", found.lower())
                self.assertFalse(message.attachment_ids)
                self.assertFalse(message.child_ids)
                self.assertFalse(message.is_internal)

    def test_search_by_the_parent(self):
        """A message of his own is no window on the note it may hang on."""
        message = self.answer.sudo().copy(
            {
                "author_id": self.customer_partner.id,
                "parent_id": self.notes["note"].id,
            }
        )
        self.env.flush_all()
        mine = self._as("customer", self.messages)
        self.assertIn(message, mine.search([("id", "=", message.id)]).sudo())
        for name in ("parent_id.body", "parent_id.attachment_ids.name"):
            with self.subTest(field=name):
                self.assertFalse(
                    mine.search([("id", "=", message.id), (name, "ilike", "copper")])
                )
        read = mine.browse(message.id).read(["parent_id", "child_ids"])
        self.assertNotIn("copper", str(read).lower())

    def test_reacting(self):
        """Requesters react to what they read, and to no hidden note."""
        for role in REQUESTERS:
            self._log_in(role)
            for sort, note in self.notes.items():
                with self.subTest(role=role, note=sort), mute_logger("odoo.http"):
                    with self.assertRaises(JsonRpcException):
                        self._react(note)
                self.assertFalse(note.sudo().reaction_ids)
            with self.subTest(role=role):
                self._react(self.answer)
                partner = getattr(self, role).partner_id
                self.assertIn(partner, self.answer.sudo().reaction_ids.partner_id)

    def test_reacting_with_a_key(self):
        """The key of a ticket lets its holder read: reacting needs an account."""
        ticket = self.tickets["first"]
        keys = (
            {"token": ticket._portal_ensure_token()},
            {
                "hash": ticket._sign_token(self.customer_partner.id),
                "pid": self.customer_partner.id,
            },
        )
        self.authenticate(None, None)
        for key in keys:
            for message in (self.answer, *self.notes.values()):
                with self.subTest(key=list(key)), mute_logger("odoo.http"):
                    with self.assertRaises(JsonRpcException):
                        self._react(message, **key)
                self.assertFalse(message.sudo().reaction_ids)

    def test_strangers_react_to_nothing(self):
        for role in ("other_customer", "stranger", "foreign_agent"):
            self._log_in(role)
            for message in (self.answer, *self.notes.values()):
                with self.subTest(role=role), mute_logger("odoo.http"):
                    with self.assertRaises(JsonRpcException):
                        self._react(message)

    def _react(self, message, **keys):
        return self.make_jsonrpc_request(
            "/mail/message/reaction",
            {"message_id": message.id, "content": "👍", "action": "add", **keys},
        )
