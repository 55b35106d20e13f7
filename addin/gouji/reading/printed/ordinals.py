"""Spells the numbers that a word processor sets before paragraphs by itself, given how they count."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MOST = 9999  # beyond, a number is written in digits


def spelled(number: int, counting: str) -> str:
    """Gives a number by the name that Word has for a way of counting; by one that is unknown in digits; "" by none."""
    spell = _WAYS.get(counting, str)
    return spell(number) if 0 < number <= MOST or spell is _none else str(number)


def chinese(number: int) -> str:
    """Gives 十二, 一百零三: numbers as headings have them."""
    return _chinese(number, _DIGITS.replace("〇", "零"), "十百千")


def _legal(number: int) -> str:
    return _chinese(number, _LEGAL_DIGITS, "拾佰仟", one_ten=True)


def _chinese(number: int, digits: str, units: str, one_ten: bool = False) -> str:
    text, skipped = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            skipped = bool(text)
            continue
        text += (digits[0] if skipped else "") + digits[digit] + (units[power - 1] if power else "")
        skipped = False
    return text[1:] if text.startswith(digits[1] + units[0]) and not one_ten else text


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letter(number: int) -> str:
    """a … z, aa, bb, …"""
    times, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (times + 1) if times < 9 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _none(number: int) -> str:
    return ""


_WAYS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("none", "bullet"), _none),
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "koreanCounting"),
            *("taiwaneseCounting", "taiwaneseCountingThousand", "japaneseDigitalTenThousand"),
        ),
        chinese,
    ),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "koreanDigital2"), _digit_by_digit),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _legal),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + at: ord("０") + at for at in range(10)}),
    "decimalZero": lambda number: f"{number:02}",
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
