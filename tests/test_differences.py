"""A parent against the sum of its children: every differing cell, and a cause only where the figures prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fillings
from families import FORMS, PARENT, Children, added, child, children, figures, inputs, numbers, with_cells, year
from gouji.collect.collection import Unit
from gouji.collect.sums.causes import Mistake
from gouji.collect.sums.consolidate import Sum
from gouji.collect.sums.differences import Comparison, compare
from gouji.collect.sums.parent_workbook import to_reading
from gouji.errors import GoujiError
from gouji.form.form import Form
from gouji.form.load import load
from gouji.frozen import replace
from gouji.reading.reading import Reading
from gouji.rule.evaluate import number

OLD, NEW = load("2019"), load("2021")
BY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
PERIOD = settings(max_examples=25)
GRANTED = "applications.granted.natural_person"
MONEY = "disclosure.fees.amount"


def submitted(form: Form, sum: Sum, more: dict[str, Decimal | str | None] | None = None) -> Reading:
    """What a parent hands in that added up rightly but for some cells."""
    return with_cells(to_reading(form, sum), more or {})


def off(form: Form, sum: Sum, by: dict[str, Decimal], sign: int = 1) -> Reading:
    """What a parent hands in whose cells are off by so much."""
    right = numbers(to_reading(form, sum))
    return with_cells(to_reading(form, sum), {id: right[id] + sign * each for id, each in by.items()})


def causes(found: Comparison) -> list[tuple[Mistake, tuple[str, ...]]]:
    return [(cause.mistake, cause.subjects) for cause in found.causes]


def cells(found: Comparison) -> dict[str, Decimal | None]:
    return {each.figure: each.difference for each in found.cells}


@PERIOD
@given(at=st.integers(0, 2), count=st.integers(1, 6))
def test_a_sum_against_itself_has_no_difference(at: int, count: int) -> None:
    form = FORMS[at]
    sum = added(form, children(form, count))
    found = compare(form, submitted(form, sum), sum)
    assert (found.cells, found.unknown, found.causes, found.is_explained) == ((), (), (), False)
    assert found.held == len(form.figures)


@PERIOD
@given(at=st.integers(0, 2), count=st.integers(2, 8), which=st.integers(0, 7), twice=st.booleans())
def test_a_child_left_out_or_added_twice_is_named_and_explains_everything(
    at: int, count: int, which: int, twice: bool
) -> None:
    form = FORMS[at]
    units = children(form, count)
    unit, reading = units[which % count]
    sum = added(form, units)
    share = {id: each for id, each in numbers(reading).items() if each}
    found = compare(form, off(form, sum, share, 1 if twice else -1), sum)
    assert causes(found) == [(Mistake.TWICE if twice else Mistake.LEFT_OUT, (unit.name,))]
    assert found.is_explained
    assert cells(found) == {id: each if twice else -each for id, each in share.items()}
    assert {hint for each in found.cells for hint in each.hints} == {found.causes[0].words}


@BY_FORM
def test_one_cell_off_by_one_is_found_and_nobody_is_blamed_for_it(form: Form) -> None:
    sum = added(form, children(form, 6))
    for id in form.figures:
        found = compare(form, off(form, sum, {id: Decimal(1)}), sum)
        assert cells(found) == {id: Decimal(1)}
        assert found.held == len(form.figures) - 1
        assert found.causes == ()


@BY_FORM
def test_one_input_off_with_its_totals_following_blames_nobody_and_says_which_cells_follow(form: Form) -> None:
    sum = added(form, children(form, 6))
    for id in inputs(form):
        changed = with_totals(form, off(form, sum, {id: Decimal(7)}))
        found = compare(form, changed, sum)
        assert found.causes == ()
        assert id in cells(found)
        assert [each.figure for each in found.cells if not each.follows] == [id]
        assert all(each.hints == ("合计，随分项相差",) for each in found.cells if each.follows)


def with_totals(form: Form, reading: Reading) -> Reading:
    """The reading with every total as its parts give it."""
    known = reading.numbers()
    for _ in range(3):  # totals of totals
        for id, figure in form.figures.items():
            if figure.computed_by is not None:
                total = number(figure.computed_by, known)
                assert total is not None
                known[id] = total
    return with_cells(reading, dict(known))


@BY_FORM
def test_two_digits_transposed_are_found_in_the_cell_and_named(form: Form) -> None:
    sum = added(form, children(form, 6))
    tried = 0
    for id in form.figures:
        right = sum.figures[id]
        assert right is not None
        wrong = fillings.transposed(right)
        if wrong is None or form.figures[id].kind == "money" or abs(right) < 10 or len(str(wrong)) != len(str(right)):
            continue
        found = compare(form, submitted(form, sum, {id: wrong}), sum)
        assert cells(found) == {id: wrong - right}
        assert any(hint.startswith("像是相邻两位数字颠倒") for hint in found.cells[0].hints)
        tried += 1
    assert tried > 5


def test_a_sign_a_unit_of_money_and_a_zero_left_standing_are_named() -> None:
    units = children(OLD, 4)
    change = "disclosure.licenses.change"
    units[0] = units[0][0], with_cells(units[0][1], {change: Decimal(-250)})
    sum = added(OLD, units)
    right = sum.figures[change]
    assert right is not None and right < 0
    [cell] = compare(OLD, submitted(OLD, sum, {change: -right}), sum).cells
    assert f"像是正负号打错了（{-right} 与 {right}）" in cell.hints

    sum = added(NEW, children(NEW, 4))
    right = sum.figures[MONEY]
    assert right
    [cell] = compare(NEW, submitted(NEW, sum, {MONEY: right * 10000}), sum).cells
    assert cell.hints == ("像是元和万元弄混了",)
    [cell] = compare(NEW, submitted(NEW, sum, {GRANTED: Decimal(0)}), sum).cells
    assert cell.hints[0] == f"像是漏填，留着 0（0 与 {sum.figures[GRANTED]}）"


@BY_FORM
def test_a_child_left_out_is_named_though_a_digit_is_transposed_elsewhere(form: Form) -> None:
    units = children(form, 6)
    sum = added(form, units)
    wrong = off(form, sum, numbers(units[2][1]), -1)
    id = next(id for id in inputs(form) if plainly_transposable(numbers(wrong)[id]))
    slipped = fillings.transposed(numbers(wrong)[id])
    found = compare(form, with_cells(wrong, {id: slipped}), sum)
    assert causes(found) == [(Mistake.LEFT_OUT, (units[2][0].name,))]
    assert not found.is_explained
    [cell] = [each for each in found.cells if each.figure == id]
    assert any("相邻两位数字颠倒" in hint for hint in cell.hints)


def plainly_transposable(figure: Decimal) -> bool:
    wrong = fillings.transposed(figure)
    return wrong is not None and figure == int(figure) and figure >= 10 and len(str(wrong)) == len(str(figure))


@BY_FORM
def test_one_child_left_out_and_another_added_twice_are_both_named(form: Form) -> None:
    units = children(form, 7)
    sum = added(form, units)
    lost, doubled = numbers(units[1][1]), numbers(units[5][1])
    found = compare(form, off(form, sum, {id: doubled[id] - lost[id] for id in form.figures}), sum)
    assert sorted(causes(found), key=str) == sorted(
        [(Mistake.LEFT_OUT, (units[1][0].name,)), (Mistake.TWICE, (units[5][0].name,))], key=str
    )
    assert found.is_explained


def test_a_unit_that_does_not_belong_and_was_added_is_named() -> None:
    outsider = child(NEW, 9, "示例县税务局", kind="系统汇总")
    sum = added(NEW, [*children(NEW, 5), outsider])
    found = compare(NEW, off(NEW, sum, numbers(outsider[1])), sum)
    assert causes(found) == [(Mistake.OUTSIDER, ("示例县税务局",))]
    assert found.is_explained


def test_a_report_that_could_not_be_added_and_was_is_named() -> None:
    refused = child(NEW, 9, scope="系统汇总")
    sum = added(NEW, [*children(NEW, 5), refused])
    found = compare(NEW, off(NEW, sum, numbers(refused[1])), sum)
    assert [cause.words for cause in found.causes] == ["示例县第9局没有计入下级之和，上报数里却有它"]


def test_a_correction_of_a_single_cell_is_named_though_another_cell_is_off_too() -> None:
    units = children(NEW, 5)
    sum = added(NEW, units)
    before = with_cells(units[3][1], {MONEY: numbers(units[3][1])[MONEY] + 5})
    wrong = off(NEW, sum, {MONEY: Decimal(5), "disclosure.licenses.decisions": Decimal(70)})
    found = compare(NEW, wrong, sum, earlier=[(units[3][0], before)])
    assert causes(found) == [(Mistake.EARLIER, (units[3][0].name,))]
    assert [each.figure for each in found.cells if each.hints[:1] != (found.causes[0].words,)] == [
        "disclosure.licenses.decisions"
    ]


def test_a_correction_that_was_not_taken_over_is_named() -> None:
    units = children(NEW, 5)
    unit = units[3][0]
    before = with_totals(NEW, with_cells(units[3][1], {GRANTED: numbers(units[3][1])[GRANTED] + 4, MONEY: Decimal(1)}))
    sum = added(NEW, units)
    old = added(NEW, [*units[:3], (unit, before), *units[4:]])
    found = compare(NEW, to_reading(NEW, old), sum, earlier=[(unit, before)])
    assert causes(found) == [(Mistake.EARLIER, (unit.name,))]
    assert found.is_explained


def test_a_whole_kind_of_units_left_out_is_named_as_a_group() -> None:
    towns: Children = [child(NEW, seed, f"示例县第{seed}镇", kind="乡镇街道") for seed in (7, 8, 9)]
    sum = added(NEW, [*children(NEW, 4), *towns])
    found = compare(NEW, to_reading(NEW, added(NEW, children(NEW, 4))), sum)
    assert causes(found) == [(Mistake.LEFT_OUT, ("全部乡镇街道",))]
    found = compare(NEW, off(NEW, sum, numbers(to_reading(NEW, sum))), sum)
    assert causes(found) == [(Mistake.TWICE, ("全部下级单位",))]
    sum = added(NEW, children(NEW, 4))
    found = compare(NEW, off(NEW, sum, numbers(to_reading(NEW, sum))), sum)
    assert causes(found) == [(Mistake.TWICE, ("全部下级单位",))]


def test_a_missing_unit_for_which_last_years_figures_were_taken_is_named() -> None:
    missing = Unit("示例县第9局", kind="部门", parent=PARENT.name)
    _, last = child(NEW, 9, year=year(NEW) - 1)
    sum = added(NEW, [*children(NEW, 5), (missing, None)])
    found = compare(NEW, off(NEW, sum, numbers(last)), sum, last_year={missing.name: last})
    assert causes(found) == [(Mistake.LAST_YEAR, (missing.name,))]
    assert found.is_explained
    one = compare(NEW, off(NEW, sum, {MONEY: numbers(last)[MONEY]}), sum, last_year={missing.name: last})
    assert f"差额正好是未报的示例县第9局上年的 {numbers(last)[MONEY]}" in one.cells[0].hints


def test_a_missing_unit_whose_report_the_parent_has_is_told_from_differences_that_tie_out() -> None:
    sum = added(NEW, [*children(NEW, 5), (Unit("示例县第9局", kind="部门", parent=PARENT.name), None)])
    found = compare(NEW, off(NEW, sum, dict(figures(1, 9))), sum)
    assert found.causes == ()
    assert found.notes == (
        "余下的差额都不小于 0，自身勾稽成立：像是未报的示例县第9局的数已经加在上报数里。",
        "下级之和不全：1 个未报。",
    )


def test_units_with_the_same_figures_are_named_together_and_too_many_are_not_named() -> None:
    few: Children = [child(NEW, 3, f"示例县第{at}分局") for at in (1, 2)]
    sum = added(NEW, [*children(NEW, 3), *few])
    found = compare(NEW, off(NEW, sum, dict(figures(1, 3)), -1), sum)
    assert causes(found) == [(Mistake.LEFT_OUT, ("示例县第1分局", "示例县第2分局"))]
    assert found.causes[0].words == "示例县第1分局或示例县第2分局没有加进去"
    many: Children = [child(NEW, 3, f"示例县第{at}分局") for at in range(4)]
    sum = added(NEW, [*children(NEW, 3), *many])
    assert compare(NEW, off(NEW, sum, dict(figures(1, 3)), -1), sum).causes == ()


def test_a_pair_of_units_that_explains_everything_is_named_unless_another_pair_does_too() -> None:
    first, second, third = inputs(NEW)[:9:3], inputs(NEW)[1:9:3], inputs(NEW)[2:9:3]

    def unit(name: str, *cells: str) -> tuple[Unit, Reading]:
        one, reading = child(NEW, 1, name)
        return one, with_cells(reading, {id: Decimal(4) if id in cells else Decimal(0) for id in NEW.figures})

    units: Children = [
        unit("甲", *first, *second),
        unit("乙", *second),
        unit("丙", *first, *third),
        unit("丁", *third),
    ]
    sum = added(NEW, units)
    without = off(NEW, sum, dict.fromkeys(first, Decimal(4)), -1)  # 甲 without 乙, or 丙 without 丁
    assert compare(NEW, without, sum).causes == ()
    sum = added(NEW, [*units[:2], units[3]])
    found = compare(NEW, off(NEW, sum, dict.fromkeys(first, Decimal(4)), -1), sum)
    assert causes(found) == [(Mistake.LEFT_OUT, ("甲",)), (Mistake.TWICE, ("乙",))]
    assert found.is_explained


@pytest.mark.parametrize(("other", "named"), [(2, True), (3, False)])
def test_a_unit_is_named_only_where_nearly_all_of_its_cells_are_off_by_its_figures(other: int, named: bool) -> None:
    cells_of_unit = inputs(NEW)[:8]
    one, reading = child(NEW, 1, "甲")
    figures_of_unit = {id: Decimal(4) if id in cells_of_unit else Decimal(0) for id in NEW.figures}
    sum = added(NEW, [(one, with_cells(reading, dict(figures_of_unit))), child(NEW, 2)])
    by = {id: Decimal(4 if at >= other else 31 + at) for at, id in enumerate(cells_of_unit)}
    found = compare(NEW, off(NEW, sum, by), sum)
    assert causes(found) == ([(Mistake.TWICE, ("甲",))] if named else [])
    assert [(cause.equal, len(cause.cells)) for cause in found.causes] == ([(6, 8)] if named else [])


def test_one_cell_that_is_off_by_just_one_childs_figure_says_so() -> None:
    units = [
        (unit, with_cells(reading, {MONEY: Decimal(at + 1)})) for at, (unit, reading) in enumerate(children(NEW, 5))
    ]
    sum = added(NEW, units)
    [cell] = compare(NEW, submitted(NEW, sum, {MONEY: Decimal(11)}), sum).cells
    assert "差额正好是示例县第3局的 4，像是这一格没有加进去" in cell.hints


def test_where_a_child_has_no_figure_nothing_is_held_against_the_parent_but_what_the_child_must_have_is_said() -> None:
    units = children(NEW, 4)
    blank = with_cells(units[1][1], {GRANTED: None})
    sum = added(NEW, [units[0], (units[1][0], blank), *units[2:]])
    found = compare(NEW, to_reading(NEW, added(NEW, units)), sum)
    assert found.cells == ()
    [cell] = found.unknown
    assert (cell.figure, cell.sum, cell.difference) == (GRANTED, None, None)
    assert [unit.name for unit in cell.lacking] == [units[1][0].name]
    assert cell.hints == (f"上报数无误的话，{units[1][0].name}应为 {figures(1, 1)[GRANTED]}",)
    assert found.held == len(NEW.figures) - 1


@pytest.mark.parametrize(("stands", "raw"), [(None, ""), ("见附件", "见附件"), (Decimal(-1), "-1")])
def test_a_cell_that_the_parent_left_without_a_figure_differs(stands: Decimal | str | None, raw: str) -> None:
    sum = added(NEW, children(NEW, 3))
    [cell] = compare(NEW, submitted(NEW, sum, {GRANTED: stands}), sum).cells
    assert (cell.submitted, cell.raw, cell.sum, cell.difference) == (None, raw, sum.figures[GRANTED], None)
    assert cell.hints == ("上报表没有可以用的数字",)


def test_a_parent_on_another_form_or_of_another_year_cannot_be_compared() -> None:
    sum = added(NEW, children(NEW, 2))
    with pytest.raises(GoujiError, match=re.escape("请它用2021年版年度报告格式重报")):
        compare(NEW, fillings.reading(OLD, fillings.zeros(OLD)), sum)
    with pytest.raises(GoujiError, match="上报表的报告年度是“2022”，下级汇总是 2023 年"):
        compare(NEW, fillings.reading(NEW, fillings.zeros(NEW), year=2022), sum)


def test_what_else_is_to_be_known_is_said() -> None:
    missing = Unit("示例县第9局", kind="部门", parent=PARENT.name)
    sum = added(OLD, [*children(OLD, 2), (missing, None), child(OLD, 3, scope="本级政府汇总")])
    office = replace(to_reading(OLD, sum), info=child(OLD, 1, scope="本政府机关")[1].info)
    assert compare(OLD, office, sum).notes == (
        "上报表的统计口径是“本政府机关”，不是本级政府汇总：先核对上报的是不是这一张表。",
        "下级之和不全：1 个未报，1 个报了但没有计入。",
        "表样没有规定金额单位，各单位写的单位不一致时不能相加：政府集中采购，采购总金额。",
    )


@pytest.mark.slow
@BY_FORM
def test_three_unrelated_slips_blame_nobody(form: Form) -> None:
    sum = added(form, children(form, 8))
    for by in islice(slips(form), 60):
        found = compare(form, with_totals(form, off(form, sum, by)), sum)
        assert found.causes == ()
        assert set(by) <= set(cells(found))


def slips(form: Form) -> Iterator[dict[str, Decimal]]:
    ids = inputs(form)
    for at in range(len(ids)):
        yield {
            ids[at]: Decimal(9),
            ids[(at * 7 + 3) % len(ids)]: Decimal(11),
            ids[(at * 5 + 1) % len(ids)]: Decimal(90),
        }
