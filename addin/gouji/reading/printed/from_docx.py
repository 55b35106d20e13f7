"""Reads a report out of a Word document: its main part, with the styles and lists that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import HandOverError, Parts, damaged
from gouji.ooxml.package import relations
from gouji.reading.block import Block
from gouji.reading.content import Content
from gouji.reading.encoding import decode
from gouji.reading.limits import within
from gouji.reading.printed import hypertext, mime_page, word_numbers, word_styles
from gouji.reading.printed.guarded_xml import parse
from gouji.reading.printed.word_text import WordText
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise

_MAIN = "word/document.xml"  # where a package doesn't say


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: damaged-file, forbidden-xml, over-limit, not-a-report."""
    try:
        found = blocks(content.parts)
    except HandOverError as error:  # legal in a zip, but nothing writes a Word file so
        raise damaged(str(error)) from error
    return within(recognise(found, forms, broken=False, choice=content.choice))


def blocks(parts: Parts) -> list[Block]:
    """Gives the blocks, in the order of reading. Raises as `read`, and HandOverError."""
    main = next((part for kind, part in _relations(parts, "").values() if kind == "officeDocument"), _MAIN)
    data = parts.read(main)
    if not data:
        raise UnreadableError("not-a-report", reason="这个 Word 文件是空的")
    related = _relations(parts, main)
    by_kind = {kind: part for kind, part in related.values() if part in parts}
    styles = word_styles.read(parts.read(by_kind["styles"]) if "styles" in by_kind else b"")
    numbering = word_numbers.read(parts.read(by_kind["numbering"]) if "numbering" in by_kind else b"")
    text = WordText(styles, numbering, lambda relation: _chunk(parts, related, relation))
    parse(data, text.start, text.end, text.text)
    return text.flow.blocks()


def _relations(parts: Parts, part: str) -> Mapping[str, tuple[str, str]]:
    """What a part leads to; nothing where the package doesn't say."""
    folder, _, name = part.rpartition("/")
    return relations(parts, part) if f"{folder}/_rels/{name}.rels".lstrip("/") in parts else {}


def _chunk(parts: Parts, related: Mapping[str, tuple[str, str]], relation: str) -> Sequence[Block]:
    """A web page that a program has put into the file as it was."""
    _, part = related.get(relation, ("", ""))
    data = parts.read(part) if part in parts else b""
    page = mime_page.page(data) or data
    decoded = decode(page)
    return hypertext.blocks(decoded.text) if decoded and "<" in decoded.text else ()
