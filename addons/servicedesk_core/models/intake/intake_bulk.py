# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import AccessError, UserError

from .intake_spam import MANAGER

# So many are named; of more, how many they are.
NAMED = 5


class ServicedeskMailIntake(models.Model):
    """One deed on many mails chosen in a list: each is a case of its own.

    Unlike with tickets it is not all or nothing: mails have nothing to do with one
    another, and one that cannot be read must not hold up the others.
    """

    _inherit = "servicedesk.mail.intake"

    def action_bulk_make_ticket(self):
        """Make a ticket of each mail; say of which not, and why.

        Of one mail alone the ticket is opened.
        """
        if len(self) != 1:
            return self._do_on_each("action_make_ticket")
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.ticket",
            # Made in a transaction of its own: this one does not see it yet.
            "res_id": self.action_make_ticket(),
            "views": [(False, "form")],
        }

    def action_bulk_replay(self):
        """Try each mail again; say of which not, and why."""
        return self._do_on_each("action_replay")

    def action_bulk_dismiss(self):
        """There is nothing to do about any of the mails; say of which there is."""
        return self._do_on_each("action_dismiss")

    def action_bulk_spam(self):
        """Mark each mail as spam; say of which not, and why."""
        return self._do_on_each("action_mark_spam")

    def action_bulk_purge(self):
        """Delete each mail, which must be spam; say of which not, and why.

        :raise AccessError: for who is no manager.
        """
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only managers delete mails."))
        summary = self._do_on_each("action_purge")
        if self.env.context.get("servicedesk_mail_form"):
            # The form's mail is no more: back to the others.
            mails = self.env["ir.actions.act_window"]._for_xml_id(
                "servicedesk_core.servicedesk_mail_intake_action"
            )
            summary["params"]["next"] = mails | {"target": "main"}
        return summary

    def _do_on_each(self, deed, **arguments):
        """Do a deed on each mail by itself; return the summary that is shown."""
        self._check_may_decide()
        self._check_any()
        if len(self) == 1:
            getattr(self, deed)(**arguments)
            return self._summarise(1, [])
        done, refusals = 0, []
        for mail in self:
            try:
                with self.env.cr.savepoint():
                    getattr(mail, deed)(**arguments)
                done += 1
            except UserError as refusal:
                self.env.invalidate_all()
                refusals.append(f"{mail.display_name}: {refusal}")
        return self._summarise(done, refusals)

    def _summarise(self, done, refusals):
        """Return the notification that says how many succeeded, and which not."""
        message = self.env._("Mails done: %(count)s.", count=done)
        if refusals:
            left_out = self.env._("Not done with %(count)s:", count=len(refusals))
            named = refusals[:NAMED]
            if len(refusals) > NAMED:
                more = len(refusals) - NAMED
                named.append(self.env._("and %(count)s more", count=more))
            message = "\n".join((message, left_out, *named))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refusals else "success",
                "message": message,
                "sticky": bool(refusals),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
