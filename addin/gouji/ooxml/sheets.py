"""Parses the XML of one sheet: its cells by reference, and its merges.

Two readers of the same thing. The first splits the text where cells begin and takes apart only the cells that are
asked for; it proves that it saw every one of them (each begins with its reference, each reference once, nothing in
the part that could hide a cell). Where that fails (prefixes, cells without `r`, inline strings, comments, other
encodings) the second, on expat, reads the part as XML says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from gouji.errors import UnreadableError
from gouji.ooxml import markup, merges, sheet_look
from gouji.ooxml.book import MAX_COLUMNS, MAX_ROWS, SEVERAL, Sheet, Stored
from gouji.ooxml.container import HandOverError, damaged, over
from gouji.ooxml.markup import unescape, unescape_text
from gouji.ooxml.shift import shifted
from gouji.ooxml.strings import Strings
from gouji.place import areas, position, reference

BETWEEN_VALUES = "、"
MAX_MERGES = 20_000
MAX_TEXT = 32_767  # characters of a cell, as every spreadsheet program has it
MAX_SHARED = 4 << 20  # characters of formulas that are spelled out for the cells that share one
_SHORT = 500  # characters of a cell's XML: most shorter ones are labels and totals, the same all over a batch

# One cell, from after `<c r="` on. What follows it up to the next cell is the end of its row at most. Most that are
# asked for hold a number and nothing else.
_NUMBER = re.compile(r'[A-Z]+[0-9]+" s="([0-9]{1,9})"(?: t="n")?><v>([0-9.]{1,30})</v></c>(?:</row>.*)?\Z', re.S)
_CELL = re.compile(
    r'[A-Z]+[0-9]+"(?: s="([0-9]{1,9})")?(?: t="([a-zA-Z]+)")?(?: (?:cm|vm|ph)="[0-9]+")*(?: ?/>|>'
    r'(?:<f((?: [a-z0-9]+="[^"<>]*")*) ?(?:/>|>([^<]*)</f>))?'
    r'(?:<v(?: xml:space="preserve")?(?: ?/>|>([^<]*)</v>))?'
    r'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    r"(?:</row>.*)?\Z",
    re.S,
)
_NEAR = r"(?:[AB]?[A-Z]|C[A-V])(?:1[0-9]{3}|2000|[1-9][0-9]{0,2})"
_ALL_NEAR = re.compile(rf"{_NEAR}(?: {_NEAR})*\Z")
_REFERENCE = re.compile(r"[A-Z]+[1-9][0-9]*\Z")
_SHARED = "shared"  # the type of a cell that holds the index of its string
_TYPES = {"": "n", "n": "n", "s": _SHARED, "str": "str", "b": "b", "e": "e", "d": "d", "inlineStr": "s"}


def parse(name: str, data: bytes, strings: Callable[[], Strings]) -> Sheet:
    """Parses a whole sheet. Raises UnreadableError (damaged-file, over-limit, forbidden-xml), HandOverError."""
    return _by_pattern(name, data, strings) or _by_parser(name, data, strings)


def parse_rows(name: str, data: bytes, strings: Callable[[], Strings], first: int, last: int) -> Sheet:
    """Parses only some rows of a sheet, where they can be cut out; else the whole sheet. Merges are left out."""
    opened = data.find(b"<sheetData>") + len(b"<sheetData>")
    start = data.find(b'<row r="%d"' % first, opened)
    # An empty row is not written, so the end is where the next one that is begins.
    ends = (data.find(b'<row r="%d"' % row, start) for row in range(last + 1, last + 6))
    end = next((each for each in ends if each >= 0), data.find(b"</sheetData>", start))
    if opened < start < end:
        data = data[:opened] + data[start:end] + b"</sheetData></worksheet>"
    return parse(name, data, strings)


# ---------------------------------------------------------------- by pattern


def _by_pattern(name: str, data: bytes, strings: Callable[[], Strings]) -> Sheet | None:
    """None when it can't be proved that every cell is seen."""
    body = markup.plain(data, "worksheet", "sheetData")
    merged = merges.of_usual(data)
    if body is None or merged is None:
        return None
    body = body.replace('"></c>', '"/>')
    first, *pieces = body.split('<c r="')
    ends = [piece.find(">") for piece in pieces]
    if min(ends, default=1) < 1:
        return None
    filled = [piece for piece, end in zip(pieces, ends, strict=True) if piece[end - 1] != "/"]
    if len(filled) != body.count("</c>"):  # a cell that doesn't begin with its reference would end all the same
        return None
    cells = {piece.partition('"')[0]: piece for piece in filled}
    if len(cells) != len(filled):
        raise damaged(f"工作表“{name}”里同一个单元格出现两次")
    if cells and not _ALL_NEAR.match(" ".join(cells)):
        raise _far_or_none(name, cells)
    at = _lookup(name, cells, strings, lambda: _by_parser(name, data, strings))
    _cap(name, len(merged))
    return Sheet(name, at, cells.keys(), merged, partial(sheet_look.of_usual, data, first, pieces))


def _far_or_none(name: str, refs: Iterable[str]) -> UnreadableError:
    """What is wrong with the first reference that no form's sheet has."""
    ref = next(ref for ref in refs if not _ALL_NEAR.match(ref))
    if _REFERENCE.match(ref):
        return over(f"工作表“{name}”的 {ref[:12]} 还有内容，表样没有这么大")
    return damaged(f"工作表“{name}”里有认不出的单元格 {ref[:12]}")


def _lookup(
    name: str, cells: Mapping[str, str], strings: Callable[[], Strings], slow: Callable[[], Sheet]
) -> Callable[[str], Stored | None]:
    """The cell at a reference, taken apart when asked for. A cell that is not as plain as most makes the parser
    read the whole sheet, once."""
    parsed: list[Sheet] = []
    done: dict[str, Stored | None] = {}  # totals without a value ask again for every cell that they add up

    def by_parser(ref: str) -> Stored | None:
        if not parsed:
            parsed.append(slow())
        return parsed[0].at(ref)

    def at(ref: str) -> Stored | None:
        if ref not in done:
            done[ref] = apart(ref)
        return done[ref]

    def apart(ref: str) -> Stored | None:
        piece = cells.get(ref)
        if piece is None:
            return None
        if number := _NUMBER.match(piece):
            style, raw = number.groups()
            return Stored("n", raw, None, int(style))
        stored = _short(piece) if len(piece) < _SHORT else _plain(piece)
        if stored is None:
            return by_parser(ref)
        return _completed(name, ref, stored, strings)

    return at


def _plain(piece: str) -> Stored | None:
    """A cell by itself: of a shared string its index. None for one that is not so plain. Raises HandOverError."""
    match = _CELL.match(piece)
    if match is None:
        return None
    style, kind, given, formula, raw, inline = match.groups()
    if raw and (inline or kind == "inlineStr"):  # more than one value, or not where it belongs
        return None
    if given and 't="' in given:  # shared, array and data table formulas lean on other cells
        return None
    value = unescape((inline if kind == "inlineStr" else raw) or "")
    return _typed(kind or "", value, unescape(formula) if formula else None, int(style) if style else 0)


_short = lru_cache(maxsize=2000)(_plain)


def _typed(kind: str, raw: str, formula: str | None, style: int) -> Stored:
    """A cell with its type as the part spells it made one of ours. Raises HandOverError."""
    stored_as = _TYPES.get(kind)
    if stored_as is None:
        raise HandOverError(f"单元格类型 {kind}")
    if kind == "str":
        # A formula whose text is empty is stored as such; only without a type is an empty value "never calculated".
        return Stored("s", unescape_text(raw), formula, style)
    if kind == "inlineStr":
        raw = unescape_text(raw)
    return Stored(stored_as if raw else "", raw, formula, style)


def _completed(name: str, ref: str, stored: Stored, strings: Callable[[], Strings]) -> Stored:
    """A cell with the shared string that it points to, and within bounds. Raises UnreadableError."""
    if stored.type == _SHARED:
        try:
            raw = strings()(int(stored.raw)) if stored.raw.strip() else ""
        except (IndexError, ValueError) as error:
            raise damaged(f"{name}!{ref} 指向的文字不存在") from error
        stored = Stored("s" if raw else "", raw, stored.formula, stored.style)
    if len(stored.raw) > MAX_TEXT:
        raise _too_long(name, ref, len(stored.raw))
    return stored


def _several(found: Sequence[Stored]) -> Stored:
    """A cell with more than one value. Each program shows one of them, and not all the same one."""
    return found[0]._replace(type=SEVERAL, raw=BETWEEN_VALUES.join(stored.raw for stored in found))


def _too_long(name: str, ref: str, length: int) -> UnreadableError:
    return over(f"工作表“{name}”的 {ref} 有 {length} 字，一个单元格最多 {MAX_TEXT} 字")


def _cap(name: str, merges: int) -> None:
    if merges > MAX_MERGES:
        raise over(f"工作表“{name}”有 {merges} 处合并单元格，最多 {MAX_MERGES} 处")


# ---------------------------------------------------------------- by parser


class _Walk:
    """Where the parser stands. Cells and rows without `r` follow on from the one before."""

    __slots__ = (
        "cells",
        "column",
        "formula",
        "given",
        "inside",
        "masters",
        "merges",
        "name",
        "row",
        "shared",
        "strings",
        "values",
    )

    def __init__(self, name: str, strings: Callable[[], Strings]) -> None:
        self.name, self.strings = name, strings
        self.cells: dict[str, Stored] = {}
        self.merges: list[str] = []
        self.masters: dict[str, tuple[tuple[int, int], str]] = {}
        self.row = self.column = self.shared = 0
        self.given: dict[str, str] = {}
        self.values: list[list[str]] = []
        self.formula: tuple[dict[str, str], list[str]] | None = None
        self.inside: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = sheet_look.whole(given.get("r"), self.row + 1), 0
        elif tag == "c":
            self._open(given)
        elif tag == "f":
            self.formula = (given, [])
        elif tag == "mergeCell":
            self.merges.append(given.get("ref", ""))
        if tag in ("v", "is"):
            self.values.append([])
        if tag in ("v", "t", "f", "rPh"):
            self.inside.append(tag)

    def _open(self, given: dict[str, str]) -> None:
        ref = given.get("r")
        try:
            self.row, self.column = position(ref) if ref else (self.row, self.column + 1)
            if self.row < 1:
                raise ValueError(ref)
        except ValueError as error:
            raise damaged(f"工作表“{self.name}”里有认不出的单元格 {(ref or '')[:12]}") from error
        self.given, self.values, self.formula = given, [], None

    def end(self, tag: str) -> None:
        if tag in ("v", "t", "f", "rPh"):
            self.inside.pop()
        elif tag == "c":
            self._close()

    def text(self, piece: str) -> None:
        if not self.inside or "rPh" in self.inside:
            return
        if self.inside[-1] == "f" and self.formula:
            self.formula[1].append(piece)
        elif self.values:
            self.values[-1].append(piece)

    def _close(self) -> None:
        values = ["".join(pieces) for pieces in self.values if pieces]
        if not values and self.formula is None:
            return
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            raise over(f"工作表“{self.name}”的第 {self.row} 行第 {self.column} 列还有内容")
        ref = reference(self.row, self.column)
        if ref in self.cells:
            raise damaged(f"工作表“{self.name}”里同一个单元格出现两次")
        kind, style, said = self.given.get("t", ""), sheet_look.whole(self.given.get("s"), 0), self._said()
        found = [_completed(self.name, ref, _typed(kind, raw, said, style), self.strings) for raw in values or [""]]
        self.cells[ref] = found[0] if len(set(found)) == 1 else _several(found)

    def _said(self) -> str | None:
        if self.formula is None:
            return None
        given, pieces = self.formula
        said = "".join(pieces)
        if given.get("t") == "shared":
            here, index = (self.row, self.column), given.get("si", "")
            if said:
                self.masters[index] = (here, said)
            elif index in self.masters:
                self.shared += len(self.masters[index][1])
                if self.shared > MAX_SHARED:
                    raise over(f"工作表“{self.name}”里共用的公式太长")
                said = shifted(self.masters[index][1], self.masters[index][0], here)
        return said or None


def _by_parser(name: str, data: bytes, strings: Callable[[], Strings]) -> Sheet:
    walk = _Walk(name, strings)
    markup.parse(data, walk.start, walk.end, walk.text)
    _cap(name, len(walk.merges))
    return Sheet(name, walk.cells.get, walk.cells.keys(), areas(walk.merges), partial(sheet_look.sheet_look, data))
