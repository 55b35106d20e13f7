"""Writes text to the terminal safely, and lays out tables with Chinese characters aligned."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from gouji.errors import UsageError

_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # turn reading round


def say(text: str = "") -> None:
    """Writes lines to standard output."""
    _put(sys.stdout, text)


def say_aside(text: str) -> None:
    """Writes lines to standard error."""
    _put(sys.stderr, text)


def _put(stream: TextIO | None, text: str) -> None:
    if stream is None:  # pythonw
        return
    try:
        stream.write("\n".join(map(shown, text.split("\n"))) + "\n")
    except BrokenPipeError:  # words beside what a command does, which goes on
        let_go(stream)


def let_go(stream: TextIO) -> None:
    """Sends what is still written to a stream nowhere: who read it has gone, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def shown(text: str) -> str:
    """Gives a text as one line that a terminal may be given: a path and a cell may hold what would move its cursor, set
    its title, break the line or turn its direction round. Chinese and its spaces are printable or harmless."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in "\t\n\r":
        return " "
    return "�" if char in _TURNING or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char


def new_workbook_path(text: str, overwrite: bool, ending: str = ".xlsx", of: str = "填报表") -> Path:
    """Gives the path where a new workbook may be written: an .xlsx in a folder that exists, never over a file
    unasked. of: what the workbook is."""
    path = Path(text)
    if path.suffix.lower() != ending:
        raise UsageError(f"{path}：{of}的文件名要以 {ending} 结尾。")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}：文件夹不存在。先建好文件夹，或者换一个位置。")
    if path.is_dir():
        raise UsageError(f"{path}：这是一个文件夹，要写的是文件名。")
    if path.exists() and not overwrite:
        raise UsageError(f"{path}：文件已存在，没有动它。换一个文件名；确实要覆盖就加 --overwrite。")
    return path


def columns() -> int:
    """Gives the width of the terminal, 120 without one; as shutil says it, but shutil loads every compressor that there
    is."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated):
        return int(stated)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 120
    except (OSError, ValueError):
        return 120


def width(text: str) -> int:
    """Counts the columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def wrapped(text: str, columns: int) -> list[str]:
    """Wraps a text into lines of at most `columns` terminal columns."""
    lines, line, used = [], "", 0
    for char in text:
        wide = width(char)
        if used + wide > columns and line:
            lines.append(line)
            line, used = "", 0
        line, used = line + char, used + wide
    return [*lines, line] if line or not lines else lines


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Lays out a table as lines: columns padded to `widths` terminal columns, long cells wrapped below themselves."""
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))  # ─ takes one column on some terminals, two on others
    lines = [_joined(heads, widths), rule]
    for row in rows:
        cells = [wrapped(shown(cell), wide) for cell, wide in zip(row, widths, strict=True)]
        for level in range(max(map(len, cells))):
            lines.append(_joined([cell[level] if level < len(cell) else "" for cell in cells], widths))
    return lines


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)).rstrip()
