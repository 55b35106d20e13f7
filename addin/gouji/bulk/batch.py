"""Checks some files of a run: the part of it that one worker of a cluster does.

A worker has threads that must not be forked, and may be forbidden to use multiprocessing (dask's are daemons). So each
thread asks a plain child interpreter over two pipes. A file that hangs or kills it costs itself, the worker nothing.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gouji import __version__
from gouji.bulk import remote
from gouji.bulk.gather import Gathered, Item, Keep, Mark, check_one
from gouji.bulk.pool import ORPHANED, Lost, end_after
from gouji.check.file import FindPrevious
from gouji.errors import GoujiError
from gouji.form.form import Form
from gouji.process import start
from gouji.process.lifeline import follow_parent
from gouji.process.private_folder import private_folder

_START = 60.0  # seconds in which a child must have loaded everything
_REST = 30.0  # seconds without work after which a child isn't used again; it ends itself after twice as long


class Work(NamedTuple):
    """What is the same for every file of a run. See `gather`."""

    forms: tuple[Form, ...]
    find_previous: FindPrevious | None
    mark: Mark | None
    keep: Keep | None
    debug: bool


class Run(NamedTuple):
    """A run as its batches know it. seconds: the deadline of each file."""

    id: str
    version: str
    seconds: float


class Wanted(NamedTuple):
    """A file to check: an absolute path or a RemoteFile. (No Path: a client on Windows may ask a worker on Linux.)"""

    file: str | remote.RemoteFile
    with_copy: bool


class Answer(NamedTuple):
    """copy: the bytes of the marked copy, where one is wanted and could be made."""

    found: Gathered | Lost
    copy: bytes | None = None


class VersionError(GoujiError):
    """This worker runs another version of gouji than the program that asks it."""


def pack(work: Work) -> bytes:
    """Packs a Work for the workers; `check` takes it."""
    return zlib.compress(pickle.dumps(work), 1)


def probe(file: str | remote.RemoteFile | None) -> tuple[str, str]:
    """Gives this worker's version of gouji, and in Chinese why it can't get at a file ("" when it can)."""
    if isinstance(file, remote.RemoteFile):
        return __version__, remote.trouble(file)
    return __version__, "" if file is None or Path(file).exists() else "看不到这个文件"


def check(run: Run, packed: bytes, batch: Sequence[Wanted]) -> list[Answer]:
    """Gives one answer for each file, in order. packed: a Work by `pack`.

    Raises VersionError, OSError when no process can be started here.
    """
    if run.version != __version__:
        raise VersionError(__version__)
    answers = []
    child: _Child | None = None
    with private_folder() as folder:
        copy = folder / "copy.xlsx"
        try:
            for wanted in batch:
                child = child or _rested(run.id) or _start(packed, run.seconds)
                item = Item(_at(wanted.file), copy if wanted.with_copy else None)
                found, is_usable = _ask(child, item, run.seconds)
                answers.append(Answer(found, _taken(copy)))
                if not is_usable:
                    _end(child)
                    child = None
        except BaseException:
            _end(child)
            raise
    if child:
        with _lock:
            _resting.append((run.id, time.monotonic(), child))
    return answers


def _at(file: str | remote.RemoteFile) -> Path | remote.RemoteFile:
    return Path(file) if isinstance(file, str) else file


def _taken(copy: Path) -> bytes | None:
    try:
        data = copy.read_bytes()
        copy.unlink()
    except OSError:
        return None
    return data


# ---------------------------------------------------------------- the child, from outside

_Child = subprocess.Popen[bytes]
# Children of this process between two batches, by run: starting one costs as much as checking ten files.
_resting: list[tuple[str, float, _Child]] = []
_lock = threading.Lock()


def _rested(run: str) -> _Child | None:
    """A child that has the run's work loaded already. Those that rested too long end here."""
    with _lock:
        now = time.monotonic()
        over = [each for each in _resting if now - each[1] > _REST or each[2].poll() is not None]
        fit = next((each for each in _resting if each[0] == run and each not in over), None)
        _resting[:] = [each for each in _resting if each not in over and each is not fit]
    for _, _, child in over:
        _end(child)
    return fit[2] if fit else None


def _start(packed: bytes, seconds: float) -> _Child:
    child = start.child("gouji.bulk.batch", apart=True)
    is_ready, is_usable = _ask(child, (packed, seconds), _START)
    if is_ready is not True or not is_usable:
        _end(child)
        raise OSError("the process that checks files did not start")
    return child


def _ask(child: _Child, given: object, seconds: float) -> tuple[Any, bool]:
    """The child's answer or how it got lost, and whether the child can be asked again."""
    assert child.stdin and child.stdout
    overran = threading.Event()

    def end() -> None:
        overran.set()
        _end(child)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        pickle.dump(given, child.stdin)
        child.stdin.flush()
        return pickle.load(child.stdout), not overran.is_set()
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        child.wait()
        by_alarm = sys.platform != "win32" and child.returncode == -signal.SIGALRM
        return (Lost.TIMED_OUT if overran.is_set() or by_alarm else Lost.DIED), False
    finally:
        timer.cancel()
        timer.join()  # it may be ending the child at this moment


def _end(child: _Child | None) -> None:
    """Ends a child at once, with what it has started: it holds nothing that could be lost."""
    if child is None:
        return
    if sys.platform != "win32" and child.returncode is None:
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):
            pipe.close()  # type: ignore[union-attr]


# ---------------------------------------------------------------- in the child


def _main() -> None:
    """Answers until its standard input ends."""
    follow_parent()
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    packed, seconds = pickle.load(questions)
    work: Work = pickle.loads(zlib.decompress(packed))
    answer: object = True
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(answer, answers)
            answers.flush()
            end_after(2 * _REST)
            item: Item = pickle.load(questions)
            end_after(seconds + ORPHANED)
            answer = check_one(item, *work)
            end_after(0.0)


if __name__ == "__main__":
    _main()
