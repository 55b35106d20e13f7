"""Anything that people do in any order: what was acknowledged stays, and every unit's history is one unbroken chain."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from gouji.check.finding_text import counts
from gouji.collect.collection import State, Unit
from gouji.collect.register.database import open_register
from gouji.collect.register.deciding import PROGRAM, set_state
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.explanations import explain
from gouji.collect.register.looking import by_receipt, counting, history, roster, unattributed
from gouji.collect.register.receiving import receive
from gouji.collect.register.units import enrol
from gouji.errors import GoujiError
from gouji.form.severity import Severity
from register_samples import FORM, OTHER, UNIT, WARNING, YEAR, delivered, unreadable, wrong
from register_samples import reading as sample
from test_register_crashes import is_whole

CELL = next(iter(FORM.figures))
UNITS = (UNIT, OTHER, Unit("示例市统计局", kind="部门"))
FILES = tuple(
    replace(made, path=f"{name}.xlsx", digest=name)
    for name, made in {
        "right": delivered(None, sample()),
        "other": delivered(None, sample(seed=2)),
        "wrong": delivered(None, wrong()),
        "warned": delivered(None, sample(phone="1"), warned=(CELL,)),
        "warned again": delivered(None, sample(phone="2"), warned=(CELL,)),
        "broken": unreadable(None),
    }.items()
)


def act(engine: Engine, rng: random.Random) -> list[tuple[str, Delivery]]:
    """One thing that somebody does; gives what was acknowledged by it."""
    unit = rng.choice(UNITS)
    match rng.randrange(8):
        case 0:
            enrol(engine, YEAR, rng.sample(UNITS, rng.randrange(1, 4)))
        case 1:
            explain(engine, unit.name, YEAR, WARNING, "说明", "王五")
        case 2 | 3:
            set_state(engine, unit.name, YEAR, rng.choice(list(State)), "王五", reason="原因")
        case _:
            given = [
                replace(
                    rng.choice(FILES),
                    unit=rng.choice((*UNITS, None)),
                    path=rng.choice("甲乙"),
                    basis=rng.choice(("一", "一", "二")),
                )
                for _ in range(rng.randrange(1, 5))
            ]
            return [(each.receipt, made) for each, made in zip(receive(engine, YEAR, given), given, strict=True)]
    return []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_whatever_order_nothing_is_lost(new_register: Callable[[], str], seed: int) -> None:
    where, rng = new_register(), random.Random(seed)
    seen: set[tuple[str, str]] = set()
    with open_register(where) as engine:
        enrol(engine, YEAR, UNITS)
        before: dict[str, int] = {}
        for step in range(60):
            try:
                done = act(engine, rng)
            except GoujiError:
                done = []
            seen |= {(receipt, made.digest) for receipt, made in done if receipt}
            if step % 3 == 2:  # what went wrong once stays wrong: to look takes three times as long as to act
                before = _looks_right(engine, where, before)
        assert seen
        for receipt, digest in seen:
            assert {each.digest for _, each in by_receipt(engine, receipt)} == {digest}


def _looks_right(engine: Engine, where: str, before: dict[str, int]) -> dict[str, int]:
    """What must hold at any time; gives how many versions and changes of state each unit has."""
    assert is_whole(engine, where)
    now: dict[str, int] = {}
    counted = counting(engine, YEAR)
    for unit in UNITS:
        found = history(engine, unit.name, YEAR)
        now[unit.name] = len(found.versions) + len(found.states)
        assert now[unit.name] >= before.get(unit.name, 0)
        assert [each.submission.number for each in found.versions] == [*range(1, len(found.versions) + 1)]
        assert all(earlier.after is later.before for earlier, later in pairwise(found.states))
        assert found.state is (found.states[-1].after if found.states else None)
        current = [each.submission for each in found.versions if each.counts]
        assert current == ([counted[unit.name][0]] if found.state else [])
        if found.state in (State.PASSED, State.LOCKED):
            last = found.states[-1]
            assert last.who != PROGRAM or counts(current[0].result)[Severity.ERROR] == 0
            assert not current[0].result.unreadable
    assert set(counted) <= set(roster(engine, YEAR))
    assert all(each.receipt == "" for each in unattributed(engine, YEAR))
    return now
