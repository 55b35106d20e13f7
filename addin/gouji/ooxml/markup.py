"""Reads elements, attributes and unescaped text out of XML; DOCTYPE and entities are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from gouji.errors import UnreadableError
from gouji.ooxml.container import HandOverError, damaged

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACES = (
    MAIN,
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "http://purl.oclc.org/ooxml/officeDocument/customProperties",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_NAMESPACE = re.compile(rb'xmlns:\w+="([^"&]*)"')
_QUOTED_MAIN = f'"{MAIN}"'.encode()
# Only from where a name begins: a name of a million letters without a value must not be tried from each of them.
_ATTRIBUTE = re.compile(r'(?<![\w:])([\w:]+)="([^"<>]*)"')
_REFERENCE = re.compile(r"((?:&#[0-9]{1,7};)+)|&#x([0-9a-fA-F]{1,6});|&(\w+);|&")
# Half of a surrogate pair is none either: nothing could write it out again.
_NO_CHARACTER = re.compile("[\0-\x08\ud800-\udfff]")
_FEW = 8  # references in a text that are soonest read by a pattern
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Element(NamedTuple):
    name: str
    attributes: dict[str, str]
    text: str


def plain(data: bytes, root: str, inner: str = "") -> str | None:
    """Gives the text of a part that simple patterns may read; None when it is not so plain.

    Plain is UTF-8, the usual namespace as the default one and no other name for it, no comment, CDATA, DOCTYPE or
    processing instruction.

    inner: an element without attributes; then only its content is looked at and handed out.
    """
    start = data.find(b"<" + root.encode() + b" ")
    first = data.find(b">", start)
    if start < 0 or first < 0 or b"<!" in data[:start] or not _plain_head(data[start:first], data[:start].lower()):
        return None
    last = len(data)
    if inner:
        opening, closing = f"<{inner}>".encode(), f"</{inner}>".encode()
        first, last = data.find(opening, first), data.find(closing, first)
        if first < 0 or last < first or data.find(opening[:-1], last) >= 0:
            return None
    # A single byte is found many times faster than two: most parts hold neither ? nor ! after their head.
    if data.find(b"?", first, last) >= 0 and data.find(b"<?", first, last) >= 0:
        return None
    if data.find(b"!", first, last) >= 0 and data.find(b"<!", first, last) >= 0:
        return None
    if data.find(b"xmlns", first, last) >= 0 and not _harmless(data[first:last]):
        return None
    try:
        return (data[first:last] if inner else data).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _harmless(content: bytes) -> bool:
    """Whether the namespaces declared inside give no other name to the elements that we look for."""
    declared = _NAMESPACE.findall(content)
    return len(declared) == content.count(b"xmlns") and not any(
        uri.decode("utf-8", "replace") in _SPACES for uri in declared
    )


def _plain_head(head: bytes, declaration: bytes) -> bool:
    if b"encoding" in declaration and b'encoding="utf-8"' not in declaration:
        return False
    is_main = head.count(_QUOTED_MAIN) == 1 and b" xmlns=" + _QUOTED_MAIN in head
    return is_main and b"&" not in head and b"'" not in head


def attributes(text: str) -> dict[str, str]:
    """Gives the attributes of a start tag, unescaped."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def unescape(text: str) -> str:
    """Gives character data as a parser would hand it on. Raises UnreadableError for an entity that XML does not
    define."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    # Some programs write every Chinese character as &#…;.
    many = text.count("&#") > _FEW and "<" not in text
    return (_by_expat(text) if many else None) or _REFERENCE.sub(_characters, text)


def _by_expat(text: str) -> str | None:
    """The same, five times as fast for many references; None for what is wrong, which `_characters` names."""
    pieces: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(f"<t>{text}</t>", True)
    except (expat.ExpatError, UnicodeError):
        return None
    return "".join(pieces)


def _characters(match: re.Match[str]) -> str:
    run, hexadecimal, name = match.groups()
    if name is not None:
        if name not in _NAMED:
            raise UnreadableError("forbidden-xml")
        return _NAMED[name]
    # openpyxl writes a whole Chinese paragraph so: one run of &#…; for all of it.
    try:
        text = chr(int(hexadecimal, 16)) if hexadecimal else "".join(map(chr, map(int, run[2:-1].split(";&#"))))
    except (TypeError, ValueError) as error:  # a lone &, or beyond the last character
        raise damaged("字符引用不对") from error
    if _NO_CHARACTER.search(text):
        raise damaged("字符引用不对")
    return text


def unescape_text(text: str) -> str:
    """Undoes `_x000D_` and the like, by which a workbook stores what XML can't."""
    if "_x" not in text:
        return text
    said = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may make one character; half of a pair alone is none.
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _forbid(*_: object) -> None:
    raise UnreadableError("forbidden-xml")


def guarded_parser(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> expat.XMLParserType:
    """Gives an expat parser for XML of a hostile file: a DOCTYPE or an entity raises UnreadableError (forbidden-xml).
    Names are reported as `namespace name`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _forbid
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    return parser


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Runs expat over a part. Names come without their namespace; elements of foreign ones come as "".

    Raises UnreadableError (damaged-file, forbidden-xml), HandOverError for an encoding that expat doesn't know.
    """

    @lru_cache(maxsize=1000)  # a few names for a million elements; a hostile part may have as many as it likes
    def local(name: str) -> str:
        space, _, name = name.rpartition(" ")
        if space == _COMPATIBILITY and name == "AlternateContent":
            raise HandOverError("兼容标记")
        return name if space in _SPACES else ""

    parser = guarded_parser(lambda name, given: start(local(name), given), lambda name: end(local(name)), text)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]:
            raise HandOverError("文字编码") from error
        raise damaged(f"XML 第 {error.lineno} 行不完整或不合格式") from error
    except (ValueError, LookupError) as error:  # an encoding that Python's side refuses
        raise HandOverError("文字编码") from error


def elements(data: bytes, wanted: Collection[str]) -> list[Element]:
    """Gives every element of those names, in order of their ends, with its text and its attributes by local name."""
    found: list[Element] = []
    open_: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, given: dict[str, str]) -> None:
        if name in wanted:
            open_.append((name, {key.rpartition(" ")[2]: value for key, value in given.items()}, []))

    def end(name: str) -> None:
        if name in wanted:
            name, given, pieces = open_.pop()
            found.append(Element(name, given, "".join(pieces)))

    def text(piece: str) -> None:
        if open_:
            open_[-1][2].append(piece)

    parse(data, start, end, text)
    return found
