"""What a careful reader can tell of a damaged report is worked out as it is written down."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from anyreport.as_page import STYLES
from anyreport.as_page import how_told as of_page
from anyreport.as_text import LAYOUTS
from anyreport.as_text import how_told as of_text
from anyreport.changes import CHANGES
from anyreport.document import Report, report
from anyreport.figures import distinct
from anyreport.judge import judge
from anyreport.mutants import FORMS, KINDS, mutant
from anyreport.placed import place
from anyreport.tables import Column, Table, Words, figure
from anyreport.told import Print, Told, told
from gouji.form.load import load

PLACED = Print(placed=True, shifts=True)
ORDER = Print(placed=False)


def made(form_id: str = "2021") -> tuple[Report, dict[str, Decimal]]:
    form = load(form_id)
    figures = distinct(form.id, 0)
    return report(form, figures), figures


def table(whole: Report, id: str) -> Table:
    return next(each for each in whole.tables if each.id == id)


def one(value: Decimal | None) -> Told:
    return Told(frozenset({value}), True)


@pytest.mark.parametrize("form_id", FORMS)
def test_of_a_whole_report_every_figure_is_told_in_every_print(form_id: str) -> None:
    whole, figures = made(form_id)
    prints = [PLACED, *map(of_text, LAYOUTS), *map(of_page, STYLES)]
    for how in prints:
        assert told(whole.tables, how) == {id: one(value) for id, value in figures.items()}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("spread", [False, True])
def test_no_two_cells_of_a_grid_cover_each_other(form_id: str, spread: bool) -> None:
    whole, _ = made(form_id)
    for each in whole.tables:
        covered = [
            (cell.row + down, cell.column + right)
            for cell in place(each, spread)
            for down in range(cell.rows)
            for right in range(cell.columns)
        ]
        assert len(covered) == len(set(covered))


def test_heads_exchanged_alone_take_their_figures_along() -> None:
    whole, figures = made()
    columns = table(whole, "applications").parts[0].columns
    columns[1].heads[-1], columns[2].heads[-1] = columns[2].heads[-1], columns[1].heads[-1]
    found = told(whole.tables, PLACED)
    row = "applications.granted"
    assert found[f"{row}.commercial_enterprise"] == one(figures[f"{row}.research_institution"])
    assert found[f"{row}.research_institution"] == one(figures[f"{row}.commercial_enterprise"])


def test_a_cell_dropped_where_only_order_tells_leaves_its_row_open_with_what_was_meant() -> None:
    whole, figures = made()
    table(whole, "applications").rows[2].cells[1].gone = True
    found = told(whole.tables, ORDER)
    row = [id for id in figures if id.startswith("applications.granted.")]
    assert [found[id] for id in row] == [Told(frozenset({figures[id]}), False) for id in row]
    assert sum(not each.sure for each in found.values()) == len(row)


def test_one_lost_label_is_told_by_its_order_and_two_side_by_side_are_open() -> None:
    whole, figures = made()
    rows = table(whole, "applications").rows
    rows[5].labels[-1] = Words("", rows[5].labels[-1].means, lost=True)
    assert told(whole.tables, PLACED) == {id: one(value) for id, value in figures.items()}
    rows[6].labels[-1] = Words("", rows[6].labels[-1].means, lost=True)
    found = told(whole.tables, PLACED)
    of_rows = {rows[5].was, rows[6].was}
    assert {id.split(".")[1] for id, each in found.items() if not each.sure} == of_rows
    assert all(each.values == {figures[id]} for id, each in found.items())


def test_a_lost_label_beside_a_dropped_row_may_be_either() -> None:
    whole, figures = made()
    part = table(whole, "applications").parts[0]
    lost, dropped = part.rows[5], part.rows[6]
    lost.labels[-1] = Words("", lost.was, lost=True)
    part.rows.remove(dropped)
    found = told(whole.tables, PLACED)
    for row in (lost.was, dropped.was):
        assert found[f"applications.{row}.total"] == Told(frozenset({figures[f"applications.{lost.was}.total"]}), False)


def test_a_label_typed_twice_leaves_both_rows_open() -> None:
    whole, figures = made()
    rows = table(whole, "applications").rows
    rows[6].labels[-1] = Words(rows[5].labels[-1].text, rows[5].was)
    rows[6].doubtful = True
    found = told(whole.tables, PLACED)
    above, below = (figures[f"applications.{rows[at].was}.total"] for at in (5, 6))
    assert found[f"applications.{rows[5].was}.total"] == Told(frozenset({above, below}), False)
    assert found[f"applications.{rows[6].was}.total"] == Told(frozenset({below}), False)


def test_a_dropped_row_is_not_told_and_a_number_read_there_is_a_fault() -> None:
    whole, figures = made()
    part = table(whole, "applications").parts[0]
    dropped = part.rows.pop(3)
    found = told(whole.tables, ORDER)
    assert not any(id.startswith(f"applications.{dropped.was}.") for id in found)
    assert len(found) == len(figures) - len(part.columns)


def test_a_column_that_is_not_of_the_form_moves_no_figure() -> None:
    whole, figures = made()
    part = table(whole, "applications").parts[0]
    part.columns.insert(2, Column([*part.columns[2].heads[:-1], Words("备注", None)], None))
    for row in part.rows:
        row.cells.insert(2, figure(Decimal(999_999)))
    for how in (PLACED, ORDER):
        assert told(whole.tables, how) == {id: one(value) for id, value in figures.items()}


def test_a_file_that_is_refused_has_every_told_figure_refused() -> None:
    whole, figures = made()
    assert judge(None, told(whole.tables, PLACED)) == ({"refused": len(figures)}, ())


def test_the_same_number_gives_the_same_mutant_and_every_change_happens() -> None:
    for kind in KINDS:
        first, second = (mutant(3, 5, kind) for _ in range(2))
        assert (first.shown, first.told, first.changes) == (second.shown, second.told, second.changes)
    rng = random.Random(1)
    for change in CHANGES.values():
        assert any(change.change(each, rng) for _ in range(40) for each in made()[0].tables)
