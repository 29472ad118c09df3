# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Ask the server for what the web client would ask when a menu is opened.

The web client reads a view's architecture and derives from it the *specification* it
sends to ``web_search_read``, ``web_read`` and ``web_read_group``. The rules followed
here are those of Odoo 19.0's ``web/static/src/model/relational_model`` and of the
field widgets of web and mail: without them a benchmark would measure a reading nobody
does. Pure functions over what ``get_views`` returned; no environment in sight.
"""

import ast
from dataclasses import dataclass, field

from lxml import etree

LIST_LIMIT = 80
KANBAN_LIMIT = 40
COUNT_LIMIT = 10001
X2MANY = ("one2many", "many2many")
ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
# Fields a widget needs beside its own, on the same record.
WIDGET_DEPENDS = {
    "kanban_activity": ACTIVITY_FIELDS,
    "list_activity": ACTIVITY_FIELDS,
    "activity_exception": ("activity_exception_icon",),
    "statusbar_duration": ("duration_tracking",),
    "image": ("write_date",),
    "signature": ("write_date",),
}
# Fields a widget reads of the linked records, in place of a sub view.
WIDGET_RELATED = {
    "many2many_tags": ("display_name",),
    "many2many_tags_avatar": ("display_name",),
    "many2many_tags_email": ("display_name", "email"),
    "many2many_avatar_user": ("display_name",),
    "many2many_binary": ("name", "mimetype"),
}
# Widgets that show linked records without reading anything of them first.
WIDGET_BARE = ("kanban_activity", "list_activity", "mail_activity", "mail_followers")


@dataclass
class View:
    """One view as ``get_views`` describes it: its tree and the fields it may name."""

    kind: str
    arch: etree._Element
    model: str
    models: dict

    @property
    def fields(self):
        return self.models[self.model]["fields"]


@dataclass
class Request:
    """What opening an action in one view asks for."""

    model: str
    domain: list
    context: dict
    spec: dict
    order: str = ""
    limit: int = LIST_LIMIT
    group_by: list = field(default_factory=list)
    progress: dict | None = None
    aggregates: list = field(default_factory=list)


def load_view(answer, kind, model):
    """Pick the view of this kind out of an answer of ``get_views``."""
    arch = etree.fromstring(answer["views"][kind]["arch"])
    return View(kind, arch, model, answer["models"])


def field_nodes(arch):
    """The field tags of a view, not those of the sub views inside a field."""
    found = []
    for child in arch:
        if child.tag == "field":
            found.append(child)
        elif child.tag != "groupby":
            found += field_nodes(child)
    return found


def specification(view, subviews=None):
    """The specification the client derives from a view.

    :param dict subviews: views of linked models that are not written inline, by
        field name; a form loads them in a call of their own
    """
    spec, seen = {}, {}
    for node in field_nodes(view.arch):
        seen.setdefault(node.get("name"), []).append(node)
    for name, nodes in seen.items():
        shown = [node for node in nodes if not _always_invisible(node)]
        spec[name] = _field_spec(view, name, nodes[0], shown, subviews or {})
    for node in field_nodes(view.arch):
        for name in WIDGET_DEPENDS.get(node.get("widget"), ()):
            spec.setdefault(name, _dependency_spec(name))
    if view.arch.get("highlight_color"):
        spec.setdefault(view.arch.get("highlight_color"), {})
    return spec


def _dependency_spec(name):
    if name == "activity_type_id":
        return {"fields": {"display_name": {}}}
    return {}


def _field_spec(view, name, node, shown, subviews):
    kind = view.fields[name]["type"]
    if kind in ("many2one", "reference"):
        return {"fields": {"display_name": {}} if shown else {}}
    if kind in X2MANY and shown:
        return _x2many_spec(view, name, shown[0], subviews)
    return {}


def _x2many_spec(view, name, node, subviews):
    widget = node.get("widget")
    if widget is None and view.kind == "kanban":
        widget = "many2many_tags"
    relation = view.fields[name].get("relation")
    inline = node.find("list") if node.find("list") is not None else node.find("kanban")
    if inline is not None:
        child = View(inline.tag, inline, relation, view.models)
        limit = int(inline.get("limit") or 40)
        return {"fields": specification(child), "limit": limit, "context": {}}
    if widget in WIDGET_RELATED:
        names = list(WIDGET_RELATED[widget])
        names.append(literal(node.get("options"), {}).get("color_field"))
        return {"fields": {key: {} for key in names if key}, "context": {}}
    if name in subviews and widget not in WIDGET_BARE:
        spec = specification(subviews[name])
        return {"fields": spec, "limit": 40, "context": {}}
    return {"fields": {}, "context": {}}


def wants_subview(view):
    """Fields of a form whose linked records are shown by a view of their own model."""
    found = {}
    for node in field_nodes(view.arch):
        described = view.fields.get(node.get("name"), {})
        inline = node.find("list") is not None or node.find("kanban") is not None
        widget = node.get("widget")
        if (
            described.get("type") in X2MANY
            and not inline
            and not _always_invisible(node)
            and widget in (None, "one2many", "many2many")
        ):
            found[node.get("name")] = described["relation"]
    return found


def _always_invisible(node):
    return any(
        node.get(name) in ("1", "True") for name in ("invisible", "column_invisible")
    )


def literal(text, default):
    """A Python literal out of an attribute, or the default if it is an expression."""
    try:
        return ast.literal_eval(text) if text else default
    except (SyntaxError, ValueError):
        return default


def default_filters(search, context):
    """Names of the filters an action turns on by ``search_default_…``."""
    wanted = [
        key.removeprefix("search_default_")
        for key, value in context.items()
        if key.startswith("search_default_") and value
    ]
    return [node for node in search.arch.iter("filter") if node.get("name") in wanted]


def filter_groups(search, nodes):
    """The chosen filters in runs between separators: OR inside a run, AND between."""
    runs, current = [], []
    for node in search.arch.iter("filter", "separator", "group"):
        if node.tag != "filter":
            runs.append(current)
            current = []
        elif node in nodes and node.get("domain"):
            current.append(node)
    runs.append(current)
    return [run for run in runs if run]


def progress_bar(view):
    """Arguments of ``read_progress_bar`` for a kanban that has one."""
    node = view.arch.find(".//progressbar")
    if node is None:
        return None
    colors = literal(node.get("colors"), {})
    return {"field": node.get("field"), "colors": colors, "help": node.get("help")}


def default_order(view):
    """``default_order`` of the view, else that of a drag handle, else the model's."""
    if view.arch.get("default_order"):
        return view.arch.get("default_order")
    for node in field_nodes(view.arch):
        if node.get("widget") == "handle":
            return f"{node.get('name')} ASC, id ASC"
    return ""


def aggregates(view):
    """Sums a grouped list asks for: all its numeric fields that can be aggregated."""
    if view.kind == "kanban":
        bar = view.arch.find(".//progressbar")
        names = [bar.get("sum_field")] if bar is not None else []
    else:
        names = [node.get("name") for node in field_nodes(view.arch)]
    return [
        f"{name}:{view.fields[name]['aggregator']}"
        for name in names
        if name
        and view.fields[name].get("aggregator")
        and view.fields[name]["type"] in ("integer", "float", "monetary")
    ]


def search_field(search):
    """The first field of the search view: where a typed word goes on Enter."""
    return next(search.arch.iter("field"))
