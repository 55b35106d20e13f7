"""Sheets made to harm: far cells, merges, strings, styles, names and formulas without end, numbers that are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import workbooks_hostile as hostile
import workbooks_odd as odd
from hostile_corpus.case import (
    BOOK,
    DAMAGED,
    FIGURES,
    INFO,
    OVER,
    SHEET,
    STRINGS,
    STYLES,
    Case,
    plain,
)

_FIGURE = re.compile(rb'(<c r="[D-J](?:7|8|9|1\d|2\d|3\d)" s="1")><v>[^<]*</v></c>')


def cells(extra: bytes, part: str = SHEET) -> bytes:
    return hostile.changed(plain(), part, hostile.before_end(extra))


def cell(ref: str, inner: bytes, given: bytes = b"", part: str = SHEET) -> bytes:
    """One cell of the sheet written anew, or added."""
    made = b'<c r="%s"%s>%s</c>' % (ref.encode(), given, inner)
    was = re.compile(rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % ref.encode(), re.S)

    def change(text: bytes) -> bytes:
        if was.search(text):
            return was.sub(lambda _: made, text, count=1)
        row = re.sub(r"\D", "", ref).encode()
        return hostile.before_end(b'<row r="%s">%s</row>' % (row, made))(text)

    return hostile.changed(plain(), part, change)


def _without_names(data: bytes) -> bytes:
    """Then every label and every text of every sheet is looked at."""
    return hostile.changed(data, BOOK, lambda text: re.sub(rb"<definedNames>.*</definedNames>", b"", text, flags=re.S))


def _grid(one: Callable[[str, int], bytes], rows: int, columns: str = "KLMNOPQRSTUVWXYZ", top: int = 100) -> bytes:
    """Cells beyond the form, `one(column, row)` each."""
    return cells(
        b"".join(
            b'<row r="%d">%s</row>' % (row, b"".join(one(column, row) for column in columns))
            for row in range(top, top + rows)
        )
    )


def _styled(rows: int) -> bytes:
    return _grid(lambda column, row: b'<c r="%s%d" s="1"/>' % (column.encode(), row), rows)


def _beside_emoji() -> bytes:
    """One character outside the basic plane makes Python keep four bytes for each of sixteen million."""
    smile = '<row r="99"><c r="A99" t="inlineStr"><is><t>😀</t></is></c></row>'
    return hostile.changed(_styled(40_000), SHEET, hostile.before_end(smile.encode()))


def _far(row: str, ref: str, data: bytes | None = None) -> bytes:
    extra = f'<row r="{row}"><c r="{ref}"><v>1</v></c></row>'.encode()
    return hostile.changed(data or plain(), SHEET, hostile.before_end(extra))


def _merges(count: int, one: Callable[[int], bytes]) -> bytes:
    return hostile.changed(
        plain(), SHEET, hostile.before_end(b"".join(one(at) for at in range(count)), b"</mergeCells>")
    )


def _string(text: bytes, refs: Mapping[str, bytes] | None = None) -> bytes:
    """A further shared string, and cells that show it: part → XML before </sheetData> with %d for its index."""

    count = 0

    def change(old: bytes) -> bytes:
        nonlocal count
        count = old.count(b"<si>")
        return old.replace(b"</sst>", text + b"</sst>")

    data = hostile.changed(plain(), STRINGS, change)
    for part, extra in (refs or {}).items():
        data = hostile.changed(data, part, hostile.before_end(extra.replace(b"%d", b"%d" % count)))
    return data


def _shown_everywhere(length: int) -> bytes:
    """One long string that every figure of a table shows."""
    data = _string(b"<si><t>" + b"9" * length + b"</t></si>")
    index = b"%d" % (_string_count(data) - 1)
    return hostile.changed(data, SHEET, lambda text: _FIGURE.sub(rb'\1 t="s"><v>' + index + b"</v></c>", text))


def _string_count(data: bytes) -> int:
    counts: list[int] = []

    def counted(text: bytes) -> bytes:
        counts.append(text.count(b"<si>"))
        return text

    odd.rewritten(data, odd.in_part(STRINGS, counted))
    return counts[0]


def _shown_in_many_cells(length: int) -> bytes:
    """One long string in 160,000 cells, in a workbook where labels have to be searched for."""
    index = b"%d" % _string_count(plain())
    row = b"".join(b'<c r="%%s%%d" t="s"><v>%s</v></c>' % index for _ in range(80))
    letters = [_letters(at) for at in range(1, 81)]
    rows = b"".join(
        b'<row r="%d">' % at + row % tuple(each for letter in letters for each in (letter, at)) + b"</row>"
        for at in range(60, 2000)
    )
    return _without_names(_string(b"<si><t>" + b"a" * length + b"</t></si>", {INFO: rows}))


def _letters(column: int) -> bytes:
    return bytes([64 + column]) if column <= 26 else bytes([64 + (column - 1) // 26, 65 + (column - 1) % 26])


def _names(count: int, one: str = '<definedName name="n{at}">1</definedName>', data: bytes | None = None) -> bytes:
    more = "".join(one.format(at=at) for at in range(count)).encode()
    return hostile.changed(data or plain(), BOOK, hostile.before_end(more, b"</definedNames>"))


def _name_says(id: str, says: str) -> bytes:
    was = re.compile(rb'(<definedName name="%s">)[^<]*' % re.escape(id.encode()))
    return hostile.changed(plain(), BOOK, lambda text: was.sub(rb"\g<1>" + says.encode(), text))


def _styles(change: Callable[[bytes], bytes], data: bytes | None = None) -> bytes:
    return hostile.changed(data or plain(), STYLES, change)


def _format_code(code: bytes) -> bytes:
    """The figures' number format, as code."""

    def change(text: bytes) -> bytes:
        text = text.replace(
            b"<fonts", b'<numFmts count="1"><numFmt numFmtId="200" formatCode="' + code + b'"/></numFmts><fonts', 1
        )
        return re.sub(rb'(<cellXfs.*?<xf [^>]*>.*?<xf )numFmtId="0"', rb'\1numFmtId="200"', text, flags=re.S)

    return _styles(change)


def _dated(serial: bytes, from_1904: bool) -> bytes:
    data = _styles(lambda text: re.sub(rb'(<cellXfs.*)numFmtId="0"', rb'\1numFmtId="14"', text, flags=re.S))
    if from_1904:
        data = hostile.changed(data, BOOK, lambda text: text.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))
    return hostile.changed(data, SHEET, lambda text: _FIGURE.sub(rb"\1><v>" + serial + b"</v></c>", text))


def _formula(text: str) -> bytes:
    """In D7, and never calculated."""
    return cell("D7", b"<f>" + text.encode() + b"</f>")


def _doubling() -> bytes:
    """Each cell twice the text of the one before: 2^30 times eight thousand characters."""
    chain = b"".join(
        b'<row r="%d"><c r="A%d"><f>A%d&amp;A%d</f></c></row>' % (at, at, at - 1, at - 1) for at in range(101, 131)
    )
    first = b'<row r="100"><c r="A100" t="inlineStr"><is><t>' + b"a" * 8000 + b"</t></is></c></row>"
    data = hostile.changed(plain(), SHEET, hostile.before_end(first + chain))
    return hostile.changed(
        data, SHEET, lambda t: re.sub(rb'<c r="D7"[^>]*>.*?</c>', b'<c r="D7"><f>N(A130)</f></c>', t, count=1)
    )


def _deep_in_chains() -> str:
    """Brackets on the left of long sums: each allowed by itself, together four thousand levels."""
    text = "1" + "+1" * 190
    for _ in range(19):
        text = f"({text})" + "+1" * 190
    return text


def _leaning(count: int, nested: int = 30) -> bytes:
    """Formulas that lean on each other, each through many brackets."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><f>%sA%d%s</f></c></row>' % (at, at, b"IF(TRUE," * nested, at + 1, b")" * nested)
        for at in range(100, 100 + count)
    )
    data = hostile.changed(plain(), SHEET, hostile.before_end(rows))
    return hostile.changed(
        data, SHEET, lambda t: re.sub(rb'<c r="D7"[^>]*>.*?</c>', b'<c r="D7"><f>A100</f></c>', t, count=1)
    )


def _shared_formula(length: int, rows: int) -> bytes:
    """One long formula that many cells share."""
    master = b'<row r="100"><c r="K100"><f t="shared" si="0" ref="K100:Z%d">%s</f><v>1</v></c></row>' % (
        99 + rows,
        b"A1+" * (length // 3) + b"A1",
    )
    others = b"".join(
        b'<row r="%d">' % row
        + b"".join(b'<c r="%c%d"><f t="shared" si="0"/><v>1</v></c>' % (column, row) for column in b"KLMNOPQRSTUVWXYZ")
        + b"</row>"
        for row in range(101, 101 + rows)
    )
    return odd.rewritten(
        hostile.changed(plain(), SHEET, hostile.before_end(master + others)),
        odd.in_part(SHEET, lambda text: text.replace(b"<sheetData>", b"<sheetData><!-- -->", 1)),
    )


_FIRST = next(iter(FIGURES))

# What stands in <v> where Python, C or JavaScript would see a number, and what is found. 1e-999999 is zero.
NUMBERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("1e999999", "-1e999999", "NaN", "nan", "Infinity", "-inf", "0x10", "1_000", "--1"), ("AR102",)),
    "1e-999999": (),
    "1e308": ("AR114", "AR302", "AR301"),
    "1e": ("AR102",),
    "１": ("AR104",),
}

CASES = (
    Case(
        "dimension of the whole sheet",
        lambda: hostile.changed(
            plain(), SHEET, lambda t: t.replace(b'<dimension ref="', b'<dimension ref="A1:XFD1048576" was="')
        ),
        (),
    ),
    Case("last cell there is", lambda: _far("1048576", "XFD1048576"), (OVER,)),
    Case(
        "last cell there is, for the fallback", lambda: odd.compressed_otherwise(_far("1048576", "XFD1048576")), (OVER,)
    ),
    Case("cell beyond the last", lambda: _far("99", "ZZZZ99999999"), (OVER,)),
    Case("row beyond counting", lambda: _far("2001", "A99999999999999999999"), (OVER,)),
    Case(
        "row beyond counting, read by the parser",
        lambda: odd.rewritten(_far("2001", "A" + "9" * 10_000), odd.prefixed),
        (DAMAGED,),
    ),
    Case("far column", lambda: _far("99", "CW99"), (OVER,)),
    Case("far row", lambda: _far("2001", "A2001"), (OVER,)),
    Case("row zero", lambda: _far("0", "A0"), (DAMAGED,)),
    Case("row zero, read by the parser", lambda: odd.rewritten(_far("0", "A0"), odd.prefixed), (DAMAGED,)),
    Case("cell that is cut off", lambda: cells(b'<row r="99"><c r="'), (DAMAGED,)),
    Case("cell whose reference is blank", lambda: _far("99", " "), (DAMAGED,)),
    Case("cell twice", lambda: cells(b'<row r="7"><c r="D7"><v>9</v></c></row>'), (DAMAGED,)),
    Case(
        "a million merges",
        lambda: _merges(500_000, lambda at: b'<mergeCell ref="Z%d:AA%d"/>' % (at + 1, at + 1)),
        (OVER,),
    ),
    Case("a million merges of one cell", lambda: _merges(800_000, lambda at: b'<mergeCell ref="A1"/>'), (OVER,)),
    Case(
        "20,000 merges over the whole sheet",
        lambda: _merges(19_000, lambda at: b'<mergeCell ref="A1:XFD1048576"/>'),
        ("AR117",),
    ),
    Case("merge over the rest of the sheet", lambda: _merges(1, lambda at: b'<mergeCell ref="A60:XFD1048576"/>'), ()),
    Case("a million empty styled cells", lambda: _styled(45_000), ()),
    Case("a million empty styled cells, read by the parser", lambda: odd.rewritten(_styled(40_000), odd.prefixed), ()),
    Case("two million empty styled cells", lambda: _styled(60_000), (OVER,)),
    Case(
        "a cell that is cut off where the next begins",
        lambda: cells(b'<row r="1"><c r="A<c r="B1"><v>1</v></c></row>'),
        (DAMAGED,),
    ),
    Case("a million cells in small", lambda: cells(b"<row>" + b"<c/>" * 3_000_000 + b"</row>"), ()),
    Case("empty styled cells beside characters of four bytes", _beside_emoji, ()),
    Case(
        "30,000 cells with text", lambda: _grid(lambda c, r: b'<c r="%s%d"><v>1</v></c>' % (c.encode(), r), 1_880), ()
    ),
    Case(
        "30,000 cells with text, names lost",
        lambda: _without_names(
            _grid(
                lambda c, r: (
                    b'<c r="%s%d" t="inlineStr"><is><t>\xe6\x80\xbb\xe8\xae\xa1</t></is></c>' % (c.encode(), r)
                ),
                1_880,
            )
        ),
        ("AR721", "AR711"),
    ),
    Case("string of 15 MB that nothing shows", lambda: _string(b"<si><t>" + b"a" * 15_000_000 + b"</t></si>"), ()),
    Case("string of 15 MB in every figure", lambda: _shown_everywhere(15_000_000), (OVER,)),
    Case(
        "string of a million characters in one cell",
        lambda: cell("D7", b"<is><t>" + b"a" * 1_000_000 + b"</t></is>", b' t="inlineStr"'),
        (OVER,),
    ),
    Case("number of a million digits", lambda: cell("D7", b"<v>" + b"1" * 1_000_000 + b"</v>"), (OVER,)),
    Case("string of 30,000 characters in 155,000 cells", lambda: _shown_in_many_cells(30_000), ("AR711",)),
    Case("two million strings", lambda: _string(b"<si><t>a</t></si>" * 800_000), ()),
    Case(
        "two million strings, read by the parser",
        lambda: odd.rewritten(_string(b"<si><t>a</t></si>" * 500_000), odd.prefixed),
        (),
    ),
    Case(
        "string of a million runs",
        lambda: _string(
            b"<si>" + b"<r><t>a</t></r>" * 1_000_000 + b"</si>",
            {INFO: b'<row r="99"><c r="A99" t="s"><v>%d</v></c></row>'},
        ),
        (),
    ),
    Case("string that does not exist", lambda: cell("D7", b"<v>99999</v>", b' t="s"'), (DAMAGED,)),
    Case("string before the first", lambda: cell("D7", b"<v>-1</v>", b' t="s"'), (DAMAGED,)),
    Case(
        "string with an index of 10,000 digits",
        lambda: cell("D7", b"<v>" + b"9" * 10_000 + b"</v>", b' t="s"'),
        (DAMAGED,),
    ),
    Case(
        "style with an index of 10,000 digits",
        lambda: cell("D7", b"<v>1</v>", b' s="' + b"9" * 10_000 + b'"'),
        ("AR302", "AR301"),
    ),
    Case(
        "half a surrogate, escaped",
        lambda: cell("B5", b"<is><t>\xe5\xb1\x80_xD800_</t></is>", b' t="inlineStr"', INFO),
        ("AR728", "AR607"),
    ),
    *(Case(f"number {raw}", partial(cell, "D7", f"<v>{raw}</v>".encode()), codes) for raw, codes in NUMBERS.items()),
    Case("a million names", lambda: _names(400_000), (OVER,)),
    Case("a million names, read by the parser", lambda: odd.rewritten(_names(330_000), odd.prefixed), (OVER,)),
    Case(
        "a million names of one sheet",
        lambda: _names(200_000, '<definedName name="n{at}" localSheetId="0">1</definedName>'),
        (OVER,),
    ),
    Case(
        "a million sheets",
        lambda: hostile.changed(
            plain(),
            BOOK,
            lambda t: t.replace(b"</sheets>", b'<sheet name="a" sheetId="9" r:id="rId1"/>' * 300_000 + b"</sheets>"),
        ),
        (),
    ),
    Case("name that points to another book", lambda: _name_says(_FIRST, "'[1]Sheet1'!$A$1"), ("AR711",)),
    Case("name that points to a file", lambda: _name_says(_FIRST, "'file:///etc/[passwd]a'!$A$1"), ("AR711",)),
    Case(
        "name that points to everything",
        lambda: _name_says("sections.overview", "'一、总体情况'!$A$1:$XFD$1048576"),
        (),
    ),
    Case("name of 10,000 digits", lambda: _name_says(_FIRST, "'二、主动公开'!$A$" + "9" * 10_000), ("AR711",)),
    Case("name of row minus one", lambda: _name_says(_FIRST, "'二、主动公开'!$A$-1"), ("AR711",)),
    Case("formula of a million brackets", lambda: _formula("(" * 1_000_000 + "1" + ")" * 1_000_000), (OVER,)),
    Case("formula of 40 brackets", lambda: _formula("(" * 40 + "1" + ")" * 40), ("AR302", "AR301")),
    Case("formula that is deep in long sums", lambda: _formula(_deep_in_chains()), ("AR115",)),
    Case("formulas that lean on each other", lambda: _leaning(39), ("AR115",)),
    Case("formula that leans on itself", lambda: _formula("D7+1"), ("AR115",)),
    Case("sum of everything", lambda: _formula("SUM(A1:XFD1048576)"), ("AR115",)),
    Case("sums of sums", lambda: _formula("+".join(["SUM(A1:Z700)"] * 100)), ("AR115",)),
    Case("text that doubles thirty times", _doubling, ("AR115",)),
    Case("power of powers", lambda: _formula("*".join(["1E+300"] * 50)), ("AR115",)),
    Case("formula that calls out", lambda: _formula('WEBSERVICE("http://127.0.0.1:9/"&amp;A1)'), ("AR115",)),
    Case("formula by DDE", lambda: _formula("cmd|'/C calc'!A0"), ("AR115",)),
    Case("shared formula of 8,000 characters in 30,000 cells", lambda: _shared_formula(8_000, 1_880), (OVER,)),
    Case("shared formula of a million characters", lambda: _shared_formula(1_000_000, 900), (OVER,)),
    Case(
        "a million styles",
        lambda: _styles(lambda t: t.replace(b"</cellXfs>", b'<xf numFmtId="14"/>' * 700_000 + b"</cellXfs>")),
        (),
    ),
    Case(
        "a million number formats",
        lambda: _styles(
            lambda t: t.replace(
                b"<fonts", b"<numFmts>" + b'<numFmt numFmtId="200" formatCode="0"/>' * 350_000 + b"</numFmts><fonts", 1
            )
        ),
        (),
    ),
    Case("number format of a million brackets", lambda: _format_code(b"[" * 1_000_000), ("AR122",)),
    Case("number format of a million quotes", lambda: _format_code(b"\\&quot;" * 500_000), ("AR122",)),
    Case(
        "style that names a format of 10,000 digits",
        lambda: _styles(lambda t: t.replace(b'numFmtId="0"', b'numFmtId="' + b"9" * 10_000 + b'"')),
        (),
    ),
    Case("last day there is", lambda: _dated(b"2958465", False), ("AR113",)),
    Case("last moment there is", lambda: _dated(b"2958465.9999999", False), ("AR113",)),
    Case("last day there is, counted from 1904", lambda: _dated(b"2958465", True), ("AR113",)),
    Case("day before the first", lambda: _dated(b"-1", False), ("AR113",)),
    Case("day 1e300", lambda: _dated(b"1e300", False), ("AR113",)),
)
