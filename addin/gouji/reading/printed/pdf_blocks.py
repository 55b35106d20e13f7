"""Takes the pages of a PDF; gives what is read on them as blocks: tables of lines as grids, the rest as paragraphs.

Headers, footers, page numbers and watermarks are left out. Lines become paragraphs where paragraphs show by their
indents; else each line stays one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.reading.block import Aside, Block, Line, Spot
from gouji.reading.printed import pdf_columns
from gouji.reading.printed.lines import is_page_number
from gouji.reading.printed.pdf_columns import Unruled
from gouji.reading.printed.pdf_lines import TextLine, lines, words
from gouji.reading.printed.pdf_page import Character, Page
from gouji.reading.printed.pdf_rules import tables
from gouji.reading.printed.pdf_tables import Filled, fill, join

_INDENTED = (1.5, 2.6)  # of a letter's size: the first line of a paragraph
_FEWEST = 3  # paragraphs that are indented, before indents are believed
_AT_MARGIN = 0.8
_TITLE = 1.2  # times the size of most letters
_EDGE = 0.12  # of a page's height: where headers and footers are
_APART = 1.6  # times the usual distance of lines: more is the end of a paragraph
_DIGITS = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"\W*\d{1,3}(?:\s*[/／]\s*\d{1,3})?\W*\Z")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]")
_ENDS = "。！？；："
_CLOSING = "，。、；：！？）》”’〉】,.;:!?)]}%"  # no line begins with them
_BEFORE = "\\$+"  # what stands before a number
_OPENING = "（《“‘〈【([{" + _BEFORE  # and none ends with these
_GAP = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")
_QUOTES = "\"'“”‘’"


class Stretch(NamedTuple):
    """A line of text on a page. room: how far it might have gone."""

    page: int
    base: float
    left: float
    right: float
    size: float
    text: str
    asides: tuple[Aside, ...] = ()


class _Table(NamedTuple):
    page: int
    base: float
    filled: Filled


_Placed = Stretch | _Table | Unruled


def blocks(pages: Iterable[Page]) -> tuple[list[Block], bool]:
    """Gives the blocks, and whether a paragraph may be several of them (see `recognise`)."""
    read: list[TextLine] = []
    found: list[_Table] = []
    heights: dict[int, float] = {}
    for number, page in enumerate(pages, start=1):
        heights[number] = page.height
        ruled = tables(page.rules)
        inside: dict[int, list[Character]] = defaultdict(list)
        outside: list[Character] = []
        for each in page.characters:
            middle = (each.left + each.right) / 2, each.base - each.size * 0.35
            at = next((at for at, table in enumerate(ruled) if table.holds(*middle)), None)
            (outside if at is None else inside[at]).append(each)
        found += [_Table(number, table.downs[0], fill(table, inside[at], number)) for at, table in enumerate(ruled)]
        read += [TextLine(number, own, tuple(line)) for line in lines(outside) if (own := tuple(words(line)))]
    read = _without_furniture(read, found, heights)
    ordered = [table for page in heights for table in pdf_columns.tables([line for line in read if line.page == page])]
    in_tables = {id(line) for table in ordered for line in table.lines}
    texts = [stretch for line in read if id(line) not in in_tables and (stretch := _stretch(line))]
    placed: list[_Placed] = [*texts, *found, *ordered]
    return _blocks(_over_breaks(sorted(placed, key=lambda each: (each.page, each.base))), texts)


def _stretch(line: TextLine) -> Stretch | None:
    asides = tuple(aside for word in line.words for aside in word.asides)
    if not (text := line.text):
        return None
    return Stretch(line.page, line.base, line.words[0].left, line.words[-1].right, line.size, text, asides)


# ---------------------------------------------------------------- headers and footers


def _without_furniture(texts: Sequence[TextLine], found: Sequence[_Table], heights: dict[int, float]) -> list[TextLine]:
    """Without page numbers, and without lines at the edge that are the same at the same place on several pages."""
    edges = {id(each) for page in heights for each in _edges(page, texts, found, heights[page])}
    kinds = Counter(_kind(each) for each in texts if id(each) in edges)
    return [
        each
        for each in texts
        if not is_page_number(each.text)
        and not (id(each) in edges and (kinds[_kind(each)] > 1 or _BARE_NUMBER.match(each.text)))
    ]


def _kind(each: TextLine) -> tuple[str, int]:
    return _DIGITS.sub("#", each.text), round(each.base / 4)


def _edges(page: int, texts: Sequence[TextLine], found: Sequence[_Table], height: float) -> list[TextLine]:
    """Lines in the margin above or below all else on a page."""
    own = sorted((each for each in texts if each.page == page), key=lambda each: each.base)
    bodies = [table.base for table in found if table.page == page]
    top = [each for each in own if each.base < _EDGE * height and all(each.base < base for base in bodies)]
    bottom = [each for each in own if each.base > (1 - _EDGE) * height and all(each.base > base for base in bodies)]
    return [*top, *bottom]


# ---------------------------------------------------------------- over page breaks


def _over_breaks(placed: Sequence[_Placed]) -> list[_Placed]:
    """With a table that goes on over a page break as one."""
    kept: list[_Placed] = []
    last = 0
    for each in placed:
        before = kept[-1] if kept else None
        if isinstance(each, _Table) and isinstance(before, _Table) and each.page == last + 1:
            joined = join(before.filled, each.filled)
            if joined is not None:
                kept[-1] = before._replace(filled=joined)
                last = each.page
                continue
        kept.append(each)
        last = each.page
    return kept


# ---------------------------------------------------------------- paragraphs


class _Measures(NamedTuple):
    """Where lines begin and end, the size of their letters, how far one is from the next: what most of the text has."""

    left: float
    right: float
    size: float
    leading: float


def _blocks(placed: Sequence[_Placed], texts: Sequence[Stretch]) -> tuple[list[Block], bool]:
    measures = _measures(texts)
    low, high = (share * measures.size for share in _INDENTED)
    broken = sum(low < each.left - measures.left < high for each in texts) < _FEWEST
    found: list[Block] = []
    before: Stretch | None = None
    for each in placed:
        if not isinstance(each, Stretch):
            found.append(each.filled.grid() if isinstance(each, _Table) else each.grid)
            before = None
            continue
        last = found[-1] if found else None
        if before is not None and isinstance(last, Line) and _goes_on(before, each, measures, broken):
            found[-1] = last._replace(text=_glued(last.text, each.text), asides=last.asides + each.asides)
        else:
            found.append(Line(each.text, Spot(page=each.page), each.asides))
        before = each
    return _numbered(found), broken


def _measures(texts: Sequence[Stretch]) -> _Measures:
    if not texts:
        return _Measures(0.0, 0.0, 1.0, 1.0)
    sizes: Counter[float] = Counter()
    for each in texts:
        sizes[each.size] += len(each.text)
    size = sizes.most_common(1)[0][0]
    own = [each for each in texts if each.size == size]
    steps = [
        after.base - before.base
        for before, after in pairwise(own)
        if before.page == after.page and 0 < after.base - before.base < 4 * size
    ]
    leading = Counter(round(step) for step in steps).most_common(1)[0][0] if steps else 2 * size
    return _Measures(min(each.left for each in own), max(each.right for each in own), size, float(leading))


def _goes_on(before: Stretch, each: Stretch, measures: _Measures, broken: bool) -> bool:
    """Whether a line goes on with the paragraph of the one before it; a title's lines belong together by their size."""
    if before.size != each.size:
        return False
    if each.size > _TITLE * measures.size:
        return not broken and each.page == before.page and each.base - before.base < 2.5 * each.size
    if before.text[-1] in _ENDS and _HEADING.match(each.text):
        return False
    if broken or abs(each.left - measures.left) >= _AT_MARGIN * measures.size:
        return False
    apart = each.page == before.page and each.base - before.base > _APART * measures.leading
    return not apart and not _had_room(before, each.text, measures)


def _had_room(before: Stretch, text: str, measures: _Measures) -> bool:
    """Whether the line before ended early: what the next one begins with would have fitted behind it."""
    letters = sum(0.6 if char.isascii() else 1 for char in _piece(text))
    return measures.right - before.right > (letters + 1.2) * measures.size


def _piece(text: str) -> str:
    """What the text begins with and no line breaks apart. A blank that isn't between words is a gap of the print."""
    text = _GAP.sub("", text)
    end = next((at for at in range(1, len(text)) if _may_break(text[at - 1], text[at])), len(text))
    return text[:end]


def _may_break(before: str, after: str) -> bool:
    if after == " " or before in _OPENING or after in _CLOSING or before in _QUOTES or after in _QUOTES:
        return after == " "
    return not ((before in _CLOSING and after in _BEFORE) or (before.isascii() and after.isascii()))


def _glued(before: str, after: str) -> str:
    words = before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalpha()
    return f"{before} {after}" if words else before + after


def _numbered(found: Sequence[Block]) -> list[Block]:
    """With the number of each paragraph and table, in the order of reading."""
    numbered: list[Block] = []
    at = tables = 0
    for block in found:
        if isinstance(block, Line):
            at += 1
            numbered.append(block._replace(place=_in(block.place, line=at)))
        else:
            tables += 1
            rows = (tuple(c._replace(place=_in(c.place, table=tables)) for c in row) for row in block.rows)
            numbered.append(block._replace(rows=tuple(rows)))
    return numbered


def _in(place: object, **numbers: int) -> Spot:
    assert isinstance(place, Spot)
    return place._replace(**numbers)
