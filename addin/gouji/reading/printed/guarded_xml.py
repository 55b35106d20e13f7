"""Parses the XML of a hostile file and reports elements and texts to three functions; DOCTYPE and entities are
refused."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from gouji.ooxml.container import damaged
from gouji.ooxml.markup import guarded_parser


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Parses the XML. Names are reported as `namespace name`. Raises UnreadableError: damaged-file, forbidden-xml."""
    try:
        guarded_parser(start, end, text).Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged("XML 不完整或不合格式") from error
