"""Fills the tables of a page's lines with its characters, and joins a table that goes on over a page break."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gouji.reading.bare_text import is_figure, squash
from gouji.reading.block import Aside, Grid, GridCell, Spot
from gouji.reading.printed.joints import joined
from gouji.reading.printed.pdf_lines import is_gap, lines, words
from gouji.reading.printed.pdf_page import Character
from gouji.reading.printed.pdf_rules import Ruled

_MIDDLE = 0.35  # of a character's size: its middle is so much above its base
_TOUCHING = 0.1  # of a character's size: with a smaller gap two characters are of one word, whatever line is between
_SAME = 4.0  # points by which columns may differ from page to page
_BEGINS = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|[（(]?\d{1,2}[、.．)）](?!\d))")
_FULL = 2.6  # of a character's size: with less room than that behind it (and the cell's own margin) a line is full


class Part(NamedTuple):
    """A cell on one page. full: its last line goes to the end, so that it may go on on the next page."""

    text: str
    asides: tuple[Aside, ...]
    row: int
    column: int
    rows: int
    columns: int
    page: int
    full: bool


class Filled(NamedTuple):
    """A table with its cells, row by row."""

    acrosses: tuple[float, ...]
    rows: list[list[Part]]
    placed: bool

    def grid(self) -> Grid:
        """Gives it as a block; its cells don't know which of the report's tables it is yet."""
        return Grid(tuple(tuple(map(_cell, row)) for row in self.rows), self.placed)


def _cell(part: Part) -> GridCell:
    spot = Spot(page=part.page, row=part.row + 1, column=part.column + 1)
    return GridCell(part.text, part.row, part.column, part.rows, part.columns, spot, part.asides)


def fill(ruled: Ruled, characters: Sequence[Character], page: int) -> Filled:
    """Gives a table with the characters that stand in it."""
    of_box: dict[int, list[Character]] = defaultdict(list)
    for line in lines(characters):
        for run in _runs(line, ruled):
            for at, part in _of_boxes(run, ruled):
                of_box[at] += part
    rows: list[list[Part]] = [[] for _ in ruled.downs[1:]]
    for at, box in enumerate(ruled.boxes):
        text, asides, end, size = _text(of_box.get(at, ()))
        full = ruled.acrosses[box.column + box.columns] - end < _FULL * size
        rows[box.row].append(Part(text, asides, *box, page, full))
    return Filled(ruled.acrosses, [sorted(row, key=lambda part: part.column) for row in rows], ruled.whole)


def _of_boxes(run: list[Character], ruled: Ruled) -> Iterable[tuple[int, list[Character]]]:
    """The box that a run belongs to: where its middle is. Digits on both sides of a line may be one figure or two: then
    each box has all of them, kept apart at the line, which is no figure."""
    own = [_box(each, ruled) for each in run]
    apart = [at for at in range(1, len(run)) if own[at] != own[at - 1] and (run[at - 1].text + run[at].text).isdigit()]
    if not apart:
        middle = run[0]._replace(left=run[0].left, right=run[-1].right)
        return [(_box(middle, ruled), run)]
    parted: list[Character] = []
    for at, each in enumerate(run):
        if at in apart:
            parted.append(each._replace(text=" ", right=each.left))
        parted.append(each)
    return [(at, parted) for at in dict.fromkeys(own)]


def _box(each: Character, ruled: Ruled) -> int:
    return ruled.box((each.left + each.right) / 2, each.base - _MIDDLE * each.size)


def _runs(line: Sequence[Character], ruled: Ruled) -> Iterable[list[Character]]:
    """Characters that belong to one cell: one that is wider than its cell doesn't fall apart at the line."""
    run: list[Character] = []
    box = -1
    for each in line:
        own = _box(each, ruled)
        if run and (is_gap(run[-1], each) or (own != box and each.left - run[-1].right > _TOUCHING * each.size)):
            yield run
            run = []
        run.append(each)
        box = own
    if run:
        yield run


def _text(characters: Sequence[Character]) -> tuple[str, tuple[Aside, ...], float, float]:
    """The text of a cell, what is raised in it, where its last line ends, and its size."""
    texts: list[str] = []
    asides: list[Aside] = []
    end, size = float("-inf"), 0.0
    for line in lines(characters):
        found = list(words(line))
        if found:
            texts.append(" ".join(word.text for word in found if word.text))
            asides += [aside for word in found for aside in word.asides]
            end, size = found[-1].right, found[-1].size
    return joined([text for text in texts if text]), tuple(asides), end, size


# ---------------------------------------------------------------- over a page break


def join(above: Filled, below: Filled) -> Filled | None:
    """Gives both as one table, if the one below goes on with the one above: with the same columns, and either the same
    heads again and then other rows, or no heads. None where it doesn't."""
    one, other = _of_columns(above, below.acrosses), _of_columns(below, above.acrosses)
    if one is None or other is None:
        return None
    heads = 0
    while heads < min(len(one.rows), len(other.rows)) and _is_repeated(one.rows[heads], other.rows[heads]):
        heads += 1
    if heads and (heads == len(other.rows) or _is_body(one.rows[:heads])):
        return None
    return _joined(one, [[part._replace(row=part.row - heads) for part in row] for row in other.rows[heads:]], other)


def _of_columns(table: Filled, others: Sequence[float]) -> Filled | None:
    """The table by the columns that it shares with its other part, which may have more of them on its page; None where
    it has others."""
    own = table.acrosses
    shifted = [place - others[0] + own[0] for place in others]
    if len(own) >= len(others):
        return table if all(_nearest(place, own) is not None for place in shifted) and _ends(own, shifted) else None
    at = [_nearest(place, shifted) for place in own]
    if not _ends(own, shifted) or None in at:
        return None
    columns = [place for place in at if place is not None]
    rows = [
        [
            part._replace(
                column=columns[part.column],
                columns=columns[part.column + part.columns] - columns[part.column],
            )
            for part in row
        ]
        for row in table.rows
    ]
    return table._replace(acrosses=tuple(shifted), rows=rows)


def _ends(one: Sequence[float], other: Sequence[float]) -> bool:
    return abs(one[-1] - other[-1]) <= _SAME


def _nearest(place: float, places: Sequence[float]) -> int | None:
    at = min(range(len(places)), key=lambda at: abs(places[at] - place))
    return at if abs(places[at] - place) <= _SAME else None


def _is_repeated(one: Sequence[Part], other: Sequence[Part]) -> bool:
    plain = [squash(part.text) for part in one]
    return any(plain) and plain == [squash(part.text) for part in other]


def _is_body(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether figures are among the rows: then they are no heads."""
    return any(is_figure(part.text) for row in rows for part in row)


def _joined(above: Filled, rows: list[list[Part]], below: Filled) -> Filled:
    """Cells that were cut by the page break are one again."""
    height = len(above.rows)
    lower = {(part.column, part.columns): part for part in rows[0]}
    upper = {(p.column, p.columns): p for row in above.rows for p in row if p.row + p.rows == height}
    pairs = [(upper[key], lower[key]) for key in upper if key in lower]
    cut = len(pairs) == len(upper) == len(lower) and _is_cut(pairs)
    merged = {one: _one(one, other, cut) for one, other in pairs if cut or _goes_through(one, other)}
    gone = {other for one, other in pairs if one in merged}
    down = height - cut
    shifted = [[part._replace(row=part.row + down) for part in row if part not in gone] for row in rows]
    kept = [[merged.get(part, part) for part in row] for row in above.rows]
    joined_rows = [*kept, *(shifted[1:] if cut else shifted)]
    return Filled(above.acrosses, joined_rows, above.placed and below.placed)


def _one(above: Part, below: Part, cut: bool) -> Part:
    """Two parts of a cell as one; a row that was cut counts once."""
    text = above.text if above.text == below.text else joined([text for text in (above.text, below.text) if text])
    rows = above.rows + below.rows - cut
    return above._replace(text=text, asides=above.asides + below.asides, rows=rows, full=below.full)


def _goes_through(above: Part, below: Part) -> bool:
    """Whether a cell over several rows goes on below: it says nothing there, or the same again."""
    return below.text in ("", above.text) and max(above.rows, below.rows) > 1


def _is_cut(pairs: Sequence[tuple[Part, Part]]) -> bool:
    """Whether the last row of a page goes on on the next one: what one part has, the other has not, but for a label
    that is broken off at the end of its line and does not begin anew."""
    own = [(one, other) for one, other in pairs if not (_goes_through(one, other) and not other.text)]
    both = [(one, other) for one, other in own if one.text and other.text and one.text != other.text]
    if not own or not any(other.text for _, other in own) or not any(one.text for one, _ in own):
        return False
    if any(
        is_figure(part.text) or _BEGINS.match(other.text) or not one.full
        for one, other in both
        for part in (one, other)
    ):
        return False
    return any(is_figure(one.text) != is_figure(other.text) for one, other in own) or bool(both)
