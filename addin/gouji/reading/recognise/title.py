"""Reads title, organisation, year and date from what stands before a report's first heading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gouji.form.form import Form
from gouji.reading.recognise.spoken import say

_LONGEST = 60
_AROUND = "《》。:： "
_MOST_LINES = 3
_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PUBLISHED = re.compile(
    r"(?:发布|发文|公布|成文)(?:日期|时间)\s*[:：]\s*((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_STATED_YEAR = re.compile(r"((?:19|20)\d\d)\s*年(?:度)?\s*1\s*月\s*1\s*日")


@dataclass(frozen=True, slots=True)
class Title:
    """What the title says; a part that is not there is "". `rest` is the preface without title and dates."""

    title: str
    organization: str
    year: str
    published_on: str
    rest: tuple[str, ...]


def title(texts: Sequence[str], form: Form) -> Title:
    """Finds the title, set over one to three lines. What stands above it belongs to the web page."""
    published = next((_date(match) for text in texts if (match := _PUBLISHED.search(text))), "")
    best = None
    for each in _titles(texts, form.report_name):
        if best is None or each.organization:
            best = each
        if each.organization:
            break
    if best is None:
        return Title("", "", "", published, _left(texts))
    rest = _left(texts[_last_end(texts, best.printed, best.end) :])
    return Title(best.printed, best.organization, best.year, published, rest)


def is_titled(texts: Sequence[str], report_name: str) -> bool:
    """Whether a title of such a report stands anywhere among these lines."""
    return any(_titles(texts, report_name))


class _Found(NamedTuple):
    printed: str
    organization: str
    year: str
    end: int  # of the lines that it is set over


def _titles(texts: Sequence[str], report_name: str) -> Iterator[_Found]:
    """The likeliest first: the year before the report's name, then behind it; on as few lines as may be."""
    lines = [
        (joined, unicodedata.normalize("NFKC", joined).strip(_AROUND), start + count)
        for count in range(1, _MOST_LINES + 1)
        for start in range(len(texts) - count + 1)
        if len(joined := _SPACE.sub("", "".join(texts[start : start + count]))) <= _LONGEST
    ]
    for pattern in _patterns(report_name):
        for printed, plain, end in lines:
            match = pattern.match(plain)
            if match is not None and not (match["before"] and match["after"]):
                named = _organization(match["before"] or match["after"])
                yield _Found(printed, named, match["year"].translate(_DIGITS), end)


def _last_end(texts: Sequence[str], printed: str, end: int) -> int:
    """Where the title ends that stands nearest to the text: a web page names itself once more above."""
    for start in range(end, len(texts)):
        for count in range(1, _MOST_LINES + 1):
            if start + count <= len(texts) and _SPACE.sub("", "".join(texts[start : start + count])) == printed:
                end = start + count
    return end


def stated_year(texts: Iterable[str], form: Form) -> str:
    """Gives the year of the period that a report says its figures are for, "" when it doesn't say."""
    for text in texts:
        if any(word in text for word in form.narrative.period_words) and (match := _STATED_YEAR.search(text)):
            return match[1]
    return ""


def mentioned(texts: Iterable[str], form: Form) -> bool:
    """Whether a text without any title speaks of such a report at all."""
    plain = "".join(texts)
    return all(word in plain for word in form.report_name.split(say("title.left_out")))


@cache
def _patterns(report_name: str) -> tuple[re.Pattern[str], ...]:
    """Of 某局2023年政府信息公开工作年度报告 and 某局政府信息公开工作年度报告（2023年）; then of its other
    names."""
    left_out = say("title.left_out")
    first, _, last = report_name.partition(left_out)
    between = "".join(f"(?:{re.escape(word)})?" for word in say.of("title.between"))
    ends = "|".join(map(re.escape, (last, *say.of("title.ends"))))
    also = f"{re.escape(first)}{between}(?:{ends})"
    own = re.escape(report_name).replace(left_out, f"(?:{left_out})?")
    return (*_with_year(own), *_with_year(also))


def _with_year(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    year = r"(?P<year>(?:19|20)\d\d|[〇○零一二三四五六七八九]{4})"
    return (
        re.compile(rf"(?P<before>.*?)\(?{year}年(?:度)?\)?(?P<after>.*?){name}\Z"),
        re.compile(rf"(?P<before>(?:(?!(?:19|20)\d\d).)*?){name}(?P<after>)[(\[〔]?{year}(?:年(?:度)?)?[)\]〕]?\Z"),
    )


def _organization(text: str) -> str:
    """Whose report it is, without the words that a notice puts around a title."""
    for word in say.of("title.leads"):
        text = text.removeprefix(word)
    for word in say.of("title.trails"):
        text = text.removesuffix(word)
    return text.strip(_AROUND)


def stated_organization(texts: Sequence[str]) -> str:
    """Gives the organisation that a line or two cells side by side name: `填报单位：某局`."""
    for at, text in enumerate(texts):
        head, mark, rest = unicodedata.normalize("NFKC", text.strip()).partition(":")
        if _SPACE.sub("", head) in say.of("title.organization"):
            said = rest.strip() if mark and rest.strip() else next(iter(texts[at + 1 : at + 2]), "").strip()
            return said if len(said) <= _LONGEST else ""
    return ""


def _date(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日"


def _left(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if not (_PUBLISHED.search(text) and len(text) <= _LONGEST * 2))
