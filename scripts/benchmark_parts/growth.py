"""Workbooks in; rows out that say whether 10,000 files in one run take the same time and memory a file as 100."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmark_parts.clock import Peaks, can_see_memory, fastest_processes, peaks
from benchmark_parts.material import many, write
from benchmark_parts.row import Row, most
from benchmark_parts.whole_process import check

ON = "gouji（XlsxWriter），两个进程"
FLAT = most(1.2)  # of time a file, against the fewest files; of a worker's own memory, against the run's first tenth
PEAK = most(60)  # MiB of any process; the parent holds the list of the files, so it grows a little with each
SETTLED = 1000  # files until a worker has seen the largest of the different workbooks, and its heap their holes
ROUNDS = 2


@dataclass(frozen=True)
class Run:
    count: int
    seconds: float
    peaks: Peaks | None


def rows(folder: Path, distinct: int, counts: Sequence[int], caches: Path) -> Iterator[Row]:
    """counts: how many files each run has, from few to many; `distinct` different workbooks under so many names.

    Time and memory are taken in different runs, so that looking at the memory costs no time.
    """
    folder.mkdir()
    written = write(folder / "distinct", distinct)
    fewest, *others = (_run(written, count, folder, caches) for count in counts)
    for run in others:
        yield from _against(run, fewest)


def _run(written: Sequence[Path], count: int, folder: Path, caches: Path) -> Run:
    command = [*check(many(written, count, folder / str(count)), 2), "-o", str(folder / f"{count}.json")]
    (seconds,) = fastest_processes([command], caches, ROUNDS)
    return Run(count, seconds, peaks(command, caches) if can_see_memory() else None)


def _against(run: Run, fewest: Run) -> Iterator[Row]:
    whole = f"一次检查 {run.count:,} 份"
    ours, theirs = (f"{each.seconds:.1f} 秒，{each.seconds / each.count * 1e3:.2f} 毫秒/份" for each in (run, fewest))
    ratio = (run.seconds / run.count) / (fewest.seconds / fewest.count)
    yield Row(f"{whole}，每份的时间 ÷ {fewest.count:,} 份的", ON, ours, theirs, ratio, "倍", FLAT)
    peak, own = f"{whole}，任何一个进程的内存峰值", f"{whole}，工作进程自己的内存，跑完 ÷ 跑到十分之一"
    bar = FLAT if run.count >= SETTLED * 10 else None
    if run.peaks is None or fewest.peaks is None:
        lacks = f"{fewest.count:,} 份：没有测，这个系统没有 /proc"
        yield Row(peak, ON, "没有测", lacks, None, "MiB", PEAK)
        yield Row(own, ON, "没有测", lacks, None, "倍", bar)
        return
    ours, theirs = (
        f"{each.count:,} 份：父进程 {each.peaks.parent:.1f}，工作进程 {each.peaks.worker:.1f} MiB"
        for each in (run, fewest)
        if each.peaks
    )
    yield Row(peak, ON, ours, theirs, max(run.peaks.parent, run.peaks.worker), "MiB", PEAK)
    early = f"跑到十分之一 {run.peaks.early:.1f} MiB"
    yield Row(own, ON, f"{run.peaks.own:.1f} MiB", early, run.peaks.own / run.peaks.early, "倍", bar)
