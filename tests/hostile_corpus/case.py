"""What a hostile file is: a name, a maker, and the exact findings; and the two clean files that most are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import fillings
import workbooks_odd as odd
from gouji.form import load
from gouji.reading import record
from gouji.workbook import template

FORMS = load.load_all()
FORM = FORMS[1]
SHEET = "xl/worksheets/sheet4.xml"  # the largest table of `plain`
INFO = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"

# What a check says, by its code.
NO_REPORT, DAMAGED, OVER, FORBIDDEN, PASSWORD, NO_FORM = "AR701", "AR705", "AR706", "AR707", "AR703", "AR709"


@dataclass(frozen=True, slots=True)
class Case:
    """make: the bytes, made in a moment. codes: every code that is found, in order; () is a file that is read in full
    and is clean. ending: of the file's name. needs: a module without which the file can't be read."""

    name: str
    make: Callable[[], bytes]
    codes: tuple[str, ...] = ()
    ending: str = ".xlsx"
    needs: str = ""


READING = fillings.reading(FORM, fillings.consistent(FORM, 3))
FIGURES = {id: cell.value.number for id, cell in READING.figures.items()}


@cache
def plain() -> bytes:
    """A clean workbook of few parts, as an office might make it."""
    info = {id: cell.value.raw for id, cell in READING.info.items()}
    sections = {id: [each.text for each in texts] for id, texts in READING.sections.items()}
    figures = {
        id: int(number) if number == int(number) else float(number)
        for id, number in FIGURES.items()
        if number is not None
    }
    return odd.plain_book(FORM, figures, info, sections)


@cache
def ours() -> bytes:
    """The same report in our own template."""
    return template.to_bytes(FORM, READING)


@cache
def as_record() -> dict[str, object]:
    return record.to_json(READING, FORM)
