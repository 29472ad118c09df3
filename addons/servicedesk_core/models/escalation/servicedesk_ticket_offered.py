# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import escalation as steps

NOTE = "mail.mt_note"
# What an offered person's note is made of, when it comes by RPC.
NOTE_VALUES = ("body", "partner_ids", "parent_id")


class ServicedeskTicket(models.Model):
    """Whom something is offered to reads the ticket, as long as the offer is open.

    Also a confidential one: he has to know what he accepts. Who settles a dispute does
    as well. Both leave hidden notes, and answer; the ticket is not theirs to work on.
    With the answer it ends, but for who has taken it over.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # What is offered is read
    # ------------------------------------------------------------------

    @api.depends("offer_count", "is_about_me")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        result = super()._compute_can_read()
        # Most have no offer, and then nobody asks the database.
        hidden = self.filtered(
            lambda ticket: (
                ticket.offer_count
                and not ticket.can_read
                and not ticket.is_about_me
                and ticket.company_id in self.env.companies
            )
        )
        asked = set(hidden._find_asked().ticket_id.ids)
        for ticket in hidden:
            ticket.can_read = ticket._origin.id in asked
        return result

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Fetch whether anything is offered with whatever else is read; see there."""
        if field_names is not None and self._is_desk_user():
            field_names = dict.fromkeys((*field_names, "offer_count"))
        return super()._determine_fields_to_fetch(
            field_names, ignore_when_in_cache=ignore_when_in_cache
        )

    @api.model
    def _search_can_read(self, operator, value):
        domain = super()._search_can_read(operator, value)
        if domain is NotImplemented:
            return domain
        offers = self.env["servicedesk.escalation"]
        asked = offers._get_asked_domain(self.env.user)
        return domain | (
            Domain("offer_count", ">", 0)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("escalation_ids", "any!", asked)
            & Domain("is_about_me", "=", False)
        )

    def _find_asked(self):
        """Return the offers here that await a word of the current user."""
        # sudo: servicedesk.escalation - who is offered something is let in by it
        offers = self.env["servicedesk.escalation"].sudo()
        if not self:
            return offers
        domain = offers._get_asked_domain(self.env.user)
        return offers.search(domain & Domain("ticket_id", "in", self._origin.ids))

    # ------------------------------------------------------------------
    # And not worked on
    # ------------------------------------------------------------------

    def _find_only_asked(self):
        """Return the offers by which alone the current user has to do with these."""
        # sudo: servicedesk.ticket - whether anything is offered, whoever asks
        offered = self.sudo().filtered("offer_count").sudo(False)
        if not offered or self.env.user._is_superuser():
            return self.env["servicedesk.escalation"]
        open_to = offered.filtered(
            lambda ticket: not ticket.has_access("write") and ticket.has_access("read")
        )
        return open_to._find_asked()

    def _check_taken(self):
        """Raise for who has not accepted yet what he would work on, saying so.

        :raise AccessError: naming a ticket that awaits his answer.
        """
        for offer in self._find_only_asked():
            words = {"ticket": offer.ticket_id.number}
            if offer.state == steps.DISPUTED:
                raise AccessError(
                    self.env._("%(ticket)s is disputed: settle it first.", **words)
                )
            raise AccessError(
                self.env._("%(ticket)s is offered to you: accept it first.", **words)
            )

    def write(self, vals):
        """Say to whom it is offered why he may not; see :meth:`_check_taken`."""
        try:
            return super().write(vals)
        except UserError:
            if not self.env.su:
                self._check_taken()
            raise

    def _check_work_access(self):
        try:
            return super()._check_work_access()
        except AccessError:
            self._check_taken()
            raise

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """A follower reads a confidential ticket also after the offer is over.

        :raise AccessError: for who is only offered it.
        """
        own = set(partner_ids or []) == set(self.env.user.partner_id.ids)
        # sudo: servicedesk.ticket - what it is decides, whoever asks
        if not self.env.su and (not own or any(self.sudo().mapped("is_confidential"))):
            self._check_taken()
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_unsubscribe(self, partner_ids=None):
        own = set(partner_ids or []) == set(self.env.user.partner_id.ids)
        if not self.env.su and not own:
            self._check_taken()
        return super().message_unsubscribe(partner_ids)

    # ------------------------------------------------------------------
    # Notes
    # ------------------------------------------------------------------

    def _get_post_operations(self):
        """Whom it is offered to posts where he reads: hidden notes only."""
        result = super()._get_post_operations()
        for offer in self._find_only_asked():
            for ticket in result:
                if ticket.id == offer.ticket_id.id:
                    result[ticket] = "read"
        return result

    def _check_may_notify(self, partner_ids):
        if not self.env.su and self._find_outside(partner_ids):
            self._check_taken()
        return super()._check_may_notify(partner_ids)

    def message_post(self, **kwargs):
        """Tell who offers it what the receiver answers by mail: a hidden note.

        In Odoo, too, who is only offered it leaves hidden notes.
        """
        is_mail = kwargs.get("message_type") == "email"
        if not is_mail and self._find_only_asked():
            desk, values = self._prepare_asked_post(kwargs)
            message = super(ServicedeskTicket, desk).message_post(**values)
            # sudo: mail.message - the note was posted for him: he has it as himself
            return message.sudo(self.env.su)
        is_note = is_mail and kwargs.get("is_internal")
        if is_note and self.env.su and self.offer_count:
            author = self.env["res.partner"].browse(kwargs.get("author_id") or [])
            offers = self.escalation_ids.filtered(
                lambda offer: (
                    offer.state in steps.OPEN
                    and author in offer.receiver_ids.partner_id
                )
            )
            told = offers.from_user_id.filtered("active").partner_id
            kwargs["partner_ids"] = [*(kwargs.get("partner_ids") or []), *told.ids]
        return super().message_post(**kwargs)

    def _prepare_asked_post(self, values):
        """Return (ticket, values) by which he posts whom it is only offered to.

        :raise AccessError: for words to the requester's side, unless he is of it.
        """
        self.ensure_one()
        if not self._is_hidden_post(values):
            # sudo: servicedesk.ticket - who is on the requester's side decides
            askers = self.sudo()._get_askers()[self.sudo()]
            if self.env.user not in askers:
                self._check_taken()
            return self, values
        mine = self.sudo(False)
        mine._check_addressees(values.get("partner_ids"))
        if not self.env.su:
            files = self._get_own_pending_files(values.get("attachment_ids"))
            values = {key: values[key] for key in NOTE_VALUES if key in values}
            values |= {"attachment_ids": files, "message_type": "comment"}
        values.pop("subtype_id", None)
        # sudo: servicedesk.ticket - a hidden note of who was found to be asked; he
        # follows a confidential ticket no longer than the offer is open: not at all
        desk = self.sudo().with_context(
            mail_post_autofollow=False,
            mail_post_autofollow_author_skip=self.sudo().is_confidential,
        )
        return desk, values | {"subtype_xmlid": NOTE}

    def _is_hidden_post(self, values):
        """Return whether these values of a message make a note for the desk alone."""
        kind = self.env.ref(values.get("subtype_xmlid") or NOTE, False)
        if values.get("subtype_id"):
            kind = self.env["mail.message.subtype"].browse(values["subtype_id"])
        # sudo: mail.message.subtype - whether a subtype is internal is no secret
        return (
            bool(kind)
            and kind.sudo().internal
            and not self._find_outside(values.get("partner_ids"))
        )
