"""Makers of workbooks that are legal but odd, each from a plain one by rewriting its parts.

`plain_book` is a stand-in for the real template: the same cells and names, nothing else, made in a moment.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from gouji.form.form import Form

TOP, LEFT = 4, 1  # where a table's grid begins on its sheet, one-based
Change = Callable[[str, bytes], tuple[str, bytes | None]]

STRICT = (
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def plain_book(
    form: Form,
    figures: Mapping[str, object],
    info: Mapping[str, str] | None = None,
    sections: Mapping[str, list[str]] | None = None,
    *,
    names: bool = True,
    stamp: bool = True,
) -> bytes:
    """A filled workbook of the form. A figure's value may be a number, text, bool, a formula (`=…`), None."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.set_properties({"created": datetime(2026, 1, 1)})  # the same input is the same bytes
    sheet = book.add_worksheet("基本信息")
    for at, field in enumerate(form.info):
        sheet.write(4 + at, 0, field.label)
        sheet.write(4 + at, 1, (info or {}).get(field.id, ""))
        if names:
            book.define_name(f"info.{field.id}", f"='基本信息'!$B${5 + at}")
    for section in form.sections:
        sheet = book.add_worksheet(section.sheet)
        sheet.write(0, 0, section.heading)
        first = 3
        if section.table:
            table = form.table(section.table)
            first = _table(book, sheet, form, section.table, figures, names) + 1
        texts = (sections or {}).get(section.id, [])
        for at, text in enumerate(texts):
            sheet.write(first + at, 0, text)
        if names:
            width = "A" if not section.table or table.width == 1 else xlsxwriter.utility.xl_col_to_name(table.width - 1)
            book.define_name(f"sections.{section.id}", f"='{section.sheet}'!$A${first + 1}:${width}${first + 30}")
    if stamp:
        book.define_name("gouji.form", f'="{form.id}"')
    book.close()
    return buffer.getvalue()


def _table(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    form: Form,
    id: str,
    figures: Mapping[str, object],
    names: bool,
) -> int:
    """Draws the grid; returns the zero-based row below it."""
    table, style = form.table(id), book.add_format({"border": 1})
    for label in table.labels:
        row, column = TOP - 1 + label.row, LEFT - 1 + label.column
        if label.rows * label.columns > 1:
            sheet.merge_range(row, column, row + label.rows - 1, column + label.columns - 1, label.text, style)
        else:
            sheet.write(row, column, label.text, style)
    for slot in table.slots:
        row, column = TOP - 1 + slot.row, LEFT - 1 + slot.column
        if slot.columns > 1:
            sheet.merge_range(row, column, row, column + slot.columns - 1, None, style)
        value = figures.get(slot.id)
        if isinstance(value, str) and not value.startswith("="):
            sheet.write_string(row, column, value, style)
        else:
            sheet.write(row, column, value, style)
        if names:
            ref = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)
            book.define_name(slot.id, f"='{table.sheet}'!{ref}")
    return TOP - 1 + table.height


def rewritten(data: bytes, change: Change) -> bytes:
    """The same package with every part passed through `change(name, content)`; content None drops the part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            name, content = change(entry.filename, old.read(entry))
            if content is not None:
                written = zipfile.ZipInfo(name)
                written.filename = name  # ZipInfo mends slashes of its own accord
                written.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(written, content)
    return buffer.getvalue()


def is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/sheet")


def in_sheets(change: Callable[[bytes], bytes]) -> Change:
    return lambda name, content: (name, change(content) if is_sheet(name) else content)


def in_part(part: str, change: Callable[[bytes], bytes]) -> Change:
    return lambda name, content: (name, change(content) if name == part else content)


def prefixed(name: str, content: bytes) -> tuple[str, bytes]:
    """Every element of the spreadsheet namespace under the prefix `x:`."""
    if not name.startswith("xl/") or not name.endswith(".xml") or "theme" in name:
        return name, content
    text = re.sub(r"<(/?)(?!\?|\w+:)(\w)", r"<\1x:\2", content.decode())
    return name, text.replace(
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
        'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
    ).encode()


def strict(name: str, content: bytes) -> tuple[str, bytes]:
    for transitional, strict_ in STRICT:
        content = content.replace(transitional, strict_)
    return name, content


def backslashes(name: str, content: bytes) -> tuple[str, bytes]:
    return name.replace("/", "\\"), content


def other_case(name: str, content: bytes) -> tuple[str, bytes]:
    return name.replace("sharedStrings", "SharedStrings").replace("worksheets/sheet", "Worksheets/Sheet"), content


def utf16(name: str, content: bytes) -> tuple[str, bytes]:
    if name.startswith("xl/") and name.endswith(".xml"):
        content = content.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return name, content


def absolute_targets(name: str, content: bytes) -> tuple[str, bytes]:
    if name == "xl/_rels/workbook.xml.rels":
        content = content.replace(b'Target="', b'Target="/xl/')
    return name, content


def dotted_targets(name: str, content: bytes) -> tuple[str, bytes]:
    if name == "xl/_rels/workbook.xml.rels":
        content = content.replace(b'Target="', b'Target="./../xl/')
    return name, content


def without_refs(name: str, content: bytes) -> tuple[str, bytes]:
    """No `r` on rows and cells: each follows on from the one before, so gaps are filled with empty ones."""
    if not is_sheet(name):
        return name, content
    return name, _filled(content)


def _filled(content: bytes) -> bytes:
    rows = {int(n): body for n, body in re.findall(rb'<row r="(\d+)"[^>]*(?<!/)>(.*?)</row>', content, re.S)}
    out = []
    for number in range(1, max(rows, default=0) + 1):
        cells = {
            _column(letters): (attributes, rest)
            for letters, attributes, rest in re.findall(
                rb'<c r="([A-Z]+)\d+"([^>]*?)(/>|>.*?</c>)', rows.get(number, b""), re.S
            )
        }
        line = b"".join(b"<c" + b"".join(cells.get(at, (b"", b"/>"))) for at in range(1, max(cells, default=0) + 1))
        out.append(b"<row>" + line + b"</row>")
    return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + b"".join(out) + b"</sheetData>", content, flags=re.S)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def inline_strings(data: bytes) -> bytes:
    """Every shared string written into its cell, the shared ones gone; as several runs with a phonetic hint."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = re.findall(rb"<si>(.*?)</si>", archive.read("xl/sharedStrings.xml"), re.S)

    def cell(match: re.Match[bytes]) -> bytes:
        body = shared[int(match[2])]
        text = re.search(rb">([^<]*)</t>", body)
        assert text
        value = text[1]
        runs = b"<r><rPr><sz val='9'/></rPr><t xml:space='preserve'>" + value + b"</t></r><r><t></t></r>"
        return match[1] + b't="inlineStr"><is>' + runs + "<rPh sb='0' eb='1'><t>拼音</t></rPh></is></c>".encode()

    def change(name: str, content: bytes) -> tuple[str, bytes | None]:
        if name == "xl/sharedStrings.xml":
            return name, None
        if is_sheet(name):
            content = re.sub(rb'(<c r="[A-Z]+\d+"(?: s="\d+")? )t="s"><v>(\d+)</v></c>', cell, content)
        if name == "xl/_rels/workbook.xml.rels":
            content = re.sub(rb'<Relationship [^>]*sharedStrings"[^>]*/>', b"", content)
        return name, content

    return rewritten(data, change)


def split_runs(name: str, content: bytes) -> tuple[str, bytes]:
    """Shared strings in runs, one for each character, as LibreOffice splits at changes of script."""
    if name != "xl/sharedStrings.xml":
        return name, content

    def runs(match: re.Match[str]) -> str:
        characters = re.findall(r"&\w+;|.", match[2], re.S)
        each = "".join(f'<r><rPr><sz val="9"/></rPr><t xml:space="preserve">{c}</t></r>' for c in characters)
        return f'<si>{each}<rPh sb="0" eb="1"><t>拼音</t></rPh><phoneticPr fontId="1"/></si>'

    return name, re.sub(r"<si><t([^>]*)>([^<]*)</t></si>", runs, content.decode(), flags=re.S).encode()


def compressed_otherwise(data: bytes) -> bytes:
    """The sheets compressed by bzip2: legal in a zip, though no spreadsheet program writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            kind = zipfile.ZIP_BZIP2 if is_sheet(entry.filename) else zipfile.ZIP_DEFLATED
            new.writestr(entry.filename, old.read(entry), kind)
    return buffer.getvalue()


def shift(sheet: Worksheet, names: openpyxl.Workbook, at: int, by: int) -> None:
    """Moves everything from row `at` on by `by` rows, names too, as a spreadsheet program does (openpyxl does not)."""
    merges = [area.coord for area in sheet.merged_cells.ranges]
    for merge in merges:
        sheet.unmerge_cells(merge)
    (sheet.insert_rows if by > 0 else sheet.delete_rows)(at, abs(by))
    for name, defined in names.defined_names.items():
        sheet_name, _, cells = (defined.attr_text or "").rpartition("!")
        if sheet_name.strip("'") != sheet.title:
            continue
        corners = [corner.split("$") for corner in cells.split(":")]
        if by < 0 and any(at <= int(row) < at - by for _, _, row in corners):
            defined.attr_text = "#REF!"
            continue
        moved = [f"${letters}${int(row) + (by if int(row) >= at else 0)}" for _, letters, row in corners]
        names.defined_names[name].attr_text = f"{sheet_name}!{':'.join(moved)}"
