"""Reads the rows of a text roster (.csv), and finds each quote that would have swallowed rows.

Not the csv module: to it a field that begins with a quote goes on until the next one, however many units stand
between them. Here a quote that begins or ends no field is a fault, is taken for a letter, and costs no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from gouji.errors import UsageError

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8"}
_NAMES = {"utf-16": "UTF-16", "utf-8": "UTF-8", "gb18030": "GB18030"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST = 100  # faults that are noted
_UNPAIRED = "引号不成对，或者引号前后还有别的字。多了一个就删去；是内容里的引号，改成中文引号“”。"
_RUNS_OVER = "引号里的内容跨到了下一行。多了一个引号就删去；是单元格里的换行，去掉换行。"


class Fault(NamedTuple):
    """A fault of a text. line, column: one-based, of the file; column counts fields."""

    line: int
    column: int
    reason: str


class _Over(NamedTuple):
    """A quoted field that holds a line end. width: how many fields its row has."""

    line: int
    column: int
    has_separator: bool
    width: int


def decoded(path: object, data: bytes) -> str:
    """Gives the text, in whichever code page it is. Raises UsageError, with the line of the first byte that fits
    none."""
    mark, code = next(((mark, code) for mark, code in _MARKS.items() if data.startswith(mark)), (b"", ""))
    body = data.removeprefix(mark) if code == "utf-8" else data
    # With one bad byte a file is still in UTF-8, though the whole of it may happen to be GB18030, as gibberish.
    codes = (code,) if code else ("utf-8",) if _is_mostly_utf8(body) else ("utf-8", "gb18030")
    line = 1
    for each in codes:
        try:
            text = body.decode(each)
        except UnicodeDecodeError as error:
            line = len(_LINE_END.findall(body[: error.start].decode(each, "ignore"))) + 1
            continue
        if "\0" in text:
            raise UsageError(f"{path}：花名册应当是 .xlsx 或 .csv（UTF-8 或 GB18030 编码），这个文件两样都不是。")
        return text
    raise UsageError(
        f"{path}：花名册应当是 .xlsx 或 .csv（UTF-8 或 GB18030 编码），这个文件第 {line} 行有认不出的字"
        f"（按 {_NAMES[codes[-1]]} 读）。用 Excel 或 WPS 打开，改好这一行，另存为 .xlsx，再试一次。"
    )


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return 2 * bad < len(text) - len(text.encode("ascii", "ignore"))


def rows(text: str, separator: str, faults: list[Fault]) -> Iterator[list[str]]:
    """Gives the fields of each row, as a spreadsheet numbers rows: an empty line is an empty one. Once they are all
    taken, `faults` has what is wrong with the quotes, in order of place."""
    at, line, widest = 0, 1, 0
    over: list[_Over] = []
    while at < len(text):
        found = _LINE_END.search(text, at)
        end = found.start() if found else len(text)
        if '"' not in text[at:end]:
            cells = text[at:end].split(separator)
            widest = max(widest, len(cells))
        else:
            fields, end = _fields(text, at, separator)
            cells = [cell for cell, _ in fields]
            before = len(over)
            line = _look_at(fields, line, separator, over, faults)
            widest = max(widest, len(cells)) if len(over) == before else widest
        yield cells
        line += 1
        at = found.end() if (found := _LINE_END.match(text, end)) else len(text)
    # A cell in which somebody has pressed Alt+Enter holds no separator and leaves its row as wide as the others.
    width = widest or (over[0].width if over else 0)
    faults += [Fault(*each[:2], _RUNS_OVER) for each in over if each.has_separator or each.width != width]
    faults.sort()


def _fields(text: str, at: int, separator: str) -> tuple[list[tuple[str, bool]], int]:
    """The fields of the row that begins at `at`, each with whether its quotes are sound; and where the row ends."""
    quoted, bare = _patterns(separator)
    fields: list[tuple[str, bool]] = []
    while True:
        found = quoted.match(text, at)
        if found:
            fields.append((found[1].replace('""', '"'), True))
        else:
            found = bare.match(text, at)
            assert found, "it fits the empty text too"
            fields.append((found[0], '"' not in found[0]))
        at = found.end()
        if not text.startswith(separator, at):
            return fields, at
        at += 1


@cache
def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    apart = re.escape(separator)
    return re.compile(rf' *"((?:[^"]++|"")*+)" *(?={apart}|\r|\n|\Z)'), re.compile(rf"[^{apart}\r\n]*")


def _look_at(
    fields: Sequence[tuple[str, bool]], line: int, separator: str, over: list[_Over], faults: list[Fault]
) -> int:
    """Notes what is odd about the fields of a row that begins in `line`. Returns the line in which it ends."""
    for column, (text, is_sound) in enumerate(fields, 1):
        ends = len(_LINE_END.findall(text))
        if not is_sound and len(faults) < _MOST:
            faults.append(Fault(line, column, _UNPAIRED))
        if ends:
            over.append(_Over(line, column, separator in text, len(fields)))
        line += ends
    return line
