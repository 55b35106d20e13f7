"""Takes the ruled lines of a page; gives the tables that they draw: their cells with spans, and which cell a point is
in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.reading.printed.pdf_page import FarError, Rule

_NEAR = 3.0  # points: lines so near are one, and lines that end so near to another touch it
_MAX_CROSSINGS = 1_000_000
MAX_BOXES = 20_000


class Box(NamedTuple):
    """A cell as it is drawn: row and column of its first corner, and over how many it goes."""

    row: int
    column: int
    rows: int
    columns: int


class Ruled(NamedTuple):
    """A table of lines. downs, acrosses: where its lines are. of: for each place, row by row, which box it belongs to.
    whole: whether every cell is a rectangle."""

    downs: tuple[float, ...]
    acrosses: tuple[float, ...]
    boxes: tuple[Box, ...]
    of: tuple[tuple[int, ...], ...]
    whole: bool

    def holds(self, x: float, y: float) -> bool:
        return self.acrosses[0] <= x <= self.acrosses[-1] and self.downs[0] <= y <= self.downs[-1]

    def box(self, x: float, y: float) -> int:
        """The box that a point of the table is in."""
        row = min(max(bisect_right(self.downs, y) - 1, 0), len(self.downs) - 2)
        column = min(max(bisect_right(self.acrosses, x) - 1, 0), len(self.acrosses) - 2)
        return self.of[row][column]


def tables(rules: Sequence[Rule]) -> list[Ruled]:
    """Gives the tables of two cells or more, from top to bottom."""
    upright = _joined([rule for rule in rules if rule.upright])
    level = _joined([rule for rule in rules if not rule.upright])
    if len(upright) * len(level) > _MAX_CROSSINGS:
        raise FarError
    found = [_table(*group) for group in _connected(upright, level)]
    return sorted((each for each in found if each and len(each.boxes) > 1), key=lambda each: each.downs[0])


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines at nearly the same place as one, with their pieces joined where they nearly meet."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if clusters and rule.at - clusters[-1][0].at <= _NEAR:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    found = []
    for cluster in clusters:
        at = sum(rule.at for rule in cluster) / len(cluster)
        start = end = None
        for rule in sorted(cluster, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _NEAR:
                end = max(end, rule.end)
            else:
                found.append(Rule(rule.upright, at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            found.append(Rule(cluster[0].upright, at, start, end))
    return found


def _touch(one: Rule, other: Rule) -> bool:
    return one.start - _NEAR <= other.at <= one.end + _NEAR and other.start - _NEAR <= one.at <= other.end + _NEAR


def _connected(upright: Sequence[Rule], level: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that touch each other."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    left = set(range(len(level)))
    done: set[int] = set()
    for first in range(len(upright)):
        if first in done:
            continue
        ours, theirs, waiting = [], [], [first]
        done.add(first)
        while waiting:
            rule = upright[waiting.pop()]
            ours.append(rule)
            touched = [at for at in left if _touch(rule, level[at])]
            left.difference_update(touched)
            theirs += [level[at] for at in touched]
            for at, other in enumerate(upright):
                if at not in done and any(_touch(other, level[each]) for each in touched):
                    done.add(at)
                    waiting.append(at)
        groups.append((ours, theirs))
    return groups


def _table(upright: Sequence[Rule], level: Sequence[Rule]) -> Ruled | None:
    if len(level) < 2:
        return None
    across = _places([rule.at for rule in upright], [edge for rule in level for edge in (rule.start, rule.end)])
    down = _places([rule.at for rule in level], [edge for rule in upright for edge in (rule.start, rule.end)])
    rows, columns = len(down) - 1, len(across) - 1
    if rows * columns > MAX_BOXES:
        raise FarError
    if rows < 1 or columns < 1:
        return None
    # A place is joined with the next one on its right, or below, where no line goes between them.
    right = [[not _stands(upright, across[c + 1], y) for c in range(columns - 1)] for y in map(_middle, pairwise(down))]
    below = [[not _stands(level, down[r + 1], x) for x in map(_middle, pairwise(across))] for r in range(rows - 1)]
    return _boxes(down, across, right, below)


def _places(lines: Iterable[float], edges: Iterable[float]) -> tuple[float, ...]:
    """Where the lines are, and the borders of a table that is open at its sides."""
    places = sorted(lines)
    outer = sorted(edges)
    if outer and outer[0] < places[0] - _NEAR:
        places.insert(0, outer[0])
    if outer and outer[-1] > places[-1] + _NEAR:
        places.append(outer[-1])
    return tuple(place for at, place in enumerate(places) if not at or place > places[at - 1])


def _middle(pair: tuple[float, float]) -> float:
    return (pair[0] + pair[1]) / 2


def _stands(rules: Iterable[Rule], at: float, along: float) -> bool:
    """Whether a line is there."""
    return any(abs(rule.at - at) < 0.01 and rule.start - 1 <= along <= rule.end + 1 for rule in rules)


def _boxes(
    down: tuple[float, ...], across: tuple[float, ...], right: list[list[bool]], below: list[list[bool]]
) -> Ruled:
    """Joins places to boxes. One that is no rectangle falls apart into its places."""
    rows, columns = len(down) - 1, len(across) - 1
    of = [[-1] * columns for _ in range(rows)]
    boxes: list[Box] = []
    whole = True
    for row in range(rows):
        for column in range(columns):
            if of[row][column] >= 0:
                continue
            places = _region(row, column, of, right, below)
            last_row, last_column = max(r for r, _ in places), max(c for _, c in places)
            first = min(c for _, c in places)
            box = Box(row, first, last_row - row + 1, last_column - first + 1)
            if len(places) == box.rows * box.columns:
                parts = [(box, places)]
            else:
                whole = False
                parts = [(Box(r, c, 1, 1), [(r, c)]) for r, c in places]
            for part, covered in parts:
                for r, c in covered:
                    of[r][c] = len(boxes)
                boxes.append(part)
    return Ruled(down, across, tuple(boxes), tuple(map(tuple, of)), whole)


def _region(
    row: int, column: int, of: list[list[int]], right: list[list[bool]], below: list[list[bool]]
) -> list[tuple[int, int]]:
    """All places that no line keeps apart from this one."""
    found, waiting = [], [(row, column)]
    seen = {(row, column)}
    while waiting:
        r, c = waiting.pop()
        found.append((r, c))
        steps = []
        if c + 1 < len(of[0]) and right[r][c]:
            steps.append((r, c + 1))
        if c and right[r][c - 1]:
            steps.append((r, c - 1))
        if r + 1 < len(of) and below[r][c]:
            steps.append((r + 1, c))
        if r and below[r - 1][c]:
            steps.append((r - 1, c))
        new = [step for step in steps if step not in seen]
        seen.update(new)
        waiting += new
    return sorted(found)
