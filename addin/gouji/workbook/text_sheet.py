"""Draws the sheet of a section without a table."""

from __future__ import annotations

from gouji.form.form import Section
from gouji.place import Area, single
from gouji.words import beside
from gouji.workbook import text_block
from gouji.workbook.contents import Contents, whose
from gouji.workbook.sheet import SheetDrawing, Tint

say = beside(__file__)

# What A4 holds at full size where 宋体 is the workbook's own font (8 pixels a character in Excel and WPS).
_WIDTH, _GAP, _SIDE = 78.0, 1.5, 34.0


def draw(section: Section, book: Contents) -> SheetDrawing:
    sheet = SheetDrawing(section.sheet, grows=True, default_height=text_block.ROW_HEIGHT)
    area = book.at.sections[section.id]
    sheet.widths |= {1: (_WIDTH, None), 2: (_GAP, None), 3: (_SIDE, None)}
    sheet.put(1, 1, section.heading, "heading")
    sheet.put(2, 1, whose(book), "whose")
    sheet.heights |= {1: 32, 2: 20, 3: 10}
    sheet.put(1, 3, say("note_head"), "live_caption")
    sheet.put(2, 3, text_block.letters(section, book), "live")
    text_block.draw(section, book, sheet, _WIDTH, 3, 3)
    text_block.allow(section, book, sheet)
    if section.required:
        first = single(area.top, 1)
        sheet.tints.append(Tint((first,), f"={text_block.empty_test(section, book)}", "blank"))
    sheet.names[f"sections.{section.id}"] = area
    sheet.freeze = (2, 0)
    sheet.repeat = (1, 1)
    # The gap prints too: LibreOffice never shrinks a page of one column to its width, and would cut it.
    sheet.prints = Area(1, 1, area.bottom, area.right + 1)
    return sheet
