"""Puts what stands in an OpenDocument text into blocks, as one sees it when all changes are accepted.

What is deleted, struck, hidden or raised is kept beside its line or cell; comments, the bodies of notes and what a
merge covers are not there at all. A text box stands behind the paragraph that it is anchored in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gouji.reading.block import Why
from gouji.reading.printed.flow import MAX_TEXT, Flow
from gouji.reading.printed.odf_numbers import OdfNumbers
from gouji.reading.printed.odf_styles import OFFICE, TABLE, TEXT, Look, OdfStyles

_DIGITS = 10  # of a number that says how often a row is repeated
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_DRAW, _PICTURED = (f"{_SPACE}{name}:1.0 " for name in ("drawing", "svg-compatible"))
_NOT_THERE = frozenset(
    {
        *(f"{OFFICE}{name}" for name in ("annotation", "binary-data", "forms")),
        *(f"{TEXT}{name}" for name in ("note-body", "number", "ruby-text")),
        *(f"{TABLE}{name}" for name in ("tracked-changes", "covered-table-cell")),
        *(f"{_DRAW}{name}" for name in ("object", "object-ole")),
        *(f"{_PICTURED}{name}" for name in ("title", "desc")),
    }
)
_BOXES = frozenset(
    f"{_DRAW}{name}" for name in ("text-box", "custom-shape", "rect", "circle", "ellipse", "polygon", "caption")
)
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_BLANKS = frozenset({f"{TEXT}s", f"{TEXT}tab"})


class _Inside(NamedTuple):
    """What holds inside an open element. gone: it is hidden as a whole, and so are its tables. said: text stands in a
    paragraph, not between elements."""

    look: Look = Look()
    why: Why | None = None
    gone: bool = False
    said: bool = False
    is_title: bool = False


class OdfText:
    """What is met in the body, put into a flow; what is met before it is learned as styles."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._styles = OdfStyles()
        self._numbers = OdfNumbers(self._styles.lists)
        self._open: list[_Inside] = []  # from the body on
        self._skipped = 0
        self._repeated: list[int] = []  # how often the open rows and cells stand there
        self._before = ""  # what is printed before the open paragraph, until it is said
        self._change = ""  # the open piece of what was deleted
        self._deleted: dict[str, str] = {}

    def start(self, name: str, given: dict[str, str]) -> None:
        if self._skipped or (self._open and name in _NOT_THERE):
            self._skipped += 1
            return
        if not self._open:
            if name == f"{OFFICE}body":
                self._open.append(_Inside())
            else:
                self._styles.learn(name, given)
            return
        inside = self._within(name, given)
        self._open.append(inside)
        if not inside.gone:
            self._begin(name, given, inside)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._open:
            inside = self._open.pop()
            if not inside.gone:
                self._end(name)

    def text(self, data: str) -> None:
        if self._skipped or not self._open:
            return
        if self._change:
            self._deleted[self._change] += data
        elif self._open[-1].said:
            self._say(data)

    def _say(self, text: str) -> None:
        here = self._open[-1]
        why = Why.HIDDEN if here.gone else here.why or here.look.why
        if why is None and self._before and text.strip():
            self.flow.say(self._before)
            self.flow.part()
            self._before = ""
        self.flow.say(text, why)

    def _within(self, name: str, given: Mapping[str, str]) -> _Inside:
        around = self._open[-1]
        style = given.get(f"{TEXT}style-name", "")
        if name in _PARAGRAPHS:
            look = self._styles.look("paragraph", style)
            return around._replace(look=look, said=True, is_title=self._styles.is_title(style))
        if name == f"{TEXT}span":
            return around._replace(look=self._styles.look("text", style).over(around.look))
        if name == f"{TEXT}note-citation":
            return around._replace(why=around.why or Why.RAISED)
        if name == f"{TEXT}section" and given.get(f"{TEXT}display") == "none":
            return around._replace(gone=True)
        if name == f"{TEXT}hidden-text" and given.get(f"{TEXT}is-hidden") != "false":
            return around._replace(why=Why.HIDDEN)
        if name in _BOXES:
            return _Inside(gone=around.gone)
        return around

    def _begin(self, name: str, given: Mapping[str, str], inside: _Inside) -> None:
        if name in _PARAGRAPHS:
            self.flow.end_line()
            heading = given.get(f"{TEXT}outline-level", "1")[:1] if name == f"{TEXT}h" else "0"
            self._before = self._numbers.next(int(heading) if heading.isdigit() else 0)
        elif name in _BLANKS:
            self._say(" ")
        elif name == f"{TEXT}line-break":
            if not inside.is_title:
                self.flow.end_line()
        elif name in _BOXES:
            self.flow.open_box()
        elif name.startswith(TABLE):
            self._begin_table(name, given)
        elif name.startswith(TEXT):
            self._begin_other(name, given)

    def _begin_table(self, name: str, given: Mapping[str, str]) -> None:
        if name == f"{TABLE}table":
            self.flow.open_table()
        elif name == f"{TABLE}table-row":
            seen = given.get(f"{TABLE}visibility", "visible") == "visible"
            self._repeated.append(_times(given.get(f"{TABLE}number-rows-repeated", "")) if seen else 0)
            self.flow.open_row()
        elif name == f"{TABLE}table-cell":
            self._repeated.append(_times(given.get(f"{TABLE}number-columns-repeated", "")))
            rows, columns = (_times(given.get(f"{TABLE}number-{each}-spanned", "")) for each in ("rows", "columns"))
            self.flow.open_cell(rows, columns)

    def _begin_other(self, name: str, given: Mapping[str, str]) -> None:
        if name == f"{TEXT}list":
            self._numbers.open_list(given)
        elif name == f"{TEXT}list-item":
            self._numbers.open_item(given)
        elif name == f"{TEXT}changed-region":
            self._change = given.get(f"{TEXT}id") or " "
            self._deleted[self._change] = ""
        elif name == f"{TEXT}change":
            self.flow.say(self._deleted.get(given.get(f"{TEXT}change-id", ""), ""), Why.STRUCK)

    def _end(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self.flow.end_line()
            self._before = ""
        elif name == f"{TABLE}table":
            self.flow.close_table()
        elif name == f"{TABLE}table-row":
            if times := self._repeated.pop():
                self.flow.repeat_row(times)
            else:
                self.flow.drop_row()
        elif name == f"{TABLE}table-cell":
            self.flow.close_cell()
            self.flow.repeat_cell(self._repeated.pop())
        elif name in _BOXES:
            self.flow.close_box()
        elif name == f"{TEXT}list":
            self._numbers.close_list()
        elif name == f"{TEXT}changed-region":
            self._change = ""


def _times(said: str) -> int:
    """How often something stands there; no more than what is refused anyway."""
    if not (said.isascii() and said.isdigit()):
        return 1
    return max(1, int(said)) if len(said) < _DIGITS else MAX_TEXT
