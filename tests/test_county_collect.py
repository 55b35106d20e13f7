"""The made-up county is collected over two years, on SQLite and on PostgreSQL: every planted fault comes out where it
should, every unit is accounted for, and what the parents added up wrong is named.

What must come out is read from tests/county/*.toml; sums are added up here, without the program's help.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

import county_data
import county_story
from county_data import Plant, Year, children
from county_files import content, handed
from county_story import Run
from gouji.collect.collection import State, Unit
from gouji.form.load import load, load_all
from gouji.reading import source

pytestmark = pytest.mark.slow

NOTHING = "未报"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, ...]:
    """The whole story, told once for each database, with a roster of each kind."""
    folder = tmp_path_factory.mktemp("county")
    if request.param == "sqlite":
        return county_story.told(folder, str(folder / "台账.sqlite"), ".xlsx")
    return county_story.told(folder, request.getfixturevalue("postgresql")(), ".csv")


def at(runs: tuple[Run, ...], year: int, number: int) -> Run:
    return next(run for run in runs if (run.year.year, run.number) == (year, number))


# ---------------------------------------------------------------- what must come out


def own(run: Run, unit: Unit) -> tuple[Plant, ...]:
    return run.year.planted(run.number, unit.name)


def is_missing(run: Run, unit: Unit) -> bool:
    return any(plant.absent or plant.unclear for plant in own(run, unit))


def state(run: Run, unit: Unit) -> str:
    if is_missing(run, unit):
        return NOTHING
    if run.number >= run.year.locked.get(unit.name, run.number + 1):
        return State.LOCKED.value
    return next((plant.state for plant in own(run, unit) if plant.state), State.PASSED.value)


def reason(run: Run, unit: Unit) -> str:
    """Why a unit is to be called, "" when it isn't."""
    stands = state(run, unit)
    late = run.year.runs[run.number - 1] > county_data.due(unit, run.year.year)
    seen = [plant for plant in run.year.planted(run.number) if plant.unit == unit.name]
    if stands == NOTHING:
        return "逾期未报" if late else "未报"
    if stands == State.RETURNED.value:
        return "逾期未改" if late else "退回未改"
    if any(plant.duplicate for plant in seen):
        return "重复"
    if any(plant.doubt for plant in seen):
        return "待核实"
    return "待说明" if stands == State.RECEIVED.value else ""


def true(run: Run, unit: Unit) -> Mapping[str, Decimal]:
    """The figures of the report that counts: a locked unit's later ones don't."""
    plants = tuple(plant for plant in own(run, unit) if plant.state != State.LOCKED.value)
    figures = {id: figure for id, figure in handed(unit, run.year, plants).items() if isinstance(figure, Decimal)}
    assert len(figures) == len(load(run.year.form).figures), unit
    return figures


def off(run: Run, parent: Unit) -> dict[str, Decimal]:
    """By how much a parent's report differs from the sum of its children, where it does."""
    total = county_data.added(true(run, child) for child in children(parent))
    return {id: figure - total[id] for id, figure in true(run, parent).items() if figure != total[id]}


def summing(run: Run) -> Iterator[tuple[Unit, bool]]:
    """The parents that have children, and whether they have handed in."""
    for unit in run.year.units:
        if children(unit):
            yield unit, not is_missing(run, unit)


# ---------------------------------------------------------------- what came out


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return list(book[sheet].iter_rows(values_only=True))


def rows(path: Path, sheet: str, head: str = "序号") -> list[dict[str, Any]]:
    """The rows below the heads (the first of which is `head`), each by its heads."""
    found = cells(path, sheet)
    top = next(number for number, row in enumerate(found) if row[0] == head)
    heads = [str(head) for head in found[top]]
    return [dict(zip(heads, row, strict=False)) for row in found[top + 1 :] if row[0] is not None]


def notes(path: Path, sheet: str) -> list[str]:
    return [row[0] for row in cells(path, sheet) if isinstance(row[0], str)]


def board(run: Run) -> dict[str, Any]:
    """The data of the dashboard."""
    page = (run.out / "看板.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_every_unit_is_accounted_for_in_every_run(runs: tuple[Run, ...]) -> None:
    for run in runs:
        expected = {unit.name: state(run, unit) for unit in run.year.units}
        assert len(expected) == 60
        kept = {unit.name: run.states[unit.name] for unit in run.year.units}
        assert {name: each.value if each else NOTHING for name, each in kept.items()} == expected, run.out
        assert all(each.state == kept[name] for name, each in run.histories.items()), run.out
        data = board(run)
        shown = {unit[0]: data["texts"][unit[7]] for unit in data["units"]}
        assert shown == expected, run.out
        missing = sum(each == NOTHING for each in expected.values())
        assert f"应报60个单位，已报{60 - missing}个，未报{missing}个" in run.said


def test_every_planted_fault_is_in_the_list_of_results_and_in_the_letters(runs: tuple[Run, ...]) -> None:
    for run in runs:
        planted = {
            path: sorted(code for plant in plants for code, *_ in plant.found)
            for path, (_, plants) in run.files.items()
            if not any(plant.ignored for plant in plants)
        }
        found: dict[str, list[str]] = {path: [] for path in planted}
        for row in rows(run.out / "校验结果汇总.xlsx", "问题", "文件"):
            found[row["文件"]].append(row["编号"])
        assert {path: sorted(codes) for path, codes in found.items()} == planted, run.out
        errors = any(
            row["结论"] in ("有错误", "读不出来") for row in rows(run.out / "校验结果汇总.xlsx", "汇总", "文件")
        )
        assert run.status == (1 if errors else 0)
        returned = {unit.name for unit in run.year.units if state(run, unit) == State.RETURNED.value}
        letters = {path.stem: path for path in (run.out / "退回意见").glob("*.docx")}
        assert letters.keys() == returned, run.out
        for name, path in letters.items():
            text = "\n".join(each.text for each in docx.Document(str(path)).paragraphs)
            for code in planted[next(inside for inside, (unit, _) in run.files.items() if unit == name)]:
                assert f"（{code}）" in text, (name, code)


def test_who_is_to_be_called_and_why_is_listed_and_nobody_else(runs: tuple[Run, ...]) -> None:
    for run in runs:
        expected = {unit.name: why for unit in run.year.units if (why := reason(run, unit))}
        calls = rows(run.out / "催报名单.xlsx", "催报名单")
        assert {row["单位"]: row["事由"] for row in calls} == expected, run.out
        assert len(calls) == len(expected)
        as_of = run.year.runs[run.number - 1]
        for row in calls:
            unit = county_data.BY_NAME[row["单位"]]
            due = county_data.due(unit, run.year.year)
            assert row["截止日期"] == f"{due.year}年{due.month}月{due.day}日"
            late = (as_of - due).days if row["事由"].startswith("逾期") else None
            assert row["逾期天数"] == late
            assert (row["联系人"], row["电话"]) == (unit.contact, unit.phone)
            for plant in run.year.planted(run.number):
                assert plant.unit != unit.name or plant.doubt in row["情况和要做的事"]


def test_a_file_that_is_nobodys_for_sure_is_asked_about_with_its_reason_and_never_guessed(
    runs: tuple[Run, ...],
) -> None:
    for run in runs:
        expected = {path: plant for path, (_, plants) in run.files.items() for plant in plants if plant.unclear}
        asked = {row["文件"]: row for row in rows(run.out / "催报名单.xlsx", "待确认")}
        assert asked.keys() == expected.keys(), run.out
        for path, plant in expected.items():
            assert plant.unclear in asked[path]["为什么不能确定"]
            assert tuple((asked[path]["可能是"] or "").split()) == plant.candidates, path
            assert asked[path]["怎么办"]


def test_a_parents_differences_are_exactly_those_and_their_cause_is_named(runs: tuple[Run, ...]) -> None:
    labels = {(load("2021").table(f.table).sheet, f.label): id for id, f in load("2021").figures.items()}
    compared: Counter[int] = Counter()
    for run in runs:
        for parent, has_reported in summing(run):
            path = run.out / "汇总" / f"{parent.name}_差额表.xlsx"
            assert path.exists() == has_reported
            if not has_reported:
                continue
            expected = off(run, parent)
            found = {labels[row["工作表"], row["项目"]]: Decimal(str(row["差额"])) for row in rows(path, "差额表")}
            assert found == {id: Decimal(str(float(by))) for id, by in expected.items()}, path
            assert f"{200 - len(expected)} 格相符，{len(expected)} 格不符，0 格没有核对" in notes(path, "差额表")[0]
            causes = [plant.cause for plant in own(run, parent) if plant.cause]
            assert bool(causes) == bool(expected)
            for row in rows(path, "差额表"):
                assert all(cause in row["原因"] for cause in causes), (path, row)
            for cause in causes:
                assert any(cause in note for note in notes(path, "差额表")) or len(expected) == 1
            compared[len(causes)] += 1
    assert compared == {0: 5, 1: 5}


def test_the_workbook_of_a_sum_holds_what_the_children_add_up_to(runs: tuple[Run, ...]) -> None:
    for run in (at(runs, 2024, 2), at(runs, 2025, 3), at(runs, 2025, 6)):
        for parent, _ in summing(run):
            read = source.read(run.out / "汇总" / f"{parent.name}_汇总表.xlsx", load_all())
            total = county_data.added(true(run, child) for child in children(parent))
            assert {id: float(number) for id, number in read.numbers().items()} == {
                id: float(figure) for id, figure in total.items()
            }
            assert (read.year, read.text("organization"), read.text("scope")) == (
                run.year.year,
                parent.name,
                parent.kind,
            )


def test_the_register_knows_every_version_and_what_changed_cell_by_cell(runs: tuple[Run, ...]) -> None:
    last = at(runs, 2025, 6)
    corrected = last.histories["示例县商务局"]
    assert [version.submission.number for version in corrected.versions] == [1, 2, 3]
    edits = next(plant for plant in last.year.planted(6, "示例县商务局")).figures
    assert edits
    before, after = (
        county_data.figures("示例县商务局", 2025),
        true(last, county_data.BY_NAME["示例县商务局"]),
    )
    assert {change.cell: (change.before, change.after) for change in corrected.versions[2].changes} == {
        id: (str(before[id]), str(after[id])) for id in edits
    }
    assert [change.after.value for change in corrected.states if change.after] == [
        "已收",
        "退回",
        "已收",
        "通过",
        "已收",
        "通过",
    ]


def test_what_comes_after_the_lock_is_kept_and_does_not_count(runs: tuple[Run, ...]) -> None:
    kept = at(runs, 2025, 6).histories["示例县教育局"]
    assert [(version.counts, version.submission.after_lock) for version in kept.versions] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert [(each.before, each.who) for each in kept.states if each.after is State.LOCKED] == [
        (State.PASSED, "张示例"),
        (State.LOCKED, "gouji"),
    ], "the second notes the file that came too late"


def test_a_reason_that_the_file_gives_is_kept_with_who_gave_it(runs: tuple[Run, ...]) -> None:
    kept = at(runs, 2025, 2).histories["示例县行政审批服务局"]
    assert [(each.code, each.text, each.is_of_file) for each in kept.explanations] == [
        ("AR609", "这一段回顾上一年。", True)
    ]


def test_who_came_late_stays_late(runs: tuple[Run, ...]) -> None:
    for run in runs:
        data = board(run)
        late = {unit[0] for unit in data["units"] if unit[8]}
        as_of = run.year.runs[run.number - 1]
        assert late == {
            unit.name for unit in run.year.units if came(run, unit, as_of) > county_data.due(unit, run.year.year)
        }


def came(run: Run, unit: Unit, as_of: date) -> date:
    """The day on which the report that counts came: the first on which these very bytes lay there."""
    if is_missing(run, unit):
        return as_of
    now = lying(run.year, run.number, unit)
    return run.year.runs[next(at for at in range(run.number) if lying(run.year, at + 1, unit) == now)]


def lying(year: Year, number: int, unit: Unit) -> bytes | None:
    plants = [plant for plant in year.planted(number, unit.name) if plant.state != State.LOCKED.value]
    return None if any(plant.absent for plant in plants) else content(unit.name, year.year, plants)
