"""Draws the rows of a section's paragraphs, with the prompt beside them, and counts the letters of the text."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.form.form import Section
from gouji.place import to_address
from gouji.words import beside
from gouji.workbook.contents import Contents, checked
from gouji.workbook.sheet import Allowed, Formula, SheetDrawing
from gouji.workbook.texts import PARAGRAPH_POINTS, height, is_cut, units

say = beside(__file__)

_PROMPT_LIMIT = 255  # characters that a prompt of data validation may have
CLOSING_HEIGHT = 6.0
ROW_HEIGHT = 21.1  # a line of text; thirty of them and the heading fill a page


def empty_test(section: Section, book: Contents, sheet: str = "") -> str:
    """Writes the formula that says whether nothing is written. COUNTIF copes with error values, LEN would not."""
    return f'COUNTIF({_cells(section, book, sheet)},"?*")=0'


def _cells(section: Section, book: Contents, sheet: str) -> str:
    area = book.at.sections[section.id]
    return to_address(area._replace(right=area.left, sheet=sheet))


def written(section: Section, book: Contents) -> int:
    """Counts the letters of a section as Excel does."""
    return sum(units(row.text) for row in book.texts.get(section.id, ()))


def letters(section: Section, book: Contents) -> Formula:
    """Writes the formula that counts the letters of a section."""
    narrative = book.form.narrative
    has_limit = section.id == narrative.length_section
    pattern = say("letters_limit" if has_limit else "letters", count="\0", limit=narrative.length_limit)
    before, after = pattern.split("\0")
    return Formula(
        f'="{before}"&SUMPRODUCT(LEN({_cells(section, book, "")}))&"{after}"',
        f"{before}{written(section, book)}{after}",
    )


def draw(section: Section, book: Contents, sheet: SheetDrawing, width: float, side: int, side_end: int) -> None:
    """Draws the rows of a section, its prompt in the columns from `side` to `side_end`, and notes there on long
    rows."""
    area = book.at.sections[section.id]
    rows = book.texts.get(section.id, ())
    columns = area.right - area.left + 1
    noted = False
    for at in range(area.top, area.bottom):
        row = rows[at - area.top] if at - area.top < len(rows) else None
        text = checked(row.text) if row and row.text else None
        sheet.put(at, area.left, text, "paragraph", columns=columns)
        if text is not None:
            sheet.heights[at] = height(text, width, PARAGRAPH_POINTS, ROW_HEIGHT)
        elif columns > 1:
            sheet.heights[at] = ROW_HEIGHT  # merged cells don't grow by themselves
        note = row.note if row else ""
        if not note and text and is_cut(text, width, PARAGRAPH_POINTS):
            note = say("too_tall", count=units(text))
        if note:
            noted = True
            sheet.put(at, side, note, "note_top", columns=side_end - side + 1)
    sheet.put(area.bottom, area.left, None, "closing", columns=columns)
    sheet.heights[area.bottom] = CLOSING_HEIGHT
    if not noted:
        tall = min(4, area.bottom - area.top)
        sheet.put(area.top, side, section.prompt, "note_top", rows=tall, columns=side_end - side + 1)


def allow(section: Section, book: Contents, sheet: SheetDrawing) -> None:
    """Gives the cells of a section's text their prompt."""
    area = book.at.sections[section.id]
    cells = area._replace(bottom=area.bottom - 1, right=area.left)
    sheet.allowed.append(Allowed((cells,), prompt_only(section.prompt)))


def prompt_only(text: str) -> Mapping[str, object]:
    """Gives a prompt without a condition."""
    short = text if len(text) <= _PROMPT_LIMIT else text[: _PROMPT_LIMIT - 1] + "…"
    return {"validate": "any", "input_title": say("heads.prompt"), "input_message": short}


def missing(section: Section, book: Contents) -> int:
    """Gives 1 when text is needed and none is there, else 0."""
    return int(section.required and written(section, book) == 0)
