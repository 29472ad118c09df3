# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Draw a life cycle as SVG: stages in the order tickets pass them, moves as arrows.

Escaped text and whole numbers only. No arrow runs behind a box: to the next column it
leads straight, further on by a lane above all boxes, and back by one below them. Moves
to the same stage share their lane.
"""

from collections import namedtuple

from markupsafe import Markup

from .lifecycle import columns, spread

WIDTH, HEIGHT = 124, 40
GAP_X, GAP_Y = 56, 30
MARGIN, LANE = 14, 9
NAME_LENGTH = 17
ARROW = Markup(
    '<defs><marker id="o_cycle_arrow" viewBox="0 0 8 8" refX="7" refY="4"'
    ' markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
)
FRAME = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="o_servicedesk_cycle" role="img"'
    ' aria-label="{title}" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}">{arrow}<g class="o_cycle_moves" fill="none"'
    ' marker-end="url(#o_cycle_arrow)">{lines}</g>{drawn}</svg>'
)

Box = namedtuple("Box", "left top column")
# Of one arrow that skips columns: how far its lane lies from the boxes.
Lanes = namedtuple("Lanes", "above below top bottom")


def draw(stages, arrows, title, labels, faulty=(), counts=None):
    """Return the SVG (Markup) of a life cycle.

    :param list stages: of lifecycle.Stage, in their order.
    :param list arrows: of lifecycle.Arrow; those to stages that are not drawn are left
        out.
    :param str title: read out before the drawing.
    :param dict labels: by state, what is written under a stage of it.
    :param faulty: ids of stages to mark, since something is wrong with them.
    :param dict counts: by id, how many are in a stage; written under it, but for 0.
    """
    places = columns(stages, arrows)
    drawn_arrows = _find_drawn(stages, arrows)
    lanes = _find_lanes(places, drawn_arrows)
    boxes = _find_boxes(places, lanes)
    names = {stage.id: stage.name for stage in stages}
    lines = (_draw_arrow(arrow, boxes, lanes, names) for arrow in drawn_arrows)
    drawn = (
        _draw_stage(
            stage,
            boxes[stage.id],
            _plain(labels.get(stage.state)),
            stage.id in faulty,
            (counts or {}).get(stage.id),
        )
        for stage in stages
    )
    return FRAME.format(
        title=_plain(title),
        # Round the last column, too, there is a gap for moves within it.
        width=2 * MARGIN + len(places) * (WIDTH + GAP_X),
        height=lanes.bottom + MARGIN + LANE * len(lanes.below),
        arrow=ARROW,
        lines=Markup("").join(lines),
        drawn=Markup("").join(drawn),
    )


def _find_boxes(places, lanes):
    """Return {stage id: Box}."""
    return {
        stage.id: Box(
            MARGIN + index * (WIDTH + GAP_X), lanes.top + row * (HEIGHT + GAP_Y), index
        )
        for index, column in enumerate(places)
        for row, stage in enumerate(column)
    }


def _find_drawn(stages, arrows):
    """Return the arrows between two of the stages, each once."""
    ids = {stage.id for stage in stages}
    return [
        arrow
        for arrow in dict.fromkeys(spread(stages, arrows))
        if arrow.start in ids and arrow.end in ids and arrow.start != arrow.end
    ]


def _find_lanes(places, arrows):
    """Return the Lanes: for each stage that is reached by one, which it is.

    What is nearer has the inner lane, so that lanes cross little.
    """
    level = {stage.id: index for index, each in enumerate(places) for stage in each}
    above, below = {}, {}
    for arrow in arrows:
        steps = level[arrow.end] - level[arrow.start]
        lanes = above if steps > 1 else below
        if steps > 1 or steps < -1:
            lanes[arrow.end] = max(abs(steps), lanes.get(arrow.end, 0))
    above, below = (
        {end: place for place, end in enumerate(sorted(lanes, key=lanes.get), start=1)}
        for lanes in (above, below)
    )
    rows = max((len(column) for column in places), default=0)
    top = MARGIN + LANE * len(above)
    return Lanes(above, below, top, top + max(rows * (HEIGHT + GAP_Y) - GAP_Y, 0))


def _draw_arrow(arrow, boxes, lanes, names):
    title = f"{names[arrow.start]} → {names[arrow.end]}: {arrow.name}"
    points = _find_way(arrow, boxes[arrow.start], boxes[arrow.end], lanes)
    way = " L".join(f"{left} {top}" for left, top in points)
    return Markup('<path d="M{}"><title>{}</title></path>').format(way, _plain(title))


def _find_way(arrow, start, end, lanes):
    """Return the corners of the line from one box to another.

    Upright it runs in the gaps between columns only, level above or below all boxes.
    """
    steps = end.column - start.column
    # Back it runs a little lower than forth, so that one does not cover the other.
    shift = HEIGHT // 2 + (8 if steps < 0 else -6)
    right, left = (0, WIDTH) if steps < 0 else (WIDTH, 0)
    first = (start.left + right, start.top + shift)
    last = (end.left + left, end.top + shift)
    if abs(steps) == 1:
        return [first, last]
    if steps == 0:
        side = start.left + WIDTH
        aside = side + GAP_X // 4
        return [first, (aside, first[1]), (aside, last[1]), (side, last[1])]
    if steps > 1:
        lane, side = lanes.above[arrow.end], 1
        level = lanes.top - LANE * lane
    else:
        lane, side = lanes.below[arrow.end], -1
        level = lanes.bottom + LANE * lane
    # Lines to other lanes stand beside it in the gap.
    aside = side * (12 + 4 * lane % (GAP_X // 2 - 8))
    out, into = first[0] + aside, last[0] - aside
    return [first, (out, first[1]), (out, level), (into, level), (into, last[1]), last]


def _draw_stage(stage, box, state, is_faulty, count):
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
        name=f"{name}: {count}" if count else name,
        x=box.left,
        y=box.top,
        w=WIDTH,
        h=HEIGHT,
        tx=box.left + WIDTH // 2,
        ty=box.top + 17,
        sy=box.top + 32,
        short=("⚠ " if is_faulty else "") + _cut(name),
        state=f"{state} · {count}" if count else state,
    )


def _plain(text):
    """Return one line without control characters, which XML does not know."""
    return "".join(char if char.isprintable() else " " for char in text or "").strip()


def _cut(text):
    if len(text) <= NAME_LENGTH:
        return text
    return text[: NAME_LENGTH - 1].rstrip() + "…"
