# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools import planning

RISKS = [("1", "Low"), ("2", "Medium"), ("3", "High")]
# What a window and its collisions depend on.
PLAN_FIELDS = frozenset(
    {
        "planned_start",
        "planned_end",
        "component_ids",
        "service_id",
        "service_ids",
        "site_id",
        "ticket_type_id",
    }
)
SHOWN = 20


class ServicedeskTicket(models.Model):
    """When work is planned, what it collides with, and how to back out of it.

    Two changes collide when their windows meet and one is about a component of the
    other, or one that rests on it, or on which it rests. A change collides with a
    freeze in which its window lies, in part or as a whole.
    """

    _inherit = "servicedesk.ticket"

    planned_start = fields.Datetime(copy=False, tracking=True)
    planned_end = fields.Datetime(copy=False, tracking=True)
    risk = fields.Selection(RISKS, tracking=True)
    back_out_plan = fields.Html(
        string="Back-out Plan",
        prefetch=False,
        help="How to return to what was before, until when that is possible, and who"
        " decides it.",
    )
    is_planned = fields.Boolean(compute="_compute_is_planned")
    collision_note = fields.Html(compute="_compute_collision_note", sanitize=False)

    _planned_window = models.Constraint(
        "CHECK ((planned_start IS NULL) = (planned_end IS NULL)"
        " AND (planned_start IS NULL OR planned_end > planned_start))",
        "A planned window has a start, and an end after it.",
    )
    _planned_idx = models.Index(
        "(planned_start, planned_end) WHERE planned_start IS NOT NULL"
    )

    @api.depends("ticket_type_id")
    def _compute_is_planned(self):
        planned, _frozen = self.env["servicedesk.ticket.type"]._get_planned_ids()
        for ticket in self:
            ticket.is_planned = ticket.ticket_type_id._origin.id in planned

    @api.depends("planned_start", "planned_end")
    def _compute_moves(self):
        """What is planned may be moved on to Planned."""
        return super()._compute_moves()

    # ------------------------------------------------------------------
    # Collisions
    # ------------------------------------------------------------------

    def _has_plan(self):
        """Return whether there is a window that may still collide with something."""
        self.ensure_one()
        window = self.planned_start and self.planned_end
        waits = self.is_open and self.state != "resolved"
        return bool(self.is_planned and window and waits)

    def _get_subject(self):
        """Return what the change touches, as :class:`planning.Subject`."""
        self.ensure_one()
        # sudo: servicedesk.component - a freeze is about what the agent may not see
        components = self.component_ids._origin.sudo()
        services = self.service_id | self.service_ids
        return planning.Subject(
            company=self.company_id.id,
            sites={*self.site_id._origin.ids, *components.site_id.ids},
            services={
                *services._origin.ids,
                *components.impacted_service_ids.ids,
            },
        )

    def _find_freezes(self, start, end):
        """Return the freezes (facts) that the ticket would meet in a span."""
        facts = self.env["servicedesk.freeze"]._get_facts()
        near = [f for f in facts if planning.meet(start, end, f.start, f.end)]
        if not near:
            return []
        return planning.find_freezes(near, self._get_subject(), start, end)

    def _find_colliding(self):
        """Return the open tickets whose windows and components meet this one's.

        In superuser mode: that there is another change is told to everybody who plans
        one, what it is only to those who may read it.
        """
        self.ensure_one()
        # sudo: servicedesk.component, servicedesk.ticket - see above
        tickets = self.sudo().browse()
        components = self.component_ids._origin.sudo()
        if not components:
            return tickets
        related = components | components.impacted_ids | components.foundation_ids
        return tickets.search(
            [
                ("id", "!=", self._origin.id or 0),
                ("planned_start", "<", self.planned_end),
                ("planned_end", ">", self.planned_start),
                ("is_open", "=", True),
                ("state", "!=", "resolved"),
                ("component_ids", "in", related.ids),
            ],
            order="planned_start, id",
            limit=SHOWN,
        )

    @api.depends(*PLAN_FIELDS, "state")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_collision_note(self):
        for ticket in self:
            lines = ticket._say_collisions() if ticket._has_plan() else []
            items = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
            ticket.collision_note = (
                Markup('<ul class="mb-0">{}</ul>').format(items) if items else False
            )

    def _say_collisions(self):
        """Return what the window collides with, a line each, with links."""
        self.ensure_one()
        lines = []
        for freeze in self._find_freezes(self.planned_start, self.planned_end):
            link = Markup('<a href="/odoo/freezes/{}">{}</a>').format(
                freeze.id, freeze.name
            )
            lines.append(
                Markup(self.env._("Freeze: %(freeze)s, %(span)s"))
                % {"freeze": link, "span": self._say_span(freeze.start, freeze.end)}
            )
        colliding = self._find_colliding()
        readable = colliding.sudo(False)._filtered_access("read")
        for other in colliding:
            known = other.id in readable.ids
            lines.append(self._say_colliding(other, known))
        return lines

    def _say_colliding(self, other, known):
        """Return a line about another change; only its time for who may not read it."""
        what = self.env._("a change you may not see")
        if known:
            what = Markup('<a href="/odoo/tickets/{}">{}</a>').format(
                other.id, other.display_name
            )
        return Markup(self.env._("%(what)s, %(span)s: %(components)s")) % {
            "what": what,
            "span": self._say_span(other.planned_start, other.planned_end),
            "components": self._say_components(other) if known else "…",
        }

    def _say_components(self, other):
        """Name the components of another change that this one is about or rests on."""
        # sudo: servicedesk.component - what the ticket's reader sees on it anyway
        mine = self.component_ids._origin.sudo()
        same = mine & other.component_ids
        if same:
            return ", ".join(same.mapped("name"))
        related = (mine.impacted_ids | mine.foundation_ids) & other.component_ids
        return self.env._(
            "%(theirs)s, connected with %(mine)s",
            theirs=", ".join(related.mapped("name")),
            mine=", ".join(mine.mapped("name")),
        )

    def _say_span(self, start, end):
        """Return a span by the reader's clock."""
        return " – ".join(
            format_datetime(self.env, moment, dt_format="short")
            for moment in (start, end)
        )

    # ------------------------------------------------------------------
    # Saving
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        if any(vals.get("planned_start") for vals in vals_list):
            tickets._log_collisions()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if PLAN_FIELDS & vals.keys():
            self._log_collisions()
        return result

    def _name_collisions(self):
        """Return what the window collides with: names of freezes, numbers of changes.

        What is confidential is not named.
        """
        self.ensure_one()
        if not self.planned_start or not self._has_plan():
            return []
        freezes = self._find_freezes(self.planned_start, self.planned_end)
        others = self._find_colliding()
        said = [freeze.name for freeze in freezes]
        said += others.filtered(lambda t: not t.is_confidential).mapped("number")
        if others.filtered("is_confidential"):
            said.append(self.env._("a confidential change"))
        return said

    def _log_collisions(self):
        """Note with a saved plan what it collides with, by numbers only.

        The note is read by all who read the ticket; what is confidential is not named.
        """
        bodies = {}
        for ticket in self:
            said = ticket._name_collisions()
            if said:
                bodies[ticket.id] = self.env._(
                    "The planned window collides with: %(others)s",
                    others=", ".join(said),
                )
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)
