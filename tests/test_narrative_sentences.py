"""The sentences that measure the text against the tables are what they are said to be: in their half, true of figures
that tie out, and otherwise false of them."""

from __future__ import annotations

from functools import cache

import pytest

from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.form.severity import Severity
from narrative.cells import in_free_cells
from narrative.families import HALVES, half_of, load
from narrative.measure import loud, raised, reading
from narrative.pairs import Pair, pairs
from narrative.sentence import in_chinese
from narrative.whole import whole_reports


@cache
def some(half: str) -> tuple[Pair, ...]:
    return tuple(pairs(half, seed=3, every=8))


@pytest.mark.parametrize("half", HALVES)
def test_a_family_stands_in_the_half_that_its_name_decides(half: str) -> None:
    names = [family.name for family in load(half)]
    assert [name for name in names if half_of(name) != half] == []
    assert len(names) == len(set(names))


def test_both_halves_have_every_kind_and_no_text_stands_twice() -> None:
    tuning, held = (load(half) for half in HALVES)
    assert {family.kind for family in tuning} == {family.kind for family in held}
    texts = [text for family in (*tuning, *held) for text in family.texts]
    assert len(texts) == len(set(texts)) >= 250


def test_the_same_seed_gives_the_same_texts_and_another_seed_others() -> None:
    first, again, other = ([pair.text for pair in pairs("tuning", seed, every=40)] for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("half", HALVES)
def test_every_set_of_figures_ties_out_and_is_loud_for_nothing_but_what_the_text_says(half: str) -> None:
    for pair in some(half):
        for each in (pair.without, *(contradiction.report for contradiction in pair.contradictions)):
            bare = type(each)(**{**vars(each), "sections": pair.without.sections, "previous": None})
            assert [finding.code for finding in loud(bare)] == [], pair.text


@pytest.mark.parametrize("form", load_all(), ids=lambda form: form.id)
def test_every_cell_is_a_sum_of_free_cells_none_of_which_is_a_total(form: Form) -> None:
    weights = in_free_cells(form)
    assert weights.keys() == form.figures.keys()
    assert all(not id.endswith(".total") for free in weights.values() for id in free)


@pytest.mark.parametrize("half", HALVES)
def test_a_contradiction_names_cells_that_differ_from_the_text_or_contradicts_itself(half: str) -> None:
    for pair in some(half):
        assert not (pair.family.kind.startswith("silent") and pair.family.may and pair.contradictions)
        for each in pair.contradictions:
            changed = {id for id in each.report.figures if each.report.figures[id] != pair.agreeing.figures[id]}
            assert (each.how == "moved") == bool(changed)
            assert (each.how == "inner") == (not each.right)
            assert each.how != "moved" or each.right & changed
            assert each.report.sections != pair.agreeing.sections or each.how == "moved"


@pytest.mark.parametrize("half", HALVES)
def test_whole_reports_have_their_paragraphs_and_one_contradiction(half: str) -> None:
    for each in whole_reports(half, seed=2, count=4):
        assert list(each.agreeing.sections) == ["overview", "problems", "other"]
        assert len(each.agreeing.sections["overview"]) >= 6
        assert each.contradiction.right
        assert [finding.code for finding in loud(each.without)] == []


def test_a_finding_counts_only_when_it_goes_away_with_the_text() -> None:
    pair = some("tuning")[0]
    spoiled = {**pair.agreeing.figures, "applications.granted.total": 10**6}
    report = type(pair.agreeing)(**{**vars(pair.agreeing), "figures": spoiled})
    assert {finding.severity for finding in loud(report)} == {Severity.ERROR}
    assert raised(report, pair.without) == []
    assert reading(report).figures["applications.granted.total"].value.number == 10**6


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (2003, "二千零三"),
        (10_000, "10000"),
    ],
)
def test_a_number_is_written_as_it_is_spoken(number: int, spoken: str) -> None:
    assert in_chinese(number) == spoken
