"""The sum of a parent's children: what it adds up, what stays unknown, who is left out and why."""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families import FORMS, PARENT, THIRD, added, child, children, figures, inputs, numbers, with_cells, year
from gouji.collect.collection import Unit
from gouji.collect.sums.consolidate import Lack, Part, adds_up, consolidate, shares
from gouji.collect.sums.parent_workbook import to_reading, untied
from gouji.errors import FormError, UsageError
from gouji.form.form import Form
from gouji.form.load import load, load_folder
from gouji.frozen import replace

NEW = load("2021")
BY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
SEEDS = st.lists(st.integers(0, 11), min_size=1, max_size=6, unique=True)


@BY_FORM
def test_every_figure_is_the_sum_of_the_childrens_figures(form: Form) -> None:
    units = children(form, 5)
    sum = added(form, units)
    readings = [numbers(reading) for _, reading in units]
    for id in form.figures:
        total = Decimal(0)
        for each in readings:
            total += each[id]
        assert sum.figures[id] == sum.known[id] == total
    assert [member.part for member in sum.members] == [Part.COUNTED] * 5
    assert not sum.lacking


@settings(max_examples=25)
@given(at=st.integers(0, 2), seeds=SEEDS)
def test_a_sum_of_children_that_tie_out_ties_out(at: int, seeds: list[int]) -> None:
    form = FORMS[at]
    assert untied(form, added(form, [child(form, seed) for seed in seeds])) == ()


@settings(max_examples=25)
@given(at=st.integers(0, 2), seeds=SEEDS, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_the_children_changes_nothing(at: int, seeds: list[int], shuffle: random.Random) -> None:
    units = [child(FORMS[at], seed) for seed in seeds]
    units[0] = units[0][0], with_cells(units[0][1], {inputs(FORMS[at])[0]: None})
    before = added(FORMS[at], units)
    shuffle.shuffle(units)
    after = added(FORMS[at], units)
    assert (before.figures, before.known, before.lacking) == (after.figures, after.known, after.lacking)


def test_money_adds_up_exactly_to_six_places() -> None:
    amount = next(id for id, figure in NEW.figures.items() if figure.kind == "money")
    units = [(unit, with_cells(reading, {amount: Decimal("0.100001")})) for unit, reading in children(NEW, 10)]
    assert added(NEW, units).figures[amount] == Decimal("1.00001")


@pytest.mark.parametrize(
    ("stands", "raw"),
    [(None, ""), ("/", "/"), (Decimal(-3), "-3"), (Decimal("1.5"), "1.5"), (Decimal(10) ** 300, "1E+300")],
)
def test_a_cell_without_a_proper_figure_makes_that_sum_unknown_and_no_other(
    stands: Decimal | str | None, raw: str
) -> None:
    id = "applications.granted.natural_person"
    units = children(NEW, 3)
    units[1] = units[1][0], with_cells(units[1][1], {id: stands})
    sum = added(NEW, units)
    assert sum.figures[id] is None
    assert sum.known[id] == figures(1, 0)[id] + figures(1, 2)[id]
    assert sum.lacking == {id: (Lack(units[1][0], raw),)}
    assert [other for other, figure in sum.figures.items() if figure is None] == [id]
    assert shares(NEW, sum, id) == (
        (units[0][0], figures(1, 0)[id]),
        (units[1][0], None),
        (units[2][0], figures(1, 2)[id]),
    )


def test_a_figure_that_was_not_found_at_all_is_unknown_too() -> None:
    (unit, reading), *others = children(NEW, 2)
    lost = {id: cell for id, cell in reading.figures.items() if not id.startswith("disputes.")}
    sum = added(NEW, [(unit, replace(reading, figures=lost)), *others])
    assert list(sum.lacking) == [id for id in NEW.figures if id.startswith("disputes.")]


def test_a_unit_that_has_not_reported_is_named_and_the_others_are_added() -> None:
    missing = Unit("示例县第9局", kind="部门", parent=PARENT.name)
    sum = added(NEW, [*children(NEW, 2), (missing, None)])
    assert [member.unit for member in sum.of(Part.MISSING)] == [missing]
    assert sum.figures == added(NEW, children(NEW, 2)).figures


OLD_FORM = "用的是另一种表样（2019），要的是2021年版年度报告格式"


@pytest.mark.parametrize(
    ("unit", "part", "reason"),
    [
        (child(load("2019"), 3), Part.REFUSED, OLD_FORM),
        (child(NEW, 3, kind="系统汇总"), Part.OUTSIDE, "系统汇总不计入本级政府汇总"),
        (child(NEW, 3, scope="本级政府汇总"), Part.REFUSED, "统计口径是“本级政府汇总”，名册里是部门"),
        (child(NEW, 3, scope="系统汇总"), Part.REFUSED, "统计口径是“系统汇总”，名册里是部门"),
        (child(NEW, 3, kind="本级政府汇总", scope="部门"), Part.REFUSED, "统计口径是“部门”，名册里是本级政府汇总"),
        (child(NEW, 3, scope="全县"), Part.REFUSED, "统计口径是“全县”，名册里是部门"),
        (child(NEW, 3, kind="", scope="系统汇总"), Part.REFUSED, "统计口径是“系统汇总”，本级政府汇总不计入它"),
        (child(NEW, 3, kind="", scope=None), Part.REFUSED, "名册没有写类别，报表也没有写统计口径"),
    ],
)
def test_a_report_that_does_not_belong_is_left_out_and_named_with_the_reason(
    unit: tuple[Unit, object], part: Part, reason: str
) -> None:
    sum = added(NEW, [*children(NEW, 2), unit])  # type: ignore[list-item]
    assert [(member.part, member.reason) for member in sum.members[2:]] == [(part, reason)]
    assert sum.figures == added(NEW, children(NEW, 2)).figures


@pytest.mark.parametrize(
    ("stated", "reason"), [(2022, "报告年度是“2022”，要的是 2023"), (None, "报告年度是“”，要的是 2023")]
)
def test_a_report_of_another_year_is_left_out(stated: int | None, reason: str) -> None:
    assert [member.reason for member in added(NEW, [child(NEW, 3, year=stated)]).of(Part.REFUSED)] == [reason]


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("部门", None), ("部门", "乡镇街道"), ("本政府机关", "部门"), ("", "乡镇街道"), ("本级政府汇总", "本级政府汇总")],
)
def test_bodies_that_report_for_themselves_count_whichever_of_those_scopes_they_state(
    kind: str, scope: str | None
) -> None:
    sum = added(NEW, [child(NEW, 3, kind=kind, scope=scope)])
    assert [member.part for member in sum.members] == [Part.COUNTED]


def test_a_vertical_system_adds_up_its_own_line() -> None:
    units = [child(NEW, 1, kind="系统汇总"), child(NEW, 2, kind="本政府机关"), child(NEW, 3, kind="乡镇街道")]
    line = Unit(PARENT.name, kind="系统汇总")
    assert [member.part for member in added(NEW, units, line).members] == [Part.COUNTED, Part.COUNTED, Part.OUTSIDE]


def test_what_adds_up_whom_comes_from_the_form() -> None:
    units = [child(THIRD, 1), child(THIRD, 2, kind="乡镇街道")]
    assert [member.part for member in added(THIRD, units).members] == [Part.COUNTED, Part.OUTSIDE]
    assert adds_up(NEW, Unit("甲", kind="系统汇总"))
    assert not adds_up(THIRD, Unit("甲", kind="系统汇总"))


def test_a_sum_of_nobody_is_unknown() -> None:
    sum = added(NEW, [(Unit("示例县第9局", kind="部门", parent=PARENT.name), None)])
    assert set(sum.figures.values()) == {None}


def test_a_wrong_call_is_refused() -> None:
    with pytest.raises(
        UsageError, match="示例县第1局：类别是“部门”，不汇总别的单位；能汇总的类别是本级政府汇总、系统汇总。"
    ):
        consolidate(NEW, 2023, Unit("示例县第1局", kind="部门"), [])
    with pytest.raises(UsageError, match="示例县第1局：不是示例县人民政府的下级，或者给了两次。"):
        added(NEW, [child(NEW, 1), child(NEW, 1)])
    with pytest.raises(UsageError, match="别县的局：不是示例县人民政府的下级"):
        added(NEW, [(Unit("别县的局", kind="部门", parent="别县"), None)])


def test_a_child_whose_report_breaks_a_tie_is_named_for_the_tie_of_the_sum() -> None:
    units = children(NEW, 4)
    id = "disputes.reconsideration.total"
    units[2] = units[2][0], with_cells(units[2][1], {id: numbers(units[2][1])[id] + 2})
    broken = untied(NEW, added(NEW, units))
    assert [(each.finding.code, each.finding.difference, each.units) for each in broken] == [
        ("AR401", Decimal(2), (units[2][0],))
    ]


def test_readings_are_taken_one_by_one() -> None:
    taken: list[int] = []

    def stream() -> object:
        for seed in range(3):
            taken.append(seed)
            yield child(NEW, seed)

    sum = consolidate(NEW, year(NEW), PARENT, stream())  # type: ignore[arg-type]
    assert taken == [0, 1, 2]
    assert len(sum.of(Part.COUNTED)) == 3


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ('scope = "全国"\nadds = []', "统计口径里没有 '全国'；现有 部门、本级政府汇总"),
        ('scope = "部门"\nadds = ["处室"]', "统计口径里没有 '处室'；现有 部门、本级政府汇总"),
        ('scope = "本级政府汇总"\nadds = []', "本级政府汇总 重复"),
    ],
)
def test_a_form_that_adds_up_what_it_does_not_know_is_refused(wrong: str, reason: str, tmp_path: Path) -> None:
    folder = tmp_path / "form"
    shutil.copytree(Path(__file__).parent / "third_form", folder)
    file = folder / "form.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[[section]]", f"[[consolidation]]\n{wrong}\n\n[[section]]", 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_folder(folder)
    assert refused.value.reason == reason


def test_basic_information_and_figures_of_the_sum_make_the_parents_report() -> None:
    reading = to_reading(NEW, added(NEW, [*children(NEW, 2), (Unit("丙局", kind="部门", parent=PARENT.name), None)]))
    assert {id: cell.value.raw for id, cell in reading.info.items()} == {
        "organization": PARENT.name,
        "year": "2023",
        "scope": "本级政府汇总",
        "credit_code": PARENT.code,
    }
    note = "（文字描述）示例县人民政府2023年度汇总由 2 个单位相加。未报 1 个：丙局。写好这一部分以后删去这一段。"
    assert [(id, [each.text for each in texts]) for id, texts in reading.sections.items()] == [("overview", [note])]
