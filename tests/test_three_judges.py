"""Random fillings in; Python's rules, the values our engine stores and LibreOffice's recalculation must agree."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cell_values import Spot, Values, said, values
from fillings import HOW, consistent, damage, reading, transposed
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.place import Place
from gouji.reading.reading import Reading, last_year
from gouji.rule.evaluate import difference, holds, number, sides
from gouji.rule.expression import Compare
from gouji.value import Kind, Value, from_number
from gouji.workbook import live
from gouji.workbook.contents import Contents, book
from gouji.workbook.filling import is_faulty
from gouji.workbook.layout import layout
from gouji.workbook.sheet import Content, Formula
from gouji.workbook.template import sheets, write

THIRD_FORM = Path(__file__).parent / "third_form"
BATCH = 30  # fillings of one test: several processes can share the work
BATCHES = 5  # of each shipped form; one of the third form
WRITTEN = 10  # of so many fillings one is written, and another reader finds in the file what our engine stored
WHOLE = 3  # fillings of a form whose written file LibreOffice loads too: every cell of it calculated anew
WIDEST = 100  # columns: no form has nearly as many
Figures = dict[str, Decimal | str | None]
CellContents = dict[Spot, Content]


def filling(form: Form, seed: int) -> Figures:
    """A consistent filling, damaged in up to five cells; every other one with totals that follow their parts."""
    rng = random.Random(f"{form.id} judges {seed}")
    figures: Figures = dict(consistent(form, seed, rng.choice((5, 60, 3000))))
    for _ in range(rng.randrange(6)):
        id = rng.choice(list(figures))
        value = figures[id]
        if not isinstance(value, Decimal):
            continue
        spoiled = {
            "negative": -value - 1,
            "decimal": value + Decimal(rng.choice(("0.5", "0.1", "0.333"))),
            "fine": value + Decimal("0.1234567"),
            "transposed": transposed(value),
            "zero": Decimal(0),
        }
        how = rng.choice([*HOW, *spoiled])
        if how in spoiled:
            figures[id] = spoiled[how] if spoiled[how] is not None else value
        else:
            numbers = {each: Decimal(0) if isinstance(it, str | None) else it for each, it in figures.items()}
            figures[id] = (damage(numbers, id, how) or numbers)[id]
    if seed % 2:
        follow(form, figures)
    return figures


def earlier(form: Form, figures: Figures, seed: int) -> Reading:
    """Last year's figures: some carry over to these, some don't, some are not known."""
    rng = random.Random(f"{form.id} earlier {seed}")
    before: dict[str, Decimal] = {id: value for id, value in consistent(form, seed + 1).items() if rng.random() < 0.9}
    pairs = {"carried_out": "carried_in"}
    for id in [id for id in before if id.split(".")[1] in pairs and rng.random() < 0.6]:
        table, row, column = id.split(".")
        now = figures.get(f"{table}.{pairs[row]}.{column}")
        before |= {id: now} if isinstance(now, Decimal) else {}
    return last_year(form.id, before, "", "")


def follow(form: Form, figures: Figures) -> None:
    """Totals say what their parts add up to, or nothing while a part is missing."""
    for _ in range(2):  # a total of totals needs a second look
        for id, figure in form.figures.items():
            if figure.computed_by is not None:
                figures[id] = number(figure.computed_by, known(figures))


def known(figures: Figures) -> dict[str, Decimal]:
    return {id: value for id, value in figures.items() if isinstance(value, Decimal)}


@pytest.fixture
def recalculated(office: Any) -> Callable[[Path], Values]:
    """What LibreOffice shows of a workbook after calculating every formula anew."""

    def judge(path: Path) -> Values:
        document = loaded(office, path)
        document.calculateAll()
        found = shown(document)
        document.close(True)
        return found

    return judge


@pytest.fixture(scope="module")
def typed(office: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Form, CellContents], Values]]:
    """What LibreOffice shows of a filling that is typed into the blank workbook of its form, which it loads once:
    loading takes twenty times as long as all the rest."""
    blank: dict[str, Blank] = {}

    def judge(form: Form, filling: CellContents) -> Values:
        if form.id not in blank:
            path = tmp_path_factory.mktemp("blank") / "blank.xlsx"
            write(form, path)
            blank[form.id] = Blank(loaded(office, path), contents(book(form, None, None)))
        return blank[form.id].judged(filling)

    yield judge
    for each in blank.values():
        each.document.close(True)


def loaded(office: Any, path: Path) -> Any:
    from calc_engine.values import properties  # what it imports wants `office` first

    return office.office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, properties(Hidden=True))


def shown(document: Any) -> Values:
    """Every cell that says anything."""
    found: Values = {}
    for sheet in document.Sheets:
        rows, columns = _end(sheet)
        found |= said(sheet.Name, sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getDataArray())
    return found


def _end(sheet: Any) -> tuple[int, int]:
    """The last row and column that are used."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress  # hidden columns go on to the last there is
    return end.EndRow + 1, min(end.EndColumn, WIDEST) + 1


def contents(made: Contents) -> CellContents:
    """What our own engine puts into every cell of a workbook: a value, or a formula."""
    return {(sheet.name, put.row, put.column): put.content for sheet in sheets(made) for put in sheet.puts}


def stored(filling: CellContents) -> Values:
    """What is stored in every cell that says anything, as a reader of the written file sees it."""
    found: Values = {}
    for spot, content in filling.items():
        value = content.shown if isinstance(content, Formula) else content
        if value not in (None, ""):
            found[spot] = float(value) if isinstance(value, Decimal) else value
    return found


class Blank:
    """The blank workbook of a form, open in LibreOffice; what one filling typed, the next undoes.

    To reach a block of cells takes longer than to write it: every block is kept, and the blocks stay the same from one
    filling to the next, since a cell that one of them typed into is typed into by all that follow.
    """

    def __init__(self, document: Any, blank: CellContents) -> None:
        self.document, self._blank = document, blank
        self._now = dict(blank)
        self._sheets = {sheet.Name: sheet for sheet in document.Sheets}
        self._ends = {title: _end(sheet) for title, sheet in self._sheets.items()}
        self._ranges: dict[tuple[Spot, int, int], Any] = {}
        self._typed: set[Spot] = set()
        self._formulas: dict[Spot, str] = {}  # of cells that were typed over, as LibreOffice spells them
        document.enableAutomaticCalculation(False)

    def judged(self, filling: CellContents) -> Values:
        """Every formula of a filling must be the blank workbook's own, so that the loaded one stands for it."""
        strange = {spot: it for spot, it in filling.items() if isinstance(it, Formula) and not self._has(spot, it)}
        assert strange == {}
        changed = {spot for spot in self._now.keys() | filling.keys() if self._differs(spot, filling.get(spot))}
        for spot in changed:
            if isinstance(self._now.get(spot), Formula):
                self._formulas.setdefault(spot, self._range(spot).getFormula())
            if isinstance(filling.get(spot), Formula):
                self._range(spot).setFormula(self._formulas[spot])
        self._typed |= changed
        for first, rows, columns in blocks(spot for spot in self._typed if not isinstance(filling.get(spot), Formula)):
            title, top, left = first
            lines = [[(title, row, left + each) for each in range(columns)] for row in range(top, top + rows)]
            typed = tuple(tuple(cell_data(filling.get(spot)) for spot in line) for line in lines)
            self._range(first, rows, columns).setDataArray(typed)
        self._now = dict(filling)
        self.document.calculateAll()
        return self._shown()

    def _has(self, spot: Spot, formula: Formula) -> bool:
        ours = self._blank.get(spot)
        return isinstance(ours, Formula) and ours.text == formula.text

    def _differs(self, spot: Spot, content: Content) -> bool:
        before = self._now.get(spot)
        return content != before and not (isinstance(content, Formula) and isinstance(before, Formula))

    def _shown(self) -> Values:
        """Every cell that says anything, of all that were there and all that were typed."""
        for title, row, column in self._typed:
            rows, columns = self._ends[title]
            self._ends[title] = max(rows, row), max(columns, column)
        found: Values = {}
        for title, (rows, columns) in self._ends.items():
            found |= said(title, self._range((title, 1, 1), rows, columns).getDataArray())
        return found

    def _range(self, first: Spot, rows: int = 1, columns: int = 1) -> Any:
        wanted = first, rows, columns
        if wanted not in self._ranges:
            title, row, column = first
            sheet, top, left = self._sheets[title], row - 1, column - 1
            self._ranges[wanted] = (
                sheet.getCellByPosition(left, top)
                if rows == columns == 1
                else sheet.getCellRangeByPosition(left, top, left + columns - 1, top + rows - 1)
            )
        return self._ranges[wanted]


def blocks(spots: Iterable[Spot]) -> Iterator[tuple[Spot, int, int]]:
    """Cells, in any order; the fewest oblong blocks that cover just them: first cell, rows, columns."""
    runs: list[list[Any]] = []  # sheet, row, first column, columns
    for title, row, column in sorted(spots):
        if runs and runs[-1][:2] == [title, row] and column == runs[-1][2] + runs[-1][3]:
            runs[-1][3] += 1
        else:
            runs.append([title, row, column, 1])
    for (title, column, columns), group in groupby(sorted(runs, key=across), across):
        rows = [row for _, row, *_ in group]
        for _, block in groupby(enumerate(rows), lambda each: each[1] - each[0]):
            (_, top), *more = block
            yield (title, top, column), 1 + len(more), columns


def across(run: list[Any]) -> tuple[str, int, int]:
    title, _, column, columns = run
    return title, column, columns


def cell_data(content: Content) -> str | float:
    """A value as `setDataArray` takes it: nothing of it is parsed."""
    assert content is None or isinstance(content, str | Decimal), content
    return "" if content is None else content if isinstance(content, str) else float(content)


def at(book: Values, place: Place) -> object:
    return book.get((place.sheet, place.row, place.column))


def differing_cells(stored: Values, judged: Values) -> Iterator[str]:
    """Every cell whose stored value is not what LibreOffice computed."""
    for place in sorted(stored.keys() | judged.keys()):
        ours, theirs = stored.get(place), judged.get(place)
        if not alike(ours, theirs):
            yield f"{place}: ours {ours!r}, LibreOffice's {theirs!r}"


def alike(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-9)
    return ours == theirs


def wrong_verdicts(form: Form, figures: Figures, judged: Values) -> Iterator[str]:
    """Every live cell that does not say what the rule says of the figures."""
    for index, place in live.cells(form).items():
        rule, said = form.rules[index], str(at(judged, place))
        both = sides(rule.expect, known(figures))
        expected = {None: live.PENDING, True: live.HOLDS, False: live.FAILS}[holds(rule.expect, known(figures))]
        if expected == live.FAILS and isinstance(rule.expect, Compare) and both is not None:
            mark, _, gap = said.partition(" 差 ")
            right = mark == expected and Decimal(gap) == round(difference(both), 6)
        else:
            right = said == expected
        if not right:
            yield f"{rule.code} {rule.of} at {place} says {said!r}, should be {expected} {both}"


def wrong_counts(form: Form, figures: Figures, judged: Values) -> Iterator[str]:
    """Every table whose live count of improper cells is not what our domain rule says."""
    for id, plan in layout(form).tables.items():
        rows = range(plan.area.top, plan.area.bottom + 1)
        counted = sum(float(str(at(judged, Place(plan.area.sheet, row, plan.faults)) or 0)) for row in rows)
        expected = sum(is_faulty(form.figures[each].kind, value_of(figures[each])) for each in plan.table.figures)
        if counted != expected:
            yield f"{id}: counts {counted} improper cells, should be {expected}"


def value_of(figure: Decimal | str | None) -> Value:
    if isinstance(figure, Decimal):
        return from_number(figure)
    return Value(Kind.TEXT if figure else Kind.BLANK, None, figure or "")


def test_libreoffice_recalculates_instead_of_trusting_stored_values(
    recalculated: Callable[[Path], Values], tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "stale.xlsx") as book:
        book.add_worksheet("S").write_formula(0, 0, "=1+1", None, 7)
    assert recalculated(tmp_path / "stale.xlsx") == {("S", 1, 1): 2}


EVERY_BATCH = pytest.mark.parametrize(
    ("form", "batch"),
    [*((form, batch) for batch in range(BATCHES) for form in load_all()), (load_folder(THIRD_FORM), 0)],
    ids=lambda each: each.id if isinstance(each, Form) else str(each),
)


@pytest.mark.slow
@EVERY_BATCH
def test_python_the_stored_values_and_libreoffice_say_the_same_of_every_cell(
    form: Form,
    batch: int,
    typed: Callable[[Form, CellContents], Values],
    recalculated: Callable[[Path], Values],
    tmp_path: Path,
) -> None:
    complaints: list[str] = []
    verdicts = {live.PENDING: 0, live.HOLDS: 0, live.FAILS: 0}
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        figures, file = filling(form, seed), tmp_path / f"{seed}.xlsx"
        now, before = reading(form, figures), earlier(form, figures, seed) if seed % 3 else None
        filled = contents(book(form, now, before))
        judged = typed(form, filled)
        found = [
            *differing_cells(stored(filled), judged),
            *wrong_verdicts(form, figures, judged),
            *wrong_counts(form, figures, judged),
        ]
        if seed % WRITTEN == 0 or seed < WHOLE:
            write(form, file, now, before)
            found += [f"as written: {each}" for each in differing_cells(values(file), stored(filled))]
        if seed < WHOLE:
            found += [f"the whole file: {each}" for each in differing_cells(values(file), recalculated(file))]
        complaints += [f"filling {seed}: {each}" for each in found]
        for place in live.cells(form).values():
            verdicts[str(at(judged, place)).split(" ")[0]] += 1
    assert complaints == []
    assert min(verdicts.values()) > BATCH // 10, f"too one-sided to prove anything: {verdicts}"
