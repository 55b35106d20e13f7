"""Reads the bytes of a workbook from standard input and prints its cells as JSON. Run as a child process, never
imported.

    python -m gouji.reading.workbook.fallback KIND

openpyxl reads the .xlsx that our own reader hands over, python-calamine the older formats (values only).
Answer: {"names": {name: text}, "sheets": {title: {"cells": {ref: [type, raw, formula, style]}, "merges": [ref]}}}
or {"problem": missing | password | far | doctype | unreadable}. Types are those of `book.Stored`. Of an .xlsx also
"formats", the number format of each style, "hidden", the titles of hidden sheets, and in a sheet its hidden "rows" and
"columns".
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from gouji.ooxml.book import MAX_COLUMNS, MAX_ROWS
from gouji.ooxml.container import MAX_ENTRIES, MAX_PART, MAX_TOTAL
from gouji.place import reference
from gouji.process.lifeline import follow_parent
from gouji.process.limits import limit

_Cell = list[Any]
_Sheet = dict[str, Any]


class _FarError(Exception):
    """A cell beyond what any form reaches to."""


class _DoctypeError(Exception):
    """A part with a DOCTYPE."""


def main() -> None:
    follow_parent()
    limit()
    data = sys.stdin.buffer.read()
    kind = sys.argv[1] if len(sys.argv) > 1 else "xlsx"
    try:
        answer = _by_openpyxl(data) if kind == "xlsx" else _by_calamine(data)
    except ImportError:
        answer = {"problem": "missing"}
    except _FarError:
        answer = {"problem": "far"}
    except _DoctypeError:
        answer = {"problem": "doctype"}
    except Exception as error:  # noqa: BLE001  # of a library, of any kind: the parent makes a finding of it
        answer = {"problem": "password" if "password" in str(error).lower() else "unreadable"}
    sys.stdout.write(json.dumps(answer))


def _by_openpyxl(data: bytes) -> dict[str, Any]:
    # With lxml, where it happens to be installed, openpyxl would know encodings in which a DOCTYPE can hide.
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        sizes = [entry.file_size for entry in entries]
        if len(entries) > MAX_ENTRIES or sum(sizes) > MAX_TOTAL or max(sizes) > MAX_PART:
            raise _FarError
        for entry in entries:
            content = archive.read(entry)  # zipfile stops at the declared size and checks the CRC
            if b"<!DOCTYPE" in content or b"<!DOCTYPE" in content.replace(b"\0", b""):
                raise _DoctypeError
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    sheets: dict[str, _Sheet] = {}
    formats: dict[str, int] = {"General": 0}
    for sheet in formulas.worksheets:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            raise _FarError
        shown = values[sheet.title]
        cells: dict[str, _Cell] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    style = formats.setdefault(cell.number_format, len(formats))
                    cells[cell.coordinate] = [*_openpyxl_cell(cell, shown[cell.coordinate]), style]
        sheets[sheet.title] = {
            "cells": cells,
            "merges": [str(merge) for merge in sheet.merged_cells.ranges],
            "rows": [row for row, given in sheet.row_dimensions.items() if given.hidden],
            "columns": [at for given in sheet.column_dimensions.values() if given.hidden for at in _columns(given)],
        }
    names = {name: defined.attr_text or "" for name, defined in formulas.defined_names.items()}
    hidden = [sheet.title for sheet in formulas.worksheets if sheet.sheet_state != "visible"]
    return {"names": names, "sheets": sheets, "formats": list(formats), "hidden": hidden}


def _columns(given: Any) -> range:
    """The columns that an entry of a sheet speaks of."""
    return range(given.min or 1, min(given.max or 1, MAX_COLUMNS) + 1)


def _openpyxl_cell(cell: Any, shown: Any) -> _Cell:
    if cell.data_type == "e":
        return ["e", str(cell.value), None]
    if cell.data_type != "f":
        return [*_typed(cell.value), None]
    formula = getattr(cell.value, "text", cell.value).removeprefix("=")
    if shown.data_type == "e":
        return ["e", str(shown.value), formula]
    return [*_typed(shown.value), formula]


def _typed(value: Any) -> tuple[str, str]:
    match value:
        case None:
            return "", ""
        case bool():
            return "b", "1" if value else "0"
        case int() | float():
            return "n", repr(value)
        case datetime():
            return "d", value.isoformat()
        case date() | time() | timedelta():
            return "d", str(value)
    return "s", str(value)


def _by_calamine(data: bytes) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets: dict[str, _Sheet] = {}
    for title in book.sheet_names:
        sheet = book.get_sheet_by_name(title)
        if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
            raise _FarError
        cells: dict[str, _Cell] = {}
        for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            for column, value in enumerate(values, start=1):
                if value != "":
                    cells[reference(row, column)] = [*_typed(_whole(value)), None, 0]
        merges = [
            f"{reference(top + 1, left + 1)}:{reference(bottom + 1, right + 1)}"
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        sheets[title] = {"cells": cells, "merges": merges}
    return {"names": {}, "sheets": sheets}


def _whole(value: Any) -> Any:
    """Old formats store every number as binary; 3.0 is 3."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


if __name__ == "__main__":
    main()
