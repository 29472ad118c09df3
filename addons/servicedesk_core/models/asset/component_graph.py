# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.graph import closure, levels, nearest, neighbours, readable_depth
from ...tools.svg import Node, draw

# More boxes than these nobody reads; the lists show the rest.
GRAPH_LIMIT = 150
# As many are shown until somebody asks to see farther.
GRAPH_READABLE = 40
GRAPH_COLUMNS = (1, 6)

# One edge a row: the upper rests on the lower. A whole rests on its parts.
EDGES = SQL(
    """SELECT component_id AS upper, depends_on_id AS lower, false AS is_part
         FROM servicedesk_component_dependency_rel
        UNION ALL
       SELECT parent_id, id, true FROM servicedesk_component
        WHERE parent_id IS NOT NULL"""
)


class ServicedeskComponent(models.Model):
    """What a component impacts, and what it rests on: as lists and as a drawing.

    A component rests on what it depends on, on its own parts, on what these rest on,
    and so on; seen from below, it impacts. Archived and retired components carry
    nothing and hand nothing on.
    """

    _inherit = "servicedesk.component"

    impacted_ids = fields.Many2many(
        "servicedesk.component",
        string="Impacts",
        compute="_compute_impacted_ids",
        search="_search_impacted_ids",
        help="What would be hit if this component failed.",
    )
    foundation_ids = fields.Many2many(
        "servicedesk.component",
        string="Rests on",
        compute="_compute_foundation_ids",
        search="_search_foundation_ids",
        help="What this component needs to work.",
    )
    impacted_count = fields.Integer(
        string="Components Impacted", compute="_compute_impact"
    )
    foundation_count = fields.Integer(
        string="Components below", compute="_compute_foundation_count"
    )
    impacted_service_ids = fields.Many2many(
        "servicedesk.service", string="Services Impacted", compute="_compute_impact"
    )
    impacted_service_count = fields.Integer(
        string="Services Touched", compute="_compute_impact"
    )
    graph = fields.Html(compute="_compute_graph", sanitize=False)

    # ------------------------------------------------------------------
    # Reach
    # ------------------------------------------------------------------

    @api.depends("depends_on_ids", "dependent_ids", "parent_id", "child_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_impacted_ids(self):
        for component, reached in self._get_reach("up").items():
            component.impacted_ids = reached

    @api.depends("depends_on_ids", "dependent_ids", "parent_id", "child_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_foundation_ids(self):
        for component, reached in self._get_reach("down").items():
            component.foundation_ids = reached

    @api.depends("impacted_ids", "service_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_impact(self):
        """Count what is impacted, and the services resting on any of it."""
        for component in self:
            services = (component._origin | component.impacted_ids).service_ids
            component.impacted_count = len(component.impacted_ids)
            component.impacted_service_ids = services
            component.impacted_service_count = len(services)

    @api.depends("foundation_ids")
    def _compute_foundation_count(self):
        for component in self:
            component.foundation_count = len(component.foundation_ids)

    def _search_impacted_ids(self, operator, value):
        """Find what impacts the given components: all they rest on."""
        return self._search_reach(operator, value, "down")

    def _search_foundation_ids(self, operator, value):
        """Find what rests on the given components."""
        return self._search_reach(operator, value, "up")

    def _search_reach(self, operator, value, direction):
        if operator != "in":
            return NotImplemented
        ids = [component_id for component_id in value if component_id]
        query = self._get_reach_sql(ids, direction)
        return [("id", "in", SQL("(SELECT reached FROM (%s) walk)", query))]

    def _get_reach(self, direction):
        """Return {component: all it reaches}, as far as the user may read them.

        Two statements, however many components and however deep.
        """
        rows = self.env.execute_query(self._get_reach_sql(self._origin.ids, direction))
        ids = {row[1] for row in rows}
        everything = self.with_context(active_test=False)
        allowed = set(everything._search([("id", "in", list(ids))], order="id"))
        reached = {}
        for start, component_id in rows:
            if component_id in allowed:
                reached.setdefault(start, []).append(component_id)
        return {
            component: self.browse(reached.get(component._origin.id, []))
            for component in self
        }

    @api.model
    def _get_reach_sql(self, ids, direction):
        """Return the query of (start, reached) pairs; UNION makes circles end."""
        self.flush_model(
            ["active", "state", "parent_id", "depends_on_ids", "dependent_ids"]
        )
        here, there = ("upper", "lower") if direction == "down" else ("lower", "upper")
        return SQL(
            """WITH RECURSIVE edge AS (%(edges)s), reach (start, reached) AS (
                   SELECT id, id FROM servicedesk_component WHERE id = ANY(%(ids)s)
                    UNION
                   SELECT reach.start, edge.%(there)s
                     FROM reach
                     JOIN edge ON edge.%(here)s = reach.reached
                     JOIN servicedesk_component other
                       ON other.id = edge.%(there)s
                      AND other.active AND other.state != 'retired'
               )
               SELECT start, reached FROM reach WHERE reached != start""",
            edges=EDGES,
            ids=list(ids),
            here=SQL.identifier(here),
            there=SQL.identifier(there),
        )

    # ------------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------------

    @api.depends("impacted_ids", "foundation_ids", "name", "type_id")
    @api.depends_context(
        "uid",
        "lang",
        "allowed_company_ids",
        "servicedesk_graph_depth",
        "servicedesk_graph_columns",
    )
    def _compute_graph(self):
        for component in self:
            component.graph = component._draw() if component._origin else False

    def _draw(self):
        """Return the drawing of what is around this component, or False if nothing.

        The context says how many steps away (``servicedesk_graph_depth``) and how
        many boxes side by side (``servicedesk_graph_columns``); without them as much
        is drawn as is read at a glance. What is left out is said in words.
        """
        self.ensure_one()
        origin = self._origin
        around = origin.impacted_ids | origin.foundation_ids
        if not around:
            return False
        edges = (around | origin)._get_edges()
        pairs = [(upper, lower) for upper, lower, _is_part in edges]
        level_of = levels(origin.id, pairs)
        reach = max(abs(level) for level in level_of.values())
        depth = self._get_graph_number("servicedesk_graph_depth", 1, max(reach, 1))
        depth = depth or readable_depth(level_of, GRAPH_READABLE)
        shown = nearest(level_of, depth, GRAPH_LIMIT)
        down, up = neighbours(pairs)
        above, below = closure(up, origin.id), closure(down, origin.id)
        nodes = [
            item._prepare_node(level, item.id in above, item.id in below)
            for item, level in zip(origin.browse(shown), shown.values(), strict=True)
        ]
        svg = draw(
            nodes,
            edges,
            self.env._("What %(name)s impacts and rests on", name=origin.name),
            self._get_level_labels(shown.values()),
            self._get_graph_number("servicedesk_graph_columns", *GRAPH_COLUMNS)
            or GRAPH_COLUMNS[1],
            {"depth": depth, "reach": reach},
        )
        left_out = len(around | origin) - len(shown)
        return svg + self._say_what_is_left_out(left_out, depth < reach)

    def _get_graph_number(self, key, least, most):
        """Return a number from the context within its bounds, or None."""
        number = self.env.context.get(key)
        # By RPC a context holds whatever was sent.
        return min(max(number, least), most) if type(number) is int else None

    def _get_level_labels(self, shown):
        """Return {level: what is written over it}, with the number of its boxes."""
        shown = list(shown)
        return {
            level: self.env._(
                "%(level)s · %(count)s",
                level=self._say_level(level),
                count=shown.count(level),
            )
            for level in set(shown)
            if level
        }

    def _say_level(self, level):
        """Return in words how far away a level is, and to which side."""
        if not level:
            return self.env._("this component")
        if level == -1:
            return self.env._("Impacted directly")
        if level == 1:
            return self.env._("Rests directly on")
        if level < 0:
            return self.env._("Impacted %(steps)s steps away", steps=-level)
        return self.env._("Rests on, %(steps)s steps away", steps=level)

    def _say_what_is_left_out(self, count, is_farther):
        """Return a line in words, or nothing; the lists show what is not drawn."""
        if count <= 0:
            return Markup()
        text = self.env._(
            "%(count)s more components are not drawn. The lists behind the buttons"
            " above show all of them.",
            count=count,
        )
        if is_farther:
            text = self.env._(
                "%(count)s more components are farther away: choose more steps to see"
                " them.",
                count=count,
            )
        return Markup(
            '<p class="o_graph_left_out alert alert-info mt-2">{}</p>'
        ).format(text)

    def _prepare_node(self, level, is_impacted, is_foundation):
        said = self._say_level(level)
        kind = "impacted" if is_impacted else "foundation"
        if is_impacted and is_foundation:
            kind = "both"
            said = self.env._("impacted by it, and it rests on this")
        if not level:
            kind = "center"
        return Node(
            id=self.id,
            name=self.name,
            note=self.type_id.name or "",
            kind=kind,
            level=level,
            said=said,
            url=f"/odoo/components/{self.id}",
        )

    def _get_edges(self):
        """Return (upper, lower, is a part of it) among ``self``, one statement."""
        self.flush_model(["parent_id", "depends_on_ids", "dependent_ids"])
        return self.env.execute_query(
            SQL(
                """SELECT upper, lower, is_part FROM (%(edges)s) edge
                    WHERE upper = ANY(%(ids)s) AND lower = ANY(%(ids)s)
                    ORDER BY upper, lower, is_part""",
                edges=EDGES,
                ids=self.ids,
            )
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _open_components(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_component_action"
        )
        # No path: that address is the list of all components.
        action.pop("path", None)
        return action | {"display_name": name, "domain": domain, "context": {}}

    def action_view_impacted(self):
        """Open the list of what this component impacts."""
        self.ensure_one()
        name = self.env._("Impacted by %(name)s", name=self.name)
        return self._open_components(name, [("foundation_ids", "in", self.ids)])

    def action_view_foundations(self):
        """Open the list of what this component rests on."""
        self.ensure_one()
        name = self.env._("What %(name)s rests on", name=self.name)
        return self._open_components(name, [("impacted_ids", "in", self.ids)])

    def action_view_impacted_services(self):
        """Open the list of services that rest on this component or what it impacts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Services Touched by %(name)s", name=self.name),
            "res_model": "servicedesk.service",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.impacted_service_ids.ids)],
            "context": {"create": False},
        }
