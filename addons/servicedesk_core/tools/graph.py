# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What rests on what: reach, and a drawing in layers.

An edge ``(upper, lower)`` says that ``upper`` rests on ``lower``: when the lower one
fails, the upper one is hit. In the real world edges form circles (two clusters that
watch each other), so nothing here takes the end of a walk for granted.
"""

from collections import namedtuple

# Where a node is drawn; ``layer`` counts down from what rests on everything else.
Place = namedtuple("Place", "layer row column")

SWEEPS = 4


def neighbours(edges):
    """Return ``(down, up)``: what each node rests on, and what rests on it."""
    down, up = {}, {}
    for upper, lower in edges:
        down.setdefault(upper, []).append(lower)
        up.setdefault(lower, []).append(upper)
    return down, up


def closure(adjacent, start, limit=None):
    """Return {node: number of steps} of all that is reached from ``start``.

    The nearest come first; ``start`` itself is not among them, even if it stands in
    a circle.

    :param dict adjacent: the nodes next to each node.
    :param limit: how many nodes to return at most; None: all.
    """
    steps = {start: 0}
    queue = [start]
    for node in queue:
        for following in adjacent.get(node, ()):
            if following in steps:
                continue
            if limit is not None and len(steps) > limit:
                break
            steps[following] = steps[node] + 1
            queue.append(following)
    steps.pop(start)
    return steps


def without_circles(nodes, edges):
    """Return ``edges`` between ``nodes`` without those that close a circle."""
    inside = set(nodes)
    down, _up = neighbours(
        (upper, lower)
        for upper, lower in dict.fromkeys(edges)
        if upper in inside and lower in inside and upper != lower
    )
    kept, done, open_ = [], set(), set()
    for node in nodes:
        if node in done:
            continue
        stack = [(node, iter(down.get(node, ())))]
        open_.add(node)
        while stack:
            current, rest = stack[-1]
            lower = next(rest, None)
            if lower is None:
                stack.pop()
                open_.discard(current)
                done.add(current)
            elif lower not in open_:
                kept.append((current, lower))
                if lower not in done:
                    open_.add(lower)
                    stack.append((lower, iter(down.get(lower, ()))))
    return kept


def layers(nodes, edges):
    """Return the nodes in layers, so that every edge leads down.

    A node stands directly over the highest of those it rests on; edges that close a
    circle are left out of account. Within a layer nodes stand near their neighbours.
    """
    nodes = list(dict.fromkeys(nodes))
    kept = without_circles(nodes, edges)
    down, up = neighbours(kept)
    waiting = {node: len(down.get(node, ())) for node in nodes}
    height = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        for upper in up.get(node, ()):
            height[upper] = max(height[upper], height[node] + 1)
            waiting[upper] -= 1
            if not waiting[upper]:
                ready.append(upper)
    top = max(height.values(), default=0)
    result = [[] for _layer in range(top + 1)]
    for node in nodes:
        result[top - height[node]].append(node)
    return _sort_layers([layer for layer in result if layer], down, up)


def _sort_layers(result, down, up):
    """Order each layer by the mean place of its neighbours, there and back again."""
    place = {node: index for layer in result for index, node in enumerate(layer)}

    def mean(node, adjacent):
        places = [place[other] for other in adjacent.get(node, ())]
        return sum(places) / len(places) if places else place[node]

    for sweep in range(SWEEPS):
        adjacent = down if sweep % 2 else up
        for layer in reversed(result) if sweep % 2 else result:
            layer.sort(key=lambda node: mean(node, adjacent))
            place.update((node, index) for index, node in enumerate(layer))
    return result


def layout(nodes, edges, per_row):
    """Return {node: Place}, layers broken into rows of at most ``per_row`` nodes.

    Columns are centred, hence not always whole numbers.
    """
    if per_row < 1:
        raise ValueError("a row holds at least one node")
    places, row = {}, 0
    for index, layer in enumerate(layers(nodes, edges)):
        for start in range(0, len(layer), per_row):
            part = layer[start : start + per_row]
            margin = (per_row - len(part)) / 2
            for column, node in enumerate(part):
                places[node] = Place(index, row, margin + column)
            row += 1
    return places
