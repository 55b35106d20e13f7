"""Reads a report out of an OpenDocument text (.odt, or .fodt in one piece of XML)."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import HandOverError, Parts, damaged
from gouji.reading.block import Block
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed.guarded_xml import parse
from gouji.reading.printed.odf_text import OdfText
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise

_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED = "encrypted-package"  # all of a document that LibreOffice locks as one


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: damaged-file, forbidden-xml, over-limit, password-protected,
    not-a-report."""
    try:
        found = blocks(_streams(content.parts) if content.is_zip else [content.data])
    except HandOverError as error:  # legal in a zip, but nothing writes OpenDocument so
        raise damaged(str(error)) from error
    return within(recognise(found, forms, broken=False, choice=content.choice))


def blocks(streams: Sequence[bytes]) -> list[Block]:
    """Gives the blocks, in the order of reading. streams: the styles, if apart, and the content, as XML."""
    text = OdfText()
    for data in streams:
        parse(data, text.start, text.end, text.text)
    return text.flow.blocks()


def _streams(parts: Parts) -> list[bytes]:
    if _ENCRYPTED in parts or (_MANIFEST in parts and b"encryption-data" in parts.read(_MANIFEST)):
        raise UnreadableError("password-protected")
    return [parts.read(name) for name in ("styles.xml", "content.xml") if name in parts or name == "content.xml"]
