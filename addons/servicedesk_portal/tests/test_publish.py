# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PortalCommon

WORDS = "Pull the plug and wait"


@tagged("post_install", "-at_install")
class TestPublish(PortalCommon):
    """What a hidden comment is to the customer, before and after it is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(name="The till is stuck")
        cls.note = cls._hide(cls.ticket, WORDS, attachments=[("a.txt", b"plan")])
        cls.note.sudo().author_id = cls.agent_a.partner_id
        cls.file = cls.note.attachment_ids

    @mute_logger("odoo.http")
    def test_page_and_file_before_and_after(self):
        """His page and the file's address open with the deed, not earlier."""
        page = f"/my/tickets/{self.ticket.id}"
        path = f"{page}/files/{self.file.id}"
        self._log_in(self.customer)
        self.assertNotIn(WORDS, self.url_open(page).text)
        self.assertNotEqual(self.url_open(path).content, b"plan")
        self.ticket.with_user(self.agent_a).action_publish_message(self.note.id)
        self.env.flush_all()
        self.assertIn(WORDS, self.url_open(page).text)
        self.assertEqual(self.url_open(path).content, b"plan")

    @mute_logger("odoo.http")
    def test_others_get_nothing_by_it(self):
        """A customer of another company sees neither page nor file afterwards."""
        self.ticket.with_user(self.agent_a).action_publish_message(self.note.id)
        self.env.flush_all()
        self._log_in(self.other_customer)
        page = f"/my/tickets/{self.ticket.id}"
        self.assertNotIn(WORDS, self.url_open(page).text)
        answer = self.url_open(f"{page}/files/{self.file.id}")
        self.assertNotEqual(answer.content, b"plan")
