"""The dataclasses of a workbook as its file has it, whatever read it: stored cells, defined names, looks of cells.

Cells are keyed by their reference (`J7`): names speak of references, so most cells are never taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from gouji.frozen import frozen
from gouji.place import Area, Place, reference
from gouji.value import Value

# A form's sheet is about 40 rows by 15 columns; a cell beyond these was put there to exhaust a reader.
MAX_ROWS, MAX_COLUMNS = 2000, 100

SEVERAL = "several"


class Stored(NamedTuple):
    """One cell as stored. type: n number, s text, b boolean, e error, d ISO date, "" nothing stored, SEVERAL for more
    than one value.

    raw: text of the stored value. formula: without `=`. style: index into the workbook's cell formats.
    """

    type: str
    raw: str
    formula: str | None = None
    style: int = 0


class Look(NamedTuple):
    """How a cell format shows a number. code: its number format, "" for one that shows the number as it is. is_unseen:
    whether it is written in the colour of its background."""

    code: str = ""
    is_date: bool = False
    is_unseen: bool = False


@frozen
class Styles:
    """What the styles of a workbook do to numbers. cells: index of a cell format → its look; those that show a number
    as it is are left out. rules: the same for the formats of conditional formats."""

    cells: Mapping[int, Look]
    rules: Mapping[int, Look]


class ConditionalFormat(NamedTuple):
    """A conditional format. look: index of its format, -1 for one that shows no numbers at all. operator, limit: the
    numbers that it applies to, "" where that can't be told."""

    areas: tuple[Area, ...]
    look: int
    operator: str
    limit: str


@frozen
class SheetLook:
    """What of a sheet is not seen. zeros: whether 0 is shown. rules: the conditional formats that hide or change a
    number."""

    rows: Collection[int] = ()
    columns: Collection[int] = ()
    zeros: bool = True
    rules: tuple[ConditionalFormat, ...] = ()


ALL_AS_STORED, ALL_SEEN = Styles({}, {}), SheetLook()


def _all_seen(telling: Collection[int]) -> SheetLook:
    return ALL_SEEN


@frozen
class Sheet:
    """One sheet. at: the stored cell at a reference, None where there is none. refs: every cell that may hold
    something.

    look: what of it is not seen, given the formats of conditional formats that tell.
    """

    name: str
    at: Callable[[str], Stored | None]
    refs: Collection[str]
    merges: Collection[Area]
    look: Callable[[Collection[int]], SheetLook] = _all_seen

    def text(self, row: int, column: int) -> str:
        """Gives what stands in a cell as text, without white space round it; "" where nothing stands."""
        stored = self.at(reference(row, column))
        return stored.raw.strip() if stored is not None else ""


class Book:
    """One workbook. titles: its sheets in order. names: workbook-scope defined names → what they say. areas: those of
    them that stand for cells. local_names: those of one sheet.

    opened: the sheets parsed so far. numbers: stored numbers made so far: most of a report's two hundred are one of a
    few, and totals that have no value ask for them again.
    hidden: titles of the sheets that are. looks: the numbers met so far that are not shown as they are, by place.
    plain_styles: the cell formats met so far that show a number as it is. ask_shape: gives what `shape_of` does, for
    sheets that are made without it.
    """

    __slots__ = (
        "areas",
        "ask_shape",
        "from_1904",
        "hidden",
        "local_names",
        "looks",
        "names",
        "numbers",
        "opened",
        "parse",
        "parse_rows",
        "plain_styles",
        "properties",
        "styles",
        "titles",
    )

    def __init__(
        self,
        titles: tuple[str, ...],
        names: Mapping[str, str],
        areas: Mapping[str, Area],
        local_names: tuple[tuple[str, str], ...],
        parse: Callable[[str], Sheet],  # title → sheet
        styles: Callable[[], Styles],
        properties: Callable[[], Mapping[str, str]],
        from_1904: bool = False,
        parse_rows: Callable[[str, int, int], Sheet] | None = None,  # title, first, last → at least those rows
        hidden: Collection[str] = (),
        ask_shape: Callable[[str], tuple[Collection[Area], SheetLook]] | None = None,
    ) -> None:
        self.titles, self.names, self.areas, self.local_names = titles, names, areas, local_names
        self.parse, self.parse_rows = parse, parse_rows
        self.styles, self.properties, self.from_1904, self.hidden = styles, properties, from_1904, hidden
        self.ask_shape = ask_shape
        self.opened: dict[str, Sheet] = {}
        self.numbers: dict[str, Value] = {}
        self.looks: dict[Place, Look] = {}
        self.plain_styles = {0}

    def sheet(self, title: str) -> Sheet:
        """Gives the sheet of that title, parsed the first time it is asked for. Raises UnreadableError, KeyError."""
        sheet = self.opened.get(title)
        if sheet is None:
            sheet = self.opened[title] = self.parse(title)
        return sheet

    def shape_of(self, title: str) -> tuple[Collection[Area], SheetLook]:
        """Gives every merge of a sheet that begins with something, and what of the sheet is hidden: for reading it by
        what it prints. Raises UnreadableError, KeyError."""
        if self.ask_shape is not None:
            return self.ask_shape(title)
        sheet = self.sheet(title)
        return sheet.merges, sheet.look(self.styles().rules)


def some_rows(book: Book, title: str, first: int, last: int) -> Sheet:
    """Gives a sheet of which only these rows are needed: cheaper when the rest has not been parsed."""
    if book.parse_rows is None or title in book.opened:
        return book.sheet(title)
    return book.parse_rows(title, first, last)
