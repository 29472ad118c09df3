# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What rests on what: reach, and a drawing in levels around one node.

An edge ``(upper, lower)`` says that ``upper`` rests on ``lower``: when the lower one
fails, the upper one is hit. In the real world edges form circles (two clusters that
watch each other), so nothing here takes the end of a walk for granted.
"""

from collections import namedtuple

# Where a node is drawn: rows count from the top, columns from the left.
Place = namedtuple("Place", "level row column")

SWEEPS = 4


def neighbours(edges):
    """Return ``(down, up)``: what each node rests on, and what rests on it."""
    down, up = {}, {}
    for upper, lower in edges:
        down.setdefault(upper, []).append(lower)
        up.setdefault(lower, []).append(upper)
    return down, up


def closure(adjacent, start):
    """Return {node: number of steps} of all that is reached from ``start``.

    The nearest come first; ``start`` itself is not among them, even if it stands in
    a circle.

    :param dict adjacent: the nodes next to each node.
    """
    steps = {start: 0}
    queue = [start]
    for node in queue:
        for following in adjacent.get(node, ()):
            if following not in steps:
                steps[following] = steps[node] + 1
                queue.append(following)
    steps.pop(start)
    return steps


def levels(center, edges):
    """Return {node: level} of all that is around ``center``, which stands on 0.

    What rests on it by two steps stands on -2, what it rests on by three on 3. In a
    circle a node is reached both ways: then the nearer side counts, above when equal.
    """
    down, up = neighbours(edges)
    above, below = closure(up, center), closure(down, center)
    result = {center: 0}
    for node in {**above, **below}:
        rise, fall = above.get(node), below.get(node)
        is_above = fall is None or (rise is not None and rise <= fall)
        result[node] = -rise if is_above else fall
    return result


def readable_depth(level_of, most):
    """Return the greatest number of steps within which ``most`` nodes stand at most.

    It is never less than one: what touches the centre is always worth a look.
    """
    distances = sorted(abs(level) for level in level_of.values())
    if len(distances) <= most:
        return max(distances[-1], 1)
    return max(distances[most] - 1, 1)


def nearest(level_of, depth, limit):
    """Return ``level_of`` within ``depth`` steps, and of these the nearest.

    At most ``limit`` besides the centre: half of the room is for each side, and what
    one side leaves is for the other.
    """
    above, below = [], []
    for node in sorted(level_of, key=lambda node: abs(level_of[node])):
        if 0 < abs(level_of[node]) <= depth:
            (above if level_of[node] < 0 else below).append(node)
    half = limit // 2
    kept = {
        *above[: max(half, limit - len(below))],
        *below[: max(limit - half, limit - len(above))],
    }
    return {
        node: level for node, level in level_of.items() if not level or node in kept
    }


def arrange(level_of, edges, columns):
    """Return {node: Place}, one level below the other, from the top to the bottom.

    A level that is wider than ``columns`` takes several rows. Within a level, nodes
    stand near those that they are connected with.

    :raise ValueError: without a column.
    """
    if columns < 1:
        raise ValueError("a row holds at least one node")
    rows = {}
    for node, level in level_of.items():
        rows.setdefault(level, []).append(node)
    _sort_levels(rows, edges)
    places, row = {}, 0
    for level in sorted(rows):
        nodes = rows[level]
        # Rows of one level share their columns, so that lines find a way between.
        width = min(len(nodes), columns)
        margin = (columns - width) / 2
        for index, node in enumerate(nodes):
            places[node] = Place(level, row + index // width, margin + index % width)
        row += -(-len(nodes) // width)
    return places


def _sort_levels(rows, edges):
    """Order each level by the mean place of its neighbours, there and back again."""
    # Counted from the middle, a short level stands under the middle of a long one.
    place = {}

    def put(nodes):
        middle = (len(nodes) - 1) / 2
        place.update((node, index - middle) for index, node in enumerate(nodes))

    for nodes in rows.values():
        put(nodes)
    near = {}
    for upper, lower in edges:
        if upper in place and lower in place:
            near.setdefault(upper, []).append(lower)
            near.setdefault(lower, []).append(upper)

    def mean(node):
        others = near.get(node)
        if not others:
            return place[node]
        return sum(place[other] for other in others) / len(others)

    for sweep in range(SWEEPS):
        for level in sorted(rows, key=abs, reverse=bool(sweep % 2)):
            rows[level].sort(key=mean)
            put(rows[level])
