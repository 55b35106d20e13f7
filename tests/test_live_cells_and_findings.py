"""What a clerk sees in the workbook and what the checker reports are the same ties, one by one."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

import fillings
from gouji.check.file import check_path
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.workbook.live import cells
from gouji.workbook.template import write

FORMS = load_all()


def damaged(form: Form, seed: int) -> fillings.Damaged:
    """A consistent filling with one to five cells spoiled, in any way."""
    rng = random.Random(f"{form.id} {seed}")
    figures: fillings.Damaged = dict(fillings.consistent(form, seed))
    for id in rng.sample(list(figures), rng.randint(1, 5)):
        spoiled = fillings.damage({id: fillings.consistent(form, seed)[id]}, id, rng.choice(fillings.HOW))
        figures |= spoiled or {}
    return figures


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_live_cell_fails_exactly_where_a_finding_speaks_of_its_tie(form: Form, tmp_path: Path) -> None:
    live = cells(form)
    failing = 0
    for seed in range(12):
        path = tmp_path / f"{seed}.xlsx"
        write(form, path, fillings.reading(form, damaged(form, seed)))
        book = openpyxl.load_workbook(path, data_only=True)
        shown = {
            (form.rules[index].code, form.rules[index].figures)
            for index, place in live.items()
            if str(book[place.sheet].cell(place.row, place.column).value).startswith("×")
        }
        codes = {rule.code for rule in form.rules}
        found = {(each.code, each.cells) for each in check_path(path, FORMS).findings if each.code in codes}
        assert shown == found, seed
        failing += len(found)
    assert failing > 20
