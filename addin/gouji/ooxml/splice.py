"""Finds where the elements of an XML part stand in its bytes, so that bytes can be put in or taken out between them.

Nothing is written anew from a tree: prefixes, order of attributes, extensions and white space stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from gouji.characters import writable
from gouji.errors import MarkError

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Element(NamedTuple):
    """An element by its place: data[start:inner] is the start tag, data[inner:close] the content, data[start:end] all.
    name is without prefix.

    An empty element `<x/>` has inner = close = end.
    """

    name: str
    start: int
    inner: int
    close: int
    end: int


def elements(data: bytes) -> tuple[Element, list[Element]]:
    """Gives the root and its children. data may also be a single element cut out of a part.

    Raises MarkError for what can't be spliced: an encoding other than UTF-8, a DOCTYPE, broken XML.
    """
    _check_encoding(data)
    parser = expat.ParserCreate()  # without namespaces: a cut out element may use prefixes declared outside it
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    found: list[Element] = []
    open_: list[tuple[str, int, int]] = []

    def start(name: str, _: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        open_.append((name.rpartition(":")[2], at, _tag_end(data, at) if len(open_) < 2 else 0))

    def end(_: str) -> None:
        name, begun, inner = open_.pop()
        if len(open_) < 2:
            at = parser.CurrentByteIndex
            is_empty = data[inner - 2 : inner] == b"/>"  # it has no end tag: nothing may be matched there
            found.append(Element(name, begun, inner, *((inner, inner) if is_empty else (at, _tag_end(data, at)))))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MarkError(f"XML 第 {error.lineno} 行不合格式，不能在里面做标记") from error
    root = found.pop()
    return root, found


def _tag_end(data: bytes, at: int) -> int:
    found = _TAG.match(data, at)
    if found is None:
        raise MarkError("XML 的写法少见，不能在里面做标记")
    return found.end()


def _check_encoding(data: bytes) -> None:
    declared = _ENCODING.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise MarkError("XML 不是 UTF-8 编码，不能在里面做标记")


def _refuse(*_: object) -> None:
    raise MarkError("XML 里有 DOCTYPE，不能在里面做标记")


def prefix(data: bytes, element: Element) -> str:
    """Gives the prefix with which an element is written, colon included: "" or `x:`."""
    head = data[element.start + 1 : element.inner]
    name = re.match(rb"[^\s/>]+", head)
    return name[0].rpartition(b":")[0].decode() + ":" if name and b":" in name[0] else ""


def attribute(data: bytes, element: Element, name: str) -> str | None:
    """Gives an attribute without prefix, as written (numbers, references and words need no unescaping)."""
    head = data[element.start : element.inner]
    found = re.search(rb"""\s%s\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name.encode(), head)
    return None if found is None else (found[1] if found[1] is not None else found[2]).decode()


def insert_before(data: bytes, followers: Collection[str], fragment: bytes) -> bytes:
    """Puts a fragment before the first child of the root that must come after it, else at the end of the root."""
    root, children = elements(data)
    if root.close == root.end:
        raise MarkError("XML 的写法少见，不能在里面做标记")
    at = next((child.start for child in children if child.name in followers), root.close)
    return data[:at] + fragment + data[at:]


def opened(tag: bytes) -> bytes:
    """Gives a start tag of an element that may have been empty: `<a/>` → `<a>`."""
    return re.sub(rb"\s*/>$", b">", tag)


def escaped(text: str) -> str:
    """Escapes a text for a part, without the characters that no part may hold."""
    return escape(writable(text))


def escaped_text(text: str) -> str:
    """Escapes as `escaped` does, for what a cell shows: there `_x000B_` would be read as the character that it
    means."""
    return _ESCAPE.sub("_x005F_", escaped(text))
