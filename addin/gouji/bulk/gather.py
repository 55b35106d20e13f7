"""Checks files and gives the answers in their order, whatever the files do to the process that reads them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from gouji.check.file import Checked, FindPrevious, check_and_keep, unreadable
from gouji.check.result import Result
from gouji.errors import GoujiError, of_system
from gouji.form.by_id import find
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.content import Choice
from gouji.reading.stored import Stored

SECONDS = 30.0  # the deadline of one file: about a thousand times what a real one takes


class Item(NamedTuple):
    """A file to check, where its marked copy goes (None: no copy is wanted), and which of several tables is meant."""

    path: Path | Stored
    marked: Path | None = None
    choice: Choice | None = None


class Gathered(NamedTuple):
    """What a check says of a file. unmarked: why there is no marked copy, "" when there is one or none is wanted. kept:
    what `keep` made of it; None without `keep`, and when the file was lost."""

    result: Result
    unmarked: str = ""
    kept: Any = None


Mark = Callable[[Path | Stored, Path, Result, Form], None]
Keep = Callable[[Checked], object]


def gather(
    items: Sequence[Item],
    forms: Sequence[Form],
    find_previous: FindPrevious | None = None,
    *,
    mark: Mark | None = None,
    keep: Keep | None = None,
    jobs: int | None = None,
    seconds: float = SECONDS,
    stopped: Callable[[], bool] = lambda: False,
    debug: bool = False,
) -> Iterator[Gathered]:
    """Gives one answer for each file, in order. Findings travel between processes, never cells, so memory stays flat.

    A single file is checked in this process: someone waits for it, and it has no others to protect. Several are
    checked by `jobs` worker processes (by default one a processor); a file that takes more than `seconds` becomes the
    finding timed-out, one that its worker dies of worker-died. Where no process may be started, all are checked here,
    without deadlines. mark: writes the marked copies (gouji.workbook.mark.mark), in the workers too. keep: makes what
    should come back besides the findings, in the workers.
    """
    task = partial(check_one, forms=tuple(forms), find_previous=find_previous, mark=mark, keep=keep, debug=debug)
    done = 0
    if len(items) > 1:
        for answer in _in_workers(task, items, jobs or processors(), seconds, stopped):
            yield answer if isinstance(answer, Gathered) else lost(items[done], forms, answer, seconds)
            done += 1
    for item in items[done:]:  # the only one, or no process may be started here
        if stopped():
            return
        yield task(item)


def _in_workers(
    task: Callable[[Item], Gathered], items: Sequence[Item], jobs: int, seconds: float, stopped: Callable[[], bool]
) -> Iterator[Gathered | str]:
    """An answer an item, or the name of the check that says how it got lost; ends early without processes."""
    # Imported only here: what starts processes costs a single file as much as checking it.
    from gouji.bulk.pool import Lost, NoWorkersError, run
    from gouji.process.start import current_folder

    apart = partial(_apart, task, current_folder() or Path())
    try:
        for answer in run(apart, items, min(jobs, len(items)), seconds, stopped):
            yield answer.value if isinstance(answer, Lost) else answer
    except NoWorkersError:
        return


def _apart(task: Callable[[Item], Gathered], folder: Path, item: Item) -> Gathered:
    """In a worker, whose current folder is another one than the `folder` that paths are given from."""
    path = folder / item.path if isinstance(item.path, Path) else item.path
    return called(task(item._replace(path=path, marked=item.marked and folder / item.marked)), item)


def called(found: Gathered, item: Item) -> Gathered:
    """Gives the answer under the name that the user calls the file."""
    path = str(item.path)
    return found if found.result.path == path else found._replace(result=replace(found.result, path=path))


def processors() -> int:
    """Counts the processes that can run at once on this machine, as far as we may use it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def lost(item: Item, forms: Sequence[Form], name: str, seconds: float) -> Gathered:
    """Gives the answer for a file whose worker hung or died. name: timed-out or worker-died."""
    result = unreadable(item.path, forms, name, {"seconds": f"{seconds:g}"})
    return Gathered(result, "没有检查完" if item.marked else "")


def check_one(
    item: Item,
    forms: Sequence[Form],
    find_previous: FindPrevious | None,
    mark: Mark | None,
    keep: Keep | None,
    debug: bool,
) -> Gathered:
    """Checks one file. Every worker runs this function, here or in a cluster."""
    checked = check_and_keep(item.path, forms, find_previous, debug, item.choice)
    unmarked = _mark(item, checked.result, forms, mark, debug)
    return Gathered(checked.result, unmarked, keep(checked) if keep else None)


def _mark(item: Item, result: Result, forms: Sequence[Form], mark: Mark | None, debug: bool) -> str:
    """Why there is no marked copy; "" when it was written or none is wanted."""
    if item.marked is None or mark is None:
        return ""
    form = find(forms, result.form)
    if form is None:
        return "读不出来"
    try:
        mark(item.path, item.marked, result, form)
    except GoujiError as error:
        return str(error)
    except OSError as error:
        return f"写不进去：{of_system(error)}"
    except Exception as error:
        if debug:
            raise
        return f"程序出错（{type(error).__name__}）"
    return ""
