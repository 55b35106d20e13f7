"""Sets a Document as a tagged PDF with Typst: the page of GB/T 9704-2012, in the fonts that there are.

Typst comes with the extra `pdf`. Nothing of a report is markup to it: texts travel as data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.errors import GoujiError, UsageError
from gouji.report import official
from gouji.report.document import Block, Document, Grid, Heading, Paragraph
from gouji.report.fonts import Font, fonts, latin, rare, stand_ins
from gouji.report.measure import fit, has_long_word, width
from gouji.words import beside

say = beside(__file__)

_TEMPLATE = Path(__file__).with_name("report.typ")
# What a heading above and a little air below leave of a page.
_HEIGHT = official.points(official.AREA[1]) - 1.5 * official.PITCH
# To be read aloud and to be archived; with a character that no font has it can be neither, but is still a page.
# (An archived document must have a date.)
_STANDARDS = (("ua-1", "a-2a"), ("ua-1",), ())


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF. notes: Chinese sentences for the user, such as which font stood in for which."""

    data: bytes
    notes: tuple[str, ...]


def to_pdf(document: Document, font_folders: Sequence[Path] = ()) -> Pdf:
    """Sets the PDF. Raises UsageError when a font folder is not there, GoujiError when Typst or every Chinese font is
    missing, or Typst fails."""
    try:
        import typst
    except ImportError as error:
        raise GoujiError(say("export.no_typst")) from error
    for folder in font_folders:
        if not folder.is_dir():
            raise UsageError(say("export.no_folder", folder=folder))
    known = typst.Fonts(font_paths=[str(folder) for folder in font_folders])
    families = frozenset(known.families())
    if families.isdisjoint(stand_ins()):
        asked = dict.fromkeys(name for font in fonts().values() for name in (font.name, *font.instead))
        raise GoujiError(say("export.no_fonts", fonts="、".join(asked)))
    data = json.dumps(_data(document, families), ensure_ascii=False)
    failure: Exception | None = None
    for standards in _STANDARDS:
        try:
            made = typst.compile(  # type: ignore[call-overload]
                str(_TEMPLATE), font_paths=known, format="pdf", sys_inputs={"data": data}, pdf_standards=list(standards)
            )
            missing = () if standards else (say("export.missing"),)
            return Pdf(made, (*_notes(families), *missing))
        except typst.TypstError as error:
            failure = error
    raise GoujiError(say("export.not_made")) from failure


def _data(document: Document, families: frozenset[str]) -> dict[str, Any]:
    blocks: list[Block] = [*document.preface, *document.blocks]
    signature = document.signature
    last = len(blocks) - 1 if signature else None
    return {
        "title": document.title,
        "title-lines": document.title_lines,
        "title-weight": "regular" if _chosen(fonts()["title"], families) in fonts()["title"].own else "semibold",
        "subject": document.subject,
        "author": signature.organization if signature else "",
        "keywords": [each for each in document.keywords if each],
        "date": [int(part) for part in signature.iso_date.split("-")] if signature else None,
        "draft": document.draft_mark,
        "fonts": {role: _families(font, families) for role, font in fonts().items()},
        "page": _PAGE,
        "blocks": [_block(block, keep=number == last) for number, block in enumerate(blocks)],
        "signature": None
        if signature is None
        else [
            {"text": text, "inset": inset}
            for text, inset in zip(
                (signature.organization, signature.date),
                official.signature_indents(width(signature.organization), width(signature.date)),
                strict=True,
            )
        ],
    }


_PAGE = {
    "width": official.PAGE[0],
    "height": official.PAGE[1],
    "top": official.TOP,
    "bottom": official.BOTTOM,
    "left": official.LEFT,
    "right": official.RIGHT,
    "size": official.BODY,
    "pitch": official.PITCH,
    "tracking": official.TRACKING,
    "indent": official.FIRST_LINE,
    "title": official.TITLE,
    "title-pitch": official.TITLE_PITCH,
    "number": official.PAGE_NUMBER,
    "below": official.DASH_BELOW,
}


def _block(block: Block, keep: bool) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            ragged = has_long_word(block.text)
            return {"kind": "paragraph", "lead": block.lead, "text": block.text, "ragged": ragged, "keep": keep}
        case Grid():
            return _table(block)


def _table(grid: Grid) -> dict[str, Any]:
    fitted = fit(grid, official.points(official.AREA[0]), _HEIGHT)
    return {
        "kind": "table",
        "widths": fitted.widths,
        "size": fitted.size,
        "pitch": fitted.pitch,
        "row": fitted.row_height,
        "whole": fitted.whole,
        "heads": grid.head_rows,
        "cells": [
            {
                "x": cell.column,
                "y": cell.row,
                "colspan": cell.columns,
                "rowspan": cell.rows,
                "left": cell.align == "left",
                "lines": cell.text.split("\n"),
            }
            for cell in grid.cells
        ],
    }


def _chosen(font: Font, families: frozenset[str]) -> str:
    """The face of one kind of text. There is one: `to_pdf` has seen to it."""
    return next(name for name in (*font.names, *stand_ins()) if name in families)


def _families(font: Font, families: frozenset[str]) -> list[dict[str, str] | str]:
    """What Typst looks a character up in: Latin letters (not in headings), the face or its stand-ins, rare ones."""
    faces: list[dict[str, str] | str] = []
    if font.role in ("body", "heading"):
        faces += [{"name": name, "covers": "latin-in-cjk"} for name in latin() if name in families]
    wanted = dict.fromkeys((*font.names, _chosen(font, families), *rare()))
    return faces + [name for name in wanted if name in families]


def _notes(families: frozenset[str]) -> Iterator[str]:
    stood_in = [
        say("export.stand_in", wanted=font.name, role=say(f"roles.{role}"), used=used)
        for role, font in fonts().items()
        if (used := _chosen(font, families)) not in font.own
    ]
    if stood_in:
        yield say("export.stand_ins", each="，".join(stood_in))
