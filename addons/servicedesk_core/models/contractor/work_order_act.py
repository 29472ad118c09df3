# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools import work_order as steps

# What a signature pad sends: a picture of lines, and no more than a photo of a paper.
MAX_SIGNATURE = 1024 * 1024
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# When there is something to sign for.
SIGNED_IN = (steps.IN_PROGRESS, steps.DONE, steps.VERIFIED)
NAME_LENGTH = 100
SIGNATURE_FIELDS = frozenset({"signature", "signed_name", "date_signed"})


class ServicedeskWorkOrder(models.Model):
    """The act: what was done, on paper or on screen, and who signed for it.

    Whoever receives the work signs, on the printed page or on the screen of who did it.
    A signature is for the work as it was then: work that is given back is signed for
    anew.
    """

    _inherit = "servicedesk.work.order"

    signature = fields.Image(
        max_width=1024, max_height=1024, copy=False, readonly=True, prefetch=False
    )
    signed_name = fields.Char(string="Signed by", copy=False, readonly=True)
    date_signed = fields.Datetime(string="Signed on", copy=False, readonly=True)

    def _say_in_line(self, *parts):
        """Return those of ``parts`` that there are in one line, for documents."""
        return ", ".join(part for part in parts if part)

    def action_sign(self, name="", signature=""):
        """Keep the signature of who receives the work.

        :param str name: of who signs.
        :param str signature: a picture (PNG or JPEG) in base64.
        :raise UserError: before the work has begun, where somebody has signed already,
            and for anything but a picture.
        """
        self._check_has_side()
        self._check_one()
        name = " ".join(arguments.text(self.env, name, "name").split())[:NAME_LENGTH]
        if not name:
            raise UserError(self.env._("Please say who signs."))
        picture = self._check_picture(signature)
        # sudo: servicedesk.work.order - changed by deeds only
        return self.sudo()._do_sign(self.env.user.partner_id, name, picture)

    def _do_sign(self, partner, name, picture):
        self._lock()
        if self.state not in SIGNED_IN:
            raise UserError(self._tell_state())
        if self.signature:
            raise UserError(
                self.env._(
                    "%(name)s has signed for %(order)s already.",
                    name=self.signed_name,
                    order=self.number,
                )
            )
        now = fields.Datetime.now()
        self.write({"signature": picture, "signed_name": name, "date_signed": now})
        self._message_log(
            body=self.env._("%(name)s has signed for the work.", name=name),
            author_id=partner.id,
        )
        self._after_step("sign", partner, "")
        return True

    def _check_picture(self, signature):
        """Return a picture in base64, in one form.

        :raise UserError: for nothing, too much, and anything but PNG and JPEG: other
            pictures may hold programs.
        """
        signature = arguments.text(self.env, signature, "signature")
        if not signature:
            raise UserError(self.env._("There is no signature yet."))
        try:
            picture = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        if not picture.startswith(PICTURES) or len(picture) > MAX_SIGNATURE:
            raise UserError(
                self.env._("A signature is a picture (PNG or JPEG) of at most 1 MB.")
            )
        return base64.b64encode(picture)

    def _after_step(self, step, partner, reason):
        """Forget a signature for work that was given back; the history knows of it."""
        result = super()._after_step(step, partner, reason)
        if step == "return" and self.signature:
            self.write(dict.fromkeys(SIGNATURE_FIELDS, False))
            self._message_log(
                body=self.env._("The signature was for work that is given back."),
                author_id=partner.id,
            )
        return result

    def _get_contractor_readable_fields(self):
        return super()._get_contractor_readable_fields() | SIGNATURE_FIELDS

    def action_open_sign(self):
        """Open the pad on which who receives the work signs."""
        self._check_has_side()
        self._check_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_work_order_sign_action"
        )
        action["context"] = {"default_order_id": self.id}
        return action
