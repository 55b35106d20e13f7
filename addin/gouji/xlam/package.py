"""Packs the add-in's sources into the bytes of an .xlam. Same sources, same bytes, on any machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from gouji.xlam.sources import PROJECT, Sources
from gouji.xlam.vba import Module, vba_project

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_UI = "http://schemas.microsoft.com/office/{year}/customui"
_UI_2007, _UI_2010 = _UI.format(year="2006/01"), _UI.format(year="2009/07")

_WORKBOOK, _SHEET, _STYLES = "xl/workbook.xml", "xl/worksheets/sheet{}.xml", "xl/styles.xml"
_VBA, _CORE, _APPLICATION, _CUSTOM = "xl/vbaProject.bin", "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
_UI_PARTS = {_UI_2007: "customUI/customUI.xml", _UI_2010: "customUI/customUI14.xml"}


def xlam(sources: Sources, stamps: Mapping[str, str]) -> bytes:
    """Gives the bytes of the add-in. `stamps` (name to text) become custom properties: how a later run knows its own
    file."""
    sheets = ((f"{PROJECT}.conf", "SheetConf", sources.settings), (f"{PROJECT}.text", "SheetText", sources.texts))
    modules = (*sources.modules, *(Module(code, kind="sheet") for _, code, _ in sheets))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _package_relationships(),
        _WORKBOOK: _workbook(tuple(name for name, _, _ in sheets)),
        "xl/_rels/workbook.xml.rels": _workbook_relationships(len(sheets)),
        _STYLES: _styles(),
        _VBA: vba_project("Gouji", modules),
        _CORE: _core(sources.texts["title"]),
        _APPLICATION: f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Microsoft Excel'
        "</Application><AppVersion>16.0300</AppVersion></Properties>",
        _CUSTOM: _custom(stamps),
    }
    for number, (_, code, rows) in enumerate(sheets, 1):
        parts[_SHEET.format(number)] = _sheet(code, rows, selected=number == 1)
    for namespace, name in _UI_PARTS.items():
        parts[name] = sources.custom_ui.replace(_UI_2010, namespace)
    return _zip(parts)


def _zip(parts: Mapping[str, str | bytes]) -> bytes:
    """Stored, not deflated: what deflate makes of the same bytes differs between builds of zlib."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # else the operating system of the build stands in the file
            package.writestr(entry, content.encode() if isinstance(content, str) else content)
    return out.getvalue()


def _content_types(sheets: int) -> str:
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {
        # An add-in, not a workbook: Excel opens it hidden and keeps it out of ActiveWorkbook.
        _WORKBOOK: "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        _VBA: "application/vnd.ms-office.vbaProject",
        _STYLES: f"{spreadsheet}.styles+xml",
        _CORE: "application/vnd.openxmlformats-package.core-properties+xml",
        _APPLICATION: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        _CUSTOM: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        **{_SHEET.format(number): f"{spreadsheet}.worksheet+xml" for number in range(1, sheets + 1)},
    }
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    """(type, target) in order; the ids are rId1, rId2 and so on."""
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _package_relationships() -> str:
    extensibility = "http://schemas.microsoft.com/office/{}/relationships/ui/extensibility"
    return _relationships(
        [
            (f"{_OFFICE}/relationships/officeDocument", _WORKBOOK),
            (f"{_PACKAGE}/relationships/metadata/core-properties", _CORE),
            (f"{_OFFICE}/relationships/extended-properties", _APPLICATION),
            (f"{_OFFICE}/relationships/custom-properties", _CUSTOM),
            # Office 2010 and later read the second and ignore the first.
            (extensibility.format(2006), _UI_PARTS[_UI_2007]),
            (extensibility.format(2007), _UI_PARTS[_UI_2010]),
        ]
    )


def _workbook_relationships(sheets: int) -> str:
    return _relationships(
        [
            *(
                (f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{number}.xml")
                for number in range(1, sheets + 1)
            ),
            (f"{_OFFICE}/relationships/styles", "styles.xml"),
            ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
        ]
    )


def _workbook(names: tuple[str, ...]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="23530"/>'
        '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView visibility="hidden" '
        f'xWindow="0" yWindow="0" windowWidth="16000" windowHeight="9000"/></bookViews><sheets>{sheets}</sheets>'
        '<calcPr calcId="191029"/></workbook>'
    )


def _sheet(code: str, rows: Mapping[str, str], selected: bool) -> str:
    """Two columns of text without a gap: xlwings' VBA and ours read down to the first empty cell."""

    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else ""

    body = "".join(
        f'<row r="{number}">{cell(f"A{number}", key)}{cell(f"B{number}", text)}</row>'
        for number, (key, text) in enumerate(rows.items(), 1)
    )
    tab = ' tabSelected="1"' if selected else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code}"/><dimension ref="A1:B{len(rows)}"/>'
        f'<sheetViews><sheetView{tab} workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


def _styles() -> str:
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/><family val="2"/>'
        '<charset val="134"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
        '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
        'borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
        'xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _core(title: str) -> str:
    """No time of creation: it would change the bytes with every build."""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "<dc:creator>gouji</dc:creator></cp:coreProperties>"
    )


def _custom(stamps: Mapping[str, str]) -> str:
    each = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(text)}</vt:lpwstr></property>"
        for number, (name, text) in enumerate(stamps.items(), 2)
    )
    return (
        f'{_HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{each}</Properties>"
    )
