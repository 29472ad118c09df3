# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import mail_kind


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.private  # the gateway's step, not a deed for RPC
    @api.model
    def message_parse(self, message, save_original=False):
        """Leave out NUL characters, which PostgreSQL does not store.

        Odoo would refuse the whole mail for one in its subject, sender or the name
        of a file.
        """
        values = super().message_parse(message, save_original=save_original)
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = value.replace("\x00", "")
        values["attachments"] = [
            file._replace(fname=file.fname.replace("\x00", ""))
            if hasattr(file, "_replace") and isinstance(file.fname, str)
            else file
            for file in values.get("attachments") or []
        ]
        return values

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Remember that a program wrote the mail, while its headers are at hand.

        Tickets do not acknowledge such mail: nobody is there to read it, and two
        programs would go on thanking each other (RFC 3834).

        :raise AccessError: when somebody who is no mail gateway delivers to the desk.
        """
        self._servicedesk_check_may_deliver(routes or ())
        if self._servicedesk_is_automatic(message):
            self = self.with_context(servicedesk_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _servicedesk_check_may_deliver(self, routes=None):
        """Let gateways only hand mail to the desk: the server's own, or by RPC.

        :param routes: where the mail goes; None: to the desk.

        Odoo lets every user deliver mail in any name, to any record, with any values,
        in superuser mode. Others write to the desk's address, or in the ticket.
        """
        if self.env.su or self.env.user._is_system():
            return
        if self.env.user.has_group("servicedesk_core.group_servicedesk_api"):
            return
        if routes is None or any(
            route[0].startswith("servicedesk.") for route in routes
        ):
            raise AccessError(
                self.env._("Only a mail gateway delivers mail to the service desk.")
            )

    @api.model
    def _servicedesk_is_automatic(self, message):
        """Return whether no person wrote ``message``, by the rule of the mail intake.

        Such mail comes here when its sender is let in, or when a person made a ticket
        of it.
        """
        own = self.env["servicedesk.mail.sender"]._get_own_addresses()
        return bool(mail_kind.classify(message, "", "", own))

    def _notify_get_reply_to(self, default=None, author_id=False):
        """What is mailed to nobody is answered by nobody: spare the question."""
        if not self and self.env.context.get("servicedesk_unmailed"):
            return {False: default}
        return super()._notify_get_reply_to(default=default, author_id=author_id)
