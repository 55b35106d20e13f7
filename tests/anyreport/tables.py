"""A form and figures in; its tables as things that can be moved about out: rows and columns with their printed words,
each word remembering what it means.

Everything that is printed and everything that a reader can tell is made of this; the texts are the form's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.form.form import Block, Form, Line
from gouji.value import plain

Values = Mapping[str, Decimal | str | None]


@dataclass(eq=False, slots=True)
class Words:
    """A printed label or head; rows or columns that it spans share it. means: the row, column or group that it names,
    None for what is no part of the form. lost: nothing of it is printed any more."""

    text: str
    means: str | None
    lost: bool = False


@dataclass(eq=False, slots=True)
class Figure:
    """A cell for a figure. text: as printed. value: what was meant. gone: the cell itself is no longer there.
    joined: the cell to its right became one with it."""

    text: str
    value: Decimal | None
    gone: bool = False
    joined: bool = False


@dataclass(eq=False, slots=True)
class Column:
    """heads: from the outermost to the own one. was: the id that it began with; doubtful: its head names another."""

    heads: list[Words]
    was: str | None
    doubtful: bool = False

    @property
    def own(self) -> Words:
        return self.heads[-1]

    @property
    def group(self) -> Words | None:
        return self.heads[-2] if len(self.heads) > 1 else None


@dataclass(eq=False, slots=True)
class Row:
    """labels: from the outermost to the own one; none in a table without labels. is_note: a line of words."""

    labels: list[Words]
    cells: list[Figure]
    was: str | None
    doubtful: bool = False
    is_note: bool = False

    @property
    def own(self) -> Words | None:
        return self.labels[-1] if self.labels else None


@dataclass(eq=False, slots=True)
class Part:
    """A part of a table with heads of its own. stretched: which head of a short path fills the missing height."""

    banner: Words | None
    corner: str
    columns: list[Column]
    rows: list[Row]
    stretched: int
    repeats_before: int | None = None  # the row before which the heads are printed once more


@dataclass(eq=False, slots=True)
class Table:
    """id: of the form's table. labelled: whether its rows have labels; else its columns are named by group and own
    head. order: the ids of its rows, and of each part's columns, as the form has them. ids: of its figures."""

    id: str
    number: str
    labelled: bool
    parts: list[Part]
    row_order: tuple[str, ...]
    column_orders: tuple[tuple[str, ...], ...]
    ids: frozenset[str]

    @property
    def rows(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]

    @property
    def depth(self) -> int:
        """How many columns its labels take."""
        return max((len(row.labels) for row in self.rows), default=0)

    def id_of(self, row: str | None, column: str) -> str:
        return ".".join(each for each in (self.id, row, column) if each)


def tables(form: Form, values: Values) -> list[Table]:
    """The form's tables with these figures in them."""
    made = []
    for table in form.tables:
        parts = [_part(block, values) for block in table.blocks]
        orders = tuple(tuple(_key(column) for column in part.columns) for part in parts)
        rows = tuple(row.was for part in parts for row in part.rows if row.was)
        made.append(Table(table.id, table.number, bool(rows), parts, rows, orders, frozenset(table.figures)))
    return made


def _key(column: Column) -> str:
    assert column.was is not None
    return column.was


def _part(block: Block, values: Values) -> Part:
    labelled = bool(block.lines[0].labels)
    shared: dict[tuple[str, ...], Words] = {}
    columns = []
    for path, id in zip(block.heads, block.lines[0].figures, strict=True):
        _, row, column = id.split(".")
        heads = [_shared(shared, path[: at + 1], None) for at in range(len(path) - 1)]
        if not labelled and heads:
            heads[-1].means = row
        columns.append(Column([*heads, Words(_flat(path[-1]), column)], column if labelled else f"{row}.{column}"))
    shared.clear()
    rows = [_row(line, shared, values, labelled) for line in block.lines]
    banner = Words(block.banner, None) if block.banner else None
    return Part(banner, block.corner, columns, rows, 1 if labelled else 0)


def _row(line: Line, shared: dict[tuple[str, ...], Words], values: Values, labelled: bool) -> Row:
    was = line.figures[0].split(".")[1] if labelled else None
    above = [_shared(shared, line.labels[: at + 1], None) for at in range(len(line.labels) - 1)]
    own = [Words(_flat(line.labels[-1]), was)] if labelled else []
    return Row([*above, *own], [figure(values[id]) for id in line.figures], was)


def figure(value: Decimal | str | None) -> Figure:
    """A cell with a figure as a person prints it; a text is no number (`12元`)."""
    if isinstance(value, str):
        return Figure(value, None)
    return Figure("" if value is None else plain(value), value)


def _shared(shared: dict[tuple[str, ...], Words], path: tuple[str, ...], means: str | None) -> Words:
    return shared.setdefault(path, Words(_flat(path[-1]), means))


def _flat(text: str) -> str:
    return text.replace("\n", "")


def spelled(tables: Sequence[Table]) -> Iterator[Words]:
    """Every label and head, each once."""
    seen: set[int] = set()
    for table in tables:
        for part in table.parts:
            every = [words for column in part.columns for words in column.heads]
            every += [words for row in part.rows for words in row.labels]
            every += [part.banner] if part.banner else []
            for words in every:
                if id(words) not in seen:
                    seen.add(id(words))
                    yield words
