# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests.common import BaseCase

from ..tools.remote import (
    build_url,
    is_allowed,
    parse_host,
    parse_pattern,
    parse_template,
    write_host,
)

# What is no host, however much it looks like one.
NO_HOSTS = (
    "",
    " ",
    "till 1",
    "user@till1.example.com",
    "user:secret@till1.example.com",
    "till1.example.com:22",
    "till1.example.com/path",
    "till1.example.com?x",
    "till1.example.com#x",
    "till1.example.com\n",
    "till1.example.com\r\nHost: evil.example",
    "till1\t.example.com",
    "till1\x00.example.com",
    "till1.example.com\\@evil.example",
    "till1..example.com",
    ".example.com",
    "till1.example.com..",
    "-till.example.com",
    "till-.example.com",
    "tìll1.example.com",
    "till1。example.com",
    "ｔill1.example.com",
    "１０.0.0.1",
    "%74ill1.example.com",
    "javascript:alert(1)",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "010.0.0.1",
    "10.0.0.256",
    "10.0.0.1.5",
    "example.0x1",
    "fe80::1%eth0",
    "[::1",
    "::1]",
    "[10.0.0.1]",
    "[till1]",
    "::1::2",
    "a" * 64 + ".example.com",
    ".".join(["a" * 60] * 5),
    "*.example.com",
    "10.0.0.0/8",
)


class TestHosts(BaseCase):
    """Which hosts are hosts, and which are on a list."""

    def test_hosts_in_one_form(self):
        cases = {
            "Till1.Example.COM": "till1.example.com",
            "till1.example.com.": "till1.example.com",
            "till1": "till1",
            "print_server.lan": "print_server.lan",
            "10.20.0.7": "10.20.0.7",
            "::1": "[::1]",
            "[2001:DB8::7]": "[2001:db8::7]",
            "2001:0db8:0000:0000:0000:0000:0000:0007": "[2001:db8::7]",
            "::ffff:10.20.0.7": "10.20.0.7",
            "xn--tll1-vpa.example.com": "xn--tll1-vpa.example.com",
            "3com.example.com": "3com.example.com",
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(write_host(parse_host(text)), expected)

    def test_no_hosts(self):
        for text in (*NO_HOSTS, None, False, 7.5):
            with self.subTest(text=text), self.assertRaises(ValueError):
                parse_host(text)

    def test_lines_of_the_list(self):
        cases = {
            " Till1.Example.com. ": "till1.example.com",
            "*.Shops.Example.com": "*.shops.example.com",
            "10.20.0.0/16": "10.20.0.0/16",
            "10.20.0.7": "10.20.0.7",
            "2001:DB8::/32": "2001:db8::/32",
            "[::1]": "::1",
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(parse_pattern(text), expected)

    def test_no_lines_of_the_list(self):
        wrong = (
            "*",
            "*.",
            "*.*",
            "*example.com",
            "till*.example.com",
            "*.10.0.0.1",
            "0.0.0.0/0",
            "::/0",
            "10.20.0.7/16",
            "10.20.0.0/33",
            "１０.20.0.0/16",
            "https://till1.example.com",
            "user@till1.example.com",
        )
        for text in (*wrong, None, ""):
            with self.subTest(text=text), self.assertRaises(ValueError):
                parse_pattern(text)

    def test_what_is_allowed(self):
        patterns = ("till1.example.com", "*.shops.example.com", "10.20.0.0/16", "::1")
        allowed = (
            "till1.example.com",
            "TILL1.example.com.",
            "a.shops.example.com",
            "a.b.shops.example.com",
            "10.20.255.1",
            "::ffff:10.20.0.1",
            "::1",
        )
        refused = (
            "till2.example.com",
            "shops.example.com",
            "evilshops.example.com",
            "shops.example.com.evil.example",
            "a.till1.example.com",
            "10.21.0.1",
            "::2",
            "2001:db8::10.20.0.1",
        )
        for text in allowed:
            with self.subTest(text=text):
                self.assertTrue(is_allowed(parse_host(text), patterns))
        for text in refused:
            with self.subTest(text=text):
                self.assertFalse(is_allowed(parse_host(text), patterns))

    def test_an_empty_list_allows_nothing(self):
        self.assertFalse(is_allowed(parse_host("till1.example.com"), ()))
        self.assertFalse(is_allowed(parse_host("10.0.0.1"), ()))


class TestAddresses(BaseCase):
    """Which address comes of a template, and which templates are none."""

    LIST = ("*.example.com", "10.20.0.0/16", "2001:db8::/32")

    def _build(self, template, **values):
        return build_url(template, {"host": "t1.example.com"} | values, self.LIST)

    def test_addresses(self):
        cases = (
            ("ssh://{host}", {}, "ssh://t1.example.com"),
            ("ssh://{host}:2222", {"host": "10.20.1.1"}, "ssh://10.20.1.1:2222"),
            ("vnc://{host}:5900", {"host": "2001:db8::5"}, "vnc://[2001:db8::5]:5900"),
            (
                "rdp://full%20address=s:{host}:3389&audiomode=i:2",
                {},
                "rdp://full%20address=s:t1.example.com:3389&audiomode=i:2",
            ),
            (
                "https://{host}/?s={serial}&n={name}",
                {"serial": "A&b=1#/..%", "name": "Till 1\r\n<x>"},
                "https://t1.example.com/?s=A%26b%3D1%23%2F..%25"
                "&n=Till%201%0D%0A%3Cx%3E",
            ),
            (
                "https://gate.example.com/#/open/{host}",
                {"host": "2001:db8::5"},
                "https://gate.example.com/#/open/2001%3Adb8%3A%3A5",
            ),
            ("https://gate.example.com/{serial}", {"host": ""}, None),
        )
        for template, values, expected in cases:
            expected = expected or "https://gate.example.com/"
            with self.subTest(template=template):
                self.assertEqual(self._build(template, **values), expected)

    def test_no_host_makes_no_address(self):
        for host in NO_HOSTS:
            with self.subTest(host=host), self.assertRaises(ValueError):
                self._build("ssh://{host}", host=host)

    def test_both_hosts_must_be_on_the_list(self):
        for template, host in (
            ("ssh://{host}", "evil.example"),
            ("https://gate.example.com/{host}", "evil.example"),
            ("https://gate.evil.example/{host}", "t1.example.com"),
            ("https://gate.evil.example/", "t1.example.com"),
        ):
            with self.subTest(template=template), self.assertRaises(PermissionError):
                self._build(template, host=host)

    def test_templates(self):
        wrong = (
            "",
            "{host}",
            "//{host}",
            "javascript:alert(1)",
            "javascript://{host}/%0aalert(1)",
            "data:text/html,{name}",
            "file:///etc/{host}",
            "http://{host}",
            "HTTPS://{host}",
            " https://{host}",
            "https://{host} ",
            "https://{host}\n",
            "https://{host}@evil.example",
            "https://user@{host}",
            "https://user:{serial}@{host}",
            "https://{host}.evil.example",
            "https://evil{host}",
            "https://{name}.example.com",
            "https://{host}:{serial}",
            "https://{host}:0",
            "https://{host}:70000",
            "https://{host}&x",
            "https://{host}\\@evil.example",
            "https://{host}/{password}",
            "https://{host}/{host.__class__}",
            "https://{host}/{",
            "https://{host}/{{host}}",
            "https://exämple.com/{host}",
            "https://127.1/{host}",
            "ssh://full%20address=s:{host}",
            "ssh:{host}",
        )
        for template in (*wrong, None, False):
            with self.subTest(template=template), self.assertRaises(ValueError):
                parse_template(template)
