"""Reads from a sheet's XML what of it can't be seen: hidden rows and columns, zeros left out, conditional formats.

Most sheets have none of it, and a look at some of the bytes says so before anything is parsed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gouji.ooxml import markup
from gouji.ooxml.book import ALL_SEEN, MAX_COLUMNS, ConditionalFormat, SheetLook
from gouji.place import areas

_THINNEST = 1.0  # points of a row, characters of a column: what is less is nothing
_FALSE = ("0", "false")
_WANTED = ("sheetView", "row", "col", "formula", "dataBar", "iconSet", "cfRule", "conditionalFormatting")


def of_usual(data: bytes, first: str, cells: Iterable[str], telling: Collection[int]) -> SheetLook:
    """Reads the same as `sheet_look` from a part written as usual. first, cells: the text up to the first cell, and
    from each cell to the next one: a row begins where a piece doesn't end as a cell does."""
    rows = first + "".join([cell[cell.rfind("<row") :] for cell in cells if cell[-2] not in "c/"])
    head, tail = data[: data.find(b"<sheetData")], data[data.rfind(b"</sheetData>") :]
    return sheet_look(data, telling) if _may_hide(rows, head, tail, telling) else ALL_SEEN


def _may_hide(rows: str, head: bytes, tail: bytes, telling: Collection[int]) -> bool:
    """Whether a sheet is worth a closer look. LibreOffice says of every row and column that it is not hidden."""
    if rows.count("hidden") != rows.count('hidden="false"') or ' ht="0' in rows:
        return True
    if head.count(b"hidden") != head.count(b'hidden="false"') or b' width="0' in head:
        return True
    if head.count(b"showZeros") != head.count(b'showZeros="true"'):  # LibreOffice says it of every sheet
        return True
    return b"showValue" in tail or (bool(telling) and b"conditionalFormatting" in tail)


def sheet_look(data: bytes, telling: Collection[int]) -> SheetLook:
    """Reads what of a sheet can't be seen. telling: the formats of conditional formats that hide a number or show
    another one. Raises UnreadableError."""
    rows: set[int] = set()
    columns: set[int] = set()
    rules: list[ConditionalFormat] = []
    within: list[ConditionalFormat] = []  # of one range
    zeros, row, limit, is_bare = True, 0, "", False
    for name, given, text in markup.elements(data, _WANTED):
        if name == "sheetView":
            zeros = zeros and given.get("showZeros") not in _FALSE
        elif name == "row":
            row = whole(given.get("r"), row + 1)
            if _is_hidden(given, "ht"):
                rows.add(row)
        elif name == "col" and _is_hidden(given, "width"):
            last = min(whole(given.get("max"), 1), MAX_COLUMNS)
            columns.update(range(whole(given.get("min"), 1), last + 1))
        elif name == "formula":
            limit = text
        elif name in ("dataBar", "iconSet"):
            is_bare = given.get("showValue") in _FALSE
        elif name == "cfRule":
            look = -1 if is_bare else whole(given.get("dxfId"), -2)
            if look in telling or is_bare:
                operator = given.get("operator", "") if given.get("type") == "cellIs" else ""
                within.append(ConditionalFormat((), look, operator, limit))
            limit, is_bare = "", False
        elif name == "conditionalFormatting":
            where = tuple(areas(given.get("sqref", "").split()))
            rules += [rule._replace(areas=where) for rule in within]
            within.clear()
    return SheetLook(rows, columns, zeros, tuple(rules))


def _is_hidden(given: Mapping[str, str], size: str) -> bool:
    if given.get("hidden", "0") not in _FALSE:
        return True
    try:
        return float(given.get(size, "9")) < _THINNEST
    except ValueError:
        return False


def whole(text: str | None, default: int) -> int:
    """Reads an attribute that says a whole number; `default` where it is absent."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
