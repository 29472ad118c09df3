# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .confidential_common import WORD
from .log_common import NOON, READING, LogCommon


@tagged("post_install", "-at_install")
class TestLogReads(LogCommon):
    """Who read a confidential ticket is written down, by whatever way he asked."""

    def test_form(self):
        """Opening the form writes a row: who, when, which; the subject is not told."""
        with freeze_time(NOON):
            self.secret.with_user(self.agent_c).web_read(READING)
        row = self._rows()
        self.assertEqual(
            (row.what, row.scope, row.user_id, row.user_name, row.channel),
            ("read", "content", self.agent_c, self.agent_c.name, "server"),
        )
        self.assertEqual(
            (row.res_model, row.res_id), (self.secret._name, self.secret.id)
        )
        self.assertEqual(row.res_name, self.secret.number)
        self.assertEqual(str(row.at), NOON)
        self.assertEqual(row.company_id, self.secret.company_id)
        self.assertNotIn(WORD, str(row.read()))

    def test_every_way_of_reading(self):
        """Read, search_read and web_search_read are written down alike."""
        tickets = self.secret.with_user(self.agent_c)
        domain = [("id", "=", self.secret.id)]
        ways = {
            "read": lambda: tickets.read(["description"]),
            "all": tickets.read,
            "search_read": lambda: tickets.search_read(domain, ["description"]),
            "web_search_read": lambda: tickets.web_search_read(domain, READING),
            "through another record": lambda: tickets.message_ids[0].web_read(
                {"res_id": {}, "body": {}}
            ),
        }
        for name, way in ways.items():
            with self.subTest(way=name):
                self._forget()
                self.env.invalidate_all()
                way()
                self.assertEqual(
                    self._reads(), [(self.agent_c, self.secret.id, "content")]
                )

    def test_once_an_hour(self):
        """Whoever opens it again within the hour leaves no other row; later he does."""
        ticket = self.secret.with_user(self.agent_c)
        for moment in ("12:00:00", "12:30:00", "12:59:59", "13:00:01"):
            with freeze_time(f"2026-03-02 {moment}"):
                ticket.web_read(READING)
        moments = [str(row.at) for row in self._rows()]
        self.assertEqual(moments, [NOON, "2026-03-02 13:00:01"])

    def test_everybody_by_himself(self):
        """That one has read it hides nobody else who does."""
        for user in (self.agent_c, self.auditor, self.agent_c):
            self.secret.with_user(user).web_read(READING)
        content = [
            (user, self.secret.id, "content") for user in (self.agent_c, self.auditor)
        ]
        self.assertEqual(self._reads(), content)

    def test_list(self):
        """A list shows the subject: that is written down once a day, and as that."""
        ticket = self.secret.with_user(self.agent_c)
        for moment in ("02 12:00:00", "02 20:00:00", "03 12:00:01"):
            with freeze_time(f"2026-03-{moment}"):
                ticket.web_read({"name": {}})
        self.assertEqual(self._reads(), [(self.agent_c, self.secret.id, "subject")] * 2)

    def test_form_after_list(self):
        """Who saw the subject and opens the ticket then is told to have read it."""
        ticket = self.secret.with_user(self.agent_c)
        for specification in ({"name": {}}, READING, {"name": {}}):
            ticket.web_read(specification)
        self.assertEqual(
            [scope for _user, _id, scope in self._reads()], ["subject", "content"]
        )

    def test_number_is_no_secret(self):
        """What dispatchers see of every confidential ticket is not reading it."""
        self.secret.with_user(self.agent_c).read(["number", "team_id", "state"])
        numbers = self.env["servicedesk.confidential.ticket"].browse(self.secret.id)
        numbers.with_user(self.dispatcher).read(["number", "team_id"])
        self.assertFalse(self._rows())

    def test_refused(self):
        """Who is refused has read nothing, and stands nowhere as if he had."""
        for role in ("agent_a", "manager", "dispatcher", "admin"):
            with self.subTest(role=role), self._refused():
                self._as(role, self.secret).read(["description"])
        self.assertFalse(self._rows())

    def test_open_tickets(self):
        """Other tickets are read by everybody, and written down for nobody."""
        self.tickets["first"].with_user(self.agent_a).web_read(READING)
        self.assertFalse(self._rows())

    def test_system(self):
        """What the system itself reads on its rounds is nobody's reading."""
        self.secret.with_user(self.env.ref("base.user_root")).read(["description"])
        self.secret.with_user(self.agent_c).sudo().read(["description"])
        self.assertFalse(self._rows())

    def test_requester(self):
        """The requester reads his own ticket: he may ask who did, himself included."""
        ticket = self.secret.with_user(self.other_customer)
        ticket.read(["name", "description"])
        self.assertEqual(
            self._reads(), [(self.other_customer, self.secret.id, "content")]
        )

    def test_file(self):
        """Files count by themselves; what they are called is not told."""
        file = self.env["ir.attachment"].search(
            [("res_model", "=", self.secret._name), ("res_id", "=", self.secret.id)],
            limit=1,
        )
        file.with_user(self.agent_c).read(["name", "mimetype"])
        self.assertFalse(self._rows())
        file.with_user(self.agent_c).read(["datas"])
        self.assertEqual(self._reads(), [(self.agent_c, self.secret.id, "file")])
        self.assertNotIn(WORD, str(self._rows().read()))

    def test_gone_ticket(self):
        """A file or message left by a deleted ticket is read without any trouble."""
        file = self.env["ir.attachment"].create(
            {"name": "left.txt", "raw": b"x", "create_uid": self.agent_c.id}
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = 'servicedesk.ticket', res_id = %s"
            " WHERE id = %s",
            [10**8, file.id],
        )
        self.env.invalidate_all()
        file._log_servicedesk_reading()
        self.assertFalse(self._rows())

    def test_costs_nothing(self):
        """Reading other tickets costs no statement more than without the log."""
        counts = []
        log = self.env.registry[self.secret._name]
        ticket = self.tickets["first"].with_user(self.agent_a)
        ticket.web_read(READING)
        for method in (log._log_reading, lambda tickets, scope=None: None):
            self.env.invalidate_all()
            with patch.object(log, "_log_reading", method):
                before = self.env.cr.sql_log_count
                ticket.web_read(READING)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_many_cost_one(self):
        """A page of confidential tickets costs one statement more, not one each."""
        more = self.secret.browse(
            self._make_secret(name=f"{WORD} {number}").id for number in range(5)
        )
        specification, counts = {"name": {}}, []
        for tickets in (more, more[:1], more):
            self._forget()
            tickets = tickets.with_user(self.agent_c)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tickets.web_read(specification)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        self.assertEqual(len(self._reads()), 5)


@tagged("post_install", "-at_install")
class TestLogReaders(LogCommon):
    """On the ticket itself stands who read it, for those who answer for it."""

    def _told(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.secret.with_user(user).read_by or ""

    def test_leader_and_auditor(self):
        """The team's leader, a manager of its circle and auditors are told."""
        self.team_secret.leader_id = self.agent_c
        self.secret.with_user(self.agent_c).web_read(READING)
        for user in (self.agent_c, self.auditor):
            with self.subTest(user=user.login):
                self.assertIn(self.agent_c.name, self._told(user))

    def test_told_to_the_minute(self):
        """When he read is told in the reader's language, without seconds."""
        with freeze_time("2026-03-04 13:05:47"):
            self.secret.with_user(self.agent_c).web_read(READING)
        self.auditor.write({"tz": "UTC", "lang": "en_US"})
        told = self._told(self.auditor)
        self.assertIn("Mar 4, 2026", told)
        self.assertNotIn(":47", told)
        self.assertIn("05", told)

    def test_others_of_the_team(self):
        """A member who does not lead reads the ticket, and not who else does."""
        self.secret.with_user(self.auditor).web_read(READING)
        self.assertFalse(self._told(self.agent_c))

    def test_number_only(self):
        """Who sees but its number is not told who is concerned with it."""
        self.secret.with_user(self.auditor).web_read(READING)
        for role in ("manager", "dispatcher", "agent_a", "other_customer"):
            with self.subTest(role=role):
                told = self._hear(
                    lambda role=role: self._as(role, self.secret).read(["read_by"])
                )
                self.assertNotIn(self.auditor.name, told)

    def test_not_of_open_tickets(self):
        """Other tickets have no such page, and it costs them nothing."""
        ticket = self.tickets["first"].with_user(self.manager)
        self.assertFalse(ticket.read_by)
        self.assertFalse(ticket.is_confidential)
        ticket.invalidate_recordset(["read_by"])
        with self.assertQueryCount(0):
            self.assertFalse(ticket.read_by)

    def test_names_are_text(self):
        """A name with signs of HTML in it is shown as it is."""
        self.auditor.name = "<b>Eve</b>"
        self.secret.with_user(self.auditor).web_read(READING)
        self.assertIn("&lt;b&gt;Eve", self._told(self.auditor))


@tagged("post_install", "-at_install")
class TestLogReadsByRoutes(HttpCase, LogCommon):
    """The web client's and the programs' routes, with cursors that only read."""

    def _call(self, model, method, args, kwargs=None):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs or {}},
        )

    def _log_in(self, user):
        user.sudo().password = user.login
        self.authenticate(user.login, user.login)

    def test_form(self):
        """The form is served by a cursor that only reads: the row is kept all the
        same, and the ticket is shown.
        """
        self._log_in(self.agent_c)
        self._forget()
        arguments = [[self.secret.id]], {"specification": READING}
        for _time in range(2):
            read = self._call(self.secret._name, "web_read", *arguments)
            self.assertIn(WORD, read[0]["name"])
        self.assertEqual(self._reads(), [(self.agent_c, self.secret.id, "content")])
        self.assertEqual(self._rows().channel, "web")

    def test_list(self):
        """So is a list, with its count and what it shows."""
        self._log_in(self.agent_c)
        self._forget()
        found = self._call(
            self.secret._name,
            "web_search_read",
            [],
            {
                "domain": [("id", "=", self.secret.id)],
                "specification": {"name": {}, "partner_id": {"fields": {}}},
            },
        )
        self.assertEqual(found["length"], 1)
        self.assertEqual(self._reads(), [(self.agent_c, self.secret.id, "subject")])

    def test_conversation(self):
        """Who asks for the conversation alone has read the ticket."""
        self._log_in(self.agent_c)
        self._forget()
        self.make_jsonrpc_request(
            "/mail/thread/messages",
            {"thread_model": self.secret._name, "thread_id": self.secret.id},
        )
        self.assertEqual(self._reads()[:1], [(self.agent_c, self.secret.id, "content")])
        self.assertEqual(len(self._rows()), 1)

    def test_download(self):
        """Who downloads a file of it, too; who may not, has not."""
        file = self.env["ir.attachment"].search(
            [("res_model", "=", self.secret._name), ("res_id", "=", self.secret.id)],
            limit=1,
        )
        self._log_in(self.agent_a)
        self._forget()
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 404)
        self.assertFalse(self._rows())
        self._log_in(self.agent_c)
        self._forget()
        self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 200)
        self.assertEqual(self._reads(), [(self.agent_c, self.secret.id, "file")])

    def test_program(self):
        """Programs are told from people."""
        key = (
            self.env(user=self.agent_c)["res.users.apikeys"]
            .sudo()
            ._generate("rpc", "Test", None)
        )
        self._forget()
        answer = self.url_open(
            f"/json/2/{self.secret._name}/read",
            data=json.dumps({"ids": self.secret.ids, "fields": ["description"]}),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
        )
        self.assertIn(WORD, answer.text)
        row = self._rows()
        self.assertEqual((row.user_id, row.channel), (self.agent_c, "api"))
