"""Writes live formulas for rules and totals, each with the result that our own engine stores beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.check.domain import LARGEST, MONEY_DECIMALS
from gouji.check.tie import in_force
from gouji.form.form import PREVIOUS, Form, Rule
from gouji.place import Area, Locate, Place, column_letters, reference, runs, to_address
from gouji.rule.evaluate import difference, holds, sides
from gouji.rule.expression import Compare, Expression
from gouji.rule.spell import count_of, counted, to_chinese, to_excel, to_excel_value, to_excel_verdict
from gouji.value import plain
from gouji.workbook.filling import Filling, blanks, faults
from gouji.workbook.layout import LastYear, Layout, TablePlan, layout, locate
from gouji.workbook.sheet import Formula, Tint

PENDING, HOLDS, FAILS, LAST_YEAR = "待填", "√", "×", "上年"


def cells(form: Form, paragraphs: Mapping[str, int] | None = None) -> dict[int, Place]:
    """Gives the cell of each rule's live verdict by the rule's index in `form.rules`.

    `paragraphs` as for `layout`: a text longer than its block moves the verdicts below it.
    """
    return {index: tie.place for index, tie in enumerate(layout(form, paragraphs).ties)}


def words(expression: Expression) -> tuple[str, str, str]:
    """Gives what a verdict says when unknown, true, false. A comparison goes on with its difference."""
    return PENDING, HOLDS, f"{FAILS} 差 " if isinstance(expression, Compare) else FAILS


def shown_verdict(rule: Rule, filling: Filling) -> str:
    """Gives what the live cell of a rule shows: 待填, √, × or × 差 +2; "" in a year in which the rule is not in
    force."""
    unknown, right, wrong = words(rule.expect)
    if not in_force(rule, filling.year):
        return ""
    held = holds(rule.expect, filling.numbers)
    if held is None:
        return unknown
    if held:
        return right
    both = sides(rule.expect, filling.numbers)
    if both is None:
        return wrong
    gap = _rounded(difference(both))
    return f"{wrong}{'+' if gap > 0 else ''}{plain(gap)}"


def _rounded(gap: Decimal) -> Decimal:
    # Beyond this a double holds no decimals anyway, and quantizing 1e308 would need 314 digits.
    return gap if abs(gap) > LARGEST else round(gap, MONEY_DECIMALS)


def verdict(rule: Rule, at: Layout, filling: Filling) -> Formula:
    """Writes the live cell of a rule, on its table's own sheet."""
    sheet = at.form.table(rule.table).sheet
    text = to_excel_verdict(rule.expect, locate(at, sheet), at.form.is_money, words(rule.expect))
    bounds = [f'">{rule.until}"'] if rule.until is not None else []
    bounds += [f'"<{rule.since}"'] if rule.since is not None else []
    if bounds and at.year is not None:
        # COUNTIF passes over an empty or unreadable year: then every rule applies.
        outside = "+".join(f"COUNTIF({cell(at.year, True)},{bound})" for bound in bounds)
        text = f'=IF({outside}>0,"",{text[1:]})'
    return Formula(text, shown_verdict(rule, filling))


def against_last_year(tie: LastYear, at: Layout, filling: Filling, previous: Mapping[str, Decimal]) -> Formula:
    """Writes the live cell beside a row that is held against last year: it names the columns that differ. It stays
    empty while the workbook keeps no figure of last year.

    previous: last year's figures by id.
    """
    rules = [at.form.across_years[index] for index in tie.rules]
    find = locate(at, tie.place.sheet)
    every = list(dict.fromkeys(figure_id for rule in rules for figure_id in rule.figures))
    before = [figure_id for figure_id in every if figure_id.startswith(PREVIOUS)]
    unlike = "&".join(_unlike(rule, find, at) for rule in rules)
    text = (
        f'=IF({count_of(before, find)}=0,"",IF(LEN({unlike})>0,"{FAILS} {LAST_YEAR}"&{unlike},'
        f'IF({count_of(every, find)}<{len(every)},"{PENDING}","{HOLDS} {LAST_YEAR}")))'
    )
    known = dict(filling.numbers) | {PREVIOUS + figure_id: number for figure_id, number in previous.items()}
    return Formula(text, _shown_against(rules, every, known, at))


def _unlike(rule: Rule, find: Locate, at: Layout) -> str:
    """A formula part: the column that the rule speaks of where it is known not to hold, else ""."""
    count, wanted = counted(rule.expect, find)
    says = to_excel(rule.expect, find, lambda figure_id: at.form.is_money(figure_id.removeprefix(PREVIOUS)))
    return f'IF({count}<{wanted},"",IF({says},""," {_column(rule, at)}"))'


def _column(rule: Rule, at: Layout) -> str:
    """How the live cell names what differs: by the letter of its column, since the row is its own and seven labels
    would not fit."""
    return column_letters(next(at.figures[figure_id].column for figure_id in rule.figures if figure_id in at.figures))


def _shown_against(rules: Sequence[Rule], every: Sequence[str], known: Mapping[str, Decimal], at: Layout) -> str:
    if not any(figure_id in known for figure_id in every if figure_id.startswith(PREVIOUS)):
        return ""
    unlike = [_column(rule, at) for rule in rules if holds(rule.expect, known) is False]
    if unlike:
        return " ".join((FAILS, LAST_YEAR, *unlike))
    return f"{HOLDS} {LAST_YEAR}" if all(figure_id in known for figure_id in every) else PENDING


def differs(rule: Rule, tie: Place, at: Layout) -> str:
    """Writes the formula of a conditional format: true when the live cell against last year names this rule's
    column."""
    return f'=ISNUMBER(FIND(" {_column(rule, at)} ",{cell(tie)}&" "))'


def total(figure_id: str, at: Layout, filling: Filling) -> Formula:
    """Writes the formula of a total, with its present value."""
    figure = at.form.figures[figure_id]
    assert figure.computed_by is not None
    text = to_excel_value(figure.computed_by, locate(at, at.figures[figure_id].sheet), at.form.is_money)
    value = filling.entries[figure_id].value.number
    return Formula(text, "" if value is None else value)


def description(form: Form, rule: Rule) -> str:
    """Says the rule in Chinese for its own row or column: 总计＝六类申请人之和."""
    table = form.table(rule.table)

    def label(name: str) -> str:
        if name in table.set_labels:
            return table.set_labels[name]
        figure = form.figures[rule.aliases[name]]
        if "." in name:
            return figure.label
        return (table.row_labels if figure.row == name else table.column_labels)[name]

    return to_chinese(rule.source, label).replace("\n", "")


# ---------------------------------------------------------------- counts


def _is_faulty(kind: str, cell: str) -> str:
    """The formula of `filling.is_faulty`: 1 or 0. ISNUMBER first, so that text and error values can't spoil it."""
    ones = [f"{cell}>{LARGEST}", f"ROUND({cell},{MONEY_DECIMALS if kind == 'money' else 0})<>{cell}"]
    ones.append(f"{cell}<{-LARGEST}" if kind == "change" else f"{cell}<0")
    # COUNTIF(…,"") is 1 for an empty cell and for a total that shows "", and copes with error values.
    return f'IF(ISNUMBER({cell}),IF(OR({",".join(ones)}),1,0),IF(COUNTIF({cell},"")=1,0,1))'


def fault_test(kind: str, row: int, column: int) -> str:
    """Writes the formula of a conditional format for faulty cells, relative to the first cell of its range."""
    return f"={_is_faulty(kind, reference(row, column))}=1"


def row_faults(plan: TablePlan, ids: Sequence[str], at: Layout, filling: Filling) -> Formula:
    """Counts live the cells of a row that hold no proper figure."""
    find = locate(at, plan.area.sheet)
    each = [_is_faulty(at.form.figures[figure_id].kind, to_address(find(figure_id))) for figure_id in ids]
    return Formula("=" + "+".join(each), Decimal(faults(at.form, filling, tuple(ids))))


def row_blanks(plan: TablePlan, ids: Sequence[str], at: Layout, filling: Filling) -> Formula:
    """Counts live the empty cells of a row."""
    find = locate(at, plan.area.sheet)
    each = [f"IF(ISBLANK({to_address(find(figure_id))}),1,0)" for figure_id in ids]
    return Formula("=" + "+".join(each), Decimal(blanks(filling, tuple(ids))))


# ---------------------------------------------------------------- the list of ties on 校验结果


def side(rule: Rule, left: bool, at: Layout, filling: Filling) -> Formula | None:
    """Writes one side of a comparison as a value; None for any other statement."""
    if not isinstance(rule.expect, Compare):
        return None
    expression = rule.expect.left if left else rule.expect.right
    both = sides(rule.expect, filling.numbers)
    # Both sides wait for every figure: half a comparison says nothing.
    find = locate(at)
    count, wanted = counted(rule.expect, find)
    text = f'=IF({count}<{wanted},"",{to_excel(expression, find, at.form.is_money)})'
    return Formula(text, "" if both is None else both[0 if left else 1])


def shown_gap(rule: Rule, numbers: Mapping[str, Decimal]) -> str | Decimal:
    """Computes left minus right as the list of ties shows it, "" while unknown."""
    both = sides(rule.expect, numbers)
    return "" if both is None else _rounded(difference(both))


def cell(place: Place, from_elsewhere: bool = False) -> str:
    """Gives the address of a cell in a formula on its own sheet, or on another."""
    return to_address(place if from_elsewhere else place._replace(sheet=""))


def fails(tie: Place) -> str:
    """Writes the formula of a conditional format: true when the tie at this cell fails."""
    return f'=LEFT({cell(tie)},1)="{FAILS}"'


def figure_ranges(ids: Sequence[str], at: Layout) -> tuple[Area, ...]:
    """Covers the cells of figures by few straight runs, in the order of writing."""
    return tuple(runs(at.figures[figure_id] for figure_id in ids))


def word_tints(at: Area, cell: str, wrong: str) -> list[Tint]:
    """Gives the colours of a verdict by its first character."""
    return [
        Tint((at,), f'=LEFT({cell},1)="{FAILS}"', wrong),
        Tint((at,), f'=LEFT({cell},1)="{HOLDS}"', "right_word"),
        Tint((at,), f'=LEFT({cell},{len(PENDING)})="{PENDING}"', "pending_word"),
    ]
