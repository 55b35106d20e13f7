"""What a clerk sees in the workbook and what the checker reports are the same ties, one by one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import fillings
from cell_values import values
from gouji.check.file import check_path
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading.reading import last_year
from gouji.workbook.layout import layout
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
def test_the_live_cell_against_last_year_names_the_columns_of_the_findings(form: Form, tmp_path: Path) -> None:
    """Both say the same, also where figures of either year are missing, and nothing where there is no last year."""
    ties = [tie for plan in layout(form).tables.values() for tie in plan.last_year]
    codes = {form.across_years[index].code for tie in ties for index in tie.rules}
    failing = 0
    for seed in range(12):
        path = tmp_path / f"{seed}.xlsx"
        rng = random.Random(f"{form.id} last year {seed}")
        before = {id: value for id, value in fillings.consistent(form, seed + 1).items() if rng.random() < 0.8}
        write(form, path, fillings.reading(form, damaged(form, seed)), last_year(form.id, before, "", ""))
        stored = values(path)
        shown = set()
        for tie in ties:
            text = str(stored.get(tie.place, ""))
            if text.startswith("× 上年"):
                shown |= {f"{tie.place.sheet}!{letters}{tie.place.row}" for letters in text.split()[2:]}
        found = {str(each.places[0]) for each in check_path(path, FORMS).findings if each.code in codes}
        assert shown == found, seed
        failing += len(found)
    assert failing > 20
    write(form, tmp_path / "none.xlsx", fillings.reading(form, damaged(form, 0)))
    stored = values(tmp_path / "none.xlsx")
    assert not [tie for tie in ties if tie.place in stored]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_live_cell_fails_exactly_where_a_finding_speaks_of_its_tie(form: Form, tmp_path: Path) -> None:
    live = cells(form)
    failing = 0
    for seed in range(12):
        path = tmp_path / f"{seed}.xlsx"
        write(form, path, fillings.reading(form, damaged(form, seed)))
        stored = values(path)
        shown = {
            (form.rules[index].code, form.rules[index].figures)
            for index, place in live.items()
            if str(stored.get(place, "")).startswith("×")
        }
        codes = {rule.code for rule in form.rules}
        found = {(each.code, each.cells) for each in check_path(path, FORMS).findings if each.code in codes}
        assert shown == found, seed
        failing += len(found)
    assert failing > 20
