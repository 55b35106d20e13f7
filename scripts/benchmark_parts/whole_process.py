"""Files in; rows out for whole processes, from their start to their end: a folder, one file, memory."""

from __future__ import annotations

from pathlib import Path

from benchmark_parts.clock import GOUJI, can_see_memory, fastest_processes, mean_processes, peaks
from benchmark_parts.material import Kind, many
from benchmark_parts.row import CEILING, Row, least, most

_OPENPYXL = str(Path(__file__).with_name("read_with_openpyxl.py"))


def check(folder: Path, jobs: int) -> list[str]:
    return [*GOUJI, "check", str(folder), "--format", "json", "--jobs", str(jobs)]


def folder(kind: Kind, caches: Path, rounds: int, for_two: int) -> list[Row]:
    """`gouji check FOLDER` against a program that reads values and formulas, with one process each and with two; these
    get `for_two` files, or the start of the workers, which a large folder forgets, is what they are compared by."""
    rows = []
    lots = many(kind.paths, for_two, kind.folder.with_name(f"{kind.folder.name}-for-two"))
    for jobs, files, count, times in ((1, kind.folder, len(kind.paths), min(rounds, 2)), (2, lots, for_two, 1)):
        peer = [_OPENPYXL, str(jobs), str(files)]
        ours, theirs = mean_processes(check(files, jobs), peer, caches, times, rounds)
        rows.append(
            Row(
                f"检查文件夹，整个程序，各用 {jobs} 个进程，快几倍",
                f"{kind.saved_by}，{count} 份",
                f"{ours:.2f} 秒",
                f"openpyxl（读两遍，得值与公式） {theirs:.2f} 秒",
                theirs / ours,
                "倍",
                least(40),
            )
        )
    return rows


def start(kind: Kind, caches: Path, rounds: int) -> Row:
    sides = ([*GOUJI, "check", str(kind.paths[0])], ["-c", "pass"])
    one, bare = fastest_processes(sides, caches, rounds * 10)
    return Row(
        "检查一份，整个程序 ÷ 空的 Python",
        kind.saved_by,
        f"{one * 1e3:.0f} 毫秒",
        f"python -c pass {bare * 1e3:.0f} 毫秒",
        one / bare,
        "倍",
        most(6),  # simple code before the last millisecond
    )


def two_processes(kind: Kind, caches: Path, count: int, rounds: int) -> Row:
    """Enough files to forget the start of two workers."""
    lots = many(kind.paths, count, kind.folder.parent / "many")
    one, two = fastest_processes([check(lots, jobs) for jobs in (1, 2)], caches, min(rounds, 3))
    return Row(
        "检查文件夹，两个进程比一个快几倍",
        f"{kind.saved_by}，{count} 份",
        f"两个 {two:.2f} 秒",
        f"gouji 一个 {one:.2f} 秒",
        one / two,
        "倍",
        least(1.75),
    )


def memory(kind: Kind, caches: Path) -> Row:
    """The highest peak of any process while a folder is checked, and of the one that reads it with openpyxl."""
    what, unit = "内存峰值，任何一个进程", "MiB"
    if not can_see_memory():
        return Row(what, kind.saved_by, "没有测：这个系统没有 /proc", CEILING, None, unit, most(60))
    ours = peaks(check(kind.folder, 2), caches)
    theirs = peaks([_OPENPYXL, "1", str(kind.folder)], caches)
    return Row(
        what,
        f"{kind.saved_by}，{len(kind.paths)} 份",
        f"父进程 {ours.parent:.0f}，工作进程 {ours.worker:.0f}，合计（PSS）{ours.together:.0f} MiB",
        f"openpyxl 一个进程 {theirs.parent:.0f} MiB",
        max(ours.parent, ours.worker),
        unit,
        most(60),
    )
