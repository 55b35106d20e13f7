"""A report in, the sheets of a workbook out, as offices arrange them."""

from __future__ import annotations

from collections.abc import Callable

from anyreport import office_shapes, office_tables, sheet_edits
from anyreport.as_workbook import Merges, Sheet, line, one_sheet, sheet_a_table, unmerged
from anyreport.document import ORGANIZATION, Report, report
from anyreport.figures import distinct
from anyreport.placed import Placed, place
from anyreport.tables import Figure, Row, Words

FILLINGS = 3  # of each form; the one after them is last year's
NOTES = (
    "填表说明",
    "一、本表由各单位填报，每年一月报送。",
    "二、自然人、法人或其他组织按申请人身份填写。",
    "三、总计为各项之和。",
)


def plain_order(order: tuple[int, int, int]) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        sheets = sheet_a_table(made)
        return [Sheet(f"表{number}", sheets[at].cells) for number, at in enumerate(order, 1)]

    return arrange


def alone(id: str, headings: bool) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        made.tables = [each for each in made.tables if each.id == id]
        made.headings = made.whole = headings
        return [Sheet("Sheet1", place(made.tables[0]))] if not headings else titled(made)

    return arrange


def titled(made: Report) -> list[Sheet]:
    sheet = Sheet("Sheet1", line(made.title))
    for each in made.tables:
        sheet.below(line(made.heading(each)))
        sheet.below(place(each))
    return [sheet]


def beside(made: Report) -> list[Sheet]:
    sheet = Sheet("Sheet1")
    right = 0
    for each in made.tables:
        cells = [*line(made.heading(each)), *(cell._replace(row=cell.row + 1) for cell in place(each))]
        sheet.cells += [cell._replace(column=cell.column + right) for cell in cells]
        right = sheet.width + 1
    return [sheet]


def no_headings(made: Report) -> list[Sheet]:
    made.headings = False
    return sheet_a_table(made)


def with_banner(made: Report) -> list[Sheet]:
    return [sheet_edits.with_titles(sheet, ORGANIZATION, made.year) for sheet in sheet_a_table(made)]


def as_printed(made: Report) -> list[Sheet]:
    return sheet_a_table(made, spread=True)


def notes_before(made: Report) -> list[Sheet]:
    notes = Sheet("说明")
    for note in NOTES:
        notes.below(line(note))
    labels = [words.text for row in made.tables[0].rows for words in row.labels]
    for label in labels:
        notes.below(line(f"{label}：按有关规定填写。"))
    return [notes, *sheet_a_table(made)]


def disputes_as_parts(made: Report) -> list[Sheet]:
    office_shapes.disputes_as_parts(made)
    return sheet_a_table(made)


def turned(id: str) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        sheets: list[Sheet] = []
        for each in made.tables:
            cells = place(each)
            sheet = Sheet(f"Sheet{len(sheets) + 1}", line(made.heading(each)))
            sheet.below(sheet_edits.turned(cells) if each.id == id else cells)
            sheets.append(sheet)
        return sheets

    return arrange


def two_years(titled: bool) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        before = report(made.form, distinct(made.form.id, FILLINGS))
        sheets = sheet_a_table(made)
        for number, each in enumerate((before, made)):
            cells = place(office_tables.table(each, "applications"))
            year = made.year - 1 + number
            sheet = Sheet(str(year) if titled else f"依申请{number + 1}")
            if titled:
                sheet.below(line(f"{ORGANIZATION}{year}年收到和处理政府信息公开申请情况"))
            sheet.below(cells)
            sheets.append(sheet)
        return [sheets[0], sheets[2], *sheets[3:]]

    return arrange


def wrongly_merged(made: Report) -> list[Sheet]:
    groups = {words.text for each in made.tables for column in each.parts[0].columns for words in column.heads[:-1]}
    return [sheet_edits.wrongly_merged(sheet, groups) for sheet in sheet_a_table(made)]


def with_sums(made: Report) -> list[Sheet]:
    part = office_tables.table(made, "applications").parts[0]
    at = next(number for number, column in enumerate(part.columns) if column.own.means == "total")
    totals = {id(row.cells[at]) for row in part.rows}
    return [sheet_edits.with_sums(sheet, totals) for sheet in one_sheet(made)]


def merged(merges: Merges) -> Callable[[Sheet], Sheet]:
    return lambda sheet: unmerged(sheet, merges)


def last_year_below(made: Report) -> list[Sheet]:
    """One sheet; under everything table 3 once more, with last year's figures."""
    before = report(made.form, distinct(made.form.id, FILLINGS))
    sheets = one_sheet(made)
    sheets[0].below(line(f"{made.year - 1}年收到和处理政府信息公开申请情况"), gap=1)
    sheets[0].below(place(office_tables.table(before, "applications")))
    return sheets


def cut_in_two(made: Report) -> list[Sheet]:
    """Table 3 goes on on the next sheet, under its heads."""
    part = office_tables.table(made, "applications").parts[0]
    part.repeats_before = 12
    sheets = sheet_a_table(made)
    at = next(number for number, table in enumerate(made.tables) if table.id == "applications")
    top = [cell.row for cell in sheets[at].cells if cell.text == part.corner][1]
    after = Sheet(
        f"{sheets[at].name}续", [cell._replace(row=cell.row - top) for cell in sheets[at].cells if cell.row >= top]
    )
    sheets[at].cells[:] = [cell for cell in sheets[at].cells if cell.row < top]
    return [*sheets[: at + 1], after, *sheets[at + 1 :]]


def another_table(made: Report) -> list[Sheet]:
    """A sheet of the office's own that counts something else under some of the form's labels."""
    rows = [row for row in office_tables.table(made, "disclosure").rows if row.own]
    own = Sheet("栏目统计", [Placed(text, 0, at) for at, text in enumerate(("信息类别", "公开条数", "点击量"))])
    for number, row in enumerate(rows, 1):
        own.cells.append(Placed(row.labels[-1].text, number, 0))
        for at in (1, 2):
            text = str(60_000 + 10 * number + at)
            own.cells.append(Placed(text, number, at, figure=Figure(text, None)))
    return [own, *sheet_a_table(made)]


def a_row_each(names: tuple[str, ...]) -> Callable[[Report], list[Sheet]]:
    """A sheet under the heads of tables 3 and 4 whose rows are no rows of the form, and nothing else."""

    def arrange(made: Report) -> list[Sheet]:
        sheets = [Sheet("汇总", line(made.title))]
        for each in made.tables[1:]:
            part = each.parts[0]
            part.rows[:] = [_other_row(name, 50_000 + 100 * at, len(part.columns)) for at, name in enumerate(names)]
            part.corner = "单位"
            sheets[0].below(place(each), gap=1)
        made.tables = []
        return sheets

    return arrange


def _other_row(name: str, first: int, width: int) -> Row:
    return Row([Words(name, None)], [Figure(str(first + at), None) for at in range(width)], None)
