"""A published report as a web page or as plain text in, a Reading out, with the encoding named where bytes were bad."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed import hypertext, lines
from gouji.reading.printed.from_report import read_items
from gouji.reading.printed.lines import Item
from gouji.reading.reading import Reading
from gouji.reading.unread import UNDECODABLE


def read_page(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads HTML. Raises UnreadableError: not-a-report, over-limit."""
    return _read(content, hypertext.items(content.text), forms, broken=False)


def read_plain(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads plain text, whatever its tables look like. Raises as `read_page`."""
    return _read(content, lines.items(content.text), forms, broken=True)


def _read(content: Content, items: Sequence[Item], forms: Sequence[Form], broken: bool) -> Reading:
    """What can't be read, in part or as a whole, is said with the encoding that was taken."""
    assert content.decoded is not None  # the table of sources asks here only with a text
    encoding = content.decoded.encoding
    taken = f"（按 {encoding} 读）"
    try:
        reading = read_items(items, forms, broken)
    except UnreadableError as error:
        if error.code != "not-a-report" or encoding == "UTF-8":
            raise
        raise UnreadableError(error.code, reason=f"{error.facts['reason']}{taken}") from error
    remarks = tuple(
        replace(each, facts={**each.facts, "taken": taken}) if each.name == UNDECODABLE else each
        for each in reading.remarks
    )
    return within(replace(reading, remarks=remarks))
