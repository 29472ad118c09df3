# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PDF, PNG, PortalCommon


@tagged("post_install", "-at_install")
class TestTicketFiles(PortalCommon):
    """Files of public messages are for those who see the ticket; no other file is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started()
        cls.other_ticket = cls._started(partner_id=cls.other_partner.id)

    def _attach(self, ticket, name="a.txt", content=b"words", hidden=False, **values):
        say = self._hide if hidden else self._say
        message = say(ticket, "See the file", attachments=[(name, content)])
        message.attachment_ids.sudo().write(values)
        return message.attachment_ids

    def _path(self, ticket, file):
        return f"/my/tickets/{ticket.id}/files/{file.id}"

    def _fetch(self, path):
        self.env.flush_all()
        return self.url_open(path, allow_redirects=False)

    def test_pictures_are_shown_and_everything_else_is_saved(self):
        self._log_in(self.customer)
        for name, content, shown in (
            ("till.png", PNG, True),
            ("bill.pdf", PDF, False),
            ("notes.txt", b"words", False),
        ):
            with self.subTest(name):
                file = self._attach(self.ticket, name, content)
                response = self._fetch(self._path(self.ticket, file))
                self.assertEqual(response.content, content)
                disposition = response.headers.get("Content-Disposition", "")
                self.assertEqual("attachment" not in disposition, shown)
                self.assertIn(name, disposition or name)

    def test_a_page_in_disguise_does_not_run_in_our_name(self):
        """It came by mail, where nobody checks: saved, not opened, and no script."""
        page = b"<html><script>alert(document.cookie)</script></html>"
        file = self._attach(self.ticket, "a.html", page, mimetype="text/html")
        self._log_in(self.customer)
        response = self._fetch(self._path(self.ticket, file))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_files_of_hidden_notes_are_not_found(self):
        file = self._attach(self.ticket, hidden=True)
        token = self._share(self.ticket)
        for user in (self.customer, self.chief, self.employee):
            self._log_in(user)
            with self.subTest(user.login):
                path = self._path(self.ticket, file)
                self.assertEqual(self._fetch(path).status_code, 404)
                path = f"{path}?access_token={token}"
                self.assertEqual(self._fetch(path).status_code, 404)

    def test_files_of_other_tickets_are_not_found(self):
        """Not even by way of a ticket one may see."""
        file = self._attach(self.other_ticket)
        self._log_in(self.customer)
        for ticket in (self.ticket, self.other_ticket):
            self.assertEqual(self._fetch(self._path(ticket, file)).status_code, 404)
        self._log_in(self.other_customer)
        path = self._path(self.other_ticket, file)
        self.assertEqual(self._fetch(path).status_code, 200)

    def test_other_files_of_the_database_are_not_found(self):
        stray = self.env["ir.attachment"].create({"name": "plan.txt", "raw": b"plan"})
        on_ticket = stray.copy(
            {"res_model": self.ticket._name, "res_id": self.ticket.id}
        )
        self._log_in(self.customer)
        for file in (stray, on_ticket):
            path = self._path(self.ticket, file)
            self.assertEqual(self._fetch(path).status_code, 404)
        path = f"/my/tickets/{self.ticket.id}/files/999999999"
        self.assertEqual(self._fetch(path).status_code, 404)

    def test_odoos_own_ways_to_a_hidden_notes_file_are_closed(self):
        """By id, as a picture, in an archive, by RPC: for customers and employees."""
        own = self._started(partner_id=self.employee.partner_id.id)
        for ticket, user in ((self.ticket, self.customer), (own, self.employee)):
            file = self._attach(ticket, "secret.txt", b"the secret", hidden=True)
            self._log_in(user)
            for path in (
                f"/web/content/{file.id}",
                f"/web/content/ir.attachment/{file.id}/raw",
                f"/web/content/{file.id}?access_token=x",
                f"/web/image/{file.id}",
            ):
                with self.subTest(path, user=user.login):
                    response = self._fetch(path)
                    self.assertNotIn(b"the secret", response.content)
            attachments = self.env["ir.attachment"].with_user(user)
            self.assertFalse(attachments.browse(file.id).has_access("read"))
            if user._is_internal():
                domain = [("res_model", "=", ticket._name)]
                self.assertNotIn(file.id, attachments.search(domain).ids)
                domain = [("name", "=", "secret.txt")]
                self.assertFalse(attachments.search(domain))

    def test_employees_keep_their_own_files(self):
        """What is public on a ticket, and all that hangs elsewhere."""
        own = self._started(partner_id=self.employee.partner_id.id)
        public = self._attach(own)
        card = self.env["ir.attachment"].create(
            {
                "name": "card.txt",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.employee.partner_id.id,
            }
        )
        files = (public | card).with_user(self.employee)
        files.check_access("read")
        self.assertEqual(
            files.search([("id", "in", files.ids)]), files.sorted("id", True)
        )

    def test_agents_keep_the_files_of_their_notes(self):
        file = self._attach(self.ticket, hidden=True)
        self.assertTrue(file.with_user(self.agent_a).has_access("read"))
        self.assertTrue(file.with_user(self.auditor).has_access("read"))
