# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Draw what rests on what as SVG, made of escaped text and numbers only.

Colours come from the style sheet by class; each kind has a sign and words besides,
for those who do not see colours, or nothing at all.
"""

from collections import namedtuple
from unicodedata import east_asian_width

from markupsafe import Markup

from .graph import arrange

# ``kind`` is one of KINDS, ``said`` is read out with the name, ``url`` may be empty.
Node = namedtuple("Node", "id name note kind level said url")
Box = namedtuple("Box", "left top level_top level_bottom")

WIDTH, HEIGHT = 160, 58
# Between columns, rows of one level, and levels; the last holds the level's label.
GAP_X, GAP_ROW, GAP_LEVEL, LABEL = 16, 14, 40, 22
MARGIN = 12
NAME_LENGTH, NOTE_LENGTH = 21, 20
KINDS = {"center": "◆", "impacted": "▲", "foundation": "▼", "both": "▲▼"}
ARROW = Markup(
    '<defs><marker id="o_graph_arrow" viewBox="0 0 8 8" refX="7" refY="4"'
    ' markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse"'
    ' orient="auto"><path d="M0 0 L8 4 L0 8 z"/>'
    "</marker></defs>"
)


def draw(nodes, edges, title, labels, columns, data=None):
    """Return the SVG (Markup) of ``nodes`` and the ``edges`` between them.

    :param list nodes: of Node.
    :param edges: triples (upper, lower, whether the lower is a part of the upper) of
        node ids; those to others are left out.
    :param str title: read out before the drawing.
    :param dict labels: by level, what is written over it.
    :param int columns: how many boxes a row holds.
    :param dict data: numbers for the ``data-`` attributes, by name.
    :raise ValueError: for an unknown kind of node, or without a column.
    """
    pairs = [(upper, lower) for upper, lower, _is_part in edges]
    places = arrange({node.id: node.level for node in nodes}, pairs, columns)
    tops, height = _measure(places.values())
    boxes = _find_boxes(places, tops)
    width = 2 * MARGIN + columns * (WIDTH + GAP_X) - GAP_X
    lines = Markup("").join(_draw_edges(edges, boxes))
    bands, heads = _draw_levels(boxes, places, labels, width)
    drawn = Markup("").join(
        _draw_node(node, boxes[node.id])
        for node in sorted(nodes, key=lambda node: places[node.id][1:])
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="o_servicedesk_graph"'
        ' role="group" aria-label="{title}" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}"{data}>{arrow}{bands}'
        '<g class="o_graph_edges" aria-hidden="true" fill="none"'
        ' marker-end="url(#o_graph_arrow)">{lines}</g>{heads}{drawn}</svg>'
    ).format(
        title=_plain(title),
        width=width,
        height=height,
        data=_write_data({"columns": columns, **(data or {})}),
        arrow=ARROW,
        bands=bands,
        lines=lines,
        heads=heads,
        drawn=drawn,
    )


def _write_data(data):
    return Markup("").join(
        Markup(' data-{}="{}"').format(name, int(value)) for name, value in data.items()
    )


def _measure(places):
    """Return ({row: its top}, height of the whole): levels stand apart."""
    level_of = {place.row: place.level for place in places}
    tops, top, last = {}, MARGIN, None
    for row, level in sorted(level_of.items()):
        if row:
            top += HEIGHT + (GAP_ROW if level == last else GAP_LEVEL)
        if level != last:
            top += LABEL
        tops[row], last = top, level
    return tops, top + (HEIGHT if tops else 0) + MARGIN


def _find_boxes(places, tops):
    """Return {node: Box} in whole pixels, with the top and bottom of its level."""
    spans = {}
    for place in places.values():
        spans.setdefault(place.level, []).append(tops[place.row])
    return {
        node: Box(
            left=round(MARGIN + place.column * (WIDTH + GAP_X)),
            top=tops[place.row],
            level_top=min(spans[place.level]),
            level_bottom=max(spans[place.level]) + HEIGHT,
        )
        for node, place in places.items()
    }


def _draw_levels(boxes, places, labels, width):
    """Return the bands behind the levels, and the labels to be written over lines."""
    bands, heads = [], []
    for level, box in {places[node].level: boxes[node] for node in boxes}.items():
        bands.append(
            Markup(
                '<rect class="o_graph_level" x="0" y="{}" width="{}" height="{}"/>'
            ).format(
                box.level_top - LABEL,
                width,
                box.level_bottom - box.level_top + LABEL + MARGIN,
            )
        )
        heads.append(
            Markup('<text class="o_graph_label" x="{}" y="{}">{}</text>').format(
                MARGIN, box.level_top - 7, _plain(labels.get(level))
            )
        )
    return Markup("").join(bands), Markup("").join(heads)


def _draw_edges(edges, boxes):
    """Yield each line once; two that depend on each other have two."""
    is_part = {}
    for upper, lower, part in edges:
        if upper in boxes and lower in boxes and upper != lower:
            # Who both depends on it and has it as a part, above all depends on it.
            is_part[upper, lower] = part and is_part.get((upper, lower), True)
    for (upper, lower), part in is_part.items():
        yield Markup(
            '<path class="{}" data-upper="{}" data-lower="{}" d="{}"/>'
        ).format(
            "o_graph_part" if part else "o_graph_rests",
            upper,
            lower,
            _find_way(boxes[upper], boxes[lower]),
        )


def _find_way(upper, lower):
    """Return the path from one box to another, as SVG writes it.

    Where other rows of the same level are in between, it runs in the gaps between
    the columns, together with its neighbours.
    """
    start_x, end_x = upper.left + WIDTH // 2, lower.left + WIDTH // 2
    start_y, end_y = upper.top + HEIGHT, lower.top
    if upper.level_top == lower.level_top or upper.top > lower.top:
        return _find_way_back(start_x, upper.top, end_x, lower.top)
    way = [f"M{start_x} {start_y}"]
    x, y = start_x, start_y
    if start_y < upper.level_bottom:
        x = upper.left + WIDTH + GAP_X // 2
        way.append(_bend(start_x, y, x, y + GAP_ROW))
        y = upper.level_bottom
        way.append(f"V{y}")
    if end_y > lower.level_top:
        lane = lower.left + WIDTH + GAP_X // 2
        way.append(_bend(x, y, lane, lower.level_top))
        x, y = lane, end_y - GAP_ROW
        way.append(f"V{y}")
    way.append(_bend(x, y, end_x, end_y))
    return " ".join(way)


def _find_way_back(start_x, start_top, end_x, end_top):
    """Return the path to a box beside or above: of what is found on many ways."""
    if start_top == end_top:
        y = start_top + HEIGHT
        return f"M{start_x} {y} C{start_x} {y + 24} {end_x} {y + 24} {end_x} {y}"
    if start_top < end_top:
        y, end_y = start_top + HEIGHT, end_top
    else:
        y, end_y = start_top, end_top + HEIGHT
    return f"M{start_x} {y} {_bend(start_x, y, end_x, end_y)}"


def _bend(start_x, start_y, end_x, end_y):
    """Return a curve that begins and ends upright."""
    middle = (start_y + end_y) // 2
    return f"C{start_x} {middle} {end_x} {middle} {end_x} {end_y}"


def _draw_node(node, box):
    """Return a node: a link where it has an address, with its full name to hover."""
    if node.kind not in KINDS:
        raise ValueError(f"unknown kind of node: {node.kind}")
    name, note = _plain(node.name), _plain(node.note)
    label = ", ".join(text for text in (name, note, _plain(node.said)) if text)
    first, second = _wrap(name, NAME_LENGTH)
    inner = Markup(
        '<title>{label}</title><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4"/>'
        "{name}"
        '<text class="o_graph_note" x="{tx}" y="{ny}">{note}</text>'
        '<text class="o_graph_sign" x="{sx}" y="{ny}" text-anchor="end"'
        ' aria-hidden="true">{sign}</text>'
    ).format(
        label=label,
        x=box.left,
        y=box.top,
        w=WIDTH,
        h=HEIGHT,
        tx=box.left + 9,
        ny=box.top + 50,
        sx=box.left + WIDTH - 8,
        name=_write_lines(box, [first, second]),
        note=_cut(note, NOTE_LENGTH),
        sign=KINDS[node.kind],
    )
    css = f"o_graph_node o_graph_{node.kind}"
    if not node.url:
        return Markup('<g class="{}">{}</g>').format(css, inner)
    current = Markup(' aria-current="true"') if node.kind == "center" else ""
    return Markup(
        '<a class="{}" href="{}" data-id="{}" aria-label="{}"{}>{}</a>'
    ).format(css, node.url, node.id, label, current, inner)


def _write_lines(box, lines):
    """Return the lines of a name, one below the other."""
    return Markup("").join(
        Markup('<text class="o_graph_name" x="{}" y="{}">{}</text>').format(
            box.left + 9, box.top + 18 + 15 * index, line
        )
        for index, line in enumerate(lines)
        if line
    )


def _plain(text):
    """Return one line without control characters, which XML does not know."""
    return "".join(char if char.isprintable() else " " for char in text or "").strip()


def _fit(text, length):
    """Return how many characters have room; those of East Asia are as wide as two."""
    for index, char in enumerate(text):
        length -= 2 if east_asian_width(char) in "WF" else 1
        if length < 0:
            return index
    return len(text)


def _cut(text, length):
    """Return as much of a text as has room, with a sign where it is cut."""
    if _fit(text, length) == len(text):
        return text
    return text[: _fit(text, length - 1)].rstrip() + "…"


def _wrap(text, length):
    """Return a text in two lines, broken at a blank where there is one; then cut."""
    end = _fit(text, length)
    if end == len(text):
        return text, ""
    blank = text.rfind(" ", 1, end + 1)
    end = blank if blank > 0 else end
    return text[:end].rstrip(), _cut(text[end:].lstrip(), length)
