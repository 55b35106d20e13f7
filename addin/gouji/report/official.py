"""The measures of an official document's page, GB/T 9704-2012, that docx, PDF and the print style share.

Lengths in millimetres and points. `twips` turns points into twentieths, the unit of Word.
"""

from __future__ import annotations

PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
AREA = (156.0, 225.0)  # 版心
LINES, CHARACTERS = 22, 28

POINTS_A_MM = 72 / 25.4
PITCH = 28.95  # points, exact: 225 mm / 22 = 28.99; 22 × 28.95 leaves the last line its room
BODY, TITLE, PAGE_NUMBER = 16.0, 22.0, 14.0  # 三号 二号 四号
TITLE_PITCH = 35.0
# 28 characters of 16 pt are 448 pt, the type area is 442.2 pt wide: each gives way a quarter of a point. (Word's own
# charSpace would do it in Word; LibreOffice spreads the page with it.)
TRACKING = -0.25
FIRST_LINE = 2  # characters
DASH_BELOW = 7.0  # mm from the type area to the dashes of the page number
PAGE_NUMBER_IN = 1  # characters from the outer edge

SIGNATURE_IN = 2  # characters from the right, 7.3.5.2: a document without a seal
DATE_IN = 2  # characters that the date begins to the right of the name


def points(millimetres: float) -> float:
    """Turns millimetres into points."""
    return millimetres * POINTS_A_MM


def twips(points: float) -> int:
    """Turns points into twentieths of a point."""
    return round(points * 20)


def signature_indents(name: float, date: float) -> tuple[float, float]:
    """Computes how far name and date stand from the right edge, in characters, given their widths in characters.

    The date begins two characters right of the name; a date that would pass the edge pushes the name left instead.
    """
    of_date = SIGNATURE_IN + name - DATE_IN - date
    if of_date >= SIGNATURE_IN:
        return SIGNATURE_IN, of_date
    return SIGNATURE_IN + SIGNATURE_IN - of_date, SIGNATURE_IN
