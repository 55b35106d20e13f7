"""Lays blocks out as one stream of lines and rows, and tells which of it belongs to which table of a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from gouji.form.form import Form
from gouji.reading.bare_text import is_figure, plain_to_see
from gouji.reading.block import Block, Grid, GridCell, Line
from gouji.reading.recognise.headings import Parts
from gouji.reading.recognise.in_lines import figures_alone, is_run_together, with_rows
from gouji.reading.recognise.labels import Labels, key
from gouji.reading.recognise.rows import Item, Row

_FEW = 3  # labels of a table by which a grid is told away from the table's section
_WIDEST = 300  # columns of a grid whose places are looked at
_CAPTIONS = 3  # lines over a grid that may say whose figures it has
ENOUGH = 0.5  # share of a table's labels by which it is told where its section has nothing of it


def stream(blocks: Sequence[Block]) -> list[Item]:
    """Gives lines and rows in the order of reading, without what nobody sees and without lines that are blank."""
    items: list[Item] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Line):
            if text := plain_to_see(block.text):
                items.append(block._replace(text=text))
            continue
        before = [item.text for item in items[-_CAPTIONS:] if isinstance(item, Line)]
        items += _rows(number, block, before)
    return items


def _rows(number: int, grid: Grid, before: Sequence[str]) -> Iterator[Row]:
    top = [
        filled[0]
        for row in grid.rows[:_CAPTIONS]
        if len(filled := [cell.text for cell in row if cell.text.strip()]) == 1
    ]
    caption = (grid.title, *before, *top)
    placed = grid.placed and all(cell.column + cell.columns <= _WIDEST for row in grid.rows for cell in row)
    reaching: list[GridCell] = []
    for at, row in enumerate(grid.rows):
        cells = tuple(cell._replace(text=plain_to_see(cell.text)) for cell in row)
        reaching = [cell for cell in reaching if cell.row + cell.rows > at]
        yield Row(number, at, cells, placed, tuple(reaching), caption)
        reaching += [cell for cell in cells if cell.rows > 1]


def texts(items: Sequence[Item]) -> list[str]:
    """Every text of the items, cell by cell."""
    return [
        text
        for item in items
        for text in ((item.text,) if isinstance(item, Line) else (cell.text for cell in item.cells))
    ]


def as_line(item: Item) -> Line:
    """A row as a line of text: outside the form's tables nothing is lost."""
    if isinstance(item, Line):
        return item
    place = next((cell.place for cell in item.cells if cell.place is not None), None)
    return Line(" ".join(cell.text for cell in item.cells if cell.text), place)


class Found:
    """What belongs to a table, in the order of reading, and what is left of its section."""

    __slots__ = ("items", "seen", "text")

    def __init__(self, items: list[Item], text: list[Line], seen: bool) -> None:
        self.items, self.text, self.seen = items, text, seen


def of_tables(cut: Parts, form: Form, known: Mapping[str, Labels]) -> tuple[dict[str, Found], dict[str, list[Item]]]:
    """Gives what belongs to each table, by its id, and what is left of the sections that have none, by theirs."""
    bodies: dict[str, Sequence[Item]] = {"": cut.preface, **cut.sections}
    own = {table.section: table.id for table in form.tables if table.section in cut.sections}
    chosen = {name: _tables(body, known, own.get(name, "")) for name, body in bodies.items()}
    at_home: dict[str, list[Item]] = {}
    away: dict[str, list[Item]] = {table.id: [] for table in form.tables}
    for name, body in bodies.items():
        home = own.get(name, "")
        at_home[name] = [item for item, told in zip(body, chosen[name], strict=True) if told == home or not told]
        for item, told in zip(body, chosen[name], strict=True):
            if told and told != home:
                away[told].append(item)
    found: dict[str, Found] = {}
    accepted: set[str] = set()
    for table in form.tables:
        labels = known[table.id]
        is_home = table.section in cut.sections
        here = _separate(at_home.get(table.section, []) if is_home else at_home[""], labels)
        if not is_home and (away[table.id] or _share(here.items, labels) < ENOUGH):
            here = Found([], [], False)
        together = [*here.items, *away[table.id]]
        is_copy = _share(away[table.id], labels) >= ENOUGH
        if away[table.id] and (is_copy or (not _holds(here.items) and _share(together, labels) >= ENOUGH)):
            accepted.add(table.id)
            here = Found(together, here.text, True)
        found[table.id] = here
    rest = {
        name: [item for item, told in zip(body, chosen[name], strict=True) if told not in accepted]
        for name, body in bodies.items()
        if name not in own
    }
    return found, rest


def _holds(items: Sequence[Item]) -> bool:
    return any(isinstance(item, Row) for item in items)


def _share(items: Sequence[Item], labels: Labels) -> float:
    """The share of a table's labels that are among the items, 0 to 1."""
    there = {key(text) for text in texts(items) if len(text) <= 200}
    return len(labels.own & there) / max(len(labels.own), 1)


# ---------------------------------------------------------------- which table a row belongs to


def _tables(body: Sequence[Item], known: Mapping[str, Labels], own: str) -> list[str]:
    """The table of each item, "" for one that belongs to none. own: the table of the section that they stand in."""
    voters = tables_of_labels(known)
    tables: list[str] = []
    for _, run in groupby(body, lambda item: item.grid if isinstance(item, Row) else None):
        items = list(run)
        rows = [item for item in items if isinstance(item, Row)]
        tables += _of_grid(rows, voters, known, own) if rows else [""] * len(items)
    return _with_lines(body, tables, known)


def _with_lines(body: Sequence[Item], tables: Sequence[str], known: Mapping[str, Labels]) -> list[str]:
    """Gives a line to the table whose rows it stands among, or right beside, when it looks like a piece of it."""
    found = list(tables)
    for steps in (range(len(body)), range(len(body) - 1, -1, -1)):
        before = ""
        for at in steps:
            item = body[at]
            if isinstance(item, Row):
                before = found[at]
            elif before and (known[before].resembles(item.text) or figures_alone(item.text)):
                found[at] = before
            else:
                before = found[at]
    return found


def tables_of_labels(known: Mapping[str, Labels]) -> dict[str, str]:
    """Label → the one table that has it."""
    of: dict[str, list[str]] = {}
    for table_id, labels in known.items():
        for label in labels.own:
            of.setdefault(label, []).append(table_id)
    return {label: tables[0] for label, tables in of.items() if len(tables) == 1}


def _of_grid(rows: Sequence[Row], voters: Mapping[str, str], known: Mapping[str, Labels], own: str) -> list[str]:
    votes = [
        Counter(voters[each] for cell in row.cells if 0 < len(cell.text) <= 200 and (each := key(cell.text)) in voters)
        for row in rows
    ]
    total = sum(votes, Counter())
    strong = {table_id for table_id, count in total.items() if count >= _FEW or table_id == own}
    chosen = [max((each for each in vote if each in strong), key=lambda each: vote[each], default="") for vote in votes]
    if not any(chosen):
        is_own = own and (total[own] or _might_be(rows, known[own]))
        return [own if is_own else ""] * len(rows)
    return list(_filled_up(rows, chosen, known))


def _might_be(rows: Sequence[Row], labels: Labels) -> bool:
    """Whether rows without a label of their own may belong to a table: they hold as many figures as it has columns."""
    widths = {labels.width(line) for line in range(len(labels.lines))} | {
        e - f for heads in labels.blocks for f, e in heads.parts
    }
    return any(sum(is_figure(cell.text) for cell in row.cells) in widths for row in rows) or any(
        labels.is_head(cell.text) or labels.name(cell.text) for row in rows for cell in row.cells if cell.text
    )


def _filled_up(rows: Sequence[Row], chosen: Sequence[str], known: Mapping[str, Labels]) -> Iterator[str]:
    """A row without a vote goes with the rows above it; above the first, with those below, if it looks like a head."""
    first = next(each for each in chosen if each)
    before = ""
    for row, table_id in zip(rows, chosen, strict=True):
        if table_id:
            before = table_id
        elif not before:
            filled = [cell.text for cell in row.cells if cell.text]
            yield first if len(filled) > 1 or (filled and known[first].is_head(filled[0])) else ""
            continue
        yield table_id or before


# ---------------------------------------------------------------- a section apart into table and text


def _separate(items: Sequence[Item], labels: Labels) -> Found:
    """Separates a section into its table and its sentences."""
    known = with_rows(items, labels)
    at = [index for index, item in enumerate(known) if isinstance(item, Row)]
    if not at:
        lines = [item for item in known if isinstance(item, Line)]
        seen = any(labels.is_head(item.text) or is_run_together(item.text, labels) for item in lines)
        return Found([], lines, seen)
    first, last = at[0], at[-1]
    while first and isinstance(above := known[first - 1], Line) and labels.resembles(above.text):
        first -= 1  # heads that are no rows
    while last + 1 < len(known) and isinstance(below := known[last + 1], Line) and figures_alone(below.text):
        last += 1  # digits that were wrapped
    table: list[Item] = []
    outside: list[Line] = [item for item in known[:first] if isinstance(item, Line)]
    between: list[Line] = []
    for item in known[first : last + 1]:
        if isinstance(item, Line) and not labels.resembles(item.text) and not figures_alone(item.text):
            between.append(item)
        else:
            table.append(item)
    return Found(table, [*outside, *between, *(item for item in known[last + 1 :] if isinstance(item, Line))], True)
