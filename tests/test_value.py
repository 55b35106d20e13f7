"""What a cell holds: numbers as files store them, as texts print them, and as people write them."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import FormError, UnreadableError
from gouji.value import BLANK, Kind, Value, from_number, from_stored, from_text, plain


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0", "0"),
        ("12", "12"),
        ("123456789012345", "123456789012345"),
        ("-3", "-3"),
        ("1.5", "1.5"),
        ("0.30000000000000004", "0.3"),
        ("24252.311082000001", "24252.311082"),
        ("1E+308", "1e308"),
        ("1e3", "1000"),
        ("2023.0", "2023"),
        ("007", "7"),
    ],
)
def test_a_stored_number_is_read_as_the_fifteen_digits_that_excel_shows(raw: str, number: str) -> None:
    """And spelled as a person would: how a program spells it, `8.577890999999999`, nobody has written."""
    assert from_stored(raw) == Value(Kind.NUMBER, Decimal(number), plain(Decimal(number)))


@pytest.mark.parametrize("raw", ["", "abc", "nan", "inf", "-Infinity", "1e999", "１２x"])
def test_what_is_no_finite_number_raises(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_stored(raw)


@given(st.integers(-(10**12), 10**12))
def test_any_whole_number_survives_storing(number: int) -> None:
    assert from_stored(repr(float(number))).number == number


@given(st.decimals(0, 10**8, places=6))
def test_money_to_six_decimals_survives_the_binary_float_of_a_file(amount: Decimal) -> None:
    assert from_stored(repr(float(amount))).number == amount


@pytest.mark.parametrize(
    ("raw", "number"),
    [("0", "0"), (" 12 ", "12"), ("+3", "3"), ("-136", "-136"), ("−5", "-5"), ("－5", "-5"), ("0.311082", "0.311082")],
)
def test_plain_printed_digits_are_a_number(raw: str, number: str) -> None:
    assert from_text(raw) == Value(Kind.NUMBER, Decimal(number), raw.strip())


@pytest.mark.parametrize("raw", ["/", "无", "１２", "1,234", "3件", "1e5", "--1", ".5", "5.", "1 2", "٣"])
def test_anything_else_printed_is_text(raw: str) -> None:
    assert from_text(f" {raw}\n") == Value(Kind.TEXT, None, raw)


@pytest.mark.parametrize("raw", ["", " ", "\u3000\n"])
def test_nothing_printed_is_blank_not_zero(raw: str) -> None:
    assert from_text(raw) == BLANK
    assert from_text(raw) != from_text("0")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("12", "12"),
        ("1E+2", "100"),
        ("1.50", "1.5"),
        ("-0.000001", "-0.000001"),
        ("24252.311082", "24252.311082"),
        ("1E+20", "100000000000000000000"),
        ("1E+308", "1E+308"),
        ("1.5E-30", "1.5E-30"),
        ("0.00047212497215085062630813660732", "0.00047212497215085062630813660732"),  # more digits than a context has
    ],
)
def test_a_number_is_written_as_a_person_writes_it(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text
    assert from_number(Decimal(number)) == Value(Kind.NUMBER, Decimal(number), text)


def test_the_number_of_our_own_engine_may_be_an_int() -> None:
    assert from_number(7) == Value(Kind.NUMBER, Decimal(7), "7")


def test_an_unreadable_file_says_the_same_after_the_trip_between_processes() -> None:
    error = UnreadableError("damaged-file", reason="半个文件")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.facts) == ("damaged-file", {"reason": "半个文件"})
    assert str(FormError("form.toml", "id", "缺少这一项")) == "表样数据有误：form.toml，id：缺少这一项"
