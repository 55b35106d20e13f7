"""Runs a function on many inputs in worker processes, with a deadline for each input, and gives the answers in order.

The parent knows which inputs every worker holds: the one it works on, and the next, so that it never waits for the
parent. A worker that overruns is killed and one that dies is noticed by its closed pipe: either costs the input that it
worked on, the next is given to another (docs/decisions/0008).
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from gouji.process import lifeline, start

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

_Given = TypeVar("_Given")
_Answer = TypeVar("_Answer")

# Answers that may lie ready behind a slow input. They keep memory flat; a worker that hangs holds the others up only
# when it takes longer than they need for so many.
AHEAD = 1000
MOST = 60  # workers: Windows waits for 63 things at once
_HELD = 2  # inputs that a worker has at once
_LOOK = 0.2  # seconds between two looks at `stopped`
# fork inherits the loaded forms and starts in some milliseconds; elsewhere a worker has to import everything anew,
# which is not the fault of the first file that it is given.
_METHOD, _START = ("fork", 0.0) if sys.platform == "linux" else ("spawn", 20.0)

# Seconds after its deadline when a worker ends itself, should nobody be left to end it.
ORPHANED = 2.0


class Lost(Enum):
    """What stands in place of an answer."""

    TIMED_OUT = "timed-out"
    DIED = "worker-died"


class NoWorkersError(Exception):
    """Not a single worker process can be started on this machine."""


_Work = tuple[Callable[[Any], Any], float]  # the function, the deadline in seconds


class _Worker:
    """held: the inputs that it has, the one it works on first; until: the deadline of that one."""

    __slots__ = ("channel", "held", "is_new", "process", "until")

    def __init__(self, process: BaseProcess, channel: Connection) -> None:
        self.process, self.channel, self.is_new = process, channel, True
        self.held: deque[int] = deque()
        self.until = 0.0


def run(
    task: Callable[[_Given], _Answer],
    inputs: Sequence[_Given],
    jobs: int,
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[_Answer | Lost]:
    """Gives one answer for each input, in the order of the inputs, each as soon as those before it are there.

    task: must be picklable where processes are spawned; an exception in it counts as a dead worker. inputs: small, such
    as paths: one is sent while its worker is busy, and has to fit into the pipe.
    seconds: the deadline of each input, counted from when a worker begins with it. stopped: looked at about five times
    a second; the answers end once it says so. Raises NoWorkersError when no process can be started; the answers given
    so far stand.
    """
    context = multiprocessing.get_context(_METHOD)
    work = (task, seconds)
    workers: list[_Worker] = []
    answers: dict[int, _Answer | Lost] = {}
    left = deque(range(len(inputs)))  # not given to anybody, or given to a worker that was lost before it came to it
    try:
        for wanted in range(len(inputs)):
            while wanted not in answers:
                if stopped():
                    return
                while (
                    left
                    and left[0] < wanted + AHEAD
                    and (worker := _least_busy(context, workers, work, min(jobs, MOST)))
                ):
                    index = left.popleft()
                    _hand(worker, index, inputs[index], seconds)
                left.extendleft(_collect(workers, answers, seconds))
            yield answers.pop(wanted)
    finally:
        for worker in workers:
            _end(worker)


def _least_busy(context: BaseContext, workers: list[_Worker], work: _Work, jobs: int) -> _Worker | None:
    """A worker that can be given an input: an idle one, a new one, else one that has no next; None if there is none."""
    least = min(workers, key=lambda worker: len(worker.held), default=None)
    if (least is None or least.held) and len(workers) < jobs:
        try:
            least = _start(context, work)
            workers.append(least)
        except OSError as error:
            if least is None:
                raise NoWorkersError from error
    return least if least is not None and len(least.held) < _HELD else None


def _start(context: BaseContext, work: _Work) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, *work), daemon=True)  # type: ignore[attr-defined]
    try:
        start.worker(process)
    finally:
        # The worker's end must stay open in the worker alone: its closing is how a death is noticed.
        theirs.close()
    return _Worker(process, ours)


def _hand(worker: _Worker, index: int, given: Any, seconds: float) -> None:
    if not worker.held:
        worker.until = time.monotonic() + seconds + (_START if worker.is_new else 0.0)
    worker.is_new = False
    worker.held.append(index)
    with contextlib.suppress(OSError):  # it died: its closed pipe says so at once
        worker.channel.send(given)


def _collect(workers: list[_Worker], answers: dict[int, Any], seconds: float) -> list[int]:
    """Waits for the next answer, death or deadline, not long. What a lost worker had not begun with comes back."""
    busy = {worker.channel: worker for worker in workers if worker.held}
    given_back: list[int] = []
    patience = min(worker.until for worker in busy.values()) - time.monotonic()
    ready = wait(list(busy), min(max(patience, 0.0), _LOOK))
    now = time.monotonic()
    for channel, worker in busy.items():
        if channel in ready:
            answer = _answer(worker)
        elif now >= worker.until:
            answer = Lost.TIMED_OUT
        else:
            continue
        answers[worker.held.popleft()] = answer
        worker.until = now + seconds
        if isinstance(answer, Lost):
            given_back += worker.held
            _end(worker)
            workers.remove(worker)
    return given_back


def _answer(worker: _Worker) -> Any:
    try:
        return worker.channel.recv()
    except (EOFError, OSError):
        worker.process.join(1.0)
        by_alarm = sys.platform != "win32" and worker.process.exitcode == -signal.SIGALRM
        return Lost.TIMED_OUT if by_alarm else Lost.DIED


def _end(worker: _Worker) -> None:
    """Ends a worker at once, with what it may have started itself: it holds nothing that could be lost."""
    worker.channel.close()
    if sys.platform != "win32" and worker.process.pid is not None:
        with contextlib.suppress(OSError):  # not yet, or no longer, the head of a group
            os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.kill()
    worker.process.join()


# ---------------------------------------------------------------- in the worker


def _work(channel: Connection, task: Callable[[Any], Any], seconds: float) -> None:
    """Answers until it is ended, or its parent is gone."""
    gc.freeze()  # what the parent has made is not looked through again: its pages stay shared
    if sys.platform != "win32":
        os.setsid()  # Ctrl-C in the terminal speaks to the parent alone, and a deadline ends the worker's children too
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := multiprocessing.parent_process()) is not None:
        lifeline.follow(parent.sentinel)
    end_after(0.0)
    with contextlib.suppress(Exception):
        while True:
            given = channel.recv()
            end_after(seconds + ORPHANED)
            answer = task(given)
            end_after(0.0)
            channel.send(answer)
    os._exit(0)  # what the parent has opened and not yet written is not ours to flush


def end_after(seconds: float) -> None:
    """Lets the system end this process after some seconds, whatever it is doing: no Python code has to run for it. 0
    calls it off."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
