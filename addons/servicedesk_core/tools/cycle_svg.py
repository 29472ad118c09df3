# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Draw a life cycle as SVG: stages in columns by state, moves as arrows.

Escaped text and whole numbers only. Moves forward run over the boxes they start from
to the right, moves back below; what a move asks is told by its dash and its title.
"""

from collections import namedtuple

from markupsafe import Markup

from .lifecycle import columns, spread

WIDTH, HEIGHT = 124, 40
GAP_X, GAP_Y = 44, 30
MARGIN, HEAD, FOOT = 14, 46, 40
NAME_LENGTH = 17
ARROW = Markup(
    '<defs><marker id="o_cycle_arrow" viewBox="0 0 8 8" refX="7" refY="4"'
    ' markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
)

Box = namedtuple("Box", "left top column")


def draw(stages, arrows, title, labels, faulty=()):
    """Return the SVG (Markup) of a life cycle.

    :param list stages: of lifecycle.Stage, in their order.
    :param list arrows: of lifecycle.Arrow; those to stages that are not drawn are left
        out.
    :param str title: read out before the drawing.
    :param dict labels: by state, what is written under a stage of it.
    :param faulty: ids of stages to mark, since something is wrong with them.
    """
    places = columns(stages)
    boxes = {
        stage.id: Box(
            MARGIN + index * (WIDTH + GAP_X), HEAD + row * (HEIGHT + GAP_Y), index
        )
        for index, column in enumerate(places)
        for row, stage in enumerate(column)
    }
    rows = max((len(column) for column in places), default=0)
    width = 2 * MARGIN + max(len(places) * (WIDTH + GAP_X) - GAP_X, 0)
    height = HEAD + rows * (HEIGHT + GAP_Y) - GAP_Y + FOOT if rows else 2 * MARGIN
    names = {stage.id: stage.name for stage in stages}
    lines = Markup("").join(
        _draw_arrow(arrow, boxes, names)
        for arrow in dict.fromkeys(spread(stages, arrows))
        if arrow.start in boxes and arrow.end in boxes and arrow.start != arrow.end
    )
    drawn = Markup("").join(
        _draw_stage(stage, boxes[stage.id], labels, stage.id in faulty)
        for stage in stages
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="o_servicedesk_cycle" role="img"'
        ' aria-label="{title}" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}">{arrow}<g class="o_cycle_moves" fill="none"'
        ' marker-end="url(#o_cycle_arrow)">{lines}</g>{drawn}</svg>'
    ).format(
        title=_plain(title),
        width=width,
        height=height,
        arrow=ARROW,
        lines=lines,
        drawn=drawn,
    )


def _draw_arrow(arrow, boxes, names):
    title = f"{names[arrow.start]} → {names[arrow.end]}: {arrow.name}"
    return Markup('<path d="{}"><title>{}</title></path>').format(
        _find_way(boxes[arrow.start], boxes[arrow.end]), _plain(title)
    )


def _find_way(start, end):
    """Return the path from one box to another.

    To the next column straight; further on in an arc above, back in one below; within
    a column round the right side.
    """
    steps = end.column - start.column
    middle = HEIGHT // 2
    if steps == 1:
        return (
            f"M{start.left + WIDTH} {start.top + middle} L{end.left} {end.top + middle}"
        )
    if steps > 1:
        lift = min(8 * steps, HEAD - 8)
        return (
            f"M{start.left + WIDTH // 2} {start.top}"
            f" C{start.left + WIDTH} {start.top - lift}"
            f" {end.left} {end.top - lift} {end.left + WIDTH // 2} {end.top}"
        )
    if steps < 0:
        drop = min(8 * -steps, FOOT - 8)
        return (
            f"M{start.left + WIDTH // 2} {start.top + HEIGHT}"
            f" C{start.left} {start.top + HEIGHT + drop}"
            f" {end.left + WIDTH} {end.top + HEIGHT + drop}"
            f" {end.left + WIDTH // 2} {end.top + HEIGHT}"
        )
    side = start.left + WIDTH
    return (
        f"M{side} {start.top + middle} C{side + 24} {start.top + middle}"
        f" {side + 24} {end.top + middle} {side} {end.top + middle}"
    )


def _draw_stage(stage, box, labels, is_faulty):
    css = f"o_cycle_stage o_cycle_{stage.state}"
    if is_faulty:
        css += " o_cycle_faulty"
    name = _plain(stage.name)
    return Markup(
        '<g class="{css}"><title>{name}</title>'
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="6"/>'
        '<text x="{tx}" y="{ty}" text-anchor="middle">{short}</text>'
        '<text class="o_cycle_state" x="{tx}" y="{sy}" text-anchor="middle">{state}'
        "</text></g>"
    ).format(
        css=css,
        name=name,
        x=box.left,
        y=box.top,
        w=WIDTH,
        h=HEIGHT,
        tx=box.left + WIDTH // 2,
        ty=box.top + 17,
        sy=box.top + 32,
        short=("⚠ " if is_faulty else "") + _cut(name),
        state=_plain(labels.get(stage.state)),
    )


def _plain(text):
    """Return one line without control characters, which XML does not know."""
    return "".join(char if char.isprintable() else " " for char in text or "").strip()


def _cut(text):
    if len(text) <= NAME_LENGTH:
        return text
    return text[: NAME_LENGTH - 1].rstrip() + "…"
