# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import ROLES
from .asset_common import AssetCommon

WORKERS = {"agent_a", "dispatcher", "manager", "api_user"}


class RemoteCommon(AssetCommon):
    """A ticket about a till, a way onto tills, and the list of hosts it needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hosts = cls.env["servicedesk.remote.host"].create(
            {"name": "*.shop.example.com"}
        )
        actions = cls.env["servicedesk.remote.action"]
        cls.desktop, cls.shell, cls.console = actions.create(
            [
                {
                    "name": "Desktop",
                    "url_template": "rdp://{host}",
                    "type_ids": cls.till_type.ids,
                },
                {
                    "name": "Shell",
                    "url_template": "ssh://{host}:22",
                    "type_ids": cls.till_type.ids,
                    "group_ids": cls.env.ref(
                        "servicedesk_core.group_servicedesk_manager"
                    ).ids,
                },
                {
                    "name": "Console",
                    "url_template": "https://{host}/?s={serial}",
                    "type_ids": cls.server_type.ids,
                },
            ]
        )
        cls.ticket = cls.tickets["first"]
        cls.ticket.component_ids = cls.till
        cls.ticket.user_id = False
        cls.env.flush_all()

    def _notes(self):
        return self.env["mail.message"].search(
            [("model", "=", "servicedesk.ticket"), ("res_id", "=", self.ticket.id)]
        )

    def _connect(self, role="agent_a", action=None, component=None):
        ticket = self._as(role, self.ticket)
        args = [(action or self.desktop).id, (component or self.till).id]
        return call_kw(ticket.browse(), "action_remote", [ticket.ids, *args], {})


@tagged("post_install", "-at_install")
class TestRemoteAction(RemoteCommon):
    """Who may connect to what, where to, and that the ticket says so."""

    def test_who_works_on_the_ticket_connects(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.assertEqual(self._may(self._connect, role), role in WORKERS)

    def test_it_is_noted_who_went_where(self):
        before = self._notes()
        action = self._connect()
        note = self._notes() - before
        self.assertEqual(len(note), 1)
        self.assertEqual(note.author_id, self.agent_a.partner_id)
        for word in ("asked for", "Desktop", "Till 1", "rdp://till1.shop.example.com"):
            self.assertIn(word, note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertFalse(note.notified_partner_ids)
        self.assertEqual(action["params"], {"url": "rdp://till1.shop.example.com"})
        self.assertEqual(action["tag"], "servicedesk_open_remote")

    def test_a_web_console_opens_in_a_new_tab(self):
        self.ticket.component_ids |= self.server
        self.server.serial = "A&b#c/é"
        action = self._connect(action=self.console, component=self.server)
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertEqual(action["target"], "new")
        self.assertEqual(
            action["url"], "https://srv1.shop.example.com/?s=A%26b%23c%2F%C3%A9"
        )

    def test_only_components_of_the_ticket(self):
        before = self._notes()
        with self._refused(UserError):
            self._connect(action=self.console, component=self.server)
        for wrong in (0, False, None, -1, 10**9, "1", [self.till.id]):
            ticket = self._as("agent_a", self.ticket)
            with self.subTest(component=wrong), self._refused(UserError):
                ticket.action_remote(self.desktop.id, wrong)
        self.assertEqual(self._notes(), before)

    def test_only_for_the_types_it_is_for(self):
        with self._refused(AccessError):
            self._connect(action=self.console)

    def test_only_for_the_groups_it_is_for(self):
        for role, allowed in (
            ("agent_a", False),
            ("dispatcher", False),
            ("api_user", False),
            ("manager", True),
        ):
            with self.subTest(role=role):
                may = self._may(self._connect, role, self.shell)
                self.assertEqual(may, allowed)
                found = self._as(role, self.shell).search([("id", "=", self.shell.id)])
                self.assertEqual(bool(found), allowed)

    def test_not_archived_or_deleted_ones(self):
        self.desktop.active = False
        with self._refused(AccessError):
            self._connect()
        gone = self.desktop.copy({"name": "Gone"})
        ticket = self._as("agent_a", self.ticket)
        gone_id = gone.id
        gone.unlink()
        for wrong in (gone_id, False):
            with self.subTest(action=wrong), self._refused(AccessError):
                ticket.action_remote(wrong, self.till.id)

    def test_hosts_that_are_not_on_the_list(self):
        before = self._notes()
        for host in ("till1.evil.example", "shop.example.com", "10.0.0.1"):
            self.till.host = host
            with self.subTest(host=host), self._refused(UserError):
                self._connect()
        self.till.host = "till1.shop.example.com"
        self.hosts.active = False
        with self._refused(UserError):
            self._connect()
        self.hosts.unlink()
        with self._refused(UserError):
            self._connect()
        self.assertEqual(self._notes(), before)

    def test_injected_hosts(self):
        before = self._notes()
        for host in (
            "evil.example/@till1.shop.example.com",
            "till1.shop.example.com@evil.example",
            "x:y@till1.shop.example.com",
            "till1.shop.example.com\r\nX: y",
            "evil.example#.shop.example.com",
            "evil.example?.shop.example.com",
            "evil.example\\.shop.example.com",
            "till1.shop.example.com:22",
            "tıll1.shop.example.com",
            "javascript:alert(1)//.shop.example.com",
            "%2e.shop.example.com",
            False,
        ):
            self.till.host = host
            with self.subTest(host=host), self._refused(UserError):
                self._connect()
        self.assertEqual(self._notes(), before)

    def test_what_one_may_call_is_a_post(self):
        """The deed writes a note, so it is no deed for a read-only route."""
        method = self.env["servicedesk.ticket"].action_remote
        self.assertFalse(getattr(method, "_readonly", False))

    def test_it_is_noted_before_the_address_is_given_away(self):
        """No connection is missing: without the note there is no address either."""
        ticket = self._as("agent_a", self.ticket)
        refuse = patch.object(
            type(ticket), "_message_log", side_effect=UserError("no note")
        )
        with refuse, self._refused(UserError):
            ticket.action_remote(self.desktop.id, self.till.id)

    def test_each_use_is_noted(self):
        before = self._notes()
        for _use in range(2):
            self._connect()
        self._connect("manager", self.shell)
        notes = self._notes() - before
        self.assertEqual(len(notes), 3)
        self.assertEqual(notes.author_id, (self.agent_a | self.manager).partner_id)

    def test_the_requester_does_not_read_the_note(self):
        """Addresses of machines are the desk's own business."""
        before = self._notes()
        self._connect()
        note = self._notes() - before
        with self._refused(AccessError):
            self._as("customer", note).read(["body"])

    def test_names_are_escaped_in_the_note(self):
        self.till.name = "<img src=x onerror=alert(1)>"
        self._connect()
        self.assertNotIn("<img", self._notes()[0].body)


@tagged("post_install", "-at_install")
class TestRemoteDialog(RemoteCommon):
    """One way is taken at once; of several one chooses."""

    def _open_dialog(self, role="manager"):
        """Return the dialog that Connect opens."""
        action = self._as(role, self.ticket).action_open_remote()
        self.assertEqual(action["res_model"], "servicedesk.ticket.remote")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return wizard.with_user(getattr(self, role))

    def test_the_requesters_own_is_chosen_beforehand(self):
        """What he uses, what is his company's, what stands at his site, the rest."""
        vals = {"type_id": self.till_type.id, "host": "a.shop.example.com"}
        rest = self._component("A rest", **vals)
        near = self._component("B near", site_id=self.site.id, **vals)
        owned = self._component("C owned", owner_id=self.customer_company.id, **vals)
        self.customer_partner.site_id = self.site
        offered = rest | near | owned | self.till
        while offered:
            self.ticket.component_ids = offered
            expected = offered[-1]
            with self.subTest(component=expected.name):
                choices = self._as("manager", self.ticket)._get_remote_choices()
                components = list(dict.fromkeys(one for one, _way in choices))
                self.assertEqual(components, list(offered)[::-1])
                wizard = self._open_dialog()
                self.assertEqual(wizard.component_id, expected)
                self.assertEqual(wizard.action_id, self.desktop)
            offered -= expected

    def test_what_has_no_host_is_not_offered(self):
        """His own without a host does not stand in the way of one that has."""
        self.till.host = False
        self.ticket.component_ids |= self.server
        action = self._as("agent_a", self.ticket).action_open_remote()
        self.assertIn("https://srv1", action["url"])

    def test_what_leads_nowhere_comes_last(self):
        self.till.host = "till1.elsewhere.example"
        self.ticket.component_ids |= self.server
        wizard = self._open_dialog()
        self.assertEqual(wizard.component_id, self.server)
        self.assertEqual(wizard.component_ids, self.till | self.server)

    def test_the_dialog_offers_his_own_first(self):
        arch = self.env["servicedesk.ticket.remote"].get_view(view_type="form")["arch"]
        self.assertIn("servicedesk_partner_id", arch)
        self.ticket.component_ids |= self.server
        self.assertEqual(self._open_dialog().partner_id, self.customer_partner)

    def test_the_only_way_onto_another_component_is_chosen(self):
        self.ticket.component_ids |= self.server
        with Form(self._open_dialog()) as form:
            form.component_id = self.server
            self.assertEqual(form.action_id, self.console)

    def _can_connect(self, role="agent_a"):
        self.env.invalidate_all()
        return self._as(role, self.ticket).can_connect

    def test_connect_is_shown_where_there_is_a_way(self):
        """It takes a component, its host, and an action for its type and the user."""
        self.assertTrue(self._can_connect())
        self.till.host = False
        self.assertFalse(self._can_connect())
        self.till.host = "till1.shop.example.com"
        self.ticket.component_ids = False
        self.assertFalse(self._can_connect())
        self.ticket.component_ids = self.server
        self.assertTrue(self._can_connect())
        self.console.active = False
        self.assertFalse(self._can_connect())
        self.ticket.component_ids |= self.till
        self.desktop.group_ids = self.shell.group_ids
        self.assertFalse(self._can_connect())
        self.assertFalse(self._can_connect("dispatcher"))
        self.assertTrue(self._can_connect("manager"))

    def test_the_form_shows_connect_by_it(self):
        for role in ("agent_a", "dispatcher", "manager"):
            arch = self._as(role, self.ticket).get_view(view_type="form")["arch"]
            button = arch.partition('name="action_open_remote"')[2].partition(">")[0]
            with self.subTest(role=role):
                self.assertIn("not can_connect", button)
        components = self._as("agent_a", self.env["servicedesk.component"])
        arch = components.get_view(view_type="list")["arch"]
        button = arch.partition('name="action_connect"')[2].partition(">")[0]
        self.assertIn("not can_connect", button)

    def test_each_component_says_whether_there_is_a_way(self):
        both = self._as("agent_a", self.till | self.server | self.switch)
        self.assertEqual(both.mapped("can_connect"), [True, True, False])
        self.desktop.group_ids = self.shell.group_ids
        both.invalidate_recordset(["can_connect"])
        self.assertEqual(both.mapped("can_connect"), [False, True, False])

    def test_ways_are_known_without_a_statement(self):
        """They are configuration: a list of components asks for them once."""
        components = self._as("agent_a", self.till | self.server | self.switch)
        components.mapped("can_connect")
        components.invalidate_recordset(["can_connect"])
        with self.assertQueryCount(0):
            components.mapped("can_connect")

    def test_requesters_are_told_nothing_of_it(self):
        for role in ("customer", "employee"):
            with self.subTest(role=role), self._refused(AccessError):
                self._as(role, self.ticket).read(["can_connect"])

    def test_one_way(self):
        action = self._as("agent_a", self.ticket).action_open_remote()
        self.assertEqual(action["params"]["url"], "rdp://till1.shop.example.com")

    def test_several_ways(self):
        self.ticket.component_ids |= self.server
        action = self._as("manager", self.ticket).action_open_remote()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.manager)
        self.assertEqual(wizard.component_ids, self.till | self.server)
        with Form(wizard) as form:
            form.component_id = self.till
            self.assertEqual(form.action_id, self.desktop)
            self.assertEqual(len(form.action_ids), 2)
            form.component_id = self.server
            self.assertEqual(form.action_id, self.console)
            self.assertEqual(form.host, "srv1.shop.example.com")
        self.assertIn("https://srv1", wizard.action_connect()["url"])

    def test_of_one_component(self):
        self.ticket.component_ids |= self.server
        server = self._as("agent_a", self.server)
        action = server.with_context(
            servicedesk_ticket_id=self.ticket.id
        ).action_connect()
        self.assertIn("https://srv1", action["url"])

    def test_no_way(self):
        self.ticket.component_ids = self.switch
        with self._refused(UserError):
            self._as("agent_a", self.ticket).action_open_remote()
        for role in ("auditor", "agent_b", "customer"):
            with self.subTest(role=role), self._refused(AccessError):
                self._as(role, self.ticket).action_open_remote()

    def test_the_dialog_opens_nothing_of_others(self):
        """A dialog made up by hand is as strict as the deed, and tells no host."""
        wizards = self._as("agent_b", self.env["servicedesk.ticket.remote"])
        wizard = wizards.create(
            {
                "ticket_id": self.ticket.id,
                "component_id": self.till.id,
                "action_id": self.desktop.id,
            }
        )
        with self._refused(AccessError):
            wizard.action_connect()
        with self._refused(AccessError):
            self._as("agent_a", wizard).read(["host"])
        mine = self._as("agent_a", wizards).create(
            {"ticket_id": self.ticket.id, "component_id": self.foreign.id}
        )
        with self._refused(AccessError):
            mine.read(["host"])


@tagged("post_install", "-at_install")
class TestRemoteLists(RemoteCommon):
    """The list of hosts and the templates say what they take."""

    def test_lines_are_kept_in_one_form(self):
        hosts = self.env["servicedesk.remote.host"].with_user(self.manager)
        host = hosts.create({"name": " Till9.EXAMPLE.com. "})
        self.assertEqual(host.name, "till9.example.com")
        host.name = "10.9.0.0/16"
        for wrong in ("*", "0.0.0.0/0", "https://x.example", "a b", "x@y", ""):
            with self.subTest(name=wrong), self._refused(ValidationError):
                host.name = wrong

    def test_a_change_counts_at_once(self):
        self._connect()
        self.hosts.name = "*.elsewhere.example.com"
        with self._refused(UserError):
            self._connect()

    def test_templates(self):
        actions = self.env["servicedesk.remote.action"].with_user(self.manager)
        for wrong in (
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://{host}@evil.example/",
            "ssh://{host}/{secret}",
        ):
            with self.subTest(template=wrong), self._refused(ValidationError):
                actions.create({"name": "Wrong", "url_template": wrong})

    def test_who_keeps_them(self):
        for model, role, letters in (
            ("servicedesk.remote.host", "agent_a", ""),
            ("servicedesk.remote.host", "auditor", "r"),
            ("servicedesk.remote.host", "manager", "rw"),
            ("servicedesk.remote.host", "admin", "rw"),
            ("servicedesk.remote.host", "customer", ""),
            ("servicedesk.remote.action", "agent_a", "r"),
            ("servicedesk.remote.action", "auditor", "r"),
            ("servicedesk.remote.action", "manager", "rw"),
            ("servicedesk.remote.action", "employee", ""),
        ):
            record = self.hosts if model.endswith("host") else self.desktop
            mine = self._as(role, record)
            with self.subTest(model=model, role=role):
                self.assertEqual(self._may(mine.read, ["name"]), "r" in letters)
                self.assertEqual(
                    self._may(mine.write, {"name": "x.example.com"}), "w" in letters
                )

    def test_pages_open(self):
        for model in ("servicedesk.remote.action", "servicedesk.remote.host"):
            records = self._as("manager", self.env[model])
            for kind in ("list", "form", "search"):
                with self.subTest(model=model, kind=kind):
                    self.assertTrue(records.get_view(view_type=kind)["arch"])

    def test_on_a_phone_they_are_cards(self):
        """A small screen takes the cards of an action, where it has some."""
        action = self.env.ref("servicedesk_core.servicedesk_remote_action_action")
        self.assertIn("kanban", action.view_mode.split(","))
        for role in ("agent_a", "manager"):
            records = self._as(role, self.env["servicedesk.remote.action"])
            arch = records.get_view(view_type="kanban")["arch"]
            for name in ("name", "url_template", "type_ids", "group_ids"):
                with self.subTest(role=role, field=name):
                    self.assertIn(f'name="{name}"', arch)


@tagged("post_install", "-at_install")
class TestRemoteByHttp(RemoteCommon, HttpCase):
    """Over HTTP a GET changes nothing."""

    def test_get_is_no_deed(self):
        self.agent_a.password = "sd_agent_a_password"
        self.authenticate("sd_agent_a", "sd_agent_a_password")
        before = self._notes()
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/web/dataset/call_kw/servicedesk.ticket/action_remote"
                f"?args=[[{self.ticket.id}],{self.desktop.id},{self.till.id}]"
            )
        self.assertGreaterEqual(response.status_code, 400)
        self.assertEqual(self._notes(), before)
