"""A form and figures in, a report with its tables out: what a print of any kind is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anyreport.tables import Table, Values, tables
from gouji.form.form import Form

ORGANIZATION = "示例市档案服务局"
SENTENCES = ("本单位按时完成了这一部分的工作。", "（一）有关情况见下表。")


@dataclass(eq=False, slots=True)
class Report:
    """headings: whether the sections' headings are printed. whole: whether the sections without tables are there."""

    form: Form
    year: int
    tables: list[Table]
    headings: bool = True
    whole: bool = True

    @property
    def title(self) -> str:
        return self.form.title.format(organization=ORGANIZATION, year=self.year)

    def heading(self, table: Table) -> str:
        return next(section.heading for section in self.form.sections if section.table == table.id)


def report(form: Form, values: Values) -> Report:
    """A whole report of a year that the form binds."""
    year = form.until if form.until is not None else form.since + 2
    return Report(form, year, tables(form, values))


def in_order(report: Report) -> Iterator[str | Table]:
    """Title, headings, sentences and tables, as they are printed."""
    if report.whole or report.headings:
        yield report.title
    by_id = {table.id: table for table in report.tables}
    if not report.whole:
        for table in report.tables:
            if report.headings:
                yield report.heading(table)
            yield table
        return
    for section in report.form.sections:
        if section.table is None:
            yield section.heading
            yield from SENTENCES[:1] if section.required else ()
        elif section.table in by_id:
            if report.headings:
                yield section.heading
            yield by_id[section.table]
