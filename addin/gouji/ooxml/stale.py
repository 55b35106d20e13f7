"""Finds the formulas whose stored values no longer hold once some cells are changed, and takes those values out.

What a formula leans on is read from its references alone. One that names, computes or abbreviates them may lean on
anything, so it counts as changed: a value that is missing is worked out again when the file is opened, a wrong one is
believed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from gouji.errors import UnreadableError
from gouji.ooxml.book import Book
from gouji.ooxml.container import HandOverError
from gouji.ooxml.splice import attribute, elements, insert_before, prefix
from gouji.place import Area, Place, area, position

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_CELLS = re.compile(
    r"(?<![\w.\]])(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<cells>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?)(?![\w.(!:])"
)
_CALL = re.compile(r"[A-Za-z_][\w.]*\(")
_ANYWHERE = re.compile(r"(?:INDIRECT|OFFSET|CELL|INFO|GET\.CELL|EVALUATE)\(", re.IGNORECASE)
_UNKNOWN = re.compile(r"[^\W\d]|[:!\[]")  # what is left: names, whole columns, several sheets, other files
_TRUTH = re.compile(r"\b(?:TRUE|FALSE)\b", re.IGNORECASE)
_AFTER_CALCULATION = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)

Leans = tuple[Area, ...] | None  # None: on anything


def stale(book: Book, changed: Iterable[Place]) -> dict[str, set[str]]:
    """Gives sheet → references of the formulas that lean on the changed cells, at whatever remove."""
    formulas = list(_formulas(book))
    now: dict[str, set[tuple[int, int]]] = {}
    for place in changed:
        now.setdefault(place.sheet, set()).add((place.row, place.column))
    found: dict[str, set[str]] = {}
    while True:
        touched = [each for each in formulas if _leans_on(each[2], now)]
        if not touched:
            return found
        formulas = [each for each in formulas if each not in touched] if len(touched) < len(formulas) else []
        for title, ref, _ in touched:
            found.setdefault(title, set()).add(ref)
            now.setdefault(title, set()).add(position(ref))


def _formulas(book: Book) -> Iterator[tuple[str, str, Leans]]:
    for title in book.titles:
        try:
            sheet = book.sheet(title)
        except (UnreadableError, HandOverError):
            continue  # a chart
        for ref in sheet.refs:
            stored = sheet.at(ref)
            if stored is not None and stored.formula is not None:
                yield title, ref, leans(stored.formula, title)


def leans(formula: str, title: str) -> Leans:
    """Gives the areas that a formula on a sheet refers to; None where it may refer to others too."""
    text = _TEXT.sub("", formula)
    if _ANYWHERE.search(text) or not formula:
        return None
    found: list[Area] = []
    for each in _CELLS.finditer(text):
        said = each["sheet"]
        sheet = title if said is None else said[1:-1].replace("''", "'") if said.startswith("'") else said
        if "[" in sheet:
            return None
        found.append(area(each["cells"].upper())._replace(sheet=sheet))
    rest = _TRUTH.sub("", _CALL.sub("(", _CELLS.sub("", text)))
    return None if _UNKNOWN.search(rest) else tuple(found)


def _leans_on(areas: Leans, changed: Mapping[str, Collection[tuple[int, int]]]) -> bool:
    if areas is None:
        return True
    return any(where.covers(row, column) for where in areas for row, column in changed.get(where.sheet, ()))


# ---------------------------------------------------------------- taking values out


def without_values(data: bytes, refs: Collection[str]) -> bytes:
    """Gives a sheet's part without the stored values of these formula cells; the formulas stay. Raises MarkError."""
    _, children = elements(data)
    span = next((child for child in children if child.name == "sheetData"), None)
    if span is None or not refs:
        return data
    cut = data[span.start : span.end]
    rows = {str(position(ref)[0]) for ref in refs}
    pieces, last = [data[: span.start]], 0
    for row in elements(cut)[1]:
        if attribute(cut, row, "r") in rows:
            pieces += [cut[last : row.start], _row(cut[row.start : row.end], refs)]
            last = row.end
    return b"".join((*pieces, cut[last:], data[span.end :]))


def _row(written: bytes, refs: Collection[str]) -> bytes:
    pieces, last = [], 0
    for cell in elements(written)[1]:
        if attribute(written, cell, "r") in refs:
            pieces += [written[last : cell.start], _cell(written[cell.start : cell.end])]
            last = cell.end
    return b"".join((*pieces, written[last:]))


def _cell(written: bytes) -> bytes:
    root, children = elements(written)
    kept = b"".join(written[each.start : each.end] for each in children if each.name not in ("v", "is"))
    head = re.sub(rb"""\st=(?:"[^"]*"|'[^']*')""", b"", written[: root.inner])
    return head + kept + written[root.close :]


def calculated_on_load(workbook: bytes) -> bytes:
    """Gives the workbook's own part, told that everything is to be calculated when it is opened. Raises MarkError."""
    _, children = elements(workbook)
    there = next((child for child in children if child.name == "calcPr"), None)
    if there is None:
        p = prefix(workbook, elements(workbook)[0])
        return insert_before(workbook, _AFTER_CALCULATION, f'<{p}calcPr fullCalcOnLoad="1"/>'.encode())
    head = re.sub(rb"""\sfullCalcOnLoad=(?:"[^"]*"|'[^']*')""", b"", workbook[there.start : there.inner])
    end = b"/>" if head.endswith(b"/>") else b">"
    head = head[: -len(end)].rstrip() + b' fullCalcOnLoad="1"' + end
    return workbook[: there.start] + head + workbook[there.inner :]
