"""What was acknowledged is there, whatever happens to the process that did it, and whoever writes beside it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import gouji.collect.register.receiving as receiving
import register_writer as writer
from gouji.collect.collection import State
from gouji.collect.register.database import looking, open_register
from gouji.collect.register.looking import by_receipt, counting, history, known, reading
from gouji.collect.register.place import is_postgresql
from gouji.collect.register.receiving import receive
from gouji.reading.reading import contents
from register_samples import FORMS, YEAR

TESTS = Path(__file__).parent
DANGLING = (
    "SELECT count(*) FROM versions v LEFT JOIN judgements j ON v.judged = j.id WHERE j.id IS NULL",
    "SELECT count(*) FROM units u LEFT JOIN versions v ON u.counting = v.id WHERE u.state IS NOT NULL AND v.id IS NULL",
    "SELECT count(*) FROM units u"
    " WHERE u.state <> (SELECT s.after FROM states s WHERE s.unit = u.id ORDER BY s.id DESC LIMIT 1)",
)


def started(where: str, first: int, last: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(TESTS / "register_writer.py"), where, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)


def killed(where: str, first: int, after: float) -> dict[int, str]:
    """Number → receipt of what a writer acknowledged until kill -9 met it, some time after its first file."""
    with started(where, first, first + 100_000) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(after)
        process.kill()
        lines += process.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(number): receipt for number, receipt in whole}


def is_whole(engine: Engine, where: str) -> bool:
    """What the database itself says of the file, and that no pointer of ours leads nowhere."""
    with looking(engine) as connection:
        if not is_postgresql(where):
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        return [connection.execute(text(each)).scalar() for each in DANGLING] == [0] * len(DANGLING)


@pytest.mark.parametrize("rounds", [3, pytest.param(6, marks=pytest.mark.slow)])
def test_kill_9_loses_nothing_that_was_acknowledged(new_register: Callable[[], str], rounds: int) -> None:
    where, rng = new_register(), random.Random(rounds)
    acknowledged: dict[int, str] = {}
    for _ in range(rounds):
        acknowledged |= killed(where, max(acknowledged, default=-1) + 1, rng.random() * 0.3)
        with open_register(where, create=False) as engine:
            assert is_whole(engine, where)
            found = known(engine, [f"{number:064x}" for number in acknowledged], "规则一")
            assert {int(digest, 16): each.receipt for digest, each in found.items()} == acknowledged
    assert len(acknowledged) > rounds
    with open_register(where, create=False) as engine:
        for number, receipt in acknowledged.items():
            ((unit, submission),) = by_receipt(engine, receipt)
            assert unit.name == writer.unit(number).name
            assert reading(engine, submission, FORMS) == contents(writer.given(number))
        assert {state for _, state in counting(engine, YEAR).values()} == {State.PASSED}
        last = max(acknowledged)
        again = receive(engine, YEAR, [writer.delivery(last), writer.delivery(last + 1)])  # the run goes on
        assert again[0].receipt == acknowledged[last]
        assert again[1].receipt


def test_several_processes_make_one_register_and_write_into_it_at_once(new_register: Callable[[], str]) -> None:
    where = new_register()
    writers = [started(where, first, first + 12) for first in (0, 4, 8, 12)]
    said = [process.communicate()[0].split("\n") for process in writers]
    assert [process.returncode for process in writers] == [0] * len(writers)
    assert [len(list(filter(None, lines))) for lines in said] == [12] * len(writers)
    with open_register(where, create=False) as engine:
        assert is_whole(engine, where)
        handed_in = Counter(number // 10 for number in range(24))
        for name, count in handed_in.items():
            found = history(engine, f"单位{name}", YEAR)
            assert [each.submission.number for each in found.versions] == [*range(1, count + 1)]
            assert [each.counts for each in found.versions] == [False] * (count - 1) + [True]
            assert len(found.states) == 2 * count


def test_a_batch_that_fails_leaves_nothing_behind(
    new_register: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is full in the middle: all of it or nothing, so that what is not acknowledged is not there."""
    where = new_register()
    with open_register(where) as engine:
        receive(engine, YEAR, [writer.delivery(0)])
        taken: list[int] = []

        def fails_at_the_third(desk: object, delivery: object) -> object:
            taken.append(1)
            if len(taken) == 3:
                raise OSError(28, "No space left on device")
            return take(desk, delivery)  # type: ignore[arg-type]

        take = receiving._take
        monkeypatch.setattr(receiving, "_take", fails_at_the_third)
        with pytest.raises(OSError, match="No space"):
            receive(engine, YEAR, [writer.delivery(number) for number in (1, 10, 20)])
        monkeypatch.undo()
        assert is_whole(engine, where)
        assert list(counting(engine, YEAR)) == ["单位0"]
        assert len(history(engine, "单位0", YEAR).versions) == 1
        receive(engine, YEAR, [writer.delivery(number) for number in (1, 10, 20)])
        assert list(counting(engine, YEAR)) == ["单位0", "单位1", "单位2"]
