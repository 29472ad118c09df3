# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError


class ServicedeskTicket(models.Model):
    """Whatever is said on an internal ticket is a hidden note, for the desk alone.

    Who would write to the requester is told that nobody does; what the system would
    send him is not sent.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    def message_post(self, **kwargs):
        """Post a hidden note, whatever was asked for.

        :raise UserError: naming who of the addressees is outside the desk.
        """
        # sudo: servicedesk.ticket - who may not even read it is refused below
        if len(self) == 1 and self.sudo().internal_only and self._may_learn_of_it():
            self._check_addressees(kwargs.get("partner_ids"))
            kwargs = self._prepare_inside_post(kwargs)
        return super().message_post(**kwargs)

    def _may_learn_of_it(self):
        """Return whether the caller may be told that this ticket is internal."""
        return self.env.su or self.has_access("read")

    def _prepare_inside_post(self, values):
        """Return the values of a post as those of a hidden note to people inside."""
        kept = ("subtype_xmlid", "outgoing_email_to", "incoming_email_cc")
        values = {name: value for name, value in values.items() if name not in kept}
        note_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        named = self.env["res.partner"].browse(values.get("partner_ids") or [])
        return values | {
            "subtype_id": note_id,
            "is_internal": True,
            "partner_ids": self._filter_inside(named).ids,
        }

    def _check_addressees(self, partner_ids):
        """Raise when somebody outside would be told of an internal ticket.

        :raise UserError: naming him.
        """
        result = super()._check_addressees(partner_ids)
        self._check_inside(partner_ids)
        return result

    def _check_inside(self, partner_ids):
        """Raise UserError, naming them, for people outside; a system is not asked."""
        if self.env.su or not partner_ids:
            return
        # sudo: servicedesk.ticket, res.partner - who it is about decides
        for ticket in self.sudo().filtered("internal_only"):
            named = self.env["res.partner"].sudo().browse(partner_ids)
            outside = named - ticket._filter_inside(named)
            if outside and self._may_learn_of_it():
                raise UserError(
                    self.env._(
                        "%(ticket)s is internal: %(names)s must not hear of it. Leave"
                        " them out, or register a ticket of their own.",
                        ticket=ticket.number,
                        names=", ".join(outside.mapped("display_name")),
                    )
                )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Whoever follows, or was named by whatever rule: only the desk is told."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: servicedesk.ticket - whoever writes, the ticket decides
        if len(self) != 1 or not recipients or not self.sudo().internal_only:
            return recipients
        people = self.env["res.partner"].browse(
            one["id"] for one in recipients if one["id"]
        )
        inside = set(self.sudo()._filter_inside(people.sudo())._ids)
        return [one for one in recipients if one["id"] in inside]

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Propose nobody outside the desk, and so not the requester."""
        found = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        for ticket in self.filtered("internal_only"):
            rows = found.get(ticket.id) or []
            people = self.env["res.partner"].browse(
                row["partner_id"] for row in rows if row.get("partner_id")
            )
            inside = set(ticket._filter_inside(people)._ids)
            found[ticket.id] = [row for row in rows if row["partner_id"] in inside]
        return found

    # ------------------------------------------------------------------
    # Following
    # ------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let people of the desk follow.

        :raise UserError: naming who is outside.
        """
        self._check_inside(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    # ------------------------------------------------------------------
    # What the desk would send or ask by itself
    # ------------------------------------------------------------------

    def _has_somebody_to_ask(self):
        return not self.internal_only and super()._has_somebody_to_ask()

    def _is_mailable(self):
        # sudo: servicedesk.ticket - requesters register tickets too
        return not self.sudo().internal_only and super()._is_mailable()

    def _send_acknowledgement(self):
        # sudo: servicedesk.ticket - requesters register tickets too
        shown = self.filtered(lambda ticket: not ticket.sudo().internal_only)
        return super(ServicedeskTicket, shown)._send_acknowledgement()

    def _propose_solution(self):
        shown = self.filtered(lambda ticket: not ticket.internal_only)
        return super(ServicedeskTicket, shown)._propose_solution()

    def _post_to_requester(self, say):
        if self.internal_only:
            return self.env["mail.message"]
        return super()._post_to_requester(say)

    def _get_stage_template_id(self):
        return None if self.internal_only else super()._get_stage_template_id()

    def _mail_on_entering(self, template):
        return None if self.internal_only else super()._mail_on_entering(template)

    def _plan_call_task(self, partner, text):
        if self.internal_only and not self._filter_inside(partner):
            return None
        return super()._plan_call_task(partner, text)

    # ------------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------------

    def _may_concern(self, recipient, actor_id):
        if recipient == "requester" and self.internal_only:
            return False
        return super()._may_concern(recipient, actor_id)

    def _get_notice_partners(self, recipient):
        partners = super()._get_notice_partners(recipient)
        if not self.internal_only:
            return partners
        return [partner for partner in partners if self._filter_inside(partner)]

    def _prepare_notice_person(self, partner, side, facts):
        """What was held back for somebody before is not told him either."""
        person = super()._prepare_notice_person(partner, side, facts)
        if self.internal_only and not self._filter_inside(partner):
            return person._replace(may_read=False)
        return person

    # ------------------------------------------------------------------
    # Mail in
    # ------------------------------------------------------------------

    def _is_asking_side(self, address, people):
        # sudo: servicedesk.ticket - the gate asks for a sender without a login
        return not self.sudo().internal_only and super()._is_asking_side(
            address, people
        )

    def _is_party(self, address, people):
        """To an internal ticket only who works on it has a right."""
        # sudo: servicedesk.ticket - the gate asks for a sender without a login
        if self.sudo().internal_only:
            return bool(address) and any(
                self._may_be_written_by(user) for user in people.user_ids
            )
        return super()._is_party(address, people)

    def _note_quoted(self, quoted):
        return None if quoted.internal_only else super()._note_quoted(quoted)

    @api.model
    def _check_no_mass_mail(self, ids):
        """Raise UserError when a mail to requesters would be about internal tickets.

        :param ids: of the tickets it is about.
        """
        # sudo: servicedesk.ticket - whoever sends it, the ticket decides
        hidden = self.sudo().browse(ids).exists().filtered("internal_only")
        if hidden:
            raise UserError(
                self.env._(
                    "%(tickets)s: internal, so nothing is mailed about it. Leave it"
                    " out, or write a note.",
                    tickets=", ".join(hidden.mapped("number")),
                )
            )
