"""A workbook is read by names, by labels where names are lost, and everything noticed on the way is said."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import workbooks_odd as odd
from fillings import consistent, reading
from gouji.errors import UnreadableError
from gouji.form import load
from gouji.form.form import Form, Table
from gouji.frozen import replace
from gouji.place import Place
from gouji.reading import source
from gouji.reading.reading import Explanation, Paragraph, Reading, Remark
from gouji.value import Kind
from gouji.workbook import template
from resaved import edited

FORMS = load.load_all()
FORM = FORMS[1]
TABLE = "applications"


def _numbered(form: Form) -> dict[str, int]:
    """A different number in every cell, so that a cell taken for another shows."""
    return {id: 1000 + at for at, id in enumerate(form.figures)}


def _read(data: bytes) -> Reading:
    return source.read_bytes(data, FORMS)


def _raw(found: Reading) -> dict[str, str]:
    return {id: cell.value.raw for id, cell in found.figures.items()}


def _said(found: Reading) -> list[tuple[str, dict[str, str]]]:
    return [(remark.name, dict(remark.facts)) for remark in found.remarks]


def _all(form: Form) -> dict[str, str]:
    return {id: str(number) for id, number in _numbered(form).items()}


def _sheet(form: Form, table: str) -> str:
    return form.table(table).sheet


def _row_of(found: Reading, id: str) -> int:
    place = found.figures[id].place
    assert place
    return place.row


# ---------------------------------------------------------------- the template


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_what_the_template_was_filled_with_is_read_back(form: Form) -> None:
    filled = reading(form, consistent(form, seed=1))
    found = _read(template.to_bytes(form, filled))
    assert found.form == form.id
    assert found.numbers() == filled.numbers()
    assert {id: found.text(id) for id in found.info} == {id: filled.text(id) for id in filled.info}
    assert {id: [p.text for p in each] for id, each in found.sections.items()} == {
        id: [p.text for p in each] for id, each in filled.sections.items()
    }
    assert found.remarks == ()
    assert found.title == ""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_blank_template_is_all_blank_and_nothing_is_remarked(form: Form) -> None:
    found = _read(template.to_bytes(form))
    assert {cell.value.kind for cell in found.figures.values()} == {Kind.BLANK}
    assert set(found.figures) == set(form.figures)
    assert set(found.sections.values()) == {()}
    assert found.remarks == ()


def test_explanations_are_read_from_the_results_sheet() -> None:
    filled = reading(FORM, consistent(FORM, seed=1))
    cells = tuple(list(FORM.figures)[:2])
    explained = (Explanation("AR999", cells, "当年合并了两个机构。"), Explanation("AR998", (), "与上年口径不同。"))
    data = template.to_bytes(FORM, replace(filled, explanations=explained))
    assert _read(data).explanations == explained

    def edit(book: openpyxl.Workbook) -> None:
        place = _read(data).figures[cells[0]].place
        assert place
        book[place.sheet].cell(place.row, place.column).value = 987654

    assert _read(edited(data, edit)).explanations == explained[1:], "its figure has changed since"


def test_text_typed_below_a_text_block_is_not_lost() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[FORM.sections[0].sheet].cell(60, 1).value = "写到块外的一段"

    found = _read(edited(template.to_bytes(FORM), edit))
    assert [p.text for p in found.sections[FORM.sections[0].id]] == ["写到块外的一段"]


def _saved(excel: Any, path: Path, kind: str) -> Path:
    """The workbook as LibreOffice saves it."""
    book, saved = excel.books.open(str(path)), path.with_name(f"saved.{kind}")
    book.save(str(saved))
    book.close()
    return saved


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_template_saved_by_libreoffice_reads_the_same(form: Form, excel: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    template.write(form, path, reading(form, consistent(form, seed=2)))
    one, other = source.read(path, FORMS), source.read(_saved(excel, path, "xlsx"), FORMS)
    assert one.numbers() == other.numbers()
    assert one.info == other.info
    assert one.sections == other.sections
    assert other.remarks == ()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_old_format_is_read_by_its_labels_and_said_to_be_one(kind: str, excel: Any, tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    filled = reading(FORM, consistent(FORM, seed=4))
    path = tmp_path / "a.xlsx"
    template.write(FORM, path, filled)
    found = source.read(_saved(excel, path, kind), FORMS)
    assert found.numbers() == filled.numbers()
    assert {id: [p.text for p in each] for id, each in found.sections.items()} == {
        id: [p.text for p in each] for id, each in filled.sections.items()
    }
    # As .xls LibreOffice saves 0 where a formula gives a text: our notes and ties are rows of figures then.
    rows = {"xls": ["extra-row"] * 5, "ods": []}[kind]
    assert [name for name, _ in _said(found)] == ["old-format-read", *rows, "names-lost"]
    assert found.remarks[0].facts["kind"] == kind.upper()


# ---------------------------------------------------------------- names lost


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_without_any_name_the_form_and_every_figure_are_told_by_labels(form: Form) -> None:
    info = {field.id: f"填{field.id}" for field in form.info}
    texts = {section.id: [f"{section.id}的话"] for section in form.sections if section.table is None}
    found = _read(odd.plain_book(form, _numbered(form), info, texts, names=False, stamp=False))
    assert found.form == form.id
    assert _raw(found) == _all(form)
    assert {id: found.text(id) for id in found.info} == info
    assert {id: [p.text for p in each] for id, each in found.sections.items() if each} == texts
    count = len(form.figures) + len(form.info) + len(texts)
    assert _said(found) == [("names-lost", {"count": str(count)})]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_template_without_names_reads_the_same_figures(form: Form) -> None:
    filled = reading(form, consistent(form, seed=3))
    texts = {id: tuple(Paragraph(f"{id}，第{at}段。") for at in range(1, 9)) for id in filled.sections}
    filled = replace(filled, sections=texts)

    def edit(book: openpyxl.Workbook) -> None:
        for name in list(book.defined_names):
            del book.defined_names[name]

    found = _read(edited(template.to_bytes(form, filled), edit))
    assert found.form == form.id
    assert found.numbers() == filled.numbers()
    assert {id: found.text(id) for id in found.info} == {id: filled.text(id) for id in filled.info}
    assert {id: [p.text for p in each] for id, each in found.sections.items()} == {
        id: [p.text for p in each] for id, each in filled.sections.items()
    }
    assert [name for name, _ in _said(found)] == ["names-lost"]


@pytest.mark.parametrize(
    "says", ["#REF!", "'没有这张表'!$D$7", "[1]Sheet1!$D$7", "D7", ""], ids=["REF", "sheet", "link", "bare", "empty"]
)
def test_one_name_that_says_nothing_is_made_good_by_the_labels(says: str) -> None:
    id = next(iter(FORM.table(TABLE).figures))

    def edit(book: openpyxl.Workbook) -> None:
        book.defined_names[id] = DefinedName(id, attr_text=says)

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert _raw(found) == _all(FORM)
    assert _said(found) == [("names-lost", {"count": "1"})]


def test_two_names_for_one_cell_are_not_trusted() -> None:
    one, two = FORM.table(TABLE).figures[:2]

    def edit(book: openpyxl.Workbook) -> None:
        book.defined_names[one] = DefinedName(one, attr_text=book.defined_names[two].attr_text)

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert _raw(found) == _all(FORM)
    assert [(remark.name, remark.cells) for remark in found.remarks] == [("name-elsewhere", (one,))]


@pytest.mark.parametrize("names", [True, False], ids=["named", "unnamed"])
def test_a_made_up_form_is_told_from_the_shipped_ones_and_read(names: bool) -> None:
    third = load.load_folder(Path(__file__).parent / "third_form")
    data = odd.plain_book(third, _numbered(third), names=names, stamp=False)
    found = source.read_bytes(data, (*FORMS, third))
    assert found.form == third.id
    assert _raw(found) == _all(third)
    assert [name for name, _ in _said(found)] == ([] if names else ["names-lost"])


# ---------------------------------------------------------------- sheets


def test_a_renamed_sheet_is_recognised_by_its_names() -> None:
    def edit(text: bytes) -> bytes:
        return text.replace(_sheet(FORM, TABLE).encode(), "表3".encode())

    found = _read(odd.rewritten(odd.plain_book(FORM, _numbered(FORM)), odd.in_part("xl/workbook.xml", edit)))
    assert _raw(found) == _all(FORM)
    assert _said(found) == [("sheet-renamed", {"sheet": _sheet(FORM, TABLE), "found": "表3"})]


def test_a_renamed_sheet_without_names_is_recognised_by_its_labels() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[_sheet(FORM, TABLE)].title = "Sheet1"

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM), names=False), edit))
    assert _raw(found) == _all(FORM)
    assert ("sheet-renamed", {"sheet": _sheet(FORM, TABLE), "found": "Sheet1"}) in _said(found)


def test_a_deleted_sheet_is_one_remark_with_all_its_cells() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        del book[_sheet(FORM, TABLE)]
        for id in FORM.table(TABLE).figures:
            book.defined_names[id] = DefinedName(id, attr_text="#REF!")
        book.defined_names[f"sections.{TABLE}"] = DefinedName(f"sections.{TABLE}", attr_text="#REF!$A$33:$J$39")

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    figures = FORM.table(TABLE).figures
    facts = {"sheet": _sheet(FORM, TABLE)}
    assert found.remarks == (Remark("sheet-missing", figures, (None,) * len(figures), facts),)
    assert _raw(found) == {id: raw for id, raw in _all(FORM).items() if id not in figures}


def test_a_deleted_text_sheet_is_one_remark() -> None:
    section = FORM.sections[0]

    def edit(book: openpyxl.Workbook) -> None:
        del book[section.sheet]
        del book.defined_names[f"sections.{section.id}"]

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert _said(found) == [("sheet-missing", {"sheet": section.sheet})]


def test_a_sheet_emptied_of_its_table_is_said_once() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[_sheet(FORM, TABLE)].delete_rows(1, 200)
        for id in FORM.table(TABLE).figures:
            book.defined_names[id] = DefinedName(id, attr_text="#REF!")

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert [(remark.name, remark.cells) for remark in found.remarks] == [("table-missing", FORM.table(TABLE).figures)]


# ---------------------------------------------------------------- rows


def test_an_inserted_row_is_said_and_every_figure_is_still_found() -> None:
    id = FORM.table(TABLE).figures[35]
    data = odd.plain_book(FORM, _numbered(FORM))
    row = _row_of(_read(data), id)

    def edit(book: openpyxl.Workbook) -> None:
        odd.shift(book[_sheet(FORM, TABLE)], book, row, 1)
        book[_sheet(FORM, TABLE)].cell(row, 3).value = "9、本单位自加的 一项（新）"

    found = _read(edited(data, edit))
    assert _raw(found) == _all(FORM)
    sheet = _sheet(FORM, TABLE)
    assert _said(found) == [
        ("rows-moved", {"sheet": sheet}),
        ("extra-row", {"sheet": sheet, "found": "9、本单位自加的 一项（新）"}),
    ]
    assert found.remarks[1].places == (Place(sheet, row, 3),)


def test_rows_inserted_above_the_whole_table_are_nothing_to_speak_of() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        odd.shift(book[_sheet(FORM, TABLE)], book, 1, 2)

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert _raw(found) == _all(FORM)
    assert found.remarks == ()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@pytest.mark.parametrize("names", [True, False], ids=["named", "unnamed"])
def test_every_deleted_row_is_missed_by_its_label_and_no_other_cell_is_mistaken(form: Form, names: bool) -> None:
    data = odd.plain_book(form, _numbered(form), names=names)
    whole = _read(data)
    for table in form.tables:
        rows = {form.figures[id].row: id for id in table.figures}
        for row, id in list(rows.items())[:: 4 if len(rows) > 8 else 1]:
            place = whole.figures[id].place
            assert place
            gone = [other for other in table.figures if _row_of(whole, other) == place.row]

            def edit(book: openpyxl.Workbook, sheet: str = place.sheet, at: int = place.row) -> None:
                odd.shift(book[sheet], book, at, -1)

            if set(gone) == set(table.figures):
                continue  # the only row of its table: the test of the emptied sheet
            found = _read(edited(data, edit))
            assert _raw(found) == {id: raw for id, raw in _all(form).items() if id not in gone}, row
            missed = [remark.cells for remark in found.remarks if remark.name == "cell-missing"]
            assert sorted(id for cells in missed for id in cells) == sorted(gone)
            facts = [remark.facts["of"] for remark in found.remarks if remark.name == "cell-missing"]
            assert facts[0] in (table.row_labels[row], form.figures[id].label)


@cache
def _counted_up(form_id: str) -> bytes:
    """A template whose figures are 1, 2, 3…"""
    form = next(each for each in FORMS if each.id == form_id)
    return template.to_bytes(form, reading(form, {id: Decimal(n + 1) for n, id in enumerate(form.figures)}))


def _inserted(form: Form, table: Table, grid_row: int, by: int) -> tuple[Reading, Reading]:
    """A template before and after openpyxl inserted (1) or deleted (-1) a row: cells move, names and merges don't."""
    data = _counted_up(form.id)
    before = _read(data)
    place = next(before.figures[slot.id].place for slot in table.slots if slot.row == grid_row)
    assert place

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[table.sheet]
        (sheet.insert_rows if by > 0 else sheet.delete_rows)(place.row)

    return before, _read(edited(data, edit))


def _mistaken(before: Reading, after: Reading, form: Form, table: Table) -> set[str]:
    """Typed figures that read otherwise than before, and of which no remark says so.

    openpyxl moves neither formulas nor merges along with the cells: totals go astray, and merges left behind swallow
    figures, which is said.
    """
    said = {id for remark in after.remarks for id in remark.cells}
    return {
        id
        for id in table.figures
        if id not in said and form.figures[id].computed_by is None and after.figures[id][0] != before.figures[id][0]
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_names_left_behind_by_an_inserted_row_are_overruled_by_the_labels(form: Form) -> None:
    for table in form.tables:
        for grid_row in sorted({slot.row for slot in table.slots})[::5]:
            before, after = _inserted(form, table, grid_row, 1)
            if not any(label.row == grid_row for label in table.labels):
                # Figures without a label beside them can't be followed: they read as blank, never as another's.
                assert not any(after.figures[slot.id].value.raw for slot in table.slots if slot.row == grid_row)
                continue
            assert not _mistaken(before, after, form, table), (table.id, grid_row)
            assert "names-lost" in [remark.name for remark in after.remarks], (table.id, grid_row)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_names_left_behind_by_a_deleted_row_never_take_a_neighbours_figure(form: Form) -> None:
    for table in form.tables:
        rows = sorted({slot.row for slot in table.slots})
        for grid_row in rows[::5] if len(rows) > 1 else ():
            before, after = _inserted(form, table, grid_row, -1)
            gone = {slot.id for slot in table.slots if slot.row == grid_row}
            assert _mistaken(before, after, form, table) <= gone, (table.id, grid_row)
            # Deleting the last row of a table moves nothing up: its cells are then there, and blank.
            assert not any(after.figures[id].value.raw for id in gone & after.figures.keys()), (table.id, grid_row)


# ---------------------------------------------------------------- merges, mixed forms


def test_figures_swallowed_by_a_merge_are_said_one_by_one() -> None:
    first, second, third = FORM.table(TABLE).figures[:3]
    data = odd.plain_book(FORM, _numbered(FORM))
    row = _row_of(_read(data), first)

    def edit(book: openpyxl.Workbook) -> None:
        book[_sheet(FORM, TABLE)].merge_cells(start_row=row, end_row=row, start_column=4, end_column=6)

    found = _read(edited(data, edit))
    assert [(remark.name, remark.cells, remark.places) for remark in found.remarks] == [
        ("covered-by-merge", (second,), (Place(_sheet(FORM, TABLE), row, 5),)),
        ("covered-by-merge", (third,), (Place(_sheet(FORM, TABLE), row, 6),)),
    ]
    assert found.remarks[0].facts == {"of": FORM.figures[second].label, "into": f"D{row}"}
    assert first in found.figures
    assert second not in found.figures


def test_a_sheet_of_another_form_in_the_workbook_is_said() -> None:
    other = FORMS[0]
    alone = next(id for id in other.figures if id not in FORM.figures)

    def edit(book: openpyxl.Workbook) -> None:
        copied = book.create_sheet("抄来的")
        copied.defined_names[alone] = DefinedName(alone, attr_text="'抄来的'!$A$1")

    found = _read(edited(odd.plain_book(FORM, _numbered(FORM)), edit))
    assert found.form == FORM.id
    assert _raw(found) == _all(FORM)
    assert _said(found) == [("forms-mixed", {"found": f"{FORM.name}与{other.name}"})]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_without_a_stamp_the_names_tell_the_form(form: Form) -> None:
    found = _read(odd.plain_book(form, _numbered(form), stamp=False))
    assert (found.form, found.remarks) == (form.id, ())


# ---------------------------------------------------------------- formulas that nothing has calculated


def _uncalculated(figures: dict[str, object]) -> Reading:
    """As saved by a library: formulas without values."""
    data = odd.plain_book(FORM, dict.fromkeys(FORM.figures, 4) | figures)
    return _read(odd.rewritten(data, odd.in_sheets(lambda text: text.replace(b"</f><v>0</v>", b"</f>"))))


CELL = "applications.new_received.total"


@pytest.mark.parametrize(
    ("formula", "kind", "raw"),
    [
        ("SUM(D7:I7)", Kind.NUMBER, "24"),
        ('IF(COUNT(D7:I7)<6,"",SUM(D7:I7))', Kind.NUMBER, "24"),
        ('IF(COUNT(D7:I7)<7,"",SUM(D7:I7))', Kind.BLANK, ""),
        ("D7+E7*2-F7", Kind.NUMBER, "8"),
        ("-(D7-10)/4", Kind.NUMBER, "1.5"),
        ("0.1+0.2", Kind.NUMBER, "0.3"),
        ("ROUND(2.5,0)", Kind.NUMBER, "3"),
        ("ROUND(-1.005,2)", Kind.NUMBER, "-1.01"),
        ("N(Z99)", Kind.NUMBER, "0"),
        ("applications.new_received.natural_person+1", Kind.NUMBER, "5"),
        ("'二、主动公开'!B99+3", Kind.NUMBER, "3"),
        ("SUM(D7:E7,10,)", Kind.NUMBER, "18"),
        ("1/0", Kind.ERROR, "#DIV/0!"),
        ("SUM(1/0,1)", Kind.ERROR, "#DIV/0!"),
        ('IF(D7=4,"是","否")', Kind.TEXT, "是"),
        ('IF("a"="A",1,2)', Kind.NUMBER, "1"),
        ('IF(Z99="",1,2)', Kind.NUMBER, "1"),
        ("D7=E7", Kind.BOOLEAN, "TRUE"),
        ("AND(D7=4,OR(E7>5,NOT(F7<>4)))", Kind.BOOLEAN, "TRUE"),
        ("D7>=5", Kind.BOOLEAN, "FALSE"),
        ("J7", Kind.UNCALCULATED, "=J7"),
        ("J8", Kind.UNCALCULATED, "=J8"),
        ("VLOOKUP(D7,A1:B2,2)", Kind.UNCALCULATED, "=VLOOKUP(D7,A1:B2,2)"),
        ("D7:E7", Kind.UNCALCULATED, "=D7:E7"),
        ("A1+1", Kind.UNCALCULATED, "=A1+1"),
        ("[1]Sheet1!A1", Kind.UNCALCULATED, "=[1]Sheet1!A1"),
        ("没有这张表!A1", Kind.UNCALCULATED, "=没有这张表!A1"),
        ("SUM(A1:XFD1048576)", Kind.UNCALCULATED, "=SUM(A1:XFD1048576)"),
        ("(" * 200 + "1" + ")" * 200, Kind.UNCALCULATED, "=" + "(" * 200 + "1" + ")" * 200),
        ("1" + "+1" * 900, Kind.UNCALCULATED, "=1" + "+1" * 900),
        ("1E999*1E999", Kind.UNCALCULATED, "=1E999*1E999"),
        ("1+", Kind.UNCALCULATED, "=1+"),
    ],
)
def test_a_formula_without_a_value_is_worked_out_or_says_that_it_was_not(formula: str, kind: Kind, raw: str) -> None:
    cell = _uncalculated({CELL: f"={formula}", "applications.carried_in.total": "=J7+J8"}).figures[CELL]
    assert (cell.value.kind, cell.value.raw) == (kind, raw)
    assert cell.formula == formula


def test_formulas_without_values_lean_on_each_other() -> None:
    ids = [f"applications.{row}.total" for row in ("new_received", "carried_in", "granted")]
    found = _uncalculated({ids[0]: "=J8+1", ids[1]: "=J9+1", ids[2]: "=SUM(D9:I9)"})
    assert [found.figures[id].value.raw for id in ids] == ["26", "25", "24"]


def test_a_workbook_without_anything_of_a_form_is_refused() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(UnreadableError) as caught:
        _read(stream.getvalue())
    assert caught.value.code == "no-form"
