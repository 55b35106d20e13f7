"""Where each unit stands: from the register and the folder, with due days by the form's own deadlines."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gouji.check.result import Result
from gouji.collect.collection import Collection, Standing, State, Submission, Unit
from gouji.collect.standings import say, standings
from gouji.collect.sums.sums import Readings, summed
from gouji.errors import FormError, GoujiError
from gouji.form.form import Form
from gouji.form.load import load, load_all, load_folder
from gouji.frozen import replace

FORM = load("2021")
THIRD = load_folder(Path(__file__).parent / "third_form")
KINDS = {"部门": "部", "乡镇街道": "镇", "本政府机关": "办", "本级政府汇总": "政", "系统汇总": "系"}


def file(digest: str, received: datetime = datetime(2026, 1, 20, tzinfo=UTC), path: str = "") -> Submission:
    return Submission(path or f"{digest}.xlsx", digest, received, Result(path, FORM.id, 2025, None, None, ()))


def stand(
    *roster: Unit,
    form: Form = FORM,
    year: int = 2025,
    as_of: date = date(2026, 2, 10),
    counting: dict[str, tuple[Submission, State]] | None = None,
    present: tuple[tuple[Unit, Submission], ...] = (),
) -> tuple[Standing, ...]:
    return standings(roster, form, year, as_of, counting or {}, present)


@pytest.mark.parametrize("form", load_all(), ids=lambda form: form.id)
def test_each_kind_is_due_on_its_own_day_and_it_is_said_by_which_law(form: Form) -> None:
    roster = [Unit(name, kind=kind) for kind, name in KINDS.items()]
    found = {each.unit.kind: each for each in stand(*roster, form=form)}
    assert {kind: (each.due.month, each.due.day) for kind, each in found.items()} == {
        "部门": (1, 31),
        "乡镇街道": (1, 31),
        "本政府机关": (1, 31),
        "本级政府汇总": (2, 20),
        "系统汇总": (3, 31),
    }
    assert all(each.due.year == 2026 and form.notice in each.due_by for each in found.values())
    assert "第四十九条" in found["部门"].due_by and "县级政府" in found["本级政府汇总"].due_by


def test_a_government_is_due_by_how_many_governments_stand_below_it() -> None:
    def government(name: str, parent: str = "") -> Unit:
        return Unit(name, kind="本级政府汇总", parent=parent)

    roster = (
        government("省"),
        government("市", "省"),
        government("县", "市"),
        Unit("县局", kind="部门", parent="县"),
        government("无县的市", "省"),
        Unit("市局", kind="部门", parent="市"),
        government("国", ""),
        government("又省", "国"),
        government("又市", "又省"),
        government("又县", "又市"),
    )
    days = {each.unit.name: (each.due.month, each.due.day) for each in stand(*roster)}
    assert days == {
        "省": (3, 31),
        "市": (3, 10),
        "县": (2, 20),
        "县局": (1, 31),
        "无县的市": (2, 20),
        "市局": (1, 31),
        "国": (3, 31),  # above what the notice names: as its highest
        "又省": (3, 31),
        "又市": (3, 10),
        "又县": (2, 20),
    }


@pytest.mark.parametrize("turned", [1, -1])
def test_a_chain_of_twenty_thousand_governments_comes_to_its_end(turned: int) -> None:
    chain = [Unit(f"{n}府", kind="本级政府汇总", parent=f"{n - 1}府" if n else "") for n in range(20_000)]
    begun = time.process_time()
    found = {each.unit.name: (each.due.month, each.due.day) for each in stand(*chain[::turned])}
    assert time.process_time() - begun < 5  # the square of its length took minutes
    assert found["19999府"] == (2, 20) and found["0府"] == found["19000府"] == (3, 31)
    assert len(found) == 20_000


def test_what_each_of_twenty_thousand_governments_adds_up_comes_to_its_end() -> None:
    chain = [Unit(f"{n}府", kind="本级政府汇总", parent=f"{n - 1}府" if n else "") for n in range(20_000)]
    nothing = Readings(lambda standing: None, lambda standing: (), lambda unit: None)
    begun = time.process_time()
    sums = [each.sum for each in summed(Collection(2025, date(2026, 3, 1), stand(*chain)), FORM, nothing)]
    assert time.process_time() - begun < 10
    assert [(each.parent.name, [member.unit.name for member in each.members]) for each in sums[:2]] == [
        ("0府", ["1府"]),
        ("1府", ["2府"]),
    ]
    assert len(sums) == 19_999


def test_the_rosters_own_day_goes_before_the_law_and_a_unit_of_no_kind_is_due_first() -> None:
    own, none = stand(Unit("甲", kind="部门", due=date(2026, 1, 15)), Unit("乙"))
    assert (own.due, own.due_by) == (date(2026, 1, 15), say("by_roster"))
    assert none.due == date(2026, 1, 31)


def test_another_form_has_its_own_deadlines_and_a_leap_day_is_the_last_of_february() -> None:
    roster = (Unit("局", kind="部门"), Unit("县", kind="本级政府汇总"))
    assert [each.due for each in stand(*roster, form=THIRD, year=2028)] == [date(2029, 1, 15), date(2029, 2, 28)]
    assert [each.due for each in stand(*roster, form=THIRD, year=2031)] == [date(2032, 1, 15), date(2032, 2, 29)]


def test_a_form_without_a_deadline_asks_for_one_in_the_roster() -> None:
    bare = replace(FORM, deadlines=())
    with pytest.raises(GoujiError, match=r"^甲：.*没有规定部门的报送期限。在花名册的“截止日期”里写明。$"):
        stand(Unit("甲", kind="部门"), form=bare)
    assert stand(Unit("甲", kind="部门", due=date(2026, 1, 1)), form=bare)[0].due == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ('scopes = ["部门"]', 'scopes = ["局"]', "不是 scope 的选项"),
        ("day = 29", "day = 30", "没有 2 月 30 日"),
        ("month = 1\n", "month = 13\n", "没有 13 月 15 日"),
        ('basis = "虚构〔2028〕1号：部门', 'grace = 1\nbasis = "虚构〔2028〕1号：部门', "不认识这一项"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused_by_the_loader(
    tmp_path: Path, key: str, written: str, reason: str
) -> None:
    folder = Path(__file__).parent / "third_form"
    for each in folder.glob("*.toml"):
        text = each.read_text(encoding="utf-8")
        (tmp_path / each.name).write_text(text.replace(key, written, 1), encoding="utf-8")
    with pytest.raises(FormError, match=f"deadline.*{reason}"):
        load_folder(tmp_path)


def test_a_unit_is_late_after_the_end_of_its_due_day_in_china() -> None:
    unit = Unit("甲", kind="部门")
    evening, night = datetime(2026, 1, 31, 15, 59, tzinfo=UTC), datetime(2026, 1, 31, 16, 0, tzinfo=UTC)
    for received, late in ((evening, False), (night, True)):
        (found,) = stand(unit, counting={"甲": (file("a", received), State.PASSED)})
        assert found.is_late is late
    assert not stand(unit, as_of=date(2026, 1, 31))[0].is_late
    assert stand(unit, as_of=date(2026, 2, 1))[0].is_late


def test_each_unit_stands_once_in_the_order_of_the_roster_with_what_counts_and_its_state() -> None:
    a, b, c = (Unit(name, kind="部门") for name in "甲乙丙")
    found = stand(
        a,
        b,
        c,
        counting={"丙": (file("c"), State.RETURNED), "甲": (file("a"), State.PASSED)},
        present=((c, file("c")),),
    )
    assert [(each.unit, each.submission and each.submission.digest, each.state) for each in found] == [
        (a, "a", State.PASSED),
        (b, None, None),
        (c, "c", State.RETURNED),
    ]
    assert not any(each.others for each in found)


def test_different_files_of_one_unit_are_double_and_the_same_file_twice_is_not() -> None:
    unit = Unit("甲", kind="部门")
    same = (unit, file("a", path="一/副本.xlsx"))
    other, more = file("b"), file("c")
    (found,) = stand(
        unit,
        counting={"甲": (file("a"), State.PASSED)},
        present=((unit, file("a")), same, (unit, other), (unit, file("b", path="二/b.xlsx")), (unit, more)),
    )
    assert found.others == (other, more)


def test_a_file_that_is_not_the_one_that_counts_is_told_also_when_it_lies_alone() -> None:
    unit = Unit("甲", kind="部门")
    (found,) = stand(unit, counting={"甲": (file("a"), State.LOCKED)}, present=((unit, file("b")),))
    assert found.submission == file("a") and found.others == (file("b"),)


def test_a_unit_that_the_register_does_not_know_stands_by_its_newest_file() -> None:
    unit = Unit("甲", kind="部门")
    old, new = file("a"), file("b", datetime(2026, 1, 25, tzinfo=UTC))
    (found,) = stand(unit, present=((unit, new), (unit, old)))
    assert (found.submission, found.state, found.others) == (new, State.RECEIVED, (old,))
