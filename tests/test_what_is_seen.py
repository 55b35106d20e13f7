"""What a sheet shows is not always what it stores, and what is read not always what was filled in: each is said.

Every workbook here goes through the command, as a clerk's would.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.defined_name import DefinedName

import workbooks_odd as odd
from fillings import consistent, reading
from gouji.cli.main import main
from gouji.errors import UnreadableError
from gouji.form import load
from gouji.form.form import Form
from gouji.reading import source
from gouji.reading.content import Choice
from gouji.workbook import template
from gouji.workbook.layout import layout
from resaved import Edit, edited
from shared_material import shared

FORMS = load.load_all()
OLD, FORM = FORMS
PLACES = layout(FORM).figures
MONEY, COUNT = "disclosure.fees.amount", "applications.new_received.natural_person"
TOTAL = "applications.new_received.total"
CHANGE = "disclosure.licenses.change"  # of the form of 2019
T2, T3, T4 = (table.sheet for table in FORM.tables)

Said = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


@cache
def _filled(form_id: str) -> bytes:
    form = next(each for each in FORMS if each.id == form_id)
    return template.to_bytes(form, reading(form, consistent(form, seed=5)))


def filled(form: Form = FORM) -> bytes:
    """A workbook without a fault."""
    return _filled(form.id)


def put(book: openpyxl.Workbook, form: Form, id: str, number: str) -> None:
    """Types that number, and what others have to be then, so that there is still no fault."""
    before, now = (consistent(form, seed=5, fixed=fixed) for fixed in ({}, {id: Decimal(number)}))
    for each, figure in form.figures.items():
        if now[each] != before[each] and figure.computed_by is None:
            place = layout(form).figures[each]
            book[place.sheet].cell(place.row, place.column).value = now[each]


class Judge:
    """Checks a workbook through the command: once, however much is asked about it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.capsys = folder / "年报.xlsx", capsys
        self._found: dict[bytes, list[dict[str, object]]] = {}

    def findings(self, data: bytes) -> list[dict[str, object]]:
        if data not in self._found:
            self.path.write_bytes(data)
            main(["check", str(self.path), "--format", "json"])
            self._found[data] = json.loads(self.capsys.readouterr().out)["results"][0]["findings"]
        return self._found[data]

    def said(self, data: bytes) -> Said:
        """(code, cells, places) of every finding."""
        return [(f["code"], tuple(f["cells"]), tuple(f["places"])) for f in self.findings(data)]  # type: ignore[arg-type, misc]

    def messages(self, data: bytes) -> list[str]:
        return [str(finding["message"]) for finding in self.findings(data)]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    return Judge(tmp_path, capsys)


def at(*ids: str) -> tuple[str, ...]:
    return tuple(str(PLACES[id]) for id in ids)


def found(code: str, *ids: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return code, ids, at(*ids)


# ---------------------------------------------------------------- the shared cases


def test_the_money_cell_that_shows_another_number_is_an_error(judge: Judge) -> None:
    data = shared("cases/format_shows_another_number.xlsx").read_bytes()
    assert judge.said(data) == [("AR119", (MONEY,), ("二、主动公开!B17",))]
    assert "表里显示“123.5”，存的是 1234567" in judge.messages(data)[0]


def test_the_visible_copy_of_a_hidden_table_is_an_error_and_the_hidden_sheet_a_warning(judge: Judge) -> None:
    data = shared("cases/copy_visible_original_hidden.xlsx").read_bytes()
    cell = "applications.new_received.commercial_enterprise"
    assert judge.said(data) == [("AR724", (cell,), (f"{T3}!E7",)), ("AR725", (), ())]
    first, second = judge.messages(data)
    assert "“三、依申请公开”（隐藏着）" in first
    assert "三、依申请公开!E7 是 182，三、依申请公开 (2)!E7 是 777" in first
    assert "“三、依申请公开”隐藏了" in second


def test_columns_exchanged_with_their_heads_are_read_under_their_heads(judge: Judge) -> None:
    data = shared("cases/own_two_columns_exchanged_with_heads.xlsx").read_bytes()
    in_place = source.read_bytes(shared("cases/own_one_sheet.xlsx").read_bytes(), FORMS)
    assert source.read_bytes(data, FORMS).numbers() == in_place.numbers()
    assert not {code for code, _, _ in judge.said(data)} & {"AR726", "AR727"}


def test_an_offices_own_workbook_with_everything_in_its_place_is_not_warned_of(judge: Judge) -> None:
    codes = {code for code, _, _ in judge.said(shared("cases/own_one_sheet.xlsx").read_bytes())}
    assert not codes & {"AR119", "AR120", "AR121", "AR122", "AR724", "AR725", "AR726", "AR727"}


def test_two_years_in_one_workbook_are_refused_with_both_sheets_named(judge: Judge) -> None:
    data = shared("cases/own_two_years.xlsx").read_bytes()
    (refused,) = [each for each in judge.said(data) if each[0] == "AR731"]
    assert refused[1] == FORM.table("applications").figures
    assert "2022" in judge.messages(data)[0] and "2023" in judge.messages(data)[0]
    assert not source.read_bytes(data, FORMS).figures.keys() & set(refused[1])


@pytest.mark.parametrize(
    ("choice", "first"), [(Choice("2022"), 3403), (Choice(year=2023), 3402)], ids=["sheet", "year"]
)
def test_the_one_of_two_years_that_is_asked_for_is_read(choice: Choice, first: int) -> None:
    data = shared("cases/own_two_years.xlsx").read_bytes()
    found = source.read_bytes(data, FORMS, choice)
    assert found.figures["applications.new_received.natural_person"].value.number == first
    assert [remark.name for remark in found.remarks] == ["table-missing"]
    assert found.text("year") in ("2022", "2023")


def test_a_sheet_that_is_not_there_cannot_be_asked_for() -> None:
    with pytest.raises(UnreadableError, match="no-form"):
        source.read_bytes(shared("cases/own_two_years.xlsx").read_bytes(), FORMS, Choice("2021"))


# ---------------------------------------------------------------- number formats


def in_format(code: str, value: str, form: Form = FORM, id: str = MONEY) -> bytes:
    place = layout(form).figures[id]

    def edit(book: openpyxl.Workbook) -> None:
        put(book, form, id, value)
        book[place.sheet].cell(place.row, place.column).number_format = code

    return edited(filled(form), edit)


@pytest.mark.parametrize(
    ("code", "value", "expected", "words"),
    [
        ("0.0,", "1234567", "AR119", "显示“1234.6”，存的是 1234567"),
        ('0!.0,"万"', "123456", "AR119", "显示“12.3万”，存的是 123456"),
        ("0%", "12", "AR119", "显示“1200%”，存的是 12"),
        ('"1"0', "5", "AR119", "显示“15”，存的是 5"),
        ('0"00"', "5", "AR119", "显示“500”，存的是 5"),
        ('0"/100"', "5", "AR119", "显示“5/100”，存的是 5"),
        ("[>100]0,;0", "5000", "AR119", "显示“5”，存的是 5000"),
        ("0", "12.6", "AR120", "显示“13”，存的是 12.6"),
        ("0.00", "12.345678", "AR120", "显示“12.35”，存的是 12.345678"),
        ("0.0E+00", "1234", "AR120", "显示“1.2E+03”，存的是 1234"),
        (";;;", "12", "AR122", "什么也不显示"),
        ("0;-0;;@", "0", "AR122", "什么也不显示"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", "AR122", "显示成“-”"),
        ('"见附件"', "3", "AR122", "显示成“见附件”"),
        ("##0.0E+0", "12", "AR122", "说不准"),
    ],
)
def test_a_format_that_does_not_show_the_stored_number_is_said(
    code: str, value: str, expected: str, words: str, judge: Judge
) -> None:
    data = in_format(code, value)
    assert judge.said(data) == [found(expected, MONEY)]
    assert words in judge.messages(data)[0]


def beside(code: str, value: str = "5", id: str = MONEY, form: Form = FORM) -> bytes:
    """A figure of that form in a format with literals."""
    return in_format(code, value, form, id)


@pytest.mark.parametrize(
    "code",
    [
        *(
            '0"元"',
            '0"（元）"',
            '¥0"元"',
            '0"美元"',
            '0"角"',
            '0"亿元"',
            '0"万亿"',
            '0"千"',
            '0"百万"',
            '0"个亿"',
            '"万"0',
        ),
        *('0"K"', '0"k"', '0" M"', '0"Ｋ"', '0"w"', '0" million"', '0"千元"', '0"千件"', '"元"0', '0"％"'),
        *(
            '0"０"',
            '0"〇"',
            '0"零"',
            '0"十"',
            '0"①"',
            '0"②"',
            '0"²"',
            '"０"0',
            '0"两"',
            '0"٣"',
            '0"Ⅳ"',
            '0"贰"',
            '0"廿"',
        ),
        *('"十"0', '"二"0"万元"', '0"拾"', '"（"0"）"'),
    ],
)
def test_a_literal_that_makes_another_number_or_unit_of_it_is_an_error(code: str, judge: Judge) -> None:
    assert judge.said(beside(code)) == [found("AR119", MONEY)]
    assert "存的是 5" in judge.messages(beside(code))[0]


@pytest.mark.parametrize("code", ['0"万"', '0"千件"', '0"百"', '0"元"', '0"万元"', '0"０"', '0"K件"', '"十"0"件"'])
def test_a_literal_makes_another_count_of_a_count_too(code: str, judge: Judge) -> None:
    assert found("AR119", COUNT) in judge.said(beside(code, id=COUNT))


@pytest.mark.parametrize(
    "code",
    [
        *('"不足"0', '">"0', '"≥"0', '"约"0"万元"', '0"多"', '0"余万元"', '"±"0', '0"+"', '0"家"', '0"号"', "0\\x"),
        *('"\u202e"0', '"\u200b"0', '0"°"', '"—"0', '0"-万元"', '"．"0', '"€"0', '0"О"'),
    ],
)
def test_words_and_signs_beside_a_number_are_a_warning(code: str, judge: Judge) -> None:
    assert judge.said(beside(code)) == [found("AR122", MONEY)]


def test_a_literal_counts_beside_a_rounded_number_too(judge: Judge) -> None:
    for code, expected in (('0"百万"', "AR119"), ('0.0"元"', "AR119"), ('"不足"0', "AR122"), ('0"万元"', "AR120")):
        assert judge.said(beside(code, "12.345")) == [found(expected, MONEY)]


def test_a_word_beside_many_numbers_is_one_warning_that_quotes_it(judge: Judge) -> None:
    ids = [id for id in FORM.table("disputes").figures if id.startswith("disputes.reconsideration")]

    def edit(book: openpyxl.Workbook) -> None:
        for id in ids:
            book[T4].cell(PLACES[id].row, PLACES[id].column).number_format = '"不足"0"件"'

    data = edited(filled(), edit)
    assert judge.said(data) == [found("AR122", *ids)]
    assert "在数字旁边还写着“不足件”" in judge.messages(data)[0]


def test_where_the_form_leaves_the_unit_open_every_unit_is_a_warning(judge: Judge) -> None:
    (id,) = [id for id, figure in OLD.figures.items() if figure.kind == "money"]
    places = (str(layout(OLD).figures[id]),)
    for code in ('0"元"', '0"万元"', '0"万"', '0"（元）"'):
        assert judge.said(beside(code, id=id, form=OLD)) == [("AR122", (id,), places)]
    for code in ('0"千元"', '0"亿元"', '0"角"'):
        assert judge.said(beside(code, id=id, form=OLD)) == [("AR119", (id,), places)]
    for code in ("0.00", "¥#,##0.00", "0;[Red]0"):
        assert judge.said(beside(code, id=id, form=OLD)) == []


@pytest.mark.parametrize("code", ["[White]0", "[白色]0", "[Color2]0", "[颜色2]0", '[White]0"万元"'])
def test_a_number_format_that_writes_in_white_is_a_warning(code: str, judge: Judge) -> None:
    assert judge.said(beside(code)) == [found("AR122", MONEY)]
    assert "的字是白色" in judge.messages(beside(code))[0]


def test_white_for_other_numbers_only_is_nothing_to_speak_of(judge: Judge) -> None:
    assert (
        judge.said(beside("[Color12]0"))
        == judge.said(beside("[Red]0"))
        == judge.said(beside("0;[White]0;[White]0"))
        == []
    )
    assert judge.said(beside("0;0;[White]0", "0")) == [found("AR122", MONEY)]


@pytest.mark.parametrize(
    "code",
    [
        *(
            '0"件"',
            '0"条"',
            '0"个"',
            '0"项"',
            '0"起"',
            '0"宗"',
            '0"份"',
            '0"次"',
            '0"人"',
            '0"人次"',
            '0" 件 "',
            '0"（件）"',
        ),
        *('0" "', '0"\u3000"', '0"\u00a0"', "+0", "**0", '0" 項"', "[DBNum1]0", '[DBNum2]General"件"', "0_)"),
    ],
)
def test_plain_units_beside_a_count_are_nothing_to_speak_of(code: str, judge: Judge) -> None:
    assert judge.said(beside(code, str(consistent(FORM, seed=5)[COUNT]), COUNT)) == []


@pytest.mark.parametrize(
    "code",
    [
        *(
            '0.00"万元"',
            '0.00"万"',
            '¥0.00"万元"',
            '0.00"（万元）"',
            '"人民币"0"万元"',
            "￥0.00",
            "$0.00",
            '"RMB "0.00',
        ),
        *('"（万元）"0', '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "#,##0.00_);(#,##0.00)"),
    ],
)
def test_the_figures_own_unit_and_its_currency_are_nothing_to_speak_of(code: str, judge: Judge) -> None:
    assert judge.said(beside(code)) == []


def test_nought_of_any_unit_is_nought(judge: Judge) -> None:
    for code in ('0.00"元"', '0"千"', '0"亿元"', "0%", '0!.0,"万"'):
        assert judge.said(beside(code, "0")) == []
    for code in ('0"①"', '"十"0'):
        assert judge.said(beside(code, "0")) == [found("AR119", MONEY)]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("0", "12"),
        ("0_ ", "12"),
        ("#,##0", "1234567"),
        ("#,##0.00", "1234.5"),
        ("0.00_);[Red]\\(0.00\\)", "12.34"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1234"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234.5"),
        ("General", "12.345678"),
        ("G/通用格式", "12.345678"),
        ("@", "12.345678"),
        ("0.0", "12.3"),
        ("0.000000", "12.3"),
        ("0.######", "12"),
        ("0;[Red]0", "12"),
        ('0"件"', "12"),
        ('0.00"万元"', "12.3"),
        ("[$¥-804]#,##0.00", "1234"),
        ("[DBNum2][$-804]General", "1205"),
        ("0%", "0"),
        ("# ?/?", "12"),
    ],
)
def test_a_format_that_shows_the_stored_number_is_nothing_to_speak_of(code: str, value: str, judge: Judge) -> None:
    assert judge.said(in_format(code, value)) == []


def test_a_decrease_shown_without_its_sign_is_an_error(judge: Judge) -> None:
    places = (str(layout(OLD).figures[CHANGE]),)
    assert judge.said(in_format("0;[Red]0", "-5", OLD, CHANGE)) == [("AR119", (CHANGE,), places)]
    for code in ("0;[Red]-0", "0_);[Red]\\(0\\)", '0;"▲"0', "#,##0"):
        assert judge.said(in_format(code, "-5", OLD, CHANGE)) == []


def test_cells_of_one_format_are_one_finding(judge: Judge) -> None:
    ids = [id for id in FORM.table("disputes").figures if id.startswith("disputes.reconsideration")]

    def edit(book: openpyxl.Workbook) -> None:
        for id in ids:
            place = PLACES[id]
            book[place.sheet].cell(place.row, place.column).number_format = ";;;"

    data = edited(filled(), edit)
    assert judge.said(data) == [found("AR122", *ids)]
    assert f"这样的共 {len(ids)} 格" in judge.messages(data)[0]


def test_a_format_by_its_built_in_number_is_known_too(judge: Judge) -> None:
    assert judge.said(in_format(openpyxl.styles.numbers.BUILTIN_FORMATS[9], "12")) == [found("AR119", MONEY)]
    assert judge.said(in_format(openpyxl.styles.numbers.BUILTIN_FORMATS[1], "12.6")) == [found("AR120", MONEY)]


def test_styles_written_oddly_are_read_all_the_same(judge: Judge) -> None:
    data = in_format("[>100]0,;0", "5000")
    for change in (
        odd.utf16,
        odd.prefixed,
        odd.strict,
        odd.in_part("xl/styles.xml", lambda text: re.sub(rb'="([^"\']*)"', rb"='\1'", text)),
        odd.in_part("xl/styles.xml", lambda text: text.replace(b"[&gt;100]", b"[>100]")),
    ):
        assert judge.said(odd.rewritten(data, change)) == [found("AR119", MONEY)]


# ---------------------------------------------------------------- hidden


def _hide_rows(book: openpyxl.Workbook) -> None:
    book[T3].row_dimensions[9].hidden = True
    book[T3].row_dimensions[9].height = 24


ROW_9 = [id for id in FORM.table("applications").figures if PLACES[id].row == 9]
COLUMN_E = [id for id in FORM.table("applications").figures if PLACES[id].column == 5]


def _hide_column(book: openpyxl.Workbook) -> None:
    book[T3].column_dimensions["E"].hidden = True


def _white(book: openpyxl.Workbook) -> None:
    book[T2]["B17"].font = Font(color="FFFFFFFF")


def _white_by_theme(book: openpyxl.Workbook) -> None:
    book[T2]["B17"].font = Font(color=openpyxl.styles.colors.Color(theme=0))


def _red_on_red(book: openpyxl.Workbook) -> None:
    book[T2]["B17"].font = Font(color="FFC00000")
    book[T2]["B17"].fill = PatternFill("solid", fgColor="FFC00202")


def _rule(rule: Rule) -> Edit:
    return lambda book: book[T2].conditional_formatting.add("A16:C17", rule)


def _format_by_rule(book: openpyxl.Workbook) -> None:
    hides = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;"))
    book[T2].conditional_formatting.add("B17", Rule("expression", dxf=hides, formula=["B17>0"]))


def _bars(book: openpyxl.Workbook) -> None:
    bars = DataBarRule(start_type="min", end_type="max", color="FF638EC6", showValue=False)
    book[T2].conditional_formatting.add("B17", bars)


@pytest.mark.parametrize(
    ("edit", "ids", "words"),
    [
        (_hide_rows, ROW_9, "第 9 行隐藏了"),
        (_hide_column, COLUMN_E, "第 E 列隐藏了"),
        (_white, [MONEY], "颜色与底色一样"),
        (_white_by_theme, [MONEY], "颜色与底色一样"),
        (_red_on_red, [MONEY], "颜色与底色一样"),
        (_rule(FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF"))), [MONEY], "条件格式：字的颜色"),
        (_rule(CellIsRule("lessThan", ["100"], font=Font(color="FFFFFFFF"))), [MONEY], "条件格式：字的颜色"),
        (_format_by_rule, [MONEY], "条件格式：单元格格式“;;;”什么也不显示"),
        (_bars, [MONEY], "条件格式只画图形"),
    ],
)
def test_a_hidden_figure_is_one_warning_a_cause(edit: Edit, ids: list[str], words: str, judge: Judge) -> None:
    def both(book: openpyxl.Workbook) -> None:
        put(book, FORM, MONEY, "12.3")
        edit(book)

    data = edited(filled(), both)
    assert judge.said(data) == [found("AR122", *ids)]
    assert words in judge.messages(data)[0]


@pytest.mark.parametrize(
    ("old", "new", "ids"),
    [
        (rb'<row r="9"([^>]*) ht="[0-9.]+"', rb'<row r="9"\1 ht="0"', ROW_9),
        (rb'<row r="9"([^>]*) ht="[0-9.]+"', rb'<row r="9"\1 ht="0.75"', ROW_9),
        (rb'<col min="4" max="10" width="[0-9.]+"', rb'<col min="5" max="5" width="0"', COLUMN_E),
    ],
)
def test_a_row_without_height_or_a_column_without_width_is_hidden(
    old: bytes, new: bytes, ids: list[str], judge: Judge
) -> None:
    data = odd.rewritten(filled(), odd.in_part("xl/worksheets/sheet5.xml", lambda text: re.sub(old, new, text)))
    assert judge.said(data) == [found("AR122", *ids)]


def test_zeros_that_a_sheet_leaves_out_are_one_warning(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[T4].sheet_view.showZeros = False

    data = filled()
    kept = judge.said(data)
    zeros = [id for id in FORM.table("disputes").figures if consistent(FORM, seed=5)[id] == 0]
    assert kept == [] and zeros
    assert judge.said(edited(data, edit)) == [found("AR122", *zeros)]


def test_what_is_hidden_beside_the_figures_or_not_wholly_is_nothing_to_speak_of(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[T3].column_dimensions["L"].hidden = True  # the live ties beside the table
        book[T3].row_dimensions[2].hidden = True  # whose report it is
        book[T2].column_dimensions["C"].hidden = True  # B17 reaches from B to D
        book[T2]["A1"].font = Font(color="FFFFFFFF")
        white = CellIsRule("greaterThan", ["1000000"], font=Font(color="FFFFFFFF"))
        book[T2].conditional_formatting.add("B17", white)
        book[T2].conditional_formatting.add("B17", FormulaRule(formula=["TRUE"], font=Font(color="FFC00000")))

    rows = [id for id in FORM.table("disclosure").figures if PLACES[id].column == 3]
    data = edited(filled(), edit)
    assert judge.said(data) == [found("AR122", *rows)]  # only those of C itself


def test_a_hidden_sheet_whose_content_counts_is_a_warning(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[T4].sheet_state = "veryHidden"
        book["五、问题及改进"].sheet_state = "hidden"
        book["填表说明"].sheet_state = "hidden"

    data = edited(filled(), edit)
    assert judge.said(data) == [("AR725", (), ()), ("AR725", (), ())]
    assert "“四、复议诉讼”隐藏了，里面的内容（表四）" in judge.messages(data)[0]
    assert "“五、问题及改进”隐藏了" in judge.messages(data)[1]


def test_a_hidden_sheet_of_basic_information_is_a_warning_that_names_the_fields(judge: Judge) -> None:
    for state in ("hidden", "veryHidden"):
        data = edited(filled(), lambda book, state=state: setattr(book["基本信息"], "sheet_state", state))  # type: ignore[misc]
        assert judge.said(data) == [("AR725", (), ())]
        assert f"“基本信息”隐藏了，里面的内容（{FORM.info[0].label}" in judge.messages(data)[0]


def test_what_is_hidden_is_seen_in_files_written_oddly_and_by_the_fallback_reader(judge: Judge) -> None:
    hide = odd.in_part("xl/worksheets/sheet5.xml", lambda text: text.replace(b'<row r="9"', b'<row r="9" hidden="1"'))
    data = odd.rewritten(filled(), hide)
    for change in (
        odd.utf16,
        odd.prefixed,
        odd.strict,
        odd.split_runs,
        odd.in_sheets(lambda text: text.replace(b' hidden="1"', b" hidden='true'")),
        odd.in_sheets(lambda text: text.replace(b"><", b">\r\n<")),
    ):
        assert judge.said(odd.rewritten(data, change)) == [found("AR122", *ROW_9)]
    handed_over = edited(in_format("0.0,", "1234567"), _hide_rows)
    handed_over = edited(handed_over, lambda book: setattr(book[T4], "sheet_state", "hidden"))
    assert judge.said(odd.compressed_otherwise(handed_over)) == [
        ("AR725", (), ()),
        found("AR119", MONEY),
        found("AR122", *ROW_9),
    ]


# ---------------------------------------------------------------- cells with several values


def with_cell(xml: str, ref: str = "D7", sheet: int = 5) -> bytes:
    """A filled workbook with one cell of 表三 written so; `{style}` is its style."""

    def change(text: bytes) -> bytes:
        pattern = re.compile(rf'<c r="{ref}" s="(\d+)"[^>]*>.*?</c>'.encode())
        text, count = pattern.subn(lambda match: xml.format(style=match[1].decode()).encode(), text, count=1)
        assert count == 1
        return text

    return odd.rewritten(filled(), odd.in_part(f"xl/worksheets/sheet{sheet}.xml", change))


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ('<c r="D7" s="{style}" t="n"><v>1.0</v><is><t>1.</t></is></c>', "1.0、1."),
        ('<c r="D7" s="{style}"><v>12</v><v>3</v></c>', "12、3"),
        ('<c r="D7" s="{style}" t="inlineStr"><v>5</v><is><t>7</t></is></c>', "5、7"),
        ('<c r="D7" s="{style}" t="inlineStr"><is><t>5</t></is><is><r><t>7</t></r></is></c>', "5、7"),
        ('<c r="D7" s="{style}" t="str"><f>1+1</f><v>2</v><v>3</v></c>', "2、3"),
    ],
)
def test_a_cell_with_two_values_is_an_error_that_shows_both(xml: str, shown: str, judge: Judge) -> None:
    data = with_cell(xml)
    assert judge.said(data) == [found("AR121", COUNT)]
    assert judge.messages(data)[0].endswith(f"不止一个值：{shown}。")


def test_the_same_value_twice_or_beside_an_empty_one_is_one_value(judge: Judge) -> None:
    number = str(consistent(FORM, seed=5)[COUNT])
    for second in (f"<v>{number}</v>", "<v></v>", "<is><t></t></is>"):
        assert judge.said(with_cell(f'<c r="D7" s="{{style}}"><v>{number}</v>{second}</c>')) == []


def test_a_label_with_two_values_does_not_pass_for_the_label(judge: Judge) -> None:
    label = '<c r="D5" s="{style}" t="inlineStr"><is><t>自然人</t></is><is><t>商业企业</t></is></c>'
    assert [code for code, _, _ in judge.said(with_cell(label, "D5"))] == ["AR727"]


# ---------------------------------------------------------------- a table that stands twice


def copied(book: openpyxl.Workbook, title: str, **changed: Any) -> None:
    """A copy of 表三 on a sheet of that title, some of its cells changed."""
    copy = book.copy_worksheet(book[T3])
    copy.title = title
    for ref, value in changed.items():
        copy[ref] = value


def test_a_copy_with_other_figures_is_an_error_that_names_the_cells(judge: Judge) -> None:
    data = edited(filled(), lambda book: copied(book, "三、依申请公开（报送）", D7=777))
    assert judge.said(data) == [found("AR724", COUNT, TOTAL)]  # the total is a formula, on the copy too
    number = consistent(FORM, seed=5)[COUNT]
    assert f"2 格不同：{T3}!D7 是 {number}，三、依申请公开（报送）!D7 是 777" in judge.messages(data)[0]


def test_a_copy_counts_when_it_is_hidden_and_when_it_took_the_forms_own_title(judge: Judge) -> None:
    def hidden(book: openpyxl.Workbook) -> None:
        copied(book, "底稿", D7=777)
        book["底稿"].sheet_state = "hidden"

    assert judge.said(edited(filled(), hidden)) == [found("AR724", COUNT, TOTAL)]
    assert "“底稿”（隐藏着）" in judge.messages(edited(filled(), hidden))[0]

    def own_title(book: openpyxl.Workbook) -> None:
        book[T3].title = "旧"
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace(f"'{T3}'!", "'旧'!")
        copy = book.copy_worksheet(book["旧"])
        copy.title, copy["D7"] = T3, 777

    codes = {code: places for code, _, places in judge.said(edited(filled(), own_title))}
    assert codes["AR724"] == ("旧!D7", "旧!J7") and codes["AR712"] == ()


def test_a_copy_of_text_and_blanks_differs_too(judge: Judge) -> None:
    data = edited(filled(), lambda book: copied(book, "抄件", D7=None, E7="无"))
    assert judge.said(data) == [found("AR724", COUNT, "applications.new_received.commercial_enterprise", TOTAL)]
    assert "抄件!D7 是 空的" in judge.messages(data)[0]


def test_a_copy_with_the_same_figures_an_empty_one_and_other_sheets_are_nothing_to_speak_of(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        copied(book, "备份")
        copied(book, "空表", **{str(PLACES[id]).split("!")[1]: None for id in FORM.table("applications").figures})
        notes = book.create_sheet("说明")
        for row in range(1, 300):
            notes.append([f"第 {row} 条", row])
        book.create_sheet("太大")["A3000"] = 1

    assert judge.said(edited(filled(), edit)) == []


@pytest.mark.parametrize(
    "title", ["2019", "2019年报", "三（上年）", "去年", "上一年度", "三季度", "1-6月", "样表", "示例", "模板"]
)
def test_a_visible_table_of_another_period_or_an_example_is_no_copy(title: str, judge: Judge) -> None:
    assert judge.said(edited(filled(), lambda book: copied(book, title, D7=777))) == []

    def hidden(book: openpyxl.Workbook) -> None:
        copied(book, title, D7=777)
        book[title].sheet_state = "hidden"

    assert judge.said(edited(filled(), hidden)) == [found("AR724", COUNT, TOTAL)]

    def original_hidden(book: openpyxl.Workbook) -> None:
        copied(book, title, D7=777)
        book[T3].sheet_state = "hidden"

    assert judge.said(edited(filled(), original_hidden)) == [("AR725", (), ())]


def test_a_title_with_the_reports_own_year_or_the_day_of_a_change_is_still_a_copy(judge: Judge) -> None:
    year = reading(FORM, consistent(FORM, seed=5)).info["year"].value.raw
    for title in (f"{year}", f"{year}年报", "定稿2019", "12月最终", "改于1月5日", "1月5日", "报送(上年)"):
        data = edited(filled(), lambda book, title=title: copied(book, title, D7=777))  # type: ignore[misc]
        assert judge.said(data) == [found("AR724", COUNT, TOTAL)], title


def test_a_period_in_the_title_of_the_sheet_that_is_read_tells_nothing(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        copied(book, "2020", D7=777)
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace(f"'{T3}'!", "'2019'!")
        book[T3].title = "2019"

    assert "AR724" in [code for code, _, _ in judge.said(edited(filled(), edit))]


def test_two_hundred_sheets_beside_the_form_cost_little(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for number in range(200):
            sheet = book.create_sheet(f"附{number}")
            sheet["A1"] = "自然人"
        copied(book, "最后", D7=777)

    assert judge.said(edited(filled(), edit)) == [found("AR724", COUNT, TOTAL)]


# ---------------------------------------------------------------- names that point elsewhere


def renamed(**says: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        for id, text in says.items():
            name = id.replace("__", ".")
            book.defined_names[name] = DefinedName(name, attr_text=text)

    return edit


@pytest.mark.parametrize(
    ("says", "pointed"),
    [
        (f"'{T2}'!$B$17", f"{T2}!B17"),  # another sheet
        (f"'{T3}'!$E$9", f"{T3}!E9"),  # another figure's cell, which has a name of its own
        (f"'{T3}'!$L$9", f"{T3}!L9"),  # beside the table
        (f"'{T3}'!$D$7:$E$8", f"{T3}!D7"),  # several cells
        (f"'{T3}'!$D$7:$D$8", f"{T3}!D7"),
        ("'填表说明'!$A$1", "填表说明!A1"),
    ],
)
def test_a_name_that_points_elsewhere_is_said_and_the_cell_is_found_by_its_labels(
    says: str, pointed: str, judge: Judge
) -> None:
    data = edited(filled(), renamed(applications__new_received__natural_person=says))
    assert judge.said(data) == [("AR726", (COUNT,), (pointed,))]
    assert f"已改按表头读 {T3}!D7" in judge.messages(data)[0]


def test_many_names_that_point_elsewhere_are_one_warning(judge: Judge) -> None:
    row = [id for id in FORM.table("applications").figures if PLACES[id].row == 7]
    wrong = {id.replace(".", "__"): f"'{T2}'!${chr(65 + at)}$6" for at, id in enumerate(row)}
    data = edited(filled(), renamed(**wrong))
    assert judge.said(data) == [("AR726", tuple(row), tuple(f"{T2}!{chr(65 + at)}6" for at in range(len(row))))]
    assert f"共 {len(row)} 格" in judge.messages(data)[0]


def test_a_moved_name_is_noticed_where_a_label_was_retyped_too(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        renamed(applications__new_received__natural_person=f"'{T2}'!$B$17")(book)
        book[T3]["A7"] = "一、 本年新收政府信息公开申请数量"

    assert judge.said(edited(filled(), edit)) == [("AR726", (COUNT,), (f"{T2}!B17",))]


def test_names_of_a_single_sheet_are_as_good_as_lost_and_the_figures_are_found_by_labels(judge: Judge) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for id in FORM.table("disputes").figures:
            text = book.defined_names[id].attr_text
            book.defined_names[id] = DefinedName(id, attr_text="#REF!")
            book[T4].defined_names[id] = DefinedName(id, attr_text=text)

    assert judge.said(edited(filled(), edit)) == [("AR711", (), ())]


# ---------------------------------------------------------------- heads and labels out of place


def typed(sheet: str, **texts: Any) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        for ref, text in texts.items():
            book[sheet][ref] = text

    return edit


def below(column: str) -> tuple[str, ...]:
    return tuple(id for id in FORM.table("applications").figures if id.endswith(f".{column}"))


def test_heads_exchanged_over_named_cells_are_one_warning_each(judge: Judge) -> None:
    first, second = below("commercial_enterprise"), below("research_institution")
    data = edited(filled(), typed(T3, E6="科研机构", F6="商业企业"))
    assert judge.said(data) == [found("AR727", *first), found("AR727", *second)]
    assert f"{T3}!E6 应当是“商业企业”，写的是“科研机构”" in judge.messages(data)[0]


def test_group_heads_exchanged_over_named_cells_are_said_with_all_their_columns(judge: Judge) -> None:
    table = FORM.table("disputes")
    heads = [label for label in table.labels if label.text in ("行政复议", "行政诉讼")]
    refs = [f"{chr(65 + label.column)}{4 + label.row}" for label in heads]
    data = edited(filled(), typed(T4, **{refs[0]: heads[1].text, refs[1]: heads[0].text}))
    wide = [
        tuple(slot.id for slot in table.slots if each.column <= slot.column < each.column + each.columns)
        for each in heads
    ]
    assert judge.said(data) == [found("AR727", *ids) for ids in wide]


def test_labels_of_rows_exchanged_beside_named_cells_never_pass(judge: Judge) -> None:
    data = edited(filled(), typed(T2, A13="行政强制", A14="行政处罚"))
    assert {"AR116", "AR727"} & {code for code, _, _ in judge.said(data)}


def test_a_head_of_other_words_or_none_over_named_cells_is_a_warning(judge: Judge) -> None:
    assert judge.said(edited(filled(), typed(T3, E6="个体工商户"))) == [found("AR727", *below("commercial_enterprise"))]
    data = edited(filled(), typed(T3, E6=None))
    assert judge.said(data) == [found("AR727", *below("commercial_enterprise"))]
    assert "没有写" in judge.messages(data)[0]


def test_other_spellings_of_heads_and_labels_are_nothing_to_speak_of(judge: Judge) -> None:
    edit = typed(T3, E6="商业 企业", I6="其他组织", J5="合计", A7="一､本年新收政府信息公开申请数量：")
    assert judge.said(edited(filled(), edit)) == []


def _where(table: str, text: str) -> tuple[str, str]:
    """The sheet and the cell of a printed label."""
    whole = FORM.table(table)
    label = next(each for each in whole.labels if "".join(each.text.split()) == text)
    slot = whole.slots[0]
    down, right = PLACES[slot.id].row - slot.row, PLACES[slot.id].column - slot.column
    return whole.sheet, f"{chr(64 + label.column + right)}{label.row + down}"


@pytest.mark.parametrize(
    ("table", "text", "other"),
    [
        ("disclosure", "本年收费金额（单位：万元）", "本年收费金额（单位：元）"),
        ("disclosure", "本年收费金额（单位：万元）", "本年收费金额（单位：亿元）"),
        ("disclosure", "本年收费金额（单位：万元）", "本年收费金额（单位：百万元）"),
        ("disclosure", "本年收费金额（单位：万元）", "上年收费金额（单位：万元）"),
        ("disclosure", "现行有效件数", "现行无效件数"),
        ("disclosure", "本年制发件数", "上一年制发件数"),
        ("applications", "自然人", "非自然人"),
        ("applications", "1.属于国家秘密", "1.不属于国家秘密"),
        ("applications", "（一）予以公开", "（一）不予公开"),
        ("applications", "二、上年结转政府信息公开申请数量", "二、本年结转政府信息公开申请数量"),
        ("applications", "2.没有现成信息需要另行制作", "2.有现成信息需要另行制作"),
        ("disputes", "尚未审结", "已审结"),
    ],
)
def test_a_label_of_nearly_the_same_characters_that_says_something_else_is_a_warning(
    table: str, text: str, other: str, judge: Judge
) -> None:
    sheet, ref = _where(table, text)
    data = edited(filled(), typed(sheet, **{ref: other}))
    assert [code for code, _, _ in judge.said(data)] == ["AR727"]
    assert f"{sheet}!{ref} 应当是“{text}”，写的是“{other}”" in judge.messages(data)[0]


@pytest.mark.parametrize(
    ("table", "text", "other"),
    [
        ("disclosure", "本年收费金额（单位：万元）", "本年收费金额(万元)"),
        ("disclosure", "现行有效件数", "现行有效数"),
        ("applications", "二、上年结转政府信息公开申请数量", "二、上一年结转申请数量"),
        ("applications", "自然人", "自然人（个人）"),
        ("applications", "（四）无法提供", "（四）无法提供信息"),
    ],
)
def test_a_shorter_or_longer_spelling_of_the_same_label_is_nothing_to_speak_of(
    table: str, text: str, other: str, judge: Judge
) -> None:
    sheet, ref = _where(table, text)
    assert judge.said(edited(filled(), typed(sheet, **{ref: other}))) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_an_own_workbook_without_names_is_read_but_for_columns_with_strange_heads(form: Form, judge: Judge) -> None:
    data = odd.plain_book(form, {id: 1000 + at for at, id in enumerate(form.figures)}, names=False)
    sheet = form.table("applications").sheet
    first = layout(form).figures["applications.new_received.commercial_enterprise"]
    head = f"{chr(64 + first.column)}{first.row - 1}"

    def warned(text: str | None) -> set[str]:
        codes = {"AR720", "AR726", "AR727", "AR730", "AR732"}
        return {code for code, _, _ in judge.said(edited(data, typed(sheet, **{head: text})))} & codes

    assert warned("商业企业") == warned("商业企业（家）") == warned(None) == set()
    assert warned("科研机构") == {"AR720"}  # two columns of that name: the table is refused
    assert warned("备注") == {"AR730", "AR732"}  # the column can't be told, and the other one is named
