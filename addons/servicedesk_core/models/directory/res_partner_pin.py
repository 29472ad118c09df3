# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import pin as pins
from .res_partner import DESK

AGENT = "servicedesk_core.group_servicedesk_agent,base.group_system"


class ResPartner(models.Model):
    """The PIN as the contact's card shows it: set, or locked, but never itself."""

    _inherit = "res.partner"

    pin = fields.Char(
        string="New PIN",
        compute="_compute_pin",
        inverse="_inverse_pin",
        copy=False,
        groups=AGENT,
        help="By which the contact proves at a kiosk or on the phone who he is: 4 to 12"
        " digits. It can be given, but not read.",
    )
    pin_state = fields.Selection(
        [("none", "No PIN"), ("set", "Set"), ("locked", "Locked")],
        string="PIN",
        compute="_compute_pin_state",
        groups=DESK,
    )

    def _compute_pin(self):
        self.pin = False

    def _inverse_pin(self):
        """Keep the new PINs, and note in the chatter that they are new."""
        values = {partner: partner.pin.strip() for partner in self if partner.pin}
        for value in values.values():
            self._check_new_pin(value)
        if not values:
            return
        partners = self.browse(partner.id for partner in values)
        # sudo: servicedesk.pin - set by whoever may edit contacts, read by nobody
        self.env["servicedesk.pin"].sudo()._set(values)
        note = self.env._("A new PIN was set.")
        partners._message_log_batch(bodies=dict.fromkeys(partners.ids, note))
        partners.invalidate_recordset(["pin", "pin_state"])

    @api.model
    def _check_new_pin(self, value):
        """Raise a ValidationError that does not repeat what was typed."""
        sentences = {
            pins.NO_DIGITS: self.env._("A PIN consists of the digits 0 to 9."),
            pins.LENGTH: self.env._(
                "A PIN has %(least)s to %(most)s digits.",
                least=pins.MIN_LENGTH,
                most=pins.MAX_LENGTH,
            ),
            pins.GUESSABLE: self.env._(
                "This PIN is too easy to guess: take digits that neither repeat nor"
                " count."
            ),
        }
        verdict = pins.check(value)
        if verdict in sentences:
            raise ValidationError(sentences[verdict])

    def _compute_pin_state(self):
        # sudo: servicedesk.pin - the desk sees whether there is one
        kept = self.env["servicedesk.pin"].sudo()
        rows = kept.search_fetch(
            [("partner_id", "in", self.ids)], ["partner_id", "locked_until"]
        )
        until = {row.partner_id.id: row.locked_until for row in rows}
        now = fields.Datetime.now()
        for partner in self:
            partner_id = partner._origin.id
            if partner_id not in until:
                partner.pin_state = "none"
            elif until[partner_id] and until[partner_id] > now:
                partner.pin_state = "locked"
            else:
                partner.pin_state = "set"

    def action_remove_pin(self):
        """Take the PIN away: at kiosk and phone nobody can be this contact."""
        self.check_access("write")
        # sudo: servicedesk.pin - who may edit the contact may take it
        kept = self.env["servicedesk.pin"].sudo()
        kept.search([("partner_id", "in", self.ids)]).unlink()
        note = self.env._("The PIN was removed.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        self.invalidate_recordset(["pin_state"])
        return True

    def _check_pin(self, value):
        """Return whether ``value`` is the PIN of this contact.

        For the kiosk and the voice menu, which say the same whatever the reason of a
        False is: wrong, locked, archived, unknown (an empty recordset).
        """
        # sudo: res.partner, servicedesk.pin - asked on behalf of who is not known yet
        partner = self.sudo()[:1].filtered("active")
        return self.env["servicedesk.pin"].sudo()._verify(partner, value)
