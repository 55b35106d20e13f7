"""Counts what is missing and wrong on each sheet of a workbook, as numbers and as live formulas."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gouji.check.severity import WORDS, of_rule
from gouji.check.tie import failing
from gouji.form.form import Section
from gouji.form.own_workbook import GUIDE, RESULTS
from gouji.form.severity import Severity
from gouji.place import Area, Place, reference, to_address
from gouji.value import Kind
from gouji.workbook import text_block
from gouji.workbook.contents import Contents
from gouji.workbook.filling import blanks, faults
from gouji.workbook.layout import INFO, LastYear, TablePlan
from gouji.workbook.live import FAILS, HOLDS, PENDING, against_last_year
from gouji.workbook.sheet import Formula

STATE_COLUMN = 6
SEVERITY_COLUMN, VERDICT_COLUMN = 2, 7  # of the list of ties on 校验结果


@dataclass(frozen=True, slots=True)
class Count:
    """What is missing and wrong on one sheet. hints: warnings are counted with them, since a report with either may be
    handed in."""

    blanks: int = 0
    faults: int = 0
    errors: int = 0
    hints: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(a + b for a, b in zip(self.all(), other.all(), strict=True)))

    def all(self) -> tuple[int, int, int, int]:
        """The counts in the order of the columns of the overview."""
        return self.blanks, self.faults, self.errors, self.hints


def count(sheet: str, book: Contents) -> Count:
    """Counts one sheet that the person fills, as our engine knows it."""
    if sheet == INFO:
        needed = [field.id for field in book.form.info if field.required]
        return Count(blanks=sum(book.info(field_id).kind is Kind.BLANK for field_id in needed))
    section = _section(sheet, book)
    missing = text_block.missing(section, book)
    if section.table is None:
        return Count(blanks=missing)
    ids = book.at.tables[section.table].table.figures
    rules = [rule for rule in book.form.rules if rule.table == section.table]
    grave = [of_rule(rule) for rule in failing(rules, book.filling.numbers, book.filling.year)]
    last_year = [_against(tie, book) for tie in book.at.tables[section.table].last_year]
    errors = grave.count(Severity.ERROR) + sum(str(each.shown).startswith(FAILS) for each in last_year)
    empty = blanks(book.filling, ids) + missing
    return Count(empty, faults(book.form, book.filling, ids), errors, len(grave) - grave.count(Severity.ERROR))


def formulas(sheet: str, book: Contents) -> tuple[Formula, ...]:
    """Writes the four counts of a sheet as formulas, in the order of `Count.all`."""
    shown = count(sheet, book).all()
    return tuple(Formula("=" + text, Decimal(number)) for text, number in zip(_texts(sheet, book), shown, strict=True))


def _texts(sheet: str, book: Contents) -> tuple[str, str, str, str]:
    if sheet == INFO:
        places = [book.at.info[field.id] for field in book.form.info if field.required]
        return (_sum_of_empty([to_address(place) for place in places]), "0", "0", "0")
    section = _section(sheet, book)
    text = f"IF({text_block.empty_test(section, book, sheet)},1,0)" if section.required else ""
    if section.table is None:
        return (text or "0", "0", "0", "0")
    plan = book.at.tables[section.table]
    empty, bad = (_sum(plan, column) for column in (plan.blanks, plan.faults))
    errors = "+".join((_failing(plan, book, "="), *(_fails(tie) for tie in plan.last_year)))
    return (f"{empty}+{text}" if text else empty, bad, errors, _failing(plan, book, "<>"))


def _against(tie: LastYear, book: Contents) -> Formula:
    return against_last_year(tie, book.at, book.filling, book.previous.numbers() if book.previous else {})


def _fails(tie: LastYear) -> str:
    return f'IF(LEFT({to_address(tie.place)},1)="{FAILS}",1,0)'


def _section(sheet: str, book: Contents) -> Section:
    return next(section for section in book.form.sections if section.sheet == sheet)


def _sum_of_empty(addresses: list[str]) -> str:
    return "+".join(f'IF(COUNTIF({address},"")=1,1,0)' for address in addresses) or "0"


def _sum(plan: TablePlan, column: int) -> str:
    return f"SUM({to_address(plan.area._replace(left=column, right=column))})"


def _failing(plan: TablePlan, book: Contents, sign: str) -> str:
    rows = [row for index, row in book.at.result_rows.items() if book.form.rules[index].table == plan.table.id]
    if not rows:
        return "0"
    grave, verdict = (
        to_address(Area(min(rows), column, max(rows), column, RESULTS)) for column in (SEVERITY_COLUMN, VERDICT_COLUMN)
    )
    return f'SUMPRODUCT(({grave}{sign}"{WORDS[Severity.ERROR]}")*(LEFT({verdict},1)="{FAILS}"))'


# ---------------------------------------------------------------- in words


def state(row: int, shown: Count) -> Formula:
    """Writes what the overview says of the counts in its row."""
    cells = [reference(row, column) for column in (2, 3, 4, 5)]
    blank, fault, error, hint = cells
    text = (
        f'=IF({fault}+{error}>0,"{FAILS} 有错 "&({fault}+{error})&" 处",'
        f'IF({blank}>0,"{PENDING} "&{blank}&" 处",IF({hint}>0,"请核实 "&{hint}&" 处","{HOLDS} 相符")))'
    )
    return Formula(text, in_words(shown))


def in_words(shown: Count) -> str:
    """Gives what the overview says of these counts."""
    if shown.faults + shown.errors:
        return f"{FAILS} 有错 {shown.faults + shown.errors} 处"
    if shown.blanks:
        return f"{PENDING} {shown.blanks} 处"
    return f"请核实 {shown.hints} 处" if shown.hints else f"{HOLDS} 相符"


def state_elsewhere(sheet: str, book: Contents) -> Formula:
    """Writes the state of a sheet as it stands in the overview, for the sheet itself to show."""
    place = Place(GUIDE, book.at.guide_rows[sheet], STATE_COLUMN)
    return Formula("=" + to_address(place), in_words(count(sheet, book)))
