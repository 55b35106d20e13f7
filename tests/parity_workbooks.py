"""The workbooks that the command and the ribbon must judge alike: a name, and what makes the file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fillings import Figures, consistent, reading, with_texts, year_of, zeros
from gouji.form.form import Form
from gouji.form.load import load
from gouji.frozen import replace
from gouji.reading.reading import Explanation, Reading
from gouji.workbook import template
from shared_material import shared
from workbooks_odd import in_part, rewritten

OLD, NEW = load("2019"), load("2021")
FIGURES = {form.id: consistent(form, 1) for form in (OLD, NEW)}
TOTAL, PART = "applications.new_received.total", "applications.granted.natural_person"
MONEY = "disclosure.fees.amount"
IN_FORCE = "disclosure.regulations.in_force"
REASON = "上年报告付印后又清理了 1 件，已在本年数中更正。"
FOLDER = "cases"
SHARED = (
    "token_in_text",
    "format_shows_another_number",
    "copy_visible_original_hidden",
    "own_form_2019_four_columns",
    "own_note_column_inside",
    "own_table3_alone",
    "own_two_columns_exchanged_with_heads",
    "own_two_years",
)

Change = Callable[[Any], None]  # of a workbook that is open in LibreOffice


@dataclass(frozen=True)
class Case:
    """make writes the file, changed is done to it in LibreOffice, which then saves it."""

    make: Callable[[Path], object]
    changed: Change | None = None


def _form(form: Form, changed: Mapping[str, Any] | None = None, **info: Any) -> Case:
    return _of(form, reading(form, {**FIGURES[form.id], **(changed or {})}, **info))


def _of(form: Form, filled: Reading, previous: Reading | None = None) -> Case:
    return Case(lambda path: template.write(form, path, filled, previous))


def _open(changed: Change, figures: Mapping[str, Any] | None = None, form: Form = NEW) -> Case:
    """A faulty workbook, unless told otherwise, and what is done to it while it is open."""
    return replace(_form(form, {TOTAL: FIGURES[form.id][TOTAL] + 3} if figures is None else figures), changed=changed)


def _texts(*texts: str, explanations: tuple[Explanation, ...] = (), form: Form = NEW) -> Case:
    filled = reading(form, FIGURES[form.id])
    opening = form.narrative.opening_section
    filled = with_texts(filled, {opening: (*(each.text for each in filled.sections[opening]), *texts)})
    return _of(form, replace(filled, explanations=explanations))


def _last_year(off: int = 0, form: Form = NEW, *explained: str) -> Case:
    """With last year's figures inside: what was carried out then is what is carried in now, but for `off`."""
    figures = FIGURES[form.id]
    before = {id: figures[id.replace("carried_out", "carried_in")] for id in figures if ".carried_out." in id}
    before["applications.carried_out.total"] += off
    filled = reading(form, figures)
    reasons = tuple(Explanation(code, (), REASON) for code in explained)
    return _of(form, replace(filled, explanations=reasons), reading(form, before, year=year_of(form) - 1))


def _at_random(seed: int) -> Case:
    """A filling of a small or a large office with up to four cells spoiled in any way, or none."""
    rng = random.Random(f"parity {seed}")
    form = rng.choice((OLD, NEW))
    figures: dict[str, Any] = dict(consistent(form, f"parity {seed}", rng.choice((5, 60, 100_000))))
    for id in rng.sample(sorted(figures), rng.choice((0, 1, 2, 4))):
        figures[id] = rng.choice((None, figures[id] + 1, figures[id] * 10, -1, "／", "12 ", "１２", "见附件", "1,234"))
    return _of(form, reading(form, figures))


def _shared(name: str) -> Case:
    return Case(lambda path: shutil.copy(shared(f"{FOLDER}/{name}.xlsx"), path))


def _named(scope: str) -> Case:
    """With a sheet and a name of last year's form, as a sheet brings along that was moved or copied from its file."""
    says = f"""<definedName name="disclosure.procurement.amount"{scope}>'旧表二'!$C$17</definedName></definedNames>"""

    def change(content: bytes) -> bytes:
        content = content.replace("填表说明".encode(), "旧表二".encode())
        return content.replace(b"</definedNames>", says.encode())

    def make(path: Path) -> None:
        template.write(NEW, path, reading(NEW, FIGURES[NEW.id]))
        path.write_bytes(rewritten(path.read_bytes(), in_part("xl/workbook.xml", change)))

    return Case(make)


# ---------------------------------------------------------------- what is done in LibreOffice


def cell(book: Any, id: str) -> Any:
    where = book.document.NamedRanges.getByName(id).ReferredCells
    return where.getCellByPosition(0, 0)


def _as_date(book: Any) -> None:
    """A figure that was typed as 3-5 and became a day."""
    it = cell(book, PART)
    it.Value = 45356
    formats = book.document.NumberFormats
    it.NumberFormat = formats.getStandardFormat(2, book.document.CharLocale)


def _dated(book: Any) -> None:
    it = cell(book, "info.published_on")
    it.Value = 45322
    it.NumberFormat = book.document.NumberFormats.getStandardFormat(2, book.document.CharLocale)


def _as_money(book: Any) -> None:
    it = cell(book, MONEY)
    it.Value = 24252.311082
    it.NumberFormat = book.document.NumberFormats.getStandardFormat(8, book.document.CharLocale)


def _typed(id: str, formula: str) -> Change:
    """As a person types it: a formula, a number, text."""

    def change(book: Any) -> None:
        cell(book, id).Formula = formula

    return change


def _without_names(book: Any) -> None:
    for id in NEW.table("applications").figures:
        book.document.NamedRanges.removeByName(id)


def _without_stamp(book: Any) -> None:
    book.document.NamedRanges.removeByName("gouji.form")


def _without_sheet(title: str) -> Change:
    def change(book: Any) -> None:
        book.document.Sheets.removeByName(title)

    return change


def _renamed(book: Any) -> None:
    book.sheets("三、依申请公开").cells_.Name = "表三（我局）"


def _unprotected(book: Any) -> Any:
    sheet = book.sheets("三、依申请公开").cells_
    sheet.unprotect("")
    return sheet


def _rows_moved(book: Any) -> None:
    _unprotected(book).Rows.insertByIndex(6, 2)


def _columns_moved(book: Any) -> None:
    _unprotected(book).Columns.insertByIndex(0, 1)


def _row_deleted(book: Any) -> None:
    _unprotected(book).Rows.removeByIndex(9, 1)


def _labels_changed(book: Any) -> None:
    """Names gone and a row's label reworded: the row can't be told any more."""
    sheet = _unprotected(book)
    _without_names(book)
    sheet.getCellRangeByName("A7").String = "一、今年收到的"


def _names_exchanged(book: Any) -> None:
    _unprotected(book)
    names = book.document.NamedRanges
    one, other = (names.getByName(f"applications.granted.{each}") for each in ("natural_person", "total"))
    one.Content, other.Content = other.Content, one.Content


def _merged(book: Any) -> None:
    """One figure swallowed by its neighbour."""
    _unprotected(book).getCellRangeByName("D7:E7").merge(True)


def _merged_down(book: Any) -> None:
    """Two rows in one, names lost: the figures are found by labels."""
    _unprotected(book).getCellRangeByName("D7:J8").merge(True)
    book.document.NamedRanges.removeByName(TOTAL)


def _hidden(book: Any) -> None:
    book.sheets("三、依申请公开").cells_.IsVisible = False


def _rows_hidden(book: Any) -> None:
    _unprotected(book).Rows.getByIndex(8).IsVisible = False


def _columns_hidden(book: Any) -> None:
    _unprotected(book).Columns.getByIndex(4).IsVisible = False


def _formatted(id: str, code: str) -> Change:
    """A number format that shows the figure otherwise than it is."""

    def change(book: Any) -> None:
        formats, locale = book.document.NumberFormats, book.document.CharLocale
        known = formats.queryKey(code, locale, False)
        cell(book, id).NumberFormat = known if known >= 0 else formats.addNew(code, locale)

    return change


def _own_sheet(book: Any) -> None:
    book.document.Sheets.insertNewByName("自己的表", 0)
    book.sheets("自己的表").cells_.getCellRangeByName("A1").String = "三、收到和处理政府信息公开申请情况"


def _without_any_name(book: Any) -> None:
    for name in list(book.document.NamedRanges.ElementNames):
        book.document.NamedRanges.removeByName(name)


def _copied(book: Any) -> None:
    book.document.Sheets.copyByName("三、依申请公开", "三、依申请公开 (2)", 3)


def _reason_by_address(book: Any) -> None:
    """A clerk names the cell as the sheet does."""
    block = book.document.NamedRanges.getByName("gouji.explanations").ReferredCells
    for column, text in ((0, "AR602"), (1, "B6"), (3, REASON)):
        block.getCellByPosition(column, 0).String = text


def _reason_beside(book: Any) -> None:
    """As a clerk does with a copy that was sent back marked: the words stand beside the finding in the list."""
    block = book.document.NamedRanges.getByName("gouji.findings").ReferredCells
    for column, text in ((0, "需说明 AR609"), (1, "一、总体情况 A6"), (2, "正文写着"), (7, REASON)):
        block.getCellByPosition(column, 0).String = text


def _reason_by_hand(book: Any) -> None:
    """A row of the block of explanations, typed by a clerk without the add-in."""
    block = book.document.NamedRanges.getByName("gouji.explanations").ReferredCells
    block.getCellByPosition(0, 0).String = "AR609"
    block.getCellByPosition(3, 0).String = REASON


def _spaced(figures: Figures) -> dict[str, Any]:
    return {id: f" {number} " for id, number in figures.items() if id.startswith("disputes.")}


CASES: dict[str, Case] = {
    "clean, 2021": _form(NEW, published_on="2024-01-25"),
    "clean, 2019": _form(OLD),
    "nothing happened": _of(NEW, reading(NEW, zeros(NEW))),
    "blank": Case(lambda path: template.write(NEW, path)),
    "a total off, 2021": _form(NEW, {TOTAL: FIGURES[NEW.id][TOTAL] + 3}),
    "a total off, 2019": _form(OLD, {TOTAL: FIGURES[OLD.id][TOTAL] + 3}),
    "a blank cell": _form(NEW, {PART: None}),
    "numbers as text": _form(NEW, {PART: "12", MONEY: "24252.311082"}),
    "full-width digits": _form(NEW, {MONEY: "２４", PART: "－３"}),
    "words in cells": _form(NEW, {PART: "见附件", MONEY: "无", TOTAL: "/"}),
    "spaces round numbers": _form(NEW, _spaced(FIGURES[NEW.id])),
    "below zero and halves": _form(NEW, {PART: -3, MONEY: Decimal("-0.5"), TOTAL: Decimal("1.5")}),
    "many digits": _form(NEW, {MONEY: Decimal("0.123456789"), TOTAL: 12345678901234567890}),
    "money that no double is": _form(NEW, {MONEY: Decimal("8.577891")}),
    "every cell wrong": _form(NEW, dict.fromkeys(NEW.figures, "见附件")),
    "basic information amiss": _form(NEW, organization=None, year=2019, scope="别的"),
    "a form too early": _form(NEW, year=2020),
    "a date of words": _form(NEW, published_on="2024年2月31日"),
    "tokens": _texts("全年新收{本年新收.总计}件，{applications.granted.total}件予以公开。"),
    "tokens that name nothing": _texts("全年新收{本年新收.总和}件，{总计}件。"),
    "odd texts": _texts("=1+1", "'引号", "  空格  ", "TRUE", "2024-01-01", "1/2", "第一行\n第二行", "<b>&amp;</b>"),
    "text that speaks of figures": _texts("全年新收申请 999999 件，全部办结。"),
    "last year's text left in": _texts("2022年，我局继续改进工作。"),
    "a warning explained": _texts("2022年，我局继续改进工作。", explanations=(Explanation("AR609", (), REASON),)),
    "last year inside, in agreement": _last_year(),
    "last year inside, 2019": _last_year(form=OLD),
    "last year inside, in disagreement": _last_year(2),
    "last year inside, explained": _last_year(2, NEW, "AR311"),
    **{f"at random {seed}": _at_random(seed) for seed in range(8)},
    "saved by another program": _open(lambda book: None, {}),
    "a figure that is a day": _open(_as_date),
    "a day of publishing that is a date": _open(_dated, {}),
    "money in a currency format": _open(_as_money, {}),
    "a formula that fails": _open(_typed(PART, "=1/0")),
    "a name that nobody knows": _open(_typed(PART, "=SUMME(1)")),
    "a formula over figures": _open(_typed(PART, "=E9+F9")),
    "a truth": _open(_typed(PART, "=TRUE()")),
    "a total typed over its formula": _open(_typed(TOTAL, "999")),
    "a total emptied": _open(_typed(TOTAL, "")),
    "a form too early, explained by address": replace(_form(NEW, year=2020), changed=_reason_by_address),
    "a reason typed into the block": replace(_texts("2022年，我局继续改进工作。"), changed=_reason_by_hand),
    "a reason typed beside a finding": replace(_texts("2022年，我局继续改进工作。"), changed=_reason_beside),
    "every name lost": _open(_without_any_name),
    "a sheet copied": _open(_copied),
    "a name of the form before": _named(""),
    "a name of the form before, of one sheet": _named(' localSheetId="0"'),
    "names of a table lost": _open(_without_names),
    "stamp lost": _open(_without_stamp),
    "a table's sheet deleted": _open(_without_sheet("四、复议诉讼")),
    "a text's sheet deleted": _open(_without_sheet("六、其他事项"), {}),
    "basic information deleted": _open(_without_sheet("基本信息")),
    "results deleted": _open(_without_sheet("校验结果")),
    "a sheet renamed": _open(_renamed),
    "rows inserted": _open(_rows_moved),
    "a column inserted": _open(_columns_moved),
    "a row deleted": _open(_row_deleted),
    "a label changed": _open(_labels_changed),
    "names exchanged": _open(_names_exchanged, {}),
    "cells merged": _open(_merged),
    "cells merged, a name lost": _open(_merged_down),
    "a sheet hidden": _open(_hidden),
    "rows hidden": _open(_rows_hidden),
    "columns hidden": _open(_columns_hidden, {}),
    "money in ten thousands": _open(_formatted(MONEY, "0,"), {MONEY: Decimal("1234567")}),
    "a figure that is not shown": _open(_formatted(PART, ";;;"), {}),
    "a figure in percent": _open(_formatted(PART, "0%"), {}),
    "money to the cent": _open(_formatted(MONEY, "#,##0.00"), {MONEY: Decimal("1234567")}),
    "money rounded by its format": _open(_formatted(MONEY, "0.00"), {MONEY: Decimal("8.577891")}),
    "a sheet of one's own": _open(_own_sheet),
    # Saved anew: one holds a total that nobody has calculated since, and LibreOffice may or may not do it on opening.
    **{f"shared {name}": replace(_shared(name), changed=lambda book: book.document.calculateAll()) for name in SHARED},
    "shared previous_inside_disagrees": _shared("previous_inside_disagrees"),
}
