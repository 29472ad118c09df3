# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ...tools.worktime import seconds_of


class ServicedeskTicket(models.Model):
    """The promised time: what the service tells requesters to expect.

    Counted in working time from when the ticket was registered, until a service level
    supplies a better one. A time that somebody sets stays.
    """

    _inherit = "servicedesk.ticket"

    date_due = fields.Datetime(
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_promised = fields.Datetime(
        string="Promised by the Service",
        compute="_compute_date_due",
        store=True,
        precompute=True,
        copy=False,
        help="When the service's expected time is over, in working time.",
    )

    @api.depends("service_id")
    def _compute_date_due(self):
        for ticket in self:
            promised = ticket._get_date_due() or ticket._get_promise()
            if not ticket.date_due or ticket.date_due == ticket.date_promised:
                ticket.date_due = promised
            ticket.date_promised = promised

    def _get_promise(self):
        """Return when the service's expected time is over (UTC), or False."""
        self.ensure_one()
        facts = self.env["servicedesk.service"]._get_facts(self.service_id._origin.id)
        if not facts.expected_hours:
            return False
        start = self._origin.create_date or fields.Datetime.now()
        calendar_id = self.env["servicedesk.team"]._get_calendar_id(
            self.team_id._origin.id, (self.company_id or self.env.company).id
        )
        hours = self.env["resource.calendar"].browse(calendar_id or [])._get_worktime()
        return hours.add(start, seconds_of(facts.expected_hours)) or False
