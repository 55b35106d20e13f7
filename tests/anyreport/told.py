"""Tables as they are printed in; what a careful reader can tell of each figure out.

The reader believes the document: a figure belongs to the label beside it and to the head above it, wherever they
stand. From that, and from the form that the reader knows by heart:

- **told**: one value. Reading another one is a fault; so is reading one where a blank stands.
- **open**: the reader can't be sure. What he might take, as the values listed, is no fault; any other value is.
- an id that is neither: the document says nothing of it, and any number read there is invented.

What makes a figure open:
- two rows or columns with one name and different figures: each of the two;
- a label or head that is gone, unless it stands between two known neighbours with exactly one name missing between
  them (then its order tells it); two or more side by side are open, in the order that the form has;
- where only order places a figure (text, pages without spans): a row with fewer or more cells than there are heads. Its
  figures are open with the values that they were meant to be, so that what moved up into another's place is a fault
  (where blank heads leave no trace, the values that stand under the heads that are left may be taken as well);
- cells that became one: the number that is now printed, and the figures that went into it.
A name typed twice where another one was (a duplicated label) leaves the other one open with the figures of its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from anyreport.tables import Column, Part, Row, Table, Words
from gouji.value import from_text

Number = Decimal | None


class Told(NamedTuple):
    """What may be read at one id. sure: the one value there is; else any of the values is no fault."""

    values: frozenset[Number]
    sure: bool


class Print(NamedTuple):
    """What matters of a print for telling. placed: figures stand under their heads, seen by place. blanks: blank cells
    are printed. shifts: what stood right of a cell that is gone moved left."""

    placed: bool
    blanks: bool = True
    shifts: bool = False


class _Name(NamedTuple):
    key: str | None  # None: no part of the form
    sure: bool


_NOTHING = _Name(None, True)


def told(tables: Iterable[Table], how: Print) -> dict[str, Told]:
    """What can be told of every figure, by id."""
    found: dict[str, list[Told]] = {}
    known: set[str] = set()
    for table in tables:
        known |= table.ids
        rows = _row_names(table)
        for part, order in zip(table.parts, table.column_orders, strict=True):
            columns = _column_names(table, part, order, how)
            for row in part.rows:
                if not row.is_note:
                    _tell_row(table, row, rows[id(row)], part.columns, columns, how, found)
    return {id: _resolved(each) for id, each in found.items() if id in known}


def _resolved(each: list[Told]) -> Told:
    sure = [one for one in each if one.sure]
    if len({one.values for one in sure}) == 1 and all(one.values <= sure[0].values for one in each):
        return sure[0]
    # A place that names something else by its words counts only where nothing else speaks of the id.
    values = frozenset().union(*(one.values for one in (sure or each)))
    return Told(values, sure=False) if len(values) > 1 or not sure else Told(values, sure=True)


def _tell_row(
    table: Table,
    row: Row,
    names: Sequence[_Name],
    columns: Sequence[Column],
    column_names: Sequence[Sequence[_Name]],
    how: Print,
    found: dict[str, list[Told]],
) -> None:
    for at, column in enumerate(columns):
        values, sure = _values(row, column, how, columns)
        for name in names:
            for head in column_names[at]:
                if head.key is not None and (name.key is not None or not table.labelled):
                    told = Told(values, sure and name.sure and head.sure)
                    found.setdefault(table.id_of(name.key, head.key), []).append(told)
        rows = {name.key for name in names} | ({row.was} if row.doubtful else set())
        heads = {head.key for head in column_names[at]} | ({column.was} if column.doubtful else set())
        for one in rows if row.doubtful or column.doubtful else ():
            for other in heads:
                if other is not None and (one is not None or not table.labelled):
                    found.setdefault(table.id_of(one, other), []).append(Told(values, sure=False))


def _values(row: Row, column: Column, how: Print, columns: Sequence[Column]) -> tuple[frozenset[Number], bool]:
    """What may be taken for the figure of the row in this column, and whether it is sure."""
    at = columns.index(column)
    figure = row.cells[at]
    before = row.cells[at - 1] if at else None
    meant = figure.value
    if not how.placed:
        printed = [
            cell
            for index, cell in enumerate(row.cells)
            if not cell.gone and not (index and row.cells[index - 1].joined) and (how.blanks or bool(cell.text.strip()))
        ]
        heads = [column for column in columns if how.blanks or column.own.text]
        if len(printed) == len(heads) < len(columns):
            seen = [from_text(printed[heads.index(column)].text).number] if column in heads else []
            return frozenset({meant, *seen}), False
        return frozenset({meant}), len(printed) == len(columns) and _plain(row)
    if figure.joined or (before is not None and before.joined):
        one = figure if figure.joined else before
        assert one is not None
        return frozenset({from_text(one.text).number, meant, None}), False
    gone = sum(cell.gone for cell in row.cells[: at + 1])
    if any(cell.gone for cell in row.cells):
        if not how.shifts:
            return frozenset({meant, None}), False
        here = [cell.value for cell in row.cells if not cell.gone]
        return frozenset({here[at] if at < len(here) else None, meant, None}), gone == 0
    return frozenset({meant}), True


def _plain(row: Row) -> bool:
    """Whether no cell holds several figures or a piece of one."""
    return all(cell.gone or from_text(cell.text).number == cell.value for cell in row.cells)


# ---------------------------------------------------------------- rows


def _row_names(table: Table) -> dict[int, list[_Name]]:
    rows = [row for row in table.rows if not row.is_note]
    if not table.labelled:
        return {id(row): [_Name(None, True)] for row in rows}
    words = [_word(row.own) for row in rows]
    return {
        id(row): names
        for row, names in zip(rows, _by_order(words, [row.was for row in rows], table.row_order), strict=True)
    }


def _word(words: Words | None) -> str | None:
    """The id that a label names, None where none is in the form; "" where nothing of it is left."""
    return None if words is None else "" if words.lost else words.means


def _by_order(words: Sequence[str | None], was: Sequence[str | None], order: Sequence[str]) -> list[list[_Name]]:
    """Names of rows or columns: by their words; those without any by their order between known neighbours."""
    names = [[_Name(word, True)] if word else [_NOTHING] for word in words]
    known = {word for word in words if word}
    at = 0
    while at < len(words):
        if words[at] != "":
            at += 1
            continue
        end = at
        while end < len(words) and words[end] in ("", None):
            end += 1
        run = [index for index in range(at, end) if words[index] == ""]
        missing = _between(words, at, end, order, known)
        for number, index in enumerate(run):
            if len(run) == len(missing):
                names[index] = [_Name(missing[number], len(run) == 1)]
            else:
                keys = dict.fromkeys([was[index], *missing])
                names[index] = [_Name(key, False) for key in keys if key is not None] or [_NOTHING]
        at = end
    return names


def _between(words: Sequence[str | None], start: int, end: int, order: Sequence[str], known: set[str]) -> list[str]:
    """The names that the form has between the neighbours of a run and that are printed nowhere."""
    above = next((order.index(word) for word in reversed(words[:start]) if word in order), -1)
    below = next((order.index(word) for word in words[end:] if word in order), len(order))
    return [key for key in order[above + 1 : below] if key not in known]


# ---------------------------------------------------------------- columns


def _column_names(table: Table, part: Part, order: Sequence[str], how: Print) -> list[list[_Name]]:
    columns = part.columns
    if table.labelled:
        words = [_word(column.own) for column in columns]
    else:
        groups = _group_names(part)
        words = []
        for column in columns:
            own = _word(column.own)
            if column.group is None:  # its head says both
                words.append(own)
                continue
            group = groups[id(column.group)]
            words.append("" if own == "" or not group.sure else f"{group.key}.{own}" if own and group.key else None)
    names = _by_order(words, [column.was for column in columns], order)
    if not how.placed and not _tells_order(part):
        names = [[_Name(name.key, False) for name in each] for each in names]
    return names


def _group_names(part: Part) -> dict[int, _Name]:
    """What each group of columns is: by its words; the only one without any by what is missing."""
    groups = {id(column.group): column.group for column in part.columns if column.group}
    every = {(column.was or "").split(".")[0] for column in part.columns if column.was}
    named = {group.means for group in groups.values() if not group.lost and group.means}
    names = {}
    for key, group in groups.items():
        if not group.lost:
            names[key] = _Name(group.means, True)
        else:
            missing = [each for each in every if each not in named]
            names[key] = _Name(missing[0], True) if len(missing) == 1 else _Name(None, False)
    return names


def _tells_order(part: Part) -> bool:
    """Whether the order of the columns can be told where spans are not printed: every head is there, and columns of one
    group stand together."""
    if any(words.lost for column in part.columns for words in column.heads) or any(
        not column.own.text for column in part.columns
    ):
        return False
    for level in range(1, max(len(column.heads) for column in part.columns) - 1):
        seen: list[Words] = []
        for column in part.columns:
            words = column.heads[level] if level < len(column.heads) else column.own
            if seen and seen[-1] is words:
                continue
            if any(each is words for each in seen):
                return False
            seen.append(words)
    return True
