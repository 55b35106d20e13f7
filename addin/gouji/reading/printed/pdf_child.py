"""Reads the bytes of a PDF from standard input and prints its items as JSON. Run as a child process, never imported.

    python -m gouji.reading.printed.pdf_child

pdfplumber finds ruled tables and the place of every character; lines become paragraphs by their indents.
Answer: {"items": [paragraph | [cell, …]], "broken": bool} (see `from_report.read_items`) or {"problem": missing |
password | far | picture | unreadable}.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gouji.process.lifeline import follow_parent
from gouji.process.limits import limit
from gouji.reading.printed.lines import is_page_number

MAX_PAGES = 200
MAX_CHARACTERS = 500_000
MAX_CONTENT = 2 << 20  # bytes of what draws one page: beyond, the library would be busy for minutes
_WATERMARK = 60.0  # points: larger letters lie across the page
_THICKEST = 4.0  # points: a painted rectangle beyond is no line
_RADICALS = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"))  # what some printers write instead of the character

_Char = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    top: float
    left: float
    right: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class _Table:
    page: int
    top: float
    rows: list[list[str]]


class _FarError(Exception):
    """More pages or characters than any report has."""


def main() -> None:
    follow_parent()
    limit()
    try:
        answer = _answer(sys.stdin.buffer.read())
    except ImportError:
        answer = {"problem": "missing"}
    except _FarError:
        answer = {"problem": "far"}
    except Exception as error:  # noqa: BLE001  # of a library, of any kind: the parent makes a finding of it
        answer = {"problem": "password" if _asks_for_password(error) else "unreadable"}
    sys.stdout.write(json.dumps(answer))


def _asks_for_password(error: BaseException | None) -> bool:
    """pdfplumber wraps what pdfminer raises: PDFPasswordIncorrect; PDFEncryptionError where a certificate is asked."""
    while error is not None:
        if type(error).__name__.startswith(("PDFPassword", "PDFEncryption")):
            return True
        error = error.__cause__ or error.__context__
    return False


def _answer(data: bytes) -> dict[str, Any]:
    import pdfplumber

    lines: list[_Line] = []
    tables: list[_Table] = []
    count = 0
    with pdfplumber.open(io.BytesIO(data)) as opened:
        if len(opened.pages) > MAX_PAGES:
            raise _FarError
        for number, page in enumerate(opened.pages):
            if sum(len(stream.get_data()) for stream in page.page_obj.contents) > MAX_CONTENT:
                raise _FarError
            count += len(page.chars)
            if count > MAX_CHARACTERS:
                raise _FarError
            text = page.filter(_is_content).dedupe_chars()
            found = [table for table in text.find_tables() if len(table.rows) > 1]
            tables += [_Table(number, table.bbox[1], _rows(table.extract())) for table in found]
            lines += _lines(number, text.chars, [table.bbox for table in found])
            page.close()
    if not count:
        return {"problem": "picture"}
    return _items([line for line in lines if not is_page_number(line.text)], tables)


def _is_content(each: dict[str, Any]) -> bool:
    """Without watermarks, and without grounds painted behind the text, whose edges are no lines of a table."""
    match each["object_type"]:
        case "char":
            return bool(each["upright"]) and float(each["size"]) < _WATERMARK
        case "rect":
            painted = each.get("fill") and not each.get("stroke")
            return not (painted and min(each["width"], each["height"]) > _THICKEST)
    return True


def _rows(extracted: list[list[str | None]]) -> list[list[str]]:
    """Rows without the places that a merge covers (None). Two figures on two lines don't become one."""
    rows = []
    for row in extracted:
        cells = [text.split("\n") for text in row if text is not None]
        rows.append(["".join(f"{line} " if line[-1:].isdigit() else line for line in cell).strip() for cell in cells])
    return [[_plain(cell) for cell in row] for row in rows if row]


def _lines(page: int, chars: Sequence[_Char], tables: Sequence[tuple[float, float, float, float]]) -> Iterator[_Line]:
    """The lines of a page outside its tables, from top to bottom."""
    outside = [char for char in chars if not any(_inside(char, box) for box in tables)]
    line: list[_Char] = []
    for char in sorted(outside, key=_middle):
        if line and _middle(char) - _middle(line[0]) > 0.4 * max(char["size"], line[0]["size"]):
            yield _line(page, line)
            line = []
        line.append(char)
    if line:
        yield _line(page, line)


def _middle(char: _Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _inside(char: _Char, box: tuple[float, float, float, float]) -> bool:
    across = (char["x0"] + char["x1"]) / 2
    return box[0] <= across <= box[2] and box[1] <= _middle(char) <= box[3]


def _line(page: int, chars: list[_Char]) -> _Line:
    chars = sorted(chars, key=lambda char: char["x0"])
    text = ""
    for before, char in zip([None, *chars], chars, strict=False):
        if before is not None and _apart(before, char):
            text += " "
        text += char["text"]
    seen = [char for char in chars if char["text"].strip()] or chars
    size = Counter(round(char["size"], 1) for char in seen).most_common(1)[0][0]
    return _Line(page, _middle(chars[0]), seen[0]["x0"], seen[-1]["x1"], size, _plain(text).strip())


def _apart(before: _Char, char: _Char) -> bool:
    """Words and columns that only their distance keeps apart; justified Chinese is set apart too, so more is asked."""
    gap, size = char["x0"] - before["x1"], char["size"]
    words = before["text"][-1:].isascii() and char["text"][:1].isascii()
    return bool(gap > (0.2 if words else 1.5) * size) and " " not in (before["text"], char["text"])


def _plain(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", char) if any(low <= char <= high for low, high in _RADICALS) else char
        for char in text
    )


def _items(lines: Sequence[_Line], tables: Iterable[_Table]) -> dict[str, Any]:
    lines = [line for line in lines if line.text]
    left, body = _margin(lines)
    indented = sum(1.5 * body < line.left - left < 2.5 * body for line in lines)
    broken = indented < 3  # no paragraph shows where it begins
    items: list[str | list[str]] = []
    before: _Line | None = None
    placed: list[_Line | _Table] = [*lines, *tables]
    for each in sorted(placed, key=lambda each: (each.page, each.top)):
        if isinstance(each, _Table):
            items += each.rows
            before = None
            continue
        if before is not None and isinstance(items[-1], str) and not broken and _goes_on(before, each, left, body):
            items[-1] = _glued(items[-1], each.text)
        else:
            items.append(each.text)
        before = each
    return {"items": items, "broken": broken}


def _margin(lines: Sequence[_Line]) -> tuple[float, float]:
    """Where lines begin, and the size of their letters: what most of the text has."""
    if not lines:
        return 0.0, 1.0
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    return min(line.left for line in lines if line.size == body), body


def _goes_on(before: _Line, line: _Line, left: float, body: float) -> bool:
    """A line at the margin goes on with the paragraph; a title's lines belong together by their size."""
    if before.size != line.size:
        return False
    if line.size > 1.2 * body:
        return line.page == before.page and line.top - before.top < 2.5 * line.size
    return abs(line.left - left) < 0.8 * body


def _glued(before: str, after: str) -> str:
    words = before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalpha()
    return f"{before} {after}" if words else before + after


if __name__ == "__main__":
    main()
