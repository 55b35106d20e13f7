"""A Reading: everything a check needs from one report, whatever it was read from. Flat: figure id → Cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gouji.frozen import frozen, replace
from gouji.named_tuple import NamedTuple
from gouji.rule.address import column_letters
from gouji.value import BLANK, Kind, Value, plain


class Place(NamedTuple):
    """A cell of a workbook: sheet name, one-based row and column."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        """`三、依申请公开!J7`."""
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Cell(NamedTuple):
    """A value with where it stands (None outside a workbook) and its formula without `=` (None for typed values)."""

    value: Value
    place: Place | None = None
    formula: str | None = None


EMPTY = Cell(BLANK)


class Paragraph(NamedTuple):
    text: str
    place: Place | None = None


@frozen
class Remark:
    """Something that reading itself noticed. `name` is a check of structure.toml; `facts` fill its message."""

    name: str
    cells: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    facts: Mapping[str, str] = {}


@frozen
class Explanation:
    """A filler's written reason for a finding: its code, the cells it speaks of, the words."""

    code: str
    cells: tuple[str, ...]
    text: str


def spoken_of(cells: Iterable[str], figures: Mapping[str, Cell]) -> str:
    """The figures that an explanation speaks of, as the workbook keeps them beside it: when they have changed since,
    the explanation no longer holds. "" when it speaks of none."""
    values = [figures[id].value for id in cells if id in figures]
    return "；".join(value.raw if value.number is None else plain(value.number) for value in values)


@frozen
class Reading:
    """One report as read. A figure that could not be found at all is not in `figures`; a remark says so."""

    form: str
    info: Mapping[str, Cell]
    figures: Mapping[str, Cell]
    sections: Mapping[str, tuple[Paragraph, ...]]
    remarks: tuple[Remark, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    receipt: str | None = None
    title: str = ""  # as a published report prints it
    blocks: Mapping[str, Place] = {}  # section → where its text begins in a workbook, empty or not

    @property
    def year(self) -> int | None:
        """The report year, when basic information states one that can be read."""
        raw = self.text("year")
        return int(raw) if len(raw) == 4 and raw.isascii() and raw.isdigit() else None

    def text(self, info: str) -> str:
        """A field of basic information as plain text, "" when blank."""
        cell = self.info.get(info)
        return cell.value.raw.strip() if cell else ""

    def numbers(self) -> dict[str, Decimal]:
        """Every figure that is known, by id: what rules are evaluated on."""
        return {
            id: cell.value.number
            for id, cell in self.figures.items()
            if cell.value.number is not None and cell.value.kind is Kind.NUMBER
        }


def contents(reading: Reading) -> Reading:
    """The same report without where it was read: what a JSON record keeps."""

    def bare(cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {id: Cell(cell.value) for id, cell in cells.items()}

    return replace(
        reading,
        info=bare(reading.info),
        figures=bare(reading.figures),
        sections={id: tuple(Paragraph(p.text) for p in each) for id, each in reading.sections.items()},
        remarks=(),
        title="",
        blocks={},
    )
