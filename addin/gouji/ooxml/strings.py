"""Loads sharedStrings.xml as a function from an index to its text. A string is parsed only when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from gouji.ooxml import markup
from gouji.ooxml.markup import MAIN, unescape, unescape_text

Strings = Callable[[int], str]

# Characters of a string's XML. Most of the shorter ones are printed labels, the same in every file of a batch; a longer
# one is kept with its file, since many cells may show it.
_LABEL = 500

_TEXT = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t>')


def load(data: bytes) -> Strings:
    """Loads sharedStrings.xml. Raises UnreadableError. The function raises IndexError for an index that the file
    doesn't have."""
    text = markup.plain(data, "sst")
    if text is None:
        return _at(_by_parser(data))
    chunks = text.split("<si>")
    if len(chunks) - 1 != text.count("<si") or len(chunks) - 1 != text.count("</si>"):
        return _at(_by_parser(data))

    kept: dict[int, str] = {}

    def at(index: int) -> str:
        if index < 0:
            raise IndexError(index)
        chunk = chunks[index + 1]
        if len(chunk) < _LABEL:
            return _label(chunk)
        if index not in kept:
            kept[index] = _one(chunk)
        return kept[index]

    return at


def _at(strings: list[str]) -> Strings:
    def at(index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return strings[index]

    return at


def _one(chunk: str) -> str:
    """The runs of one string glued together (LibreOffice splits at every change of script), no phonetic hints."""
    found = _TEXT.findall(chunk)
    if "<rPh" in chunk or chunk.count("</t>") != len(found):
        whole = f'<sst xmlns="{MAIN}"><si>{chunk[: chunk.index("</si>")]}</si></sst>'
        return _by_parser(whole.encode())[0]
    return unescape_text(unescape("".join(found)))


_label = lru_cache(maxsize=1000)(_one)


def _by_parser(data: bytes) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []  # open elements that decide whether text counts

    def start(name: str, given: dict[str, str]) -> None:
        if name in ("t", "rPh"):
            inside.append(name)

    def end(name: str) -> None:
        if name in ("t", "rPh"):
            inside.pop()
        elif name == "si":
            strings.append(unescape_text("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside == ["t"]:
            pieces.append(piece)

    markup.parse(data, start, end, text)
    return strings
