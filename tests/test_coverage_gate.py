"""The coverage gate: one wrong figure anywhere is found and named, or the cell stands in a list with the reason."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path

import pytest

import fillings
from gouji.check.run import check
from gouji.form.form import Form
from gouji.form.load import load_all

FORMS = load_all()
LISTED = tomllib.loads((Path(__file__).parent / "uncovered_cells.toml").read_text(encoding="utf-8"))
SEEDS = range(3)


def listed(form: Form) -> dict[str, str]:
    """Pattern → reason."""
    return {pattern: entry["reason"] for entry in LISTED[form.id] for pattern in entry["cells"]}


def named_by_a_finding(form: Form, figures: fillings.Damaged | fillings.Figures, id: str) -> bool:
    return any(id in finding.cells for finding in check(form, FORMS, fillings.reading(form, figures)))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_consistent_filling_gives_no_finding(form: Form) -> None:
    for seed in range(20):
        figures = fillings.consistent(form, seed)
        assert check(form, FORMS, fillings.reading(form, figures)) == ()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_one_more_or_one_less_in_any_cell_is_found_or_the_cell_is_listed(form: Form) -> None:
    patterns = listed(form)
    silent = set()
    for seed in SEEDS:
        figures = fillings.consistent(form, seed)
        for id in figures:
            for how in ("plus", "minus"):
                if not named_by_a_finding(form, fillings.damage(figures, id, how) or {}, id):
                    silent.add(id)
    assert {id for id in silent if not any(fnmatch(id, pattern) for pattern in patterns)} == set()
    # A listed cell that is always found stands there for nothing.
    assert all(any(fnmatch(id, pattern) for id in silent) for pattern in patterns)


@pytest.mark.parametrize("how", ["blank", "text", "transposed"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_spoiled_cell_is_always_named(form: Form, how: str) -> None:
    patterns = listed(form) if how == "transposed" else {}
    for seed in SEEDS:
        figures = fillings.consistent(form, seed, size=5000)
        for id in figures:
            spoiled = fillings.damage(figures, id, how)
            if spoiled is not None and not any(fnmatch(id, pattern) for pattern in patterns):
                assert named_by_a_finding(form, spoiled, id), (seed, id)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_blank_cell_is_the_only_finding(form: Form) -> None:
    """One cause, one finding: ties that need the blank cell give no verdict."""
    figures = fillings.consistent(form, 0)
    for id in figures:
        found = check(form, FORMS, fillings.reading(form, {**figures, id: None}))
        assert [(finding.name, finding.cells) for finding in found] == [("blank", (id,))]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_total_off_by_one_shows_both_sides_and_their_difference(form: Form) -> None:
    figures = fillings.consistent(form, 1)
    for id, figure in form.figures.items():
        if figure.computed_by is None:
            continue
        found = check(form, FORMS, fillings.reading(form, {**figures, id: figures[id] + 1}))
        assert found
        for finding in found:
            assert finding.left is not None and finding.right is not None
            assert finding.difference == finding.left - finding.right
            assert abs(finding.difference) == Decimal(1)
