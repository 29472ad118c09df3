# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The mails of ``mail_corpus/``, what is expected of each, and the desk they go to.

No tests here: whoever inherits must not run them again.
"""

import configparser
import hashlib
import re
import xmlrpc.client
from contextlib import contextmanager
from pathlib import Path

from lxml import html

from odoo import tools

from .common import ServicedeskCommon

FOLDER = Path(__file__).parent / "mail_corpus"
TABLE = FOLDER / "expectations.cfg"
PLACEHOLDER = re.compile(rb"\{\{(\w+)\}\}")

# What loads or runs something as soon as a page is shown, links apart.
LOADING = {"src", "srcset", "poster", "background", "data", "action", "formaction"}
RUNNING = {"script", "iframe", "object", "embed", "link", "meta", "base", "form"}
REMOTE = re.compile(r"^\s*(https?:|ftp:)?//|,\s*(https?:)?//", re.IGNORECASE)
REMOTE_STYLE = re.compile(r"url\s*\(\s*[\"']?\s*(https?:)?//|@import", re.IGNORECASE)


def read_table():
    """Return {file name: what is expected of it}, in the order of the table."""
    table = configparser.RawConfigParser(
        delimiters=("=",), comment_prefixes=("#",), empty_lines_in_values=False
    )
    with TABLE.open(encoding="utf-8") as lines:
        table.read_file(lines)
    return {name: dict(table[name]) for name in table.sections()}


def lines(text):
    """Return the entries of a list in the table."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def find_loads(page):
    """Return what in a stored page would load or run something by itself."""
    found = []
    if not page:
        return found
    for node in html.fragment_fromstring(page, create_parent=True).iter():
        if not isinstance(node.tag, str):
            found += REMOTE_STYLE.findall(node.text or "") and ["comment"] or []
            continue
        if node.tag in RUNNING:
            found.append(f"<{node.tag}>")
        if node.tag == "style" and REMOTE_STYLE.search(node.text or ""):
            found.append("<style>")
        for name, value in node.attrib.items():
            remote = name in LOADING and REMOTE.search(value)
            styled = REMOTE_STYLE.search(value) and name == "style"
            runs = name.startswith("on") or re.match(r"\W*javascript:", value, re.I)
            if remote or styled or runs:
                found.append(f"{name}={value[:80]}")
    return found


class MailCorpusCommon(ServicedeskCommon):
    """A desk with a past: tickets that mails of the corpus answer.

    * ``ticket``: marta's, made by a mail with aiko in CC; acknowledged, with a
      question of the desk's and an internal note;
    * ``merged``: another of hers, merged into it; ``solved``: one with a solution;
      ``closed``: one that was closed with its solution;
    * ``other``: one of another customer's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "servicedesk.mail_authserv_ids", "mx.test.mycompany.com"
        )
        cls.team_second.alias_name = "second"
        cls.team_second.member_ids = cls.agent_b
        cls.marta, cls.jonas = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{local}@green-grocers.example",
                    "parent_id": cls.customer_company.id,
                }
                for name, local in (
                    ("Marta Lindqvist", "marta.lindqvist"),
                    ("Jonas Weber", "jonas.weber"),
                )
            ]
        )
        cls.mailbox = cls.env["fetchmail.server"].create(
            {
                "name": "Desk",
                "server_type": "imap",
                "server": "imap.example",
                "servicedesk_team_id": cls.team_first.id,
            }
        )
        cls.env["servicedesk.mail.sender"].create(
            [
                {"name": "watch@monitor.example", "kind": "allowed"},
                {"name": "gateway.example", "kind": "fax"},
            ]
        )
        cls.own_addresses = {
            "desk@test.mycompany.com",
            "second@test.mycompany.com",
            cls.company.bounce_email,
            cls.company.catchall_email,
        }

    def setUp(self):
        super().setUp()
        with self.mock_mail_gateway():
            self._make_past()
        self.texts = self._get_texts()

    def _make_past(self):
        self.ticket = self._receive(
            self.marta.email_formatted,
            subject="Till 9 beeps",
            cc="Aiko Tanaka <aiko.tanaka@partner-labs.example>",
            msg_id="<first.mail@green-grocers.example>",
        )
        intake = self.env["servicedesk.mail.intake"].search([], limit=1)
        self.assertTrue(self.ticket, intake.error or intake.detail)
        desk = self.ticket.with_user(self.agent_a)
        kinds = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        self.question = desk.message_post(body="Which till?", **kinds)
        self.note = desk.message_post(
            body="Perhaps the drawer?",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.agent_b.partner_id.ids,
        )
        hers = {"partner_id": self.marta.id}
        self.merged = self._ticket(**hers)
        self.merged_message = self.merged.message_post(body="One moment.", **kinds)
        self.merged.with_user(self.dispatcher).action_merge_into(self.ticket.id)
        self.solved = self._resolved(**hers)
        self.closed = self._resolved(**hers)
        self.closed.with_user(self.manager).action_close("She is away")
        self.other = self._ticket(partner_id=self.other_partner.id)

    def _get_texts(self):
        """Return what the placeholders of the corpus stand for."""
        desk = self.team_first.alias_id.alias_full_name
        local, _sign, domain = desk.partition("@")
        first, sent = self.ticket.message_ids, self.solved.message_ids
        acknowledgement = first.filtered(lambda m: m.message_type == "auto_comment")
        solution = sent.filtered(lambda m: m.message_type == "comment")
        closed = self.closed.message_ids
        closed = closed.filtered(lambda m: m.message_type == "comment")
        texts = {
            "desk": desk,
            "DESK": desk.upper(),
            "desk_tag": f"{local}+shop7@{domain}",
            "desk_list": desk.replace("@", "."),
            "second_desk": self.team_second.alias_id.alias_full_name,
            "number": self.ticket.number,
            "other_number": self.other.number,
            "merged_number": self.merged.number,
            "solved_number": self.solved.number,
            "closed_number": self.closed.number,
            "key": self.ticket._get_thread_key(),
            "desk_key": self.ticket._get_thread_key("desk"),
            "first_message_id": "<first.mail@green-grocers.example>",
            "ack_message_id": acknowledgement[:1].message_id,
            "question_message_id": self.question.message_id,
            "note_message_id": self.note.message_id,
            "merged_message_id": self.merged_message.message_id,
            "solved_message_id": solution[:1].message_id,
            "closed_message_id": closed[:1].message_id,
        }
        return {name: text or "" for name, text in texts.items()}

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def _fill_in(self, raw):
        """Return a mail of the corpus with its placeholders filled in."""
        return PLACEHOLDER.sub(
            lambda found: self.texts[found.group(1).decode()].encode(), raw
        )

    def _fill_in_row(self, row):
        return {
            name: self._fill_in(text.encode()).decode() for name, text in row.items()
        }

    def _fetch(self, raw, row):
        """Hand a mail in as fetching it from a mailbox does."""
        server = self.mailbox
        thread = self.env["mail.thread"].with_user(self.user_root)
        thread = thread.with_context(
            fetchmail_cron_running=True, default_fetchmail_server_id=server.id
        )
        with self.enter_registry_test_mode():
            return thread.message_process(
                server.object_id.model or False,
                raw,
                save_original=server.original,
                strip_attachments=not server.attach,
            )

    def _hand_over(self, raw, row):
        """Hand a mail in as the mail server's script does, carried as bytes."""
        call = xmlrpc.client.dumps((xmlrpc.client.Binary(raw),))
        (binary,), _method = xmlrpc.client.loads(call)
        thread = self.env["mail.thread"].with_user(self.api_user)
        recipient = row["recipient"] or self.texts["desk"]
        thread = thread.with_context(servicedesk_recipient=recipient)
        with self.enter_registry_test_mode():
            return thread.message_process(False, binary)

    @contextmanager
    def _undone(self):
        """Take back what is done inside."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def _newest(self, model):
        # sudo: any model - the test counts
        found = self.env[model].sudo().with_context(active_test=False)
        return found.search([], order="id desc", limit=1).id or 0

    def _since(self, model, last, *domain):
        # sudo: any model - the test counts
        found = self.env[model].sudo().with_context(active_test=False)
        return found.search([("id", ">", last), *domain], order="id")

    # ------------------------------------------------------------------
    # What came of a mail
    # ------------------------------------------------------------------

    @staticmethod
    def _to_text(page):
        """Return the words of a page, their blanks made one each."""
        if not page:
            return ""
        tree = html.fragment_fromstring(str(page), create_parent=True)
        return " ".join("".join(tree.itertext()).replace("\xa0", " ").split())

    @staticmethod
    def _describe(files):
        """Return (name, type, size, sha1) of attachments."""
        return [
            (
                file.name,
                file.mimetype,
                len(file.raw or b""),
                hashlib.sha1(file.raw or b"").hexdigest(),
            )
            for file in files
        ]

    @staticmethod
    def _fits(wanted, found):
        """Return whether a file is the one that a line of the table describes."""
        name, kinds, *rest = (part.strip() for part in wanted.split("|"))
        shown, kind, size, sha1 = found
        start, _star, end = name.partition("*")
        named = shown == name or (
            "*" in name and shown.startswith(start) and shown.endswith(end)
        )
        typed = kinds == "*" or kind in kinds.split(" or ")
        sized = not rest or rest[0] in ("*", str(size))
        return named and typed and sized and sha1.startswith((*rest, "", "")[1])

    def _recipients(self, mails):
        """Return the plain addresses that mails go to."""
        found = set()
        for mail in mails:
            for text in (mail.email_to, mail.email_cc):
                found.update(tools.email_normalize_all(text or ""))
            found.update(mail.recipient_ids.mapped("email_normalized"))
        return {address for address in found if address}
