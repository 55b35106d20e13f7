"""Workbooks that offices made of their own: nothing is read wrongly, and where heads and labels are whole, all of it is
read. scripts/recogniser_bar.py prints it as a table, with more fillings and the figures of published reports."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import fillings
from anyreport.as_workbook import how_told
from anyreport.bar import measure
from anyreport.document import report
from anyreport.figures import distinct
from anyreport.gate import read
from anyreport.judge import judge
from anyreport.office import FORMS, KINDS, books
from anyreport.office_tables import table
from anyreport.told import told
from gouji.form.load import load
from gouji.workbook.template import write

FILLINGS = 1  # of each form: written by XlsxWriter; the script's others are openpyxl's
BY_OPENPYXL = ("one sheet", "a sheet a table", "unmerged")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_workbook_is_read_under_its_own_heads(kind: str, tmp_path: Path) -> None:
    result = measure(books(kind, 2 if kind in BY_OPENPYXL else FILLINGS), tmp_path)
    assert [(fault.id, fault.read) for _, fault in result.faults] == []
    assert (result.counts["marked"], result.counts["unsaid"], result.counts["another year"]) == (0, 0, 0)
    if KINDS[kind].whole:
        assert (result.counts["refused"], result.counts["open"], +result.reasons) == (0, 0, {})
        assert result.counts["right"] > 0


@pytest.mark.parametrize("kind", ["one sheet", "banner and titles above", "table 3 alone, titled"])
def test_a_workbook_that_says_its_year_and_organization_is_known_by_them(kind: str, tmp_path: Path) -> None:
    counts = measure(books(kind, FILLINGS), tmp_path).counts
    assert (counts["titled"], counts["year"], counts["organization"]) == (2, 2, 2)


def test_names_whose_heads_were_exchanged_give_no_figure_without_a_word(tmp_path: Path) -> None:
    form = load(FORMS[-1])
    values = distinct(form.id, 0)
    path = tmp_path / "ours.xlsx"
    write(form, path, fillings.reading(form, values))
    made = report(form, values)
    one, other = table(made, "applications").parts[0].columns[1:3]
    exchange_texts(path, *(form.table("applications").blocks[0].heads[at][-1] for at in (1, 2)))
    one.heads[-1], other.heads[-1] = other.heads[-1], one.heads[-1]
    assert judge(read(path), told(made.tables, how_told())).faults == ()


def exchange_texts(path: Path, one: str, other: str) -> None:
    """Two texts change places in the workbook, as somebody types them over each other's cells."""
    with zipfile.ZipFile(path) as package:
        parts = {item: package.read(item) for item in package.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for item, data in parts.items():
            if item.filename == "xl/sharedStrings.xml":
                texts = data.decode()
                assert texts.count(f">{one}<") == texts.count(f">{other}<") == 1
                texts = (
                    texts.replace(f">{one}<", ">\0<").replace(f">{other}<", f">{one}<").replace(">\0<", f">{other}<")
                )
                data = texts.encode()
            package.writestr(item, data)
