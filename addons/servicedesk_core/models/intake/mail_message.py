# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from odoo.addons.mail.tools.discuss import Store

from ..conversation.mail_message import TICKET

UNVERIFIED = "unverified"
UNKNOWN = "unknown"
# Whose conversations say what the gate thinks of a sender.
DOUBTED = frozenset({TICKET, "servicedesk.work.order"})


class MailMessage(models.Model):
    """Say of a mail on a ticket or an order whether its sender is who he says."""

    _inherit = "mail.message"

    servicedesk_unverified = fields.Selection(
        [
            (UNVERIFIED, "Sender not verified"),
            (UNKNOWN, "Unknown sender"),
        ],
        string="Doubt about the Sender",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Everybody can write any sender into a mail. A mail is beyond doubt when"
        " it carries what only we sent to that side of the ticket, or when our mail"
        " server vouches for the sender.",
    )

    def _to_store_defaults(self, target):
        """Tell the desk's screens; people outside are not told what we doubt."""
        names = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            names.append(
                Store.Attr(
                    "servicedesk_unverified",
                    predicate=lambda message: message.model in DOUBTED,
                    sudo=True,
                )
            )
        return names
