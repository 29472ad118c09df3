# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .test_remote import RemoteCommon


class HostCommon(RemoteCommon):
    """What is typed as a host is looked at as who would mislead the desk types it."""

    def _lead(self, host, role="agent_a"):
        """Return the address that the deed gives out for a host of the till."""
        self.till.host = host
        return self._connect(role)["params"]["url"]

    def _allow(self, *names):
        hosts = self.env["servicedesk.remote.host"]
        hosts.with_context(active_test=False).search([]).unlink()
        hosts.create([{"name": name} for name in names])

    def _assert_refused(self, *hosts):
        before = self._notes()
        for host in hosts:
            with self.subTest(host=host), self._refused(UserError):
                self._lead(host)
        self.assertEqual(self._notes(), before)


@tagged("post_install", "-at_install")
class TestHostForms(HostCommon):
    """One machine has one form, however it is written; that form is opened."""

    def test_case_dot_and_blanks(self):
        for host in (
            "TILL1.Shop.EXAMPLE.com",
            "till1.shop.example.com.",
            " till1.shop.example.com ",
        ):
            with self.subTest(host=host):
                self.assertEqual(self._lead(host), "rdp://till1.shop.example.com")

    def test_the_list_is_written_in_any_form_too(self):
        for line in ("TILL1.shop.example.COM", "till1.shop.example.com."):
            self._allow(line)
            with self.subTest(line=line):
                self.assertEqual(
                    self._lead("Till1.Shop.example.com"), "rdp://till1.shop.example.com"
                )

    def test_addresses_of_version_six(self):
        self._allow("2001:db8::/32")
        for host in ("2001:DB8::7", "[2001:db8::7]", "2001:db8:0:0:0:0:0:7"):
            with self.subTest(host=host):
                self.assertEqual(self._lead(host), "rdp://[2001:db8::7]")
        self._assert_refused("2001:db9::7", "fe80::1%eth0", "::1", "[2001:db8::7]:22")

    def test_version_four_inside_version_six(self):
        self._allow("10.20.0.0/16")
        self.assertEqual(self._lead("::ffff:10.20.1.1"), "rdp://10.20.1.1")
        self._assert_refused("::ffff:10.21.1.1", "::ffff:127.0.0.1")

    def test_a_network_has_borders(self):
        self._allow("10.20.0.0/30")
        for host in ("10.20.0.0", "10.20.0.3"):
            with self.subTest(host=host):
                self.assertEqual(self._lead(host), f"rdp://{host}")
        self._assert_refused("10.20.0.4", "10.19.255.255")

    def test_a_domain_is_all_below_it_and_not_itself(self):
        self.assertTrue(self._lead("a.b.shop.example.com"))
        self._assert_refused(
            "shop.example.com",
            "evilshop.example.com",
            "shop.example.com.evil.example",
            ".shop.example.com",
        )


@tagged("post_install", "-at_install")
class TestHostTricks(HostCommon):
    """What a browser would read differently than the list does is no host."""

    def test_user_info(self):
        self._assert_refused(
            "till1.shop.example.com@evil.example",
            "evil.example@till1.shop.example.com",
            "user:secret@till1.shop.example.com",
            "@till1.shop.example.com",
            "evil.example%40till1.shop.example.com",
        )

    def test_ports_and_paths(self):
        self._assert_refused(
            "till1.shop.example.com:3389",
            "till1.shop.example.com:",
            "till1.shop.example.com/x",
            "evil.example/.shop.example.com",
            "evil.example?.shop.example.com",
            "evil.example#.shop.example.com",
            "evil.example\\.shop.example.com",
        )

    def test_other_alphabets(self):
        self._assert_refused(
            "tіll1.shop.example.com",
            "till1。shop.example.com",
            "ｔill1.shop.example.com",
            "till1.shop.exam\u00adple.com",
            "till1.shop.example.com\u200b",
            "١٠.٢٠.٠.١",
        )

    def test_numbers_that_are_addresses(self):
        self._allow("*.shop.example.com", "127.0.0.1")
        self._assert_refused("127.1", "2130706433", "0x7f000001", "0177.0.0.1")

    def test_control_characters(self):
        self._assert_refused(
            "till1.shop.example.com\r\nX: y",
            "till1.shop\t.example.com",
            "till1.shop.example.com\x00.evil.example",
            "evil.example\n.shop.example.com",
        )

    def test_what_stands_in_name_and_serial_stays_there(self):
        """They are text in a query, and never become a host or a scheme."""
        self.console.type_ids = self.till_type
        self.console.url_template = "https://{host}/?s={serial}&n={name}"
        self.till.serial = "@evil.example/#?"
        self.till.name = "x&admin=1\r\nY: z"
        url = self._connect(action=self.console)["url"]
        self.assertEqual(
            url,
            "https://till1.shop.example.com/?s=%40evil.example%2F%23%3F"
            "&n=x%26admin%3D1%0D%0AY%3A%20z",
        )

    def test_a_fixed_gateway_must_be_allowed_as_well(self):
        self.desktop.url_template = "https://gate.evil.example/{host}"
        with self._refused(UserError):
            self._connect()
        self.desktop.url_template = "https://gate.shop.example.com/{host}"
        self.assertIn("gate.shop.example.com", self._connect()["url"])
        self.till.host = "till1.elsewhere.example"
        with self._refused(UserError):
            self._connect()


@tagged("post_install", "-at_install")
class TestRemoteRoles(HostCommon):
    """Who may use what is decided by the server, whatever the page showed."""

    def test_a_restricted_action_by_rpc(self):
        """Its id is no secret: knowing it helps nobody."""
        for role in ("agent_a", "dispatcher", "api_user"):
            before = self._notes()
            with self.subTest(role=role), self._refused(AccessError):
                self._connect(role, self.shell)
            self.assertEqual(self._notes(), before)
        self.assertIn("ssh://", self._connect("manager", self.shell)["params"]["url"])

    def test_one_group_of_several_is_enough(self):
        dispatchers = self.env.ref("servicedesk_core.group_servicedesk_dispatcher")
        self.shell.group_ids |= dispatchers
        self.assertTrue(self._connect("dispatcher", self.shell))
        with self._refused(AccessError):
            self._connect("agent_a", self.shell)

    def test_losing_the_group_counts_at_once(self):
        self.assertTrue(self._connect("manager", self.shell))
        self.shell.group_ids = self.env.ref("base.group_system")
        with self._refused(AccessError):
            self._connect("manager", self.shell)

    def test_another_type_counts_at_once(self):
        self.till.type_id = self.server_type
        with self._refused(AccessError):
            self._connect()
        self.desktop.type_ids = False
        self.assertTrue(self._connect())

    def test_a_component_that_left_the_ticket(self):
        self.assertTrue(self._connect())
        self.ticket.component_ids = self.server
        with self._refused(UserError):
            self._connect()

    def test_the_dialog_by_rpc_gives_nothing_more(self):
        wizards = self._as("agent_a", self.env["servicedesk.ticket.remote"])
        wizard = call_kw(
            wizards.browse(),
            "create",
            [
                {
                    "ticket_id": self.ticket.id,
                    "component_id": self.till.id,
                    "action_id": self.shell.id,
                }
            ],
            {},
        )
        wizard = wizards.browse(wizard)
        self.assertEqual(wizard.action_ids, self.desktop)
        with self._refused(AccessError):
            call_kw(wizards.browse(), "action_connect", [wizard.ids], {})

    def test_pages_of_the_lists_are_the_managers(self):
        """Agents have no page of the lists; who reads them does not edit them."""
        for model in ("servicedesk.remote.host", "servicedesk.remote.action"):
            for role, may in (("manager", True), ("auditor", False)):
                records = self._as(role, self.env[model])
                head = records.get_view(view_type="list")["arch"].partition(">")[0]
                for right in ("create", "edit", "delete"):
                    with self.subTest(model=model, role=role, right=right):
                        self.assertEqual(f'{right}="False"' not in head, may)
        with self._refused(AccessError):
            self._as("agent_a", self.hosts).search([])
        menu = self.env.ref("servicedesk_core.menu_configuration_remote_hosts")
        for role, may in (("manager", True), ("agent_a", False)):
            shown = self._as(role, self.env["ir.ui.menu"])._visible_menu_ids()
            self.assertEqual(menu.id in shown, may)

    def test_lists_by_rpc(self):
        for role in ("agent_a", "dispatcher", "auditor", "customer", "owner"):
            for record, vals in (
                (self.hosts, {"name": "*.evil.example"}),
                (self.desktop, {"url_template": "ssh://{host}"}),
                (self.desktop, {"group_ids": [(5,)]}),
                (self.till_type, {"name": "x"}),
            ):
                mine = self._as(role, record).browse()
                with self.subTest(role=role, model=record._name), self._refused():
                    call_kw(mine, "write", [record.ids, vals], {})
                with self.subTest(role=role, new=record._name), self._refused():
                    call_kw(mine, "create", [{"name": "x.example"} | vals], {})
