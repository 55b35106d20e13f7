"""Rows of the benchmark in, a table for the terminal or for a Markdown page out, and the machine they are from."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HEADS = ("项目", "文件", "gouji", "对方", "测得", "要求", "结果")
CEILING = "（没有对方，只有上限）"


@dataclass(frozen=True)
class Bar:
    """What is asked for. at_least: a minimum, else a maximum."""

    value: float
    at_least: bool

    def holds(self, measured: float) -> bool:
        return measured >= self.value if self.at_least else measured <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:,g}"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    on: which files, or what else was measured on. ours, theirs: what either side took, in words with its unit.
    measured: in `unit`; None when one side could not be measured, which `theirs` then explains. bar: None where
    nothing is asked for.
    """

    what: str
    on: str
    ours: str
    theirs: str
    measured: float | None
    unit: str
    bar: Bar | None = None

    @property
    def is_missed(self) -> bool:
        return self.bar is not None and self.measured is not None and not self.bar.holds(self.measured)


def least(value: float) -> Bar:
    return Bar(value, at_least=True)


def most(value: float) -> Bar:
    return Bar(value, at_least=False)


def milliseconds(seconds: float, each: str = "份") -> str:
    span = seconds * 1e3
    return f"{span:,.0f} 毫秒/{each}" if span >= 100 else f"{span:.3g} 毫秒/{each}"


def text(rows: Sequence[Row], judged: bool) -> str:
    """Columns as wide as they need, a Chinese character counted as two. judged: whether a missed bar is called so."""
    lines = [HEADS, *(_cells(row, judged) for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(HEADS))]
    padded = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return "\n".join(padded)


def markdown(rows: Sequence[Row], judged: bool) -> str:
    lines = (HEADS, ["---"] * len(HEADS), *(_cells(row, judged) for row in rows))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(packages: Sequence[str]) -> str:
    """One line: processor, cores, memory, system, load, and the versions of what takes part."""
    return "；".join(
        (
            f"{_processor()}，{os.cpu_count()} 核",
            platform.platform(),
            f"开始时的负载 {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "负载不明",
            f"Python {platform.python_version()}",
            *(f"{name} {_version(name)}" for name in packages),
        )
    )


def _cells(row: Row, judged: bool) -> tuple[str, ...]:
    measured = "没有测" if row.measured is None else f"{_number(row.measured)} {row.unit}"
    if row.measured is None:
        result = "没有测"
    elif row.bar is None:
        result = "仅供比较"
    elif not judged:
        result = "不作数"
    else:
        result = "没有达到" if row.is_missed else "达到"
    return row.what, row.on, row.ours, row.theirs, measured, str(row.bar or "—"), result


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _width(shown: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in shown)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "没有安装"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
