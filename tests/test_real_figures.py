"""The figures of every complete real report, put into a workbook, give exactly the tie findings that are known."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fillings
from filled_workbooks import write
from gouji.check.file import check_path
from gouji.check.run import check
from gouji.form.form import Form
from gouji.form.load import load, load_all
from gouji.place import Where
from gouji.rule.evaluate import number
from gouji.workbook.layout import layout
from shared_material import shared

FORMS = load_all()
A, P, D = "applications", "disputes", "disclosure"
# What is wrong with each report's tables: code and the first cell of each finding. 009 left its zeros blank.
KNOWN: dict[str, list[tuple[str, str]]] = {
    "001": [("AR401", f"{P}.reconsideration.total"), ("AR401", f"{P}.litigation_after_reconsideration.total")],
    "004": [],
    "007": [],
    "014": [
        ("AR107", f"{D}.procurement.amount"),
        ("AR203", f"{D}.licenses.change"),
        ("AR303", f"{A}.handled_total.natural_person"),
        ("AR303", f"{A}.handled_total.total"),
    ],
    "016": [],
}


def figures_of(truth: dict[str, Any], form: Form) -> dict[str, Decimal | str | None]:
    """The truth's figures by id. Its rows stand in the form's order under keys of its own."""
    rows: list[list[Any]] = list(truth["t2"].values()) + list(truth["t3"].values()) + [truth["t4"]]
    if truth.get("t3form") == "2019" and form.id.endswith("2021"):
        # One row of （六） where the form has three: its figures are zeros, and so are all three.
        rows.insert(-3, [0] * 7)
        rows.insert(-3, [0] * 7)
    flat = [value for row in rows for value in row]
    assert len(flat) == len(form.figures)
    return {
        id: value if value is None or isinstance(value, str) else Decimal(repr(value))
        for id, value in zip(form.figures, flat, strict=True)
    }


def checked(number: str, folder: Path) -> tuple[Form, list[tuple[str, tuple[str, ...], tuple[Where | None, ...]]]]:
    truth = json.loads(shared(f"reports/truth/{number}.json").read_text(encoding="utf-8"))
    form = load(truth["form"])
    info = {"year": truth["year"], "organization": truth["org"]}
    path = folder / f"{number}.xlsx"
    write(form, path, fillings.reading(form, figures_of(truth, form), **info))
    result = check_path(path, FORMS)
    assert (result.form, result.year, result.organization) == (form.id, truth["year"], truth["org"])
    return form, [(finding.code, finding.cells, finding.places) for finding in result.findings]


@pytest.mark.parametrize("number", KNOWN)
def test_a_real_report_gives_exactly_its_known_findings(number: str, tmp_path: Path) -> None:
    form, found = checked(number, tmp_path)
    assert sorted((code, cells[0]) for code, cells, _ in found) == sorted(KNOWN[number])
    places = layout(form).figures
    for _, cells, at in found:
        assert at == tuple(places[cell] for cell in cells)


def test_a_real_report_that_left_its_zeros_blank_gives_only_blanks(tmp_path: Path) -> None:
    truth = json.loads(shared("reports/truth/009.json").read_text(encoding="utf-8"))
    form, found = checked("009", tmp_path)
    blank = [id for id, value in figures_of(truth, form).items() if value is None]
    assert sum(id.startswith(A) for id in blank) == 126
    assert sum(id.startswith(P) for id in blank) == 9
    expected = [("AR101", (id,)) for id in blank] + [("AR107", (f"{D}.procurement.amount",))]
    assert sorted((code, cells) for code, cells, _ in found) == sorted(expected)


def test_the_blanks_of_a_real_report_filled_with_zeros_and_sums_tie() -> None:
    truth = json.loads(shared("reports/truth/009.json").read_text(encoding="utf-8"))
    form = load(truth["form"])
    given = figures_of(truth, form)
    inputs = {id: Decimal(0) for id, value in given.items() if value is None}
    known = inputs | {id: value for id, value in given.items() if isinstance(value, Decimal)}
    sums = {id: number(by, known) for id in inputs if (by := form.figures[id].computed_by) is not None}
    reading = fillings.reading(form, given | inputs | sums)
    assert [(finding.code, finding.cells) for finding in check(form, FORMS, reading)] == [
        ("AR107", (f"{D}.procurement.amount",))
    ]
