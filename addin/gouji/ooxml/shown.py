"""Tells what text a sheet shows for a number under its number format, and which number a person reads there.

Column widths and colours are left aside: what is told is the text of the cell. Where that can't be told for sure
(dates, fractions, what programs don't agree on) nothing is: see `number_format`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from gouji.ooxml.number_format import CannotTellError, Section, Token, sections
from gouji.value import plain

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_FARTHEST = 60  # digits before the point, or noughts behind it: beyond them a format is not spelled out
_DIGITS = {  # [DBNum1] to [DBNum3]
    1: "〇一二三四五六七八九",
    2: "零壹贰叁肆伍陆柒捌玖",
    3: "０１２３４５６７８９",
}
_PADDING = {"0": "0", "?": " ", "#": ""}  # what a place shows that no digit is left for
_ONES = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_POINTS = {1: "．", 2: "点", 3: "．"}
_MYRIADS = ("", "万", "亿", "万亿")

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]*)?(?:E[+-][0-9]+)?|\.[0-9]+(?:E[+-][0-9]+)?", re.I)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
# Minus signs, and what accountants put before or behind a negative number.
_MINUS = re.compile(r"[-−－–负减▲△]|[(（](?=[^()（）]*\Z)")
_SIGNIFICANT = re.compile(r"[1-9]")  # what rounds to 0 is shown without a sign
_SIGN = re.compile(r"[-−－–负减▲△]")
_NOT_UNIT = "%‰"  # behind a number they make another one of it


class Shown(NamedTuple):
    """What a person sees of a number. reads: the number that they read there, None for no number and for more than one.

    is_number: whether there are digits at all. is_rounded: whether that is the stored number, rounded. before, behind:
    what stands there besides the sign. is_white: whether the format writes it in white.
    """

    text: str
    reads: Decimal | None
    is_number: bool
    is_rounded: bool
    before: str = ""
    behind: str = ""
    is_white: bool = False


@lru_cache(maxsize=5000)  # most figures of a report are one of a few, in one of two or three formats
def shown(number: Decimal, code: str) -> Shown | None:
    """Gives what a number format shows of a number; None where it can't be told."""
    with localcontext(_EXACT):
        try:
            section, is_bare = _chosen(number, sections(code))
            if abs(number.adjusted()) > _FARTHEST:
                raise CannotTellError
            text = _spelled(abs(number), section)
            if number < 0 and not is_bare and _SIGNIFICANT.search(text):
                text = f"-{text}"
            return _read(text, number)._replace(text=_in_numerals(text, section), is_white=section.is_white)
        except CannotTellError:
            return None


def _chosen(number: Decimal, parts: Sequence[Section]) -> tuple[Section, bool]:
    """The section that shows a number, and whether it shows a negative one without its sign."""
    if len(parts) == 4 or (len(parts) > 1 and any(token.kind == "at" for token in parts[-1].tokens)):
        parts = parts[:-1]  # that one is for text
    if any(part.operator for part in parts):
        return _by_condition(number, parts)
    if number < 0 and len(parts) > 1:
        return parts[1], True
    return parts[2] if number == 0 and len(parts) > 2 else parts[0], False


def _by_condition(number: Decimal, parts: Sequence[Section]) -> tuple[Section, bool]:
    """Conditions stand in the first two sections; the last one is for all other numbers."""
    if number < 0 and len(parts) > 1:
        raise CannotTellError  # with its sign or without: programs don't agree
    for part in parts[:2]:
        if part.operator and part.holds(number):
            return part, False
    if parts[-1].operator:
        raise CannotTellError
    return parts[-1], False


# ---------------------------------------------------------------- spelling


def _spelled(number: Decimal, section: Section) -> str:
    """A number that is not negative, in Arabic numerals."""
    tokens = section.tokens
    kinds = [token.kind for token in tokens]
    if "slash" in kinds and "digit" in kinds:
        return _fraction(number, tokens)
    if "general" in kinds or "at" in kinds:  # a number in a format for text is shown as it is
        return _general(number, tokens)
    if "exponent" in kinds:
        return _scientific(number, tokens)
    if "digit" not in kinds:
        if "point" in kinds or "comma" in kinds:
            raise CannotTellError
        return "".join(token.said for token in tokens)
    return _decimal(number * 100 ** kinds.count("percent"), tokens)


def _general(number: Decimal, tokens: Sequence[Token]) -> str:
    pieces = [plain(number) if token.kind in ("general", "at") else token.said for token in tokens]
    if sum(token.kind != "text" for token in tokens) > 1:
        raise CannotTellError
    return "".join(pieces)


def _decimal(number: Decimal, tokens: Sequence[Token]) -> str:
    whole, behind = _halves(tokens)
    places = sum(token.kind == "digit" for token in behind)
    grouped, scale = _commas(whole, behind)
    scaled = (number / 1000**scale).quantize(Decimal(1).scaleb(-places))
    before, _, after = format(scaled, "f").partition(".")
    pieces = _whole(before.lstrip("0"), whole, grouped)
    if len(whole) < len(tokens):
        pieces += ["." if tokens[len(whole)].kind == "point" else tokens[len(whole)].said, *_behind(after, behind)]
    return "".join(pieces)


def _halves(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """What stands before the point and behind it."""
    points = [at for at, token in enumerate(tokens) if token.kind == "point"]
    if len(points) > 1:
        raise CannotTellError
    at = points[0] if points else len(tokens)
    return tokens[:at], tokens[at + 1 :]


def _commas(whole: Sequence[Token], behind: Sequence[Token]) -> tuple[bool, int]:
    """Whether thousands are set apart, and how often the number is divided by a thousand."""
    grouped, scale = False, 0
    for part, is_whole in ((whole, True), (behind, False)):
        digits = [at for at, token in enumerate(part) if token.kind == "digit"]
        for at, token in enumerate(part):
            if token.kind != "comma":
                continue
            if digits and at > digits[-1] and all(each.kind == "comma" for each in part[digits[-1] + 1 : at]):
                scale += 1
            elif is_whole and digits and digits[0] < at < digits[-1]:
                grouped = True
            else:
                raise CannotTellError
    return grouped, scale


def _whole(digits: str, tokens: Sequence[Token], grouped: bool) -> list[str]:
    """The part before the point, its digits set into the places from the right; the first place takes all the rest."""
    places = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    if not places and digits:
        raise CannotTellError
    pieces: list[str] = []
    done = 0
    for at in range(len(tokens) - 1, -1, -1):
        kind, said = tokens[at]
        if kind == "digit":
            left = digits[: max(len(digits) - done, 0)]
            taken = left if at == places[0] else left[-1:]
            for digit in reversed(taken or _PADDING[said]):
                pieces.append(f"{digit}," if grouped and done and done % 3 == 0 and digit != " " else digit)
                done += 1
        elif kind != "comma":
            pieces.append(said)
    return pieces[::-1]


def _behind(digits: str, tokens: Sequence[Token]) -> list[str]:
    """The part behind the point; noughts at the end give way to # and ?."""
    pieces: list[str] = []
    at = 0
    for kind, said in tokens:
        if kind == "digit":
            is_end = not digits[at:].strip("0")
            pieces.append(_PADDING[said] if is_end else digits[at])
            at += 1
        elif kind != "comma":
            pieces.append(said)
    return pieces


def _scientific(number: Decimal, tokens: Sequence[Token]) -> str:
    """Only with one digit before the point: how others step is not the same everywhere."""
    at = next(at for at, token in enumerate(tokens) if token.kind == "exponent")
    mantissa, power = tokens[:at], tokens[at + 1 :]
    whole, behind = _halves(mantissa)
    wide = sum(token.kind == "digit" for token in power)
    if sum(token.kind == "digit" for token in whole) != 1 or not wide or "comma" in [each.kind for each in tokens]:
        raise CannotTellError
    if any(token.kind not in ("digit", "text") for token in power) or "percent" in [each.kind for each in tokens]:
        raise CannotTellError
    places = Decimal(1).scaleb(-sum(token.kind == "digit" for token in behind))
    exponent = number.adjusted() if number else 0
    scaled = number.scaleb(-exponent).quantize(places)
    if scaled >= 10:
        exponent, scaled = exponent + 1, (scaled / 10).quantize(places)
    sign = "-" if exponent < 0 else "+" if tokens[at].said == "+" else ""
    tail = "".join(token.said for token in power if token.kind == "text")
    return f"{_decimal(scaled, mantissa)}E{sign}{str(abs(exponent)).zfill(wide)}{tail}"


def _fraction(number: Decimal, tokens: Sequence[Token]) -> str:
    """Of a whole number, beside whose digits a fraction has its place: that stays empty."""
    at = next(at for at, token in enumerate(tokens) if token.kind == "slash")
    start = at
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    if number != number.to_integral_value() or not any(token.kind == "digit" for token in tokens[:start]):
        raise CannotTellError
    end = at + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].said.isdigit()):
        end += 1
    if start == at or end == at + 1:
        raise CannotTellError
    whole = _decimal(number, tokens[:start])
    return (
        (whole if number else whole.lstrip() or "0") + " " * (end - start) + "".join(each.said for each in tokens[end:])
    )


# ---------------------------------------------------------------- reading it again


def _read(text: str, number: Decimal) -> Shown:
    """A text in Arabic numerals as a person reads it, and how that compares with the number that is stored."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return Shown(text, None, False, False)
    said, before, behind = found[0][0], text[: found[0].start()], text[found[0].end() :]
    read = Decimal(said.replace(",", "").rstrip(".") or "0")
    is_one = len(found) == 1 and not (read and any(sign in text for sign in _NOT_UNIT))
    if not is_one or not _GROUPED.fullmatch(said.partition(".")[0].partition("E")[0] or "0"):
        return Shown(text, None, True, False)
    is_signed_behind = behind.strip() in ("-", "−")
    reads = -read if _MINUS.search(before) or is_signed_behind else read
    before, behind = _SIGN.sub("", before, count=1).strip(), "" if is_signed_behind else behind.strip()
    return Shown(text, reads, True, number.quantize(reads) == reads, before, behind)


def _in_numerals(text: str, section: Section) -> str:
    """A text with its number in the numerals that the section asks for."""
    if not section.numerals:
        return text
    as_spoken = any(token.kind in ("general", "at") for token in section.tokens)
    return _NUMBER.sub(lambda match: _in_words(match[0], section.numerals, as_spoken), text)


def _in_words(said: str, numerals: int, as_spoken: bool) -> str:
    """A number in Chinese numerals, digit by digit or as it is spoken."""
    digits = _DIGITS[numerals]
    whole, point, behind = said.partition(".")
    if not as_spoken or len(whole) > 16 or not (whole + behind).isdigit():
        return "".join(digits[int(each)] if each.isdigit() else each for each in said)
    words = _spoken(whole, numerals)
    return words + (_POINTS[numerals] if point else "") + "".join(digits[int(each)] for each in behind)


def _spoken(whole: str, numerals: int) -> str:
    """1205 → 一千二百〇五."""
    digits, ones = _DIGITS[numerals], _ONES[numerals]
    words, gap = "", False
    for at, digit in enumerate(whole):
        power = len(whole) - 1 - at
        if digit == "0":
            gap = bool(words)
        else:
            words += (digits[0] if gap else "") + digits[int(digit)] + ones[power % 4]
            gap = False
        if power % 4 == 0 and power and whole[max(0, at - 3) : at + 1].strip("0"):
            words += _MYRIADS[power // 4]
    return words or digits[0]
