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

from environment import ROOT

# What the installed `gouji` script does; `-m` would load runpy besides.
GOUJI = ("-c", "from gouji.cli.main import console; console()")
_PROC = Path("/proc")
_LOOK = 0.05  # seconds between two looks at a process's memory: its peak only rises, so no more are needed


@dataclass(frozen=True)
class Peaks:
    """Highest resident memory in MiB, pages shared with others counted in full; together: of all processes at the
    worst moment, a shared page counted once (PSS)."""

    parent: float
    worker: float
    together: float


def fastest(sides: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Seconds of each side's fastest round; the sides take turns, so that a busy moment hits them alike."""
    best = [float("inf")] * len(sides)
    for _ in range(rounds):
        for at, side in enumerate(sides):
            began = time.perf_counter()
            side()
            best[at] = min(best[at], time.perf_counter() - began)
    return best


def fastest_processes(commands: Sequence[Sequence[str]], caches: Path, rounds: int) -> list[float]:
    """The same for whole Python processes, each given by its words after `python`. At least two rounds, or what the
    first costs to compile its modules into `caches` is in the result."""
    return fastest([partial(_run, command, caches) for command in commands], rounds)


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
    while process.poll() is None:
        children = _children(process.pid)
        parent = max(parent, _read(process.pid, "status", "VmHWM"))
        worker = max([worker, *(_read(child, "status", "VmHWM") for child in children)])
        shares = (_read(each, "smaps_rollup", "Pss") for each in (process.pid, *children))
        together = max(together, sum(shares))
        time.sleep(_LOOK)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[:2]} ended with {process.returncode}")
    return Peaks(parent, worker, together)


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in (_PROC / f"{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has just ended
        return []


def _read(pid: int, file: str, name: str) -> float:
    """A line such as `VmHWM:  25088 kB`, in MiB; 0 of a process that is gone."""
    try:
        said = (_PROC / f"{pid}/{file}").read_text()
    except OSError:
        return 0.0
    found = said.partition(f"\n{name}:")[2].split(maxsplit=1)
    return int(found[0]) / 1024 if found else 0.0
