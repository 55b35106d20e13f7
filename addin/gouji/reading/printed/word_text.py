"""Puts what stands in the main part of a Word file into blocks, as one sees it when all changes are accepted.

What is deleted, struck, hidden, raised or moved away is kept beside its line or cell. The numbers that Word sets before
paragraphs by itself are spelled out. A text box stands behind the paragraph that it is anchored in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gouji.reading.block import Block, Why
from gouji.reading.printed.flow import Flow
from gouji.reading.printed.word_numbers import Numbering
from gouji.reading.printed.word_styles import (
    SKIPPED,
    SPACES,
    Look,
    Number,
    Styles,
    is_on,
    with_number,
    with_property,
)

_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_SILENT = SKIPPED | {"rt", "instrText", "delInstrText"}
_LOOKS = frozenset({"strike", "dstrike", "vanish", "vertAlign"})
_PROPERTIES = frozenset({"pPr", "rPr", "sdtPr", "tcPr", "trPr"})
_CHANGED = {"moveFrom": Why.MOVED, "del": Why.STRUCK}

Chunk = Callable[[str], Sequence[Block]]
_Given = dict[str, str]
_Handle = TypeVar("_Handle")


@dataclass(slots=True)
class _Paragraph:
    """before: what Word prints before it, until it is said."""

    style: str = ""
    number: Number = Number()  # noqa: RUF009  # it is frozen
    is_title: bool = False
    before: str = ""


@dataclass(slots=True)
class _Row:
    """after: columns without a cell at its end. gone: hidden or deleted."""

    after: int = 0
    gone: bool = False


@dataclass(slots=True)
class _Cell:
    """merged: it is part of the cell on its left."""

    merged: bool = False
    deleted: bool = False


class WordText:
    """What is met in the main part, put into a flow. chunk: gives the blocks of a page that is kept as a part of its
    own, by the id of its relationship."""

    def __init__(self, styles: Styles, numbering: Numbering, chunk: Chunk) -> None:
        self.flow = Flow()
        self._styles = styles
        self._numbering = numbering
        self._chunk = chunk
        self._paragraphs: list[_Paragraph] = []
        self._runs: list[tuple[Look, str]] = []  # own look and style of the open runs
        self._rows: list[_Row] = []
        self._cells: list[_Cell] = []
        self._changes: list[Why] = []  # open elements that say that their text is no longer here
        self._prompts: list[bool] = []  # open content controls: whether what they show is only a prompt
        self._properties: list[str] = []
        self._skipped = 0
        self._notes = 0
        self._in_text = False
        self._is_deleted = False

    def start(self, name: str, given: _Given) -> None:
        if self._skipped or name == _FALLBACK:
            self._skipped += 1
            return
        if found := _START_OF.get(name):
            handle, space, local = found
            handle(self, local, space, given)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif found := _END_OF.get(name):
            handle, _, local = found
            handle(self, local)

    def text(self, data: str) -> None:
        if self._in_text and not self._skipped:
            self.say(data)

    def say(self, text: str) -> None:
        """Goes on with the open paragraph."""
        why = self._why()
        here = self._paragraphs[-1] if self._paragraphs else None
        if why is None and here and here.before and text.strip():
            self.flow.say(here.before)
            self.flow.part()
            here.before = ""
        self.flow.say(text, why)

    def _why(self) -> Why | None:
        if self._changes:
            return self._changes[-1]
        if self._is_deleted or any(cell.deleted for cell in self._cells):
            return Why.STRUCK
        if any(self._prompts):
            return Why.HIDDEN
        look, style = self._runs[-1] if self._runs else (Look(), "")
        return self._styles.look(self._paragraphs[-1].style if self._paragraphs else "", style, look).why

    # ---------------------------------------------------------------- paragraphs and runs

    def skip(self, local: str, space: str, given: _Given) -> None:
        self._skipped += 1

    def open_paragraph(self, local: str, space: str, given: _Given) -> None:
        self.flow.end_line()
        self._paragraphs.append(_Paragraph())

    def close_paragraph(self, local: str) -> None:
        self.flow.end_line()
        if self._paragraphs:
            self._paragraphs.pop()

    def open_properties(self, local: str, space: str, given: _Given) -> None:
        self._properties.append(local)

    def close_properties(self, local: str) -> None:
        self._properties.pop()
        if local == "pPr" and self._paragraphs:
            here = self._paragraphs[-1]
            here.is_title = self._styles.is_title(here.style)
            number = here.number.over(self._styles.number(here.style))
            here.before = self._numbering.next(number, here.style)

    def set_paragraph(self, local: str, space: str, given: _Given) -> None:
        if self._properties == ["pPr"] and self._paragraphs:
            here = self._paragraphs[-1]
            if local == "pStyle":
                here.style = given.get(f"{space} val", "")
            here.number = with_number(here.number, local, given, space)

    def open_run(self, local: str, space: str, given: _Given) -> None:
        self._runs.append((Look(), ""))

    def close_run(self, local: str) -> None:
        self._runs.pop()

    def set_run(self, local: str, space: str, given: _Given) -> None:
        if self._properties == ["rPr"] and self._runs:
            look, style = self._runs[-1]
            style = given.get(f"{space} val", "") if local == "rStyle" else style
            self._runs[-1] = with_property(look, local, given, space), style

    def open_text(self, local: str, space: str, given: _Given) -> None:
        self._in_text, self._is_deleted = True, local == "delText"

    def close_text(self, local: str) -> None:
        self._in_text = self._is_deleted = False

    def sign(self, local: str, space: str, given: _Given) -> None:
        if not self._properties:  # there it is a tab stop
            self.say(_SIGNS[local])

    def end_line(self, local: str, space: str, given: _Given) -> None:
        if not (local == "br" and self._paragraphs and self._paragraphs[-1].is_title):
            self.flow.end_line()

    def note(self, local: str, space: str, given: _Given) -> None:
        if not is_on({f"{space} val": given.get(f"{space} customMarkFollows", "0")}, space):
            self._notes += 1
            self.flow.say(str(self._notes), Why.RAISED)

    # ---------------------------------------------------------------- changes, boxes, what is kept apart

    def open_change(self, local: str, space: str, given: _Given) -> None:
        self._changes.append(_CHANGED[local])
        if self._properties == ["trPr"] and self._rows:
            self._rows[-1].gone = True

    def close_change(self, local: str) -> None:
        self._changes.pop()

    def open_box(self, local: str, space: str, given: _Given) -> None:
        self.flow.open_box()

    def close_box(self, local: str) -> None:
        self.flow.close_box()

    def open_control(self, local: str, space: str, given: _Given) -> None:
        self._prompts.append(False)

    def close_control(self, local: str) -> None:
        self._prompts.pop()

    def show_prompt(self, local: str, space: str, given: _Given) -> None:
        if self._prompts:
            self._prompts[-1] = is_on(given, space)

    def put_chunk(self, local: str, space: str, given: _Given) -> None:
        self.flow.put(self._chunk(next((given[name] for name in _RELATION if name in given), "")))

    # ---------------------------------------------------------------- tables

    def open_table(self, local: str, space: str, given: _Given) -> None:
        self.flow.open_table()

    def close_table(self, local: str) -> None:
        self.flow.close_table()

    def open_row(self, local: str, space: str, given: _Given) -> None:
        self._rows.append(_Row())
        self.flow.open_row()

    def close_row(self, local: str) -> None:
        row = self._rows.pop()
        if row.gone:
            self.flow.drop_row()
        else:
            self.flow.skip_columns(row.after)

    def set_row(self, local: str, space: str, given: _Given) -> None:
        if self._properties == ["trPr"] and self._rows:
            if local == "gridBefore":
                self.flow.skip_columns(_count(given, space))
            elif local == "gridAfter":
                self._rows[-1].after = _count(given, space)
            elif is_on(given, space):
                self._rows[-1].gone = True

    def open_cell(self, local: str, space: str, given: _Given) -> None:
        self._cells.append(_Cell())
        self.flow.open_cell()

    def close_cell(self, local: str) -> None:
        if self._cells.pop().merged:
            self.flow.merge_left()
        else:
            self.flow.close_cell()

    def set_cell(self, local: str, space: str, given: _Given) -> None:
        if self._properties != ["tcPr"] or not self._cells:
            return
        goes_on = given.get(f"{space} val", "continue") != "restart"
        match local:
            case "gridSpan":
                self.flow.merge_cell(columns=_count(given, space))
            case "vMerge":
                self.flow.merge_cell(continues=goes_on)
            case "hMerge":
                self._cells[-1].merged = goes_on
            case "cellDel":
                self._cells[-1].deleted = True


def _count(given: _Given, space: str) -> int:
    said = given.get(f"{space} val", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1


_Start = Callable[[WordText, str, str, _Given], None]
_End = Callable[[WordText, str], None]

_STARTS: dict[str, _Start] = {
    **dict.fromkeys(_SILENT, WordText.skip),
    **dict.fromkeys(_PROPERTIES, WordText.open_properties),
    **dict.fromkeys(("pStyle", "numId", "ilvl"), WordText.set_paragraph),
    **dict.fromkeys((*_LOOKS, "rStyle"), WordText.set_run),
    **dict.fromkeys(("t", "delText"), WordText.open_text),
    **dict.fromkeys(_SIGNS, WordText.sign),
    **dict.fromkeys(("br", "cr"), WordText.end_line),
    **dict.fromkeys(("footnoteReference", "endnoteReference"), WordText.note),
    **dict.fromkeys(_CHANGED, WordText.open_change),
    **dict.fromkeys(("gridBefore", "gridAfter", "hidden"), WordText.set_row),
    **dict.fromkeys(("gridSpan", "vMerge", "hMerge", "cellDel"), WordText.set_cell),
    "p": WordText.open_paragraph,
    "r": WordText.open_run,
    "tbl": WordText.open_table,
    "tr": WordText.open_row,
    "tc": WordText.open_cell,
    "txbxContent": WordText.open_box,
    "sdt": WordText.open_control,
    "showingPlcHdr": WordText.show_prompt,
    "altChunk": WordText.put_chunk,
}
_ENDS: dict[str, _End] = {
    **dict.fromkeys(_PROPERTIES, WordText.close_properties),
    **dict.fromkeys(("t", "delText"), WordText.close_text),
    **dict.fromkeys(_CHANGED, WordText.close_change),
    "p": WordText.close_paragraph,
    "r": WordText.close_run,
    "tbl": WordText.close_table,
    "tr": WordText.close_row,
    "tc": WordText.close_cell,
    "txbxContent": WordText.close_box,
    "sdt": WordText.close_control,
}


def _by_name(handlers: Mapping[str, _Handle]) -> dict[str, tuple[_Handle, str, str]]:
    """Handlers by the whole name of an element, with its namespace and its name in it."""
    return {f"{space} {local}": (handle, space, local) for space in SPACES for local, handle in handlers.items()}


_START_OF, _END_OF = _by_name(_STARTS), _by_name(_ENDS)
