"""Workbooks in; rows out for a second run over a folder whose files the register has judged already."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark_parts.clock import fastest
from benchmark_parts.material import Kind, organization
from benchmark_parts.row import Row, least, milliseconds
from gouji.check.file import check_path
from gouji.form.family import newest
from gouji.form.load import load_all

if TYPE_CHECKING:
    from sqlalchemy import Engine

JUDGED = "没有改动的文件：认出来并取回上次的结果，比检查快几倍"
TAKEN = "没有改动的文件：收报（归到单位，记入台账），比第一次快几倍"
BASIS = "benchmark"


def rows(kind: Kind, folder: Path, rounds: int) -> Iterator[Row]:
    """Into a register in a SQLite file, on one process.

    The first row has the bar and leaves out what a collection does with a file besides judging it; the second has it
    all, up to the register's word on the disk: whose file it is, its versions, its state.
    """
    if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
        lacks = "没有测：没有安装 SQLAlchemy、alembic"
        yield Row(JUDGED, kind.saved_by, lacks, "gouji 检查", None, "倍", least(30))
        yield Row(TAKEN, kind.saved_by, lacks, "gouji 第一次", None, "倍")
        return
    from gouji.collect.register.database import open_register  # extra register

    folder.mkdir()
    count, forms = len(kind.paths), load_all()
    take: list[float] = []
    for round in range(rounds):  # a file can come for the first time only once to each register
        with open_register(folder / f"{round}.db") as engine:
            began = time.perf_counter()
            _take_in(engine, kind)
            take.append(time.perf_counter() - began)
    with open_register(folder / "0.db") as engine:
        found = _known(engine, kind)
        if found != count:
            raise RuntimeError(f"the register knows {found} of {count} files")
        sides: list[Callable[[], object]] = [
            partial(_known, engine, kind),
            lambda: [check_path(path, forms) for path in kind.paths],
            partial(_take_in, engine, kind),
        ]
        known, check, again = (span / count for span in fastest(sides, rounds))
    on = f"{kind.saved_by}，{count} 份，SQLite"
    yield Row(JUDGED, on, milliseconds(known), f"gouji 检查 {milliseconds(check)}", check / known, "倍", least(30))
    first = min(take) / count
    yield Row(TAKEN, on, milliseconds(again), f"gouji 第一次 {milliseconds(first)}", first / again, "倍")


def _known(engine: Engine, kind: Kind) -> int:
    """Each file read and its digest taken, and its Result, with every finding, as it was when it was judged."""
    from gouji.collect.arrivals import digest
    from gouji.collect.register.looking import known

    return len(known(engine, [digest(path) for path in kind.paths], BASIS))


def _take_in(engine: Engine, kind: Kind) -> None:
    from gouji.collect.arrivals import arrivals
    from gouji.collect.collection import Unit
    from gouji.collect.intake import Judging, take_in
    from gouji.collect.roster.attribute import index_of

    forms = load_all()
    year = newest(forms).since + 2
    files = arrivals(kind.paths, kind.folder, datetime.now(UTC))
    units = [Unit(organization(at)) for at in range(len(kind.paths))]
    taken = list(take_in(engine, year, files, index_of(units), Judging(forms, None, BASIS, jobs=1)))
    if len(taken) != len(kind.paths):
        raise RuntimeError(f"{len(taken)} of {len(kind.paths)} files were taken in")
