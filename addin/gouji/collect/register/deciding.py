"""Decides where a unit stands: what the program decides by itself, what a person may decide; every change is kept.

    已收 → 通过 | 退回        通过 → 退回 | 锁定        退回 → 通过        锁定 → 已收 (解锁)
    待审（有说明） → 通过 | 退回

A new version brings a unit back to 已收, whatever was decided of the one before; after 锁定 it is only kept.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from gouji.check import finding_text
from gouji.check.result import Result
from gouji.check.severity import Verdict, is_unexplained
from gouji.collect.collection import State
from gouji.collect.register import units as of_units
from gouji.collect.register.database import writing
from gouji.collect.register.rows import submission
from gouji.collect.register.tables import AFTER_LOCK, states, units, versions
from gouji.collect.register.units import UnitRow
from gouji.errors import GoujiError, UsageError
from gouji.form.severity import Severity

PROGRAM = "gouji"  # who decides what no person did
UNLOCK = "解锁"  # the move from 锁定 to 已收
_ALLOWED = {
    State.RECEIVED: (State.RETURNED, State.PASSED),
    State.RETURNED: (State.PASSED,),
    State.REVIEW: (State.RETURNED, State.PASSED),
    State.PASSED: (State.RETURNED, State.LOCKED),
    State.LOCKED: (State.RECEIVED,),
}
_BY_ID = update(units).where(units.c.id == bindparam("key"))
_NEEDS_REASON = (State.RETURNED, State.RECEIVED)


def set_state(
    engine: Engine,
    unit: str,
    year: int,
    state: State,
    who: str,
    when: datetime | None = None,
    reason: str = "",
    family: str = "",
) -> State:
    """Takes down what a person decides of a unit (its name or code); gives where the unit stands then.

    State.RECEIVED unlocks: what came after the lock counts from now on and is judged like any new version; without
    any the unit stands where it stood. Raises GoujiError for what can't be decided: nothing came, errors are left,
    a step that is not in the table above, no name, no reason for 退回 and 解锁.
    """
    at = when or datetime.now(UTC)
    person = checked_person(who)
    with writing(engine) as connection:
        found = of_units.find(connection, year, unit, family)
        row = of_units.row_of(found)
        _refuse(connection, row, state, reason)
        if state is State.RECEIVED:
            _unlock(connection, row, person, at, reason)
        else:
            move(connection, row, state, person, at, reason)
        save(connection, row)
        assert row.state is not None
        return row.state


def checked_person(who: str) -> str:
    """Gives the name of a person. Raises UsageError when nobody is named, or the program."""
    name = who.strip()
    if not name or name == PROGRAM:
        raise UsageError("要写明是谁决定的：--by 姓名。")
    return name


def automatic(result: Result) -> tuple[State | None, str]:
    """Gives what the program decides of a version, and why; None: a warning without its explanation needs a person."""
    found = finding_text.counts(result)
    if result.unreadable:
        return State.RETURNED, "文件读不出来"
    if found[Severity.ERROR]:
        return State.RETURNED, f"有 {found[Severity.ERROR]} 处错误"
    # Those that block would count above.
    accepted = [each for each in result.findings if each.severity == Severity.ERROR]
    if accepted:
        return State.REVIEW, f"有 {len(accepted)} 处错误写明了理由，请审定"
    if result.verdict == Verdict.WARNING:
        open_ = sum(map(is_unexplained, result.findings))
        return None, f"有 {open_} 处需要说明，还没有说明"
    return State.PASSED, "没有错误" if not found[Severity.WARNING] else "没有错误，需要说明的都有说明"


def settle(connection: Connection, row: UnitRow, result: Result, at: datetime, because: str = "") -> None:
    """Moves a unit to where its counting version belongs, unless a person has to decide."""
    state, reason = automatic(result)
    if (state or State.RECEIVED) is not row.state:
        move(connection, row, state or State.RECEIVED, PROGRAM, at, because + reason)


def is_programs(connection: Connection, row: UnitRow) -> bool:
    """Whether where a unit stands was decided by the program, or not yet: what a person decided it leaves alone."""
    last = select(states.c.who).where(states.c.unit == row.id).order_by(states.c.id.desc()).limit(1)
    return row.state is State.RECEIVED or (row.state is not State.LOCKED and connection.scalar(last) == PROGRAM)


def move(
    connection: Connection,
    row: UnitRow,
    after: State | None,
    who: str,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> None:
    """Notes a change of state. version: the one that it speaks of when it is not the one that counts."""
    values = {"unit": row.id, "version": version or row.counting, "who": who, "at": at, "reason": reason}
    before = row.state.value if row.state else None
    connection.execute(insert(states), {"before": before, "after": after.value if after else None, **values})
    row.state = after


def save(connection: Connection, row: UnitRow) -> None:
    """Writes a unit's state and the version that counts into its row."""
    state = row.state.value if row.state else None
    connection.execute(_BY_ID, {"key": row.id, "state": state, "counting": row.counting})


def _refuse(connection: Connection, row: UnitRow, state: State, reason: str) -> None:
    if row.state is None or row.counting is None:
        raise GoujiError(f"{row.name}还没有报，没有可以{_verb(state)}的。")
    if row.state is state:
        raise GoujiError(f"{row.name}已经是“{state.value}”。")
    if state not in _ALLOWED[row.state]:
        may = "、".join(_verb(each) for each in _ALLOWED[row.state])
        raise GoujiError(f"{row.name}现在是“{row.state.value}”，不能{_verb(state)}，只能{may}。")
    if state in _NEEDS_REASON and not reason.strip():
        raise UsageError(f"{_verb(state)}要写明原因：--reason 原因。")
    if state is State.PASSED:
        decided, why = automatic(submission(connection, row.counting).result)
        if decided is State.RETURNED:
            raise GoujiError(f"{row.name}{why}，不能通过：改好重报以后才能通过。")


def _verb(state: State) -> str:
    return UNLOCK if state is State.RECEIVED else state.value


def _unlock(connection: Connection, row: UnitRow, who: str, at: datetime, reason: str) -> None:
    """Only what has passed can be locked, so a unit without a later version has passed again."""
    kept = versions.c.unit == row.id, versions.c.aside == AFTER_LOCK
    newest = select(versions.c.id, versions.c.number).where(*kept).order_by(versions.c.number.desc()).limit(1)
    version = connection.execute(newest).first()
    if version is None:
        move(connection, row, State.PASSED, who, at, f"{UNLOCK}：{reason}")
        return
    connection.execute(update(versions).where(*kept).values(aside=""))
    row.counting = version.id
    move(connection, row, State.RECEIVED, who, at, f"{UNLOCK}：{reason}。锁定后收到的第 {version.number} 版从此计入")
    settle(connection, row, submission(connection, version.id).result, at)
