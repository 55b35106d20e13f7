"""Which cell gets which grade of mark: marked copies and the ribbon mark the same cells alike, whatever is wrong."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest

import test_cases
import workbooks_odd as odd
from gouji.check.file import check_path
from gouji.check.finding import Finding
from gouji.check.severity import COLOURS
from gouji.form.form import Form
from gouji.form.load import load, load_all
from gouji.form.severity import Severity
from gouji.ooxml import package
from gouji.ooxml.container import open_zip
from gouji.place import Place
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.ribbon import results
from gouji.ribbon.seen import Seen
from gouji.workbook import template
from gouji.workbook.layout import layout
from gouji.workbook.mark import mark
from gouji.workbook.which_marks import ERROR, WARNING, grade_of, which_marks
from parity_workbooks import CASES

FORMS = load_all()
GRADES = {
    COLOURS[severity].fill.replace("#", "FF"): grade
    for severity, grade in ((Severity.ERROR, ERROR), (Severity.WARNING, WARNING))
}
Cells = dict[Place, int]

FILES = [name for name, case in CASES.items() if case.changed is None and not name.startswith("at random")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "年报.xlsx"


@pytest.mark.parametrize("file", sorted(test_cases.FOLDER.glob("AR*.toml")), ids=lambda file: file.stem)
def test_both_doors_mark_the_same_cells_of_every_case(file: Path, path: Path) -> None:
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
        form = load(case["form"])
        template.write(form, path, _written(case, form), test_cases.previous_of(case, form))
        _mark_alike(path)


def _written(case: dict[str, Any], form: Form) -> Reading:
    """As far as a workbook can hold it."""
    return test_cases.reading_of({**case, "kinds": {}}, form)


@pytest.mark.parametrize("name", FILES)
def test_both_doors_mark_the_same_cells_of_suspects_texts_basic_information_and_explained_findings(
    name: str, path: Path
) -> None:
    CASES[name].make(path)
    _mark_alike(path)


def _mark_alike(path: Path) -> None:
    result = check_path(path, FORMS)
    if result.form is None:
        return
    form = load(result.form)
    copy = path.with_name("marked.xlsx")
    mark(path, copy, result, form)
    mirrored, by_rules = _of_copy(copy, form)
    assert _of_ribbon(path, form, result.findings) == mirrored
    expected = _expected(result.findings)
    assert mirrored | by_rules == expected
    figures = {cell.place for cell in source.read_bytes(path.read_bytes(), FORMS).figures.values()}
    assert mirrored.keys() == expected.keys() & figures


def _expected(findings: tuple[Finding, ...]) -> Cells:
    """Every place of every open finding, the gravest counts."""
    found: Cells = {}
    for finding in findings:
        explained = finding.explanation is not None
        grade = {"error": 2, "warning": 1, "hint": 0}[finding.severity] * (not explained)
        for place in finding.places:
            if isinstance(place, Place) and grade:
                found[place] = max(grade, found.get(place, 0))
    return found


def _of_copy(copy: Path, form: Form) -> tuple[Cells, Cells]:
    """What the hidden mirrors hold, and what removable rules colour, by the fill of the gravest."""
    book = openpyxl.load_workbook(io.BytesIO(_colours_alone(copy.read_bytes())))
    mirrored = {
        Place(plan.table.sheet, cell.row, cell.column): int(str(cell.value))
        for plan in layout(form).tables.values()
        for row in book[plan.marks_sheet].iter_rows()
        for cell in row
        if cell.value is not None
    }
    by_rules: Cells = {}
    for sheet in book.worksheets:
        for where in sheet.conditional_formatting:
            for rule in where.rules:
                if rule.formula and "gouji:" in rule.formula[0]:
                    grade = GRADES[rule.dxf.fill.bgColor.rgb]
                    for area in where.sqref.ranges:
                        for row, column in area.cells:
                            place = Place(sheet.title, row, column)
                            by_rules[place] = max(grade, by_rules.get(place, 0))
    return mirrored, by_rules


def _colours_alone(data: bytes) -> bytes:
    """The workbook without merges, prompts and, but for the mirrors, cells: openpyxl takes longest to read them. What
    has a text in it is no mirror."""

    def change(content: bytes) -> bytes:
        content = re.sub(rb"<(mergeCells|dataValidations)\b.*</\1>", b"", content, flags=re.DOTALL)
        if b't="s"' in content:
            content = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", content, flags=re.DOTALL)
        return content

    return odd.rewritten(data, odd.in_sheets(change))


def _of_ribbon(path: Path, form: Form, findings: tuple[Finding, ...]) -> Cells:
    """What the ribbon writes into the mirrors of the open workbook: Excel is only asked to take blocks of values."""
    written: dict[str, list[list[Any]]] = {}

    class Sheet:
        def __init__(self, title: str) -> None:
            self.title = title

        def range(self, where: str) -> Any:
            title = self.title

            class Range:
                def __setattr__(self, name: str, rows: list[list[Any]]) -> None:
                    assert (name, where[:3]) == ("raw_value", "A1:")
                    written[title] = rows

            return Range()

    content = path.read_bytes()
    book = package.load(open_zip(content))
    sheets = {title: Sheet(title) for title in book.titles}
    desk = SimpleNamespace(book=SimpleNamespace(sheets=sheets))
    reading = source.read_bytes(content, FORMS)
    seen = Seen(cast(Any, desk), book, form, FORMS, layout(form), reading, findings)
    assert results._write_marks(seen, findings) == 0
    return {
        Place(plan.table.sheet, row, column): grade
        for plan in layout(form).tables.values()
        for row, line in enumerate(written[plan.marks_sheet], 1)
        for column, grade in enumerate(line, 1)
        if grade is not None
    }


# ---------------------------------------------------------------- the policy itself


def finding(*places: Place | None, grave: Severity = Severity.ERROR, code: str = "AR301", **more: Any) -> Finding:
    cells = more.pop("cells", ("",) * len(places))
    return Finding(code, "name", grave, cells, places, "不对", **more)


def test_a_cell_is_marked_as_long_as_a_finding_of_it_is_open() -> None:
    assert grade_of(finding()) == ERROR
    assert grade_of(finding(explanation="机构改革，事项划出。", explainable=True)) == 0
    assert grade_of(finding(explainable=True)) == ERROR
    assert grade_of(finding(grave=Severity.WARNING)) == WARNING
    assert grade_of(finding(grave=Severity.WARNING, explanation="已核实。")) == 0
    assert grade_of(finding(grave=Severity.HINT)) == 0


@pytest.fixture(scope="module")
def blank() -> Iterator[bytes]:
    yield template.to_bytes(FORMS[1])


@pytest.mark.parametrize("section", ["overview", "applications"])
def test_a_text_that_speaks_of_a_figure_marks_the_text_and_not_the_figures_mirror(blank: bytes, section: str) -> None:
    """Same number of cells and places, and the text may stand on the table's own sheet."""
    book, at = package.load(open_zip(blank)), layout(FORMS[1])
    text = at.sections[section]
    place = Place(text.sheet, text.top, text.left)
    marked = which_marks([finding(place, cells=("applications.new_received.total",))], at, book, book.titles)
    assert marked.mirrored == {}
    assert [(each.id, each.place) for each in marked.others] == [(f"sections.{section}", place)]


def test_the_gravest_mark_of_a_cell_counts_and_sheets_that_are_not_there_get_none(blank: bytes) -> None:
    book, at = package.load(open_zip(blank)), layout(FORMS[1])
    id = "applications.new_received.total"
    place = at.figures[id]
    warned = finding(place, cells=(id,), grave=Severity.WARNING)
    elsewhere = finding(Place("没有这张表", 1, 1), None, cells=(id, id))
    marked = which_marks([warned, finding(place, cells=(id,)), warned, elsewhere], at, book, book.titles)
    assert marked.mirrored == {"GJ_MARKS_T3": {(at.figures[id].row, at.figures[id].column): ERROR}}
    assert marked.others == []
