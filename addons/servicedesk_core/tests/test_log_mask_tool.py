# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
from unittest import TestCase

from odoo.addons.servicedesk_core.tools import log_mask

TOKEN = "Zk9-secret_token"

# What a log says of an address, and what it may say.
MASKED = (
    (f"/servicedesk/confirm/5/{TOKEN}", "/servicedesk/confirm/5/***"),
    (f"/servicedesk/approval/12/{TOKEN}", "/servicedesk/approval/12/***"),
    (f"/servicedesk/escalation/3/{TOKEN}", "/servicedesk/escalation/3/***"),
    (f"/servicedesk/work-order/3/{TOKEN}", "/servicedesk/work-order/3/***"),
    (f"/servicedesk/approval/12/{TOKEN}?x=1", "/servicedesk/approval/12/***?x=1"),
    (f"/ru/servicedesk/confirm/5/{TOKEN}", "/ru/servicedesk/confirm/5/***"),
    (f"https://d.example/servicedesk/confirm/5/{TOKEN}#top", None),
    (f"/servicedesk/%63onfirm/5/{TOKEN}", "/servicedesk/confirm/5/***"),
    (f"/servicedesk%2Fconfirm%2F5%2F{TOKEN}", "/servicedesk/confirm/5/***"),
    (f"//servicedesk//confirm//5//{TOKEN}", "//servicedesk//confirm//5//***"),
    (f"/SERVICEDESK/Confirm/5/{TOKEN}", "/SERVICEDESK/Confirm/5/***"),
    (f"/servicedesk/confirm/5/{TOKEN}/more", "/servicedesk/confirm/5/***"),
    (f"/servicedesk/confirm/{TOKEN}", "/servicedesk/confirm/***"),
    (f"/servicedesk/confirm/x/{TOKEN}", "/servicedesk/confirm/***"),
    (f"/my/tickets/7?access_token={TOKEN}", "/my/tickets/7?access_token=***"),
    (
        f"/my/tickets/7?a=1&access_token={TOKEN}&b=2",
        "/my/tickets/7?a=1&access_token=***&b=2",
    ),
    (f"/my/tickets/7?access%5Ftoken={TOKEN}", "/my/tickets/7?access%5Ftoken=***"),
    (f"/my/tickets/7?Access_Token={TOKEN}", "/my/tickets/7?Access_Token=***"),
    (f"/web/content/3?access_token={TOKEN}", "/web/content/3?access_token=***"),
    (f"/web/login?redirect=/my/tickets/7%3Faccess_token%3D{TOKEN}", None),
    (f"/web/login?redirect=%2Fservicedesk%2Fconfirm%2F5%2F{TOKEN}", None),
    (
        f"/web/login?redirect=https%3A%2F%2Fd.example%2Fmail%2Fview%3Fmodel%3Dm"
        f"%26access_token%3D{TOKEN}",
        None,
    ),
    (f"/web/login?redirect=%2Fweb%3Fredirect%3D%252Fx%253Ftoken%253D{TOKEN}", None),
    (
        f"/mail/unfollow?model=m&res_id=1&pid=2&token={TOKEN}",
        "/mail/unfollow?model=m&res_id=1&pid=2&token=***",
    ),
    (f"/my/tickets/1?pid=2&hash={TOKEN}", "/my/tickets/1?pid=2&hash=***"),
    (f"/my/tickets/1?%74oken={TOKEN}", "/my/tickets/1?%74oken=***"),
    (f"/mail/view?res_id=1&access_token={TOKEN}", None),
    (f"/mail/view?res_id=1&auth_signup_token={TOKEN}&x=1", None),
    (f"/web/reset_password?token={TOKEN}", "/web/reset_password?token=***"),
    (f"/my/tickets/7?access_token={TOKEN}%26x%3D1", "/my/tickets/7?access_token=***"),
)

# What is no address of ours stays as it is, to the letter.
LEFT = (
    "/web/login",
    "/servicedesk/logo/5?unique=17",
    "/my/tickets/7",
    "/my/tickets?search=100%25",
    "/web/content/3?download=true",
    "/web/content/3?unique=1&tokens=5#hash",
    "/odoo/servicedesk.ticket/5",
    "/x?redirect=%2Fmy%2Ftickets%2F7",
    "50 % of servicedesk mails were confirmed",
    "",
)


class TestLogMask(TestCase):
    """What a log says of an address does not open its page."""

    def test_tokens_are_masked(self):
        """However an address is written that a server would take."""
        for address, expected in MASKED:
            with self.subTest(address):
                masked = log_mask.mask(address)
                self.assertNotIn(TOKEN, masked)
                if expected:
                    self.assertEqual(masked, expected)

    def test_the_rest_of_a_line_stays(self):
        """A line of an access log keeps its method, protocol and status."""
        line = f'"GET /servicedesk/confirm/5/{TOKEN} HTTP/1.1" 200 -'
        self.assertEqual(
            log_mask.mask(line), '"GET /servicedesk/confirm/5/*** HTTP/1.1" 200 -'
        )

    def test_other_addresses_are_left_alone(self):
        """What holds no token of ours is logged as it was."""
        for address in LEFT:
            with self.subTest(address):
                self.assertEqual(log_mask.mask(address), address)

    def test_masking_twice_is_masking_once(self):
        """A line that passes two loggers looks the same."""
        for address, _expected in MASKED:
            masked = log_mask.mask(address)
            self.assertEqual(log_mask.mask(masked), masked)

    def test_pages_that_are_sealed(self):
        """Answer pages always; a ticket's page when it is opened by a key."""
        sealed = (
            ("/servicedesk/confirm/5/x", ""),
            ("/servicedesk/approval/x", ""),
            ("/my/tickets/7", "access_token=x"),
            ("/my/tickets/7", "pid=1&hash=x"),
            ("/my/tickets/7", "token=x"),
        )
        for path, query in sealed:
            self.assertTrue(log_mask.is_tokened(path, query), path)
        plain = (
            ("/my/tickets/7", ""),
            ("/my/tickets/7", "report_type=pdf"),
            ("/my/invoices/7", "access_token=x"),
            ("/servicedesk/logo/5", "unique=1"),
        )
        for path, query in plain:
            self.assertFalse(log_mask.is_tokened(path, query), path)


class TestTokenFilter(TestCase):
    """The filter on the loggers of a process."""

    def _record(self, message, *args):
        return logging.LogRecord("werkzeug", 20, "x.py", 1, message, args, None)

    def test_arguments_are_masked(self):
        """Servers hand the address over as an argument of the message."""
        record = self._record('%s - "%s"', "::1", f"/servicedesk/confirm/5/{TOKEN}")
        self.assertTrue(log_mask.TokenFilter().filter(record))
        self.assertNotIn(TOKEN, record.getMessage())
        self.assertIn("::1", record.getMessage())

    def test_other_records_are_untouched(self):
        """What holds no token keeps its message and its arguments."""
        record = self._record("%s of %d %%", "servicedesk", 3)
        log_mask.TokenFilter().filter(record)
        self.assertEqual(record.args, ("servicedesk", 3))

    def test_broken_records_pass(self):
        """A message that does not fit its arguments is for others to complain of."""
        record = self._record("%d", "no number")
        self.assertTrue(log_mask.TokenFilter().filter(record))

    def test_installed_once(self):
        """Loading the addon again adds no second filter."""
        log_mask.install()
        log_mask.install()
        for name in log_mask.LOGGERS:
            found = [
                one
                for one in logging.getLogger(name).filters
                if isinstance(one, log_mask.TokenFilter)
            ]
            self.assertEqual(len(found), 1, name)
