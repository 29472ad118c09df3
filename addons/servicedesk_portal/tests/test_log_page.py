# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PDF, PortalCommon


@tagged("post_install", "-at_install")
class TestLogPage(PortalCommon):
    """Who reads a confidential ticket on the requester's pages is in the log, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._ticket(is_confidential=True)
        message = cls._say(cls.ticket, "Here", attachments=[("plan.pdf", PDF)])
        cls.file = message.sudo().attachment_ids
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._forget()

    def _forget(self):
        self.env.cr.execute("DELETE FROM servicedesk_log")
        self.env["servicedesk.log"].invalidate_model()

    def _rows(self):
        rows = self.env["servicedesk.log"].search([], order="id")
        return [(row.user_id, row.res_id, row.scope, row.channel) for row in rows]

    def test_requester(self):
        """The requester's page and his download, once an hour each."""
        self._log_in(self.customer)
        self._forget()
        page = f"/my/tickets/{self.ticket.id}"
        for path in (page, page, f"{page}/files/{self.file.id}"):
            self._see(path, 200)
        self.assertEqual(
            self._rows(),
            [
                (self.customer, self.ticket.id, scope, "portal")
                for scope in ("content", "file")
            ],
        )

    def test_visitor_with_a_link(self):
        """Who comes with the link is nobody we know: the row says so."""
        token = self._share(self.ticket)
        self._forget()
        self._see(f"/my/tickets/{self.ticket.id}?access_token={token}", 200)
        visitor = self.env.ref("base.public_user")
        self.assertEqual(self._rows(), [(visitor, self.ticket.id, "content", "portal")])

    def test_refused(self):
        """Who is not let in has read nothing."""
        self._log_in(self.chief)
        self._forget()
        self._see(f"/my/tickets/{self.ticket.id}", 404)
        self._see(f"/my/tickets/{self.ticket.id}/files/{self.file.id}", 404)
        self.assertEqual(self._rows(), [])

    def test_other_tickets(self):
        """Pages of other tickets leave no row."""
        ticket = self._ticket()
        self._log_in(self.customer)
        self._forget()
        self._see(f"/my/tickets/{ticket.id}", 200)
        self.assertEqual(self._rows(), [])
