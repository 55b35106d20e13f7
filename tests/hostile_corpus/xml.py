"""XML made to harm: entities, outside files, other encodings, depth, attributes and namespaces without end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import workbooks_hostile as hostile
import workbooks_odd as odd
from hostile_corpus.case import BOOK, DAMAGED, FORBIDDEN, INFO, OVER, RELATIONS, SHEET, STRINGS, STYLES, Case, plain

_ENDS = {
    SHEET: (b"worksheet", b"</sheetData>", b'<row r="99"><c r="A99"><v>&x;</v></c></row>'),
    STRINGS: (b"sst", b"</sst>", b"<si><t>&x;</t></si>"),
    BOOK: (b"workbook", b"</definedNames>", b'<definedName name="x">&x;</definedName>'),
    RELATIONS: (b"Relationships", b"</Relationships>", b"&x;"),
    STYLES: (b"styleSheet", b"</styleSheet>", b"&x;"),
    "_rels/.rels": (b"Relationships", b"</Relationships>", b"&x;"),
}

_QUADRATIC = b'<!DOCTYPE a [<!ENTITY x "' + b"a" * 100_000 + b'">]>'


def with_doctype(part: str, doctype: bytes, use: bytes | None = None) -> bytes:
    root, end, uses = _ENDS[part]
    return hostile.changed(plain(), part, hostile.with_doctype(doctype, root, uses if use is None else use, end))


def _outside(system: str) -> bytes:
    return f'<!DOCTYPE a [<!ENTITY x SYSTEM "{system}">]>'.encode()


# Entities, and what a parser might fetch. test_hostile_corpus asserts that no file is opened and no socket made.
OUTSIDE = {
    f"{kind} in {part}": partial(with_doctype, part, doctype)
    for part in _ENDS
    for kind, doctype in {
        "a file as an entity": _outside("file:///etc/passwd"),
        "an address as an entity": _outside("http://127.0.0.1:9/x"),
        "a parameter entity": b'<!DOCTYPE a [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d; <!ENTITY x "1">]>',
        "an outside DTD": b'<!DOCTYPE a SYSTEM "file:///etc/hostname" [<!ENTITY x "1">]>',
        "a public DTD": b'<!DOCTYPE a PUBLIC "-//a//b" "http://127.0.0.1:9/x.dtd" [<!ENTITY x "1">]>',
    }.items()
}


def _encoded(part: str, encoding: str, declared: str | None = None) -> bytes:
    """A part in another encoding, honestly declared or not."""

    def change(text: bytes) -> bytes:
        named = text.decode().replace('encoding="UTF-8"', f'encoding="{declared or encoding}"')
        return named.encode(encoding, "xmlcharrefreplace")

    return hostile.changed(plain(), part, change)


def _behind_utf16(doctype: bytes) -> bytes:
    """The DOCTYPE in UTF-16, where a search for its letters finds nothing."""

    def change(text: bytes) -> bytes:
        root, end, use = _ENDS[SHEET]
        text = hostile.with_doctype(doctype, root, use, end)(text)
        return text.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    return hostile.changed(plain(), SHEET, change)


def _in(part: str, extra: bytes, end: bytes = b"</sheetData>") -> bytes:
    return hostile.changed(plain(), part, hostile.before_end(extra, end))


def _deep(part: str, end: bytes, tag: bytes, depth: int = 100_000) -> bytes:
    return _in(part, (b"<" + tag + b">") * depth + (b"</" + tag + b">") * depth, end)


def _attributes(count: int) -> bytes:
    given = b"".join(b' a%d="%d"' % (at, at) for at in range(count))
    return _in(SHEET, b'<row r="99"' + given + b"/>")


def _namespaces(count: int) -> bytes:
    given = b"".join(b' xmlns:n%d="urn:%d"' % (at, at) for at in range(count))
    return _in(SHEET, b'<row r="99"' + given + b"/>")


def _head(change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    return hostile.changed(plain(), part, change)


_PREFIXED = (
    b'<row r="7"><y:c xmlns:y="http://schemas.openxmlformats.org/spreadsheetml/2006/%s" r="D7"><y:v>9</y:v></y:c></row>'
)


def _other_name_for_cells() -> bytes:
    """Cells under a second name of the spreadsheet's own namespace, which a search for `<c ` does not see."""
    return _in(SHEET, _PREFIXED % b"main")


def _hidden_namespace() -> bytes:
    """The same, its namespace written with a character reference."""
    return _in(SHEET, _PREFIXED % b"mai&#110;")


def _long_word(part: str, before: bytes, after: bytes, length: int = 1_000_000) -> bytes:
    """An attribute's name of a million letters, and then no value."""
    return _head(lambda text: text.replace(before, before + b" " + b"a" * length + after, 1), part)


CASES = (
    *(Case(name, make, (FORBIDDEN,)) for name, make in OUTSIDE.items()),
    *(
        Case(
            f"laughs in {part}",
            partial(with_doctype, part, hostile.LAUGHS, _ENDS[part][2].replace(b"&x;", b"&lol9;")),
            (FORBIDDEN,),
        )
        for part in _ENDS
    ),
    *(
        Case(
            f"quadratic blow-up in {part}",
            partial(with_doctype, part, _QUADRATIC, _ENDS[part][2].replace(b"&x;", b"&x;" * 100_000)),
            (FORBIDDEN,),
        )
        for part in _ENDS
    ),
    Case("laughs in UTF-16", lambda: _behind_utf16(hostile.LAUGHS), (FORBIDDEN,)),
    Case("outside file in UTF-16", lambda: _behind_utf16(_outside("file:///etc/passwd")), (FORBIDDEN,)),
    Case(
        "laughs for the fallback", lambda: odd.compressed_otherwise(with_doctype(STRINGS, hostile.LAUGHS)), (FORBIDDEN,)
    ),
    Case(
        "DOCTYPE after 5,000 spaces for the fallback",
        lambda: odd.compressed_otherwise(with_doctype(STRINGS, b" " * 5000 + hostile.LAUGHS)),
        (FORBIDDEN,),
    ),
    Case(
        "entity that nobody defined",
        lambda: _head(lambda t: t.replace(b"</definedName>", b"&x;</definedName>", 1), BOOK),
        (FORBIDDEN,),
    ),
    Case("sheet in UTF-16", lambda: _encoded(SHEET, "utf-16"), ()),
    Case("sheet in GB18030", lambda: _encoded(SHEET, "gb18030"), (DAMAGED,)),
    Case("strings in UTF-7", lambda: _encoded(STRINGS, "utf-7"), (DAMAGED,)),
    Case("sheet in EBCDIC", lambda: _encoded(SHEET, "cp500"), (DAMAGED,)),
    Case("EBCDIC that says UTF-8", lambda: _encoded(SHEET, "cp500", "UTF-8"), (DAMAGED,)),
    Case("UTF-16 that says UTF-8", lambda: _encoded(SHEET, "utf-16-le", "UTF-8"), (DAMAGED,)),
    Case("strings in an encoding without a name", lambda: _encoded(STRINGS, "utf-8", "x-nobody"), (DAMAGED,)),
    Case("100,000 levels in a sheet", lambda: _deep(SHEET, b"</sheetData>", b"x"), ()),
    Case("100,000 levels in the strings", lambda: _deep(STRINGS, b"</sst>", b"si"), ()),
    Case("100,000 levels of rows", lambda: _deep(SHEET, b"</sheetData>", b"row"), ()),
    Case("100,000 levels of names", lambda: _deep(BOOK, b"</definedNames>", b"definedName"), (OVER,)),
    Case("100,000 levels that never end", lambda: _in(SHEET, b"<x>" * 100_000), ()),
    Case("100,000 attributes", lambda: _attributes(100_000), ()),
    Case("100,000 namespaces", lambda: _namespaces(100_000), ()),
    Case("attribute of 10 MB", lambda: _in(SHEET, b'<row r="99" a="' + b"a" * 10_000_000 + b'"/>'), ()),
    Case("cells under another name", _other_name_for_cells, (DAMAGED,)),
    Case("cells under another name, disguised", _hidden_namespace, (DAMAGED,)),
    Case(
        "attribute name of a million letters in the workbook",
        lambda: _long_word(BOOK, b"<sheet", b" /><sheet"),
        (DAMAGED,),
    ),
    Case(
        "attribute name of a million letters in relationships",
        lambda: _long_word(RELATIONS, b"<Relationship", b" /><Relationship"),
        (),
    ),
    Case("comment without end", lambda: _in(SHEET, b"<!-- " + b"-" * 1_000_000), (DAMAGED,)),
    Case(
        "half a surrogate as a reference",
        lambda: _head(lambda t: t.replace(b"<t>", b"<t>&#xD800;"), STRINGS),
        (DAMAGED,),
    ),
    Case("reference beyond Unicode", lambda: _head(lambda t: t.replace(b"<t>", b"<t>&#x110000;"), STRINGS), (DAMAGED,)),
    Case(
        "reference of 10,000 digits",
        lambda: _head(lambda t: t.replace(b"<t>", b"<t>&#" + b"1" * 10_000 + b";"), STRINGS),
        (DAMAGED,),
    ),
    Case("NUL as a reference", lambda: _head(lambda t: t.replace(b"<t>", b"<t>&#0;"), STRINGS), (DAMAGED,)),
    Case("empty sheet", lambda: _head(lambda t: b""), (DAMAGED,)),
    Case("sheet that is HTML", lambda: _head(lambda t: b"<html><body><table><tr><td>1</table>"), (DAMAGED,)),
    Case("info under a strange root", lambda: _head(lambda t: b"<a/>", INFO), ("AR603", "AR608")),
)
