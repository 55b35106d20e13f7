"""Reads the pages of a PDF with PDFium: characters and ruled lines, with their places from the top left corner as a
page is seen. The only user of pypdfium2."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium

from gouji.characters import UNREAD

MAX_CHARACTERS = 500_000  # of a page, and of a file
MAX_OBJECTS = 50_000  # of a page
MAX_RULES = 20_000
_DEEPEST = 5  # forms in forms
_THICKEST = 4.0  # points: a painted rectangle beyond is no line
_SHORTEST = 3.0
_TALLEST = 40.0  # points from the foot of a letter to a line through its middle
_THROUGH = (0.55, 0.15)  # of a letter's size above its foot: where a line strikes it through
_STRAIGHT = 0.5  # points by which a straight line may be slanted
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_MOVE, _LINE = 2, 0
_INVISIBLE = 3
_PASSWORD, _SECURITY = 4, 5


class Character(NamedTuple):
    text: str
    left: float
    right: float
    base: float  # the line on which it stands
    size: float
    struck: bool = False  # a line goes through it


class Rule(NamedTuple):
    """A straight line, or an edge of a rectangle. at: its place across; start, end: from where to where it goes."""

    upright: bool
    at: float
    start: float
    end: float


class Page(NamedTuple):
    """width, height: as it is seen. invisible: characters in pieces of text that are not drawn. images: on it."""

    width: float
    height: float
    characters: list[Character]
    rules: list[Rule]
    visible: int
    invisible: int
    images: int


class FarError(Exception):
    """More pages, characters or lines than any report has."""


class PasswordError(Exception):
    """It can't be opened without a password or certificate."""


class DamagedError(Exception):
    """It can't be opened."""


def pages(data: bytes, most: int) -> Iterator[Page]:
    """Yields the pages. Raises FarError when there are more than `most`, PasswordError, DamagedError."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        raise PasswordError if error in (_PASSWORD, _SECURITY) else DamagedError
    count = pdfium.FPDF_GetPageCount(document)
    if count > most:
        raise FarError
    for number in range(count):
        page = pdfium.FPDF_LoadPage(document, number)
        if page:
            yield _read(page)
            pdfium.FPDF_ClosePage(page)


def _with_strikes(characters: list[Character], rules: Sequence[Rule]) -> list[Character]:
    """The characters, those that a line goes through as such. Lines of a table go between them."""
    rows = sorted(range(len(characters)), key=lambda at: characters[at].base)
    bases = [characters[at].base for at in rows]
    for rule in rules:
        if rule.upright:
            continue
        first = bisect_left(bases, rule.at)
        for at in rows[first : bisect_right(bases, rule.at + _TALLEST)]:
            each = characters[at]
            high, low = (each.base - share * each.size for share in _THROUGH)
            if (
                high < rule.at < low
                and rule.start <= each.left + 0.3 * each.size
                and each.right <= rule.end + 0.3 * each.size
            ):
                characters[at] = each._replace(struck=True)
    return characters


class _View(NamedTuple):
    """How a point of the page's own space is seen."""

    turns: int  # by 90 degrees, clockwise
    left: float
    bottom: float
    right: float
    top: float

    def seen(self, x: float, y: float) -> tuple[float, float]:
        match self.turns:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """A direction of writing as it is seen: along, and upwards."""
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.turns]


def _read(page: Any) -> Page:
    view = _view(page)
    width, height = view.right - view.left, view.top - view.bottom
    if view.turns % 2:
        width, height = height, width
    found = _Found([], [0, 0, 0])
    _objects(page, view, found)
    seen = [each for each in _characters(page, view) if -1 <= each.left <= width + 1 and 0 <= each.base <= height]
    return Page(width, height, _with_strikes(seen, found.rules), found.rules, *found.counts)


def _view(page: Any) -> _View:
    edges = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = edges
    by = map(ctypes.byref, edges)
    if not (pdfium.FPDFPage_GetCropBox(page, *by) or pdfium.FPDFPage_GetMediaBox(page, *map(ctypes.byref, edges))):
        turns = pdfium.FPDFPage_GetRotation(page)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        return _View(turns, 0.0, 0.0, *((height, width) if turns % 2 else (width, height)))
    across, along = sorted((left.value, right.value)), sorted((bottom.value, top.value))
    return _View(pdfium.FPDFPage_GetRotation(page) % 4, across[0], along[0], across[1], along[1])


# ---------------------------------------------------------------- characters


def _characters(page: Any, view: _View) -> Iterator[Character]:
    """Upright ones, without those that PDFium itself adds for line ends and gaps."""
    text = pdfium.FPDFText_LoadPage(page)
    count = _within(pdfium.FPDFText_CountChars(text), MAX_CHARACTERS)
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    to_box, to_matrix, to_x, to_y = map(ctypes.byref, (box, matrix, x, y))
    for at, code in _codes(text, count):
        if code <= 32 and (code < 32 or pdfium.FPDFText_IsGenerated(text, at)):
            continue
        pdfium.FPDFText_GetMatrix(text, at, to_matrix)
        along, up = view.direction(matrix.a, matrix.b)
        if along <= 0 or abs(up) > 0.1 * along:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, to_box)
        pdfium.FPDFText_GetCharOrigin(text, at, to_x, to_y)
        size = pdfium.FPDFText_GetFontSize(text, at) * (matrix.c**2 + matrix.d**2) ** 0.5
        left, right = sorted((view.seen(box.left, box.bottom)[0], view.seen(box.right, box.top)[0]))
        yield Character(_sign(code), left, right, view.seen(x.value, y.value)[1], size)
    pdfium.FPDFText_ClosePage(text)


def _codes(text: Any, count: int) -> Iterator[tuple[int, int]]:
    """Yields each character's number and code. PDFium tells one beyond U+FFFF as two halves, and a hyphen that ends a
    line as a mark (2, once U+FFFE) that it may go."""
    codes = [pdfium.FPDFText_GetUnicode(text, at) for at in range(count)] + [0]
    at = 0
    while at < count:
        code, after = codes[at : at + 2]
        if 0xD800 <= code < 0xDC00 <= after < 0xE000:
            at, code = at + 1, 0x10000 + (code - 0xD800 << 10) + after - 0xDC00
        elif code in (2, 0xFFFE) and pdfium.FPDFText_IsHyphen(text, at) == 1:
            code = ord("-")
        yield at, code
        at += 1


def _sign(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF) else UNREAD


# ---------------------------------------------------------------- lines


class _Found(NamedTuple):
    """rules: so far. counts: visible and invisible pieces of text, images."""

    rules: list[Rule]
    counts: list[int]


def _objects(page: Any, view: _View, found: _Found) -> None:
    count = pdfium.FPDFPage_CountObjects(page)
    budget = [MAX_OBJECTS]
    whole = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    _each((pdfium.FPDFPage_GetObject(page, at) for at in range(_within(count))), view, whole, found, budget, 0)


def _within(count: int, most: int = MAX_OBJECTS) -> int:
    if count > most:
        raise FarError
    return count


_Matrix = tuple[float, float, float, float, float, float]


def _each(objects: Iterator[Any], view: _View, around: _Matrix, found: _Found, budget: list[int], depth: int) -> None:
    for each in objects:
        budget[0] -= 1
        if budget[0] < 0 or len(found.rules) > MAX_RULES:
            raise FarError
        kind = pdfium.FPDFPageObj_GetType(each)
        if kind == _PATH:
            found.rules.extend(_rules(each, view, around))
        elif kind == _TEXT:
            found.counts[pdfium.FPDFTextObj_GetTextRenderMode(each) == _INVISIBLE] += 1
        elif kind == _IMAGE:
            found.counts[2] += 1
        elif kind == _FORM and depth < _DEEPEST:
            count = _within(max(0, pdfium.FPDFFormObj_CountObjects(each)))
            inner = (pdfium.FPDFFormObj_GetObject(each, at) for at in range(count))
            _each(inner, view, _times(_matrix(each), around), found, budget, depth + 1)


def _matrix(each: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(each, ctypes.byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    """What applies one and then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _rules(path: Any, view: _View, around: _Matrix) -> Iterator[Rule]:
    """The straight lines of a path that is drawn. A ground that is painted behind text has no edges."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return
    a, b, c, d, e, f = _times(_matrix(path), around)
    for points in _pieces(path):
        seen = [view.seen(a * x + c * y + e, b * x + d * y + f) for x, y in points]
        across, down = [x for x, _ in seen], [y for _, y in seen]
        width, height = max(across) - min(across), max(down) - min(down)
        if min(width, height) <= _THICKEST:
            upright = height > width
            if max(width, height) >= _SHORTEST:
                at = (min(across) + max(across)) / 2 if upright else (min(down) + max(down)) / 2
                yield Rule(upright, at, *((min(down), max(down)) if upright else (min(across), max(across))))
        elif stroke.value:
            for (x, y), (to_x, to_y) in pairwise(seen):
                if abs(x - to_x) <= _STRAIGHT:
                    yield Rule(True, (x + to_x) / 2, *sorted((y, to_y)))
                elif abs(y - to_y) <= _STRAIGHT:
                    yield Rule(False, (y + to_y) / 2, *sorted((x, to_x)))


def _pieces(path: Any) -> Iterator[list[tuple[float, float]]]:
    """The points of each connected piece of a path, closed ones with the first again; without curves."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for at in range(_within(pdfium.FPDFPath_CountSegments(path))):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == _MOVE:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((x.value, y.value))
        curved = curved or kind not in (_MOVE, _LINE)
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
