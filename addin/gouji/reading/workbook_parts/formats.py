"""styles.xml in; which cell formats show a number as a date out. Also: a date's serial number as an ISO date."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.pattern import pattern
from gouji.reading.workbook_parts import markup

# ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are dates in the Chinese, Japanese and Korean editions.
_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LONGEST = 255  # characters of a number format
_XF = pattern(r'<xf [^<>]*?numFmtId="([0-9]{1,9})"')
_LITERAL = pattern(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')


def date_styles(data: bytes) -> frozenset[int]:
    """Indexes of the cell formats that show a date or a time. Raises UnreadableError."""
    text = markup.plain(data, "styleSheet")
    if text is not None:
        start, end = text.find("<cellXfs"), text.find("</cellXfs>")
        block = text[start:end] if 0 <= start < end else ""
        ids = [int(id) for id in _XF.findall(block)]
        if ids and len(ids) == block.count("<xf "):
            custom = text.find("<numFmts")
            codes = text[custom : text.find("</numFmts>", custom)] if custom >= 0 else ""
            return _judged(ids, [markup.attributes(each) for each in codes.split("<numFmt ")[1:]])
    return _by_parser(data)


def _by_parser(data: bytes) -> frozenset[int]:
    formats: list[dict[str, str]] = []
    ids: list[int] = []
    depth: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        if name == "numFmt":
            formats.append(given)
        elif name == "cellXfs":
            depth.append(name)
        elif name == "xf" and depth:
            ids.append(_id(given))

    def end(name: str) -> None:
        if name == "cellXfs":
            depth.pop()

    markup.parse(data, start, end, lambda _: None)
    return _judged(ids, formats)


def _id(given: Mapping[str, str]) -> int:
    text = given.get("numFmtId", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _judged(ids: list[int], formats: list[dict[str, str]]) -> frozenset[int]:
    custom = {_id(each): is_date(each.get("formatCode", "")) for each in formats}
    return frozenset(style for style, id in enumerate(ids) if custom.get(id, id in _BUILT_IN))


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    bare = _LITERAL.sub("", code[:_LONGEST]).lower().replace("general", "")
    return any(letter in bare for letter in "ymdhs")


def to_iso(serial: float, from_1904: bool) -> str | None:
    """45322 → 2024-01-31; with a time of day only when it has one. None when no such day exists."""
    if not 0 <= serial < 2_958_466 - (1462 if from_1904 else 0):
        return None
    # Day 60 of the 1900 system is a leap day that never was: days before it are one off.
    from datetime import date, datetime, timedelta  # not at the top: most reports hold no date

    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 if serial >= 60 else 31)
    seconds = min(round(serial * 86400), int(serial) * 86400 + 86399)  # the last second of a day is not the next day
    moment = datetime(start.year, start.month, start.day) + timedelta(seconds=seconds)  # noqa: DTZ001  # a cell knows no zone
    at_midnight = moment.hour == moment.minute == moment.second == 0
    return moment.date().isoformat() if at_midnight else moment.isoformat()
