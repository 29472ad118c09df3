# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty, plaintext2html

from ...tools import work_order as steps
from ..conversation.ir_attachment import is_said_in

# While the link lives. Once the work is verified, it is over; see work_order_mail.py.
PLANNING = (steps.ACCEPTED, steps.IN_PROGRESS)
CLAIMING = (*PLANNING, steps.DONE)
SPEAKING = (steps.SENT, *CLAIMING)
# What a page shows at most, the newest first.
MOST_SAID = 50
# A link takes no more than that: beyond it somebody fills our disks.
MOST_FILES = 200


class ServicedeskWorkOrder(models.Model):
    """What a contractor sees and does on the mailed page, besides answering.

    All in superuser mode: the link has told who it is. What he does is his own, as if
    he had an account; hidden notes and their files are not there for him.
    """

    _inherit = "servicedesk.work.order"

    def _get_page_deeds(self):
        """Return what the page takes besides answers, in the state the order is in."""
        self.ensure_one()
        is_open = self.payment_decision == "none"
        takes = {
            "plan": self.state in PLANNING,
            "claim": self.state in CLAIMING and self._takes_claims() and is_open,
            "say": self.state in SPEAKING,
        }
        return [deed for deed, is_taken in takes.items() if is_taken]

    # ------------------------------------------------------------------
    # What he sees
    # ------------------------------------------------------------------

    def _get_page_messages(self):
        """Return what was said in public, the newest first; mails he has already."""
        self.ensure_one()
        domain = Domain("model", "=", self._name) & Domain("res_id", "=", self.id)
        domain &= Domain("is_internal", "=", False)
        domain &= Domain("subtype_id", "!=", False)
        domain &= Domain("subtype_id.internal", "=", False)
        domain &= Domain("message_type", "not in", ("email_outgoing", "auto_comment"))
        found = self.env["mail.message"].search(domain, limit=MOST_SAID)
        return found.filtered(
            lambda message: not is_html_empty(message.body) or message.attachment_ids
        )

    def _get_page_files(self):
        """Return the files of the order that were sent in public, the newest first."""
        self.ensure_one()
        domain = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        domain &= Domain("type", "=", "binary")
        domain &= Domain.custom(to_sql=is_said_in(self._name))
        return self.env["ir.attachment"].search(
            domain, order="id desc", limit=MOST_FILES
        )

    # ------------------------------------------------------------------
    # What he does
    # ------------------------------------------------------------------

    def _say_by_page(self, partner, note, attachment_ids):
        """Put his words and files into the conversation, and tell who ordered.

        :raise UserError: for nothing at all, and where it comes too late.
        """
        self.ensure_one()
        if not note and not attachment_ids:
            raise UserError(self.env._("Write something, or choose a file."))
        self._lock()
        if self.state not in SPEAKING:
            raise UserError(self._tell_state())
        if self.message_attachment_count + len(attachment_ids) > MOST_FILES:
            raise UserError(
                self.env._("This order has too many files. Please send them by mail.")
            )
        self.message_post(
            body=plaintext2html(note) if note else "",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=partner.id,
            attachment_ids=attachment_ids,
            partner_ids=self._get_mail_told().ids,
        )
        told = self._with_house_words(partner)
        words = told.env._("There is a new message.")
        if attachment_ids:
            words = told.env._("New files: %(count)s.", count=len(attachment_ids))
        told._note_on_ticket(words, partner)

    def _claim_by_page(self, partner, line):
        """Claim one line in his name."""
        self._do_claim(partner, [{**line, "partner_id": partner.id}])
        told = self._with_house_words(partner)
        told._note_on_ticket(told.env._("Costs were claimed."), partner)

    def _withdraw_by_page(self, partner, line_id):
        """Take back a line that nobody has looked at.

        :raise UserError: for what is no such line, or was decided meanwhile.
        """
        self.ensure_one()
        self._lock()
        self._check_claim()
        line = self.line_ids.filtered(lambda line: line.id == line_id)
        if not line:
            raise UserError(self.env._("The line is not there any more."))
        line._do_withdraw(partner)
