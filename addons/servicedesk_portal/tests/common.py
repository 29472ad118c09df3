# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A requester's browser without scripts, and how many statements a page costs.

No tests here: whoever inherits must not run them again.
"""

from contextlib import contextmanager
from unittest.mock import patch

from lxml import html

from odoo.sql_db import Cursor
from odoo.tests import HttpCase

from odoo.addons.servicedesk_core.tests.common import ServicedeskCommon
from odoo.addons.servicedesk_core.tools import nonce as nonces

# Smallest honest specimens of what libmagic tells apart.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PROGRAM = b"MZ" + bytes(200)
PAGE = b"<!DOCTYPE html>\n<html><script>alert(1)</script></html>"

# What the tests' own cursors add around every request.
OF_TESTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class PortalCommon(ServicedeskCommon, HttpCase):
    """The desk of the core's tests, seen through the pages of the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_portal_user("sd_colleague", cls.customer_company)
        cls.chief = cls._new_portal_user("sd_chief", cls.customer_company)
        cls.chief.partner_id.servicedesk_visibility = "company"
        for user in cls._get_people():
            user.password = user.login
        # Tests do not wait until a person could have read the page; the one test
        # that is about this waits.
        no_haste = patch.object(nonces, "MIN_AGE", 0)
        no_haste.start()
        cls.addClassCleanup(no_haste.stop)

    @classmethod
    def _get_people(cls):
        return (
            cls.customer
            | cls.other_customer
            | cls.colleague
            | cls.chief
            | cls.employee
            | cls.agent_a
            | cls.agent_b
            | cls.auditor
        )

    # ------------------------------------------------------------------
    # The conversation
    # ------------------------------------------------------------------

    @classmethod
    def _say(cls, ticket, text, user=None, **values):
        """Post a public message; by the ticket's agent unless told."""
        values.setdefault("subtype_xmlid", "mail.mt_comment")
        return ticket.with_user(user or cls.agent_a).message_post(
            body=text, message_type="comment", **values
        )

    @classmethod
    def _hide(cls, ticket, text, **values):
        """Write a hidden note, as an agent does."""
        return cls._say(ticket, text, subtype_xmlid="mail.mt_note", **values)

    def _share(self, ticket):
        """Return the token of the ticket's share link."""
        self.env.flush_all()
        return ticket.sudo()._portal_ensure_token()

    # ------------------------------------------------------------------
    # The browser
    # ------------------------------------------------------------------

    def _log_in(self, user):
        """Start a new session of ``user``; nobody's with None."""
        login = user.login if user else None
        self.authenticate(login, login)

    def _get(self, path, **options):
        """Return (response, parsed page) of a GET."""
        self.env.flush_all()
        response = self.url_open(path, **options)
        self.env.invalidate_all()
        content = response.text if "html" in response.headers["Content-Type"] else ""
        return response, html.fromstring(content or "<html/>")

    def _see(self, path, status=200):
        """Return the parsed page of a GET that answers ``status``."""
        response, page = self._get(path)
        self.assertEqual(response.status_code, status, path)
        return page

    def _send(self, form, files=None, **values):
        """Send a form of a page with its hidden values; return (response, page).

        :param files: list of (name, content), for the field *files*.
        :param values: over the form's own; a value of None leaves the field out.
        """
        data = dict(form.form_values())
        data.pop("files", None)
        data.update(values)
        data = {name: value for name, value in data.items() if value is not None}
        uploads = [
            ("files", (name, content, "application/x-claimed"))
            for name, content in files or []
        ]
        self.env.flush_all()
        response = self.opener.post(
            self.base_url() + form.get("action"),
            data=data,
            files=uploads or None,
            timeout=30,
        )
        self.env.invalidate_all()
        return response, html.fromstring(response.text or "<html/>")

    @staticmethod
    def _form(page):
        """Return the one form of a page that carries a nonce."""
        (form,) = [form for form in page.forms if "nonce" in form.fields]
        return form

    @staticmethod
    def _has_form(page):
        return any("nonce" in form.fields for form in page.forms)

    @staticmethod
    def _words(node):
        """Return what a reader sees of a page or a part, white space folded."""
        parts = node.xpath("//*[@id='wrap']") if node.tag == "html" else [node]
        return " ".join(" ".join(part.text_content() for part in parts).split())

    def _one(self, page, css_class):
        """Return the words of the one element of a class."""
        (node,) = page.find_class(css_class)
        return self._words(node)

    def _list(self, path="/my/tickets"):
        """Return the numbers of the tickets that a list page shows, in order."""
        page = self._see(path)
        rows = page.xpath("//div[contains(@class, 'o_servicedesk_tickets')]/a")
        return [int(row.get("href").rsplit("/", 1)[1]) for row in rows]

    # ------------------------------------------------------------------
    # Statements
    # ------------------------------------------------------------------

    @contextmanager
    def _count_statements(self):
        """Collect every SQL statement of every connection into the list given."""
        statements = []
        execute = Cursor.execute

        def counted(cursor, query, params=None, log_exceptions=True):
            text = str(getattr(query, "code", query)).strip()
            if not text.upper().startswith(OF_TESTS):
                statements.append(" ".join(text.split()))
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", counted):
            yield statements
