"""What a number format makes of a number: as Excel spells it, and as LibreOffice does where the two agree."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from gouji.ooxml.shown import shown
from spreadsheet import convert

NUMBERS = (
    *("0", "1", "-1", "5", "-5", "12", "123", "-123", "1205", "10010", "1234567", "-1234567", "12345678"),
    *("0.5", "1.5", "-1.5", "0.126", "12.3", "1234.5", "99999.995"),
)
AS_LIBREOFFICE = (
    "0",
    "0.00",
    "0.0",
    "0.0#",
    "#,##0",
    "#,##0.00",
    "0%",
    "0.00%",
    "0.00E+00",
    "# ?/?",
    "#,##0_);(#,##0)",
    "#,##0_);[Red](#,##0)",
    "#,##0.00_);(#,##0.00)",
    '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    "0_ ",
    "0_);[Red]\\(0\\)",
    "0;[Red]0",
    "0\\.0,",
    "0.0,",
    "0,",
    '0.00,,"百万"',
    "#,##0,",
    '0\\.0000"万"',
    ";;;",
    "0;-0;;@",
    "0;;",
    '[=0]"";0',
    "[<100]0.0;0",
    '[>=10000]0\\.0,"万";0',
    "[$¥-804]#,##0.00",
    '"¥"#,##0.00;"¥"-#,##0.00',
    '0"件"',
    "00000",
    "000-0000",
    "(###) 000",
    '"1"0',
    '0"1"',
    'General"件"',
    "0;@",
    "[DBNum2][$-804]General",
    "???",
    "0.0??",
    '0" "000',
    "[Color3]0",
    "0;0-",
    '0;"▲"0',
    "+0;-0;0",
    '"无"',
    "0‰",
    '0"%"',
)


@pytest.mark.slow
def test_libreoffice_shows_the_same_texts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row, code in enumerate(AS_LIBREOFFICE, start=1):
        for column, number in enumerate(NUMBERS, start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.number_format = float(number) if "." in number else int(number), code
            sheet.column_dimensions[get_column_letter(column)].width = 60  # as wide as its text
    book.save(tmp_path / "formats.xlsx")
    (made,) = convert([tmp_path / "formats.xlsx"], "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path / "shown")
    rows = list(csv.reader(made.read_text(encoding="utf-8").splitlines()))
    compared = 0
    for code, texts in zip(AS_LIBREOFFICE, rows, strict=True):
        for number, text in zip(NUMBERS, texts, strict=True):
            seen = shown(Decimal(number), code)
            if seen is not None:
                compared += 1
                assert seen.text.strip() == text.strip(), (code, number)
    assert compared > 0.95 * len(AS_LIBREOFFICE) * len(NUMBERS)


@pytest.mark.parametrize(
    ("code", "number", "text", "reads"),
    [
        ("0.##", "5", "5.", "5"),  # LibreOffice leaves the point out
        ("0.######", "0.5", "0.5", "0.5"),
        ('0!.0,"万"', "123456", "12.3万", "12.3"),  # an escape in the Chinese edition only
        ("[DBNum1]0", "1205", "一二〇五", "1205"),
        ("[DBNum1]General", "10010", "一万〇一十", "10010"),
        ("[DBNum2]General", "1.5", "壹点伍", "1.5"),
        ("[DBNum3]0", "12", "１２", "12"),
        ("0.00E+00", "99999", "1.00E+05", "100000"),
        ("0_);(0)", "-5", "(5)", "-5"),
        ('0;"负"0', "-5", "负5", "-5"),
        ("0;0-", "-5", "5-", "-5"),
        ("0;[Red]0", "-5", "5", "5"),
        ("#,##0", "-1234567", "-1,234,567", "-1234567"),
        ('0"."0', "12", "1.2", "1.2"),
        ("0\\ 000", "1205", "1 205", None),
        ("0%", "0.5", "50%", None),
        ("0%", "0", "0%", "0"),
        ('"-"', "7", "-", None),
        (";;;", "7", "", None),
        ("#", "0", "", None),
    ],
)
def test_a_number_in_a_format_is_shown_so_and_reads_so(code: str, number: str, text: str, reads: str | None) -> None:
    seen = shown(Decimal(number), code)
    assert seen is not None
    assert (seen.text.strip(), seen.reads) == (text, None if reads is None else Decimal(reads))
    assert seen.is_number is any(each.isdigit() or each in "一二三四五六七八九壹伍" for each in text)


@pytest.mark.parametrize(
    "code",
    [
        "yyyy/m/d",
        "[h]:mm",
        "##0.0E+0",
        "?/?",
        "*00",
        "*-0",
        "0;0;0;0;0",
        "[Red]",
        "[未知]0",
        "0.0.0",
        ",0",
        '0"件",',
        "General0",
        "0" * 60,
        "0" * 300,
        '"未完',
        "\\",
        "[",
        "0e",
        "bahttext",
    ],
)
def test_a_format_that_programs_read_otherwise_or_not_at_all_is_not_guessed_at(code: str) -> None:
    assert shown(Decimal("12.5"), code) is None


@pytest.mark.parametrize("number", ["1E+300", "-1E-300", "123456789012345", "1E+60", "0.000000000000001"])
def test_any_number_in_any_format_is_shown_or_not_told(number: str) -> None:
    for code in (*AS_LIBREOFFICE, "[DBNum1]General", "[DBNum2]0.00", "General", "@", "0.0E-0", "0?0#0,,.00%%"):
        seen = shown(Decimal(number), code)
        assert seen is None or len(seen.text) < 500


def test_a_rounded_number_is_told_from_another_one() -> None:
    def is_rounded(code: str, number: str) -> bool:
        seen = shown(Decimal(number), code)
        return seen is not None and seen.is_rounded

    assert is_rounded("0", "12.5") and is_rounded("0.00", "12.345") and is_rounded("0.0E+00", "1234")
    assert is_rounded("0", "0.4") and is_rounded("0;-0", "-1.5")
    assert not is_rounded("0,", "1234") and not is_rounded("0;0", "-1.5") and not is_rounded('"1"0', "2.4")
