"""A Reading without the places at which it was read: another program's copy of a file may set a table otherwise."""

from __future__ import annotations

from gouji.frozen import replace
from gouji.reading.reading import Cell, Paragraph, Reading


def placeless(reading: Reading) -> Reading:
    return replace(
        reading,
        info={id: Cell(cell.value) for id, cell in reading.info.items()},
        figures={id: Cell(cell.value) for id, cell in reading.figures.items()},
        sections={id: tuple(Paragraph(each.text) for each in texts) for id, texts in reading.sections.items()},
        remarks=tuple(replace(remark, places=()) for remark in reading.remarks),
    )
