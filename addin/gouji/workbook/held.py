"""Takes the characters out of a Reading that no workbook can hold, and says in words what was taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gouji.characters import one_line, unwritable, writable
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading


def held(reading: Reading) -> Reading:
    """Gives the reading as a workbook can hold it: text of a file, of a roster or of a person may hold anything, XML
    may not."""
    return replace(
        reading,
        info=_cells(reading.info),
        figures=_cells(reading.figures),
        sections={
            section_id: tuple(Paragraph(writable(each.text), each.place) for each in texts)
            for section_id, texts in reading.sections.items()
        },
        explanations=tuple(
            Explanation(writable(each.code), tuple(map(one_line, each.cells)), writable(each.text))
            for each in reading.explanations
        ),
        receipt=one_line(reading.receipt) if reading.receipt else reading.receipt,
    )


def _cells(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {
        figure_id: cell._replace(value=cell.value._replace(raw=writable(cell.value.raw))) if cell.value.raw else cell
        for figure_id, cell in cells.items()
    }


def taken_out(form: Form, reading: Reading) -> list[str]:
    """Gives a sentence for each place whose text `held` has changed."""
    return [
        f"{where}里有文件不能保存的字符（{'、'.join(found)}），没有写进去。"
        for where, text in _texts(form, reading)
        if (found := unwritable(text))
    ]


def _texts(form: Form, reading: Reading) -> Iterator[tuple[str, str]]:
    for field in form.info:
        if field.id in reading.info:
            yield f"基本信息“{field.label}”", reading.info[field.id].value.raw
    for figure_id, cell in reading.figures.items():
        yield f"“{form.figures[figure_id].label}”", cell.value.raw
    for section in form.sections:
        yield f"“{section.heading}”", "".join(each.text for each in reading.sections.get(section.id, ()))
    for explanation in reading.explanations:
        yield "出错说明", "".join((explanation.code, *explanation.cells, explanation.text))
    yield "报送码", reading.receipt or ""
