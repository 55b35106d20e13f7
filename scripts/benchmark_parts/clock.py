"""Things to do in; how long each takes and how much memory its processes use out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

from environment import ROOT

# What the installed `gouji` script does; `-m` would load runpy besides.
GOUJI = ("-c", "from gouji.cli.main import console; console()")
_PROC = Path("/proc")
_LOOK = 0.05  # seconds between two looks at a process's memory: its peak only rises, so no more are needed
_TURN = 0.05  # seconds that a side's turn lasts at least: a machine's slow moments last longer than a quick call


@dataclass(frozen=True)
class Peaks:
    """Highest resident memory in MiB, pages shared with others counted in full. own: of a worker, without the pages
    that it shares, such as the parent's list of files; early: the same within the first tenth of the run; together: of
    all processes at the worst moment, a shared page counted once (PSS)."""

    parent: float
    worker: float
    own: float
    early: float
    together: float


def fastest(sides: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Seconds of each side's fastest call; the sides take turns, so that a busy moment hits them alike."""
    best = [float("inf")] * len(sides)
    for _ in range(rounds):
        for at, side in enumerate(sides):
            until = time.perf_counter() + _TURN
            while True:
                began = time.perf_counter()
                side()
                ended = time.perf_counter()
                best[at] = min(best[at], ended - began)
                if ended >= until:
                    break
    return best


def fastest_processes(commands: Sequence[Sequence[str]], caches: Path, rounds: int) -> list[float]:
    """The same for whole Python processes, each given by its words after `python`. At least two rounds, or what the
    first costs to compile its modules into `caches` is in the result."""
    return fastest([partial(_run, command, caches) for command in commands], rounds)


def mean_processes(
    quick: Sequence[str], slow: Sequence[str], caches: Path, rounds: int, around: int
) -> tuple[float, float]:
    """Mean seconds of two whole Python processes of which one takes far longer: the quick one runs `around` times
    before it and after it, so that both see the machine's slow moments and its fast ones. The quick one's first run is
    not counted: it compiles its modules."""
    _run(quick, caches)
    quicks, slows = [], []
    for _ in range(rounds):
        quicks += [_seconds(quick, caches) for _ in range(around)]
        slows.append(_seconds(slow, caches))
        quicks += [_seconds(quick, caches) for _ in range(around)]
    return mean(quicks), mean(slows)


def _seconds(command: Sequence[str], caches: Path) -> float:
    began = time.perf_counter()
    _run(command, caches)
    return time.perf_counter() - began


def _run(command: Sequence[str], caches: Path) -> None:
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, check=False, cwd=ROOT / "addin", env=environment(caches)
    )
    if done.returncode not in (0, 1):  # 1: gouji found errors in the files
        raise RuntimeError(f"{command[:2]}: {done.stderr.decode(errors='replace')[-2000:]}")


def environment(caches: Path) -> dict[str, str]:
    """The variables of a measured process: compiled modules are written and found again, as they are where gouji is
    installed, and nothing of the benchmark's own is on the path."""
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PYTHONPYCACHEPREFIX": str(caches)}


# ---------------------------------------------------------------- memory


def can_see_memory() -> bool:
    """Memory is read from /proc: what getrusage says of a child includes its parent's memory before exec."""
    return (_PROC / "self/smaps_rollup").exists() and (_PROC / "self/task").exists()


def peaks(command: Sequence[str], caches: Path) -> Peaks:
    """Runs a Python process and watches it and its workers, until it ends."""
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, cwd=ROOT / "addin", env=environment(caches)
    )
    parent = worker = together = 0.0
    owns: list[tuple[float, float]] = []  # (when, how much)
    began = time.monotonic()
    while process.poll() is None:
        children = _children(process.pid)
        parent = max(parent, _named(_text(process.pid, "status"), "VmHWM"))
        worker = max([worker, *(_named(_text(child, "status"), "VmHWM") for child in children)])
        maps = [_text(each, "smaps_rollup") for each in (process.pid, *children)]
        own = max((_named(each, "Private_Clean") + _named(each, "Private_Dirty") for each in maps[1:]), default=0.0)
        if own:
            owns.append((time.monotonic(), own))
        together = max(together, sum(_named(each, "Pss") for each in maps))
        time.sleep(_LOOK)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[:2]} ended with {process.returncode}")
    tenth = began + (time.monotonic() - began) / 10
    own = max((own for _, own in owns), default=0.0)
    early = max((own for when, own in owns if when <= max(tenth, owns[0][0])), default=0.0)
    return Peaks(parent, worker, own, early, together)


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in (_PROC / f"{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has just ended
        return []


def _text(pid: int, file: str) -> str:
    try:
        return (_PROC / f"{pid}/{file}").read_text()
    except OSError:  # it has just ended
        return ""


def _named(text: str, name: str) -> float:
    """The MiB of a line such as `VmHWM:  25088 kB`; 0 without one."""
    found = text.partition(f"\n{name}:")[2].split(maxsplit=1)
    return int(found[0]) / 1024 if found else 0.0
