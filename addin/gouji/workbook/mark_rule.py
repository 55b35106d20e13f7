"""Puts removable conditional formats, which name the code of their finding, into a sheet's XML.

For an office's own workbook, which has no room for marks: `LEN("gouji:AR301")>0` is always true, colours its cells
and tells a person in the list of rules, and a later run here, whose it is. Cell styles and notes stay untouched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gouji.ooxml.splice import Element, attribute, elements, insert_before, opened, prefix
from gouji.workbook.styles import TINTS

# What follows conditional formats in a sheet, by the schema; extensions in AlternateContent come later still.
_AFTER = {
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
}
_AFTER_FORMATS = ("tableStyles", "colors", "extLst")
_TAGGED = re.compile(rb'LEN\((?:"|&quot;|&#34;)gouji:')
_PRIORITY = re.compile(rb"""<(?:\w+:)?cfRule\b[^>]*?\spriority=["'](\d+)""")


def stripped(sheet: bytes) -> bytes:
    """Takes our rules out of the sheet; others that a program has put into the same element stay."""
    if b"gouji:" not in sheet:
        return sheet
    for child in reversed(elements(sheet)[1]):
        if child.name != "conditionalFormatting":
            continue
        block = sheet[child.start : child.end]
        rules = elements(block)[1]
        ours = [rule for rule in rules if _TAGGED.search(block, rule.start, rule.end)]
        if len(ours) == len(rules):
            block = b""
        for rule in reversed(ours if block else []):
            block = block[: rule.start] + block[rule.end :]
        sheet = sheet[: child.start] + block + sheet[child.end :]
    return sheet


def with_rules(sheet: bytes, cells: Mapping[str, tuple[int, str]]) -> bytes:
    """Gives the sheet with these rules, in the order of the codes given, after all rules that are there. cells: code →
    (index of its format, references with spaces between)."""
    root, _ = elements(sheet)
    p = prefix(sheet, root)
    priority = max((int(each) for each in _PRIORITY.findall(sheet)), default=0)
    fragment = ""
    for number, (code, (look, refs)) in enumerate(cells.items(), start=priority + 1):
        fragment += (
            f'<{p}conditionalFormatting sqref="{refs}"><{p}cfRule type="expression" dxfId="{look}" '
            f'priority="{number}"><{p}formula>LEN("gouji:{code}")&gt;0</{p}formula></{p}cfRule>'
            f"</{p}conditionalFormatting>"
        )
    return insert_before(sheet, _AFTER, fragment.encode())


# ---------------------------------------------------------------- formats (xl/styles.xml)


def _formats(p: str) -> Mapping[str, bytes]:
    """Style of TINTS → its differential format."""
    made = {}
    for name in ("wrong", "hint"):
        font, fill = (str(TINTS[name][key]).lstrip("#") for key in ("font_color", "bg_color"))
        made[name] = (
            f'<{p}dxf><{p}font><{p}color rgb="FF{font}"/></{p}font>'
            f'<{p}fill><{p}patternFill><{p}bgColor rgb="FF{fill}"/></{p}patternFill></{p}fill></{p}dxf>'
        ).encode()
    return made


def with_formats(styles: bytes, wanted: Sequence[str]) -> tuple[bytes, Mapping[str, int]]:
    """Gives the styles with the formats at their end where they are not there yet, and the index of each."""
    root, children = elements(styles)
    p = prefix(styles, root)
    span = next((child for child in children if child.name == "dxfs"), None)
    if span is None:
        styles = insert_before(styles, _AFTER_FORMATS, f'<{p}dxfs count="0"/>'.encode())
        return with_formats(styles, wanted)
    block = styles[span.start : span.end]
    found, indexes = _dxfs(block), {}
    for name in wanted:
        if _formats(p)[name] not in found:
            found.append(_formats(p)[name])
        indexes[name] = found.index(_formats(p)[name])
    return _with_dxfs(styles, span, found), indexes


def without_formats(styles: bytes, is_used: Mapping[int, bool]) -> bytes:
    """Gives the styles without those of our formats that stand at the end and that nothing refers to any more.

    is_used: index of a format → whether something in the workbook still names it.
    """
    root, children = elements(styles)
    ours = _formats(prefix(styles, root)).values()
    span = next((child for child in children if child.name == "dxfs"), None)
    if span is None:
        return styles
    found = _dxfs(styles[span.start : span.end])
    kept = list(found)
    while kept and kept[-1] in ours and not is_used.get(len(kept) - 1, False):
        kept.pop()
    return _with_dxfs(styles, span, kept) if len(kept) < len(found) else styles


def _dxfs(block: bytes) -> list[bytes]:
    return [block[each.start : each.end] for each in elements(block)[1]]


def _with_dxfs(styles: bytes, span: Element, formats: Sequence[bytes]) -> bytes:
    block = styles[span.start : span.end]
    if formats == _dxfs(block):
        return styles
    head = opened(styles[span.start : span.inner])
    if attribute(styles, span, "count") is not None:
        head = re.sub(rb"""(\scount\s*=\s*["'])\d+""", rb"\g<1>%d" % len(formats), head)
    if not formats:
        return styles[: span.start] + head[:-1] + b"/>" + styles[span.end :]
    closing = f"</{prefix(styles, span)}dxfs>".encode()
    return styles[: span.start] + head + b"".join(formats) + closing + styles[span.end :]
