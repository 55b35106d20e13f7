"""What the register keeps and decides, on SQLite and on a real PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

import fillings
from gouji.collect.collection import State, Unit
from gouji.collect.register.changes import RecordChange
from gouji.collect.register.database import open_register
from gouji.collect.register.deciding import set_state
from gouji.collect.register.explanations import explain
from gouji.collect.register.looking import by_receipt, counting, history, known, reading, roster, unattributed
from gouji.collect.register.receipt import belongs, receipt
from gouji.collect.register.receiving import receive
from gouji.collect.register.units import enrol
from gouji.errors import GoujiError, UsageError
from gouji.reading.reading import contents
from register_samples import (
    CODE,
    FORM,
    FORMS,
    NOON,
    OTHER,
    UNIT,
    WARNING,
    YEAR,
    delivered,
    explained,
    total,
    unreadable,
    wrong,
)
from register_samples import reading as sample

CELL, NEXT = list(FORM.figures)[:2]


@pytest.fixture
def register(new_register: Callable[[], str]) -> Iterator[Engine]:
    with open_register(new_register()) as engine:
        yield engine


def states(engine: Engine, unit: Unit = UNIT) -> list[tuple[str | None, str | None, str, str, int]]:
    return [
        (
            each.before.value if each.before else None,
            each.after.value if each.after else None,
            each.who,
            each.reason,
            each.number,
        )
        for each in history(engine, unit.name, YEAR).states
    ]


# ---------------------------------------------------------------- receiving


def test_a_file_without_errors_is_acknowledged_and_passes(register: Engine) -> None:
    (got,) = receive(register, YEAR, [delivered(UNIT, sample())], at=NOON)
    assert (got.number, got.receipt, got.after_lock) == (1, receipt(YEAR, got.digest), False)
    assert belongs(got.receipt, got.digest)
    assert counting(register, YEAR) == {UNIT.name: (got, State.PASSED)}
    assert states(register) == [
        (None, "已收", "gouji", "收到第 1 版", 1),
        ("已收", "通过", "gouji", "没有错误", 1),
    ]


def test_a_file_with_errors_is_returned(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, wrong())])
    assert states(register)[-1][1:4] == ("退回", "gouji", "有 1 处错误")


def test_a_file_that_nothing_can_be_read_from_is_returned_and_has_no_figures(register: Engine) -> None:
    (got,) = receive(register, YEAR, [unreadable(UNIT)])
    assert counting(register, YEAR)[UNIT.name] == (got, State.RETURNED)
    assert states(register)[-1][3] == "文件读不出来"
    with pytest.raises(GoujiError, match="读不出来"):
        reading(register, got, FORMS)


def test_a_warning_without_its_reason_waits_for_a_person(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample(), warned=(CELL,))])
    assert counting(register, YEAR)[UNIT.name][1] is State.RECEIVED
    assert len(states(register)) == 1


def test_the_figures_come_back_as_they_were_read(register: Engine) -> None:
    given = explained(sample(approved_by=None), "AR301", (CELL,), "已核对")
    (got,) = receive(register, YEAR, [delivered(UNIT, given)])
    assert reading(register, got, FORMS) == contents(given)


def test_the_same_bytes_again_make_no_new_version(register: Engine) -> None:
    (first,) = receive(register, YEAR, [delivered(UNIT, sample())])
    (again,) = receive(register, YEAR, [replace(delivered(UNIT, sample()), path="二/年报.xlsx")])
    assert again == replace(first, path="二/年报.xlsx")
    assert len(history(register, UNIT.name, YEAR).versions) == 1
    assert len(states(register)) == 2


def test_a_new_version_counts_and_what_changed_is_kept_cell_by_cell(register: Engine) -> None:
    first = sample(approved_by="甲")
    second = wrong()
    receive(register, YEAR, [delivered(UNIT, first), delivered(UNIT, second)])
    found = history(register, CODE, YEAR)
    assert [(each.submission.number, each.counts) for each in found.versions] == [(1, False), (2, True)]
    before, after = (str(each.figures[total()].value.number) for each in (first, second))
    assert found.versions[0].changes == ()
    assert found.versions[1].changes == (
        RecordChange("info.approved_by", "甲", ""),
        RecordChange(total(), before, after),
    )
    assert found.state is State.RETURNED
    assert [each[3] for each in states(register)] == ["收到第 1 版", "没有错误", "收到第 2 版", "有 1 处错误"]


def test_a_version_is_compared_with_the_last_one_that_could_be_read(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample(phone="1")), unreadable(UNIT), delivered(UNIT, sample(phone="2"))])
    changed = [each.changes for each in history(register, UNIT.name, YEAR).versions]
    assert changed == [(), (), (RecordChange("info.phone", "1", "2"),)]


def test_texts_and_cells_that_are_no_numbers_are_compared_too(register: Engine) -> None:
    figures = {**fillings.consistent(FORM, 1), CELL: "见附件", NEXT: None}
    stated = {"organization": UNIT.name, "credit_code": UNIT.code, "scope": UNIT.kind}
    odd = fillings.reading(FORM, figures, **stated)
    plain = sample()
    section = FORM.narrative.opening_section
    receive(register, YEAR, [delivered(UNIT, plain), delivered(UNIT, odd)])
    changed = {each.cell: each for each in history(register, UNIT.name, YEAR).versions[1].changes}
    assert changed[CELL].after == "见附件"
    assert changed[NEXT].after == ""
    assert f"sections.{section}" not in changed


def test_what_is_judged_on_a_new_basis_gets_the_new_result_and_no_new_version(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    judged = delivered(UNIT, sample(), basis="规则二", warned=(CELL,))
    (got,) = receive(register, YEAR, [judged])
    assert got.number == 1
    assert counting(register, YEAR) == {UNIT.name: (got, State.RECEIVED)}
    assert got.result == judged.result
    assert states(register)[-1] == ("通过", "已收", "gouji", "重新校验：有 1 处需要说明，还没有说明", 1)


def test_a_new_basis_leaves_alone_what_a_person_decided(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample(), warned=(CELL,))])
    set_state(register, UNIT.name, YEAR, State.PASSED, "王五")
    receive(register, YEAR, [delivered(UNIT, sample(), basis="规则二", warned=(CELL, NEXT))])
    assert counting(register, YEAR)[UNIT.name][1] is State.PASSED


def test_a_new_basis_is_settled_also_while_nobody_says_whose_the_file_is(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    receive(register, YEAR, [delivered(None, sample(), basis="规则二", warned=(CELL,))])
    assert counting(register, YEAR)[UNIT.name][1] is State.RECEIVED


def test_a_file_is_known_on_the_basis_that_it_was_judged_on_last(register: Engine) -> None:
    delivery = delivered(UNIT, wrong())
    (got,) = receive(register, YEAR, [delivery])
    assert known(register, [delivery.digest, "ff"], "规则一") == {delivery.digest: got}
    assert known(register, [delivery.digest], "规则二") == {}
    receive(register, YEAR, [replace(delivery, basis="规则二")])
    assert known(register, [delivery.digest], "规则一") == {}
    assert known(register, [delivery.digest], "规则二", YEAR) == {delivery.digest: got}
    assert known(register, [delivery.digest], "规则二", YEAR - 1) == {}


def test_a_known_file_may_be_handed_in_without_its_figures(register: Engine) -> None:
    given = sample()
    delivery = delivered(None, given)
    receive(register, YEAR, [delivery])
    (got,) = receive(register, YEAR, [replace(delivery, unit=UNIT, record=None)])
    assert reading(register, got, FORMS) == contents(given)


def test_many_files_at_once_are_answered_in_their_order(register: Engine) -> None:
    units = [replace(OTHER, name=f"单位{number}") for number in range(30)]
    given = [delivered(unit, sample(unit, 1 + number % 3)) for number, unit in enumerate(units)]
    got = receive(register, YEAR, given)
    assert [each.digest for each in got] == [each.digest for each in given]
    assert list(counting(register, YEAR)) == [unit.name for unit in units]
    assert [submission for submission, _ in counting(register, YEAR).values()] == got


# ---------------------------------------------------------------- whose file it is


def test_a_file_of_no_unit_waits_and_gets_its_receipt_when_the_roster_has_learnt(register: Engine) -> None:
    delivery = delivered(None, sample())
    (waiting,) = receive(register, YEAR, [delivery])
    assert (waiting.number, waiting.receipt) == (0, "")
    assert unattributed(register, YEAR) == (waiting,)
    assert counting(register, YEAR) == {}
    (got,) = receive(register, YEAR, [replace(delivery, unit=UNIT)])
    assert (got.number, got.receipt) == (1, receipt(YEAR, delivery.digest))
    assert got.version == waiting.version
    assert unattributed(register, YEAR) == ()
    assert by_receipt(register, got.receipt) == ((UNIT, got),)


def test_a_file_that_turns_out_to_be_another_units_stays_in_the_first_ones_history(register: Engine) -> None:
    delivery = delivered(OTHER, sample())
    receive(register, YEAR, [delivery])
    (got,) = receive(register, YEAR, [replace(delivery, unit=UNIT)])
    assert counting(register, YEAR) == {UNIT.name: (got, State.PASSED)}
    found = history(register, OTHER.name, YEAR)
    assert (found.state, [each.is_moved for each in found.versions]) == (None, [True])
    assert states(register, OTHER)[-1] == ("通过", None, "gouji", f"第 1 版改归{UNIT.name}", 1)
    (back,) = receive(register, YEAR, [delivery])
    assert counting(register, YEAR) == {OTHER.name: (back, State.PASSED)}


def test_two_units_may_hand_in_the_same_bytes(register: Engine) -> None:
    """As when two empty files are told apart by their names alone."""
    mine = delivered(UNIT, sample())
    theirs = replace(mine, unit=OTHER, path="二/年报.xlsx")
    first = receive(register, YEAR, [mine, theirs])
    assert receive(register, YEAR, [mine, theirs]) == first
    assert list(counting(register, YEAR)) == [UNIT.name, OTHER.name]


def test_a_unit_is_known_again_by_its_code_when_its_name_changes(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    renamed = replace(UNIT, name="示例市教育和体育局", also=(UNIT.name,), due=NOON.date())
    enrol(register, YEAR, [renamed, OTHER])
    assert list(counting(register, YEAR)) == [renamed.name]
    assert history(register, UNIT.name, YEAR).unit == renamed
    assert roster(register, YEAR) == {renamed.name: (renamed, State.PASSED), OTHER.name: (OTHER, None)}


def test_a_unit_whose_code_is_corrected_is_known_by_its_name(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    enrol(register, YEAR, [replace(UNIT, code="")])
    assert list(counting(register, YEAR)) == [UNIT.name]


def test_units_that_changed_names_keep_what_they_handed_in(register: Engine) -> None:
    first, second = replace(UNIT, code="1"), replace(OTHER, code="2")
    receive(register, YEAR, [delivered(first, sample())])
    enrol(register, YEAR, [replace(first, code="2"), replace(second, code="1")])
    assert list(counting(register, YEAR)) == [second.name]


def test_of_two_units_that_became_one_the_rosters_is_meant(register: Engine) -> None:
    """The roster gives the code of the second to the first: what lies in the folder is handed in for it again."""
    first, second = replace(UNIT, code=""), replace(OTHER, code="2")
    mine, theirs = delivered(first, sample()), delivered(second, sample(OTHER), path="二/年报.xlsx")
    receive(register, YEAR, [mine, theirs])
    merged = replace(first, code="2")
    enrol(register, YEAR, [merged])
    receive(register, YEAR, [replace(each, unit=merged) for each in (mine, theirs)])
    assert list(counting(register, YEAR)) == [merged.name]
    assert len(history(register, merged.name, YEAR).versions) == 2


def test_a_unit_that_the_roster_no_longer_has_is_listed_only_for_what_it_handed_in(register: Engine) -> None:
    enrol(register, YEAR, [UNIT, OTHER])
    receive(register, YEAR, [delivered(UNIT, sample())])
    enrol(register, YEAR, [])
    assert list(roster(register, YEAR)) == [UNIT.name]


def test_years_do_not_mix(register: Engine) -> None:
    delivery = delivered(UNIT, sample())
    receive(register, YEAR, [delivery])
    (other,) = receive(register, YEAR + 1, [delivery])
    assert other.number == 1
    assert other.receipt == receipt(YEAR + 1, delivery.digest) != receipt(YEAR, delivery.digest)


# ---------------------------------------------------------------- deciding


def test_after_locking_a_version_is_kept_and_does_not_count(register: Engine) -> None:
    (first,) = receive(register, YEAR, [delivered(UNIT, sample())])
    assert set_state(register, UNIT.name, YEAR, State.LOCKED, "王五", NOON) is State.LOCKED
    (late,) = receive(register, YEAR, [delivered(UNIT, wrong())], who="李四")
    assert (late.number, late.after_lock, late.receipt) == (2, True, receipt(YEAR, late.digest))
    assert counting(register, YEAR) == {UNIT.name: (first, State.LOCKED)}
    assert states(register)[-1] == ("锁定", "锁定", "李四", "锁定后收到第 2 版：保留，不计入", 2)
    assert receive(register, YEAR, [delivered(UNIT, wrong())]) == [late]


def test_unlocking_lets_what_came_meanwhile_count(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    set_state(register, UNIT.name, YEAR, State.LOCKED, "王五")
    (late,) = receive(register, YEAR, [delivered(UNIT, wrong())])
    assert set_state(register, CODE, YEAR, State.RECEIVED, "王五", reason="补报") is State.RETURNED
    assert counting(register, YEAR) == {UNIT.name: (replace(late, after_lock=False), State.RETURNED)}
    assert [each[1:4] for each in states(register)[-2:]] == [
        ("已收", "王五", "解锁：补报。锁定后收到的第 2 版从此计入"),
        ("退回", "gouji", "有 1 处错误"),
    ]


def test_unlocking_without_a_later_version_leaves_the_unit_where_it_stood(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    set_state(register, UNIT.name, YEAR, State.LOCKED, "王五")
    assert set_state(register, UNIT.name, YEAR, State.RECEIVED, "王五", reason="误锁") is State.PASSED


def test_a_new_version_after_a_persons_return_is_decided_anew(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    assert set_state(register, UNIT.name, YEAR, State.RETURNED, "王五", NOON, "章盖错了") is State.RETURNED
    assert states(register)[-1] == ("通过", "退回", "王五", "章盖错了", 1)
    receive(register, YEAR, [delivered(UNIT, sample())])  # the same bytes: nothing has been mended
    assert counting(register, YEAR)[UNIT.name][1] is State.RETURNED
    receive(register, YEAR, [delivered(UNIT, sample(phone="2"))])
    assert counting(register, YEAR)[UNIT.name][1] is State.PASSED


@pytest.mark.parametrize(
    ("given", "state", "says"),
    [
        ("nothing", State.PASSED, "还没有报，没有可以通过的"),
        ("wrong", State.PASSED, "有 1 处错误，不能通过"),
        ("wrong", State.LOCKED, "现在是“退回”，不能锁定，只能通过"),
        ("right", State.PASSED, "已经是“通过”"),
        ("right", State.RECEIVED, "不能解锁，只能退回、锁定"),
        ("right", State.RETURNED, "退回要写明原因"),
    ],
)
def test_what_cannot_be_decided_is_refused(register: Engine, given: str, state: State, says: str) -> None:
    enrol(register, YEAR, [UNIT])
    if given != "nothing":
        receive(register, YEAR, [delivered(UNIT, wrong() if given == "wrong" else sample())])
    before = states(register)
    with pytest.raises(GoujiError, match=says):
        set_state(register, UNIT.name, YEAR, state, "王五")
    assert states(register) == before


def test_whoever_decides_gives_a_name(register: Engine) -> None:
    for nobody in ("", "  ", "gouji"):
        with pytest.raises(UsageError, match="--by"):
            set_state(register, UNIT.name, YEAR, State.PASSED, nobody)


def test_a_unit_that_is_not_there_is_told_with_near_names(register: Engine) -> None:
    enrol(register, YEAR, [UNIT, OTHER])
    with pytest.raises(GoujiError, match="没有“教育”这个单位。是不是示例市教育局？"):
        history(register, "教育", YEAR)
    assert history(register, "市教育局", YEAR).unit == UNIT


# ---------------------------------------------------------------- explaining


def test_explanations_of_a_file_are_its_makers(register: Engine) -> None:
    given = explained(sample(prepared_by="赵六"), WARNING, (CELL,), "当年机构合并。")
    receive(register, YEAR, [delivered(UNIT, given)])
    (reason,) = history(register, UNIT.name, YEAR).explanations
    assert (reason.code, reason.cells, reason.text) == (WARNING, (CELL,), "当年机构合并。")
    assert (reason.who, reason.at, reason.is_of_file, reason.number) == ("赵六", NOON, True, 1)


def test_an_explanation_that_a_person_gives_lets_a_waiting_unit_pass(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample(), warned=(CELL,))])
    spoken = explain(register, UNIT.name, YEAR, WARNING.lower(), " 电话核实。 ", "王五", NOON)
    assert [each.cells for each in spoken] == [(CELL,)]
    got, state = counting(register, YEAR)[UNIT.name]
    assert (state, got.result.verdict) == (State.PASSED, "hint")
    assert got.result.findings[-1].explanation == "电话核实。"
    assert states(register)[-1][3] == "没有错误，需要说明的都有说明"
    assert known(register, [got.digest], "规则一") == {got.digest: got}
    (reason,) = history(register, UNIT.name, YEAR).explanations
    assert (reason.who, reason.at, reason.is_of_file) == ("王五", NOON, False)


def test_an_explanation_goes_on_to_the_next_version_while_its_figures_stay(register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample(), warned=(CELL,))])
    explain(register, UNIT.name, YEAR, WARNING, "电话核实。", "王五", NOON)
    (second,) = receive(register, YEAR, [delivered(UNIT, sample(phone="2"), warned=(CELL,))])
    assert second.result.findings[-1].explanation == "电话核实。"
    assert counting(register, YEAR)[UNIT.name] == (second, State.PASSED)
    other = sample(seed=2)
    assert other.figures[CELL] != sample().figures[CELL]
    (third,) = receive(register, YEAR, [delivered(UNIT, other, warned=(CELL,))])
    assert third.result.findings[-1].explanation is None
    assert counting(register, YEAR)[UNIT.name] == (third, State.RECEIVED)


def test_what_is_no_open_warning_takes_no_explanation(register: Engine) -> None:
    enrol(register, YEAR, [UNIT, OTHER])
    with pytest.raises(GoujiError, match="还没有报"):
        explain(register, OTHER.name, YEAR, WARNING, "说明", "王五")
    (got,) = receive(register, YEAR, [delivered(UNIT, wrong(), warned=(CELL,))])
    error = got.result.findings[0].code
    for code, says in ((error, "是错误，说明不了"), ("AR000", f"没有 AR000 这个问题，可以说明的有 {WARNING}")):
        with pytest.raises(GoujiError, match=says):
            explain(register, UNIT.name, YEAR, code, "说明", "王五")
    with pytest.raises(UsageError, match="不能是空的"):
        explain(register, UNIT.name, YEAR, WARNING, " ", "王五")


def test_moments_come_back_in_utc(register: Engine) -> None:
    beijing = NOON.astimezone(tz=None)
    (got,) = receive(register, YEAR, [replace(delivered(UNIT, sample()), received_at=beijing)])
    assert got.received_at == NOON
    (again,) = receive(register, YEAR, [delivered(UNIT, sample())], at=NOON + timedelta(days=1))
    assert (again.received_at, again.received_at.tzinfo) == (NOON, UTC)
    with pytest.raises(ValueError, match="aware"):
        receive(register, YEAR, [replace(delivered(UNIT, wrong()), received_at=datetime(2026, 1, 1))])
    assert len(history(register, UNIT.name, YEAR).versions) == 1
