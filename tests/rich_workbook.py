"""Workbooks as offices really have them: nearly everything that a library drops on load and save. Bytes in, bytes out.

`own` is an office's own workbook, `enriched` puts the parts that XlsxWriter can't write into any workbook.
Nothing here comes from a real file.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import xlsxwriter

SHEET = "三、收到和处理申请"
OTHER = "参数 & '备用'表"

_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
_R = f"{_DOCUMENT}/relationships"
_MS = "http://schemas.microsoft.com/office"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_THREADED = f"{_MS}/spreadsheetml/2018/threadedcomments"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

KINDS = {
    "VBA project": "xl/vbaProject.bin",
    "image": "xl/media/image1.png",
    "drawing with text box": "xl/drawings/drawing1.xml",
    "chart": "xl/charts/chart1.xml",
    "comments": "xl/comments1.xml",
    "shapes of comments and buttons": "xl/drawings/vmlDrawing1.vml",
    "threaded comments": "xl/threadedComments/threadedComment1.xml",
    "persons": "xl/persons/person.xml",
    "form control": "xl/ctrlProps/ctrlProp1.xml",
    "slicer": "xl/slicers/slicer1.xml",
    "slicer cache": "xl/slicerCaches/slicerCache1.xml",
    "WPS cell images": "xl/cellimages.xml",
    "custom XML": "customXml/item1.xml",
    "printer settings": "xl/printerSettings/printerSettings1.bin",
    "external link": "xl/externalLinks/externalLink1.xml",
    "embedded object": "xl/embeddings/oleObject1.bin",
    "table": "xl/tables/table1.xml",
    "dynamic arrays": "xl/metadata.xml",
    "images in cells": "xl/richData/rdrichvalue.xml",
    "calculation chain": "xl/calcChain.xml",
    "custom properties": "docProps/custom.xml",
}


def own() -> bytes:
    """Figures in B3:C10 of SHEET, a total in D3, conditional formats of its own; no name or sheet of ours."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, other, more = (book.add_worksheet(name) for name in (SHEET, OTHER, "其他"))
    other.write_column(0, 0, ["甲", "乙", "丙"])
    red = book.add_format({"font_color": "red"})
    sheet.write_rich_string("A1", "一、", book.add_format({"bold": True}), "本年", red, "新收", "数量")
    for row in range(8):
        sheet.write(row + 2, 1, row * 3)
        sheet.write(row + 2, 2, row + 1)
    sheet.write_formula("D3", "=SUM(B3:C3)", None, 1)
    _draw(book, sheet)
    sheet.conditional_format("B3:B10", {"type": "data_bar", "data_bar_2010": True, "bar_negative_color": "#FF0000"})
    sheet.conditional_format("C3:C10", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("D3:D10", {"type": "formula", "criteria": "=D3>5", "format": red})
    sheet.data_validation("A5", {"validate": "list", "source": ["甲", "乙"]})
    sheet.add_sparkline("E3", {"range": f"'{SHEET}'!B3:C3"})
    columns = [{"header": name} for name in ("类", "数", "备注")]
    sheet.add_table("N3:P8", {"columns": columns, "data": [["甲", 1, ""], ["乙", 2, ""]]})
    sheet.write_url("A7", "https://www.example.gov.cn", string="链接")
    sheet.set_header("&L&G", {"image_left": "seal.png", "image_data_left": io.BytesIO(_png())})
    sheet.freeze_panes(2, 1)
    sheet.set_column("A:A", 30)
    sheet.protect("")
    sheet.write_dynamic_array_formula("H20", "=FILTER(B3:B9,B3:B9>3)")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    book.define_name("本年新收", f"='{SHEET}'!$B$3")
    book.set_custom_property("公文号", "001")
    more.embed_image("A10", "seal.png", {"image_data": io.BytesIO(_png())})
    book.close()
    return stream.getvalue()


def _draw(book: Any, sheet: Any) -> None:
    sheet.insert_textbox("F2", "文本框：请勿删除", {"width": 160, "height": 60})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET}'!$B$3:$B$9", "trendline": {"type": "linear"}})
    sheet.insert_chart("F10", chart)
    sheet.insert_image("J2", "seal.png", {"image_data": io.BytesIO(_png()), "description": "公章"})
    sheet.insert_button("L2", {"macro": "宏1", "caption": "按钮"})
    sheet.write_comment("B3", "批注：核实", {"author": "张三"})


def _png() -> bytes:
    """A red square."""
    rows = b"".join(b"\0" + b"\xc0\0\0" * 8 for _ in range(8))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


# ---------------------------------------------------------------- what XlsxWriter doesn't write

_PARTS: Mapping[str, tuple[str, str]] = {  # part → content type ("" where an extension's default does), content
    "xl/threadedComments/threadedComment1.xml": (
        "application/vnd.ms-excel.threadedcomments+xml",
        f'{_HEAD}<ThreadedComments xmlns="{_THREADED}"><threadedComment ref="B4" dT="2025-12-01T09:00:00.00" '
        'personId="{11111111-1111-1111-1111-111111111111}" id="{22222222-2222-2222-2222-222222222222}">'
        "<text>请复核</text></threadedComment></ThreadedComments>",
    ),
    "xl/persons/person.xml": (
        "application/vnd.ms-excel.person+xml",
        f'{_HEAD}<personList xmlns="{_THREADED}"><person displayName="李四" '
        'id="{11111111-1111-1111-1111-111111111111}" userId="li" providerId="None"/></personList>',
    ),
    "xl/printerSettings/printerSettings1.bin": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
        "\1\2\3\4" * 50,
    ),
    "xl/slicers/slicer1.xml": (
        "application/vnd.ms-excel.slicer+xml",
        f'{_HEAD}<slicers xmlns="{_MS}/spreadsheetml/2009/9/main"><slicer name="类" cache="Slicer_1" caption="类" '
        'rowHeight="241300"/></slicers>',
    ),
    "xl/slicerCaches/slicerCache1.xml": (
        "application/vnd.ms-excel.slicerCache+xml",
        f'{_HEAD}<slicerCacheDefinition xmlns="{_MS}/spreadsheetml/2009/9/main" name="Slicer_1" sourceName="类">'
        f'<extLst><x:ext xmlns:x="{_MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}"><x15:tableSlicerCache '
        f'xmlns:x15="{_MS}/spreadsheetml/2010/11/main" tableId="1" column="1"/></x:ext></extLst>'
        "</slicerCacheDefinition>",
    ),
    "xl/cellimages.xml": (
        "application/vnd.wps-officedocument.cellimage+xml",
        f'{_HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:r="{_R}"/>',
    ),
    "customXml/item1.xml": ("", '<?xml version="1.0"?><root xmlns="urn:oa">OA-123</root>'),
    "customXml/itemProps1.xml": (
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        f'<?xml version="1.0"?><ds:datastoreItem ds:itemID="{{33333333-3333-3333-3333-333333333333}}" '
        f'xmlns:ds="{_DOCUMENT}/customXml"/>',
    ),
    "customXml/_rels/item1.xml.rels": (
        "",
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/customXmlProps" Target="itemProps1.xml"/></Relationships>',
    ),
    "xl/externalLinks/externalLink1.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        f'{_HEAD}<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_R}" r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>',
    ),
    "xl/externalLinks/_rels/externalLink1.xml.rels": (
        "",
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{_R}/externalLinkPath" Target="other.xlsx" TargetMode="External"/></Relationships>',
    ),
    "xl/embeddings/oleObject1.bin": ("application/vnd.openxmlformats-officedocument.oleObject", "OLE" * 100),
    "xl/ctrlProps/ctrlProp1.xml": (
        "application/vnd.ms-excel.controlproperties+xml",
        f'{_HEAD}<formControlPr xmlns="{_MS}/spreadsheetml/2009/9/main" objectType="CheckBox" lockText="1"/>',
    ),
    "xl/vbaProject.bin": ("application/vnd.ms-office.vbaProject", "\xd0\xcf\x11\xe0" + "\0" * 508),
    "xl/calcChain.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
        f'{_HEAD}<calcChain xmlns="{_MAIN}"><c r="D3" i="1"/></calcChain>',
    ),
}

_OF_SHEET = {  # id → kind, target
    "rIdThread": ("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "threadedComments/"),
    "rIdPrinter": (f"{_R}/printerSettings", "printerSettings/"),
    "rIdSlicer": ("http://schemas.microsoft.com/office/2007/relationships/slicer", "slicers/"),
    "rIdOle": (f"{_R}/oleObject", "embeddings/"),
    "rIdControl": (f"{_R}/ctrlProp", "ctrlProps/"),
}
_OF_BOOK = {
    "rIdPerson": ("http://schemas.microsoft.com/office/2017/10/relationships/person", "xl/persons/"),
    "rIdCache": ("http://schemas.microsoft.com/office/2007/relationships/slicerCache", "xl/slicerCaches/"),
    "rIdVba": ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "xl/vbaProject.bin"),
    "rIdXml": (f"{_R}/customXml", "customXml/item1.xml"),
    "rIdImages": ("http://www.wps.cn/officeDocument/2020/cellImage", "xl/cellimages.xml"),
    "rIdLink": (f"{_R}/externalLink", "xl/externalLinks/externalLink1.xml"),
    "rIdChain": (f"{_R}/calcChain", "xl/calcChain.xml"),
}
_EXTENSION = '<ext xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" uri="{WPS-TEST}"><etc:x/></ext>'


def enriched(data: bytes, title: str = SHEET) -> bytes:
    """The workbook with every part of _PARTS, most of them hanging on the sheet of that title; a .xlsm."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    book = parts["xl/workbook.xml"].decode()
    order = re.findall(r'<sheet name="([^"]*)"', book)
    number = order.index(title) + 1
    parts |= {
        name: content.encode("latin-1" if name.endswith(".bin") else "utf-8") for name, (_, content) in _PARTS.items()
    }
    parts["xl/calcChain.xml"] = parts["xl/calcChain.xml"].replace(b'i="1"', b'i="%d"' % number)
    _relate(parts, "xl/_rels/workbook.xml.rels", _OF_BOOK, "/")
    rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
    _relate(parts, rels, _OF_SHEET, "/xl/")
    link = '<externalReferences><externalReference r:id="rIdLink"/></externalReferences>'
    parts["xl/workbook.xml"] = book.replace("<definedNames>", link + "<definedNames>").encode()
    _declare(parts)
    sheet = f"xl/worksheets/sheet{number}.xml"
    parts[sheet] = _furnished(parts[sheet].decode()).encode()
    return packed(parts)


def _relate(parts: dict[str, bytes], name: str, given: Mapping[str, tuple[str, str]], root: str) -> None:
    empty = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    text = parts.get(name, empty.encode()).decode()
    made = ""
    for id, (kind, start) in given.items():
        part = next(part for part in _PARTS if f"/{part}".startswith(root + start))
        made += f'<Relationship Id="{id}" Type="{kind}" Target="/{part}"/>'
    parts[name] = text.replace("</Relationships>", made + "</Relationships>").encode()


def _declare(parts: dict[str, bytes]) -> None:
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in _PARTS.items() if kind
    )
    text = parts["[Content_Types].xml"].decode()
    text = text.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = text.replace("</Types>", kinds + "</Types>").encode()


def _furnished(sheet: str) -> str:
    """An embedded object and a form control where they belong, and extensions of Excel and of WPS at the end."""
    control = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:x14="{_MS}/spreadsheetml/2009/9/main" Requires="x14"><controls><control shapeId="1026" '
        'r:id="rIdControl" name="复选框 1"/></controls></mc:Choice></mc:AlternateContent>'
    )
    late = '<oleObjects><oleObject progId="Package" shapeId="1025" r:id="rIdOle"/></oleObjects>' + control
    slicers = (
        f'<ext xmlns:x15="{_MS}/spreadsheetml/2010/11/main" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">'
        f'<x14:slicerList xmlns:x14="{_MS}/spreadsheetml/2009/9/main"><x14:slicer r:id="rIdSlicer"/></x14:slicerList>'
        "</ext>"
    )
    if "<extLst>" not in sheet:
        sheet = sheet.replace("</worksheet>", "<extLst></extLst></worksheet>")
    before = "<tableParts" if "<tableParts" in sheet else "<extLst>"
    sheet = sheet.replace(before, late + before, 1)
    return sheet.replace("</extLst></worksheet>", slicers + _EXTENSION + "</extLst></worksheet>")


def packed(parts: Mapping[str, bytes], *, streamed: bool = False) -> bytes:
    """A zip as several programs together would write it: dates, one part stored, comments, extra fields.

    streamed: sizes after the data instead of before, as a program writes that can't go back.
    """
    stream = io.BytesIO()
    target: Any = _OneWay(stream) if streamed else stream
    with zipfile.ZipFile(target, "w") as package:
        for number, (name, content) in enumerate(parts.items()):
            entry = zipfile.ZipInfo(name, (2024, 1 + number % 12, 1 + number % 28, number % 24, 30, 0))
            entry.compress_type = zipfile.ZIP_STORED if number % 7 == 3 else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.extra = struct.pack("<HHI", 0x7A7A, 4, number) if number % 5 == 0 else b""
            entry.comment = "备注".encode() if number % 9 == 0 else b""
            package.writestr(entry, content)
        package.comment = b"made by an office"
    return stream.getvalue()


class _OneWay:
    """A stream that can only be written on."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()
