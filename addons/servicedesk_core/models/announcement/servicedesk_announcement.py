# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import audience

DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)
SEVERITIES = [("1", "News"), ("2", "Disturbance"), ("3", "Outage")]


class Entry(NamedTuple):
    """An announcement, as far as it decides who is to read it, and when."""

    id: int
    severity: str
    date_from: datetime
    date_to: datetime | None
    audience: audience.Entry
    service_ids: frozenset[int]


class ServicedeskAnnouncement(models.Model):
    """News of the desk for those whom they concern, from when to when.

    The audience is that of a service: within one criterion one hit is enough, all
    criteria must be met, an empty one is met by everybody. Of services named, it is
    meant for those who may order one of them. Requesters read what is meant for them,
    while it holds; the desk reads everything of its companies.
    """

    _name = "servicedesk.announcement"
    _inherit = "servicedesk.cached.mixin"
    _description = "Announcement"
    _order = "severity desc, date_from desc, id desc"

    name = fields.Char(string="Headline", required=True, translate=True)
    body = fields.Html(translate=True, prefetch=False)
    active = fields.Boolean(default=True)
    severity = fields.Selection(SEVERITIES, required=True, default="1")
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="Until", help="Empty: until it is archived.")
    state = fields.Selection(
        [("planned", "Planned"), ("current", "Shown Now"), ("past", "Past")],
        compute="_compute_state",
        search="_search_state",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Empty: of all companies.",
    )
    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        string="Incident",
        index="btree_not_null",
        ondelete="set null",
        groups=DESK,
        help="The ticket in which it is worked on.",
    )
    audience_partner_ids = fields.Many2many(
        "res.partner",
        "servicedesk_announcement_partner_rel",
        string="Customers",
        # Here and below: a list that lost its last entry would mean everybody.
        ondelete="restrict",
        groups=DESK,
        help="A company stands for all its people. Empty: all customers.",
    )
    audience_tag_ids = fields.Many2many(
        "res.partner.category",
        "servicedesk_announcement_tag_rel",
        string="Customer Groups",
        ondelete="restrict",
        groups=DESK,
        help="The tag may be the person's or his company's. Empty: all.",
    )
    audience_site_ids = fields.Many2many(
        "servicedesk.site",
        "servicedesk_announcement_site_rel",
        string="Sites",
        ondelete="restrict",
        groups=DESK,
        help="A territory stands for all its places. Empty: everywhere.",
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_announcement_service_rel",
        string="Services",
        ondelete="restrict",
        help="For those who may order one of them. Empty: whatever they order.",
    )
    is_for_me = fields.Boolean(
        string="For Me", compute="_compute_is_for_me", search="_search_is_for_me"
    )

    _ends_after_start = models.Constraint(
        "CHECK (date_to > date_from)", "An announcement ends after it has begun."
    )

    @api.constrains("company_id", "ticket_id")
    def _check_ticket(self):
        """Whoever reads the announcement in the desk learns of the ticket it names.

        :raise ValidationError: for a ticket of another company, or a confidential one.
        """
        for announcement in self:
            # sudo: servicedesk.ticket - of a ticket he does not read, two facts count
            ticket = announcement.sudo().ticket_id
            other = ticket.company_id != announcement.company_id
            if ticket and (other or ticket.is_confidential):
                raise ValidationError(
                    self.env._(
                        "An announcement names a ticket of its own company that is not"
                        " confidential."
                    )
                )

    @api.depends("date_from", "date_to", "active")
    def _compute_state(self):
        now = fields.Datetime.now()
        for announcement in self:
            if announcement.date_to and announcement.date_to <= now:
                announcement.state = "past"
            elif announcement.date_from and announcement.date_from > now:
                announcement.state = "planned"
            else:
                announcement.state = "current"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        past, planned = Domain("date_to", "<=", now), Domain("date_from", ">", now)
        domains = {"past": past, "planned": planned, "current": ~past & ~planned}
        return Domain.OR([domains[key] for key in value if key in domains])

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_is_for_me(self):
        mine = self._get_ids_for(self.env.user.partner_id)
        for announcement in self:
            announcement.is_for_me = announcement._origin.id in mine

    @api.model
    def _search_is_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._get_ids_for(self.env.user.partner_id))

    @api.model
    @tools.ormcache()
    def _get_entries(self):
        """Return those that are not archived as ``Entry``, the severe first."""
        # sudo: servicedesk.announcement - for whom they are is decided before anybody
        # reads them
        return tuple(
            Entry(
                each.id,
                each.severity,
                each.date_from,
                each.date_to or None,
                audience.Entry(
                    each.id,
                    company_id=each.company_id.id or None,
                    partner_ids=frozenset(each.audience_partner_ids.ids),
                    tag_ids=frozenset(each.audience_tag_ids.ids),
                    site_ids=frozenset(each.audience_site_ids.ids),
                ),
                frozenset(each.service_ids.ids),
            )
            for each in self.sudo().search([("active", "=", True)])
        )

    @api.model
    def _get_ids_for(self, partner):
        """Return the ids of what a contact is to read now, the severe first.

        It asks the database once, and only while there is something to read.
        """
        now = fields.Datetime.now()
        current = [
            entry
            for entry in self._get_entries()
            if entry.date_from <= now and (not entry.date_to or entry.date_to > now)
        ]
        if not current or not partner:
            return ()
        services = self.env["servicedesk.service"]
        crowd = audience.Crowd()
        for _person, kind, value in services._read_facts(SQL("id = %s", partner.id)):
            crowd.add(kind, value)
        people = audience.find_people([entry.audience for entry in current], crowd)
        ordered = frozenset()
        if any(entry.service_ids for entry in current):
            reached = audience.find_people(services._get_audiences(), crowd)
            ordered = frozenset(key for key, found in reached.items() if found)
        return tuple(
            entry.id
            for entry in current
            if people[entry.id]
            and (not entry.service_ids or entry.service_ids & ordered)
        )
