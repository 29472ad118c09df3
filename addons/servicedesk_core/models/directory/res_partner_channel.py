# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import zoneinfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.contact_window import ContactWindow, format_hour
from .res_partner import STAFF


class ResPartner(models.Model):
    """How and when a contact wants to be reached.

    The hours are for what disturbs: calls, text messages, reminders. What he waits for
    (the acknowledgement, an answer, a solution) is mailed at once: a letter-box does
    not ring, and he may be sitting before it.
    """

    _inherit = "res.partner"

    preferred_channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("sms", "SMS"),
            ("portal", "In the Portal"),
        ],
        groups=STAFF,
        help="How this contact wants to hear from the desk. Empty: as he wrote.",
    )
    contact_hour_from = fields.Float(string="Reachable from", groups=STAFF)
    contact_hour_to = fields.Float(
        string="Reachable until",
        groups=STAFF,
        help="In the contact's own time zone, else in that of his site. Both zero: at"
        " any hour. An earlier hour than the first one means the next morning.",
    )
    contact_workdays_only = fields.Boolean(
        string="Monday to Friday", groups=STAFF, help="Not to be called at weekends."
    )

    @api.constrains("contact_hour_from", "contact_hour_to")
    def _check_contact_hours(self):
        for partner in self:
            hours = (partner.contact_hour_from, partner.contact_hour_to)
            if not all(0 <= hour <= 24 for hour in hours):
                raise ValidationError(
                    self.env._("The hours of a day go from 0:00 to 24:00.")
                )

    def _get_contact_zone(self):
        """Return the name of the zone this contact lives by."""
        self.ensure_one()
        names = (
            self.tz,
            self.nearest_site_id._get_zone(),
            self.company_id.partner_id.tz,
            self.env.company.partner_id.tz,
        )
        return next((name for name in names if name), "UTC")

    def _get_contact_window(self):
        """Return when this contact wants to be disturbed, as a ``ContactWindow``."""
        # sudo: res.partner, servicedesk.site - asked when notices are sent, by anybody
        partner = self.sudo()
        zone = partner._get_contact_zone()
        if zone not in zoneinfo.available_timezones():
            zone = "UTC"
        return ContactWindow(
            hour_from=partner.contact_hour_from,
            hour_to=partner.contact_hour_to,
            zone=zone,
            workdays=partner.contact_workdays_only,
        )

    def _get_contact_hint(self):
        """Return channel and hours in one line, or False where nothing was said."""
        if not self:
            return False
        self.ensure_one()
        parts = []
        if self.preferred_channel:
            labels = dict(
                self._fields["preferred_channel"]._description_selection(self.env)
            )
            parts.append(labels[self.preferred_channel])
        window = self._get_contact_window()
        if not window.is_whole_day:
            parts.append(
                self.env._(
                    "%(start)s to %(end)s (%(zone)s)",
                    start=format_hour(window.hour_from),
                    end=format_hour(window.hour_to),
                    zone=window.zone,
                )
            )
        if window.workdays:
            parts.append(self.env._("Monday to Friday"))
        if parts and not window.is_open(fields.Datetime.now()):
            parts.append(self.env._("not now"))
        return ", ".join(parts) or False

    def _may_contact_at(self, at):
        """Return whether this contact may be disturbed at an instant (naive UTC)."""
        return self._get_contact_window().is_open(at)
