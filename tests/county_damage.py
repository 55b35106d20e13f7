"""The bytes of a good file in, those of a damaged one out: each damage that a county's plants may name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

import workbooks_hostile as hostile
import workbooks_odd as odd
from gouji.form.load import load_all
from gouji.place import Place
from gouji.reading import source

_WORKBOOK = "xl/workbook.xml"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def place_of(data: bytes, id: str) -> Place:
    reading = source.read_bytes(data, load_all())
    place = {**reading.info, **reading.figures}[id].place
    assert isinstance(place, Place)
    return place


def with_cell(data: bytes, id: str, xml: str) -> bytes:
    """The cell of a figure written as `xml`, in which `{at}` stands for its reference and style."""
    place = place_of(data, id)
    reference = f"{get_column_letter(place.column)}{place.row}"
    titles = openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames

    def change(content: bytes) -> bytes:
        pattern = rf'<c (r="{reference}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'.encode()
        found, count = re.subn(pattern, lambda m: xml.replace("{at}", m[1].decode()).encode(), content, flags=re.S)
        assert count == 1, (id, reference)
        return found

    part = f"xl/worksheets/sheet{titles.index(place.sheet) + 1}.xml"
    return odd.rewritten(data, odd.in_part(part, change))


def _edited(data: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, stream = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    edit(book)
    book.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- workbooks that a person has changed


def without_names(data: bytes) -> bytes:
    def change(content: bytes) -> bytes:
        return re.sub(b"<definedNames>.*</definedNames>", b"", content, flags=re.S)

    return odd.rewritten(data, odd.in_part(_WORKBOOK, change))


def renamed_sheet(data: bytes, title: str, to: str) -> bytes:
    return odd.rewritten(data, odd.in_part(_WORKBOOK, lambda content: content.replace(title.encode(), to.encode())))


def deleted_sheet(data: bytes, title: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        del book[title]
        _lose_names(book, title)

    return _edited(data, edit)


def emptied_sheet(data: bytes, title: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book[title].delete_rows(1, 200)
        _lose_names(book, title)

    return _edited(data, edit)


def _lose_names(book: openpyxl.Workbook, title: str) -> None:
    for name, defined in book.defined_names.items():
        if title in (defined.attr_text or ""):
            book.defined_names[name].attr_text = "#REF!"


def inserted_row(data: bytes, id: str, text: str) -> bytes:
    """A row of the office's own above the figure's, with a text where its label would stand."""
    place = place_of(data, id)

    def edit(book: openpyxl.Workbook) -> None:
        odd.shift(book[place.sheet], book, place.row, 1)
        book[place.sheet].cell(place.row, place.column - 1).value = text

    return _edited(data, edit)


def deleted_row(data: bytes, id: str) -> bytes:
    place = place_of(data, id)
    return _edited(data, lambda book: odd.shift(book[place.sheet], book, place.row, -1))


def merged(data: bytes, first: str, last: str) -> bytes:
    one, other = place_of(data, first), place_of(data, last)

    def edit(book: openpyxl.Workbook) -> None:
        book[one.sheet].merge_cells(None, one.row, one.column, other.row, other.column)

    return _edited(data, edit)


def with_name_of_another_form(data: bytes, id: str) -> bytes:
    """A sheet copied from another form's workbook brings its names along."""

    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet("抄来的").defined_names[id] = DefinedName(id, attr_text="'抄来的'!$A$1")

    return _edited(data, edit)


def ods(data: bytes) -> bytes:
    """The same cells as an OpenDocument spreadsheet, as another office program would save them."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
    )
    sheets = "".join(
        f'<table:table table:name="{escape(sheet.title)}">'
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
            for row in sheet.iter_rows(values_only=True)
        )
        + "</table:table>"
        for sheet in book.worksheets
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{sheets}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed(
        {"mimetype": _ODS.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    is_number = isinstance(value, int | float)
    kind = f'"float" office:value="{value}"' if is_number else '"string"'
    text = escape(str(value))
    return f"<table:table-cell office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip that is the same on any day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


# ---------------------------------------------------------------- files that are none any more, or never were one


def another_workbook(data: bytes) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    assert book.active
    book.active["A1"] = "通讯录"
    book.save(stream)
    return stream.getvalue()


DAMAGES: dict[str, Callable[..., bytes]] = {
    "cell": with_cell,
    "names lost": without_names,
    "sheet renamed": renamed_sheet,
    "sheet deleted": deleted_sheet,
    "sheet emptied": emptied_sheet,
    "row inserted": inserted_row,
    "row deleted": deleted_row,
    "cells merged": merged,
    "forms mixed": with_name_of_another_form,
    "saved as ods": ods,
    "cut off": lambda data: data[: len(data) // 2],
    "nothing": lambda data: b"",
    "picture": lambda data: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)),
    "password": lambda data: hostile.ole("Root Entry", "EncryptedPackage"),
    "bomb": lambda data: hostile.packed_bomb(data, "xl/worksheets/sheet3.xml", 40),
    "doctype": lambda data: hostile.changed(
        data, hostile.STRINGS, hostile.with_doctype(hostile.LAUGHS, b"sst", b"<si><t>&lol9;</t></si>", b"</sst>")
    ),
    "another workbook": another_workbook,
}
