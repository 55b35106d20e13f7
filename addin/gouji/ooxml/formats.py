"""Reads from styles.xml how each cell format shows what is stored, and turns a date's serial number into an ISO date.

Most formats show a number as it is; only the others are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gouji.ooxml import markup
from gouji.ooxml.book import Look, Styles

# ECMA-376 part 1, 18.8.30. Of the rest those that are dates everywhere, and 27–36 and 50–58, which are dates in the
# Chinese, Japanese and Korean editions; what is left shows a number as it is.
_BUILT_IN: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy/m/d"),
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    48: "##0.0E+0",
}
_AS_STORED = frozenset(("", "general", "@", "g/通用格式", "standard"))
_LONGEST = 255  # characters of a number format
_USUAL = 100_000  # bytes: a workbook's styles have some ten thousand
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_XF = re.compile(r'<xf numFmtId="([0-9]{1,9})" fontId="([0-9]{1,9})" fillId="([0-9]{1,9})"')
_WHITE, _BLACK = "FFFFFF", "000000"
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE, "64": _BLACK, "65": _WHITE}
_THEME = {"0": _WHITE, "1": _BLACK}  # what is drawn on, what is written with; other themes are not followed
_NEAR = 24  # of 255: no eye tells such colours apart


AS_STORED = Look()


def load(data: bytes) -> Styles:
    """Reads styles.xml. Raises UnreadableError, HandOverError."""
    return _usual(data) if len(data) < _USUAL else _load(data)


def of_codes(codes: Sequence[str]) -> Styles:
    """Makes the styles of a workbook of which only the number formats are known."""
    looks = {style: _look(code, is_unseen=False) for style, code in enumerate(codes)}
    return Styles({style: look for style, look in looks.items() if look != AS_STORED}, {})


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    bare = _LITERAL.sub("", code[:_LONGEST]).lower().replace("general", "")
    return any(letter in bare for letter in "ymdhs")


@lru_cache(maxsize=1000)  # the formats of a batch are some ten
def _look(code: str, is_unseen: bool) -> Look:
    """A code is kept as it is: `G/通用格式` among others is General in one of its editions."""
    if code.strip().lower() in _AS_STORED:
        return Look("", is_unseen=is_unseen)
    return Look(code, is_date(code), is_unseen)


# ---------------------------------------------------------------- the part


def _load(data: bytes) -> Styles:
    text = markup.plain(data, "styleSheet")
    if text is None or not _is_usual(text):
        text = _spelled_again(data)
    codes = dict(_BUILT_IN)
    for given in _each(_block(text, "numFmts"), "numFmt"):
        codes[_number(given, "numFmtId")] = given.get("formatCode", "")
    inks = [_ink(piece) for piece in _pieces(_block(text, "fonts"), "font")]
    grounds = [_ground(piece, "fgColor") for piece in _pieces(_block(text, "fills"), "fill")]
    cells: dict[int, Look] = {}
    alike = {(ink, ground) for ink in set(inks) for ground in set(grounds) if _alike(ink, ground)}
    for style, (code, font, fill) in enumerate(_formats(_block(text, "cellXfs"))):
        is_unseen = bool(alike) and (*inks[font : font + 1], *grounds[fill : fill + 1]) in alike
        look = _look(codes.get(code, ""), is_unseen)
        if look != AS_STORED:
            cells[style] = look
    rules = {at: _of_rule(piece) for at, piece in enumerate(_pieces(_block(text, "dxfs"), "dxf"))}
    return Styles(cells, {at: look for at, look in rules.items() if look != AS_STORED})


_usual = lru_cache(maxsize=4)(_load)  # the workbooks of a batch come from one template


def _formats(block: str) -> list[tuple[int, int, int]]:
    """Of every cell format the numbers of its number format, font and fill."""
    usual = _XF.findall(block)
    if len(usual) == block.count("<xf "):
        return [(int(code), int(font), int(fill)) for code, font, fill in usual]
    every = _each(block, "xf")
    return [(_number(given, "numFmtId"), _number(given, "fontId"), _number(given, "fillId")) for given in every]


@lru_cache(maxsize=500)
def _of_rule(piece: str) -> Look:
    """What the format of a conditional format makes of a number. It fills with its background colour."""
    code = next((given.get("formatCode", "") for given in _each(piece, "numFmt")), "")
    return _look(code, _alike(_ink(piece), _ground(piece, "bgColor")))


def _is_usual(text: str) -> bool:
    """Whether every attribute is written as the patterns below read it."""
    block = _block(text, "numFmts")
    return "='" not in text and len(_each(block, "numFmt")) == block.count("<numFmt ")


def _spelled_again(data: bytes) -> str:
    """The part as a parser reads it, written as most producers do, without what is no spreadsheet's own."""
    pieces: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        said = "".join(f' {key}="{_escaped(value)}"' for key, value in given.items() if " " not in key)
        pieces.append(f"<{name or 'other'}{said}>")

    markup.parse(data, start, lambda name: pieces.append(f"</{name or 'other'}>"), lambda _: None)
    return "".join(pieces)


def _escaped(value: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        value = value.replace(character, entity)
    return value


def _block(text: str, name: str) -> str:
    start = text.find(f"<{name}")
    end = text.find(f"</{name}>", start)
    return text[text.find(">", start) + 1 : end] if 0 <= start < end else ""


def _each(text: str, name: str) -> list[dict[str, str]]:
    """The attributes of every element of that name."""
    return [markup.attributes(piece) for piece in re.findall(rf'<{name}((?: [\w:]+="[^"<>]*")*) ?/?>', text)]


def _pieces(text: str, name: str) -> list[str]:
    """What stands inside every element of that name."""
    return re.findall(rf"<{name}(?: [^<>]*)?(?:/>|>(.*?)</{name}>)", text, re.S)


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# ---------------------------------------------------------------- colours


@lru_cache(maxsize=500)  # the fonts and fills of a batch are often the same
def _ink(piece: str) -> str:
    """The colour of a font, "" for one that can't be told."""
    block = _block(piece, "font") or piece
    return next((_colour(given) for given in _each(block, "color")), _BLACK)


@lru_cache(maxsize=500)
def _ground(piece: str, name: str) -> str:
    """The colour that a fill gives, "" for one that can't be told."""
    if "<gradientFill" in piece:
        return ""
    pattern_ = next(iter(_each(piece, "patternFill")), {}).get("patternType", "solid" if name == "bgColor" else "none")
    colours = _each(piece, name) if pattern_ == "solid" else []
    if pattern_ not in ("none", "solid"):
        return ""
    return _colour(colours[0]) if colours else _WHITE


def _colour(given: Mapping[str, str]) -> str:
    if given.get("tint", "0").strip("0."):
        return ""
    if "rgb" in given:
        return given["rgb"][-6:].upper()
    if "theme" in given:
        return _THEME.get(given["theme"], "")
    return _INDEXED.get(given.get("indexed", "64" if given.get("auto") else ""), "")


@lru_cache(maxsize=1000)
def _alike(one: str, other: str) -> bool:
    """Whether no eye tells two colours apart."""
    try:
        pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
        return bool(one) and all(abs(a - b) <= _NEAR for a, b in pairs)
    except ValueError:
        return False


# ---------------------------------------------------------------- dates


def to_iso(serial: float, from_1904: bool) -> str | None:
    """Gives the ISO date of a serial number: 45322 → 2024-01-31, with a time of day only when it has one. None when no
    such day exists."""
    if not 0 <= serial < 2_958_466 - (1462 if from_1904 else 0):
        return None
    # Day 60 of the 1900 system is a leap day that never was: days before it are one off.
    from datetime import date, datetime, timedelta  # not at the top: most reports hold no date

    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 if serial >= 60 else 31)
    seconds = min(round(serial * 86400), int(serial) * 86400 + 86399)  # the last second of a day is not the next day
    moment = datetime(start.year, start.month, start.day) + timedelta(seconds=seconds)  # noqa: DTZ001  # a cell knows no zone
    at_midnight = moment.hour == moment.minute == moment.second == 0
    return moment.date().isoformat() if at_midnight else moment.isoformat()
