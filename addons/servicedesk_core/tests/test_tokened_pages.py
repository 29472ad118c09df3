# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.servicedesk_core.tools import log_mask

from .common import ServicedeskCommon

SEAL = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@tagged("post_install", "-at_install")
class TestTokenedPages(ServicedeskCommon, HttpCase):
    """Whatever answers under an address with a token leaves no trace of it."""

    def _ask(self):
        """Return a ticket whose solution was mailed, and the path of its link."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve("Replaced the lock.")
        (message,) = self._sent_to(self.customer_partner.email)
        return ticket, self._confirm_paths(message)[0]

    def assertSealed(self, response):
        for name, value in SEAL.items():
            self.assertEqual(response.headers.get(name), value, response.url)

    def test_the_page_itself(self):
        """The question, and what stands in its place when it is over."""
        ticket, path = self._ask()
        self.assertSealed(self.url_open(path))
        ticket.sudo().action_reopen("Not yet")
        self.assertSealed(self.url_open(path))

    def test_unknown_pages(self):
        """Wrong tokens, no ticket, no number, a step too far: Odoo's page, sealed."""
        ticket, path = self._ask()
        for wrong in (
            f"/servicedesk/confirm/{ticket.id}/wrong",
            "/servicedesk/confirm/999999999/wrong",
            "/servicedesk/confirm/none/wrong",
            f"{path}/more",
            "/servicedesk/approval/none/wrong",
            "/servicedesk/approval/999999999/wrong",
        ):
            response = self.url_open(wrong)
            self.assertEqual(response.status_code, 404, wrong)
            self.assertSealed(response)

    @mute_logger("odoo.http")
    def test_refused_requests(self):
        """Without the form's mark, or by another method."""
        _ticket, path = self._ask()
        response = self.url_open(path, data={"answer": "confirm"})
        self.assertEqual(response.status_code, 400)
        self.assertSealed(response)
        response = self.opener.put(self.base_url() + path)
        self.assertEqual(response.status_code, 405)
        self.assertSealed(response)

    def test_shared_pages(self):
        """A ticket's page that is opened by a key, the right one or not."""
        ticket = self._started()
        for key in ("access_token=wrong", "pid=1&hash=wrong", "token=wrong"):
            path = f"/my/tickets/{ticket.id}?{key}"
            self.assertSealed(self.url_open(path, allow_redirects=False))

    def test_zero_bytes_in_an_address(self):
        """What the database cannot look for is not found, and no failure."""
        response = self.url_open("/my/tickets/1/%00?access_token=x")
        self.assertEqual(response.status_code, 404)
        self.assertSealed(response)

    def test_other_pages_are_not_touched(self):
        """What holds no token is Odoo's to answer as it does."""
        response = self.url_open("/web/login")
        self.assertNotEqual(response.headers.get("Referrer-Policy"), "no-referrer")

    def test_the_log_holds_no_token(self):
        """The loggers of this process are masked: the addon was loaded in it."""
        _ticket, path = self._ask()
        token = path.rpartition("/")[2]
        for name in log_mask.LOGGERS:
            with self.assertLogs(name, "WARNING") as logs:
                logging.getLogger(name).warning('"GET %s HTTP/1.1" 200', path)
            self.assertNotIn(token, logs.output[0])
            self.assertIn('*** HTTP/1.1" 200', logs.output[0])
