# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, models
from odoo.tools import is_html_empty

# What people of the other side decide about a message of theirs.
OUTSIDE_POST_VALUES = ("body", "attachments", "attachment_ids")
# What would let somebody speak in the name of another.
FORGED_POST_VALUES = ("author_id", "author_guest_id", "email_from")


class ServicedeskWorkOrder(models.Model):
    """The conversation about an order, which both sides read, and the desk's own notes.

    Steps are public: the contractor reads there what was returned and why. Extensions
    write to him; see :meth:`_after_step`. Notes stay with the ordering company.
    """

    _inherit = "servicedesk.work.order"

    # ------------------------------------------------------------------
    # Steps in words
    # ------------------------------------------------------------------

    def _tell_step(self, step, partner, reason):
        """Say on the order what happened, tell the other side, and note it."""
        self.ensure_one()
        if step in ("send", "hand_over"):
            self.message_subscribe(self._get_doer_partner().ids)
        told = self._with_house_words(partner)
        words = told._word_step(step, reason)
        body = words
        if step == "done" and not is_html_empty(self.report):
            body = Markup("<p>%s</p>%s") % (words, self.report)
        told._say(body, partner, step)
        told._note_on_ticket(words, partner)

    def _with_house_words(self, partner):
        """Return ``self`` as the ordering company speaks, if ``partner`` is outside.

        A contractor answers in his language and on his clock; who ordered reads it.
        """
        if not self._is_outside(partner):
            return self
        company = self.company_id
        return self.with_context(
            lang=company.partner_id.lang or "en_US",
            tz=company.resource_calendar_id.tz or company.partner_id.tz or "UTC",
        )

    def _is_outside(self, partner):
        """Return whether ``partner`` is of the contractor that does the work."""
        firm = partner.commercial_partner_id
        return bool(firm) and firm == self.contractor_commercial_id

    def _note_on_ticket(self, words, partner):
        """Say in one hidden line on the ticket what became of its order."""
        if self.ticket_id:
            self.ticket_id._message_log(
                body=self.env._(
                    "%(order)s (%(doer)s): %(what)s",
                    order=self.number,
                    doer=self._get_doer_name(),
                    what=words,
                ),
                author_id=partner.id or self.env.ref("base.partner_root").id,
            )

    def _word_step(self, step, reason):
        words = {
            "send": self.env._("Sent."),
            "accept": self.env._("Accepted."),
            "decline": self.env._("Declined: %(reason)s", reason=reason),
            "start": self.env._("Work has begun."),
            "done": self.env._("The work is done."),
            "verify": self.env._("The work is verified."),
            "return": self.env._("Returned: %(reason)s", reason=reason),
            "cancel": self.env._("Cancelled: %(reason)s", reason=reason),
            "hand_over": self.env._(
                "Handed over to %(user)s: %(reason)s",
                user=self.user_id.name,
                reason=reason,
            ),
        }
        return words[step]

    def _tell_plan(self, partner):
        """Say when the work is planned; of a contractor's date the ticket knows."""
        is_outside = self._is_outside(partner)
        self = self._with_house_words(partner)
        say = self.env["servicedesk.ticket"]._say_moment
        if not self.planned_start:
            body = self.env._("The date is open again.")
        elif self.planned_end:
            body = self.env._(
                "Planned from %(start)s to %(end)s.",
                start=say(self.planned_start),
                end=say(self.planned_end),
            )
        else:
            body = self.env._("Planned for %(start)s.", start=say(self.planned_start))
        self._say(body, partner, "plan")
        if is_outside:
            self._note_on_ticket(body, partner)

    def _say(self, body, partner, step):
        """Post publicly, and notify those colleagues whom the step concerns."""
        self.message_post(
            body=body,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            author_id=partner.id or self.env.ref("base.partner_root").id,
            partner_ids=self._get_told(partner, step).ids,
            notify_skip_followers=True,
        )

    def _get_told(self, partner, step):
        """Return the colleagues to notify: of the other side, or of both.

        A start is nobody's news. Contractors are written to by extensions.
        """
        told = self.env["res.partner"]
        if step in ("send", "return", "cancel", "verify", "hand_over", "plan"):
            told |= self.user_id.filtered("active").partner_id
        if step in ("accept", "decline", "done", "hand_over", "plan"):
            told |= self.responsible_id.filtered("active").partner_id
        return told - partner

    def _get_doer_partner(self):
        """Return who is written to: the engineer, the contact, else the contractor."""
        self.ensure_one()
        return self.user_id.partner_id or self.contact_id or self.contractor_id

    def _get_doer_name(self):
        self.ensure_one()
        return self.user_id.name or self.contractor_id.name or ""

    # ------------------------------------------------------------------
    # Who says what
    # ------------------------------------------------------------------

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Both sides speak where they read the order; nobody else does."""
        if message_operation != "create":
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        # sudo: servicedesk.work.order - Odoo's routes ask in superuser mode
        return {
            order: "read" if order.sudo()._get_sides(self.env.user) else "write"
            for order in self
        }

    def message_post(self, **kwargs):
        """Let people of the contractor answer, in the portal and by RPC alike.

        Their message is a public comment in their own name, whatever else was asked
        for; notes are the ordering company's. Nobody of either side speaks in the
        name of another.

        :raise AccessError: for who stands on neither side.
        """
        if self.env.su:
            return super().message_post(**kwargs)
        if self._is_in_house():
            own = {k: v for k, v in kwargs.items() if k not in FORGED_POST_VALUES}
            return super().message_post(**own)
        self.ensure_one()
        self._check_has_side()
        values = {key: kwargs[key] for key in OUTSIDE_POST_VALUES if key in kwargs}
        values["attachment_ids"] = self.env[
            "servicedesk.ticket"
        ]._get_own_pending_files(values.get("attachment_ids"))
        # sudo: servicedesk.work.order - who may answer was checked just above
        message = super(ServicedeskWorkOrder, self.sudo()).message_post(
            message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )
        return message.sudo(False)

    def _is_in_house(self):
        """Return whether the current user is of the company that ordered all of these.

        Only there notes are read and written.
        """
        if not self.env.user._is_internal():
            return False
        # sudo: servicedesk.work.order - whose order it is decides
        return self.sudo().company_id <= self.env.companies

    # ------------------------------------------------------------------
    # Mails and keys
    # ------------------------------------------------------------------

    def _message_compute_subject(self):
        self.ensure_one()
        return f"[{self.number}] {self.name}"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Leave Odoo's permanent keys out of mails; who has an account logs in."""
        # An empty recordset makes the portal's override return before it makes keys.
        groups = super(
            ServicedeskWorkOrder, self.browse()
        )._notify_get_recipients_groups(message, model_description, msg_vals=msg_vals)
        if not self:
            return groups
        title = self.env._("View Work Order")
        for name, _match, data in groups:
            if name == "user":
                data.update(has_button_access=True, button_access={"title": title})
            else:
                data["has_button_access"] = False
        return groups

    @api.model
    def _get_thread_with_access(
        self, thread_id, *, hash=None, pid=None, token=None, **kwargs
    ):
        """No key opens the conversation about an order: one logs in."""
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _after_step(self, step, partner, reason):
        """Remind who ordered of verifying; the activity ends with the answer."""
        result = super()._after_step(step, partner, reason)
        todo = "servicedesk_core.mail_activity_type_verify_work"
        if step == "done":
            verifier = self.responsible_id or self.ticket_id.user_id
            if verifier.active and verifier.partner_id != partner:
                self.activity_schedule(todo, user_id=verifier.id)
        elif step in ("verify", "return"):
            self.activity_unlink([todo])
        return result
