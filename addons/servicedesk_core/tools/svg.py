# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Draw what rests on what as SVG, made of escaped text and numbers only.

Colours come from the style sheet by class; what matters is also told by words, for
those who do not see them.
"""

from collections import namedtuple

from markupsafe import Markup

from .graph import layout

# ``kind`` is "center", "impacted", "foundation" or "both"; ``url`` may be empty.
Node = namedtuple("Node", "id name note kind url")

WIDTH, HEIGHT = 168, 44
GAP_X, GAP_Y = 16, 36
MARGIN = 12
PER_ROW = 6
NAME_LENGTH, NOTE_LENGTH = 22, 26
KINDS = ("center", "impacted", "foundation", "both")


def draw(nodes, edges, title, words):
    """Return the SVG (Markup) of ``nodes`` and the ``edges`` between them.

    :param list nodes: of Node.
    :param edges: pairs (upper, lower) of node ids; those to others are left out.
    :param str title: read out before the drawing.
    :param dict words: by kind, what is read out with a node of it.
    """
    per_row = min(PER_ROW, max(len(nodes), 1))
    places = layout([node.id for node in nodes], edges, per_row)
    boxes = {key: _corner(place) for key, place in places.items()}
    rows = 1 + max((place.row for place in places.values()), default=0)
    width = 2 * MARGIN + per_row * (WIDTH + GAP_X) - GAP_X
    height = 2 * MARGIN + rows * (HEIGHT + GAP_Y) - GAP_Y
    lines = Markup("").join(
        _line(boxes[upper], boxes[lower])
        for upper, lower in dict.fromkeys(edges)
        if upper in boxes and lower in boxes and upper != lower
    )
    drawn = Markup("").join(_box(node, boxes[node.id], words) for node in nodes)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="o_servicedesk_graph"'
        ' role="group" aria-label="{title}" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}">'
        '<g class="o_graph_edges" aria-hidden="true" fill="none">{lines}</g>'
        "{drawn}</svg>"
    ).format(title=_plain(title), width=width, height=height, lines=lines, drawn=drawn)


def _corner(place):
    """Return the upper left corner of the box at ``place``, in whole pixels."""
    left = MARGIN + place.column * (WIDTH + GAP_X)
    return round(left), MARGIN + place.row * (HEIGHT + GAP_Y)


def _line(upper, lower):
    """Return a curve from one box to another; round the side within one row."""
    start_x, end_x = upper[0] + WIDTH // 2, lower[0] + WIDTH // 2
    if upper[1] < lower[1]:
        start_y, end_y = upper[1] + HEIGHT, lower[1]
        bend = (end_y - start_y) // 2
        middle = (start_y + bend, end_y - bend)
    else:
        # Upwards or sideways: one of those that close a circle.
        start_y, end_y = upper[1], lower[1] + HEIGHT
        middle = (start_y - GAP_Y // 2, end_y + GAP_Y // 2)
    return Markup('<path d="M{} {} C{} {} {} {} {} {}"/>').format(
        start_x, start_y, start_x, middle[0], end_x, middle[1], end_x, end_y
    )


def _box(node, corner, words):
    """Return a node: a link where it has an address, with its full name to hover."""
    if node.kind not in KINDS:
        raise ValueError(f"unknown kind of node: {node.kind}")
    left, top = corner
    name, note = _plain(node.name), _plain(node.note)
    label = ", ".join(text for text in (name, note, words[node.kind]) if text)
    inner = Markup(
        '<title>{label}</title><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4"/>'
        '<text x="{tx}" y="{ty}">{name}</text>'
        '<text class="o_graph_note" x="{tx}" y="{ny}">{note}</text>'
    ).format(
        label=label,
        x=left,
        y=top,
        w=WIDTH,
        h=HEIGHT,
        tx=left + 10,
        ty=top + 19,
        ny=top + 35,
        name=_cut(name, NAME_LENGTH),
        note=_cut(note, NOTE_LENGTH),
    )
    css = f"o_graph_node o_graph_{node.kind}"
    if not node.url:
        return Markup('<g class="{}">{}</g>').format(css, inner)
    return Markup('<a class="{}" href="{}" data-id="{}" aria-label="{}">{}</a>').format(
        css, node.url, node.id, label, inner
    )


def _plain(text):
    """Return one line without control characters, which XML does not know."""
    return "".join(char if char.isprintable() else " " for char in text or "").strip()


def _cut(text, length):
    """Return at most ``length`` characters of a text, with a sign where it is cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
