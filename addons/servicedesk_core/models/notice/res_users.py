# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import zoneinfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from ...tools.contact_window import ContactWindow

PREFERENCES = [
    "servicedesk_notice_channel",
    "servicedesk_notice_choice_ids",
    "servicedesk_quiet_from",
    "servicedesk_quiet_to",
]


class ResUsers(models.Model):
    """How somebody of the desk wants to be told of tickets; his own to decide."""

    _inherit = "res.users"

    servicedesk_notice_channel = fields.Selection(
        [("inbox", "In Odoo"), ("mail", "E-mail"), ("none", "Not at All")],
        string="Notices of Tickets",
        help="Empty: as the rules say, or as Odoo notifies you. Call tasks and public"
        " answers in tickets you follow are not meant.",
    )
    servicedesk_notice_choice_ids = fields.One2many(
        "servicedesk.notice.choice", "user_id", string="Except"
    )
    servicedesk_quiet_from = fields.Float(string="Quiet from")
    servicedesk_quiet_to = fields.Float(
        string="Quiet until",
        help="On your own clock. Notices wait until then, but for critical tickets."
        " Both the same: no quiet hours.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + PREFERENCES

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + PREFERENCES

    def write(self, vals):
        """Write; people change lines of their own, as Odoo writes their preferences
        in superuser mode.

        :raise AccessError: for a line of somebody else.
        """
        for command in vals.get("servicedesk_notice_choice_ids") or ():
            self._check_own_choice(*command)
        return super().write(vals)

    def _check_own_choice(self, command, line_id=0, values=None):
        # sudo: servicedesk.notice.choice - whose lines these are decides
        own = set(self.sudo().servicedesk_notice_choice_ids.ids)
        named = set(values or ()) if command == Command.SET else {line_id}
        changes_owner = isinstance(values, dict) and "user_id" in values
        by_id = command not in (Command.CREATE, Command.CLEAR)
        if changes_owner or (by_id and not named <= own):
            raise AccessError(self.env._("Everybody chooses for himself only."))

    @api.constrains("servicedesk_quiet_from", "servicedesk_quiet_to")
    def _check_quiet_hours(self):
        """Hours lie on a clock.

        :raise ValidationError: for others.
        """
        for user in self:
            hours = (user.servicedesk_quiet_from, user.servicedesk_quiet_to)
            if not all(0 <= hour <= 24 for hour in hours):
                raise ValidationError(
                    self.env._("The hours of a day go from 0:00 to 24:00.")
                )

    def _get_notice_choice(self, event):
        """Return what this person chose for an event: inbox, mail, none, or ""."""
        self.ensure_one()
        # sudo: res.users - what somebody wants is asked when others do something
        user = self.sudo()
        lines = user.servicedesk_notice_choice_ids
        for line in lines.filtered(lambda line: line.event == event):
            return line.channel
        return user.servicedesk_notice_channel or ""

    def _get_notice_window(self):
        """Return when this person may be disturbed, as a ``ContactWindow``."""
        self.ensure_one()
        # sudo: res.users - as above
        user = self.sudo()
        zone = user.tz or user.company_id.partner_id.tz or "UTC"
        if zone not in zoneinfo.available_timezones():
            zone = "UTC"
        # Awake from the end of the quiet hours until they begin.
        return ContactWindow(
            hour_from=user.servicedesk_quiet_to,
            hour_to=user.servicedesk_quiet_from,
            zone=zone,
        )
