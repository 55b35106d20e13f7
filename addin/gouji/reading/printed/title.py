"""What stands before a report's first heading in; title, organisation, year, date and what is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.form.form import Form
from gouji.reading.printed.lines import Item

_MAY_BE_LEFT_OUT = "工作"  # 政府信息公开年度报告
_LONGEST = 60
_MOST_LINES = 3
_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PUBLISHED = re.compile(
    r"(?:发布|发文|公布|成文)(?:日期|时间)\s*[:：]\s*((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_STATED_YEAR = re.compile(r"((?:19|20)\d\d)\s*年(?:度)?\s*1\s*月\s*1\s*日")


@dataclass(frozen=True, slots=True)
class Title:
    """Everything is "" that is not there. `rest` is the preface without title and dates."""

    title: str
    organization: str
    year: str
    published_on: str
    rest: tuple[str, ...]


def title(preface: Sequence[Item], form: Form) -> Title:
    """Finds the title, set over one to three lines. What stands above it belongs to the web page."""
    texts = [item for item in preface if isinstance(item, str)]
    pattern = _pattern(form.report_name)
    published = next((_date(match) for text in texts if (match := _PUBLISHED.search(text))), "")
    for need_organization in (True, False):
        for count in range(1, _MOST_LINES + 1):
            for start in range(len(texts) - count + 1):
                joined = _SPACE.sub("", "".join(texts[start : start + count]))
                match = pattern.match(unicodedata.normalize("NFKC", joined)) if len(joined) <= _LONGEST else None
                if match is None or (match["before"] and match["after"]):
                    continue
                organization = match["before"] or match["after"]
                if organization or not need_organization:
                    year = match["year"].translate(_DIGITS)
                    end = _last_end(texts, joined, start + count)
                    return Title(joined, organization, year, published, _left(texts[end:]))
    return Title("", "", "", published, _left(texts))


def _last_end(texts: Sequence[str], printed: str, end: int) -> int:
    """Where the title ends that stands nearest to the text: a web page names itself once more above."""
    for start in range(end, len(texts)):
        for count in range(1, _MOST_LINES + 1):
            if start + count <= len(texts) and _SPACE.sub("", "".join(texts[start : start + count])) == printed:
                end = start + count
    return end


def stated_year(texts: Iterable[str], form: Form) -> str:
    """The year of the period that a report says its figures are for, "" when it doesn't say."""
    for text in texts:
        if any(word in text for word in form.narrative.period_words) and (match := _STATED_YEAR.search(text)):
            return match[1]
    return ""


def mentioned(texts: Iterable[str], form: Form) -> bool:
    """Whether a text without any title speaks of such a report at all."""
    plain = "".join(texts)
    return all(word in plain for word in form.report_name.split(_MAY_BE_LEFT_OUT))


def _pattern(report_name: str) -> re.Pattern[str]:
    name = re.escape(report_name).replace(_MAY_BE_LEFT_OUT, f"(?:{_MAY_BE_LEFT_OUT})?")
    year = r"(?P<year>(?:19|20)\d\d|[〇○零一二三四五六七八九]{4})年(?:度)?"
    return re.compile(rf"(?P<before>.*?)\(?{year}\)?(?P<after>.*?){name}\Z")


def _date(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日"


def _left(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if not (_PUBLISHED.search(text) and len(text) <= _LONGEST * 2))
