"""Reads the merged ranges out of a sheet's XML where they are written as usual."""

from __future__ import annotations

import re

from gouji.place import Area, column_number

_MERGE = re.compile(r'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})" ?/>')


def of_usual(data: bytes) -> list[Area] | None:
    """Gives the merged ranges of a sheet; None when they are not written as usual, behind the cells."""
    start = data.find(b"<mergeCells", data.rfind(b"</sheetData>"))
    if start < 0:
        return None if b"<mergeCells" in data[: data.find(b"<sheetData")] else []
    end = data.find(b"</mergeCells>", start)
    block = data[start:end].decode("ascii", "replace")
    merges = _MERGE.findall(block)
    if end < 0 or len(merges) != block.count("<mergeCell ") or "<!" in block:
        return None
    return [
        Area(int(top), column_number(left), int(bottom), column_number(right)) for left, top, right, bottom in merges
    ]
