# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools
from odoo.tools import formataddr

from ...tools import mail_thread
from ...tools import work_order as steps
from ..intake.mail_message import UNKNOWN
from ..intake.ticket_thread import SIDES_KEY
from .servicedesk_work_order import SEQUENCE_CODE


class ServicedeskWorkOrder(models.Model):
    """What ties mails to an order: keys on their way out, rights on their way in.

    Its conversation is another one than its ticket's: keys of the one open nothing of
    the other. Answers come to the address of the ticket's team, whoever wrote.
    """

    _inherit = "servicedesk.work.order"

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------

    def _get_mail_address(self):
        """Return the address that answers go to: the desk's, nobody's own."""
        self.ensure_one()
        # sudo: servicedesk.ticket, res.company - contractors have access to neither
        order = self.sudo()
        if order.ticket_id:
            return order.ticket_id._get_mail_address()
        return order.company_id.catchall_email or order.company_id.email

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers come back to the desk, in the name of the ordering company."""
        result, rest = {}, self.browse()
        for order in self:
            address = order._get_mail_address()
            if address:
                # sudo: res.company - only its name is used
                formatted = formataddr((order.sudo().company_id.name, address))
                # A longer header is folded, which some signers of mail cannot read.
                result[order.id] = formatted if len(formatted) <= 68 else address
            else:
                rest |= order
        if rest:
            result |= super(ServicedeskWorkOrder, rest)._notify_get_reply_to(
                default=default, author_id=author_id
            )
        return result

    def _get_thread_key(self, side=mail_thread.CUSTOMER):
        """Return the Message-Id for ``References`` of a mail about this order.

        :param str side: as of a ticket; ``customer`` is the contractor here.
        """
        self.ensure_one()
        domain = (self._get_mail_address() or "").partition("@")[2] or "servicedesk"
        secret = self.env["servicedesk.ticket"]._get_thread_secret()
        return mail_thread.make_key(
            secret, self.id, side, domain, kind=mail_thread.ORDERS
        )

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Remember who of the recipients is an internal user, and what he is sent."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        if len(self) == 1:
            # sudo: mail.message.subtype - whether a subtype is internal is no secret
            hidden = message.is_internal or message.sudo().subtype_id.internal
            values[SIDES_KEY] = (
                bool(hidden),
                {row["id"] for row in recipients_data if not row["share"]},
            )
        return values

    def _notify_by_email_get_headers(self, headers=None):
        """Tell nobody who else gets the mail: the desk passes answers on to them."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self:
            headers.pop("X-Msg-To-Add", None)
        return headers

    def _notify_by_email_get_final_mail_values(
        self, recipient_ids, mail_values, additional_values=None
    ):
        """Begin the conversation of every mail with the order's key for its side."""
        values = super()._notify_by_email_get_final_mail_values(
            recipient_ids, mail_values, additional_values=additional_values
        )
        facts = values.pop(SIDES_KEY, None)
        if facts:
            hidden, internal_ids = facts
            in_house = bool(recipient_ids) and internal_ids.issuperset(recipient_ids)
            side = mail_thread.DESK if in_house else mail_thread.CUSTOMER
            if hidden:
                side = mail_thread.NOTE if in_house else mail_thread.ASIDE
            key = self._get_thread_key(side)
            values["references"] = f"{key} {values.get('references') or ''}".strip()
        return values

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_number_pattern(self):
        """Return the pattern that finds numbers of orders in subjects."""
        # sudo: ir.sequence - how numbers look is no secret
        series = self.env["ir.sequence"].sudo().search([("code", "=", SEQUENCE_CODE)])
        forms = [(each.prefix or "", each.suffix or "") for each in series]
        return mail_thread.compile_numbers(forms)

    def _find_speaker(self, people):
        """Return (contact, his sides) of who of ``people`` stands on one; in superuser
        mode.

        The engineer, the contact and all others of the contractor do it, with or
        without a login; a login of the house speaks with what it may do.
        """
        self.ensure_one()
        for partner in people.sorted(lambda partner: partner != self.contact_id):
            users = partner.user_ids.filtered("active")
            staff = users.filtered(lambda user: not user.share)
            sides = set().union(*(self._get_sides(user) for user in staff))
            firm = self.contractor_commercial_id
            if not staff and self.date_sent and firm:
                if partner.commercial_partner_id == firm:
                    sides = {steps.DOER}
            if sides:
                return partner, sides
        return people.browse(), set()

    def _get_mail_told(self):
        """Return who of the ordering side hears of a mail: who answers for it."""
        self.ensure_one()
        user = self.responsible_id or self.ticket_id.user_id
        if user.active and steps.ORDERER in self._get_sides(user):
            return user.partner_id
        return self.env["res.partner"]

    def message_post(self, **kwargs):
        """Tell who ordered of a mail; of a stranger's, or a hidden one, him alone."""
        if not (self.env.su and kwargs.get("message_type") == "email"):
            return super().message_post(**kwargs)
        if kwargs.get("servicedesk_unverified") == UNKNOWN:
            self = self.with_context(mail_post_autofollow_author_skip=True)
        told = self._get_mail_told()
        if not kwargs.get("is_internal"):
            told |= told.browse(kwargs.get("partner_ids") or [])
        author_id = kwargs.get("author_id")
        kwargs["partner_ids"] = [each for each in told.ids if each != author_id]
        return super().message_post(**kwargs)

    def _get_message_create_valid_field_names(self):
        """Let the gate say what it doubts, and nobody else."""
        names = super()._get_message_create_valid_field_names()
        return names | {"servicedesk_unverified"} if self.env.su else names


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model_create_multi
    def create(self, vals_list):
        """Look for numbers as the series of orders makes them now."""
        series = super().create(vals_list)
        series._forget_order_numbers()
        return series

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys() <= {"number_next", "number_next_actual"}:
            self._forget_order_numbers()
        return result

    def _forget_order_numbers(self):
        if SEQUENCE_CODE in self.mapped("code"):
            self.env.registry.clear_cache()
