"""The dataclasses of a Reading: everything a check needs from one report, whatever file it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from gouji.form.form import Wording, family_of
from gouji.form.messages import said
from gouji.frozen import NOTHING, frozen, replace
from gouji.place import Place, Where
from gouji.value import BLANK, Kind, Value, from_number, from_text, plain


class Cell(NamedTuple):
    """A value with the place where it stands (None outside a workbook) and its formula without `=` (None for typed
    values).

    `value.number` is a Decimal, None where no number stands there. Its unit is the figure's: `Form.figures[id].unit`.
    """

    value: Value
    place: Where | None = None
    formula: str | None = None


EMPTY = Cell(BLANK)


class Paragraph(NamedTuple):
    """A paragraph of a section: its text without line breaks, and the place of its cell (None outside a workbook)."""

    text: str
    place: Where | None = None


@frozen
class Remark:
    """Something that reading itself noticed. `name` is a check of structure.toml; `facts` fill its message.

    message: the words themselves, where only they are left: a JSON record keeps them and not the facts.
    cells: ids of figures. places: where, as many as there are cells or, without cells, as many as were seen. A check
    makes a Finding of each remark.
    """

    name: str
    cells: tuple[str, ...] = ()
    places: tuple[Where | None, ...] = ()
    facts: Mapping[str, str] = NOTHING
    message: str = ""


@frozen
class Explanation:
    """What the filler wrote to explain a finding: code of the finding, the cells that it speaks of, the words."""

    code: str
    cells: tuple[str, ...]
    text: str


def spoken_of(cells: Iterable[str], figures: Mapping[str, Cell]) -> str:
    """Spells the figures that an explanation speaks of, as the workbook keeps them beside it: when they have changed
    since, the explanation no longer holds. "" when it speaks of none."""
    values = [figures[figure_id].value for figure_id in cells if figure_id in figures]
    return "；".join(value.raw if value.number is None else plain(value.number) for value in values)


@frozen
class Reading:
    """One report as read. A figure that could not be found at all is not in `figures`; a remark says so.

    form: the id of its form, one of `gouji.forms()`. info: fields of basic information by id (organization, year,
    scope, credit_code…), those that are there. figures: by id, `table.row.column`, in no order to rely on.
    sections: paragraphs by id of the section, without empty ones. explanations: as written, codes not yet checked.
    receipt: the code by which a collecting office knows the report again. Values are never changed: `frozen.replace`
    makes another one.
    """

    form: str
    info: Mapping[str, Cell]
    figures: Mapping[str, Cell]
    sections: Mapping[str, tuple[Paragraph, ...]]
    remarks: tuple[Remark, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    receipt: str | None = None
    previous: Reading | None = None  # last year's figures that the file itself keeps: form, figures, whose, which year
    title: str = ""  # as a published report prints it
    blocks: Mapping[str, Place] = NOTHING  # section → where its text begins in a workbook, empty or not

    @property
    def family(self) -> str:
        """Which kind of report it is: `annual_report`."""
        return family_of(self.form)

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
            figure_id: cell.value.number
            for figure_id, cell in self.figures.items()
            if cell.value.number is not None and cell.value.kind is Kind.NUMBER
        }


def last_year(form: str, numbers: Mapping[str, Decimal], year: str, organization: str) -> Reading:
    """Makes a Reading of the figures of the year before that a file keeps beside its own. year, organization: whose
    they are, "" where nobody says."""
    said = {"year": from_text(year), "organization": Value(Kind.TEXT, None, organization)}
    info = {figure_id: Cell(value) for figure_id, value in said.items() if value.raw}
    return Reading(form, info, {figure_id: Cell(from_number(number)) for figure_id, number in numbers.items()}, {})


def in_words(remark: Remark, wordings: Mapping[str, Wording]) -> Remark:
    """Gives the remark as a record keeps it: its words in place of its facts and places."""
    message = (remark.message or said(wordings[remark.name], remark.facts)[0]).strip()
    return Remark(remark.name, remark.cells, (None,) * len(remark.cells), message=message)


def contents(reading: Reading, wordings: Mapping[str, Wording] | None = None) -> Reading:
    """Gives the report as a JSON record keeps it, without the places where it was read. wordings: of its form, for its
    remarks."""

    def bare(cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {figure_id: Cell(cell.value) for figure_id, cell in cells.items()}

    return replace(
        reading,
        info=bare(reading.info),
        figures=bare(reading.figures),
        sections={section_id: tuple(Paragraph(p.text) for p in each) for section_id, each in reading.sections.items()},
        remarks=tuple(in_words(each, wordings or {}) for each in reading.remarks),
        previous=contents(reading.previous) if reading.previous else None,
        title="",
        blocks=NOTHING,
    )
