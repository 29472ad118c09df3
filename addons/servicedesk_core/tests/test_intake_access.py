# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import ROLES, AccessCommon
from .intake_common import RAW, IntakeRows

READERS = ("dispatcher", "manager", "auditor", "api_user")


@tagged("post_install", "-at_install")
class TestIntakeAccess(IntakeRows, AccessCommon):
    """Who reads which mail: as its ticket; before, as what comes to its team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mine, far = cls.company.id, cls.foreign_company.id
        secret = {"team_id": cls.team_secret.id, "company_id": mine}
        cls.mails = {
            "first": cls._mail(team_id=cls.team_first.id, company_id=mine),
            "nobody": cls._mail(),
            "secret": cls._mail(**secret),
            "foreign": cls._mail(team_id=cls.foreign_team.id, company_id=far),
            "ticket": cls._mail(
                state="done", ticket_id=cls.tickets["first"].id, company_id=mine
            ),
            "secret_ticket": cls._mail(
                state="done", ticket_id=cls.tickets["secret"].id, company_id=mine
            ),
            # Its ticket was handed to a team that is not secret since.
            "opened": cls._mail(
                state="done", ticket_id=cls.tickets["first"].id, **secret
            ),
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _found(self, user):
        """Return the names of the mails that a user finds, and that he may read."""
        mine = self.env["servicedesk.mail.intake"].with_user(user)
        ids = {mail.id: name for name, mail in self.mails.items()}
        found = {ids[mail.id] for mail in mine.search([("id", "in", list(ids))])}
        readable = {
            name
            for name, mail in self.mails.items()
            if mail.with_user(user).has_access("read")
        }
        self.assertEqual(found, readable, "found is what is read, and nothing else")
        return found

    def test_dispatchers_read_what_is_theirs(self):
        """Neither a confidential team's mail, nor a confidential ticket's, nor that
        of another company; what nobody is known for, every dispatcher."""
        expected = {"first", "nobody", "ticket", "opened"}
        for user in (self.dispatcher, self.manager, self.api_user):
            with self.subTest(user=user.login):
                self.assertEqual(self._found(user), expected)

    def test_members_of_a_confidential_team_read_its_mail(self):
        self.team_secret.member_ids += self.dispatcher
        self.assertEqual(self._found(self.dispatcher), set(self.mails) - {"foreign"})

    def test_auditors_read_all_of_their_companies(self):
        self.assertEqual(self._found(self.auditor), set(self.mails) - {"foreign"})

    def test_a_ticket_that_becomes_confidential_takes_its_mail_along(self):
        self.tickets["first"].sudo().is_confidential = True
        self.assertEqual(self._found(self.dispatcher), {"first", "nobody"})

    def test_nobody_else_finds_any(self):
        for role in set(ROLES) - set(READERS):
            mails = self.mails["first"].with_user(self._user(role))
            with (
                self.subTest(role=role),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self.assertFalse(mails.has_access("read"))
                with self.assertRaises(AccessError):
                    mails.search([])

    def test_nobody_writes_makes_or_deletes_rows(self):
        """What came in is not for anybody to change, not even for managers."""
        for user in (self.dispatcher, self.manager, self.auditor, self.admin):
            mail = self.mails["first"].with_user(user)
            for deed in (
                lambda mail: mail.write({"state": "done"}),
                lambda mail: mail.unlink(),
                lambda mail: mail.create({"key": "x", "subject": "Forged"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    deed(mail)
        self.assertEqual(self.mails["first"].state, "parked")

    def test_original_and_error_are_for_managers(self):
        """By no way at all: reading, exporting, searching, grouping, sorting."""
        self.mails["first"].error = "Traceback: secret"
        export = self.env.ref("base.group_allow_export")
        (self.dispatcher | self.auditor).sudo().group_ids += export
        mail = self.mails["first"].with_user(self.manager)
        self.assertEqual(mail.error, "Traceback: secret")
        self.assertEqual(base64.b64decode(mail.raw), RAW)
        self.assertTrue(mail.search([("error", "like", "secret")]))
        for user in (self.dispatcher, self.auditor):
            mine = self.mails["first"].with_user(user)
            for name in ("raw", "error"):
                for ask in (
                    lambda mails, name: mails.read([name]),
                    lambda mails, name: mails.export_data([name]),
                    lambda mails, name: mails.search([(name, "!=", False)]),
                    lambda mails, name: mails.search([], order=name),
                    lambda mails, name: mails.formatted_read_group([], [name], []),
                    lambda mails, name: mails.formatted_read_group(
                        [], [], [f"{name}:array_agg"]
                    ),
                ):
                    with (
                        self.subTest(user=user.login, name=name),
                        self.assertRaises(AccessError),
                    ):
                        ask(mine, name)

    def test_words_are_shown_never_html(self):
        """The page's text is plain: a tag stands there as it was written."""
        mail = self.mails["first"].with_user(self.dispatcher)
        self.assertIn("<b>Nobody</b> reads this.", mail.mail_text)
        self.assertIn("Message-Id: <away@away.example>", mail.mail_head)
        shown = mail.with_context(bin_size=True).web_read({"mail_text": {}})
        self.assertIn("I am away.", shown[0]["mail_text"])

    def test_ticket_leads_to_its_mails_and_back(self):
        """Each shows the other to who reads both; agents are told of no mail."""
        ticket = self.tickets["first"]
        joined = self._mail(state="done", ticket_ids=[(6, 0, ticket.ids)])
        mails = self.mails["ticket"] | self.mails["opened"] | joined
        self.assertEqual(ticket.with_user(self.dispatcher).mail_intake_count, 3)
        action = ticket.with_user(self.dispatcher).action_view_mail_intake()
        self.assertEqual(
            self.env["servicedesk.mail.intake"].search(action["domain"]), mails
        )
        back = mails.with_user(self.dispatcher).action_view_tickets()
        self.assertEqual(back["res_id"], ticket.id)
        self.assertEqual(ticket.with_user(self.agent_a).mail_intake_count, 0)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_a).action_view_mail_intake()

    def test_a_ticket_one_does_not_read_is_not_opened(self):
        """A mail for two tickets leads to the one that its reader reads."""
        mail = self.mails["ticket"]
        mail.ticket_ids = self.tickets["first"] | self.tickets["secret"]
        mine = mail.with_user(self.dispatcher)
        self.assertEqual(mine.ticket_count, 1)
        self.assertEqual(mine.action_view_tickets()["res_id"], mail.ticket_id.id)

    def _user(self, role):
        return getattr(self, role)


@tagged("post_install", "-at_install")
class TestIntakePages(IntakeRows, AccessCommon, HttpCase):
    """Over HTTP: the original is handed to managers, and runs nothing."""

    def _fetch(self, user, mail):
        user.password = user.login
        self.authenticate(user.login, user.login)
        return self.url_open(f"/web/content/servicedesk.mail.intake/{mail.id}/raw")

    @mute_logger("odoo.http")
    def test_original_is_handed_to_managers_alone(self):
        mail = self._mail(team_id=self.team_first.id, company_id=self.company.id)
        for user in (self.dispatcher, self.auditor, self.agent_a, self.customer):
            with self.subTest(user=user.login):
                response = self._fetch(user, mail)
                self.assertNotIn(b"I am away", response.content)
                self.assertGreaterEqual(response.status_code, 400)
        response = self._fetch(self.manager, mail)
        self.assertEqual(response.content, RAW)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])

    def test_menu_is_for_readers(self):
        """Agents have no menu for it, dispatchers and auditors have."""
        menu = self.env.ref("servicedesk_core.menu_tickets_mail_intake")
        for role in ("agent_a", "dispatcher", "manager", "auditor", "owner"):
            user = getattr(self, role)
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            with self.subTest(role=role):
                self.assertEqual(menu.id in visible, role in READERS)

    def test_mailboxes_are_for_administrators(self):
        """Who may read a mailbox's password reads mailboxes: as in Odoo."""
        menu = self.env.ref("servicedesk_core.menu_configuration_mail_boxes")
        visible = self.env["ir.ui.menu"].with_user(self.manager)._visible_menu_ids()
        self.assertNotIn(menu.id, visible)
