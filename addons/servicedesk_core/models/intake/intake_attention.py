# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ...tools import arguments

DISPATCHERS = "servicedesk_core.group_servicedesk_dispatcher"
# Parked for what somebody has said before, or what the desk has anyway: no news.
QUIET_REASONS = ("spam", "blocked", "duplicate")
# Told at once, not with the others in the morning.
URGENT_REASONS = ("flood",)
OPEN_STATES = ("parked", "failed")


class ServicedeskMailIntake(models.Model):
    """Which mails somebody has to look at, and that everybody concerned sees it."""

    _inherit = "servicedesk.mail.intake"

    needs_attention = fields.Boolean(
        compute="_compute_needs_attention",
        store=True,
        help="It failed or was parked, and nobody has decided what to do with it.",
    )
    is_urgent = fields.Boolean(
        string="Told at Once",
        compute="_compute_needs_attention",
        store=True,
        help="The desk is told at once, not with the others in the morning.",
    )
    date_handled = fields.Datetime(string="Handled", readonly=True, copy=False)
    handled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    handled_note = fields.Char(string="Remark", readonly=True, copy=False)

    _attention_idx = models.Index("(company_id, state) WHERE needs_attention IS TRUE")

    @api.depends("state", "reason", "date_handled")
    def _compute_needs_attention(self):
        for mail in self:
            mail.needs_attention = (
                mail.state in OPEN_STATES
                and not mail.date_handled
                and (mail.state == "failed" or mail.reason not in QUIET_REASONS)
            )
            mail.is_urgent = mail.needs_attention and (
                mail.state == "failed" or mail.reason in URGENT_REASONS
            )

    # ------------------------------------------------------------------
    # Whose it is, as long as it has no ticket
    # ------------------------------------------------------------------

    @api.model
    def _prepare_row(self, raw, envelope, options):
        """Note with the mail whose it is, so that from the start the right ones see it.

        Until it has a ticket its addressees alone say who may read it.
        """
        row = super()._prepare_row(raw, envelope, options)
        recipients = [options.get("recipient"), *envelope.recipients]
        team = self._guess_team(recipients, row.get("fetchmail_server_id"))
        return row | {"team_id": team[0] or None, "company_id": team[1] or None}

    @api.model
    def _guess_team(self, recipients, server_id=False):
        """Return (team id, company id) of the first desk address; (False, False).

        :param recipients: plain addresses in small letters, in the mail's order.
        :param server_id: the mailbox, which belongs to a team where no address does.
        """
        aliases, teams = self.env["mail.alias"], self._get_desk_teams()
        for address in filter(None, recipients):
            found = teams.get(aliases._find_desk_alias(address.strip().lower()))
            if found:
                return found
        if server_id:
            # sudo: fetchmail.server - whoever delivers, the mailbox's team is meant
            server = self.env["fetchmail.server"].sudo().browse(server_id)
            team = server.servicedesk_team_id
            return (team.id, team.company_id.id)
        return (False, False)

    @api.model
    @tools.ormcache()
    def _get_desk_teams(self):
        """Return {alias id: (team id, company id)}: asked at every mail."""
        # sudo: servicedesk.team - the gate asks, whoever delivers
        teams = self.env["servicedesk.team"].sudo().with_context(active_test=False)
        return {
            team.alias_id.id: (team.id, team.company_id.id)
            for team in teams.search([("alias_id", "!=", False)])
        }

    # ------------------------------------------------------------------
    # That everybody sees it
    # ------------------------------------------------------------------

    def write(self, vals):
        """Have the badges counted again when what they count changes."""
        if not {"state", "reason", "date_handled"} & vals.keys():
            return super().write(vals)
        if "state" in vals and any(mail.date_handled for mail in self):
            # What was decided then was about what had become of it then.
            handled = {"date_handled", "handled_by_id", "handled_note"}
            vals = dict.fromkeys(handled, False) | vals
        before, urgent = self._filter_waiting()
        result = super().write(vals)
        after, urgent_now = self._filter_waiting()
        if before != after or (after and "state" in vals):
            self._tell_badges()
        if urgent_now - urgent:
            self._ring_notice()
        return result

    def _filter_waiting(self):
        """Return (those of these mails that wait, those to be told of at once)."""
        return self.filtered("needs_attention"), self.filtered("is_urgent")

    @api.model
    def _tell_badges(self):
        """Say that there is something to count; who may see what, each asks himself."""
        group = self.env.ref(DISPATCHERS, raise_if_not_found=False)
        if group:
            # sudo: res.groups - whoever delivers, its members are told
            group.sudo()._bus_send("servicedesk_core/mail_attention", {})

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def _check_may_decide(self):
        """Raise unless the user may decide what becomes of these mails.

        :raise AccessError: for who is no dispatcher, or does not read one of them.
        """
        if not (self.env.su or self.env.user.has_group(DISPATCHERS)):
            raise AccessError(
                self.env._("Only dispatchers decide what becomes of a mail.")
            )
        self.check_access("read")

    def action_dismiss(self, note=""):
        """There is nothing to do about these mails; they stay where they are.

        :param str note: why, for whoever asks later.
        :raise UserError: for none, and for a mail that is neither parked nor failed.
        """
        self._check_may_decide()
        self._check_any()
        note = arguments.text(self.env, note, "note")
        self._lock_to_decide()
        for mail in self:
            if mail.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%(mail)s” is neither parked nor failed: nobody waits for a"
                        " decision about it.",
                        mail=mail.display_name,
                    )
                )
        # sudo: servicedesk.mail.intake - nobody writes it but by its deeds
        self.filtered(lambda mail: not mail.date_handled).sudo().write(
            {
                "date_handled": fields.Datetime.now(),
                "handled_by_id": self.env.uid,
                "handled_note": note or False,
            }
        )
        return True
