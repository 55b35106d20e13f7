"""Who kills `gouji` outright has killed all of it: nothing goes on, nothing holds the pipe that somebody reads."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import doors
import fillings
from filled_workbooks import to_bytes
from gouji.form.load import load
from gouji.report.compose import compose
from gouji.report.to_pdf import to_pdf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes by /proc")

FORM = load("2021")
READING = fillings.reading(FORM, fillings.consistent(FORM, 1))
SOON = 3.0  # seconds
PATIENCE = 60.0  # for what has to start first
SIGNALS = (signal.SIGKILL, signal.SIGTERM)


@contextmanager
def started(
    line: list[str], folder: Path, **more: str
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], set[int]]]]:
    """A process whose standard output is a pipe, and a function that tells what else of its family there is."""
    environment = doors.environment(GOUJI_TEST=str(folder), **more)
    with subprocess.Popen(line, cwd=folder, env=environment, stdout=subprocess.PIPE) as process:

        def others() -> set[int]:
            return {pid for pid in doors.family(f"GOUJI_TEST={folder}") if pid != process.pid}

        try:
            yield process, others
        finally:
            process.kill()
            for pid in others():
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)


def used(pid: int) -> float:
    """Seconds of the processor."""
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def until(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


def all_ends(process: subprocess.Popen[bytes], others: Callable[[], set[int]], by: signal.Signals) -> None:
    """Killed, the family is gone soon, and who reads its pipe reads its end."""
    assert process.stdout
    process.send_signal(by)
    process.wait()
    began = time.monotonic()
    assert until(lambda: not others(), SOON), others()
    process.stdout.read()
    assert time.monotonic() - began < SOON + 1


@pytest.mark.parametrize("by", SIGNALS)
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_busy_and_idle_end_with_who_started_them(method: str, by: signal.Signals, tmp_path: Path) -> None:
    for at in range(6):
        (tmp_path / f"{at}.xlsx").write_bytes(to_bytes(FORM, READING))
    line = doors.command(method, "check", ".", "--jobs", "4")
    with started(line, tmp_path, **doors.fault("hang:2.xlsx")) as (process, others):
        assert until(lambda: len(others()) >= 4, PATIENCE)
        time.sleep(1.0)  # the others have nothing to do any more
        assert len(others()) >= 4 and process.poll() is None
        all_ends(process, others, by)


def test_workers_end_where_the_system_sends_no_signal_for_a_closed_pipe(tmp_path: Path) -> None:
    """As on macOS."""
    for at in range(4):
        (tmp_path / f"{at}.xlsx").write_bytes(to_bytes(FORM, READING))
    line = doors.command("fork", "check", ".", "--jobs", "3")
    line[3] = f"from gouji.process import lifeline; lifeline._by_signal = lambda end: False\n{line[3]}"
    with started(line, tmp_path, **doors.fault("hang:2.xlsx")) as (process, others):
        assert until(lambda: len(others()) >= 3, PATIENCE)
        time.sleep(1.0)
        assert len(others()) >= 3 and process.poll() is None
        all_ends(process, others, signal.SIGKILL)


@pytest.mark.parametrize("by", SIGNALS)
@pytest.mark.parametrize("files", [1, 2])
def test_the_reader_of_a_pdf_ends_with_who_wanted_it(files: int, by: signal.Signals, tmp_path: Path) -> None:
    """It is stopped, as if a library were busy for ever: of its own it can do nothing about it. Two files: it is a
    worker's child, and the worker ends with it."""
    pytest.importorskip("pypdfium2")
    pytest.importorskip("typst")
    for at in range(files):
        (tmp_path / f"{at}.pdf").write_bytes(to_pdf(compose(FORM, READING)).data)
    with started(doors.command("fork", "check", "."), tmp_path) as (process, others):

        def stopped() -> bool:
            for pid in others():
                with contextlib.suppress(OSError):
                    reads = b"gouji.reading.printed.pdf_child" in Path(f"/proc/{pid}/cmdline").read_bytes()
                    if reads and used(pid) > 0.05:  # it is past its start
                        os.kill(pid, signal.SIGSTOP)
                        return True
            return False

        assert until(stopped, PATIENCE)
        all_ends(process, others, by)


_BATCH = """
from pathlib import Path
from gouji.bulk import batch
from gouji.form.load import load_all
work = batch.pack(batch.Work(load_all(), None, None, None, False))
batch.check(batch.Run("1", batch.__version__, 60.0), work, [batch.Wanted(str(Path("0.xlsx").absolute()), False)])
"""


@pytest.mark.parametrize("by", SIGNALS)
def test_the_child_of_a_clusters_worker_ends_with_it(by: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "0.xlsx").write_bytes(to_bytes(FORM, READING))
    line = [sys.executable, "-c", _BATCH]
    with started(line, tmp_path, **doors.fault("hang:0.xlsx")) as (process, others):
        assert until(others, PATIENCE)
        time.sleep(2.0)
        assert others()
        all_ends(process, others, by)
