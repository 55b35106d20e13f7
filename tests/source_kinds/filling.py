"""A form and figures in, what every kind of file is made from out: title, headings, paragraphs, and tables as cells
with spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gouji.form.form import Form, Table

ORGANIZATION, YEAR = "示例市档案服务局", 2023


class Cell(NamedTuple):
    text: str
    rows: int = 1
    columns: int = 1
    is_figure: bool = False


Rows = list[list[Cell]]


@dataclass(frozen=True)
class Filling:
    form: Form
    figures: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.form.title.format(organization=ORGANIZATION, year=YEAR)

    def paragraphs(self, section: str) -> tuple[str, ...]:
        """Long enough to be wrapped, the second of them numbered."""
        found = next(each for each in self.form.sections if each.id == section)
        if found.table:
            return ()
        long = "我局按照工作要求做好各项公开工作，及时更新栏目内容，答复群众来信，没有遗漏。" * 3
        return (f"这是{found.sheet}的第一段，{long}", f"（一）这是{found.sheet}的第二段，{long}")

    def table(self, section: str) -> Rows | None:
        found = next(each for each in self.form.sections if each.id == section)
        return rows(self.form.table(found.table), self.figures) if found.table else None


def rows(table: Table, figures: Mapping[str, str]) -> Rows:
    """The cells that begin in each row, left to right."""
    begun: list[dict[int, Cell]] = [{} for _ in range(table.height)]
    for label in table.labels:
        begun[label.row][label.column] = Cell(label.text, label.rows, label.columns)
    for slot in table.slots:
        begun[slot.row][slot.column] = Cell(figures[slot.id], 1, slot.columns, True)
    return [[row[column] for column in sorted(row)] for row in begun]


def numbered(form: Form) -> dict[str, str]:
    """Figures that are all different, of one to four digits: one in the wrong place shows, and so does a digit more."""
    return {id: str(at * at % 1931 + at) for at, id in enumerate(form.figures)}
