# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from ..tools import mail_auth

OURS = "mx.mycompany.example"


class TestParse(unittest.TestCase):
    """Reading Authentication-Results as RFC 8601 writes them."""

    def test_a_header_with_everything(self):
        """Comments, quotes, folded lines, a version, a method's version."""
        name, results = mail_auth.parse(
            "mx.MyCompany.example 1;\r\n spf=pass (sender (really) known)\r\n"
            ' smtp.mailfrom="ann@shop.example";\r\n'
            " dkim/1=pass header.d=Shop.example header.s=a; dmarc=PASS"
        )
        self.assertEqual(name, OURS)
        self.assertEqual(
            results,
            [
                ("spf", "pass", {"smtp.mailfrom": "ann@shop.example"}),
                ("dkim", "pass", {"header.d": "shop.example", "header.s": "a"}),
                ("dmarc", "pass", {}),
            ],
        )

    def test_nothing_found(self):
        """A server may say that it has found nothing."""
        self.assertEqual(mail_auth.parse(f"{OURS}; none"), (OURS, []))
        self.assertEqual(mail_auth.parse(""), ("", []))

    def test_what_does_not_end_says_nothing(self):
        """Who knows what is comment and what is not?"""
        for broken in (
            f'{OURS}; spf=pass smtp.mailfrom="a; dmarc=pass',
            f"{OURS}; spf=fail (a; dmarc=pass",
            f"{OURS}; spf=fail a); dmarc=pass",
        ):
            with self.subTest(broken=broken):
                self.assertEqual(mail_auth.parse(broken), ("", []))


class TestIsAuthenticated(unittest.TestCase):
    """Who vouches for a sender, and who does not."""

    def _ask(self, *results, trusted=(OURS,), domain="shop.example", name=OURS):
        values = [f"{name}; {result}" for result in results]
        return mail_auth.is_authenticated(values, trusted, domain)

    def test_dmarc_decides(self):
        """It weighs the others: what it refuses no DKIM saves."""
        self.assertTrue(self._ask("dmarc=pass header.from=shop.example"))
        self.assertFalse(
            self._ask(
                "dkim=pass header.d=shop.example; dmarc=fail header.from=x.example"
            )
        )
        self.assertFalse(self._ask("dmarc=pass header.from=other.example"))
        self.assertFalse(self._ask("dmarc=pass; dmarc=fail"))

    def test_dkim_and_spf_of_the_senders_domain(self):
        """Each of them alone is enough, for From's domain or one below it."""
        for result in (
            "dkim=pass header.d=shop.example",
            "dkim=pass header.d=mail.shop.example",
            "spf=pass smtp.mailfrom=bounce@shop.example",
            "spf=pass smtp.mailfrom=42@bounce.shop.example",
            "spf=pass smtp.mailfrom=shop.example",
            "dkim=fail header.d=x.example; dkim=pass header.d=shop.example",
        ):
            with self.subTest(result=result):
                self.assertTrue(self._ask(result))

    def test_what_proves_nothing_about_from(self):
        """Passed, but for another domain; or not passed; or for all the world."""
        for result in (
            "dkim=pass header.d=newsletter.example",
            "spf=pass smtp.mailfrom=ann@attacker.example",
            "spf=pass smtp.helo=shop.example",
            "dkim=neutral header.d=shop.example",
            "dkim=pass header.d=example",
            "dkim=pass header.d=evilshop.example",
            "dkim=pass header.i=@shop.example",
            "dkim=pass header.d=evil.example header.i=@shop.example",
            "dkim=pass",
            "iprev=pass policy.iprev=192.0.2.1",
            "none",
        ):
            with self.subTest(result=result):
                self.assertFalse(self._ask(result))

    def test_nobody_vouches_for_what_is_below_him(self):
        """Whoever gives out domains is not everybody who has one."""
        for result in (
            "dkim=pass header.d=shop.example",
            "dkim=pass header.d=co.uk",
            "spf=pass smtp.mailfrom=x@co.uk",
            "spf=pass smtp.mailfrom=example",
        ):
            for domain in ("mail.shop.example", "shop.co.uk"):
                with self.subTest(result=result, domain=domain):
                    self.assertFalse(self._ask(result, domain=domain))

    def test_only_our_servers_count(self):
        """Everybody can write the header into his mail."""
        vouched = "dmarc=pass header.from=shop.example"
        self.assertFalse(self._ask(vouched, name="mx.attacker.example"))
        self.assertFalse(self._ask(vouched, trusted=()))
        self.assertFalse(self._ask(vouched, domain=""))
        self.assertTrue(self._ask(vouched, name=OURS.upper()))

    def test_the_topmost_of_ours_counts(self):
        """What a sender brings along in our name stands below what we found."""
        self.assertFalse(self._ask("dmarc=fail", "dmarc=pass header.from=shop.example"))

    def test_a_foreign_header_above_is_passed_over(self):
        """A server behind ours adds its own; it says nothing about us."""
        values = ["scanner.example; dmarc=fail", f"{OURS}; dmarc=pass"]
        self.assertTrue(mail_auth.is_authenticated(values, [OURS], "shop.example"))

    def test_nothing_is_smuggled_in_an_address(self):
        """Senders choose the first part of their address, quotes included."""
        for result in (
            'spf=pass smtp.mailfrom="a; dmarc=pass from=shop"@evil.example',
            r'spf=pass smtp.mailfrom="a\"; dmarc=pass"@evil.example',
            "spf=pass (from a; dmarc=pass) smtp.mailfrom=a@evil.example",
        ):
            with self.subTest(result=result):
                self.assertFalse(self._ask(result))
